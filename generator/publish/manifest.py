"""The list of what was published: every file with the fingerprint of what made it, its digest and its size."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

MANIFEST = "manifest.json"
_VERSION = 1


class Published(NamedTuple):
    """One file. `fingerprint` tells what it was made from, `digest` what it is; `size` is in bytes."""

    fingerprint: str
    digest: str
    size: int


class ShardNote(NamedTuple):
    """What a part of a site says of the whole: which part of how many, the digest of the plan, and its pages."""

    part: int
    of: int
    plan: str
    pages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a published site, or of a part of one, by their path."""

    files: Mapping[str, Published] = field(default_factory=dict)
    shard: ShardNote | None = None

    def to_json(self) -> str:
        """One line a file, sorted, so that two manifests can be compared line by line."""
        lines = [
            f' {json.dumps(path)}: ["{item.fingerprint}", "{item.digest}", {item.size}]'
            for path, item in sorted(self.files.items())
        ]
        shard = f', "shard": {json.dumps(self.shard)}' if self.shard else ""
        return '{"kaedah": ' + str(_VERSION) + shard + ', "files": {\n' + ",\n".join(lines) + "\n}}\n"


class NoManifest(Exception):
    """The folder holds no manifest of ours, or one that cannot be read."""


def read_manifest(output: Path) -> Manifest:
    """The manifest of a published folder. Raises NoManifest."""
    try:
        found = json.loads((output / MANIFEST).read_bytes())
        if found["kaedah"] != _VERSION:
            raise NoManifest(f"its version is {found['kaedah']}")
        files = {
            str(path): Published(str(item[0]), str(item[1]), int(item[2])) for path, item in found["files"].items()
        }
        shard = found.get("shard")
        return Manifest(files, ShardNote(int(shard[0]), int(shard[1]), str(shard[2]), int(shard[3])) if shard else None)
    except FileNotFoundError:
        raise NoManifest("there is none") from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise NoManifest(str(error)) from None
