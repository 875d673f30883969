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
from kaedah.model import CompareMode, Field
from kaedah.read.discovery import slug_of
from kaedah.read.fields import RESERVED
from kaedah.read.kinds.quantities import POWERS

# One value in so many may be unlike the others of its column.
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
        guess = _kind_of([cell for cell in stated if not special_answer(cell)] or stated, unit)
        label = label if guess.unit else " ".join(heading.split())
        name = base = slug_of(label).replace("-", "_") or f"column_{column + 1}"
        while name in taken:
            name = f"{base}_{column + 1}"
        taken.add(name)
        field = Field(name, guess.kind, label, terms=guess.terms, unit=guess.unit, compare=guess.compare)
        found.append(GuessedField(column, field, guess.why, guess.read))
    return found


class _Guess(NamedTuple):
    """The kind of a column, what speaks for it, how its cells are read, its terms or its unit, and how it is
    compared.
    """

    kind: str
    why: str
    read: Reader
    terms: Mapping[str, str] = {}
    unit: str = ""
    compare: CompareMode = "value"


def _kind_of(cells: Sequence[str], unit: str) -> _Guess:
    """The kind of a column whose values are these."""
    date = _Guess("date", "a date", with_remarks(date_reader(cells)))
    dated = sum(year(cell) is not None for cell in cells) * 2 > len(cells)  # and the others may be years before 1000
    number, quantity = with_remarks(number_reader(cells)), with_remarks(quantity_reader(cells, unit))
    guesses: tuple[_Guess, ...] = (
        _Guess("flag", "yes or no", _flag_or_hyphen),
        _Guess("year", "a year", with_remarks(year)),
        *((date,) if dated else ()),
        _Guess("quantity" if unit else "number", "a number", number, unit=unit),
        *(() if dated else (date,)),
        _Guess("quantity", "a number with a unit", quantity, unit=unit or _only_unit(cells, quantity)),
        _Guess("url", "an address", address, compare="none"),
    )
    failures = [sum(guess.read(cell) is None for cell in cells) for guess in guesses]
    best = min(range(len(guesses)), key=lambda at: failures[at])
    odd = failures[best]
    if odd * MOST_ODD > len(cells):
        return _words(cells)
    what = guesses[best].why
    why = f"{len(cells) - odd} of {len(cells)} values are {what}" if odd else f"every value is {what}"
    return guesses[best]._replace(why=why)


def _flag_or_hyphen(cell: str) -> CellValue | None:
    """A flag; beside others a hyphen means no."""
    return CellValue("no") if cell in NOTHING and cell else flag(cell)


def _only_unit(cells: Sequence[str], read: Reader) -> str:
    """The unit of a column whose other cells have none; empty where there are several, or none is needed."""
    units = {unit_of_answer(found.answer) for found in map(read, cells) if found}
    (unit,) = units - {""} if len(units) == 2 and "" in units else {""}
    return "" if unit in POWERS else unit


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
        return _Guess("prose", f"values of up to {longest} characters", CellValue, compare="none")
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
    return {slug_of(label) or f"term-{at}": label for at, label in enumerate(sorted(labels), 1)}


def items_of(cell: str) -> list[str]:
    """The parts of a cell that has several, each once."""
    parts = (part.strip() for part in re.split("[;,、，]", cell))
    return [*{part.casefold(): part for part in parts if part}.values()] or [cell]


def _listed(cell: str) -> CellValue:
    return CellValue("; ".join(items_of(cell)))
