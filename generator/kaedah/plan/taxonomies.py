"""Which lists of methods there are: all of them, those of each term, those of each decade.

Nothing here opens a document: summaries know what lists they are in.
"""

from typing import NamedTuple

from kaedah.model import Site
from kaedah.plan.pagination import page_count
from kaedah.plan.paths import filter_path, list_page_path, method_index_path
from kaedah.summaries import Ingredient

# The digest of all methods, as the pages that list them have it.
ALL_METHODS = Ingredient("", "all methods")


class TaxonomyList(NamedTuple):
    """The methods that share a term of a field, or a decade.

    field, term: both empty for the list of all methods
    slugs: in alphabetical order
    """

    field: str
    term: str
    slugs: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the list is called in addresses, as in `field:vision`."""
        return f"{self.field}:{self.term}"

    @property
    def ingredient(self) -> Ingredient:
        """The name of the ingredient that decides the pages of the list."""
        return Ingredient("", f"the list of {self.field} {self.term}") if self.field else ALL_METHODS

    @property
    def pages(self) -> int:
        """How many pages it has: at least one."""
        return page_count(len(self.slugs))


def listings_of(site: Site) -> dict[tuple[str, str], TaxonomyList]:
    """The lists by field and term: that of all methods, then those that have methods in the order of the fields."""
    slugs = tuple(sorted(site.methods))
    found: dict[tuple[str, str], list[str]] = {}
    for slug in slugs:
        for key in site.summaries[f"methods/{slug}"].terms:
            found.setdefault(key, []).append(slug)
    order = {item.id: place for place, item in enumerate(site.fields)}
    places = {(item.id, term): at for item in site.fields if item.ordered for at, term in enumerate(item.terms)}
    keys = sorted(found, key=lambda key: (order[key[0]], places.get(key, _place(key[1])), key[1]))
    return {("", ""): TaxonomyList("", "", slugs), **{key: TaxonomyList(*key, tuple(found[key])) for key in keys}}


def listing_path(locale: str, field: str, term: str, page: int) -> str:
    """A page of a list, counted from 1."""
    if page > 1:
        return list_page_path(locale, field, term, page)
    return filter_path(locale, field, term) if field else method_index_path(locale)


def _place(term: str) -> int:
    """Decades in the order of time, terms all alike."""
    digits = term.removesuffix("s")
    return int(term[:-1]) if digits.isdecimal() and term.endswith("s") else 0
