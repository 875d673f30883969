"""How far a language is translated: pages for people, with what needs most work first, and one file for machines."""

from collections.abc import Iterator, Sequence
from functools import partial

from generator.model import Site
from generator.plan.addresses import coverage_path, inner_path, method_path, prose_path, set_path
from generator.plan.edition import Edition
from generator.plan.filters import Turn, make_turn
from generator.plan.sheets import Sheet, make_sheet
from generator.plan.shell import Link
from generator.plan.views import CoverageView

# Documents on a page.
PAGE_SIZE = 150
_PATHS = {"methods": method_path, "comparisons": set_path, "pages": prose_path}


def coverage_sheets(site: Site, needs: tuple[str, ...], everywhere: tuple[str, ...]) -> Iterator[Sheet]:
    """The pages of the list: as many in each language, and at least one."""
    pages = max(1, -(-len(site.outlines) // PAGE_SIZE))
    for page in range(1, pages + 1):
        yield make_sheet(
            inner_path(coverage_path("", page)), "coverage", (str(page), str(pages)), needs, (), everywhere
        )


def coverage_view(edition: Edition, sheet: Sheet) -> CoverageView:
    """The documents that a page shows: those with most that is missing, then out of date, then not reviewed."""
    page, pages = map(int, sheet.subject)
    code = edition.locale.code
    keys = edition.worklist[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return _view(edition, keys, make_turn(page, pages, partial(coverage_path, code)), sheet.alternates)


def coverage_data_view(edition: Edition, sheet: Sheet) -> CoverageView:
    """All documents in the order of their names."""
    return _view(edition, sorted(edition.site.outlines, key=_in_kinds), Turn(), sheet.alternates)


def _view(edition: Edition, keys: Sequence[str], turn: Turn, alternates: tuple[str, ...]) -> CoverageView:
    rows = []
    for key in keys:
        kind, _, name = key.partition("/")
        link = Link(_PATHS[kind](edition.locale.code, name), edition.title(key), name)
        rows.append((kind, link, edition.work(key)))
    return CoverageView(tuple(rows), len(edition.site.outlines), edition.parts, turn, alternates)


def _in_kinds(key: str) -> tuple[int, str]:
    kind, _, name = key.partition("/")
    return [*_PATHS].index(kind), name
