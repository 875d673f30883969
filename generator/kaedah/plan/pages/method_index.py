"""The index of all methods, and that of each term and decade, page by page: a table, or a list under letters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan import pagination
from kaedah.plan.collation import filing_key
from kaedah.plan.comparison_view import ComparisonView, comparison_view
from kaedah.plan.entry_table import EntryTable, entry_table
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.page_tree import HOME
from kaedah.plan.pages.curated_comparison import (
    ListedComparison,
    ListedLink,
    listed_comparisons,
    listed_links,
    listed_needs,
)
from kaedah.plan.pages.index_rows import ListedRow, index_columns, row_needs
from kaedah.plan.pages.prose import ProseView, home_intro, prose_needs
from kaedah.plan.pages.timeline import has_timeline
from kaedah.plan.pagination import Pagination, page_count, page_slice, paginate
from kaedah.plan.paths import index_rows_path, inner_path, timeline_path
from kaedah.plan.taxonomies import listing_path
from kaedah.plan.term_filters import FilterGroup, FilterOption, TermCount, filter_groups

# With so few letters on a page, there are no links to them.
FEW_LETTERS = 6
# Comparisons that the first page begins with, and the methods of each that it names; a list of their own has them all.
FIRST_SETS, NAMED = 6, 8


class LetterGroup(NamedTuple):
    """The methods under a letter, and the slug of the first of them."""

    letter: str
    methods: tuple[ListedRow, ...]
    first: str


@dataclass(frozen=True, slots=True)
class MethodIndexView:
    """A page of an index.

    groups: the methods under each letter; the letters alone where the index is a table
    table: where it is a table
    rows: the path of the file that has all methods of the site; empty where this page has all of the index
    page_size: how many methods a page has
    sets, more_sets: the first curated comparisons, and whether there are others
    sample: two methods side by side, as an example of what the site is for
    count, translated: how many methods the whole index has, and how many of them are translated in full
    timeline: the path of its first page; empty where there is none
    intro: the words of the page of prose that introduces the home page
    filters, current: the lists by the label of their field, and the one that is shown
    """

    groups: tuple[LetterGroup, ...]
    sets: tuple[ListedLink, ...]
    more_sets: bool
    count: int
    translated: int
    timeline: str
    alternates: tuple[str, ...] = ()
    filters: tuple[FilterGroup, ...] = ()
    current: tuple[LocalizedText, FilterOption] | None = None
    turn: Pagination = field(default_factory=Pagination)
    intro: ProseView | None = None
    table: EntryTable | None = None
    rows: str = ""
    page_size: int = 0
    sample: ComparisonView | None = None

    @property
    def anchors(self) -> dict[str, str]:
        """The ids that links to the letters lead to, by the first method of each; empty where there are no links."""
        if len(self.groups) <= FEW_LETTERS:
            return {}
        return {group.first: f"page-letter-{number}" for number, group in enumerate(self.groups, 1)}


def sample_pair(context: PlanContext) -> tuple[str, ...]:
    """The first pair, or else the first two methods of the first curated comparison; empty where there is none."""
    sets = (methods[:2] for methods in context.comparisons.members.values() if len(methods) > 1)
    return next(iter(context.comparisons.pairs), None) or next(sets, ())


@dataclass(frozen=True, slots=True)
class MethodIndexPage(PageData):
    """A page of the index of all methods, or of those that have a term of a field or are of a decade.

    field, term: both empty for the index of all methods
    number: of the page, from 1
    timeline: whether there is a timeline to link to
    filters: every term and decade that has an index
    table: the fields that are columns beside the name; none where the index is a list
    intro: whether words of the site stand above the list
    sets, more_sets: the curated comparisons that it begins with, and whether there are others
    sample: the methods of the comparison that is its example; empty without one
    """

    kind: ClassVar = PageKind("method_index", "catalogue.html")
    reasons: ClassVar = {
        "timeline": LINKS,
        "filters": LINKS,
        "table": "the columns of the index",
        "sets": LINKS,
        "sample": LINKS,
    }
    field: str
    term: str
    number: int
    timeline: bool
    filters: tuple[TermCount, ...]
    table: tuple[str, ...] = ()
    intro: bool = False
    sets: tuple[ListedComparison, ...] = ()
    more_sets: bool = False
    sample: tuple[str, ...] = ()

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        comparisons, timeline = context.comparisons, has_timeline(context)
        lists = comparisons.lists.values()
        filters = tuple(TermCount(item.field, item.term, len(item.slugs)) for item in lists if item.field)
        columns = index_columns(context.site)
        sets = tuple(listed_comparisons(context, NAMED))
        sample = sample_pair(context)
        for item in lists:
            # Where in a list a method stands depends on all its names.
            needs = (
                item.ingredient,
                *row_needs(context, item, columns),
            )
            words = prose_needs(context, HOME) if not item.field and HOME in context.site.prose else ()
            for number in range(1, item.pages + 1):
                where = item.field, item.term, number
                if item.field or number > 1:
                    yield make_spec(cls(*where, timeline, filters, columns, alternates=context.codes), needs)
                    continue
                shown = sets[:FIRST_SETS]
                more = *words, *listed_needs(shown), *chain.from_iterable(context.column_needs[slug] for slug in sample)
                data = cls(
                    *where,
                    timeline,
                    filters,
                    columns,
                    bool(words),
                    shown,
                    len(sets) > len(shown),
                    sample,
                    alternates=context.codes,
                )
                yield make_spec(data, (*needs, *more))

    @property
    def inner(self) -> str:
        return inner_path(listing_path("", self.field, self.term, self.number))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        part: DocumentPart = "cells" if self.table else "listing"
        yield from ((f"methods/{slug}", part) for slug in self._shown(locale_site))
        yield from ((f"methods/{slug}", "cells") for slug in self.sample)
        if self.intro:
            yield f"pages/{HOME}", "body"

    def view(self, locale_site: LocaleSite) -> MethodIndexView:
        """The list is in order before it is cut, so the pages of every language run from A to Z."""
        code = locale_site.locale.code
        order, shown = self._order(locale_site), self._shown(locale_site)
        pages = page_count(len(order))
        current = f"{self.field}:{self.term}" if self.field else ""
        filters = filter_groups(
            locale_site, self.filters, lambda item: listing_path(code, item.field, item.term, 1), current
        )
        chosen = ((group.label, option) for group in filters for option in group.options if option.current)
        return MethodIndexView(
            self._groups(locale_site, shown),
            tuple(listed_links(locale_site, self.sets)),
            self.more_sets,
            len(order),
            sum(map(locale_site.is_whole, order)),
            timeline_path(code, 1) if self.timeline else "",
            self.alternates,
            filters,
            next(chosen, None),
            paginate(self.number, pages, partial(listing_path, code, self.field, self.term)),
            home_intro(locale_site) if self.intro else None,
            entry_table(locale_site, shown, self.table, ranked=pages == 1) if self.table else None,
            index_rows_path(code) if pages > 1 else "",
            pagination.PAGE_SIZE,
            comparison_view(locale_site, self.sample, (), ()) if self.sample else None,
        )

    def _groups(self, locale_site: LocaleSite, shown: Sequence[str]) -> tuple[LetterGroup, ...]:
        """The letters in their order; without their methods where these are rows of a table."""
        by_letter: dict[str, list[str]] = {}
        for slug in shown:
            by_letter.setdefault(locale_site.letter(slug), []).append(slug)
        terms = locale_site.sets.terms
        return tuple(
            LetterGroup(
                letter,
                ()
                if self.table
                else tuple(ListedRow(locale_site.listed(slug), terms.get(slug, ())) for slug in by_letter[letter]),
                by_letter[letter][0],
            )
            for letter in sorted(by_letter, key=partial(filing_key, locale_site.locale.code))
        )

    def _order(self, locale_site: LocaleSite) -> Sequence[str]:
        """The methods of the whole list, in the locale's order."""
        slugs = locale_site.sets.lists[self.field, self.term].slugs
        return locale_site.ordered(slugs) if self.field else locale_site.order

    def _shown(self, locale_site: LocaleSite) -> Sequence[str]:
        """The methods on the page."""
        return page_slice(self.number, self._order(locale_site))
