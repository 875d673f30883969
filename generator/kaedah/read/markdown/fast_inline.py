"""Python-Markdown's stages, told what they need not try.

The library tries each of its patterns on each run of text, and each sort of block on each block. Most patterns begin
with a sign that most text does not hold, and most blocks are plain paragraphs; looking for that first makes a body more
than one and a half times as fast (`benchmarks/markdown_speed.py`), with the same result
(`tests/test_fast_inline.py`). It overrides a private method, so the library's version is pinned.
"""

import re
import xml.etree.ElementTree as etree
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import AtomicString, code_escape

from kaedah.read.markdown.findings import Findings

# The signs of which every text that a pattern matches holds one; patterns not named here are always tried.
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
# Code, strong words, stressed ones, and a link with its address, where none of them holds or touches another sign.
_WORDS = r"[^\s*_`\[\]<&\\$!^](?:[^*_`\[\]<&\\$!]*[^\s*_`\[\]<&\\$!])?"
_SIMPLE = re.compile(
    r"(?<!`)`(?!`)([^`\n]*[^`\s][^`\n]*)`(?!`)"
    rf"|(?<!\*)\*\*({_WORDS})\*\*(?!\*)"
    rf"|(?<!\*)\*({_WORDS})\*(?!\*)"
    rf"|(?<!!)\[({_WORDS})\]\(([A-Za-z0-9_:/.?=&%#+~-]+)\)"
)


class PlainParagraphs(ParagraphProcessor):
    """Paragraphs that can be nothing else: every line begins with a letter, and none holds a cell or a formula."""

    def test(self, parent: etree.Element, block: str) -> bool:
        if "|" in block or "$$" in block or self.parser.state.isstate("list"):
            return False
        return all(line[:1].isalpha() for line in block.split("\n"))


class FastInline(InlineProcessor):
    """The same stage, skipping patterns whose signs are not in the text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        names = {id(md.inlinePatterns[name]): name for name in _SIGNS if name in md.inlinePatterns}
        self._patterns = [(pattern, _SIGNS.get(names.get(id(pattern), ""), ())) for pattern in md.inlinePatterns]
        self._signs = tuple(dict.fromkeys(sign for _, signs in self._patterns for sign in signs))
        self._sign = re.compile("|".join(map(re.escape, self._signs)))
        self._all_named = all(signs for _, signs in self._patterns)
        self._candidates: dict[tuple[str, ...], list[tuple[int, Any]]] = {}  # by the signs that a text holds

    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        """Sees to the texts that no pattern can match and to the simple ones: what is atomic is passed over."""
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
        """What stands before the first sign, and the elements after that, of a text in which all signs are simple ones:
        code, stress and links that hold no other sign. None of any other text.
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
        """The patterns that may match a text with these signs, each with its place in the order."""
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
    """The same stage, left out where no sign was escaped."""

    collected: Findings

    def run(self, root: etree.Element) -> None:
        if "\\" in self.collected.source:
            super().run(root)
