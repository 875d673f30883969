"""Methods beside each other → a verdict per row.

Pure, and without a locale: what is compared are the typed values of the source language, so the ≠ marks are the
same in every language and no translation can change one.
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kaedah.model import Field


class Verdict(StrEnum):
    """What a row says of its methods."""

    SAME = "same"  # all stated, all equal
    DIFFERS = "differs"  # two stated values are unequal
    INCOMPLETE = "incomplete"  # some method states nothing, and the stated ones are equal


class Row(NamedTuple):
    """A field and its verdict, None for a field that is never compared; marks of the parts that all its cells have."""

    field: str
    verdict: Verdict | None
    shared: frozenset[str] = frozenset()


class MethodKeys(NamedTuple):
    """What is compared of a method, by field: the key of its value, None where nothing is stated, and the things that
    the value lists.
    """

    slug: str
    keys: Mapping[str, Hashable | None]
    parts: Mapping[str, Sequence[Hashable]]


class Comparison(NamedTuple):
    """Methods in column order, and the rows in page order."""

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
    """The comparison of methods in the given order; their order changes no verdict."""
    return Comparison(tuple(method.slug for method in methods), tuple(_row(field, methods) for field in fields))


def _row(field: Field, methods: Sequence[MethodKeys]) -> Row:
    if field.compare == "none":
        return Row(field.id, None)
    found = verdict(method.keys[field.id] for method in methods)
    if found is not Verdict.DIFFERS:
        return Row(field.id, found)
    return Row(field.id, found, shared_marks(method.parts.get(field.id, ()) for method in methods))


def shared_marks(values: Iterable[Iterable[Hashable]]) -> frozenset[str]:
    """The marks of the parts that every one of these values lists."""
    common = frozenset[Hashable].intersection(*map(frozenset, values))
    return frozenset(filter(None, map(key_mark, common)))


def verdict(keys: Iterable[Hashable | None]) -> Verdict:
    """The verdict of one row, from the keys of its cells; None stands for a value that is not stated."""
    given = list(keys)
    stated = [key for key in given if key is not None]
    if len(set(stated)) > 1:
        return Verdict.DIFFERS
    return Verdict.SAME if len(stated) == len(given) else Verdict.INCOMPLETE


def key_mark(key: Hashable | None) -> str | None:
    """A short mark of a cell's key: of one field, equal marks are equal keys; None states nothing."""
    return None if key is None else hashlib.blake2b(_canonical(key).encode(), digest_size=6).hexdigest()


def _canonical(key: Hashable) -> str:
    """The key in one way of writing: equal keys are written alike, whatever order a set has in this process."""
    if isinstance(key, frozenset):
        return "{" + ",".join(sorted(map(_canonical, key))) + "}"
    if isinstance(key, tuple):
        return "(" + ",".join(map(_canonical, key)) + ")"
    if isinstance(key, Decimal):
        return str(key.normalize() + 0)  # which makes -0 to 0
    return repr(key)
