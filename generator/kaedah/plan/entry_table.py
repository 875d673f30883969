"""Tables with a row for each entry, and the order of their rows by each column.

The order is made here, not in the browser: words are in the order of the language, other values in that of their kind.
A row has a rank for each column. Equal values have equal ranks, and what is not stated has none.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from kaedah.model import Field, SpecialValue
from kaedah.plan.collation import sort_key
from kaedah.plan.entries import Entry
from kaedah.plan.layout import RowGroup
from kaedah.plan.locale_site import LocaleSite
from kaedah.read.kinds import KINDS, Order

# So many characters of a text are put into the order of the language; what is alike up to there, into that of Unicode.
MOST_CHARACTERS = 64


class EntryRow(NamedTuple):
    """A row of a table.

    terms: the terms and decades that the entry is listed by
    ranks: by column, the name first, its place when the table is sorted; None for what is not stated. Empty where the
        table is not sorted on its page.
    """

    entry: Entry
    terms: tuple[str, ...] = ()
    ranks: tuple[int | None, ...] = ()


class EntryTable(NamedTuple):
    """A table with a row for each entry.

    places: of the fields that are its columns beside the name, among all fields
    groups: how many columns beside one another each group has; empty where no column is in a group
    """

    places: tuple[int, ...]
    rows: tuple[EntryRow, ...]
    groups: tuple[tuple[RowGroup | None, int], ...] = ()


def entry_table(
    locale_site: LocaleSite, slugs: Sequence[str], fields: Iterable[str], ranked: bool = True
) -> EntryTable:
    """These entries in the given order, with these fields. Only a table of all its rows can be `ranked`."""
    site, terms = locale_site.site, locale_site.sets.terms
    order = [field.id for field in site.fields]
    places = tuple(map(order.index, fields))
    entries = [locale_site.entry(slug) for slug in slugs]
    columns: list[list[int | None]] = []
    if ranked:
        names = {slug: place for place, slug in enumerate(locale_site.ordered(slugs))}
        columns.append([names[slug] for slug in slugs])
        columns += (column_ranks(entries, site.fields[place], place, locale_site.locale.code) for place in places)
    ranks = [*zip(*columns, strict=True)] if columns else [()] * len(entries)
    rows = (EntryRow(entry, terms.get(entry.slug, ()), own) for entry, own in zip(entries, ranks, strict=True))
    groups = [locale_site.layout.heads[place].group for place in places]
    spans = tuple((group, len([*same])) for group, same in groupby(groups)) if any(groups) else ()
    return EntryTable(places, tuple(rows), spans)


def column_ranks(entries: Iterable[Entry], field: Field, place: int, locale: str) -> list[int | None]:
    """The rank of each entry by the field at this place."""
    kind = KINDS[field.kind]
    known: dict[str, Any] = {}
    keys: list[Any] = []
    for entry in entries:
        value, shown = entry.facts.get(field.id), entry.values[place]
        if shown is None or isinstance(shown, SpecialValue):
            keys.append(None)
        else:
            keys.append(_key(kind.order(value, shown, field), locale, known))
    ranks = {key: rank for rank, key in enumerate(sorted({key for key in keys if key is not None}))}
    return [ranks.get(key) for key in keys]


def _key(order: Order, locale: str, known: dict[str, Any]) -> Any:
    """The order with its words as they are collated in the language."""
    if isinstance(order, tuple):
        return tuple(_key(part, locale, known) for part in order)
    if not isinstance(order, str):
        return order
    found = known.get(order)
    if found is None:
        found = (sort_key(locale, order[:MOST_CHARACTERS]), order)
        known[order] = found
    return found
