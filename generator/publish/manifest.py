"""The list of what was published: every file with the fingerprint of what made it, its digest and its size."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MANIFEST = "manifest.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Published:
    """One file. `fingerprint` tells what it was made from, `digest` what it is; `size` is in bytes."""

    fingerprint: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a published site by their path."""

    files: Mapping[str, Published] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line a file, sorted, so that two manifests can be compared line by line."""
        lines = [
            f" {json.dumps(path)}: {json.dumps([item.fingerprint, item.digest, item.size])}"
            for path, item in sorted(self.files.items())
        ]
        return '{"kaedah": ' + str(_VERSION) + ', "files": {\n' + ",\n".join(lines) + "\n}}\n"


class NoManifest(Exception):
    """The folder holds no manifest of ours, or one that cannot be read."""


def read_manifest(output: Path) -> Manifest:
    """The manifest of a published folder. Raises NoManifest."""
    try:
        found = json.loads((output / MANIFEST).read_bytes())
        if found["kaedah"] != _VERSION:
            raise NoManifest(f"its version is {found['kaedah']}")
        return Manifest(
            {str(path): Published(str(item[0]), str(item[1]), int(item[2])) for path, item in found["files"].items()}
        )
    except FileNotFoundError:
        raise NoManifest("there is none") from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise NoManifest(str(error)) from None
