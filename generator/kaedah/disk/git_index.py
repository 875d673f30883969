"""The index of a Git repository: which files a commit brought, and so may come from a stranger.

It is read here and not asked of Git: no process is started, Git need not be installed, and nothing that a repository
configures is run. The format is that of gitformat-index(5), versions 2 to 4.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_HEADER, _STATS, _FLAGS = 12, 40, 2  # bytes: of the file, and of an entry before and after its object id
_EXTENDED, _LENGTH = 0x4000, 0x0FFF  # in the flags: two bytes more follow; the length of the path
_SHA1, _SHA256 = 20, 32  # bytes of an object id
_USES_SHA256 = re.compile(rb"^\s*objectformat\s*=\s*\"?sha256\"?\s*$", re.IGNORECASE | re.MULTILINE)


def tracked(folder: Path, names: Sequence[str]) -> list[str] | None:
    """Those of these names in a folder that Git tracks, or something below them, however they are cased.

    folder: its path without links; it need not exist.

    None where the folder lies in no working tree, or where the index cannot be read.
    """
    for top in (folder, *folder.parents):
        repository = _repository(top)
        if repository is not None:
            try:
                indexes = _indexes(repository, _stat_of(repository / "index"))
                below = folder.relative_to(top).as_posix()
                return [name for name in names if any(index.has(_key(f"{below}/{name}")) for index in indexes)]
            except (OSError, ValueError, IndexError):
                return None
    return None


def _stat_of(path: Path) -> tuple[int, int, int, int]:
    """What changes with a file: its size, times and inode; zeros where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0, 0, 0
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


@lru_cache(maxsize=2)
def _indexes(repository: Path, _: tuple[int, int, int, int]) -> list["_Index"]:
    """The index of a repository, and the one that it amends, read once as long as it does not change."""
    return [_Index(content, _size_of_ids(repository)) for content in _contents(repository)]


class _Index:
    """An index.

    size: the bytes of an object id.
    """

    def __init__(self, content: bytes, size: int) -> None:
        self._content, self._size = content, size
        self._text = content.lower() if content[7] < 4 else b""  # paths stand there in full

    def has(self, wanted: bytes) -> bool:
        """Whether it has a path, or one below it. Raises ValueError, IndexError for an index that is damaged."""
        if self._text and wanted.isascii() and not any(part in self._text for part in _parts(wanted)):
            return False  # most often, no entry need be taken apart
        for path, _ in _entries(self._content, self._size):
            found = _key(path.decode("utf-8", "surrogateescape"))
            if found == wanted or found.startswith(wanted + b"/") or (found[-1:] == b"/" and wanted.startswith(found)):
                return True
        return False


def _parts(wanted: bytes) -> Iterator[bytes]:
    """What an index with this path has one of: the path, what is below it, or a folder that a sparse checkout leaves
    out, which ends with a slash.
    """
    yield wanted + b"\0"
    yield wanted + b"/"
    while wanted := wanted.rpartition(b"/")[0]:
        yield wanted + b"/\0"


def _key(path: str) -> bytes:
    """A path in a form that does not depend on the case of its letters."""
    return path.removeprefix("./").casefold().encode("utf-8", "surrogateescape")


def _repository(top: Path) -> Path | None:
    """The folder of the repository of a working tree; None where it has none."""
    place = top / ".git"
    if place.is_dir():
        return place
    try:
        with place.open("rb") as file:
            text = file.read(4096)
    except OSError:
        return None
    return top / os.fsdecode(text.removeprefix(b"gitdir:").strip()) if text.startswith(b"gitdir:") else None


def _size_of_ids(repository: Path) -> int:
    """The bytes of an object id."""
    with suppress(OSError):  # of another working tree of the same repository
        repository /= os.fsdecode((repository / "commondir").read_bytes().strip())
    with suppress(OSError):
        if _USES_SHA256.search((repository / "config").read_bytes()):
            return _SHA256
    return _SHA1


def _contents(repository: Path) -> list[bytes]:
    """The index, and the one that it amends. Raises OSError, ValueError."""
    try:
        content = (repository / "index").read_bytes()
    except FileNotFoundError:
        return []  # nothing was ever added
    if content[:7] != b"DIRC\0\0\0" or content[7] not in (2, 3, 4):
        raise ValueError("this is no index, or one of a later version")
    shared = _shared(content, _size_of_ids(repository)) if b"link" in content else ""
    return [content, (repository / f"sharedindex.{shared}").read_bytes()] if shared else [content]


def _shared(content: bytes, size: int) -> str:
    """The name of the index that this one amends; empty where there is none."""
    place = _HEADER
    for _, end in _entries(content, size):
        place = end
    while place + 8 < len(content) - size:  # extensions: a signature, a length, and so many bytes
        name, length = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8])
        if name == b"link":
            base = content[place + 8 : place + 8 + size]
            return base.hex() if any(base) else ""
        place += 8 + length
    return ""


def _entries(content: bytes, size: int) -> Iterator[tuple[bytes, int]]:
    """Every path in the index, and where its entry ends. Raises ValueError, IndexError for an index that is damaged."""
    place, path = _HEADER, b""
    for _ in range(int.from_bytes(content[8:12])):
        start = place
        flags = int.from_bytes(content[place + _STATS + size : place + _STATS + size + _FLAGS])
        place += _STATS + size + _FLAGS + (2 if flags & _EXTENDED else 0)
        if content[7] == 4:  # without what the path before it begins with, too
            cut, place = _number(content, place)
            end = content.index(b"\0", place)
            path, place = path[: len(path) - cut] + content[place:end], end + 1
        else:
            end = place + (flags & _LENGTH) if flags & _LENGTH < _LENGTH else content.index(b"\0", place)
            path, place = content[place:end], start + (end - start + 8) // 8 * 8
        if place > len(content) - size:
            raise ValueError("the index is cut short")
        yield path, place


def _number(content: bytes, place: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    value = content[place] & 0x7F
    while content[place] & 0x80:
        place += 1
        value = (value + 1 << 7) + (content[place] & 0x7F)
    return value, place + 1
