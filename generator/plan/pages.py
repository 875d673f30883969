"""Site → pages: every file the generator writes, each with the view that decides its bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from generator.compare import key_mark
from generator.digests import digest_of
from generator.model import Alias, Document, Site, Status, Words
from generator.plan.addresses import (
    CHOOSER,
    NOT_FOUND,
    SITEMAP,
    catalogue_path,
    column_path,
    coverage_path,
    method_path,
    pair_path,
    prose_path,
    search_path,
    set_path,
    sets_path,
)
from generator.plan.collation import filing_key
from generator.plan.edition import ENOUGH, Edition, make_edition, resolved_body, translated_share, work_of
from generator.plan.sets import Sets, neighbours
from generator.plan.views import (
    CatalogueView,
    ChooserView,
    ColumnView,
    ComparisonView,
    CoverageView,
    Entry,
    Link,
    MethodView,
    NotFoundView,
    Page,
    ProseView,
    SearchEntry,
    SearchView,
    SetsView,
    SitemapView,
    View,
    Work,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages in order of their path, and the edition of each locale."""

    pages: tuple[Page, ...]
    editions: Mapping[str, Edition]


def plan_site(site: Site, salt: str = "") -> Plan:
    """Every page of the site. `salt` stands for what else decides the bytes: the generator's own code."""
    editions = {locale.code: make_edition(site, locale, salt) for locale in site.settings.locales}
    sets = Sets(site)
    pages: list[Page] = []
    for edition in editions.values():
        for path, template, view in _locale_pages(site, edition, sets):
            pages.append(_page(path, template, edition, view))
    source = editions[site.settings.source.code]
    pages.append(_page(CHOOSER, "chooser.html", source, ChooserView()))
    pages.append(_page(NOT_FOUND, "not_found.html", source, NotFoundView()))
    if site.settings.base_url:
        pages.append(_page(SITEMAP, "sitemap.xml", source, _sitemap(pages, site)))
    pages.sort(key=lambda page: page.path)
    for path, same in groupby(pages, key=lambda page: page.path):
        if len(list(same)) > 1:
            raise ValueError(f"two pages want the path {path}")
    return Plan(tuple(pages), editions)


def _page(path: str, template: str, edition: Edition, view: View) -> Page:
    return Page(path, template, edition.locale.code, view, digest_of(path, template, view, edition.shell.digest))


def _locale_pages(site: Site, edition: Edition, sets: Sets) -> Iterator[tuple[str, str, View]]:
    code = edition.locale.code
    everywhere = tuple(locale.code for locale in site.settings.locales)
    for slug in sorted(site.methods):
        yield method_path(code, slug), "method.html", _method_view(site, edition, sets, slug)
        marks = tuple(key_mark(site.methods[slug].keys[field.id]) for field in site.fields)
        yield column_path(code, slug), "column.js", ColumnView(edition.entries[slug], marks)
    for pair in sets.pairs:
        yield pair_path(code, *pair), "comparison.html", _comparison_view(site, edition, sets, pair)
    for name, curated in site.sets.items():
        view = _comparison_view(site, edition, sets, curated.methods)
        document = curated.document
        yield (
            set_path(code, name),
            "comparison.html",
            replace(
                view,
                title=document.words("title", code),
                intro=resolved_body(document, edition.locale, site),
                work=work_of(document, edition.locale),
            ),
        )
    for name, document in site.prose.items():
        body = resolved_body(document, edition.locale, site)
        yield (
            prose_path(code, name),
            "prose.html",
            ProseView(
                document.words("title", code), body, work_of(document, edition.locale), _alternates(site, document)
            ),
        )
    links = tuple(
        (
            Link(set_path(code, name), item.document.words("title", code)),
            tuple(edition.entries[slug].name for slug in item.methods),
        )
        for name, item in site.sets.items()
    )
    blank = ComparisonView((), sets.compare(())[0], ())
    yield sets_path(code), "sets.html", SetsView(links, blank, everywhere)
    yield search_path(code), "search.js", _search_view(site, edition)
    yield catalogue_path(code), "catalogue.html", _catalogue_view(edition, tuple(link for link, _ in links), everywhere)
    yield coverage_path(code), "coverage.html", _coverage_view(site, edition, everywhere)


def _alternates(site: Site, *documents: Document) -> tuple[str, ...]:
    """The locales in which a page made of these documents is translated well enough to be called a translation."""
    return tuple(
        locale.code
        for locale in site.settings.locales
        if sum(translated_share(document, locale) for document in documents) >= ENOUGH * len(documents)
    )


def _method_view(site: Site, edition: Edition, sets: Sets, slug: str) -> MethodView:
    code, method = edition.locale.code, site.methods[slug]
    related = tuple(
        (Link(method_path(code, other), edition.entries[other].name, other), sets.path(code, (slug, other)))
        for other in neighbours(site.fields, method)
    )
    comparisons = tuple(
        Link(set_path(code, name), site.sets[name].document.words("title", code))
        for name in sets.by_method.get(slug, ())
    )
    body = resolved_body(method.document, edition.locale, site)
    return MethodView(edition.entries[slug], body, related, comparisons, _alternates(site, method.document))


def _comparison_view(site: Site, edition: Edition, sets: Sets, slugs: tuple[str, ...]) -> ComparisonView:
    comparison, alternates = sets.compare(slugs)
    removals = sets.removals(edition.locale.code, slugs)
    entries = tuple(edition.entries[slug] for slug in slugs)
    return ComparisonView(entries, comparison, removals, alternates=alternates)


def _catalogue_view(edition: Edition, sets: tuple[Link, ...], alternates: tuple[str, ...]) -> CatalogueView:
    by_letter: dict[str, list[Entry]] = {}
    for entry in edition.entries.values():
        by_letter.setdefault(entry.letter, []).append(entry)
    letters = sorted(by_letter, key=partial(filing_key, edition.locale.code))
    groups = tuple((letter, tuple(by_letter[letter])) for letter in letters)
    translated = sum(_complete(entry) for entry in edition.entries.values())
    return CatalogueView(groups, sets, len(edition.entries), translated, alternates)


def _search_view(site: Site, edition: Edition) -> SearchView:
    return SearchView(
        tuple(
            SearchEntry(entry.slug, entry.name, _other_names(site.methods[entry.slug].document, entry.name), entry.lead)
            for entry in edition.entries.values()
        )
    )


def _other_names(document: Document, name: Words) -> tuple[Alias, ...]:
    """Every name and alias in every language, the source's first; none twice, nor the one that is shown anyhow."""
    texts = [document.source, *(text for _, text in sorted(document.translations.items()))]
    found: dict[str, Alias] = {}
    for text in texts:
        names = [Alias(text.parts.get("name", ""), text.locale)]
        for alias in (*names, *(alias for aliases in text.aliases.values() for alias in aliases)):
            found.setdefault(alias.text.casefold(), Alias(alias.text, alias.lang or text.locale))
    return tuple(alias for folded, alias in found.items() if folded and folded != name.text.casefold())


def _complete(entry: Entry) -> bool:
    return not entry.work.having(Status.FALLBACK)


def _coverage_view(site: Site, edition: Edition, alternates: tuple[str, ...]) -> CoverageView:
    code = edition.locale.code
    rows: list[tuple[Link, Work]] = [
        (Link(method_path(code, slug), entry.name, slug), entry.work) for slug, entry in edition.entries.items()
    ]
    for name, item in site.sets.items():
        rows.append(
            (
                Link(set_path(code, name), item.document.words("title", code), name),
                work_of(item.document, edition.locale),
            )
        )
    for name, document in site.prose.items():
        rows.append(
            (Link(prose_path(code, name), document.words("title", code), name), work_of(document, edition.locale))
        )
    return CoverageView(tuple(rows), alternates)


def _sitemap(pages: list[Page], site: Site) -> SitemapView:
    """The pages of the source language, each with the locales that truly have it."""
    source = site.settings.source.code
    found = sorted(
        (page.path.partition("/")[2], page.view.alternates)
        for page in pages
        if page.locale == source
        and "/" in page.path
        and page.path.endswith(".html")
        and not isinstance(page.view, SitemapView)
    )
    return SitemapView(tuple(found))
