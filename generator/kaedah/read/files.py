"""Files on disk → text, with normalised encoding and line ends; and front matter split from the body."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.problems import Position, Report
from kaedah.read.characters import FORBIDDEN

MAX_FILE_BYTES = 64 * 1024
MAX_CATALOGUE_BYTES = 8 * 1024 * 1024
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


class FrontMatter(NamedTuple):
    """A content file split into front matter and body."""

    yaml: str  # from the first line of the file
    body: str
    body_line: int  # the first line of the body


def walk_files(folder: Path) -> Iterator[Path]:
    """Every file below the folder, sorted by path, without hidden files and backups of editors.

    A folder that is a symbolic link is yielded like a file and not entered; reading it is an error.
    """
    return (Path(path) for path, _ in walk_paths(folder))


def walk_paths(folder: Path) -> Iterator[tuple[str, bool]]:
    """Like `walk_files`, but yields strings, each with whether it is a symbolic link, for large folders."""
    if folder.is_symlink():
        yield str(folder), True
        return
    with suppress(OSError):
        yield from _entries_below(str(folder))


def is_ignored(path: str) -> bool:
    """Whether a file is hidden or a backup of an editor; the path is relative to the folder that is walked."""
    return path.startswith(".") or f"{os.sep}." in path or path.endswith("~")


def _entries_below(folder: str) -> Iterator[tuple[str, bool]]:
    folders = []
    with os.scandir(folder) as entries:
        found = sorted((entry.name, entry) for entry in entries if not entry.name.startswith("."))
    for name, entry in found:
        linked = entry.is_symlink()
        if entry.is_dir(follow_symlinks=False):
            folders.append(entry.path)
        elif not name.endswith("~") or (linked and entry.is_dir()):
            yield entry.path, linked
    for path in folders:
        with suppress(OSError):
            yield from _entries_below(path)


def read_text(path: Path, report: Report, limit: int = MAX_FILE_BYTES) -> str | None:
    """The text of a file with line feeds as line ends and no byte order mark, or None with an error in `report`."""
    raw = read_bytes(path, report, limit)
    return decode(raw, report) if raw is not None else None


def read_bytes(path: Path, report: Report, limit: int) -> bytes | None:
    """The content of a regular file of at most `limit` bytes, or None with an error in `report`."""
    try:
        if path.is_symlink():
            report.error(
                Position(),
                "this is a symbolic link",
                "put the file itself here; a link could expose any file of the build machine",
            )
            return None
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            report.error(Position(), "this is not a regular file", "replace it with a text file, or remove it")
            return None
        if status.st_size > limit:
            report.error(
                Position(), "the file is larger than {limit} KB", "shorten it or split it", limit=limit // 1024
            )
            return None
        return path.read_bytes()
    except FileNotFoundError:
        report.error(Position(), "there is no such file", "add it, or check the path")
        return None
    except OSError as error:
        report.error(
            Position(),
            "cannot read this file: {reason}",
            "check that it exists and that you have permission to read it",
            reason=error.strerror or str(error),
        )
        return None


def decode(raw: bytes, report: Report) -> str | None:
    """UTF-8 bytes as text, or None with an error at the position of invalid bytes or control characters."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        report.error(_position(before, len(before)), "this is not UTF-8 text", "save the file as UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = FORBIDDEN.search(text)
    if found:
        report.error(
            _position(text, found.start()),
            "the control character U+{code} is not allowed",
            "delete it",
            code=f"{ord(found[0]):04X}",
        )
        return None
    bidi = _BIDI.search(text)
    if bidi:
        report.warning(
            _position(text, bidi.start()),
            "the invisible character U+{code} changes the direction of text",
            "delete it; pages set the text direction themselves",
            code=f"{ord(bidi[0]):04X}",
        )
    return text


def split_front_matter(text: str, report: Report) -> FrontMatter | None:
    """The two parts of a content file, or None with an error if a fence is missing."""
    if not text.startswith("---") or not _FENCE.match(text):
        report.error(
            Position(),
            "the file does not begin with front matter",
            "begin it with a line `---`, then `key: value` lines, then `---`",
        )
        return None
    end = _FENCE.search(text, 3)
    if end is None:
        report.error(Position(), "the front matter is not closed", "close it with a line `---`")
        return None
    return FrontMatter(text[: end.start()], text[end.end() + 1 :], text.count("\n", 0, end.end()) + 2)


def _position(text: str, index: int) -> Position:
    """Line and column of an index, both counted from 1."""
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
