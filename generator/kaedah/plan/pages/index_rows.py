"""All methods of an index that has several pages, as a script file: what the browser sorts and filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar, NamedTuple

from kaedah.model import Site
from kaedah.plan.entries import ListEntry
from kaedah.plan.entry_table import EntryTable, entry_table
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import index_rows_path, inner_path
from kaedah.plan.taxonomies import ALL_METHODS, TaxonomyList
from kaedah.read.kinds import Role, role_of
from kaedah.summaries import Ingredient

# The roles of fields whose cells show more than what the method itself states.
_SHOWING_OTHERS = frozenset({Role.LINKS, Role.IMAGE})


class ListedRow(NamedTuple):
    """A method in a list, and the terms and decades that it is listed by."""

    entry: ListEntry
    terms: tuple[str, ...]


class IndexRowsView(NamedTuple):
    """Every method in the locale's order: as rows of a table where there is one, else as items of a list."""

    table: EntryTable | None
    items: tuple[ListedRow, ...]
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexRowsPage(PageData):
    """The rows of the index; there is no such file where one page has them all.

    table: the fields that are columns beside the name; none where the index is a list
    """

    kind: ClassVar = PageKind("index_rows", "index_rows.js")
    reasons: ClassVar = {"table": "the columns of the index"}
    table: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        listing, columns = context.comparisons.lists["", ""], index_columns(context.site)
        if listing.pages > 1:
            yield make_spec(cls(columns), (ALL_METHODS, *row_needs(context, listing, columns)))

    @property
    def inner(self) -> str:
        return inner_path(index_rows_path(""))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        part: DocumentPart = "cells" if self.table else "listing"
        return ((f"methods/{slug}", part) for slug in locale_site.order)

    def view(self, locale_site: LocaleSite) -> IndexRowsView:
        order, terms = locale_site.order, locale_site.sets.terms
        if self.table:
            return IndexRowsView(entry_table(locale_site, order, self.table), ())
        return IndexRowsView(None, tuple(ListedRow(locale_site.listed(slug), terms.get(slug, ())) for slug in order))


def index_columns(site: Site) -> tuple[str, ...]:
    """The fields that are columns of the index beside the name."""
    return tuple(column.field for column in site.settings.index_table)


def row_needs(context: PlanContext, listing: TaxonomyList, columns: tuple[str, ...]) -> Iterator[Ingredient]:
    """What the rows of a list show besides its methods: names that they link to, and images."""
    if any(item.id in columns and role_of(item) in _SHOWING_OTHERS for item in context.site.fields):
        yield from chain.from_iterable(context.column_needs[slug] for slug in listing.slugs)
