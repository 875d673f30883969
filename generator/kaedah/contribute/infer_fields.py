"""A table → the fields of a new site, guessed from its headings and cells."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from kaedah.model import Field
from kaedah.read.discovery import slug_of_words
from kaedah.read.fields import RESERVED
from kaedah.read.kinds import KINDS, Role
from kaedah.read.kinds.quantities import unit_of
from kaedah.read.kinds.sources import is_url

# A column with more different values than this has no terms, nor one whose values seldom repeat.
MOST_TERMS = 24
LONGEST_TERM, LONGEST_TEXT = 40, 160  # in characters
NAMES = frozenset(
    {"name", "title", "nom", "nombre", "nome", "titel", "bezeichnung", "nama", "назва", "име", "이름", "名称"}
)
YES, NO = (
    frozenset({"yes", "true", "y", "x", "✓", "ja", "oui", "sí"}),
    frozenset({"no", "false", "n", "-", "nein", "non"}),
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_QUANTITY = re.compile(r"[≥≤><~]?\s*-?[0-9.]+(?:\s*[-–]\s*[0-9.]+)?\s*([^\s0-9.].*)")
_YEAR, _NUMBER = re.compile(r"1[0-9]{3}|20[0-9]{2}"), re.compile(r"-?[0-9]+(\.[0-9]+)?")


class GuessedField(NamedTuple):
    """A field guessed from a column.

    column: its index.
    field: what it becomes.
    why: what the guess rests on, for a comment.
    convert: gives a cell as an answer to a question for the field.
    """

    column: int
    field: Field
    why: str
    convert: Callable[[str], str]


def name_column(headings: Sequence[str]) -> int:
    """The index of the column that names the entries: the one that says so, else the first."""
    return next((at for at, heading in enumerate(headings) if heading.casefold() in NAMES), 0)


def guess_fields(rows: Sequence[Sequence[str]]) -> list[GuessedField]:
    """The fields of a table whose first row has the headings. Columns without a heading or without values are left
    out, and so is the one that names the entries.
    """
    headings, found, taken = rows[0], [], {*RESERVED}
    for column, heading in enumerate(headings):
        cells = [" ".join(row[column].split()) for row in rows[1:] if column < len(row) and row[column].strip()]
        if column == name_column(headings) or not heading or not cells:
            continue
        name = base = slug_of_words(heading).replace("-", "_") or f"column_{column + 1}"
        while name in taken:
            name = f"{base}_{column + 1}"
        taken.add(name)
        kind, why, convert = _kind_of(cells)
        terms = _terms(cells) if KINDS[kind].role is Role.TERM else {}
        found.append(GuessedField(column, Field(name, kind, " ".join(heading.split()), terms=terms), why, convert))
    return found


def _kind_of(cells: Sequence[str]) -> tuple[str, str, Callable[[str], str]]:
    """The kind of a column, what speaks for it, and how its cells are written."""
    different = len({cell.casefold() for cell in cells})
    tests: tuple[tuple[str, Callable[[str], object], str, Callable[[str], str]], ...] = (
        ("flag", lambda cell: cell.casefold() in YES | NO, "yes or no", _yes_or_no),
        ("year", _YEAR.fullmatch, "a year", str),
        ("number", _NUMBER.fullmatch, "a number", lambda cell: str(Decimal(cell))),
        ("date", _DATE.fullmatch, "a date", str),
        ("quantity", _is_quantity, "a number with a unit", str),
        ("url", is_url, "an address", str),
    )
    for kind, test, what, convert in tests:
        if all(test(cell) for cell in cells):
            return kind, f"every value is {what}", convert
    repeated = different <= MOST_TERMS and different * 2 <= len(cells)
    if repeated and max(map(len, cells)) <= LONGEST_TERM and len(_terms(cells)) == different:
        return "term", f"{different} values in {len(cells)} rows", str
    lists = [_items(cell) for cell in cells]
    several = sum(len(items) > 1 for items in lists) * 2 >= len(lists)
    if several and all(len(item) <= LONGEST_TERM for items in lists for item in items):
        return "list", "most values have several parts", lambda cell: "; ".join(_items(cell))
    if max(map(len, cells)) > LONGEST_TEXT:
        return "prose", f"values of up to {max(map(len, cells))} characters", str
    return "text", f"{different} different values in {len(cells)} rows", str


def _terms(cells: Sequence[str]) -> dict[str, str]:
    """The terms of a column by id, with the label that is most often written."""
    spellings: dict[str, Counter[str]] = {}
    for cell in cells:
        spellings.setdefault(cell.casefold(), Counter())[cell] += 1
    labels = [max(counts, key=lambda label: (counts[label], label)) for counts in spellings.values()]
    return {slug_of_words(label) or f"term-{at}": label for at, label in enumerate(sorted(labels), 1)}


def _items(cell: str) -> list[str]:
    return [part.strip() for part in re.split("[;,]", cell) if part.strip()] or [cell]


def _is_quantity(cell: str) -> bool:
    match = _QUANTITY.fullmatch(cell)
    return match is not None and bool(unit_of(match[1]))


def _yes_or_no(cell: str) -> str:
    return "yes" if cell.casefold() in YES else "no"
