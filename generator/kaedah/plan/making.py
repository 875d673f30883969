"""Pages → views: what a template gets, made where it is rendered from the documents that the page needs."""

from collections.abc import Callable
from functools import partial

from kaedah.compare import compare_methods, key_mark
from kaedah.documents import LocalizedText
from kaedah.model import Field
from kaedah.plan.diagrams import lay_neighbourhood
from kaedah.plan.entries import TranslationState
from kaedah.plan.epub_chapters import contents_view
from kaedah.plan.forms import SLUG, control_of, make_control
from kaedah.plan.glossary_page import glossary_view
from kaedah.plan.layout import Link, label
from kaedah.plan.locale_site import LocaleSite, resolved_body
from kaedah.plan.method_index import method_index_view, set_links
from kaedah.plan.page_spec import PageSpec
from kaedah.plan.paths import method_path, set_path, sets_path
from kaedah.plan.scaffolds import method_template, translation_template
from kaedah.plan.site_plan import Page
from kaedah.plan.sitemap import sitemap_index_view, sitemap_view
from kaedah.plan.taxonomies import make_pagination, pages_of, part_of
from kaedah.plan.timeline import timeline_view
from kaedah.plan.translation_status import translation_status_data_view, translation_status_view
from kaedah.plan.views import (
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

Maker = Callable[[LocaleSite, PageSpec], View]


def view_of(page: Page, locale_site: LocaleSite) -> View:
    """All that the page's template gets. A function of the page's ingredients, whatever else the site holds."""
    return KINDS[page.spec.kind][1](locale_site, page.spec)


def template_of(page: Page) -> str:
    """The name of the template that the page is rendered with."""
    return KINDS[page.spec.kind][0]


def _method_view(locale_site: LocaleSite, spec: PageSpec) -> MethodView:
    code, (slug,) = locale_site.locale.code, spec.subject
    document = locale_site.site.methods[slug].document
    related = tuple(
        (Link(method_path(code, other), locale_site.name(other), other), f"{code}/{pair}" if pair else "")
        for other, pair in zip(locale_site.sets.related[slug], spec.ways, strict=True)
    )
    comparisons = tuple(
        Link(set_path(code, name), locale_site.title(f"comparisons/{name}"))
        for name in locale_site.sets.by_method.get(slug, ())
    )
    body = resolved_body(document, locale_site)
    named = [(other, locale_site.name(other)) for other in dict.fromkeys((slug, *locale_site.sets.related[slug]))]
    picture = lay_neighbourhood(named, locale_site.sets.related) if len(named) > 1 else None
    translation = locale_site.translation(f"methods/{slug}")
    return MethodView(locale_site.entry(slug), body, related, comparisons, picture, translation, spec.alternates)


def _column_view(locale_site: LocaleSite, spec: PageSpec) -> ColumnView:
    (slug,) = spec.subject
    entry, compared = locale_site.column(slug)
    fields = [field.id for field in locale_site.site.fields]
    parts = tuple(tuple(map(key_mark, compared.parts.get(name, ()))) for name in fields)
    return ColumnView(entry, tuple(key_mark(compared.keys[name]) for name in fields), parts)


def _pair_view(locale_site: LocaleSite, spec: PageSpec) -> ComparisonView:
    return _comparison_view(locale_site, spec, spec.subject)


def _comparison_view(
    locale_site: LocaleSite,
    spec: PageSpec,
    slugs: tuple[str, ...],
    title: LocalizedText | None = None,
    intro: LocalizedText | None = None,
    translation: TranslationState | None = None,
) -> ComparisonView:
    columns = [locale_site.column(slug) for slug in slugs]
    comparison = compare_methods(locale_site.site.fields, [compared for _, compared in columns])
    entries = tuple(entry for entry, _ in columns)
    removals = tuple(f"{locale_site.locale.code}/{way}" for way in spec.ways)
    return ComparisonView(
        entries, comparison, removals, title, intro, translation or TranslationState(), spec.alternates
    )


def _set_view(locale_site: LocaleSite, spec: PageSpec) -> ComparisonView:
    (name,) = spec.subject
    key = f"comparisons/{name}"
    body = resolved_body(locale_site.site.sets[name].document, locale_site)
    return _comparison_view(
        locale_site, spec, locale_site.sets.members[name], locale_site.title(key), body, locale_site.translation(key)
    )


def _prose_view(locale_site: LocaleSite, spec: PageSpec) -> ProseView:
    (name,) = spec.subject
    key, body = f"pages/{name}", resolved_body(locale_site.site.prose[name], locale_site)
    return ProseView(locale_site.title(key), body, locale_site.translation(key), spec.alternates)


def _contribute_view(locale_site: LocaleSite, spec: PageSpec) -> ContributeView:
    site, source = locale_site.site, locale_site.site.settings.source
    slots = tuple(
        (item, control_of(item), tuple(label(locale_site.catalogue, source, "term", term) for term in _terms(item)))
        for item in site.fields
    )
    template = method_template("my-method", site.fields)
    view = ContributeView(slots, make_control("slug", SLUG, required=True), template, alternates=spec.alternates)
    if not spec.subject:
        return view
    (name,) = spec.subject
    key, body = f"pages/{name}", resolved_body(site.prose[name], locale_site)
    return view._replace(title=locale_site.title(key), body=body, translation=locale_site.translation(key))


def _terms(item: Field) -> list[str]:
    return [item.terms[term] for term in sorted(item.terms)]


def _draft_view(locale_site: LocaleSite, spec: PageSpec) -> DraftView:
    document = locale_site.site.document(spec.subject[0])
    return DraftView(document.source.path.removesuffix(".md"), translation_template(document))


def _sets_view(locale_site: LocaleSite, spec: PageSpec) -> SetsView:
    page, members = int(spec.subject[0]), locale_site.sets.members
    links = tuple(
        (link, tuple(map(locale_site.name, members[link.slug])))
        for link in set_links(locale_site, part_of(page, [*members]))
    )
    blank = ComparisonView((), compare_methods(locale_site.site.fields, ()), ())
    turn = make_pagination(page, pages_of(len(members)), partial(sets_path, locale_site.locale.code))
    return SetsView(links, blank, spec.alternates, turn)


def _search_view(locale_site: LocaleSite, spec: PageSpec) -> SearchView:
    return SearchView(tuple(map(locale_site.listed, locale_site.order)))


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
    "catalogue": ("catalogue.html", method_index_view),
    "coverage_data": ("translations.json", translation_status_data_view),
    "coverage": ("coverage.html", translation_status_view),
    "glossary": ("glossary.html", glossary_view),
    "contents": ("book/contents.html", contents_view),
    "chooser": ("chooser.html", lambda locale_site, spec: ChooserView()),
    "not_found": (
        "not_found.html",
        lambda locale_site, spec: NotFoundView(locale_site.layout.source, locale_site.site.catalogues),
    ),
    "sitemap": ("sitemap.xml", sitemap_view),
    "sitemap_index": ("sitemap_index.xml", sitemap_index_view),
}
