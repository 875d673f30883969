"""Skipping patterns that cannot match changes nothing: the same HTML with and without."""

import re
import xml.etree.ElementTree as etree
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaedah.read.markdown.extension import build_parser
from kaedah.read.markdown.fast_inline import _SIGNS, FastInline
from kaedah.read.markdown.findings import Findings
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


def html(parser: tuple[Markdown, Findings], source: str) -> tuple[str, Findings]:
    """What the parser makes of it, and what it notes."""
    parser[0].reset()
    parser[1].reset(source)
    made = re.sub(r"klzzwxh:\d+", "klzzwxh", parser[0].convert(source))  # of a text that is refused
    return made, deepcopy(parser[1])


def test_every_pattern_of_the_library_is_recognized_by_its_characters() -> None:
    assert {item.name for item in QUICK[0].inlinePatterns._priority} == set(_SIGNS)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_the_fast_parser_agrees_on_every_shipped_body(path: Path) -> None:
    body = path.read_text(encoding="utf-8").partition("\n---\n")[2]
    assert html(QUICK, body) == html(SLOW, body)


@settings(max_examples=10 * EXAMPLES)
@given(st.lists(st.sampled_from(INLINE + SIGNS + BREAKS + BLOCKS + NOTES), max_size=14))
def test_the_fast_parser_agrees_on_any_mixture_of_special_characters(pieces: list[str]) -> None:
    source = "".join(pieces)
    assert html(QUICK, source) == html(SLOW, source)


@settings(max_examples=10 * EXAMPLES)
@given(st.lists(st.sampled_from(SIMPLE + INLINE[:6] + ["a", ".", "\n", "\n\n- ", "*", "[", "`", "!"]), max_size=9))
def test_the_fast_parser_agrees_on_any_mixture_of_simple_markup(pieces: list[str]) -> None:
    source = "".join(pieces)
    assert html(QUICK, source) == html(SLOW, source)


def test_simple_markup_is_parsed_without_the_library() -> None:
    source = "Words `a<b`, **strong**, *stressed* and [a link](https://e.org/a_b)"
    tree = etree.Element("div")
    etree.SubElement(tree, "p").text = source
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FastInline, "_InlineProcessor__applyPattern", None)
        QUICK[0].treeprocessors["inline"].run(tree)
    assert [child.tag for child in tree[0]] == ["code", "strong", "em", "a"]


@pytest.mark.parametrize("words", ["_so_", "__so__", "*so*", "**so**"])
def test_emphasis_works_with_asterisks_and_underscores(words: str) -> None:
    tag = "strong" if len(words) == 6 else "em"
    assert html(QUICK, words)[0] == f"<p><{tag}>so</{tag}></p>"
