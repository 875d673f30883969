"""A table or a bibliography → method drafts: what has a place in a method file, and what was left over."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.contribute.answers import AnswerRefused, answer_yaml, identified, slug_of, sources_yaml
from generator.model import Field
from generator.problems import Report, Spot, suggest

# Columns that fill one reference, besides those of the fields.
REFERENCE = ("title", "authors", "venue", "pages", "doi", "arxiv", "url", "isbn")
_REFERENCE = re.compile(r"(?:(?P<who>[^()]*?) \((?P<year>[0-9]{4})\)\. )?(?P<rest>.*?)(?: ?(?P<url>https?://\S+))?")


@dataclass(slots=True)
class MethodDraft:
    """A method to begin: its name, its slug, and the lines of the fields that are known."""

    name: str
    slug: str
    line: int = 1
    lines: dict[str, str] = field(default_factory=dict)


def parse_table(text: str, fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """The methods of a CSV file: one a row, or one a column where it is a comparison that was exported."""
    rows = [[_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    rows = [row for row in rows if any(row)]
    if rows and [cell.casefold() for cell in rows[0][:3]] == ["field", "label", "verdict"]:
        width = max(map(len, rows))
        turned = [[row[n] if n < len(row) else "" for row in rows] for n in range(3, width)]
        rows = [["slug", *(row[0] for row in rows[1:])], *turned]
    if not rows:
        report.error(Spot(), "the table is empty", "write a line of headings, then a line for each method")
        return []
    columns = [_column(heading, fields, number, report) for number, heading in enumerate(rows[0], 1)]
    if "name" not in columns:
        report.error(Spot(), 'no column is called "name"', "give the column with the names of the methods that heading")
        return []
    drafts = []
    for line, row in enumerate(rows[1:], 2):
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
        if "name" not in cells:
            report.warning(Spot(line), "this line has no name", "it is left out")
            continue
        drafts.append(_of_cells(cells, fields, line, report))
    return drafts


def _plain(cell: str) -> str:
    """A cell without the apostrophes that keep programmes for tables from running it or an item of it."""
    return re.sub(r"(^|;\s*)'(?=[=+\-@\t\r＝＋－＠])", r"\1", cell).strip()


def _column(heading: str, fields: tuple[Field, ...], number: int, report: Report) -> str:
    """What a column is: `name`, `slug`, a field's id, or a part of a reference; nothing where that is unknown."""
    known = {"name": "name", "slug": "slug", **{part: part for part in REFERENCE}}
    known |= {item.label.casefold(): item.id for item in fields} | {item.id: item.id for item in fields}
    found = known.get(heading.casefold(), "")
    if not found:
        hint, more = suggest(heading, list(known))
        report.warning(Spot(1, number), 'the column "{heading}" has no place', hint, heading=heading, **more)
    return found


def _of_cells(cells: Mapping[str, str], fields: tuple[Field, ...], line: int, report: Report) -> MethodDraft:
    draft = MethodDraft(cells["name"], cells.get("slug") or slug_of(cells["name"]), line)
    for item in fields:
        if item.kind == "sources":
            references = [_reference(part, line, report) for part in cells.get(item.id, "").split("; ") if part]
            own = {part: cells[part] for part in REFERENCE if part in cells}
            if own:
                authors = [name.strip() for name in own.pop("authors", "").split(";") if name.strip()]
                references.append({"authors": authors, "year": cells.get("year", ""), **own})
            if references:
                _place(draft, item, lambda item=item, found=references: sources_yaml(item, found), report)
        elif item.id in cells:
            _place(draft, item, lambda item=item: answer_yaml(item, cells[item.id]), report)
    return draft


def _reference(text: str, line: int, report: Report) -> dict[str, Any]:
    """A reference as a comparison shows it: authors and year, title, venue, address."""
    found = _REFERENCE.fullmatch(text)
    assert found is not None
    title, _, venue = found["rest"].rstrip(". ").partition(". ")
    if found["who"]:
        report.warning(
            Spot(line),
            'the authors "{authors}" of "{title}" have no given names',
            "add them as the publication has them",
            authors=found["who"],
            title=title,
        )
    return {"year": found["year"] or "", "title": title, "venue": venue, **identified(found["url"] or "")}


def _place(draft: MethodDraft, item: Field, lines: Any, report: Report) -> None:
    try:
        draft.lines[item.id] = lines()
    except AnswerRefused as refused:
        report.warning(
            Spot(draft.line),
            '"{field}" of "{name}" was not placed: {reason}',
            "write it into the draft",
            field=item.id,
            name=draft.name,
            reason=refused,
        )


def parse_bibliography(text: str, fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """A draft for each entry of a BibTeX file, with the entry as its source."""
    import pybtex.errors
    from pybtex.database import parse_string
    from pybtex.richtext import Text

    with pybtex.errors.capture() as faults:
        entries = parse_string(text, "bibtex").entries
    for fault in faults:
        report.error(Spot(getattr(fault, "lineno", None) or 1), "this cannot be read: {reason}", reason=fault)
    drafts = []
    for key, entry in entries.items():
        line = text.count("\n", 0, max(text.find("{" + key), 0)) + 1
        words = {name.lower(): _of_latex(value, Text) for name, value in entry.fields.items()}
        people = [_person(person, Text) for person in entry.persons.get("author", [])]
        drafts.append(_of_entry(key, words, people, fields, line, report))
    return drafts


def _person(person: Any, latex: Any) -> tuple[str, str]:
    """Family and given names, accents as letters."""
    family = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
    given = " ".join([*person.first_names, *person.middle_names])
    return _of_latex(family, latex), _of_latex(given, latex)


# Signs that have a name in LaTeX and are left as they are by the library.
_SIGNS = {"asciicircum": "^", "bar": "|", "braceleft": "{", "braceright": "}", "greater": ">", "less": "<"}
_NAMED = re.compile(rf"\\text({'|'.join(_SIGNS)})(?![a-zA-Z]) ?")


def _of_latex(text: str, latex: Any) -> str:
    read = str(latex.from_latex(text)).replace("\\$", "$")
    return _NAMED.sub(lambda found: _SIGNS[found[1]], read)


_PLACES = {"title": "title", "year": "year", "booktitle": "venue", "journal": "venue", "pages": "pages", "isbn": "isbn"}
_IDENTIFIERS = {"doi": "doi", "eprint": "arxiv", "arxiv": "arxiv", "url": "url"}
_NO_PLACE = frozenset({"archiveprefix", "primaryclass"})


def _of_entry(
    key: str, words: dict[str, str], people: list[tuple[str, str]], fields: tuple[Field, ...], line: int, report: Report
) -> MethodDraft:
    reference: dict[str, Any] = {"authors": [f"{family}, {given}" if given else family for family, given in people]}
    for name, value in words.items():
        if name in _PLACES:
            reference.setdefault(_PLACES[name], re.sub("-+", "–", value) if name == "pages" else value)
        elif name in _IDENTIFIERS:
            for own, identifier in (identified(value) if name == "url" else {_IDENTIFIERS[name]: value}).items():
                reference.setdefault(own, identifier.removeprefix("https://doi.org/"))
        elif name not in _NO_PLACE:
            message = '"{field}" of "{key}" has no place in a reference'
            report.warning(Spot(line), message, "write what matters of it into the body", field=name, key=key)
    title = reference.get("title", key)
    name = re.split(r"[:?] ", title)[0]
    draft = MethodDraft(name, slug_of(name), line)
    placed: dict[str, str] = {"year": reference.get("year", "")}
    placed["people"] = "; ".join(f"{given} {family}".strip() for family, given in people)
    for item in fields:
        if item.kind == "sources" and "sources" not in placed:
            placed["sources"] = "done"
            _place(draft, item, lambda item=item: sources_yaml(item, [reference]), report)
        elif placed.get(item.kind):
            answer = placed.pop(item.kind)
            _place(draft, item, lambda item=item, answer=answer: answer_yaml(item, answer), report)
    return draft
