"""Site → pages: every file of the published site, with what decides its bytes.

No document is opened and no view is made here. The summaries of documents say which pages there are and what they are
made of.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from kaedah.model import Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.ingredients import Ingredients, fingerprint_of
from kaedah.plan.inventory import root_specs_of, shape_of, specs_of
from kaedah.plan.layout import make_layout
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageSpec
from kaedah.plan.translation_progress import TranslationProgress

# The specs of the pages of each language, and of those above all languages.
Specs = tuple[Collection[PageSpec], Collection[PageSpec]]


class Page(NamedTuple):
    """A file of the published site.

    path: from the root.
    locale: the code of its language; that of the source language above all languages.
    spec: what it is.
    fingerprint: the digest of everything that decides its bytes.
    """

    path: str
    locale: str
    spec: PageSpec
    fingerprint: str


@dataclass(frozen=True)
class Plan:
    """All pages of a site.

    make_specs: gives the specs; it is called when all of them are needed, which an edit does not.
    comparisons: which sets of methods have a page.
    locale_sites, ingredients: by language.
    source: the code of the source language.
    shape: the digest of what decides the specs.
    salt: the digest of the program.
    """

    make_specs: Callable[[], Specs]
    comparisons: Comparisons
    locale_sites: Mapping[str, LocaleSite]
    ingredients: Mapping[str, Ingredients]
    source: str
    shape: str
    salt: str = ""

    @property
    def specs(self) -> Collection[PageSpec]:
        """Of the pages that each language has."""
        return self._all_specs[0]

    @property
    def roots(self) -> Collection[PageSpec]:
        """Of the pages above all languages."""
        return self._all_specs[1]

    @cached_property
    def _all_specs(self) -> Specs:
        return self.make_specs()

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages in order of their path."""
        found = [*self.root_pages(self.roots)]
        for code in self.locale_sites:
            found += self.locale_pages(code, self.specs)
            self.ingredients[code].clear()
        return tuple(sorted(found, key=attrgetter("path")))

    def locale_pages(self, code: str, specs: Iterable[PageSpec]) -> Iterator[Page]:
        """These pages in a language."""
        layout, of = self.locale_sites[code].layout.digest, self.ingredients[code].__getitem__
        for spec in specs:
            path = f"{code}/{spec.inner}"
            yield Page(path, code, spec, fingerprint_of(path, layout, spec.digest, spec.needs, of))

    def root_pages(self, specs: Iterable[PageSpec]) -> Iterator[Page]:
        """These pages above all languages."""
        code = self.source
        layout, of = self.locale_sites[code].layout.digest, self.ingredients[code].__getitem__
        for spec in specs:
            yield Page(spec.inner, code, spec, fingerprint_of(spec.inner, layout, spec.digest, spec.needs, of))


def plan_site(site: Site, salt: str = "") -> Plan:
    """Every page of the site. `salt` is the digest of what else decides its bytes: the program."""
    comparisons = Comparisons(site)

    def make_specs() -> Specs:
        specs = [*specs_of(site, comparisons)]
        roots = [*root_specs_of(site, specs)]
        _must_differ(specs)
        _must_differ(roots)
        return specs, roots

    locales, progress = site.settings.locales, TranslationProgress(site.summaries)
    locale_sites = {
        locale.code: LocaleSite(site, locale, make_layout(site, locale, salt), comparisons, progress)
        for locale in locales
    }
    ingredients = {locale.code: Ingredients(site, comparisons, locale.code, progress) for locale in locales}
    shape = shape_of(site, salt)
    return Plan(make_specs, comparisons, locale_sites, ingredients, site.settings.source.code, shape, salt)


def _must_differ(specs: Iterable[PageSpec]) -> None:
    """Raises ValueError where two pages have the same path."""
    seen: set[str] = set()
    for spec in specs:
        if spec.inner in seen:
            raise ValueError(f"two pages have the path {spec.inner}")
        seen.add(spec.inner)
