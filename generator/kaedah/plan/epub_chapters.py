"""Site → the chapters of a book in one language: the pages that are read, not those that are used."""

from collections.abc import Iterator

from kaedah.model import Locale, Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.ingredients import Ingredients
from kaedah.plan.inventory import CONTRIBUTE, specs_of
from kaedah.plan.layout import Link, make_layout
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.method_index import set_links
from kaedah.plan.page_spec import PageSpec, make_spec, need
from kaedah.plan.paths import glossary_path, inner_path, method_index_path, method_path, prose_path, set_path
from kaedah.plan.site_plan import Plan
from kaedah.plan.taxonomies import ALL_METHODS
from kaedah.plan.views import ContentsView

# The kinds of pages that are chapters.
CHAPTERS = frozenset({"method", "pair", "set", "prose", "glossary"})


def plan_epub(site: Site, locale: Locale, salt: str = "") -> Plan:
    """The chapters of the book, and its table of contents, which lies where the site has its catalogue: so every link
    from one chapter to another is that of the site.
    """
    sets = Comparisons(site)
    specs = [spec for spec in specs_of(site, sets) if spec.kind in CHAPTERS and _is_reached(spec, sets)]
    specs.append(_contents_sheet(site))
    code = locale.code
    locale_site = LocaleSite(site, locale, make_layout(site, locale, salt, book=True), sets)
    ingredients = {code: Ingredients(site, sets, code)}
    return Plan(lambda: (specs, ()), sets, {code: locale_site}, ingredients, code, "", salt)


def _is_reached(spec: PageSpec, sets: Comparisons) -> bool:
    """Whether a chapter leads there: a pair is opened from a method that is related to the other."""
    if spec.kind != "pair":
        return True
    one, other = spec.subject
    return other in sets.related[one] or one in sets.related[other]


def _contents_sheet(site: Site) -> PageSpec:
    named = [*(("pages", name) for name in site.prose), *(("comparisons", name) for name in sorted(site.sets))]
    needs = (ALL_METHODS, *(need(kind, name, "name") for kind, name in named))
    return make_spec(inner_path(method_index_path("")), "contents", needs=needs)


def contents_view(locale_site: LocaleSite, spec: PageSpec) -> ContentsView:
    """The chapters by their sorts, methods in the locale's order of names."""
    code = locale_site.locale.code
    prose = tuple(
        Link(prose_path(code, name), locale_site.title(f"pages/{name}"))
        for name in locale_site.site.prose
        if name != CONTRIBUTE
    )
    methods = tuple(Link(method_path(code, slug), locale_site.name(slug), slug) for slug in locale_site.order)
    return ContentsView(prose, methods, tuple(set_links(locale_site, locale_site.sets.members)))


def reading_order(plan: Plan) -> Iterator[tuple[str, bool]]:
    """The path of every chapter, and whether it is read in its turn: a pair's is opened from a method's."""
    (locale_site,) = plan.locale_sites.values()
    code = locale_site.locale.code
    yield method_index_path(code), True
    for name in locale_site.site.prose:
        if name != CONTRIBUTE:
            yield prose_path(code, name), True
    for slug in locale_site.order:
        yield method_path(code, slug), True
    for name in locale_site.sets.members:
        yield set_path(code, name), True
    if locale_site.layout.glossary:
        yield glossary_path(code), True
    yield from ((f"{code}/{spec.inner}", False) for spec in plan.specs if spec.kind == "pair")
