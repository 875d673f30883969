"""Anchors of headings, and what looks like one and is not."""

import re

from kaedah.problems import Position
from kaedah.read.markdown.block import Block
from kaedah.read.markdown.findings import Findings

_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]{0,60})\}\s*$")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*(?:[#.][^{}\n$\\]*|[A-Za-z-]+=[^{}\n$\\]*)\}$")


def take_anchor(text: str, block: Block, findings: Findings) -> tuple[str, str]:
    """The text of a heading without `{#anchor}`, and the anchor."""
    if text[-1:] != "}":
        return text, ""
    found = _ANCHOR.search(text)
    if found:
        return text[: found.start()], found[1]
    find_attributes(text, block, findings)
    return text, ""


def find_attributes(text: str, block: Block, findings: Findings) -> None:
    """Reports attributes at the end of a text, which are shown as they are written."""
    found = _ATTRIBUTES.search(text)
    if not found:
        return
    number, column = block.places[-1]
    column += found.start() - (text.rfind("\n") + 1)
    findings.report(
        "warning",
        Position(number, column + 1),
        "{written} is shown as text: it is no anchor",
        "an anchor stands at the end of a heading, as in `## Words {#name}`: only a-z, 0-9 and hyphens",
        written=found[0],
    )
