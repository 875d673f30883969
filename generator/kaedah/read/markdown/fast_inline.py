"""Faster stages for Python-Markdown, with the same result (`tests/test_fast_inline.py`).

The library tries each pattern on each text, and each block processor on each block. Most patterns begin with a sign
that most texts do not contain, and most blocks are plain paragraphs. Checking that first makes conversion more than
1.5 times as fast (`benchmarks/markdown_speed.py`). A private method is overridden, so the version of the library is
pinned.
"""

import re
import xml.etree.ElementTree as etree
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import AtomicString, code_escape

from kaedah.read.markdown.findings import Findings

# For each pattern, signs of which every matching text contains one. Patterns not listed here are always tried.
_SIGNS: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "escape": ("\\",),
    "formula": ("$",),
    "footnote": ("[",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("[",),
    "image_reference": ("[",),
    "short_reference": ("[",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "raw_html_text": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
# Code, strong and emphasised text, and inline links, if they neither contain nor touch another sign.
_WORDS = r"[^\s*_`\[\]<&\\$!^](?:[^*_`\[\]<&\\$!]*[^\s*_`\[\]<&\\$!])?"
_SIMPLE = re.compile(
    r"(?<!`)`(?!`)([^`\n]*[^`\s][^`\n]*)`(?!`)"
    rf"|(?<!\*)\*\*({_WORDS})\*\*(?!\*)"
    rf"|(?<!\*)\*({_WORDS})\*(?!\*)"
    rf"|(?<!!)\[({_WORDS})\]\(([A-Za-z0-9_:/.?=&%#+~-]+)\)"
)


class PlainParagraphs(ParagraphProcessor):
    """Blocks that can only be paragraphs: every line begins with a letter, without table cells and formulas."""

    def test(self, parent: etree.Element, block: str) -> bool:
        if "|" in block or "$$" in block or self.parser.state.isstate("list"):
            return False
        return all(line[:1].isalpha() for line in block.split("\n"))


class FastInline(InlineProcessor):
    """The inline stage, which skips patterns whose signs are not in the text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        names = {id(md.inlinePatterns[name]): name for name in _SIGNS if name in md.inlinePatterns}
        self._patterns = [(pattern, _SIGNS.get(names.get(id(pattern), ""), ())) for pattern in md.inlinePatterns]
        self._signs = tuple(dict.fromkeys(sign for _, signs in self._patterns for sign in signs))
        self._sign = re.compile("|".join(map(re.escape, self._signs)))
        self._all_named = all(signs for _, signs in self._patterns)
        self._candidates: dict[tuple[str, ...], list[tuple[int, Any]]] = {}  # by the signs that a text holds

    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        """Marks texts without signs as atomic, which the library skips, and converts simple texts directly."""
        pending: list[tuple[etree.Element, list[etree.Element]]] = []
        for element in tree.iter() if self._all_named else ():
            text = element.text
            if not text or type(text) is not str:
                continue
            if not self._sign.search(text):
                element.text = AtomicString(text)
            elif simple := self._split_simple(text):
                element.text = AtomicString(simple[0])
                pending.append((element, simple[1]))
        super().run(tree, ancestors)
        for element, children in pending:
            element[:0] = children
        return tree

    def _split_simple(self, text: str) -> tuple[str, list[etree.Element]] | None:
        """The text before the first sign and the elements after it, if all signs are simple code, emphasis or links.

        None for any other text.
        """
        pieces = _SIMPLE.split(text)
        if len(pieces) == 1 or "  \n" in text or self._sign.search("\0".join(pieces[::6])):
            return None
        children = []
        for at in range(1, len(pieces), 6):
            code, strong, emphasis, words, href, tail = pieces[at : at + 6]
            child = etree.Element("code" if code else "strong" if strong else "em" if emphasis else "a")
            child.text = AtomicString(code_escape(code.strip()) if code else strong or emphasis or words)
            if href:
                child.set("href", href)
            child.tail = tail
            children.append(child)
        return pieces[0], children

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index, pattern in self._candidates_for(tuple([sign for sign in self._signs if sign in data])):
            matched, start = index >= patternIndex, 0
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data

    def _candidates_for(self, signs: tuple[str, ...]) -> list[tuple[int, Any]]:
        """The patterns that may match a text with these signs, each with its index."""
        found = self._candidates.get(signs)
        if found is None:
            candidates = enumerate(self._patterns)
            found = [
                (at, pattern)
                for at, (pattern, required) in candidates
                if not required or not {*required}.isdisjoint(signs)
            ]
            self._candidates[signs] = found
        return found


class FastUnescape(UnescapeTreeprocessor):
    """The unescape stage, skipped if no sign is escaped."""

    collected: Findings

    def run(self, root: etree.Element) -> None:
        if "\\" in self.collected.source:
            super().run(root)
