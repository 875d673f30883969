"""The digests of all ingredients of a site, by the names that sheets use."""

from collections.abc import Mapping
from sys import intern
from typing import NamedTuple

from generator.model import Locale, Site
from generator.outline import ingredient, joined
from generator.plan.sets import Sets

# The digest of the state of all translations.
ALL_WORK = "all translations"
GLOSSARY = "glossary"

Ledger = Mapping[str, bytes]


class Basis(NamedTuple):
    """What the ledgers of all languages have in common: the names of what pages take of each document, in the order of
    the outlines, and the digests that are the same in every language.
    """

    names: tuple[str, ...]
    cells: tuple[str, ...]
    bodies: tuple[str, ...]
    keys: bytes  # the digest of the keys of all documents
    common: Ledger


def sums_of(ledgers: Mapping[str, Ledger]) -> dict[str, bytes]:
    """By language the digest of the ledger. All of them have the same names in the same order."""
    names = ingredient([*next(iter(ledgers.values()))])
    return {code: joined((names, *ledger.values())) for code, ledger in ledgers.items()}


def basis_of(site: Site) -> Basis:
    """What the ledgers of all languages have in common."""
    common = {GLOSSARY: ingredient(site.glossary.terms)}
    for key, outline in site.outlines.items():
        common[intern(f"{key}:start")] = outline.start
        common[intern(f"{key}:related")] = ingredient(outline.related)
    names, cells, bodies = (
        tuple(intern(f"{key}:{taken}") for key in site.outlines) for taken in ("name", "cells", "body")
    )
    return Basis(names, cells, bodies, ingredient([*site.outlines]), common)


def ledger_of(site: Site, locale: Locale, sets: Sets, basis: Basis) -> dict[str, bytes]:
    """The digest of every ingredient in one language."""
    readings = [outline.readings[locale.code] for outline in site.outlines.values()]
    ledger = {
        **basis.common,
        **dict(zip(basis.names, [reading.name for reading in readings], strict=True)),
        **dict(zip(basis.cells, [reading.cells for reading in readings], strict=True)),
        **dict(zip(basis.bodies, [reading.body for reading in readings], strict=True)),
        ALL_WORK: joined([basis.keys, *(reading.work for reading in readings)]),
    }
    listed = {slug: site.outlines[f"methods/{slug}"].readings[locale.code] for slug in sets.slugs}
    for listing in sets.lists.values():
        shown = [listed[slug] for slug in listing.slugs]
        whole = sum(reading.whole for reading in shown)
        ledger[listing.ingredient] = joined([ingredient(listing.slugs, whole), *(item.listing for item in shown)])
    return ledger
