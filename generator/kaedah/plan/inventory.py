"""Site → sheets: every page that there is, in whatever language. The outlines say all of it; no document is opened."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from kaedah.digests import digest_of
from kaedah.model import Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.ledger import ALL_WORK, GLOSSARY
from kaedah.plan.method_index import FIRST_SETS
from kaedah.plan.page_spec import PageSpec, make_spec, need
from kaedah.plan.paths import (
    CHOOSER,
    NOT_FOUND,
    column_path,
    contribute_path,
    draft_path,
    glossary_path,
    inner_path,
    method_path,
    pair_path,
    prose_path,
    search_path,
    set_path,
    sets_path,
    translation_status_data_path,
)
from kaedah.plan.sitemap import sitemap_specs
from kaedah.plan.taxonomies import ALL_METHODS, listing_path, pages_of, part_of
from kaedah.plan.timeline import timeline_specs
from kaedah.plan.translation_status import translation_status_specs
from kaedah.summaries import MIN_TRANSLATED, DocumentSummary, TranslationCounts

# The prose page that stands above the form for contributions, where there is one.
CONTRIBUTE = "contribute"


def shape_of(site: Site, salt: str = "") -> str:
    """The digest of all that decides the sheets of a site: two sites of one shape have the same."""
    shapes = "\n".join(site.summaries), b"".join([summary.shape for summary in site.summaries.values()])
    catalogues = sorted((code, catalogue.digest) for code, catalogue in site.catalogues.items())
    return digest_of(salt, shapes, site.settings, site.fields, bool(site.glossary.terms), catalogues)


def specs_of(site: Site, sets: Comparisons) -> Iterator[PageSpec]:
    """Every page that there is in each language."""
    everywhere = tuple(locale.code for locale in site.settings.locales)
    columns = {slug: _column_needs(slug, sets.related[slug]) for slug in sets.slugs}
    for slug in sets.slugs:
        summary = site.summaries[f"methods/{slug}"]
        yield _method_sheet(slug, summary, sets, _ample(everywhere, summary))
        yield make_spec(inner_path(column_path("", slug)), "column", (slug,), columns[slug])
    for pair in sets.pairs:
        inner = inner_path(pair_path("", *pair))
        yield _comparison_sheet(inner, "pair", pair, pair, site, sets, columns)
    for name, members in sets.members.items():
        inner = inner_path(set_path("", name))
        yield _comparison_sheet(inner, "set", (name,), members, site, sets, columns)
    for name in site.prose:
        kind = "contribute" if name == CONTRIBUTE else "prose"
        summary = site.summaries[f"pages/{name}"]
        needs = (
            need("pages", name, "name"),
            need("pages", name, "body"),
            *(need("methods", slug, "name") for slug in summary.linked),
        )
        yield make_spec(inner_path(prose_path("", name)), kind, (name,), needs, alternates=_ample(everywhere, summary))
    if CONTRIBUTE not in site.prose:
        yield make_spec(inner_path(contribute_path("")), "contribute", alternates=everywhere)
    yield from _sets_sheets(sets, everywhere)
    timeline = [*timeline_specs(site, everywhere)]
    yield from timeline
    yield make_spec(inner_path(search_path("")), "search", needs=(ALL_METHODS,))
    yield from _listing_sheets(sets, timeline, everywhere)
    yield from translation_status_specs(site, (ALL_WORK,), everywhere)
    yield make_spec(inner_path(translation_status_data_path("")), "coverage_data", needs=(ALL_WORK,))
    if site.glossary.terms:
        yield make_spec(inner_path(glossary_path("")), "glossary", needs=(GLOSSARY,), alternates=everywhere)


def _sets_sheets(sets: Comparisons, everywhere: tuple[str, ...]) -> Iterator[PageSpec]:
    """The curated comparisons with the names of their methods."""
    for page in range(1, pages_of(len(sets.members)) + 1):
        names = part_of(page, [*sets.members])
        slugs = dict.fromkeys(chain.from_iterable(sets.members[name] for name in names))
        needs = (
            *(need("comparisons", name, "name") for name in names),
            *(need("methods", slug, "name") for slug in slugs),
        )
        ways = (str(pages_of(len(sets.members))), *(" ".join((name, *sets.members[name])) for name in names))
        yield make_spec(inner_path(sets_path("", page)), "sets", (str(page),), needs, ways, everywhere)


def _listing_sheets(sets: Comparisons, timeline: list[PageSpec], everywhere: tuple[str, ...]) -> Iterator[PageSpec]:
    """The catalogue, and the lists of its filters. Where in a list a method stands depends on all its names."""
    lists = sets.lists.values()
    ways = (timeline[0].inner if timeline else "", *(listing.row for listing in lists if listing.field))
    for listing in lists:
        first = [] if listing.field else [*sets.members][: FIRST_SETS + 1]
        needs = (listing.ingredient, *(need("comparisons", name, "name") for name in first))
        for page in range(1, listing.pages + 1):
            inner = inner_path(listing_path("", listing.field, listing.term, page))
            yield make_spec(inner, "catalogue", (listing.field, listing.term, str(page)), needs, ways, everywhere)


def root_specs_of(site: Site, specs: Iterable[PageSpec]) -> Iterator[PageSpec]:
    """The pages above all languages."""
    yield make_spec(CHOOSER, "chooser")
    yield from _draft_sheets(site)
    said = tuple(catalogue.digest for _, catalogue in sorted(site.catalogues.items()))
    yield make_spec(NOT_FOUND, "not_found", ways=said)
    if site.settings.base_url:
        yield from sitemap_specs(specs)


def _draft_sheets(site: Site) -> Iterator[PageSpec]:
    """The beginnings of translations: of what some language lacks."""
    others = {locale.code for locale in site.settings.locales} - {site.settings.source.code}
    for key, summary in site.summaries.items():
        if others.difference(summary.languages):
            yield make_spec(draft_path(key), "draft", (key,), (f"{key}:start",))


def _column_needs(slug: str, related: tuple[str, ...]) -> tuple[str, ...]:
    """What a column is made of: the method's own words and facts, and the names of what it links to."""
    return (need("methods", slug, "cells"), *(need("methods", other, "name") for other in related))


def _method_sheet(slug: str, summary: DocumentSummary, sets: Comparisons, alternates: tuple[str, ...]) -> PageSpec:
    named = dict.fromkeys((*summary.related, *summary.linked))
    needs = (
        need("methods", slug, "cells"),
        need("methods", slug, "body"),
        *(need("methods", other, "name") for other in named),
        *(need("methods", other, "related") for other in dict.fromkeys(summary.related)),
        *(need("comparisons", name, "name") for name in sets.by_method.get(slug, ())),
    )
    pairs = tuple(sets.path((slug, other)) for other in summary.related)
    return make_spec(inner_path(method_path("", slug)), "method", (slug,), needs, pairs, alternates)


def _comparison_sheet(
    inner: str,
    kind: str,
    subject: tuple[str, ...],
    members: tuple[str, ...],
    site: Site,
    sets: Comparisons,
    columns: Mapping[str, tuple[str, ...]],
) -> PageSpec:
    needs = [*chain.from_iterable(columns[slug] for slug in members)]
    if kind == "set":
        linked = site.summaries[f"comparisons/{subject[0]}"].linked
        needs += [need("comparisons", subject[0], "name"), need("comparisons", subject[0], "body")]
        needs += [need("methods", slug, "name") for slug in linked]
    codes = [locale.code for locale in site.settings.locales]
    summaries = [site.summaries[f"methods/{slug}"] for slug in members]
    alternates = tuple(
        code for code in codes if _columns_translated([item.by_locale.tally(code) for item in summaries])
    )
    return make_spec(inner, kind, subject, tuple(needs), sets.removals(members), alternates)


def _ample(codes: tuple[str, ...], summary: DocumentSummary) -> tuple[str, ...]:
    """The locales in which a document is translated well enough to be called a translation."""
    return tuple(code for code in codes if summary.by_locale.tally(code).mostly_translated)


def _columns_translated(tallies: list[TranslationCounts]) -> bool:
    """Whether most of the translatable cells of these methods are in the language; bodies do not count."""
    return sum(tally.done for tally in tallies) >= MIN_TRANSLATED * sum(tally.parts for tally in tallies)
