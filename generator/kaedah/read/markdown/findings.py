"""What a conversion notes about a body, each at its place in the source.

Python-Markdown keeps no places, so a place is the next occurrence of the snippet it is about; code is passed over.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from kaedah.problems import Level, Position
from kaedah.read.characters import blanked

# Fenced code and code in a line, of a text after a line end: whatever begins with a sign is found in half the time.
_CODE = re.compile(r"\n[ \t]*(`{3,}|~{3,}).*?\n[ \t]*\1|`(?<!``)(`*)(?!`).+?(?<!`)`\2(?!`)", re.DOTALL)
_HEAD = re.compile(r"#{1,6}[ \t]*")
_UNDERLINE = re.compile(r"[ \t]*\n[=-]+[ \t]*$", re.MULTILINE)


class Heading(NamedTuple):
    """A heading and its anchor. Until anchors are given out, `id` is the written one, `slug` made of the words."""

    level: int
    id: str
    position: Position
    slug: str = ""
    token: str = ""


class Finding(NamedTuple):
    """A problem of a body, at its place in the body."""

    level: Level
    position: Position
    message: str
    hint: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Findings:
    """What one conversion found, in reading order."""

    source: str = ""
    prose: str = ""  # the source with code blanked out, where places are looked for first
    findings: list[Finding] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    methods: list[tuple[str, Position]] = field(default_factory=list)
    _search_starts: dict[str, int] = field(default_factory=dict)

    def reset(self, source: str) -> None:
        self.source = source
        self.prose = _CODE.sub(blanked, f"\n{source}")[1:] if "`" in source or "~~~" in source else source
        for collection in (self.findings, self.headings, self.methods, self._search_starts):
            collection.clear()

    def position(self, snippet: str) -> Position:
        """The place of the next occurrence of the snippet; the beginning where it is not found as written."""
        start = self._search_starts.get(snippet, 0)
        index = self.prose.find(snippet, start)
        if index < 0:
            index = self.source.find(snippet, start)
        if index < 0:
            return Position()
        self._search_starts[snippet] = index + len(snippet)
        return self.position_at(index)

    def find_heading(self, prose: str) -> Position:
        """The place of the next heading with these words."""
        index = self._search_starts.get("# " + prose, 0)
        while (index := self.prose.find(prose, index)) >= 0:
            before = self.prose[self.prose.rfind("\n", 0, index) + 1 : index]
            if _HEAD.fullmatch(before) or (not before and _UNDERLINE.match(self.prose, index + len(prose))):
                self._search_starts["# " + prose] = index + len(prose)
                return self.position_at(index)
            index += 1
        return self.position(prose)

    def position_at(self, index: int) -> Position:
        """The place of a character of the body."""
        return Position(self.source.count("\n", 0, index) + 1, index - self.source.rfind("\n", 0, index))

    def find_link(self, href: str) -> Position:
        """The place of the next link to that address; what looks like one in code is passed over."""
        inline = self.position("](" + href)
        return Position(inline.line, inline.column + 2) if inline != Position() else self.position(href)

    def add(self, level: Level, snippet: str, message: str, hint: str = "", **values: str) -> None:
        self.findings.append(Finding(level, self.position(snippet), message, hint, tuple(values.items())))
