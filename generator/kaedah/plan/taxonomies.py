"""Which lists of methods there are: all of them, those of each term, those of each decade; and how lists are cut.

Nothing here opens a document: outlines know what lists they are in. Lists are cut into pages: none grows for ever.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from kaedah.documents import LocalizedText
from kaedah.model import Site
from kaedah.plan.paths import filter_path, further_path, method_index_path

Thing = TypeVar("Thing")

# Methods, comparisons or documents on a page of a list.
PAGE_SIZE = 400


# The digest of all methods, as the pages that list them have it.
ALL_METHODS = "all methods"


class TaxonomyList(NamedTuple):
    """The methods that share a term of a field, or a decade; all methods where `field` is empty. Slugs are in order."""

    field: str
    term: str
    slugs: tuple[str, ...]

    @property
    def ingredient(self) -> str:
        """The name of the ingredient that decides the pages of the list."""
        return f"by {self.field} {self.term}" if self.field else ALL_METHODS

    @property
    def row(self) -> str:
        """What is said of the list on other pages."""
        return f"{self.field} {self.term} {len(self.slugs)}"

    @property
    def pages(self) -> int:
        """How many pages it has: at least one."""
        return pages_of(len(self.slugs))


class FilterOption(NamedTuple):
    """A filter: the list it leads to, how many methods are there, and whether it is shown. A decade has no `text`."""

    path: str
    text: LocalizedText | None
    decade: str
    methods: int
    current: bool


class Pagination(NamedTuple):
    """Where a page stands among those of its list, counted from 1, and the paths of its neighbours (or "")."""

    page: int = 1
    pages: int = 1
    before: str = ""
    after: str = ""


def pages_of(count: int) -> int:
    """How many pages a list of so many things has: at least one."""
    return max(1, -(-count // PAGE_SIZE))


def make_pagination(page: int, pages: int, path: Callable[[int], str]) -> Pagination:
    """A page of so many; `path` tells where each lies."""
    return Pagination(page, pages, path(page - 1) if page > 1 else "", path(page + 1) if page < pages else "")


def part_of(page: int, things: Sequence[Thing]) -> Sequence[Thing]:
    """What stands on a page of a list."""
    return things[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def listings_of(site: Site) -> dict[tuple[str, str], TaxonomyList]:
    """The lists by field and term: that of all methods, then those that have methods in the order of the fields."""
    slugs = tuple(sorted(site.methods))
    found: dict[tuple[str, str], list[str]] = {}
    for slug in slugs:
        for key in site.summaries[f"methods/{slug}"].terms:
            found.setdefault(key, []).append(slug)
    order = {item.id: place for place, item in enumerate(site.fields)}
    keys = sorted(found, key=lambda key: (order[key[0]], _place(key[1]), key[1]))
    return {("", ""): TaxonomyList("", "", slugs), **{key: TaxonomyList(*key, tuple(found[key])) for key in keys}}


def listing_path(locale: str, field: str, term: str, page: int) -> str:
    """A page of a list, counted from 1."""
    if page > 1:
        return further_path(locale, field, term, page)
    return filter_path(locale, field, term) if field else method_index_path(locale)


def _place(term: str) -> int:
    """Decades in the order of time, terms all alike."""
    digits = term.removesuffix("s")
    return int(term[:-1]) if digits.isdecimal() and term.endswith("s") else 0
