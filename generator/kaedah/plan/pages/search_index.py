"""What can be searched, as a script file: every method with all its names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.entries import ListEntry
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import inner_path, search_path
from kaedah.plan.taxonomies import ALL_METHODS


class SearchView(NamedTuple):
    """Every method, in the locale's order of names."""

    entries: tuple[ListEntry, ...]
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchIndexPage(PageData):
    """The one search index of a language."""

    kind: ClassVar = PageKind("search_index", "search.js")

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        yield make_spec(cls(), (ALL_METHODS,))

    @property
    def inner(self) -> str:
        return inner_path(search_path(""))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        return ((f"methods/{slug}", "listing") for slug in locale_site.order)

    def view(self, locale_site: LocaleSite) -> SearchView:
        return SearchView(tuple(map(locale_site.listed, locale_site.order)))
