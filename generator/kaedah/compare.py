"""Methods → a comparison with a verdict for each row.

Pure, and without a locale: typed values of the source language are compared, so the ≠ marks are the same in every
language and no translation can change them.
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from kaedah.model import Field


class Verdict(StrEnum):
    """The result of comparing the methods of one row."""

    SAME = "same"  # all have a value, and all values are equal
    DIFFERS = "differs"  # two values are different
    INCOMPLETE = "incomplete"  # a method has no value, and the other values are equal


class Row(NamedTuple):
    """One row of a comparison.

    field: the id of the field.
    verdict: None for a field that is never compared.
    shared: the marks of the parts that are in every cell.
    partly: by the mark of a part that some cells have, but not all, the columns that have it.
    groups: by column, the number of its group of equal values, from 1 on; None without a value. Empty unless the
        values differ.
    """

    field: str
    verdict: Verdict | None
    shared: frozenset[str] = frozenset()
    partly: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    groups: tuple[int | None, ...] = ()

    @property
    def majority(self) -> int | None:
        """The group that more than half of the values are in; None where there is none."""
        stated = [group for group in self.groups if group is not None]
        return next((group for group in dict.fromkeys(stated) if 2 * stated.count(group) > len(stated)), None)

    @property
    def odd(self) -> tuple[bool, ...]:
        """By column, whether its value departs from that of the majority."""
        usual = self.majority
        return tuple(usual is not None and group not in (usual, None) for group in self.groups)


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
    parts = [method.parts.get(field.id, ()) for method in methods]
    return Row(field.id, found, shared_marks(parts), partly_shared(parts), _groups([m.keys[field.id] for m in methods]))


def shared_marks(values: Iterable[Iterable[Hashable]]) -> frozenset[str]:
    """The marks of the parts that are in every one of the values."""
    common = frozenset[Hashable].intersection(*map(frozenset, values))
    return frozenset(filter(None, map(key_mark, common)))


def partly_shared(values: Sequence[Iterable[Hashable]]) -> dict[str, tuple[int, ...]]:
    """By mark, the parts that at least two of the values have, but not all, each with the places of those values."""
    places: dict[Hashable, list[int]] = {}
    for place, parts in enumerate(values):
        for part in dict.fromkeys(parts):
            places.setdefault(part, []).append(place)
    found = {key_mark(part): tuple(at) for part, at in places.items() if 1 < len(at) < len(values)}
    return {mark: at for mark, at in found.items() if mark is not None}


def _groups(keys: Sequence[Hashable | None]) -> tuple[int | None, ...]:
    """By place, the number of the group of equal keys, in the order in which they come first."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(key for key in keys if key is not None), 1)}
    return tuple(None if key is None else numbers[key] for key in keys)


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
