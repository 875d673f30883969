"""Pictures of methods, laid out here and drawn by templates: the timeline, and the neighbourhood of one method.

Both are lists with lines beside them, one row a method, so that they fit a phone and read in their order. Lengths are
in CSS pixels from the start of the line: the left where one writes to the right.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kaedah.documents import LocalizedText

LINE, GAP = 20, 10  # the height of a line of a name, and what is between two rows
YEAR_GAP, MOST_YEARS = 8, 6  # what a year without methods adds, and so many at most
WIDEST = 22  # a name is broken into lines of so many letters; a wide one counts twice
ARC = 14  # how far an arc reaches for each row that it spans
DEEPEST = 70
FIRST_WIDE = "\u1100"  # the first letter that takes the room of two


class DiagramRow(NamedTuple):
    """A method in a picture: the middle of its first line, and its name in lines."""

    y: int
    slug: str
    name: LocalizedText
    lines: tuple[str, ...]


class TimelineYear(NamedTuple):
    """A year of the timeline with its methods; its label stands at the first of them."""

    year: int
    spots: tuple[DiagramRow, ...]

    @property
    def y(self) -> int:
        return self.spots[0].y


class Timeline(NamedTuple):
    """The years from the first to the last."""

    years: tuple[TimelineYear, ...]
    height: int


class Arc(NamedTuple):
    """A line between two methods: from, to, and how far it reaches; their names where nothing else tells of it."""

    above: int
    below: int
    reach: int
    names: tuple[str, ...]


class Neighbourhood(NamedTuple):
    """A method, those it is related to, and an arc for every two that are related.

    Arcs between those below have names: a list on its page names what is related to the method itself.
    """

    spots: tuple[DiagramRow, ...]
    arcs: tuple[Arc, ...]
    height: int
    inset: int  # where the names begin


def layout_timeline(methods: Sequence[tuple[int, str, LocalizedText]]) -> Timeline:
    """The timeline of methods (year, slug, name), which are in order of their years."""
    years: list[TimelineYear] = []
    y, before = LINE, None
    by_year: dict[int, list[tuple[str, LocalizedText]]] = {}
    for year, slug, name in methods:
        by_year.setdefault(year, []).append((slug, name))
    for year, named in by_year.items():
        if before is not None:
            y += YEAR_GAP * min(year - before, MOST_YEARS)
        spots = tuple(_spots(named, y))
        years.append(TimelineYear(year, spots))
        y, before = spots[-1].y + LINE * len(spots[-1].lines) + GAP, year
    return Timeline(tuple(years), y)


def layout_neighbourhood(
    named: Sequence[tuple[str, LocalizedText]], related: Mapping[str, Sequence[str]]
) -> Neighbourhood:
    """The first method above those it is related to, with every relation among them."""
    spots = tuple(_spots(named, LINE))
    places = {spot.slug: number for number, spot in enumerate(spots)}
    pairs = sorted(
        {
            tuple(sorted((places[slug], places[other])))
            for slug in places
            for other in related.get(slug, ())
            if other in places and other != slug
        }
    )
    arcs = tuple(
        _arc(spots[one], spots[two], min(ARC * (two - one), DEEPEST), is_labelled=one == 0) for one, two in pairs
    )
    inset = max((arc.reach for arc in arcs), default=0) * 3 // 4 + 2 * ARC
    return Neighbourhood(spots, arcs, spots[-1].y + LINE * len(spots[-1].lines), inset)


def _arc(above: DiagramRow, below: DiagramRow, reach: int, is_labelled: bool) -> Arc:
    return Arc(above.y, below.y, reach, () if is_labelled else (above.name.text, below.name.text))


def _spots(named: Sequence[tuple[str, LocalizedText]], y: int) -> Iterator[DiagramRow]:
    for slug, name in named:
        lines = wrap_text(name.text)
        yield DiagramRow(y, slug, name, lines)
        y += LINE * len(lines) + GAP


@lru_cache(10_000)
def wrap_text(text: str, widest: int = WIDEST) -> tuple[str, ...]:
    """The text in lines, broken between words, and within one that fits no line: after its hyphen if it has one."""
    if _width(text) <= widest:
        return (" ".join(text.split()),)
    lines = [""]
    for word in text.split():
        if lines[-1] and _width(lines[-1]) + 1 + _width(word) <= widest:
            lines[-1] += " " + word
            continue
        pieces = list(_pieces(word, widest))
        lines = [*lines, *pieces] if lines[-1] else pieces
    return tuple(lines)


def _pieces(word: str, widest: int) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and _width(piece + letter) > widest:
            end = piece.rfind("-") + 1 or len(piece)
            yield piece[:end]
            piece = piece[end:]
        piece += letter
    yield piece


def _width(text: str) -> int:
    if not text or max(text) < FIRST_WIDE:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
