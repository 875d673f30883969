"""The list of curated comparisons, on as many pages as it takes. Its first page compares any methods in the browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan import comparisons
from kaedah.plan.comparison_view import ComparisonView, comparison_view
from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.pages.curated_comparison import comparison_links
from kaedah.plan.pagination import Pagination, page_count, page_slice, paginate
from kaedah.plan.paths import comparison_index_path, inner_path


class ListedComparison(NamedTuple):
    """A curated comparison and its methods; of many, the first ones and how many more there are."""

    name: str
    methods: tuple[str, ...]
    more: int


class ComparisonIndexView(NamedTuple):
    """The curated comparisons with the names of their methods.

    blank: compares no methods, for any that the browser puts there
    """

    sets: tuple[tuple[Link, tuple[LocalizedText, ...], int], ...]
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
        most = comparisons.MOST_COLUMNS
        listed = [
            ListedComparison(name, methods[:most], len(methods[most:]))
            for name, methods in context.comparisons.members.items()
        ]
        pages = page_count(len(listed))
        for number in range(1, pages + 1):
            shown = tuple(page_slice(number, listed))
            needs = (
                *(need("comparisons", item.name, "name") for item in shown),
                *(
                    need("methods", slug, "name")
                    for slug in dict.fromkeys(chain.from_iterable(item.methods for item in shown))
                ),
            )
            yield make_spec(cls(number, pages, shown, alternates=context.codes), needs)

    @property
    def inner(self) -> str:
        return inner_path(comparison_index_path("", self.number))

    def view(self, locale_site: LocaleSite) -> ComparisonIndexView:
        links = comparison_links(locale_site, [item.name for item in self.comparisons])
        shown = zip(links, self.comparisons, strict=True)
        sets = tuple((link, tuple(map(locale_site.name, item.methods)), item.more) for link, item in shown)
        turn = paginate(self.number, self.pages, partial(comparison_index_path, locale_site.locale.code))
        return ComparisonIndexView(sets, comparison_view(locale_site, (), (), ()), self.alternates, turn)
