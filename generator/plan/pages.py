"""Site → pages: every file the generator writes, each with the ingredients that decide its bytes.

No document is opened and no view is made here: the outlines say which pages there are and what they are made of, so
that a page whose fingerprint is published already costs a digest and no more.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from generator.model import Locale, Site
from generator.outline import ENOUGH, Ingredients, Outline, ingredient
from generator.plan.addresses import (
    CHOOSER,
    NOT_FOUND,
    column_path,
    contribute_path,
    coverage_data_path,
    draft_path,
    glossary_path,
    inner_path,
    method_path,
    pair_path,
    prose_path,
    search_path,
    set_path,
    sets_path,
)
from generator.plan.catalogue import FIRST_SETS
from generator.plan.coverage import coverage_sheets
from generator.plan.edition import Edition, make_shell
from generator.plan.filters import ALL_METHODS, listing_path, pages_of, part_of
from generator.plan.sets import Sets
from generator.plan.sheets import Sheet
from generator.plan.sitemap import sitemap_sheets
from generator.plan.timeline import timeline_sheets

# The prose page that stands above the form for contributions, where there is one.
CONTRIBUTE = "contribute"

# The digest of the state of all translations.
ALL_WORK = "all translations"
GLOSSARY = "glossary"


class Page(NamedTuple):
    """A file of the output: its path from the root, and what tells whether it must be written again."""

    path: str
    locale: str
    sheet: Sheet
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages in order of their path; by language the edition and the digests of all ingredients; and what else
    decides the bytes of every page: the generator's own code.
    """

    pages: tuple[Page, ...]
    editions: Mapping[str, Edition]
    ledgers: Mapping[str, Mapping[str, bytes]]
    salt: str = ""


def plan_site(site: Site, salt: str = "") -> Plan:
    """Every page of the site. `salt` stands for what else decides the bytes: the generator's own code."""
    sets = Sets(site)
    sheets = [*_sheets(site, sets)]
    common = _common(site)
    names = {key: (f"{key}:name", f"{key}:cells", f"{key}:body") for key in site.outlines}  # each made once
    editions: dict[str, Edition] = {}
    ledgers: dict[str, Mapping[str, bytes]] = {}
    pages: list[Page] = []
    for locale in site.settings.locales:
        edition = editions[locale.code] = Edition(site, locale, make_shell(site, locale, salt), sets)
        ledger = ledgers[locale.code] = _ledger(site, locale, sets, common, names)
        pages += [_page(f"{locale.code}/{sheet.inner}", sheet, edition, ledger) for sheet in sheets]
    source = site.settings.source.code
    for sheet in _root_sheets(site, sheets):
        pages.append(_page(sheet.inner, sheet, editions[source], ledgers[source]))
    pages.sort(key=attrgetter("path"))
    for page, after in pairwise(pages):
        if page.path == after.path:
            raise ValueError(f"two pages want the path {page.path}")
    return Plan(tuple(pages), editions, ledgers, salt)


def _page(path: str, sheet: Sheet, edition: Edition, ledger: Mapping[str, bytes]) -> Page:
    made_of = f"{path} {edition.shell.digest} {sheet.digest}".encode(), *map(ledger.__getitem__, sheet.needs)
    return Page(path, edition.locale.code, sheet, hashlib.blake2b(b"".join(made_of), digest_size=16).hexdigest())


def _ledger(
    site: Site, locale: Locale, sets: Sets, common: Mapping[str, bytes], names: Mapping[str, tuple[str, str, str]]
) -> dict[str, bytes]:
    """The digest of every ingredient in one language, by the `names` that sheets use; `common` are those of all."""
    code = locale.code
    ledger = {**common}
    work = []
    for key, outline in site.outlines.items():
        reading = outline.readings[code]
        name, cells, body = names[key]
        ledger[name], ledger[cells], ledger[body] = reading.name, reading.cells, reading.body
        work.append((key, reading.work))
    ledger[ALL_WORK] = ingredient(work)
    for listing in sets.lists.values():
        readings = [site.outlines[f"methods/{slug}"].readings[code] for slug in listing.slugs]
        whole = sum(reading.whole for reading in readings)
        ledger[listing.ingredient] = ingredient(listing.slugs, [reading.listing for reading in readings], whole)
    return ledger


def _common(site: Site) -> dict[str, bytes]:
    """The digests of the ingredients that are the same in every language."""
    ledger = {GLOSSARY: ingredient(site.glossary.terms)}
    for key, outline in site.outlines.items():
        ledger[key + ":start"] = outline.start
        ledger[key + ":related"] = ingredient(outline.related)
    return ledger


def _sheets(site: Site, sets: Sets) -> Iterator[Sheet]:
    """Every page that there is in each language."""
    everywhere = tuple(locale.code for locale in site.settings.locales)
    columns = {slug: _column_needs(slug, sets.related[slug]) for slug in sets.slugs}
    for slug in sets.slugs:
        outline = site.outlines[f"methods/{slug}"]
        yield _method_sheet(slug, outline, sets, _ample(everywhere, outline))
        yield Sheet(inner_path(column_path("", slug)), "column", (slug,), columns[slug])
    for pair in sets.pairs:
        inner = inner_path(pair_path("", *pair))
        yield _comparison_sheet(inner, "pair", pair, pair, site, sets, columns)
    for name, members in sets.members.items():
        inner = inner_path(set_path("", name))
        yield _comparison_sheet(inner, "set", (name,), members, site, sets, columns)
    for name in site.prose:
        kind = "contribute" if name == CONTRIBUTE else "prose"
        outline = site.outlines[f"pages/{name}"]
        needs = (f"pages/{name}:name", f"pages/{name}:body", *(f"methods/{slug}:name" for slug in outline.linked))
        yield Sheet(inner_path(prose_path("", name)), kind, (name,), needs, alternates=_ample(everywhere, outline))
    if CONTRIBUTE not in site.prose:
        yield Sheet(inner_path(contribute_path("")), "contribute", alternates=everywhere)
    yield from _sets_sheets(sets, everywhere)
    timeline = [*timeline_sheets(site, everywhere)]
    yield from timeline
    yield Sheet(inner_path(search_path("")), "search", needs=(ALL_METHODS,))
    yield from _listing_sheets(sets, timeline, everywhere)
    yield from coverage_sheets(site, (ALL_WORK,), everywhere)
    yield Sheet(inner_path(coverage_data_path("")), "coverage_data", needs=(ALL_WORK,))
    if site.glossary.terms:
        yield Sheet(inner_path(glossary_path("")), "glossary", needs=(GLOSSARY,), alternates=everywhere)


def _sets_sheets(sets: Sets, everywhere: tuple[str, ...]) -> Iterator[Sheet]:
    """The curated comparisons with the names of their methods."""
    for page in range(1, pages_of(len(sets.members)) + 1):
        names = part_of(page, [*sets.members])
        slugs = dict.fromkeys(chain.from_iterable(sets.members[name] for name in names))
        needs = (*(f"comparisons/{name}:name" for name in names), *(f"methods/{slug}:name" for slug in slugs))
        ways = (str(pages_of(len(sets.members))), *names)
        yield Sheet(inner_path(sets_path("", page)), "sets", (str(page),), needs, ways, everywhere)


def _listing_sheets(sets: Sets, timeline: list[Sheet], everywhere: tuple[str, ...]) -> Iterator[Sheet]:
    """The catalogue, and the lists of its filters. Where in a list a method stands depends on all its names."""
    lists = sets.lists.values()
    ways = (timeline[0].inner if timeline else "", *(listing.row for listing in lists if listing.field))
    for listing in lists:
        first = [] if listing.field else [*sets.members][:FIRST_SETS]
        needs = (listing.ingredient, *(f"comparisons/{name}:name" for name in first))
        for page in range(1, listing.pages + 1):
            inner = inner_path(listing_path("", listing.field, listing.term, page))
            yield Sheet(inner, "catalogue", (listing.field, listing.term, str(page)), needs, ways, everywhere)


def _root_sheets(site: Site, sheets: list[Sheet]) -> Iterator[Sheet]:
    """The pages above all languages."""
    yield Sheet(CHOOSER, "chooser")
    yield from _draft_sheets(site)
    said = tuple(catalogue.digest for _, catalogue in sorted(site.catalogues.items()))
    yield Sheet(NOT_FOUND, "not_found", ways=said)
    if site.settings.base_url:
        yield from sitemap_sheets(sheets)


def _draft_sheets(site: Site) -> Iterator[Sheet]:
    """The beginnings of translations: of what some language lacks."""
    others = {locale.code for locale in site.settings.locales} - {site.settings.source.code}
    for key, outline in site.outlines.items():
        if others.difference(outline.languages):
            yield Sheet(draft_path(key), "draft", (key,), (f"{key}:start",))


def _column_needs(slug: str, related: tuple[str, ...]) -> tuple[str, ...]:
    """What a column is made of: the method's own words and facts, and the names of what it links to."""
    return (f"methods/{slug}:cells", *(f"methods/{other}:name" for other in related))


def _method_sheet(slug: str, outline: Outline, sets: Sets, alternates: tuple[str, ...]) -> Sheet:
    named = dict.fromkeys((*outline.related, *outline.linked))
    needs = (
        f"methods/{slug}:cells",
        f"methods/{slug}:body",
        *(f"methods/{other}:name" for other in named),
        *(f"methods/{other}:related" for other in dict.fromkeys(outline.related)),
        *(f"comparisons/{name}:name" for name in sets.by_method.get(slug, ())),
    )
    pairs = tuple(sets.path((slug, other)) for other in outline.related)
    return Sheet(inner_path(method_path("", slug)), "method", (slug,), needs, pairs, alternates)


def _comparison_sheet(
    inner: str,
    kind: str,
    subject: tuple[str, ...],
    members: tuple[str, ...],
    site: Site,
    sets: Sets,
    columns: Mapping[str, tuple[str, ...]],
) -> Sheet:
    needs = [*chain.from_iterable(columns[slug] for slug in members)]
    if kind == "set":
        linked = site.outlines[f"comparisons/{subject[0]}"].linked
        needs += [f"comparisons/{subject[0]}:name", f"comparisons/{subject[0]}:body"]
        needs += [f"methods/{slug}:name" for slug in linked]
    codes = [locale.code for locale in site.settings.locales]
    outlines = [site.outlines[f"methods/{slug}"] for slug in members]
    alternates = tuple(code for code in codes if _columns_translated([item.readings[code] for item in outlines]))
    return Sheet(inner, kind, subject, tuple(needs), sets.removals(members), alternates)


def _ample(codes: tuple[str, ...], outline: Outline) -> tuple[str, ...]:
    """The locales in which a document is translated well enough to be called a translation."""
    return tuple(code for code in codes if outline.readings[code].ample)


def _columns_translated(readings: list[Ingredients]) -> bool:
    """Whether most of the translatable cells of these methods are in the language; bodies do not count."""
    return sum(reading.done for reading in readings) >= ENOUGH * sum(reading.parts for reading in readings)
