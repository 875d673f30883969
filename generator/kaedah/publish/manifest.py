"""The list of what was published: every file with the fingerprint of what made it, its digest and its size."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kaedah.disk.reading import read_regular

# The list of the published files, which is one of them.
MANIFEST = "manifest.json"
LARGEST = 1 << 30  # of a manifest that is read, in bytes: a line a file, and there are more pages than this nowhere
_VERSION = 1
_FILES, _BETWEEN, _END = ', "files": {\n', ",\n", "\n}}\n"
_WHOLE = f'{{"kaedah": {_VERSION}{_FILES}'

# A digest or a fingerprint, which is written between quotation marks as it is.
_NAME = re.compile(r"[\w.:-]{0,200}", re.ASCII)
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
# Hidden folders that hold no part of any site, and names that no file of a site has: a manifest that lists one was not
# written by a build, and following it would delete a repository.
_PRIVATE_FOLDER = re.compile(r"\.(?!well-known$).+|git~\d+", re.IGNORECASE)
_PRIVATE_FILE = re.compile(r"\.git[. ]*|git~\d+", re.IGNORECASE)


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
    """The files of a published site, or of a part of one, by their path.

    pending: while a site is uploaded, the digests that each file may have that is sent or removed; the empty digest
        where there may be no file.
    publisher: while a site is uploaded, the random name of the process that does it.
    """

    files: Mapping[str, Published] = {}
    shard: ShardNote | None = None
    pending: Mapping[str, Collection[str]] = {}
    publisher: str = ""

    def to_json(self) -> str:
        """One line a file, sorted, so that two manifests can be compared line by line."""
        lines = [_line(path, item) for path, item in sorted(self.files.items())]
        head = f'{{"kaedah": {_VERSION}, "shard": {json.dumps(self.shard)}{_FILES}' if self.shard else _WHOLE
        if self.publisher:
            pending = {path: sorted(digests) for path, digests in sorted(self.pending.items())}
            notes = f'"publisher": {json.dumps(self.publisher)}, "pending": {json.dumps(pending)}'
            head = f'{{"kaedah": {_VERSION}, {notes}{_FILES}'
        return head + _BETWEEN.join(lines) + _END


class ManifestError(Exception):
    """The folder holds no manifest of ours, or one that cannot be read."""


def read_manifest(output: Path) -> Manifest:
    """The manifest of a published folder. Raises ManifestError."""
    try:
        text = manifest_text(output)
    except FileNotFoundError:
        raise ManifestError(f"there is no {MANIFEST}") from None
    except OSError as error:
        raise ManifestError(str(error)) from None
    return parse_manifest(text)


def manifest_text(folder: Path) -> bytes:
    """The text of the manifest of a folder. Raises OSError, also where it is no regular file."""
    return read_regular(folder / MANIFEST, LARGEST)


def parse_manifest(text: bytes) -> Manifest:
    """The manifest that this is the text of. Raises ManifestError."""
    try:
        found = json.loads(text)
        if found["kaedah"] != _VERSION:
            raise ManifestError(f"its version is {found['kaedah']}")
        files = {str(path): _published(item) for path, item in found["files"].items()}
        pending = {str(path): frozenset(map(str, item)) for path, item in found.get("pending", {}).items()}
        for path in (*files, *pending):
            if not _is_below(path):
                raise ManifestError(f"it lists {path!r}, which is not a path within the folder")
            if not _may_be_published(path):
                raise ManifestError(f"it lists {path!r}, which no build writes")
        shard = found.get("shard")
        note = _shard_note(shard) if shard else None
        return Manifest(files, note, pending, str(found.get("publisher", "")))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ManifestError(str(error)) from None


def _published(item: Sequence[Any]) -> Published:
    """A file as a manifest lists it. Raises ValueError for what no build writes, LookupError, TypeError."""
    return Published(_name(item[0]), _name(item[1]), _number(item[2]))


def _shard_note(item: Sequence[Any]) -> ShardNote:
    """The note of a part. Raises ValueError, LookupError, TypeError."""
    return ShardNote(_number(item[0]), _number(item[1]), _name(item[2]), _number(item[3]))


def _name(value: object) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError(f"{value!r} is not a digest")
    return value


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ValueError(f"{value!r} is not a size or a number of something")
    return value


def _is_below(path: str) -> bool:
    """Whether this leads to a place within the folder on every system, without any way up, and can be written down."""
    return not _UNWRITABLE.search(path) and not (
        "\\" in path or ":" in path.partition("/")[0] or {"", ".", ".."} & {*path.split("/")}
    )


def _may_be_published(path: str) -> bool:
    """Whether a site may have a file at this path: not in a hidden folder such as `.git`."""
    if "." not in (path[0], path[path.rfind("/") + 1]) and "/." not in path and "~" not in path:
        return True  # nearly all
    *folders, name = path.split("/")
    return not (_PRIVATE_FILE.fullmatch(name) or any(map(_PRIVATE_FOLDER.fullmatch, folders)))


class ManifestText:
    """The text of a manifest, in which an edit looks up and replaces a few lines without parsing the rest."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    @property
    def is_whole_site(self) -> bool:
        """Whether it is the manifest of a whole site, written as `Manifest.to_json` does."""
        return self._text.startswith(_WHOLE.encode()) and self._text.endswith(_END.encode())

    def get(self, path: str) -> str | None:
        """The fingerprint of a file."""
        start, stop = self._place(path)
        return (
            str(json.loads(self._text[self._text.rindex(b": [", start, stop) + 2 : stop])[0]) if stop > start else None
        )

    def amended(self, written: Mapping[str, Published], gone: Iterable[str]) -> bytes:
        """The text with these files in it and without those, as `Manifest.to_json` would write it."""
        changes = []
        for path, item in {**dict.fromkeys(gone), **written}.items():
            start, stop = self._place(path)
            changes.append((start, stop, _line(path, item) if item else ""))
        if all(start < stop and line for start, stop, line in changes):  # every line has its place
            pieces, done = [], 0
            for start, stop, line in sorted(changes):
                pieces += [self._text[done:start], line.encode()]
                done = stop
            return b"".join((*pieces, self._text[done:]))
        listed = self._text[len(_WHOLE) : len(self._text) - len(_END)].decode()
        lines = {_path_in(line): line for line in listed.split(_BETWEEN) if line}
        lines |= {path: _line(path, item) for path, item in written.items()}
        for path in gone:
            lines.pop(path, None)
        return (_WHOLE + _BETWEEN.join(line for _, line in sorted(lines.items())) + _END).encode()

    def _place(self, path: str) -> tuple[int, int]:
        """Where the line of a path begins and ends, by binary search; two equal places where it has none."""
        begin, end = len(_WHOLE), len(self._text) - len(_END)
        while begin < end:
            start = self._text.rfind(b"\n", begin, (begin + end) // 2) + 1 or begin
            stop = self._text.find(_BETWEEN.encode(), start, end)
            stop = end if stop < 0 else stop
            found = _path_in(self._text[start:stop].decode())
            if found == path:
                return start, stop
            if found < path:
                begin = min(stop + len(_BETWEEN), end)
            else:
                end = max(start - len(_BETWEEN), begin)
        return begin, begin


def _line(path: str, item: Published) -> str:
    return f' {json.dumps(path)}: ["{item.fingerprint}", "{item.digest}", {item.size}]'


def _path_in(line: str) -> str:
    return str(json.loads(line[1 : line.rindex(": [")]))
