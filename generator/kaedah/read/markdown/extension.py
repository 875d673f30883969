"""Kaedah's extension of Python-Markdown: the blocks and texts of CommonMark and GitHub, formulas, images, anchors and
Han line breaks; no raw HTML.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from kaedah.read.markdown.figures import Figures
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.tables import ScrollingTables
from kaedah.read.markdown.tree import Blocks
from kaedah.text_forms import WIDE_GAP

_INLINE_TAGS = frozenset({"a", "em", "strong", "code", "span", "sup", "br", "del"})
# Matches every text with Han characters or full-width signs, and compiles faster than an exact pattern.
_NON_LATIN = re.compile("[^\0-\u2e7f]")
_MARKS = str.maketrans("", "", "\x02\x03")  # what the library marks its own places with


class _Lines(Preprocessor):
    """Lines as they are written: tabs belong to code."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines).translate(_MARKS)
        return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class _HanBreaks(Treeprocessor):
    """Removes line breaks between two Han or full-width characters, where they are not spaces."""

    def __init__(self, md: Markdown, findings: Findings) -> None:
        super().__init__(md)
        self.findings = findings

    def run(self, root: etree.Element) -> None:
        if not _NON_LATIN.search(self.findings.source):
            return
        runs = [
            (element, attribute, getattr(element, attribute) or "", is_code)
            for element, attribute, is_code in _texts(root)
        ]
        text_flow = "".join("\0" * len(text) if is_code else text for _, _, text, is_code in runs)
        dropped = [match.start() for match in WIDE_GAP.finditer(text_flow) if match[0] == "\n"]
        start = 0
        for element, attribute, text, _ in runs:
            inside = [position - start for position in dropped if start <= position < start + len(text)]
            if inside:
                setattr(
                    element, attribute, "".join(char for position, char in enumerate(text) if position not in inside)
                )
            start += len(text)


def _texts(element: etree.Element, is_code: bool = False) -> Iterator[tuple[etree.Element, str, bool]]:
    """Every text in reading order: its element, the attribute (`text` or `tail`), and whether it is code."""
    is_code = is_code or element.tag in ("code", "pre")
    yield element, "text", is_code
    for child in element:
        yield from _texts(child, is_code)
        yield child, "tail", is_code or child.tag not in _INLINE_TAGS


class KaedahExtension(Extension):
    """Registers the processors; each conversion fills `findings`."""

    def __init__(self, findings: Findings, *, fast: bool) -> None:
        super().__init__()
        self.findings, self.fast = findings, fast

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        for name in ("html_block", "normalize_whitespace"):
            md.preprocessors.deregister(name)
        for name in ("inline", "prettify", "unescape"):
            md.treeprocessors.deregister(name)
        md.preprocessors.register(_Lines(md), "lines", 30)
        md.parser.blockprocessors.register(Blocks(md.parser, self.findings, fast=self.fast), "blocks", 200)
        md.treeprocessors.register(Figures(md, self.findings), "figures", 14)
        md.treeprocessors.register(ScrollingTables(md), "tables", 10)
        md.treeprocessors.register(_HanBreaks(md, self.findings), "han_breaks", 5)


def build_parser(*, fast: bool = True) -> tuple[Markdown, Findings]:
    """A parser for one thread, and the findings it fills; without `fast`, every text is read sign by sign."""
    findings = Findings()
    return Markdown(extensions=[KaedahExtension(findings, fast=fast)], output_format="html"), findings
