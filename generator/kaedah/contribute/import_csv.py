"""A CSV file → method drafts, with a warning for each value that cannot be imported."""

import csv
import io
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from kaedah.contribute.answers import answer_yaml, identifier_of, people_yaml
from kaedah.contribute.method_draft import MethodDraft, add_field, add_note, add_sources
from kaedah.model import Field
from kaedah.problems import Position, Report, suggest
from kaedah.read.discovery import slug_of
from kaedah.read.kinds import Role, role_of
from kaedah.read.name_order import turned_names
from kaedah.text_forms import same_word

# Columns of a reference, besides those of the fields.
REFERENCE = ("title", "authors", "venue", "pages", "doi", "arxiv", "url", "isbn")
_AUTHORS_AND_YEAR = re.compile(r"([^()]*) \(([0-9]{4})\)\. ")
NOTES = ("note", "source")  # of a field, as in `memory.note`
MAX_ROWS, MAX_COLUMNS = 10_000, 1_000


def parse_table(text: str, fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """A draft for each row of a CSV file, or for each column of an exported comparison.

    The delimiter is that of the first line: a comma, a semicolon or a tab. Errors go to `report`.
    """
    found = read_rows(text, report)
    return drafts_of_rows(found, fields, report) if found is not None else []


def drafts_of_rows(found: list[tuple[int, list[str]]], fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """A draft for each row after the first, whose cells are headings; each row has its line number."""
    lines, rows = [line for line, _ in found], [row for _, row in found]
    if rows and [cell.casefold() for cell in rows[0][:3]] == ["field", "label", "verdict"]:
        width = max(map(len, rows))
        transposed = [[row[n] if n < len(row) else "" for row in rows] for n in range(3, width)]
        rows = [["slug", *(row[0] for row in rows[1:])], *transposed]
        lines = lines[:1] * len(rows)  # a method is a column, named in the first line
    if len(rows) < 2:
        report.error(Position(), "the table is empty", "write a row of headings, then a row for each method")
        return []
    columns = [_column(heading, fields, number, report) for number, heading in enumerate(rows[0], 1)]
    if "name" not in columns:
        report.error(
            Position(), "there is no column `name`", "use this heading for the column with the names of the methods"
        )
        return []
    for number, column in enumerate(columns, 1):
        if column and column in columns[: number - 1]:
            report.warning(
                Position(lines[0], number),
                'two columns are "{column}"',
                "only the first is imported; merge them",
                column=column,
            )
            columns[number - 1] = ""
    drafts = []
    for line, row in zip(lines[1:], rows[1:], strict=True):
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
        if any(row[len(columns) :]):
            more = "; ".join(filter(None, row[len(columns) :]))
            message = "this row has more cells than there are headings; these were not imported: {cells}"
            hint = "add headings for them, or put a cell with the separator in it into quotation marks"
            report.warning(Position(line), message, hint, cells=more)
        if "name" not in cells:
            words = "; ".join(filter(None, row))
            report.error(Position(line), "this row has no name and was not imported: {cells}", "add one", cells=words)
            continue
        drafts.append(_draft_of(cells, fields, line, report))
    return drafts


def read_rows(text: str, report: Report) -> list[tuple[int, list[str]]] | None:
    """Every row that is not empty, with its line number; None if the text is not a table, or too large a one."""
    text = text.removeprefix("\ufeff")
    declared = re.match(r"sep=([,;\t])\r?\n", text)  # a line that spreadsheet programs write
    head = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    reader = csv.reader(
        io.StringIO(text[declared.end() :] if declared else text),
        delimiter=declared[1] if declared else max(",;\t", key=head.count),
        strict=True,
    )
    rows: list[tuple[int, list[str]]] = []
    line = 2 if declared else 1
    try:
        for row in reader:
            if len(rows) > MAX_ROWS:
                report.error(Position(line), "there are more than {limit} rows", "split the file", limit=MAX_ROWS)
                return None
            if len(row) > MAX_COLUMNS:
                message = "there are more than {limit} columns"
                report.error(Position(line), message, "split the file", limit=MAX_COLUMNS)
                return None
            cells = [_plain(cell) for cell in row]
            rows += [(line, cells)] if any(cells) else []
            line = reader.line_num + (2 if declared else 1)
    except csv.Error as error:
        if "field larger" in str(error):
            report.error(Position(line), "a cell is longer than {limit} characters", "shorten it", limit=131_072)
        else:
            hint = "close every quotation mark, and double those inside a cell"
            report.error(Position(line), "the quotation marks of this row do not match", hint)
        return None
    return rows


def _plain(cell: str) -> str:
    """A cell without the apostrophes that protect formulas in spreadsheet programs."""
    return re.sub(r"(^|;\s*)'(?=[=+\-@\t\r＝＋－＠])", r"\1", cell).strip()


def _column(heading: str, fields: tuple[Field, ...], number: int, report: Report) -> str:
    """The meaning of a column: `name`, `slug`, a field id, a note on a field, as in `memory.note`, or a part of a
    reference; empty if unknown.
    """
    ids = {item.id for item in fields}
    known = {"name": "name", "slug": "slug", **{part: part for part in REFERENCE}}
    known |= {same_word(item.label): item.id for item in fields} | {item.id: item.id for item in fields}
    known |= {f"{name}.{key}": f"{known[name]}.{key}" for name in [*known] for key in NOTES if known[name] in ids}
    found = known.get(same_word(heading), "")
    if not found:
        hint, more = suggest(heading, list(known))
        report.warning(Position(1, number), 'the column "{heading}" cannot be imported', hint, heading=heading, **more)
    return found


def _draft_of(cells: Mapping[str, str], fields: tuple[Field, ...], line: int, report: Report) -> MethodDraft:
    name = " ".join(cells["name"].split())
    draft = MethodDraft(name, cells.get("slug") or slug_of(name), line)
    for item in fields:
        if role_of(item) is Role.REFERENCES:
            references = [_reference(part, line, report) for part in cells.get(item.id, "").split("; ") if part]
            own = {part: " ".join(cells[part].split()) for part in REFERENCE if part in cells}
            if own:
                authors = [name.strip() for name in own.pop("authors", "").split(";") if name.strip()]
                references.append({"authors": authors, "year": cells.get("year", ""), **own})
            if references:
                add_sources(draft, item, references, report)
        elif item.id in cells:
            cell = cells[item.id]
            names = turned_names(cell) if role_of(item) is Role.PEOPLE else None
            if names:
                message = '"{text}" was read with the family names first'
                hint = "check the names: {names}"
                report.warning(Position(line), message, hint, text=cell, names="; ".join(names))
                add_field(draft, item, partial(people_yaml, item, names), report)
            else:
                add_field(draft, item, partial(answer_yaml, item, cell), report)
        note, source = (cells.get(f"{item.id}.{key}", "") for key in NOTES)
        add_note(draft, item, note, source, report)
    return draft


def _reference(text: str, line: int, report: Report) -> dict[str, Any]:
    """A reference parsed from the text in an exported comparison: authors and year, title, venue, URL."""
    text = " ".join(text.split())
    found = _AUTHORS_AND_YEAR.match(text)
    authors, year = found.groups() if found else ("", "")
    text = text[found.end() :] if found else text
    begin = text.rfind(" ") + 1
    address = re.search(r"https?://.", text[begin:])
    rest, url = (text[: begin + address.start()], text[begin + address.start() :]) if address else (text, "")
    title, _, venue = rest.rstrip(". ").partition(". ")
    if authors:
        report.warning(
            Position(line),
            'the authors "{authors}" of "{title}" have no given names',
            "add them as in the publication",
            authors=authors,
            title=title,
        )
    return {"year": year, "title": title, "venue": venue, **identifier_of(url)}
