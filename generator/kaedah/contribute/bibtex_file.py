"""The entries of a BibTeX file as plain text, within limits of size and in a time that grows with the file only."""

import re
from contextlib import suppress
from functools import cache
from typing import Any

import latexcodec  # noqa: F401 (it registers the encoding that is used below)
import pybtex.errors
from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser, Parser, UndefinedMacro
from pybtex.exceptions import PybtexError
from pybtex.scanner import PybtexSyntaxError, Token

from kaedah.contribute.latex_words import LatexError, latex_words, verbatim
from kaedah.contribute.reference_entry import ReferenceEntry
from kaedah.problems import MAX_PER_FILE, Position, Report

MAX_ENTRIES = 5_000
MAX_FIELDS = 200  # of an entry
_NEXT_ENTRY = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
MAX_VALUE = 10_000  # characters of a value, with the strings that it names
_CHARACTERS = {
    LowLevelParser.AT: "@",
    LowLevelParser.QUOTE: '"',
    LowLevelParser.LBRACE: "{",
    LowLevelParser.RBRACE: "}",
}
# Fields that hold an address or an identifier, in which no sign belongs to LaTeX.
_VERBATIM = re.compile("doi|url|eprint|arxiv|isbn|issn|file|crossref|xdata|pmid|bdsk-.*")
_INHERITED_AS = {"title": "booktitle"}
_NOT_INHERITED = frozenset({"doi", "url", "eprint", "crossref", "isbn", "pages", "abstract", "keywords", "note"})


def parse_entries(text: str, report: Report) -> list[ReferenceEntry]:
    """The entries of a file. What cannot be parsed goes to `report`, and is left out."""
    with pybtex.errors.capture() as captured, suppress(_TooManyErrors):
        reader = _BibtexReader(report, captured)
        reader.parse_string(text)
    return _with_inherited([_decoded(*entry, report) for entry in reader.found])


class _LongValue(PybtexSyntaxError):  # type: ignore[misc]
    """A value beyond MAX_VALUE."""


class _Scanner(LowLevelParser):  # type: ignore[misc]
    """The library's scanner, which searches the rest of the file for each sort of bracket after every bracket."""

    pos: int
    lineno: int
    command_line = 1
    broken = False  # whether the entry that is being read cannot be parsed to its end
    length = 0  # of the value that is being read
    begun = -1  # where that value begins

    def skip_to(self, patterns: list[Any]) -> Any:
        found = _search("".join(_CHARACTERS[pattern] for pattern in patterns))(self.text, self.pos)
        if not found:
            return None
        if self.begun >= 0 and found.end() - self.begun > 2 * MAX_VALUE:
            raise _LongValue("too long", self)
        value = self.text[self.pos : found.end()]
        self.pos = found.end()
        self.update_lineno(value)
        return Token(value, next(pattern for pattern in patterns if _CHARACTERS[pattern] == found[0]))

    def parse_command(self) -> Any:
        self.command_line, self.broken = self.lineno, False
        begin = self.pos
        try:
            return super().parse_command()
        finally:
            if self.broken:  # go on with the next entry, wherever a brace that is not closed has led
                following = _NEXT_ENTRY.search(self.text, begin)
                if following and following.start() < self.pos:
                    self.pos = following.start()
                    self.lineno = self.command_line + self.text.count("\n", begin, self.pos)

    def parse_value(self) -> None:
        self.length, self.begun = 0, self.pos
        try:
            super().parse_value()
        finally:
            self.begun = -1

    def parse_value_part(self) -> str:
        part = str(super().parse_value_part())
        self.length += len(part)
        if self.length > MAX_VALUE:
            raise _LongValue("too long", self)
        return part


@cache
def _search(characters: str) -> Any:
    return re.compile(f"[{re.escape(characters)}]").search


class _BibtexReader(Parser):  # type: ignore[misc]
    """Collects entries as key, line, fields and authors, still in LaTeX."""

    def __init__(self, report: Report, captured: list[PybtexError]) -> None:
        super().__init__()
        self.report, self.captured = report, captured
        self.found: list[tuple[str, int, dict[str, str], list[str]]] = []
        self.keys: set[str] = set()

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
                self._take(content, scanner.command_line)

    def _take(self, content: tuple[str | None, list[tuple[str, list[str]]]], line: int) -> None:
        """Keeps an entry with the line where it begins, if there is none of this key yet."""
        key, fields = content
        if not key:
            return  # reported where it was read
        if len(fields) > MAX_FIELDS:
            message = 'the entry "{key}" has more than {limit} fields'
            hint = "remove what is not needed"
            self.report.error(Position(line), message, hint, key=key, limit=MAX_FIELDS)
            return
        if key.lower() in self.keys:
            message = 'the key "{key}" is used twice; this entry was not imported'
            self.report.error(Position(line), message, "give each entry a key of its own", key=key)
            return
        self.keys.add(key.lower())
        words: dict[str, str] = {}
        for name, parts in fields:
            if name.lower() in words:
                message = 'the entry "{key}" has the field "{field}" twice; only the first is imported'
                self.report.error(Position(line), message, "keep one", key=key, field=name)
            else:
                words[name.lower()] = " ".join("".join(parts).split())
        authors = split_name_list(words.pop("author", ""))
        self.found.append((key, line, words, authors))

    def handle_error(self, error: PybtexError) -> None:
        if sum(problem.level == "error" for problem in self.report.problems) >= MAX_PER_FILE:
            line = getattr(error, "lineno", None) or 1
            message = "there are too many errors; nothing after this line was imported"
            self.report.error(Position(line), message, "fix these first")
            raise _TooManyErrors
        if not isinstance(error, PybtexSyntaxError):
            self.captured.append(error)
            return
        position = Position(error.lineno or 1)
        scanner: _Scanner = error.parser
        key = scanner.current_entry_key
        if isinstance(error, UndefinedMacro):
            name = str(error.args[0])
            hint = "put the value in braces, as in `{right}`"
            message = '"{name}" in the entry "{key}" is not a value, and no `@string` defines it'
            self.report.error(position, message, hint, name=name, key=key, right=f"{{{name}}}")
        elif isinstance(error, _LongValue):
            message = 'a value of the entry "{key}" is longer than {limit} characters'
            self.report.error(position, message, "shorten it, or close its braces", key=key, limit=MAX_VALUE)
            scanner.broken = True
        elif not key:
            hint = "an entry looks like `@article{key, title = {…}, year = {2021}}`"
            self.report.error(Position(scanner.command_line), "this is not an entry with a key", hint)
            scanner.broken = True
        else:
            scanner.broken = True
            hint = "write each field as `name = {value}`, with commas between them, and close every brace"
            message = 'the entry "{key}" cannot be parsed beyond line {line}'
            self.report.error(Position(scanner.command_line), message, hint, key=key, line=position.line)


def _decoded(key: str, line: int, fields: dict[str, str], people: list[str], report: Report) -> ReferenceEntry:
    """The entry in plain text. A value that is not valid LaTeX is left out, with a warning."""
    authors = []
    for person in people:
        words = _plain(person, report, line, key, "author") if person else ""
        if person.startswith("{") and person.endswith("}") and _is_one_group(person):
            authors.append((words, ""))
        elif words:
            authors.append(_name_parts(person, report, line, key))
    words_of = {
        name: verbatim(value) if _VERBATIM.fullmatch(name) else _plain(value, report, line, key, name)
        for name, value in fields.items()
    }
    return ReferenceEntry(key, line, {name: value for name, value in words_of.items() if value}, authors)


def _is_one_group(text: str) -> bool:
    """Whether the first brace closes at the end of the text."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if not depth:
            return at == len(text) - 1
    return False


def _name_parts(text: str, report: Report, line: int, key: str) -> tuple[str, str]:
    """Family and given names of a person."""
    named = dict(re.findall(r"(family|given|prefix|suffix)\s*=\s*\{?([^,{}]*)\}?", text)) if "family" in text else {}
    if "family" in named:
        family = " ".join(filter(None, (named.get("prefix"), named["family"], named.get("suffix"))))
        return _plain(family, report, line, key, "author"), _plain(named.get("given", ""), report, line, key, "author")
    with pybtex.errors.capture() as captured:
        person = Person(text)
    if captured:
        message = 'the author "{name}" of "{key}" has too many commas'
        hint = 'write "Family, Given", put `and` between two people, and an organisation in double braces'
        report.warning(Position(line), message, hint, name=text, key=key)
    family = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
    given = " ".join([*person.first_names, *person.middle_names])
    return _plain(family, report, line, key, "author"), _plain(given, report, line, key, "author")


class _TooManyErrors(Exception):
    pass


def _plain(text: str, report: Report, line: int, key: str, name: str) -> str:
    """The words of a value; empty, with a warning, where it is not LaTeX."""
    try:
        words, unknown = latex_words(text)
    except LatexError:
        message = '"{field}" of "{key}" was not imported: its LaTeX cannot be read'
        report.warning(Position(line), message, "write it into the draft", field=name, key=key)
        return ""
    if unknown:
        message = '"{field}" of "{key}" has LaTeX commands that mean nothing here: {commands}'
        hint = "their words were kept; check them in the draft"
        report.warning(Position(line), message, hint, field=name, key=key, commands=", ".join(unknown))
    return " ".join(words.split())


def _with_inherited(entries: list[ReferenceEntry]) -> list[ReferenceEntry]:
    """The entries with what they take from the entry that their `crossref` names."""
    by_key = {entry.key.lower(): entry for entry in entries}
    found = []
    for entry in entries:
        parent = by_key.get(entry.words.get("crossref", "").lower())
        if parent is not None and parent is not entry:
            taken = {
                _INHERITED_AS.get(name, name): value
                for name, value in parent.words.items()
                if name not in _NOT_INHERITED
            }
            own = {name: value for name, value in entry.words.items() if name != "crossref"}
            found.append(entry._replace(words=taken | own))
        else:
            found.append(entry)
    return found
