"""The list of what was published: every file with the fingerprint of what made it, its digest and its size."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from generator.publish.left import MANIFEST

_VERSION = 1
_FILES, _BETWEEN, _END = ', "files": {\n', ",\n", "\n}}\n"
_WHOLE = f'{{"kaedah": {_VERSION}{_FILES}'


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
        lines = [_line(path, item) for path, item in sorted(self.files.items())]
        head = f'{{"kaedah": {_VERSION}, "shard": {json.dumps(self.shard)}{_FILES}' if self.shard else _WHOLE
        return head + _BETWEEN.join(lines) + _END


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


def is_whole(told: bytes) -> bool:
    """Whether this is the text of a manifest of a whole site, as `to_json` writes it."""
    return told.startswith(_WHOLE.encode()) and told.endswith(_END.encode())


def amended(told: str, written: Mapping[str, Published], gone: Iterable[str]) -> str:
    """The text of the manifest of a whole site with these files in it, and without those: as `to_json` would write it,
    but without reading what stays.
    """
    listed = told[len(_WHOLE) : -len(_END)]
    lines = listed.split(_BETWEEN) if listed else []
    for path in gone:
        place = bisect_left(lines, path, key=_path_in)
        if place < len(lines) and _path_in(lines[place]) == path:
            del lines[place]
    for path, item in written.items():
        place = bisect_left(lines, path, key=_path_in)
        there = place < len(lines) and _path_in(lines[place]) == path
        lines[place : place + there] = [_line(path, item)]
    return _WHOLE + _BETWEEN.join(lines) + _END


def _line(path: str, item: Published) -> str:
    return f' {json.dumps(path)}: ["{item.fingerprint}", "{item.digest}", {item.size}]'


def _path_in(line: str) -> str:
    return str(json.loads(line[1 : line.rindex(": [")]))
