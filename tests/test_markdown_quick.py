"""What the library's stages are told not to try changes nothing: the same HTML with and without."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from generator.read.markdown.dialect import build_parser
from generator.read.markdown.inline import _SIGNS
from generator.read.markdown.notes import Notes
from tests.conftest import ROOT

QUICK, SLOW = build_parser(), build_parser(quick=False)
BODIES = sorted((ROOT / "content").rglob("*.md"))
INLINE = ["Words", "слово", "方法", "é", "’", " ", "\t", "a@b.example", "<b>", "<https://example.org>", "&amp;", "&"]
SIGNS = ["*", "**", "_", "__", "`", "``", "$x^2$", "$$", "[", "]", "(", ")", "](method:lora)", "![x](y)", "\\", "\\*"]
BREAKS = ["  \n", "\n", "\n\n", "\n===", "\n---", "\n***\n", "\n    code", "\n```\ncode\n```\n", "# ", "\n## "]
BLOCKS = ["- ", "\n- ", "\n    - ", "1. ", "\n2. ", "> ", "|", "\n| a | b |\n| - | - |\n", ": ", "\n:   said"]
NOTES = ["[^1]", "\n[^1]: note", "[r]", "\n[r]: https://e.org"]


def html(parser: tuple[Markdown, Notes], source: str) -> str:
    parser[0].reset()
    parser[1].begin(source)
    return parser[0].convert(source)


def test_every_pattern_of_the_library_is_known_by_its_signs() -> None:
    assert {item.name for item in QUICK[0].inlinePatterns._priority} == set(_SIGNS)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_every_body_of_the_content_is_the_same(path: Path) -> None:
    body = path.read_text(encoding="utf-8").partition("\n---\n")[2]
    assert html(QUICK, body) == html(SLOW, body)


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(INLINE + SIGNS + BREAKS + BLOCKS + NOTES), max_size=14))
def test_any_mixture_of_signs_is_the_same(pieces: list[str]) -> None:
    source = "".join(pieces)
    assert html(QUICK, source) == html(SLOW, source)


@pytest.mark.parametrize("words", ["_so_", "__so__", "*so*", "**so**"])
def test_words_are_stressed_with_either_sign(words: str) -> None:
    tag = "strong" if len(words) == 6 else "em"
    assert html(QUICK, words) == f"<p><{tag}>so</{tag}></p>"
