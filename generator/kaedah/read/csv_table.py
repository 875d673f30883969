"""The text of a CSV or TSV file → headings and rows, each cell with its position.

The `csv` module tells no columns, and takes cells for good that are not: here an open quotation mark is an error.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from kaedah.problems import Position, Report
from kaedah.read.yaml_nodes import MAX_TEXT

SEPARATORS = (",", ";", "\t")
MAX_ROWS, MAX_COLUMNS = 10_000, 1_000
_DECLARED = re.compile(r"sep=([,;\t])[ \t]*\n")  # a line that spreadsheet programs write and read
_QUOTED = re.compile(r'[^"]*+(?:""[^"]*+)*+')


class TableCell(NamedTuple):
    """A cell: the position of its first character, or of its quotation mark, and its text without spaces around it."""

    line: int
    column: int
    text: str
    quoted: bool = False

    @property
    def raw(self) -> str:
        """The cell as it is written."""
        return '"' + self.text.replace('"', '""') + '"' if self.quoted else self.text

    def position(self, index: int) -> Position:
        """The position of a character of the text."""
        before = self.text[:index]
        line, start = self.line + before.count("\n"), before.rfind("\n") + 1
        column = index - start + before.count('"', start) * self.quoted  # in quotation marks, each is written twice
        return Position(line, column + (self.column + self.quoted if line == self.line else 1))


class TableRow(NamedTuple):
    """A row: its first line, its characters, and its cells."""

    line: int
    raw: str
    cells: list[TableCell]


class _MalformedTable(Exception):
    """A table that cannot be read further: the position, the message and its fix."""

    def __init__(self, position: Position, message: str, hint: str = "", **values: object) -> None:
        super().__init__(message)
        self.position, self.message, self.hint, self.values = position, message, hint, values


def split_table(text: str, separator: str, known: Collection[str], report: Report) -> list[TableRow] | None:
    """The rows that are not empty, the headings first; None with an error in `report`.

    separator: of the cells; where it is empty, the text declares one, or its first line shows which it is.
    known: the headings that mean something, in small letters.
    """
    declared = _DECLARED.match(text)
    first = 1
    if declared:
        text, separator, first = text[declared.end() :], declared[1], 2
    try:
        separator = separator or _separator_of(text, known, report)
        return _rows(text.split("\n"), separator, first) if separator else None
    except _MalformedTable as error:
        report.error(error.position, error.message, error.hint, **error.values)
    return None


def _separator_of(text: str, known: Collection[str], report: Report) -> str:
    """The separator with which the first line has most headings that mean something; empty where two have as many."""
    lines = text.split("\n")
    number = next((at for at, line in enumerate(lines) if line.strip()), 0)
    scores = {}
    for separator in SEPARATORS:
        if lines[number].count(separator) >= MAX_COLUMNS:  # which is an error
            return separator
        try:
            cells, _ = _cells(lines, number, separator, 1)
        except _MalformedTable:
            continue
        names = [cell.text.casefold() for cell in cells]
        scores[separator] = sum(name in known for name in names), len(names) if len(names) > 1 else 0
    if not scores or not any(sign in lines[number] for sign in SEPARATORS):
        return ","
    best = [separator for separator, score in scores.items() if score == max(scores.values())]
    if len(best) > 1:
        message = "it is not clear which sign separates the cells"
        report.error(Position(number + 1), message, "write a line above the headings that says it, as in `sep=;`")
        return ""
    return best[0]


def _rows(lines: list[str], separator: str, first: int) -> list[TableRow]:
    rows: list[TableRow] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.count(separator) >= MAX_COLUMNS:
            message = "there are more than {limit} columns"
            raise _MalformedTable(Position(first + at), message, "split the file", limit=MAX_COLUMNS)
        begin = at
        if '"' in line:
            cells, at = _cells(lines, at, separator, first)
        else:
            cells, at = _plain_cells(line, separator, first + at), at + 1
        if not any(cell.text.strip() for cell in cells):
            continue
        if len(rows) > MAX_ROWS:
            hint = "split the file"
            raise _MalformedTable(Position(first + begin), "there are more than {limit} rows", hint, limit=MAX_ROWS)
        for cell in cells:
            if len(cell.text) > MAX_TEXT:
                message = "the text is longer than {limit} characters"
                raise _MalformedTable(Position(cell.line, cell.column), message, "shorten it", limit=MAX_TEXT)
        rows.append(TableRow(first + begin, "\n".join(lines[begin:at]), cells))
    return rows


def _plain_cells(line: str, separator: str, number: int) -> list[TableCell]:
    """The cells of a line without quotation marks."""
    cells, column = [], 1
    for part in line.split(separator):
        text = part.strip()
        cells.append(TableCell(number, column + len(part) - len(part.lstrip()) if text else column, text))
        column += len(part) + 1
    return cells


def _cells(lines: list[str], at: int, separator: str, first: int) -> tuple[list[TableCell], int]:
    """The cells of a row that begins with the line `at` and may go on in further lines, and the line after it."""
    cells: list[TableCell] = []
    line, column = lines[at], 0
    while True:
        if len(cells) > MAX_COLUMNS:
            message = "there are more than {limit} columns"
            raise _MalformedTable(Position(first + at), message, "split the file", limit=MAX_COLUMNS)
        begin = column
        while line.startswith(" ", begin):
            begin += 1
        if line.startswith('"', begin):
            opened = Position(first + at, begin + 1)
            text, at, column = _quoted(lines, at, begin + 1, opened)
            line = lines[at]
            cells.append(TableCell(opened.line, opened.column, text, True))
            while line.startswith(" ", column):
                column += 1
            if column < len(line) and line[column] != separator:
                message = "there is text behind the closing quotation mark"
                hint = 'put the whole cell into quotation marks, and double each one inside it, as in `"12"" disc"`'
                raise _MalformedTable(Position(first + at, column + 1), message, hint)
        else:
            end = line.find(separator, column)
            part = line[column:] if end < 0 else line[column:end]
            text = part.strip()
            cells.append(TableCell(first + at, column + 1 + (len(part) - len(part.lstrip()) if text else 0), text))
            column += len(part)
        if column >= len(line):
            return cells, at + 1
        column += 1


def _quoted(lines: list[str], at: int, column: int, opened: Position) -> tuple[str, int, int]:
    """The text up to the closing quotation mark, and the line and the column behind that."""
    pieces: list[str] = []
    size = 0
    while True:
        match = _QUOTED.match(lines[at], column)
        assert match is not None
        pieces.append(match[0].replace('""', '"'))
        size += len(match[0])
        if match.end() < len(lines[at]):
            return "\n".join(pieces), at, match.end() + 1
        at, column = at + 1, 0
        if at == len(lines):
            hint = 'put the whole cell into quotation marks, and double each one inside it, as in `"12"" disc"`'
            raise _MalformedTable(opened, "the quotation mark is not closed", hint)
        if size > 2 * MAX_TEXT:
            message = "the text is longer than {limit} characters"
            raise _MalformedTable(opened, message, "shorten it, or close the quotation mark", limit=MAX_TEXT)
