"""The quick way through simple texts changes nothing: the same HTML and findings with and without it."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaedah.read.markdown import inline
from kaedah.read.markdown.extension import build_parser
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.open_blocks import TooDeep
from markdown import Markdown

from tests.conftest import EXAMPLES
from tests.example import EXAMPLE

QUICK, SLOW = build_parser(), build_parser(fast=False)
BODIES = sorted((EXAMPLE / "content").rglob("*.md"))
INLINE = [
    "LocalizedText",
    "слово",
    "方法",
    "é",
    "’",
    " ",
    "\t",
    "a@b.example",
    "<b>",
    "<https://example.org>",
    "&amp;",
    "&",
]
SIGNS = ["*", "**", "_", "__", "`", "``", "$x^2$", "$$", "[", "]", "(", ")", "](method:lora)", "![x](y)", "\\", "\\*"]
BREAKS = ["  \n", "\n", "\n\n", "\n===", "\n---", "\n***\n", "\n    code", "\n```\ncode\n```\n", "# ", "\n## "]
BLOCKS = ["- ", "\n- ", "\n    - ", "1. ", "\n2. ", "> ", "|", "\n| a | b |\n| - | - |\n", ": ", "\n:   said"]
WEB = ["https://e.org/a_b", "www.e.org", "x@e.org", "~~", "~", "~~so~~", "**so**.", "*s o*,", "(*so*)", "[w](a:b)"]
NOTES = ["[^1]", "\n[^1]: note", "[r]", "\n[r]: https://e.org"]
SIMPLE = [
    "`a*b<c>`",
    "` x `",
    "**so**",
    "*so*",
    "** so**",
    "*so *",
    "[w](method:lora)",
    "[w w](https://e.org/a_b?c=1&d)",
    "\u3000",
]


def both(parser: tuple[Markdown, Findings], source: str) -> tuple[str, Findings]:
    """What the parser makes of it, and what it notes."""
    parser[0].reset()
    parser[1].reset(source)
    try:
        made = parser[0].convert(source)
    except TooDeep as error:
        made = f"too deep in line {error}"
    return made, deepcopy(parser[1])


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_the_fast_parser_agrees_on_every_shipped_body(path: Path) -> None:
    body = path.read_text(encoding="utf-8").partition("\n---\n")[2]
    assert both(QUICK, body) == both(SLOW, body)


@settings(max_examples=10 * EXAMPLES)
@given(st.lists(st.sampled_from(INLINE + SIGNS + BREAKS + BLOCKS + NOTES + WEB), max_size=14))
def test_the_fast_parser_agrees_on_any_mixture_of_special_characters(pieces: list[str]) -> None:
    source = "".join(pieces)
    assert both(QUICK, source) == both(SLOW, source)


@settings(max_examples=10 * EXAMPLES)
@given(st.lists(st.sampled_from([*SIMPLE, *WEB, *INLINE[:6], "a", ".", "\n", "\n\n- ", *"*[`!"]), max_size=9))
def test_the_fast_parser_agrees_on_any_mixture_of_simple_markup(pieces: list[str]) -> None:
    source = "".join(pieces)
    assert both(QUICK, source) == both(SLOW, source)


def test_simple_markup_is_read_without_the_scanner() -> None:
    source = "Words `a<b`, **strong**, *stressed* and [a link](https://e.org/ab)"
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(inline, "TextReader")
        made, _ = both(QUICK, source)
    assert re.findall(r"<(code|strong|em|a)\b", made) == ["code", "strong", "em", "a"]


@pytest.mark.parametrize("words", ["_so_", "__so__", "*so*", "**so**"])
def test_emphasis_works_with_asterisks_and_underscores(words: str) -> None:
    tag = "strong" if len(words) == 6 else "em"
    assert both(QUICK, words)[0] == f"<p><{tag}>so</{tag}></p>"
