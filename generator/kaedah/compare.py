"""Methods → a comparison with a verdict for each row.

Pure, and without a locale: typed values of the source language are compared, so the ≠ marks are the same in every
language and no translation can change them.
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kaedah.model import Field


class Verdict(StrEnum):
    """The result of comparing the methods of one row."""

    SAME = "same"  # all have a value, and all values are equal
    DIFFERS = "differs"  # two values are different
    INCOMPLETE = "incomplete"  # a method has no value, and the other values are equal


class Row(NamedTuple):
    """One row of a comparison."""

    field: str  # id of the field
    verdict: Verdict | None  # None for a field that is never compared
    shared: frozenset[str] = frozenset()  # marks of the parts that are in every cell


class MethodKeys(NamedTuple):
    """The comparison keys of a method."""

    slug: str
    keys: Mapping[str, Hashable | None]  # by field, the key of the value; None without a value
    parts: Mapping[str, Sequence[Hashable]]  # by field, the keys of the items of a list


class Comparison(NamedTuple):
    """A comparison: the methods in column order, and the rows in page order."""

    slugs: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def differing(self) -> int:
        return sum(row.verdict is Verdict.DIFFERS for row in self.rows)

    @property
    def incomplete(self) -> int:
        return sum(row.verdict is Verdict.INCOMPLETE for row in self.rows)

    @property
    def compared(self) -> int:
        return sum(row.verdict is not None for row in self.rows)


def compare_methods(fields: Sequence[Field], methods: Sequence[MethodKeys]) -> Comparison:
    """The comparison of the methods in the given order. The order does not affect the verdicts."""
    return Comparison(tuple(method.slug for method in methods), tuple(_row(field, methods) for field in fields))


def _row(field: Field, methods: Sequence[MethodKeys]) -> Row:
    if field.compare == "none":
        return Row(field.id, None)
    found = verdict(method.keys[field.id] for method in methods)
    if found is not Verdict.DIFFERS:
        return Row(field.id, found)
    return Row(field.id, found, shared_marks(method.parts.get(field.id, ()) for method in methods))


def shared_marks(values: Iterable[Iterable[Hashable]]) -> frozenset[str]:
    """The marks of the parts that are in every one of the values."""
    common = frozenset[Hashable].intersection(*map(frozenset, values))
    return frozenset(filter(None, map(key_mark, common)))


def verdict(keys: Iterable[Hashable | None]) -> Verdict:
    """The verdict of one row from the keys of its cells; None is the key of a missing value."""
    given = list(keys)
    stated = [key for key in given if key is not None]
    if len(set(stated)) > 1:
        return Verdict.DIFFERS
    return Verdict.SAME if len(stated) == len(given) else Verdict.INCOMPLETE


def key_mark(key: Hashable | None) -> str | None:
    """A short digest of a cell's key, equal for equal keys of one field; None for a missing value."""
    return None if key is None else hashlib.blake2b(_canonical(key).encode(), digest_size=6).hexdigest()


def _canonical(key: Hashable) -> str:
    """The key as text in canonical form, independent of the order of sets in this process."""
    if isinstance(key, frozenset):
        return "{" + ",".join(sorted(map(_canonical, key))) + "}"
    if isinstance(key, tuple):
        return "(" + ",".join(map(_canonical, key)) + ")"
    if isinstance(key, Decimal):
        return str(key.normalize() + 0)  # + 0 turns -0 into 0
    return repr(key)
