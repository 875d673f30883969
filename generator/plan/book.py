"""Site → the chapters of a book in one language: the pages that are read, not those that are used."""

from collections.abc import Iterator

from generator.model import Locale, Site
from generator.plan.addresses import catalogue_path, glossary_path, inner_path, method_path, prose_path, set_path
from generator.plan.catalogue import set_links
from generator.plan.edition import Edition
from generator.plan.filters import ALL_METHODS
from generator.plan.inventory import CONTRIBUTE, sheets_of
from generator.plan.ledger import Ledgers
from generator.plan.pages import Plan
from generator.plan.sets import Sets
from generator.plan.sheets import Sheet, make_sheet, need
from generator.plan.shell import Link, make_shell
from generator.plan.views import ContentsView

# The kinds of pages that are chapters.
CHAPTERS = frozenset({"method", "pair", "set", "prose", "glossary"})


def plan_book(site: Site, locale: Locale, salt: str = "") -> Plan:
    """The chapters of the book, and its table of contents, which lies where the site has its catalogue: so every link
    from one chapter to another is that of the site.
    """
    sets = Sets(site)
    sheets = [sheet for sheet in sheets_of(site, sets) if sheet.kind in CHAPTERS and _is_reached(sheet, sets)]
    sheets.append(_contents_sheet(site))
    edition = Edition(site, locale, make_shell(site, locale, salt, book=True), sets)
    return Plan(sheets, (), {locale.code: edition}, Ledgers(site, sets), locale.code, "", salt)


def _is_reached(sheet: Sheet, sets: Sets) -> bool:
    """Whether a chapter leads there: a pair is opened from a method that is related to the other."""
    if sheet.kind != "pair":
        return True
    one, other = sheet.subject
    return other in sets.related[one] or one in sets.related[other]


def _contents_sheet(site: Site) -> Sheet:
    named = [*(("pages", name) for name in site.prose), *(("comparisons", name) for name in sorted(site.sets))]
    needs = (ALL_METHODS, *(need(kind, name, "name") for kind, name in named))
    return make_sheet(inner_path(catalogue_path("")), "contents", needs=needs)


def contents_view(edition: Edition, sheet: Sheet) -> ContentsView:
    """The chapters by their sorts, methods in the locale's order of names."""
    code = edition.locale.code
    prose = tuple(
        Link(prose_path(code, name), edition.title(f"pages/{name}"))
        for name in edition.site.prose
        if name != CONTRIBUTE
    )
    methods = tuple(Link(method_path(code, slug), edition.name(slug), slug) for slug in edition.order)
    return ContentsView(prose, methods, tuple(set_links(edition, edition.sets.members)))


def reading_order(plan: Plan) -> Iterator[tuple[str, bool]]:
    """The path of every chapter, and whether it is read in its turn: a pair's is opened from a method's."""
    (edition,) = plan.editions.values()
    code = edition.locale.code
    yield catalogue_path(code), True
    for name in edition.site.prose:
        if name != CONTRIBUTE:
            yield prose_path(code, name), True
    for slug in edition.order:
        yield method_path(code, slug), True
    for name in edition.sets.members:
        yield set_path(code, name), True
    if edition.shell.glossary:
        yield glossary_path(code), True
    yield from ((f"{code}/{sheet.inner}", False) for sheet in plan.sheets if sheet.kind == "pair")
