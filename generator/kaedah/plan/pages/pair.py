"""The comparison of two methods."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from kaedah.plan.comparison_view import ComparisonView, comparison_view
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.pages.curated_comparison import translated_columns
from kaedah.plan.paths import inner_path, pair_path


@dataclass(frozen=True, slots=True)
class PairPage(PageData):
    """The comparison of two methods, in alphabetical order.

    removals: for each of the two, the path of the page without it
    """

    kind: ClassVar = PageKind("pair", "comparison.html", "aside")
    reasons: ClassVar = {"removals": LINKS}
    one: str
    other: str
    removals: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for one, other in context.comparisons.pairs:
            removals = context.comparisons.removals((one, other))
            needs = (*context.column_needs[one], *context.column_needs[other])
            yield make_spec(cls(one, other, removals, alternates=translated_columns(context, (one, other))), needs)

    @property
    def inner(self) -> str:
        return inner_path(pair_path("", self.one, self.other))

    @property
    def columns(self) -> tuple[str, ...]:
        return self.one, self.other

    def is_linked(self, comparisons: Comparisons) -> bool:
        """Whether one of the methods is related to the other: the page is opened from a method's."""
        return self.other in comparisons.related[self.one] or self.one in comparisons.related[self.other]

    def view(self, locale_site: LocaleSite) -> ComparisonView:
        return comparison_view(locale_site, self.columns, self.removals, self.alternates)
