"""Pages → views: what a template gets, made where it is rendered from the documents that the page needs."""

from collections.abc import Callable
from functools import partial

from generator.compare import compare_methods, key_mark
from generator.model import Field
from generator.plan.addresses import method_path, set_path, sets_path
from generator.plan.beginnings import method_template, translation_template
from generator.plan.book import contents_view
from generator.plan.catalogue import catalogue_view, set_links
from generator.plan.coverage import coverage_data_view, coverage_view
from generator.plan.edition import Edition, resolved_body
from generator.plan.entries import Work
from generator.plan.filters import make_turn, pages_of, part_of
from generator.plan.forms import SLUG, control_of, make_control
from generator.plan.glossary import glossary_view
from generator.plan.pages import Page
from generator.plan.pictures import lay_neighbourhood
from generator.plan.sheets import Sheet
from generator.plan.shell import Link, label
from generator.plan.sitemap import sitemap_index_view, sitemap_view
from generator.plan.timeline import timeline_view
from generator.plan.views import (
    ChooserView,
    ColumnView,
    ComparisonView,
    ContributeView,
    DraftView,
    MethodView,
    NotFoundView,
    ProseView,
    SearchView,
    SetsView,
    View,
)
from generator.texts import Words

Maker = Callable[[Edition, Sheet], View]


def view_of(page: Page, edition: Edition) -> View:
    """All that the page's template gets. A function of the page's ingredients, whatever else the site holds."""
    return KINDS[page.sheet.kind][1](edition, page.sheet)


def template_of(page: Page) -> str:
    """The name of the template that the page is rendered with."""
    return KINDS[page.sheet.kind][0]


def _method_view(edition: Edition, sheet: Sheet) -> MethodView:
    code, (slug,) = edition.locale.code, sheet.subject
    document = edition.site.methods[slug].document
    related = tuple(
        (Link(method_path(code, other), edition.name(other), other), f"{code}/{pair}" if pair else "")
        for other, pair in zip(edition.sets.related[slug], sheet.ways, strict=True)
    )
    comparisons = tuple(
        Link(set_path(code, name), edition.title(f"comparisons/{name}"))
        for name in edition.sets.by_method.get(slug, ())
    )
    body = resolved_body(document, edition)
    named = [(other, edition.name(other)) for other in dict.fromkeys((slug, *edition.sets.related[slug]))]
    picture = lay_neighbourhood(named, edition.sets.related) if len(named) > 1 else None
    work = edition.work(f"methods/{slug}")
    return MethodView(edition.entry(slug), body, related, comparisons, picture, work, sheet.alternates)


def _column_view(edition: Edition, sheet: Sheet) -> ColumnView:
    (slug,) = sheet.subject
    entry, compared = edition.column(slug)
    fields = [field.id for field in edition.site.fields]
    parts = tuple(tuple(map(key_mark, compared.parts.get(name, ()))) for name in fields)
    return ColumnView(entry, tuple(key_mark(compared.keys[name]) for name in fields), parts)


def _pair_view(edition: Edition, sheet: Sheet) -> ComparisonView:
    return _comparison_view(edition, sheet, sheet.subject)


def _comparison_view(
    edition: Edition,
    sheet: Sheet,
    slugs: tuple[str, ...],
    title: Words | None = None,
    intro: Words | None = None,
    work: Work | None = None,
) -> ComparisonView:
    columns = [edition.column(slug) for slug in slugs]
    comparison = compare_methods(edition.site.fields, [compared for _, compared in columns])
    entries = tuple(entry for entry, _ in columns)
    removals = tuple(f"{edition.locale.code}/{way}" for way in sheet.ways)
    return ComparisonView(entries, comparison, removals, title, intro, work or Work(), sheet.alternates)


def _set_view(edition: Edition, sheet: Sheet) -> ComparisonView:
    (name,) = sheet.subject
    key = f"comparisons/{name}"
    body = resolved_body(edition.site.sets[name].document, edition)
    return _comparison_view(edition, sheet, edition.sets.members[name], edition.title(key), body, edition.work(key))


def _prose_view(edition: Edition, sheet: Sheet) -> ProseView:
    (name,) = sheet.subject
    key, body = f"pages/{name}", resolved_body(edition.site.prose[name], edition)
    return ProseView(edition.title(key), body, edition.work(key), sheet.alternates)


def _contribute_view(edition: Edition, sheet: Sheet) -> ContributeView:
    site, source = edition.site, edition.site.settings.source
    slots = tuple(
        (item, control_of(item), tuple(label(edition.catalogue, source, "term", term) for term in _terms(item)))
        for item in site.fields
    )
    template = method_template("my-method", site.fields)
    view = ContributeView(slots, make_control("slug", SLUG, required=True), template, alternates=sheet.alternates)
    if not sheet.subject:
        return view
    (name,) = sheet.subject
    key, body = f"pages/{name}", resolved_body(site.prose[name], edition)
    return view._replace(title=edition.title(key), body=body, work=edition.work(key))


def _terms(item: Field) -> list[str]:
    return [item.terms[term] for term in sorted(item.terms)]


def _draft_view(edition: Edition, sheet: Sheet) -> DraftView:
    document = edition.site.document(sheet.subject[0])
    return DraftView(document.source.path.removesuffix(".md"), translation_template(document))


def _sets_view(edition: Edition, sheet: Sheet) -> SetsView:
    page, members = int(sheet.subject[0]), edition.sets.members
    links = tuple(
        (link, tuple(map(edition.name, members[link.slug]))) for link in set_links(edition, part_of(page, [*members]))
    )
    blank = ComparisonView((), compare_methods(edition.site.fields, ()), ())
    turn = make_turn(page, pages_of(len(members)), partial(sets_path, edition.locale.code))
    return SetsView(links, blank, sheet.alternates, turn)


def _search_view(edition: Edition, sheet: Sheet) -> SearchView:
    return SearchView(tuple(map(edition.listed, edition.order)))


# The kinds of pages: the template, and how its view is made.
KINDS: dict[str, tuple[str, Maker]] = {
    "method": ("method.html", _method_view),
    "column": ("column.js", _column_view),
    "pair": ("comparison.html", _pair_view),
    "set": ("comparison.html", _set_view),
    "timeline": ("timeline.html", timeline_view),
    "prose": ("prose.html", _prose_view),
    "contribute": ("contribute.html", _contribute_view),
    "draft": ("draft.js", _draft_view),
    "sets": ("sets.html", _sets_view),
    "search": ("search.js", _search_view),
    "catalogue": ("catalogue.html", catalogue_view),
    "coverage_data": ("translations.json", coverage_data_view),
    "coverage": ("coverage.html", coverage_view),
    "glossary": ("glossary.html", glossary_view),
    "contents": ("book/contents.html", contents_view),
    "chooser": ("chooser.html", lambda edition, sheet: ChooserView()),
    "not_found": ("not_found.html", lambda edition, sheet: NotFoundView(edition.shell.source, edition.site.catalogues)),
    "sitemap": ("sitemap.xml", sitemap_view),
    "sitemap_index": ("sitemap_index.xml", sitemap_index_view),
}
