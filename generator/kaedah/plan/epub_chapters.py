"""Site → the chapters of a book in one language: the pages that are read, not those that are used."""

from collections.abc import Iterator
from itertools import chain

from kaedah.model import Locale, Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.ingredients import Ingredients
from kaedah.plan.layout import make_layout
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PlanContext
from kaedah.plan.page_tree import PageTree
from kaedah.plan.pages import BOOK_PAGES, LOCALE_PAGES
from kaedah.plan.pages.prose import CONTRIBUTE
from kaedah.plan.paths import curated_comparison_path, glossary_path, method_index_path, method_path, prose_path
from kaedah.plan.site_plan import Plan


def plan_epub(site: Site, locale: Locale, salt: str = "") -> Plan:
    """The chapters of the book, and its table of contents, which lies where the site has its catalogue: so every link
    from one chapter to another is that of the site.
    """
    sets = Comparisons(site)
    context = PlanContext(site, sets)
    planned = chain.from_iterable(kind.plan(context) for kind in (*LOCALE_PAGES, *BOOK_PAGES) if kind.kind.book)
    specs = [spec for spec in planned if spec.data.is_linked(sets)]
    code = locale.code
    locale_site = LocaleSite(site, locale, make_layout(site, locale, salt, book=True), sets)
    ingredients = {code: Ingredients(site, sets, code)}
    return Plan(lambda: (specs, ()), sets, {code: locale_site}, ingredients, code, "", salt)


def reading_order(plan: Plan) -> Iterator[tuple[str, bool]]:
    """The path of every chapter, and whether it is read in its turn: a pair's is opened from a method's."""
    (locale_site,) = plan.locale_sites.values()
    code = locale_site.locale.code
    yield method_index_path(code), True
    for name in PageTree(locale_site.site.prose, locale_site.site.summaries).in_order():
        if name != CONTRIBUTE:
            yield prose_path(code, name), True
    for slug in locale_site.order:
        yield method_path(code, locale_site.layout.address, slug), True
    for name in locale_site.sets.members:
        yield curated_comparison_path(code, name), True
    if locale_site.layout.glossary:
        yield glossary_path(code), True
    yield from ((f"{code}/{spec.inner}", False) for spec in plan.specs if spec.kind.book == "aside")
