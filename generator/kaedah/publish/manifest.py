"""The list of what was published: every file with the fingerprint of what made it, its digest and its size."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kaedah.publish.left import MANIFEST

_VERSION = 1
_FILES, _BETWEEN, _END = ', "files": {\n', ",\n", "\n}}\n"
_WHOLE = f'{{"kaedah": {_VERSION}{_FILES}'

_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


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


class Manifest(NamedTuple):
    """The files of a published site, or of a part of one, by their path."""

    files: Mapping[str, Published] = {}
    shard: ShardNote | None = None

    def to_json(self) -> str:
        """One line a file, sorted, so that two manifests can be compared line by line."""
        lines = [_line(path, item) for path, item in sorted(self.files.items())]
        head = f'{{"kaedah": {_VERSION}, "shard": {json.dumps(self.shard)}{_FILES}' if self.shard else _WHOLE
        return head + _BETWEEN.join(lines) + _END


class ManifestError(Exception):
    """The folder holds no manifest of ours, or one that cannot be read."""


def read_manifest(output: Path) -> Manifest:
    """The manifest of a published folder. Raises NoManifest."""
    try:
        told = (output / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise ManifestError("there is none") from None
    except OSError as error:
        raise ManifestError(str(error)) from None
    return parse_manifest(told)


def parse_manifest(told: bytes) -> Manifest:
    """The manifest that this is the text of. Raises NoManifest."""
    try:
        found = json.loads(told)
        if found["kaedah"] != _VERSION:
            raise ManifestError(f"its version is {found['kaedah']}")
        files = {
            str(path): Published(str(item[0]), str(item[1]), int(item[2])) for path, item in found["files"].items()
        }
        strange = next((path for path in files if not _is_below(path)), None)
        if strange is not None:
            raise ManifestError(f"it names {strange!r}, which is no place within the folder")
        shard = found.get("shard")
        return Manifest(files, ShardNote(int(shard[0]), int(shard[1]), str(shard[2]), int(shard[3])) if shard else None)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ManifestError(str(error)) from None


def _is_below(path: str) -> bool:
    """Whether this leads to a place within the folder on every system, without any way up, and can be written down."""
    return not _UNWRITABLE.search(path) and not (
        "\\" in path or ":" in path.partition("/")[0] or {"", ".", ".."} & {*path.split("/")}
    )


def is_whole(told: bytes) -> bool:
    """Whether this is the text of a manifest of a whole site, as `to_json` writes it."""
    return told.startswith(_WHOLE.encode()) and told.endswith(_END.encode())


def amended(told: bytes, written: Mapping[str, Published], gone: Iterable[str]) -> bytes:
    """The text of the manifest of a whole site with these files in it, and without those: as `to_json` would write it,
    but without reading what stays.
    """
    begin, end = len(_WHOLE), len(told) - len(_END)
    changes = []
    for path, item in {**dict.fromkeys(gone), **written}.items():
        start, stop = _place_in(told, path, begin, end)
        changes.append((start, stop, _line(path, item) if item else ""))
    if all(start < stop and line for start, stop, line in changes):  # every line has its place
        pieces, done = [], 0
        for start, stop, line in sorted(changes):
            pieces += [told[done:start], line.encode()]
            done = stop
        return b"".join((*pieces, told[done:]))
    lines = dict(_lines_in(told[begin:end]))
    lines |= {path: _line(path, item) for path, item in written.items()}
    for path in gone:
        lines.pop(path, None)
    return (_WHOLE + _BETWEEN.join(line for _, line in sorted(lines.items())) + _END).encode()


def _place_in(told: bytes, path: str, begin: int, end: int) -> tuple[int, int]:
    """Where the line of a path stands between these places, by halves; nothing between two equal places where it does
    not.
    """
    while begin < end:
        start = told.rfind(b"\n", begin, (begin + end) // 2) + 1 or begin
        stop = told.find(_BETWEEN.encode(), start, end)
        stop = end if stop < 0 else stop
        found = _path_in(told[start:stop].decode())
        if found == path:
            return start, stop
        if found < path:
            begin = min(stop + len(_BETWEEN), end)
        else:
            end = max(start - len(_BETWEEN), begin)
    return begin, begin


def _lines_in(listed: bytes) -> Iterator[tuple[str, str]]:
    """The lines by their paths."""
    return ((_path_in(line), line) for line in listed.decode().split(_BETWEEN) if line)


def _line(path: str, item: Published) -> str:
    return f' {json.dumps(path)}: ["{item.fingerprint}", "{item.digest}", {item.size}]'


def _path_in(line: str) -> str:
    return str(json.loads(line[1 : line.rindex(": [")]))
