"""Files on disk → text, with normalised encoding and line ends; and front matter split from the body."""

import errno
import re
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kaedah.disk.paths import UnsafePath
from kaedah.disk.reading import FileTooLarge, read_regular
from kaedah.problems import Located, Position, Report
from kaedah.read.characters import FORBIDDEN
from kaedah.read.walk import linked_folder
from kaedah.text_forms import clean, invisible_in

MAX_FILE_BYTES = 64 * 1024
MAX_CATALOGUE_BYTES = 8 * 1024 * 1024
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?= |$)", re.MULTILINE)
MOST_INVISIBLE = 20  # characters that are reported in a file
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


class FrontMatter(NamedTuple):
    """A content file split into front matter and body."""

    yaml: str  # from the first line of the file
    body: str
    body_line: int  # the first line of the body


def read_text(path: Path, report: Report, limit: int = MAX_FILE_BYTES, root: Path | None = None) -> str | None:
    """The text of a file with line feeds as line ends and no byte order mark, or None with an error in `report`.

    Between `root` and the file no folder may be a symbolic link.
    """
    linked = linked_folder(path, root) if root else ""
    if linked:
        hint = "put the file itself here; a link could expose any file of the build machine"
        report.error(Position(), 'the folder "{name}" is a symbolic link', hint, name=linked)
        return None
    raw = read_bytes(path, report, limit)
    return decode(raw, report) if raw is not None else None


def read_bytes(path: Path | str, report: Report, limit: int) -> bytes | None:
    """The content of a regular file of at most `limit` bytes, or None with an error in `report`."""
    try:
        return read_regular(path, limit)
    except UnsafePath as error:
        if error.errno == errno.ELOOP:
            hint = "put the file itself here; a link could expose any file of the build machine"
            report.error(Position(), "this is a symbolic link", hint)
        else:
            report.error(Position(), "this is not a regular file", "replace it with a text file, or remove it")
    except FileTooLarge:
        report.error(Position(), "the file is larger than {limit} KB", "shorten it or split it", limit=limit // 1024)
    except FileNotFoundError:
        report.error(Position(), "there is no such file", "add it, or check the path")
    except OSError as error:
        hint = "check that it exists and that you have permission to read it"
        report.error(Position(), "cannot read this file: {reason}", hint, reason=error.strerror or error)
    return None


def decode(raw: bytes, report: Report) -> str | None:
    """UTF-8 bytes as text, or None with an error at the position of invalid bytes, control characters or marks of a
    merge conflict. Letters are composed; invisible characters that mean nothing are left out, with a warning.
    """
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
    if has_conflict(text, report):
        return None
    for index, char in islice(invisible_in(text), MOST_INVISIBLE):
        report_invisible(char, _position(text, index), report)
    return clean(text)


def has_conflict(text: str, report: Report) -> bool:
    """Whether the marks of a merge conflict are in a text; an error in `report` if so."""
    found = _CONFLICT.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    if found:
        report.error(
            _position(text, found.start()),
            "the marks of a merge conflict are still in this file: `{mark}`",
            "keep the lines that are right, and delete those that begin with `<<<<<<<`, `=======` or `>>>>>>>`; "
            "to show such a line, put a space before it",
            mark=found[0],
        )
    return found is not None


def bytes_have_conflict(raw: bytes, report: Report) -> bool:
    """The same of a file that is published as it is, where it is text."""
    if (b"<<<<<<<" not in raw and b">>>>>>>" not in raw) or b"\0" in raw:
        return False
    return has_conflict(raw.decode("utf-8", "replace").replace("\r\n", "\n"), report)


def report_invisible(char: str, position: Located, report: Report) -> None:
    """Reports an invisible character that means nothing where it stands."""
    code = f"{ord(char):04X}"
    if _BIDI.match(char):
        message = "the invisible character U+{code} changes the direction of text"
        report.warning(position, message, "delete it; pages set the text direction themselves", code=code)
    else:
        message = "the invisible character U+{code} has no meaning here"
        report.warning(position, message, "delete it; it is left out of pages", code=code)


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
