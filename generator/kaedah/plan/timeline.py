"""The timeline: every method by its year, on as many pages as it takes."""

from collections.abc import Iterator

from kaedah.model import Site
from kaedah.plan.diagrams import TimelinePart, TimelineView, lay_timeline
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageSpec, make_spec, need
from kaedah.plan.paths import inner_path, timeline_path
from kaedah.summaries import DocumentSummary

METHODS_A_PAGE = 150


def timeline_specs(site: Site, alternates: tuple[str, ...]) -> Iterator[PageSpec]:
    """The pages of the timeline; none where no method has a year. Their parts are the same in every language."""
    dated = sorted(
        (summary.year, key.partition("/")[2]) for key, summary in site.summaries.items() if _is_dated(key, summary)
    )
    parts = [dated[start : start + METHODS_A_PAGE] for start in range(0, len(dated), METHODS_A_PAGE)]
    ways = tuple(f"{part[0][0]} {part[-1][0]}" for part in parts)
    for number, part in enumerate(parts, 1):
        slugs = tuple(slug for _, slug in part)
        needs = tuple(need("methods", slug, what) for slug in slugs for what in ("name", "cells"))
        yield make_spec(
            inner_path(timeline_path("", number)), "timeline", (str(number), *slugs), needs, ways, alternates
        )


def _is_dated(key: str, summary: DocumentSummary) -> bool:
    return key.startswith("methods/") and summary.year is not None


def timeline_view(locale_site: LocaleSite, spec: PageSpec) -> TimelineView:
    """The part of the timeline that a page shows, in the locale's order of names within a year."""
    number, *slugs = spec.subject
    years = {slug: locale_site.site.summaries[f"methods/{slug}"].year or 0 for slug in slugs}
    order = sorted(slugs, key=lambda slug: (years[slug], locale_site.places[slug]))
    rows = [(years[slug], slug, locale_site.name(slug)) for slug in order]
    parts = []
    for position, way in enumerate(spec.ways, 1):
        first, last = way.split(" ")
        path = timeline_path(locale_site.locale.code, position)
        parts.append(TimelinePart(int(first), int(last), path, position == int(number)))
    return TimelineView(lay_timeline(rows), tuple(parts), spec.alternates)
