"""A table → the fields of a new site, guessed from its headings and cells."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kaedah.contribute.cell_values import (
    NOTHING,
    CellValue,
    Reader,
    address,
    date_reader,
    flag,
    number_reader,
    quantity_reader,
    special_answer,
    unit_in,
    unit_of_answer,
    with_remarks,
    year,
)
from kaedah.model import Field
from kaedah.read.discovery import slug_of_words
from kaedah.read.fields import RESERVED
from kaedah.read.kinds.quantities import POWERS

# Of so many values one may be something else than the others.
MOST_ODD = 4
# A column with more different values than this has no terms, nor one whose values seldom repeat.
MOST_TERMS = 24
LONGEST_TERM, LONGEST_TEXT = 40, 160  # in characters
NAMES = frozenset(
    {"name", "title", "nom", "nombre", "nome", "titel", "bezeichnung", "nama", "назва", "име", "이름", "名称"}
)


class GuessedField(NamedTuple):
    """A field guessed from a column.

    column: its index.
    field: what it becomes.
    why: what the guess rests on, for a comment.
    read: gives a cell as an answer to a question for the field, and a note; None where it is something else.
    """

    column: int
    field: Field
    why: str
    read: Reader


def name_column(headings: Sequence[str]) -> int:
    """The index of the column that names the entries: the one that says so, else the first."""
    return next((at for at, heading in enumerate(headings) if heading.casefold() in NAMES), 0)


def guess_fields(rows: Sequence[Sequence[str]]) -> list[GuessedField]:
    """The fields of a table whose first row has the headings. Columns without a heading or without values are left
    out, and so is the one that names the entries.
    """
    headings, found, taken = rows[0], [], {*RESERVED}
    for column, heading in enumerate(headings):
        cells = [" ".join(row[column].split()) for row in rows[1:] if column < len(row)]
        stated = [cell for cell in cells if cell not in NOTHING]
        if column == name_column(headings) or not heading or not stated:
            continue
        label, unit = unit_in(" ".join(heading.split()))
        guess = _kind_of([cell for cell in stated if not special_answer(cell)] or stated, cells, unit)
        label = label if guess.unit else " ".join(heading.split())
        name = base = slug_of_words(label).replace("-", "_") or f"column_{column + 1}"
        while name in taken:
            name = f"{base}_{column + 1}"
        taken.add(name)
        field = Field(name, guess.kind, label, terms=guess.terms, unit=guess.unit)
        found.append(GuessedField(column, field, guess.why, guess.read))
    return found


class _Guess(NamedTuple):
    """The kind of a column, what speaks for it, how its cells are read, and its terms or its unit."""

    kind: str
    why: str
    read: Reader
    terms: Mapping[str, str] = {}
    unit: str = ""


def _kind_of(cells: Sequence[str], everything: Sequence[str], unit: str) -> _Guess:
    """The kind of a column whose values are these; `everything` are its cells with those that state nothing."""
    date = ("date", with_remarks(date_reader(cells)), "a date")
    dated = sum(year(cell) is not None for cell in cells) * 2 > len(cells)  # and the others may be years before 1000
    tests: tuple[tuple[str, Reader, str], ...] = (
        ("flag", flag, "yes or no"),
        ("year", with_remarks(year), "a year"),
        *((date,) if dated else ()),
        ("number", with_remarks(number_reader(cells)), "a number"),
        *(() if dated else (date,)),
        ("quantity", with_remarks(quantity_reader(cells, unit)), "a number with a unit"),
        ("url", address, "an address"),
    )
    failures = [sum(read(cell) is None for cell in cells) for _, read, _ in tests]
    best = min(range(len(tests)), key=lambda at: failures[at])
    if failures[best] * MOST_ODD <= len(cells):
        kind, read, what = tests[best]
        odd = failures[best]
        why = f"{len(cells) - odd} of {len(cells)} values are {what}" if odd else f"every value is {what}"
        if kind == "flag":  # where a hyphen stands beside yes, it means no
            return _Guess(kind, why, lambda cell: CellValue("no") if cell in NOTHING and cell else flag(cell))
        if kind not in ("number", "quantity"):
            return _Guess(kind, why, read)
        return _measured(kind, why, cells, read, unit)
    return _words(cells)


def _measured(kind: str, why: str, cells: Sequence[str], read: Reader, unit: str) -> _Guess:
    """A column of numbers: with the unit of its heading, or with the only one that its cells have."""
    answers = [found.answer for found in map(read, cells) if found]
    units = {unit_of_answer(answer) for answer in answers}
    if not unit and len(units - {""}) == 1 and units & {""} and not units & {*POWERS}:
        (unit,) = units - {""}
        why += f"; those without one are in {unit}, as the others"
    return _Guess("quantity" if unit else kind, why, read, unit=unit)


def _words(cells: Sequence[str]) -> _Guess:
    """A column of terms, of lists or of text."""
    different = {cell.casefold() for cell in cells}
    lists = [items_of(cell) for cell in cells]
    items = {item.casefold() for part in lists for item in part}
    if len(items) < len(different) and _repeats([item for part in lists for item in part]):
        terms = _terms([item for part in lists for item in part])
        if len(terms) == len(items):
            return _Guess("terms", f"{len(items)} values, alone or together, in {len(cells)} rows", _listed, terms)
    terms = _terms(cells)
    if _repeats(cells) and len(terms) == len(different):
        return _Guess("term", f"{len(different)} values in {len(cells)} rows", CellValue, terms)
    several = sum(len(part) > 1 for part in lists) * 2 >= len(lists)
    if several and all(len(item) <= LONGEST_TERM for part in lists for item in part):
        return _Guess("list", "most values have several parts", _listed)
    longest = max(map(len, cells))
    if longest > LONGEST_TEXT:
        return _Guess("prose", f"values of up to {longest} characters", CellValue)
    return _Guess("text", f"{len(different)} different values in {len(cells)} rows", CellValue)


def _repeats(values: Sequence[str]) -> bool:
    """Whether the values are terms: short and few, and most of them occur more than once."""
    counts = Counter(value.casefold() for value in values)
    again = sum(count for count in counts.values() if count > 1)
    return len(counts) <= MOST_TERMS and max(map(len, values)) <= LONGEST_TERM and again * 2 >= len(values)


def _terms(cells: Sequence[str]) -> dict[str, str]:
    """The terms of a column by id, with the label that is most often written."""
    spellings: dict[str, Counter[str]] = {}
    for cell in cells:
        spellings.setdefault(cell.casefold(), Counter())[cell] += 1
    labels = [max(counts, key=lambda label: (counts[label], label)) for counts in spellings.values()]
    return {slug_of_words(label) or f"term-{at}": label for at, label in enumerate(sorted(labels), 1)}


def items_of(cell: str) -> list[str]:
    """The parts of a cell that has several, each once."""
    parts = (part.strip() for part in re.split("[;,、，]", cell))
    return [*{part.casefold(): part for part in parts if part}.values()] or [cell]


def _listed(cell: str) -> CellValue:
    return CellValue("; ".join(items_of(cell)))
