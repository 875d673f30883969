"""Python-Markdown's stages, told what they need not try.

The library tries each of its patterns on each run of text, and each sort of block on each block. Most patterns begin
with a sign that most text does not hold, and most blocks are plain paragraphs; looking for that first makes a body
faster by half (`benchmarks/markdown_speed.py`), with the same result (`tests/test_markdown.py`). It overrides a private
method, so the library's version is pinned.
"""

import xml.etree.ElementTree as etree
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

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


class PlainParagraphs(ParagraphProcessor):
    """Paragraphs that can be nothing else: every line begins with a letter, and none holds a cell or a formula."""

    def test(self, parent: etree.Element, block: str) -> bool:
        if "|" in block or "$$" in block or self.parser.state.isstate("list"):
            return False
        return all(line[:1].isalpha() for line in block.split("\n"))


class QuickInline(InlineProcessor):
    """The same stage, skipping patterns whose signs are not in the text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        names = {id(md.inlinePatterns[name]): name for name in _SIGNS if name in md.inlinePatterns}
        self._tried = [(pattern, _SIGNS.get(names.get(id(pattern), ""), ())) for pattern in md.inlinePatterns]
        self._signs = tuple(dict.fromkeys(sign for _, signs in self._tried for sign in signs))
        self._all_named = all(signs for _, signs in self._tried)

    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        """Hides the texts that no pattern can match: what is atomic is passed over."""
        for element in tree.iter():
            text = element.text
            if text and self._all_named and type(text) is str and not any(sign in text for sign in self._signs):
                element.text = AtomicString(text)
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        signs = [sign for sign in self._signs if sign in data]
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index in range(patternIndex, len(self._tried)):
            pattern, asked = self._tried[index]
            if asked and not any(sign in signs for sign in asked):
                continue
            matched, start = True, 0
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data
