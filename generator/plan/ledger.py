"""The digests of all ingredients of a site, by the names that sheets use."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from sys import intern
from typing import NamedTuple

from generator.model import Site
from generator.outline import ingredient, joined
from generator.plan.sets import Sets

# The digest of the state of all translations.
ALL_WORK = "all translations"
GLOSSARY = "glossary"

Ledger = Mapping[str, bytes]


class _Basis(NamedTuple):
    """What the ledgers of all languages have in common: the names of what pages take of each document, in the order of
    the outlines, and the digests that are the same in every language.
    """

    names: tuple[str, ...]
    cells: tuple[str, ...]
    bodies: tuple[str, ...]
    common: Ledger


class Ledgers(Mapping[str, Ledger]):
    """The ledgers of a site by language, each made when it is asked for: an edit asks for those that it changes."""

    def __init__(self, site: Site, sets: Sets) -> None:
        self._site, self._sets = site, sets
        self._made: dict[str, Ledger] = {}

    def __getitem__(self, code: str) -> Ledger:
        if code not in self._made:
            self._made[code] = self._ledger(code)
        return self._made[code]

    def let_go(self, code: str) -> None:
        """Forgets a ledger, which is made again for whoever asks: all of them take much memory."""
        self._made.pop(code, None)

    def __iter__(self) -> Iterator[str]:
        return (locale.code for locale in self._site.settings.locales)

    def __len__(self) -> int:
        return len(self._site.settings.locales)

    @cached_property
    def sums(self) -> Mapping[str, bytes]:
        """By language a digest of all that decides the ledger."""
        outlines = self._site.outlines
        shapes = [(key, outline.shape) for key, outline in outlines.items()]
        common = (self._of_glossary, ingredient(shapes), *(outline.start for outline in outlines.values()))
        found = {}
        for code in self:
            found[code] = joined((*common, *(outline.readings[code].digests for outline in outlines.values())))
        return found

    @cached_property
    def _of_glossary(self) -> bytes:
        return ingredient(self._site.glossary.terms)

    @cached_property
    def _basis(self) -> _Basis:
        outlines, common = self._site.outlines, {GLOSSARY: self._of_glossary}
        for key, outline in outlines.items():
            common[intern(f"{key}:start")] = outline.start
            common[intern(f"{key}:related")] = ingredient(outline.related)
        names, cells, bodies = (
            tuple(intern(f"{key}:{taken}") for key in outlines) for taken in ("name", "cells", "body")
        )
        return _Basis(names, cells, bodies, common)

    def _ledger(self, code: str) -> Ledger:
        outlines, basis = self._site.outlines, self._basis
        readings = [outline.readings[code] for outline in outlines.values()]
        ledger = {
            **basis.common,
            **dict(zip(basis.names, [reading.name for reading in readings], strict=True)),
            **dict(zip(basis.cells, [reading.cells for reading in readings], strict=True)),
            **dict(zip(basis.bodies, [reading.body for reading in readings], strict=True)),
            ALL_WORK: joined([ingredient([*outlines]), *(reading.work for reading in readings)]),
        }
        listed = {slug: outlines[f"methods/{slug}"].readings[code] for slug in self._sets.slugs}
        for listing in self._sets.lists.values():
            shown = [listed[slug] for slug in listing.slugs]
            whole = sum(reading.tally.whole for reading in shown)
            ledger[listing.ingredient] = joined([ingredient(listing.slugs, whole), *(item.listing for item in shown)])
        return ledger
