"""Forms of a text: equal to the eye is equal, in Python and in the browser."""

import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from kaedah.problems import Report
from kaedah.read.discovery import slug_of
from kaedah.read.files import decode
from kaedah.read.markdown import render_body
from kaedah.text_forms import clean, invisible_in, letters, same, same_word
from playwright.sync_api import Browser

from tests.browsing import open_page
from tests.conftest import ROOT, read, write_site

PAIRS = {
    "composed and decomposed": ("Méthode", "Me\u0301thode"),
    "Hangul syllables and letters": ("미세 조정", unicodedata.normalize("NFD", "미세 조정")),
    "zero width space": ("Deep learning", "Deep\u200b learning"),
    "soft hyphen": ("learning", "learn\u00ading"),
    "word joiner and byte order mark": ("ab", "a\u2060\ufeffb"),
    "kinds of spaces": ("5 GB of memory", "5\u00a0GB\u2009of \u3000memory"),
    "non-breaking hyphen": ("low-rank", "low\u2011rank"),
    "direction marks in Latin": ("abc", "\u200eabc\u200f"),
    "direction marks in Hebrew": ("שלום", "\u200fשלום"),
    "Hangul filler": ("가", "가\u3164"),
    "angstrom sign": ("Å", "\u212b"),
    "joiner in Latin": ("Auflage", "Auf\u200clage"),
    "variation selector after a letter": ("a", "a\ufe0f"),
}


@pytest.mark.parametrize("case", PAIRS)
def test_texts_that_look_equal_are_equal(case: str) -> None:
    one, other = PAIRS[case]
    assert same(one) == same(other)
    assert same_word(one.upper()) == same_word(other)
    assert letters(one.replace("-", "")) == letters(" ".join(other.replace("\u2011", "").split()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "ä"),
        ("o", "ø"),
        ("и", "й"),
        ("か", "が"),
        ("می‌خواهم", "میخواهم"),
        ("CO2", "CO₂"),
        ("a-b", "a–b"),
        ("a", "а"),
    ],
)
def test_texts_that_look_different_are_different(one: str, other: str) -> None:
    assert same(one) != same(other)


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "क\u094d\u200dष",
        "👩\u200d💻",
        "🏳\ufe0f\u200d🌈",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e007f",
        "葛\U000e0100",
        "שלום, \u200eLoRA",
        "ไทย\u200bแลนด์",
        "Donau\u00addampf",
        "\u1820\u180b",
        "神",
        "Straße — “x”…\u00a0!",
    ],
)
def test_what_a_script_needs_is_kept_and_not_told(text: str) -> None:
    assert clean(text) == text
    assert [*invisible_in(text)] == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Łukasiewicz logic", "lukasiewicz-logic"),
        ("Ørsted unit", "orsted-unit"),
        ("Gauß-Kırpı filter", "gauss-kirpi-filter"),
        ("Đặng İlker Æsir Œuvre Åland", "dang-ilker-aesir-oeuvre-aland"),
        ("Curaçao Éclair", "curacao-eclair"),
        ("Me\u0301thode", "methode"),
        ("Þór ﬁx x²", "thor-fix-x2"),
    ],
)
def test_letters_are_kept_in_slugs_and_anchors(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    report = Report("a.md")
    assert [heading.id for heading in render_body(f"## {name}\n", 1, report).headings] == [slug]


@pytest.mark.parametrize("char", ["\u200b", "\u2060", "\u202e", "\u00ad", "\u200d", "\ufeff", "\u3164"])
def test_an_invisible_character_is_told_at_its_place_and_left_out(char: str) -> None:
    report = Report("a.md")
    assert decode(f"---\nname: a{char} b\n".encode(), report) == "---\nname: a b\n"
    assert [(item.line, item.column, item.level) for item in report.problems] == [(2, 8, "warning")]
    assert f"U+{ord(char):04X}" in report.problems[0].text


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", 2), ("a\r\nb\r\n>>>>>>> x\r\n", 3), ("<<<<<<<\n", 1)],
)
def test_marks_of_a_merge_conflict_are_an_error(text: str, line: int) -> None:
    report = Report("a.css")
    assert decode(text.encode(), report) is None
    assert [(item.line, item.level) for item in report.problems] == [(line, "error")]


@pytest.mark.parametrize(
    "text", ["Title\n=======\n", "> > > > > > > x\n", " <<<<<<< HEAD\n", "a <<<<<<< b\n", "|||||||\n"]
)
def test_lines_that_only_look_like_a_conflict_are_read(text: str) -> None:
    report = Report("a.md")
    assert decode(text.encode(), report) == text
    assert report.problems == []


def _samples() -> list[str]:
    """Every character but most ideographs and syllables, and many letters with marks and beside others."""
    codes = (*range(0x20, 0x4E20), *range(0xA000, 0xAC40), *range(0xF900, 0x17000), *range(0x1B000, 0x20000), 0x2F81A)
    known = [char for char in map(chr, codes) if unicodedata.category(char) not in ("Cn", "Cs", "Co")]
    bases = [char for char in known if char.isalpha() and ord(char) < 0x600]
    marked = [base + mark for base in bases for mark in ("\u0301", "\u0308\u0301", "\u0327", "\u064e", "\u200d")]
    return [*known, *marked, *(one + other for one, other in zip(bases, reversed(bases), strict=True))]


@pytest.mark.browser
def test_a_browser_makes_the_same_letters_the_same(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, "about:blank")
    page.evaluate("window.kaedah = { methods() {}, others() {} }; 0")
    page.add_script_tag(content=(public / "en/search.js").read_text(encoding="utf-8"))
    samples = _samples()
    found = json.loads(page.evaluate("texts => JSON.stringify(texts.map(kaedah.letters))", samples))
    # A browser may know letters that this Python does not, and the other way round.
    differ = [
        (text, letters(text), other) for text, other in zip(samples, found, strict=True) if letters(text) != other
    ]
    assert differ == []
    page.close()


@pytest.mark.parametrize(
    "path",
    [
        "content/site.yaml",
        "content/fields.yaml",
        "content/glossary.yaml",
        "content/methods/one.md",
        "content/data/more.csv",
        "content/data/more.json",
        "content/files/robots.txt",
        "locales/uk/LC_MESSAGES/site.po",
        "themes/own/theme.yaml",
        "themes/own/templates/method.html",
        "themes/own/assets/more.css",
        "themes/own/additions/kaedah.css",
    ],
)
def test_a_merge_conflict_is_an_error_in_every_kind_of_text_file(path: str, minimal: Path) -> None:
    files = {
        "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\ntheme: own\n",
        "themes/own/theme.yaml": "extends: default\n",
    }
    site = write_site(minimal, files | {path: f"{files.get(path, '# a')}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n"})
    shutil.copytree(ROOT / "themes/default", site / "themes/default", dirs_exist_ok=True)
    found, problems = read(site)
    assert found is None
    assert [item.level for item in problems if "merge conflict" in item.text and item.path.endswith(path)] == ["error"]


def test_marks_of_a_conflict_in_binary_files_are_no_conflict(minimal: Path) -> None:
    write_site(minimal, {"content/files/a.zip": b"\0\n<<<<<<< HEAD\n"})
    assert read(minimal)[0] is not None
