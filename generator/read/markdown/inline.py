"""Python-Markdown's inline stage, told which patterns cannot match.

The library tries each of its patterns on each run of text. Most begin with a sign that most text does not hold; looking
for the sign first makes a body 1.3 times as fast (`benchmarks/markdown_speed.py`), with the same result
(`tests/test_markdown_inline.py`). It overrides a private method, so the library's version is pinned.
"""

from typing import Any

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

# The sign that is in every text a pattern matches; patterns not named here are always tried.
_SIGNS: dict[str, str] = {
    "backtick": "`",
    "escape": "\\",
    "formula": "$",
    "footnote": "[",
    "reference": "[",
    "link": "[",
    "image_link": "[",
    "image_reference": "[",
    "short_reference": "[",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "raw_html_text": "<",
    "entity": "&",
    "em_strong": "*",
    "em_strong2": "_",
}


class QuickInline(InlineProcessor):
    """The same stage, skipping patterns whose signs are not in the text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        patterns = {id(md.inlinePatterns[name]): name for name in _SIGNS if name in md.inlinePatterns}
        self._tried = [(pattern, _SIGNS.get(patterns.get(id(pattern), ""), "")) for pattern in md.inlinePatterns]
        self._signs = frozenset(_SIGNS.values())

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        signs = self._signs.intersection(data)
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index in range(patternIndex, len(self._tried)):
            pattern, sign = self._tried[index]
            if sign and sign not in signs:
                continue
            matched, start = True, 0
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data
