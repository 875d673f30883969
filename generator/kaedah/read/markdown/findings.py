"""Findings of a conversion, with positions in the source.

Python-Markdown keeps no positions, so a position is that of the next occurrence of the snippet, outside code.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from kaedah.problems import Level, Position
from kaedah.read.characters import blanked

# Fenced code and inline code, of a text after a line end, so that each alternative begins with a literal.
_CODE = re.compile(r"\n[ \t]*(`{3,}|~{3,}).*?\n[ \t]*\1|`(?<!``)(`*)(?!`).+?(?<!`)`\2(?!`)", re.DOTALL)
_HEAD = re.compile(r"#{1,6}[ \t]*")
_UNDERLINE = re.compile(r"[ \t]*\n[=-]+[ \t]*$", re.MULTILINE)


class Heading(NamedTuple):
    """A heading and its anchor."""

    level: int
    id: str  # during the conversion the one written in the text, or empty
    position: Position
    slug: str = ""  # made from its text
    token: str = ""  # stands for the id during the conversion


class SiteLink(NamedTuple):
    """A link of a body to something of the site.

    key: the key of a document, as in `methods/lora`, or `terms/` with the id of a term.
    anchor: of a heading of that document; empty for its beginning.
    position: of the address.
    """

    key: str
    anchor: str
    position: Position


class Finding(NamedTuple):
    """A problem in a body, with its position in the body."""

    level: Level
    position: Position
    message: str
    hint: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Findings:
    """Collects the findings, headings, links to the site and images of one conversion, in reading order."""

    source: str = ""
    prose: str = ""  # the source with code blanked out
    scheme: str = "method"  # of links to methods, besides `entry`
    findings: list[Finding] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[SiteLink] = field(default_factory=list)
    images: list[tuple[str, Position]] = field(default_factory=list)
    slow_formulas: int = 0  # how many so far
    _search_starts: dict[str, int] = field(default_factory=dict)

    def reset(self, source: str, scheme: str = "method") -> None:
        self.source, self.scheme, self.slow_formulas = source, scheme, 0
        self.prose = _CODE.sub(blanked, f"\n{source}")[1:] if "`" in source or "~~~" in source else source
        for collection in (self.findings, self.headings, self.links, self.images, self._search_starts):
            collection.clear()

    def position(self, snippet: str) -> Position:
        """The position of the next occurrence of the snippet; the beginning if it is not found."""
        start = self._search_starts.get(snippet, 0)
        index = self.prose.find(snippet, start)
        if index < 0:
            index = self.source.find(snippet, start)
        if index < 0:
            return Position()
        self._search_starts[snippet] = index + len(snippet)
        return self.position_at(index)

    def find_heading(self, prose: str) -> Position:
        """The position of the next heading with this text."""
        index = self._search_starts.get("# " + prose, 0)
        while (index := self.prose.find(prose, index)) >= 0:
            before = self.prose[self.prose.rfind("\n", 0, index) + 1 : index]
            if _HEAD.fullmatch(before) or (not before and _UNDERLINE.match(self.prose, index + len(prose))):
                self._search_starts["# " + prose] = index + len(prose)
                return self.position_at(index)
            index += 1
        return self.position(prose)

    def position_at(self, index: int) -> Position:
        """The position of the character at an index of the body."""
        return Position(self.source.count("\n", 0, index) + 1, index - self.source.rfind("\n", 0, index))

    def find_link(self, href: str) -> Position:
        """The position of the next link to the address, outside code."""
        inline = self.position("](" + href)
        return Position(inline.line, inline.column + 2) if inline != Position() else self.position(href)

    def add(self, level: Level, snippet: str, message: str, hint: str = "", **values: str) -> None:
        self.findings.append(Finding(level, self.position(snippet), message, hint, tuple(values.items())))
