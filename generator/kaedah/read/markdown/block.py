"""The blocks of a body, before they become elements."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kaedah.problems import Position

Place = tuple[int, int]  # the number of a line, from 1, and how many characters stand before the text


class Block:
    """A block with its blocks or its lines.

    form: `document`, `quote`, `list`, `item`, `note`, `terms`, `meaning` have blocks; `paragraph`, `heading`, `code`,
        `fence`, `formula`, `table`, `term` have lines; `rule` and `references` show none.
    places: one for each line.
    start, last: the numbers of its first and last line; those of blocks within count too (`end`).
    level: of a heading.
    marker: the sign of a list, the fence, or the label of a footnote.
    number: of the first item of a numbered list, or None.
    width: how far its blocks are indented, or the fence.
    info: what stands after a fence.
    """

    __slots__ = (
        "blocks",
        "form",
        "info",
        "last",
        "level",
        "lines",
        "marker",
        "number",
        "places",
        "start",
        "width",
    )

    def __init__(self, form: str, start: int) -> None:
        self.form, self.start, self.last = form, start, start
        self.blocks: list[Block] = []
        self.lines: list[str] = []
        self.places: list[Place] = []
        self.level = self.width = 0
        self.number: int | None = None
        self.marker = self.info = ""

    def add(self, line: str, place: Place) -> None:
        self.lines.append(line)
        self.places.append(place)
        self.last = place[0]

    @property
    def end(self) -> int:
        """The number of the last line, blank lines at the end apart."""
        return max(self.last, self.blocks[-1].end) if self.blocks else self.last

    @property
    def is_loose(self) -> bool:
        """Whether blank lines separate the items of a list or the blocks of one of them."""
        return _has_gap(self.blocks) or any(_has_gap(item.blocks) for item in self.blocks)

    def texts(self) -> Iterator["Block"]:
        """Every block in it that has lines, in reading order."""
        if self.lines:
            yield self
        for block in self.blocks:
            yield from block.texts()


def _has_gap(blocks: list[Block]) -> bool:
    return any(after.start - before.end > 1 for before, after in pairwise(blocks))


def place_of(text: str, index: int, places: Sequence[Place]) -> Position:
    """The position in the body of a character of a text."""
    line = text.count("\n", 0, index)
    number, column = places[line]
    return Position(number, column + index - text.rfind("\n", 0, index))
