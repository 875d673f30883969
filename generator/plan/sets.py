"""Which sets of methods have a page, and where."""

from itertools import combinations

from generator.compare import Comparison, compare_methods
from generator.model import Field, Locale, Method, Site, Status
from generator.plan.addresses import any_set_address, method_path, pair_path, set_path
from generator.plan.edition import ENOUGH


class Sets:
    """The pairs and the curated sets of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pairs = tuple(sorted(_pairs(site)))
        self.known_pairs = frozenset(self.pairs)
        self.curated = {frozenset(item.methods): name for name, item in sorted(site.sets.items(), reverse=True)}
        self._compared: dict[tuple[str, ...], tuple[Comparison, tuple[str, ...]]] = {}
        self.by_method: dict[str, list[str]] = {}
        for name, item in site.sets.items():
            for slug in item.methods:
                self.by_method.setdefault(slug, []).append(name)

    def path(self, locale: str, slugs: tuple[str, ...]) -> str:
        """The page of these methods in any order: a method's own, a pair's, a curated set's; "" where there is none."""
        if len(slugs) == 1:
            return method_path(locale, slugs[0])
        if len(slugs) == 2 and tuple(sorted(slugs)) in self.known_pairs:
            return pair_path(locale, *slugs)
        name = self.curated.get(frozenset(slugs))
        return set_path(locale, name) if name else ""

    def compare(self, slugs: tuple[str, ...]) -> tuple[Comparison, tuple[str, ...]]:
        """The comparison, and the locales that truly have its words: once for all the languages it is shown in."""
        found = self._compared.get(slugs)
        if found is None:
            site = self.site
            comparison = compare_methods(site.fields, [site.methods[slug] for slug in slugs])
            alternates = tuple(item.code for item in site.settings.locales if _columns_translated(site, slugs, item))
            found = self._compared[slugs] = (comparison, alternates)
        return found

    def removals(self, locale: str, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """For each of these methods the address of the others: their own page, else the one for any set."""
        rests = [tuple(other for other in slugs if other != slug) for slug in slugs]
        return tuple(self.path(locale, rest) or any_set_address(locale, rest) for rest in rests)


def _pairs(site: Site) -> set[tuple[str, str]]:
    """The pairs that get a page, each in alphabetical order."""
    if site.settings.pairs == "all":
        return set(combinations(sorted(site.methods), 2))
    if site.settings.pairs == "none":
        return set()
    return {
        (min(slug, other), max(slug, other))
        for slug, method in site.methods.items()
        for other in neighbours(site.fields, method)
    }


def neighbours(fields: tuple[Field, ...], method: Method) -> tuple[str, ...]:
    """Every method that this one links to, in order."""
    found = [method.values.get(field.id) for field in fields if field.kind == "links"]
    return tuple(slug for value in found if isinstance(value, tuple) for slug in value)


def _columns_translated(site: Site, slugs: tuple[str, ...], locale: Locale) -> bool:
    """Whether most of the translatable cells of these methods are in the locale's language; bodies do not count."""
    statuses = [
        site.methods[slug].document.status(part, locale.code)
        for slug in slugs
        for part in site.methods[slug].document.source.parts
        if part != "body"
    ]
    return sum(status is not Status.FALLBACK for status in statuses) >= ENOUGH * len(statuses)
