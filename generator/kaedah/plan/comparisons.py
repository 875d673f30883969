"""Which sets of methods have a page, and where. Nothing here opens a document: the outlines say what there is."""

from collections import deque
from collections.abc import Mapping
from functools import cached_property
from itertools import combinations

from kaedah.model import Site
from kaedah.plan.paths import any_set_address, curated_comparison_path, inner_path, method_path, pair_path
from kaedah.plan.taxonomies import TaxonomyList, listings_of
from kaedah.summaries import Ingredient

# Methods that are the columns of a table; more of them are rows.
MOST_COLUMNS = 12


class Comparisons:
    """The pairs, curated sets and lists of a site. Paths are inside a locale, and the same in all of them."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def __getstate__(self) -> dict[str, object]:
        """What views are made of: which pages there are is known where they are planned."""
        return {name: getattr(self, name) for name in ("related", "members", "lists", "by_method")}

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """All methods."""
        return tuple(sorted(self._site.methods))

    @cached_property
    def related(self) -> Mapping[str, tuple[str, ...]]:
        """What each method is related to."""
        summaries = self._site.summaries
        return {slug: summaries[f"methods/{slug}"].related for slug in self.slugs}

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """What each curated set compares."""
        summaries = self._site.summaries
        return {name: summaries[f"comparisons/{name}"].members for name in sorted(self._site.sets)}

    @cached_property
    def by_method(self) -> Mapping[str, list[str]]:
        """The curated sets that each method is in."""
        found: dict[str, list[str]] = {}
        for name, members in self.members.items():
            for slug in members:
                found.setdefault(slug, []).append(name)
        return found

    @cached_property
    def lists(self) -> Mapping[tuple[str, str], TaxonomyList]:
        """The lists of methods, by field and term."""
        return listings_of(self._site)

    @cached_property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """The terms and decades that each method is listed by, as in `field:vision`, in the order of the lists."""
        found: dict[str, list[str]] = {}
        for listing in self.lists.values():
            for slug in listing.slugs if listing.field else ():
                found.setdefault(slug, []).append(listing.key)
        return {slug: tuple(keys) for slug, keys in found.items()}

    def list_of(self, ingredient: Ingredient) -> TaxonomyList:
        """The list with this ingredient. Raises KeyError."""
        return self._by_ingredient[ingredient]

    @cached_property
    def _by_ingredient(self) -> Mapping[Ingredient, TaxonomyList]:
        return {listing.ingredient: listing for listing in self.lists.values()}

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs that have a page, each in alphabetical order."""
        return tuple(sorted(self._pairs(self._site.settings.pairs)))

    @cached_property
    def _known_pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.pairs)

    @cached_property
    def _curated(self) -> Mapping[frozenset[str], str]:
        return {frozenset(members): name for name, members in reversed([*self.members.items()])}

    def path(self, slugs: tuple[str, ...]) -> str:
        """The page of these methods in any order: a method's own, a pair's, a curated set's; "" where there is none."""
        if len(slugs) == 1:
            return inner_path(method_path("", self._site.settings.address, slugs[0]))
        if len(slugs) == 2 and tuple(sorted(slugs)) in self._known_pairs:
            return inner_path(pair_path("", *slugs))
        name = self._curated.get(frozenset(slugs))
        return inner_path(curated_comparison_path("", name)) if name else ""

    def removals(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """For each of these methods the address of the others: their own page, else the one for any set."""
        rests = [tuple(other for other in slugs if other != slug) for slug in slugs]
        return tuple(self.path(rest) or inner_path(any_set_address("", rest)) for rest in rests)

    @cached_property
    def locality_order(self) -> Mapping[str, int]:
        """A place for each method, such that those which are compared with each other stand near each other.

        Breadth first, as Cuthill and McKee number the nodes of a graph ("Reducing the bandwidth of sparse symmetric
        matrices", 1969).
        """
        beside: dict[str, dict[str, None]] = {slug: {} for slug in self.slugs}
        for group in (*self.pairs, *self.members.values()):
            for slug in group if len(group) <= MOST_COLUMNS else ():
                beside[slug].update(dict.fromkeys(group))
        places: dict[str, int] = {}
        queue: deque[str] = deque()
        for first in self.slugs:
            queue.append(first)
            while queue:
                slug = queue.popleft()
                if slug not in places:
                    places[slug] = len(places)
                    queue.extend(other for other in beside[slug] if other not in places)
        return places

    def _pairs(self, which: str) -> set[tuple[str, str]]:
        if which == "all":
            return set(combinations(self.slugs, 2))
        if which == "none":
            return set()
        return {(min(slug, other), max(slug, other)) for slug in self.slugs for other in self.related[slug]}
