"""The index of all methods, and that of each term and decade: under letters, in the locale's order, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan.collation import filing_key, sort_key
from kaedah.plan.entries import ListEntry
from kaedah.plan.layout import Link, label
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.page_tree import HOME
from kaedah.plan.pages.curated_comparison import comparison_links
from kaedah.plan.pages.prose import ProseView, home_intro, prose_needs
from kaedah.plan.pages.timeline import has_timeline
from kaedah.plan.pagination import Pagination, page_count, page_slice, paginate
from kaedah.plan.paths import inner_path, timeline_path
from kaedah.plan.taxonomies import listing_path

# Comparisons that the first page begins with; a list of their own has them all.
FIRST_SETS = 12


class TermCount(NamedTuple):
    """A term of a field, or a decade, and how many methods have it."""

    field: str
    term: str
    methods: int


class FilterOption(NamedTuple):
    """A link to the methods of a term or a decade.

    path: of the first page of the list
    text: the label of the term; None for a decade
    decade: such as `2010`, where it is one
    methods: how many there are
    current: whether the page is of that list
    """

    path: str
    text: LocalizedText | None
    decade: str
    methods: int
    current: bool


@dataclass(frozen=True, slots=True)
class MethodIndexView:
    """A page of an index.

    groups: the methods under each letter
    sets, more_sets: the first curated comparisons, and whether there are others
    count, translated: how many methods the whole index has, and how many of them are translated in full
    timeline: the path of its first page; empty where there is none
    intro: the words of the page of prose that introduces the home page
    filters, current: the lists by the label of their field, and the one that is shown
    """

    groups: tuple[tuple[str, tuple[ListEntry, ...]], ...]
    sets: tuple[Link, ...]
    more_sets: bool
    count: int
    translated: int
    timeline: str
    alternates: tuple[str, ...] = ()
    filters: tuple[tuple[LocalizedText, tuple[FilterOption, ...]], ...] = ()
    current: tuple[LocalizedText, FilterOption] | None = None
    turn: Pagination = field(default_factory=Pagination)
    intro: ProseView | None = None


@dataclass(frozen=True, slots=True)
class MethodIndexPage(PageData):
    """A page of the index of all methods, or of those that have a term of a field or are of a decade.

    field, term: both empty for the index of all methods
    number: of the page, from 1
    timeline: whether there is a timeline to link to
    filters: every term and decade that has an index
    intro: whether words of the site stand above the list
    """

    kind: ClassVar = PageKind("method_index", "catalogue.html")
    reasons: ClassVar = {"timeline": LINKS, "filters": LINKS}
    field: str
    term: str
    number: int
    timeline: bool
    filters: tuple[TermCount, ...]
    intro: bool = False

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        comparisons, timeline = context.comparisons, has_timeline(context)
        lists = comparisons.lists.values()
        filters = tuple(TermCount(item.field, item.term, len(item.slugs)) for item in lists if item.field)
        for item in lists:
            first = [] if item.field else [*comparisons.members][: FIRST_SETS + 1]
            # Where in a list a method stands depends on all its names.
            needs = (item.ingredient, *(need("comparisons", name, "name") for name in first))
            words = prose_needs(context, HOME) if not item.field and HOME in context.site.prose else ()
            for number in range(1, item.pages + 1):
                intro = words if number == 1 else ()
                data = cls(item.field, item.term, number, timeline, filters, bool(intro), alternates=context.codes)
                yield make_spec(data, (*needs, *intro))

    @property
    def inner(self) -> str:
        return inner_path(listing_path("", self.field, self.term, self.number))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        yield from ((f"methods/{slug}", "listing") for slug in self._shown(locale_site))
        if self.intro:
            yield f"pages/{HOME}", "body"

    def view(self, locale_site: LocaleSite) -> MethodIndexView:
        """The list is in order before it is cut, so the pages of every language run from A to Z."""
        code, comparisons = locale_site.locale.code, locale_site.sets
        order = self._order(locale_site)
        by_letter: dict[str, list[ListEntry]] = {}
        for slug in self._shown(locale_site):
            by_letter.setdefault(locale_site.letter(slug), []).append(locale_site.listed(slug))
        filters = self._filters(locale_site)
        names = [*comparisons.members] if not self.field and self.number == 1 else []
        return MethodIndexView(
            tuple((letter, tuple(by_letter[letter])) for letter in sorted(by_letter, key=partial(filing_key, code))),
            tuple(comparison_links(locale_site, names[:FIRST_SETS])),
            len(names) > FIRST_SETS,
            len(order),
            sum(map(locale_site.is_whole, order)),
            timeline_path(code, 1) if self.timeline else "",
            self.alternates,
            filters,
            next(((heading, option) for heading, group in filters for option in group if option.current), None),
            paginate(self.number, page_count(len(order)), partial(listing_path, code, self.field, self.term)),
            home_intro(locale_site) if self.intro else None,
        )

    def _order(self, locale_site: LocaleSite) -> Sequence[str]:
        """The methods of the whole list, in the locale's order."""
        slugs = locale_site.sets.lists[self.field, self.term].slugs
        return locale_site.ordered(slugs) if self.field else locale_site.order

    def _shown(self, locale_site: LocaleSite) -> Sequence[str]:
        """The methods on the page."""
        return page_slice(self.number, self._order(locale_site))

    def _filters(self, locale_site: LocaleSite) -> tuple[tuple[LocalizedText, tuple[FilterOption, ...]], ...]:
        """The options by field: terms in the locale's order, decades in that of time."""
        code, site = locale_site.locale.code, locale_site.site
        terms = {item.id: item.terms for item in site.fields}
        ordered = {item.id for item in site.fields if item.ordered}
        groups: dict[str, list[FilterOption]] = {}
        for name, term, count in self.filters:
            labels = terms[name]
            text = label(locale_site.catalogue, site.settings.source, "term", labels[term]) if labels else None
            path, current = listing_path(code, name, term, 1), (name, term) == (self.field, self.term)
            groups.setdefault(name, []).append(FilterOption(path, text, term.removesuffix("s"), count, current))
        for group in groups.values():
            if name not in ordered:
                group.sort(key=lambda option: sort_key(code, option.text.text) if option.text else ())
        heads = {head.field: head.label for head in locale_site.layout.heads}
        return tuple((heads[name], tuple(group)) for name, group in groups.items())
