"""Findings of a conversion, with positions in the source."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from kaedah.problems import Level, Position
from kaedah.read.markdown.block import Block
from kaedah.text_forms import letters


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
    """Collects the findings, headings, links to the site and images of one conversion."""

    source: str = ""
    scheme: str = "method"  # of links to methods, besides `entry`
    findings: list[Finding] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[SiteLink] = field(default_factory=list)
    images: list[tuple[str, Position]] = field(default_factory=list)
    slow_formulas: int = 0  # how many so far
    placeholder: Position | None = None  # of the first `…` that waits for a text

    def reset(self, source: str, scheme: str = "method") -> None:
        self.source, self.scheme, self.slow_formulas, self.placeholder = source, scheme, 0, None
        for collection in (self.findings, self.headings, self.links, self.images):
            collection.clear()

    def report(self, level: Level, position: Position, message: str, hint: str = "", **values: str) -> None:
        self.findings.append(Finding(level, position, message, hint, tuple(values.items())))

    def add_heading(self, level: int, anchor: str, position: Position, text: str) -> str:
        """Records a heading; returns what stands for its id until all headings are known."""
        token = f"\ue001{len(self.headings)}."
        self.headings.append(Heading(level, anchor, position, _slug(text), token))
        return token

    def note_placeholder(self, block: Block) -> None:
        """Remembers a line that holds nothing but the placeholder of a new file."""
        for line, (number, column) in zip(block.lines, block.places, strict=True):
            if line.strip() == "…" and self.placeholder is None:
                self.placeholder = Position(number, column + 1)


def _slug(words: str) -> str:
    latin = letters(re.sub(r"\$[^$]*\$|`", "", words)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:60].strip("-")
    return slug if re.match("[a-z]", slug) else ""
