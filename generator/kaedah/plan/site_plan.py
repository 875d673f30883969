"""Site → pages: every file the generator writes, each with the ingredients that decide its bytes.

No document is opened and no view is made here: the outlines say which pages there are and what they are made of, so
that a page whose fingerprint is published already costs a digest and no more. Where the notes on what was published
are at hand, a page that is as it was does not even cost that.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from kaedah.model import Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.inventory import root_specs_of, shape_of, specs_of
from kaedah.plan.layout import make_shell
from kaedah.plan.ledger import Ledgers
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.notes import Notes
from kaedah.plan.page_spec import PackedSpecs, PageSpec


class Page(NamedTuple):
    """A file of the output: its path from the root, and what tells whether it must be written again."""

    path: str
    locale: str
    spec: PageSpec
    fingerprint: str


class Changes(NamedTuple):
    """What differs from what was published: pages that are new or others than they were, and paths that are gone."""

    pages: list[Page]
    gone: list[str]


@dataclass(frozen=True)
class Plan:
    """All pages: the sheets that each language has, and those above all languages; by language the edition and the
    digests of all ingredients; and what else decides the bytes of every page: the generator's own code.

    `source` is the language of the pages above all languages; `shape` the digest of what decides the sheets; `before`
    are notes on what was published, if they are at hand.
    """

    specs: Collection[PageSpec]
    roots: Collection[PageSpec]
    locale_sites: Mapping[str, LocaleSite]
    ledgers: Ledgers
    source: str
    shape: str
    salt: str = ""
    before: Notes | None = None

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages in order of their path."""
        found = [*self._pages(self.source, self.roots, root=True)]
        for code in self.locale_sites:
            found += self._pages(code, self.specs)
            self.ledgers.let_go(code)
        return tuple(sorted(found, key=attrgetter("path")))

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.specs) * len(self.locale_sites) + len(self.roots)

    def changes(self) -> Changes | None:
        """What differs from what was published; None where nothing is known of that, or everything differs."""
        before, shells = (
            self.before,
            {code: locale_site.layout.digest for code, locale_site in self.locale_sites.items()},
        )
        if before is None or not before.shells.items() & shells.items():
            return None
        pages: list[Page] = []
        for code in self.locale_sites:
            pages += self._pages(code, self._changed(code, self.specs, before.specs, before))
        pages += self._pages(self.source, self._changed(self.source, self.roots, before.roots, before), root=True)
        return Changes(pages, self._gone(before))

    def _gone(self, before: Notes) -> list[str]:
        """The paths that were published and are no more."""
        if before.shape == self.shape:
            return []
        here = {f"{code}/{spec.inner}" for code in self.locale_sites for spec in self.specs}
        here |= {spec.inner for spec in self.roots}
        there = {f"{code}/{spec.inner}" for code in before.shells for spec in before.specs}
        there |= {spec.inner for spec in before.roots}
        return sorted(there - here)

    def _changed(
        self, code: str, specs: Collection[PageSpec], known: PackedSpecs, before: Notes
    ) -> Collection[PageSpec]:
        """The sheets that make another page in this language than they did."""
        if before.shells.get(code) != self.locale_sites[code].layout.digest:
            return specs
        other = self._otherwise(code, before)
        if specs is known:
            return known.needing(other)
        digests = {spec.inner: spec.digest for spec in known}
        return [spec for spec in specs if digests.get(spec.inner) != spec.digest or not other.isdisjoint(spec.needs)]

    def _otherwise(self, code: str, before: Notes) -> set[str]:
        """The ingredients that are others in this language than they were."""
        if before.shape != self.shape:
            return self.ledgers[code].otherwise_in_full(before.ledger(code))
        if before.shared == self.ledgers.shared and before.sums.get(code) == self.ledgers.sums[code]:
            return set()
        return self.ledgers[code].otherwise(before.ledger(code))

    def _pages(self, code: str, specs: Iterable[PageSpec], root: bool = False) -> Iterator[Page]:
        layout, ledger = self.locale_sites[code].layout.digest, self.ledgers[code]
        for spec in specs:
            path = spec.inner if root else f"{code}/{spec.inner}"
            digests = map(ledger.__getitem__, spec.needs)
            made_of = b"".join((f"{path} {layout} ".encode(), spec.digest, *digests))
            yield Page(path, code, spec, hashlib.blake2b(made_of, digest_size=16).hexdigest())


def plan_site(site: Site, salt: str = "", before: Notes | None = None) -> Plan:
    """Every page of the site. `salt` stands for what else decides the bytes: the generator's own code."""
    sets, shape = Comparisons(site), shape_of(site, salt)
    if before is not None and before.shape == shape:
        specs: Collection[PageSpec] = before.specs
        roots: Collection[PageSpec] = before.roots
    else:
        specs = [*specs_of(site, sets)]
        roots = [*root_specs_of(site, specs)]
        _must_differ(specs)
        _must_differ(roots)
    locales = site.settings.locales
    locale_sites = {locale.code: LocaleSite(site, locale, make_shell(site, locale, salt), sets) for locale in locales}
    return Plan(specs, roots, locale_sites, Ledgers(site, sets), site.settings.source.code, shape, salt, before)


def _must_differ(specs: Iterable[PageSpec]) -> None:
    """Raises ValueError where two pages want the same path."""
    seen: set[str] = set()
    for spec in specs:
        if spec.inner in seen:
            raise ValueError(f"two pages want the path {spec.inner}")
        seen.add(spec.inner)
