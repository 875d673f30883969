"""The timeline: every method by its year, on as many pages as it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.diagrams import Timeline, layout_timeline
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.paths import inner_path, timeline_path

METHODS_A_PAGE = 150


class YearSpan(NamedTuple):
    """The first and the last year on a page of the timeline."""

    first: int
    last: int


class TimelinePart(NamedTuple):
    """A page of the timeline: its first and last year, and whether it is the one that is shown."""

    first: int
    last: int
    path: str
    here: bool


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A page of the timeline, and links to all of them."""

    timeline: Timeline
    parts: tuple[TimelinePart, ...]
    alternates: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many methods the page shows."""
        return sum(len(year.spots) for year in self.timeline.years)


@dataclass(frozen=True, slots=True)
class TimelinePage(PageData):
    """A page of the timeline, with its number; `spans` are those of all pages. They are the same in every language."""

    kind: ClassVar = PageKind("timeline", "timeline.html")
    reasons: ClassVar = {"spans": LINKS}
    number: int
    methods: tuple[str, ...]
    spans: tuple[YearSpan, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        dated = sorted(_dated(context))
        parts = [dated[start : start + METHODS_A_PAGE] for start in range(0, len(dated), METHODS_A_PAGE)]
        spans = tuple(YearSpan(part[0][0], part[-1][0]) for part in parts)
        for number, part in enumerate(parts, 1):
            methods = tuple(slug for _, slug in part)
            needs = tuple(need("methods", slug, what) for slug in methods for what in ("name", "cells"))
            yield make_spec(cls(number, methods, spans, alternates=context.codes), needs)

    @property
    def inner(self) -> str:
        return inner_path(timeline_path("", self.number))

    def view(self, locale_site: LocaleSite) -> TimelineView:
        """The methods of the page, in the locale's order of names within a year."""
        years = {slug: locale_site.site.summaries[f"methods/{slug}"].year or 0 for slug in self.methods}
        order = sorted(self.methods, key=lambda slug: (years[slug], locale_site.places[slug]))
        rows = [(years[slug], slug, locale_site.name(slug)) for slug in order]
        code = locale_site.locale.code
        parts = tuple(
            TimelinePart(*span, timeline_path(code, number), number == self.number)
            for number, span in enumerate(self.spans, 1)
        )
        return TimelineView(layout_timeline(rows), parts, self.alternates)


def has_timeline(context: PlanContext) -> bool:
    """Whether any method has a year."""
    return any(True for _ in _dated(context))


def _dated(context: PlanContext) -> Iterator[tuple[int, str]]:
    for slug in context.comparisons.slugs:
        year = context.site.summaries[f"methods/{slug}"].year
        if year is not None:
            yield year, slug
