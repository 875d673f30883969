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

from generator.model import Site
from generator.plan.edition import Edition
from generator.plan.inventory import root_sheets_of, shape_of, sheets_of
from generator.plan.ledger import Ledgers
from generator.plan.notes import Notes
from generator.plan.sets import Sets
from generator.plan.sheets import PackedSheets, Sheet
from generator.plan.shell import make_shell


class Page(NamedTuple):
    """A file of the output: its path from the root, and what tells whether it must be written again."""

    path: str
    locale: str
    sheet: Sheet
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

    sheets: Collection[Sheet]
    roots: Collection[Sheet]
    editions: Mapping[str, Edition]
    ledgers: Ledgers
    source: str
    shape: str
    salt: str = ""
    before: Notes | None = None

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages in order of their path."""
        found = [*self._pages(self.source, self.roots, root=True)]
        for code in self.editions:
            found += self._pages(code, self.sheets)
            self.ledgers.let_go(code)
        return tuple(sorted(found, key=attrgetter("path")))

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.sheets) * len(self.editions) + len(self.roots)

    def changes(self) -> Changes | None:
        """What differs from what was published; None where nothing is known of that, or everything differs."""
        before, shells = self.before, {code: edition.shell.digest for code, edition in self.editions.items()}
        if before is None or not before.shells.items() & shells.items():
            return None
        pages: list[Page] = []
        for code in self.editions:
            pages += self._pages(code, self._changed(code, self.sheets, before.sheets, before))
        pages += self._pages(self.source, self._changed(self.source, self.roots, before.roots, before), root=True)
        return Changes(pages, self._gone(before))

    def _gone(self, before: Notes) -> list[str]:
        """The paths that were published and are no more."""
        if before.shape == self.shape:
            return []
        here = {f"{code}/{sheet.inner}" for code in self.editions for sheet in self.sheets}
        here |= {sheet.inner for sheet in self.roots}
        there = {f"{code}/{sheet.inner}" for code in before.shells for sheet in before.sheets}
        there |= {sheet.inner for sheet in before.roots}
        return sorted(there - here)

    def _changed(self, code: str, sheets: Collection[Sheet], known: PackedSheets, before: Notes) -> Collection[Sheet]:
        """The sheets that make another page in this language than they did."""
        if before.shells.get(code) != self.editions[code].shell.digest:
            return sheets
        other = self._otherwise(code, before)
        if sheets is known:
            return known.needing(other)
        digests = {sheet.inner: sheet.digest for sheet in known}
        return [
            sheet for sheet in sheets if digests.get(sheet.inner) != sheet.digest or not other.isdisjoint(sheet.needs)
        ]

    def _otherwise(self, code: str, before: Notes) -> set[str]:
        """The ingredients that are others in this language than they were."""
        if before.shape != self.shape:
            return self.ledgers[code].otherwise_in_full(before.ledger(code))
        if before.shared == self.ledgers.shared and before.sums.get(code) == self.ledgers.sums[code]:
            return set()
        return self.ledgers[code].otherwise(before.ledger(code))

    def _pages(self, code: str, sheets: Iterable[Sheet], root: bool = False) -> Iterator[Page]:
        shell, ledger = self.editions[code].shell.digest, self.ledgers[code]
        for sheet in sheets:
            path = sheet.inner if root else f"{code}/{sheet.inner}"
            digests = map(ledger.__getitem__, sheet.needs)
            made_of = b"".join((f"{path} {shell} ".encode(), sheet.digest, *digests))
            yield Page(path, code, sheet, hashlib.blake2b(made_of, digest_size=16).hexdigest())


def plan_site(site: Site, salt: str = "", before: Notes | None = None) -> Plan:
    """Every page of the site. `salt` stands for what else decides the bytes: the generator's own code."""
    sets, shape = Sets(site), shape_of(site, salt)
    if before is not None and before.shape == shape:
        sheets: Collection[Sheet] = before.sheets
        roots: Collection[Sheet] = before.roots
    else:
        sheets = [*sheets_of(site, sets)]
        roots = [*root_sheets_of(site, sheets)]
        _must_differ(sheets)
        _must_differ(roots)
    locales = site.settings.locales
    editions = {locale.code: Edition(site, locale, make_shell(site, locale, salt), sets) for locale in locales}
    return Plan(sheets, roots, editions, Ledgers(site, sets), site.settings.source.code, shape, salt, before)


def _must_differ(sheets: Iterable[Sheet]) -> None:
    """Raises ValueError where two pages want the same path."""
    seen: set[str] = set()
    for sheet in sheets:
        if sheet.inner in seen:
            raise ValueError(f"two pages want the path {sheet.inner}")
        seen.add(sheet.inner)
