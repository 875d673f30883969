"""The entries of a BibTeX file as plain text, within limits of size and in a time that grows with the file only."""

import re
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import latexcodec  # noqa: F401 (it registers the encoding that is used below)
import pybtex.errors
from pybtex.database.input.bibtex import LowLevelParser, Parser
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError, Token

from kaedah.problems import MAX_PER_FILE, Position, Report

MAX_ENTRIES = 5_000
MAX_FIELDS = 200  # of an entry
MAX_VALUE = 10_000  # characters of a value, with the strings that it names
_CHARACTERS = {
    LowLevelParser.AT: "@",
    LowLevelParser.QUOTE: '"',
    LowLevelParser.LBRACE: "{",
    LowLevelParser.RBRACE: "}",
}
# Symbols with a LaTeX command that the library does not decode.
_SYMBOLS = {"asciicircum": "^", "bar": "|", "braceleft": "{", "braceright": "}", "greater": ">", "less": "<"}
_SYMBOL = re.compile(rf"\\text({'|'.join(_SYMBOLS)})(?![a-zA-Z]) ?")


class BibEntry(NamedTuple):
    """An entry.

    line: of its `@`, counted from 1.
    words: the text of each field but the author, by its name in lower case.
    authors: family and given names.
    """

    key: str
    line: int
    words: dict[str, str]
    authors: list[tuple[str, str]]


def parse_entries(text: str, report: Report) -> list[BibEntry]:
    """The entries of a file. What cannot be parsed goes to `report`, and is left out."""
    with pybtex.errors.capture() as captured, suppress(_TooManyErrors):
        reader = _BibtexReader(report, captured)
        reader.parse_string(text)
    return [_decoded(*entry, report) for entry in reader.found]


class _Scanner(LowLevelParser):  # type: ignore[misc]
    """The library's scanner, which searches the rest of the file for each sort of bracket after every bracket."""

    pos: int
    command_line = 1
    length = 0  # of the value that is being read

    def skip_to(self, patterns: list[Any]) -> Any:
        found = _search("".join(_CHARACTERS[pattern] for pattern in patterns))(self.text, self.pos)
        if not found:
            return None
        value = self.text[self.pos : found.end()]
        self.pos = found.end()
        self.update_lineno(value)
        return Token(value, next(pattern for pattern in patterns if _CHARACTERS[pattern] == found[0]))

    def parse_command(self) -> Any:
        self.command_line = self.lineno
        return super().parse_command()

    def parse_value(self) -> None:
        self.length = 0
        super().parse_value()

    def parse_value_part(self) -> str:
        part = str(super().parse_value_part())
        self.length += len(part)
        if self.length > MAX_VALUE:
            raise PybtexSyntaxError(f"a value is longer than {MAX_VALUE} characters", self)
        return part


@cache
def _search(characters: str) -> Any:
    return re.compile(f"[{re.escape(characters)}]").search


class _BibtexReader(Parser):  # type: ignore[misc]
    """Collects entries as key, line, fields and authors, still in LaTeX."""

    def __init__(self, report: Report, captured: list[PybtexError]) -> None:
        super().__init__()
        self.report, self.captured = report, captured
        self.found: list[tuple[str, int, dict[str, str], list[Any]]] = []

    def parse_string(self, text: str) -> None:
        self.unnamed_entry_counter = 1
        scanner = _Scanner(text, handle_error=self.handle_error, macros=self.macros)
        for number, (command, content) in enumerate(scanner):
            if number == MAX_ENTRIES:
                message = "there are more than {limit} entries"
                hint = "split the file"
                self.report.error(Position(scanner.command_line), message, hint, limit=MAX_ENTRIES)
                return
            if command.lower() not in ("string", "preamble"):
                self._take(command, content, scanner.command_line)

    def _take(self, kind: str, content: tuple[str | None, list[tuple[str, list[str]]]], line: int) -> None:
        """Keeps an entry with the line where it begins, if there is none of this key yet."""
        key, fields = content
        if not key:
            self.report.error(Position(line), "this cannot be parsed: {reason}", reason="the entry has no key")
            return
        if len(fields) > MAX_FIELDS:
            message = 'the entry "{key}" has more than {limit} fields'
            hint = "remove what is not needed"
            self.report.error(Position(line), message, hint, key=key, limit=MAX_FIELDS)
            return
        self.process_entry(kind, key, fields)
        for error in self.captured:
            self.report.error(Position(line), "this cannot be parsed: {reason}", reason=error)
        self.captured.clear()
        if len(self.data.entries) > len(self.found):
            entry = self.data.entries[key]
            self.found.append((key, line, dict(entry.fields), entry.persons.get("author", [])))

    def handle_error(self, error: PybtexError) -> None:
        if len(self.report.problems) >= MAX_PER_FILE:
            raise _TooManyErrors
        if isinstance(error, PybtexSyntaxError):
            self.report.error(Position(error.lineno or 1), "this cannot be parsed: {reason}", reason=error)
        else:
            self.captured.append(error)


def _decoded(key: str, line: int, fields: dict[str, str], people: list[Any], report: Report) -> BibEntry:
    """The entry in plain text. A value that is not valid LaTeX is left out, with a warning."""
    words: dict[str, str] = {}
    authors: list[tuple[str, str]] = []
    name = "author"
    try:
        for person in people:
            family = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
            given = " ".join([*person.first_names, *person.middle_names])
            authors.append((_from_latex(family), _from_latex(given)))
    except _LatexError as error:
        _warn(report, line, key, name, error)
    for name, value in fields.items():
        try:
            words[name.lower()] = _from_latex(value)
        except _LatexError as error:
            _warn(report, line, key, name, error)
    return BibEntry(key, line, words, authors)


class _TooManyErrors(Exception):
    pass


class _LatexError(Exception):
    pass


def _warn(report: Report, line: int, key: str, name: str, error: _LatexError) -> None:
    report.warning(
        Position(line),
        '"{field}" of "{name}" was not imported: {reason}',
        "write it into the draft",
        field=name,
        name=key,
        reason=error,
    )


def _from_latex(text: str) -> str:
    try:
        read = str(Text.from_latex(text)).replace("\\$", "$")
    except UnicodeDecodeError:
        raise _LatexError("it ends in a backslash") from None
    except Exception as error:  # what the library raises depends on where it fails
        raise _LatexError(str(error)) from None
    return _SYMBOL.sub(lambda found: _SYMBOLS[found[1]], read)
