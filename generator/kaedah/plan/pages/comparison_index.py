"""The list of curated comparisons, on as many pages as it takes. Its first page compares any methods in the browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, NamedTuple

from kaedah.plan.comparison_view import ComparisonView, comparison_view
from kaedah.plan.comparisons import MOST_COLUMNS
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.pages.curated_comparison import (
    ListedComparison,
    ListedLink,
    listed_comparisons,
    listed_links,
    listed_needs,
)
from kaedah.plan.pagination import Pagination, page_count, page_slice, paginate
from kaedah.plan.paths import comparison_index_path, inner_path


class ComparisonIndexView(NamedTuple):
    """The curated comparisons with the names of their methods.

    blank: compares no methods, for any that the browser puts there
    """

    sets: tuple[ListedLink, ...]
    blank: ComparisonView
    alternates: tuple[str, ...] = ()
    turn: Pagination = Pagination()


@dataclass(frozen=True, slots=True)
class ComparisonIndexPage(PageData):
    """A page of the list of curated comparisons, with its number and how many there are."""

    kind: ClassVar = PageKind("comparison_index", "sets.html")
    reasons: ClassVar = {"pages": LINKS, "comparisons": LINKS}
    number: int
    pages: int
    comparisons: tuple[ListedComparison, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        listed = [*listed_comparisons(context, MOST_COLUMNS)]
        pages = page_count(len(listed))
        for number in range(1, pages + 1):
            shown = tuple(page_slice(number, listed))
            yield make_spec(cls(number, pages, shown, alternates=context.codes), listed_needs(shown))

    @property
    def inner(self) -> str:
        return inner_path(comparison_index_path("", self.number))

    def view(self, locale_site: LocaleSite) -> ComparisonIndexView:
        sets = tuple(listed_links(locale_site, self.comparisons))
        turn = paginate(self.number, self.pages, partial(comparison_index_path, locale_site.locale.code))
        return ComparisonIndexView(sets, comparison_view(locale_site, (), (), ()), self.alternates, turn)
