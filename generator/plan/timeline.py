"""The timeline: every method by its year, on as many pages as it takes."""

from collections.abc import Iterator

from generator.model import Site
from generator.outline import Outline
from generator.plan.addresses import inner_path, timeline_path
from generator.plan.edition import Edition
from generator.plan.pictures import TimelinePart, TimelineView, lay_timeline
from generator.plan.sheets import Sheet, make_sheet, need

METHODS_A_PAGE = 150


def timeline_sheets(site: Site, alternates: tuple[str, ...]) -> Iterator[Sheet]:
    """The pages of the timeline; none where no method has a year. Their parts are the same in every language."""
    dated = sorted(
        (outline.year, key.partition("/")[2]) for key, outline in site.outlines.items() if _is_dated(key, outline)
    )
    parts = [dated[start : start + METHODS_A_PAGE] for start in range(0, len(dated), METHODS_A_PAGE)]
    ways = tuple(f"{part[0][0]} {part[-1][0]}" for part in parts)
    for number, part in enumerate(parts, 1):
        slugs = tuple(slug for _, slug in part)
        needs = tuple(need("methods", slug, what) for slug in slugs for what in ("name", "cells"))
        yield make_sheet(
            inner_path(timeline_path("", number)), "timeline", (str(number), *slugs), needs, ways, alternates
        )


def _is_dated(key: str, outline: Outline) -> bool:
    return key.startswith("methods/") and outline.year is not None


def timeline_view(edition: Edition, sheet: Sheet) -> TimelineView:
    """The part of the timeline that a page shows, in the locale's order of names within a year."""
    number, *slugs = sheet.subject
    years = {slug: edition.site.outlines[f"methods/{slug}"].year or 0 for slug in slugs}
    order = sorted(slugs, key=lambda slug: (years[slug], edition.places[slug]))
    rows = [(years[slug], slug, edition.name(slug)) for slug in order]
    parts = []
    for position, way in enumerate(sheet.ways, 1):
        first, last = way.split(" ")
        path = timeline_path(edition.locale.code, position)
        parts.append(TimelinePart(int(first), int(last), path, position == int(number)))
    return TimelineView(lay_timeline(rows), tuple(parts), sheet.alternates)
