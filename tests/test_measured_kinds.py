"""Field kinds for terms, words, quantities, dates, addresses and versions: values, keys, display and messages."""

from pathlib import Path
from typing import Any

import pytest
from kaedah.compare import Verdict, verdict
from kaedah.model import NOT_APPLICABLE, UNKNOWN, Field
from kaedah.problems import Report
from kaedah.read.kinds import KINDS, Role, special_value

from tests.conftest import must_read, publish, write_site
from tests.page_reader import read_page
from tests.test_kinds import localizer, node

TERMS = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}


def parse(kind: str, yaml: str, unit: str = "") -> tuple[Any, list[str]]:
    field = Field("x", kind, "X", terms=TERMS if kind == "terms" else {}, unit=unit)
    report = Report("a.md")
    value = KINDS[kind].parse(node(yaml), field, report)
    return value, [problem.text for problem in report.problems]


def key(kind: str, yaml: str, unit: str = "") -> Any:
    value, problems = parse(kind, yaml, unit)
    assert problems == []
    return KINDS[kind].key(value, KINDS[kind].modes[0])


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("terms", "[linux, windows]", "[windows, linux]"),
        ("list", "[C, Rust]", "[rust, c]"),
        ("quantity", "4 GB", "4000 MB"),
        ("quantity", "1.50 h", "90 min"),
        ("quantity", "'>= 4 GB'", "≥ 4 GB"),
        ("quantity", "65 billion", "65000 million"),
        ("quantity", "{value: 65, unit: billion}", "65 billion"),
        ("quantity", "799.90 EUR", "799.9 EUR"),
        ("quantity", "1-2 km", "1000–2000 m"),
        ("url", "https://www.example.org/", "http://example.org"),
        ("version", "4.2", "v4.2.0"),
        ("date", "2024-03", '"2024-03"'),
    ],
)
def test_values_written_in_two_ways_are_equal(kind: str, one: str, other: str) -> None:
    assert key(kind, one) == key(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("terms", "[linux]", "[linux, windows]"),
        ("list", "[C]", "[C++]"),
        ("quantity", "4 GB", "≥ 4 GB"),
        ("quantity", "4 GB", "4 kg"),
        ("quantity", "1 EUR", "1 USD"),
        ("quantity", "32 °F", "32 °C"),
        ("quantity", "4-8", "4"),
        ("url", "https://example.org/a", "https://example.org/b"),
        ("version", "4.10", "4.1"),
        ("version", "5.0", "5.0-beta"),
        ("date", "2024-03-01", "2024-03"),
        ("date", "300", "-300"),
    ],
)
def test_values_that_differ_are_unequal(kind: str, one: str, other: str) -> None:
    assert key(kind, one) != key(kind, other)


@pytest.mark.parametrize(
    ("kind", "yaml", "problem"),
    [
        ("terms", "[linux, plan-9]", 'unknown term "plan-9" for field "x"'),
        ("list", "[C, c]", '"c" appears twice in "x"'),
        ("quantity", "many", '"many" is not a quantity'),
        ("quantity", "4 parsnips", 'there is no unit "parsnips"'),
        ("quantity", "8-4", 'the range "8-4" ends before it begins'),
        ("quantity", "1,000 kg", '"1,000 kg" is not a quantity'),
        ("date", "2024-13", '"2024-13" is not a date'),
        ("date", "2023-02-29", '"2023-02-29" is not a date'),
        ("date", "0", '"0" is not a date'),
        ("date", "-44-03-15", '"-44-03-15" is not a date'),
        ("url", "ftp://example.org", '"ftp://example.org" is not a web address'),
        ("url", "javascript:alert(1)", '"javascript:alert(1)" is not a web address'),
        ("url", "{text: '', url: https://example.org}", 'an item of "x" is empty or longer than 400 characters'),
        ("version", "latest", '"latest" is not a version'),
    ],
)
def test_a_wrong_value_is_an_error(kind: str, yaml: str, problem: str) -> None:
    value, problems = parse(kind, yaml)
    assert problems == [problem]
    assert kind in ("terms", "list") or value is None


@pytest.mark.parametrize(
    ("kind", "yaml", "code", "shown"),
    [
        ("quantity", "799.90 EUR", "en", "€799.90"),
        ("quantity", "1234.50 kg", "uk", "1 234,50 кг"),
        ("quantity", "65 billion", "uk", "65 мільярдів"),
        ("quantity", "1.5 billion", "ko", "15억"),
        ("quantity", "~100", "bg", "~ 100"),
        ("quantity", "50 %", "zh-Hans", "50%"),
        ("date", "2024-03-05", "ko", "2024년 3월 5일"),
        ("date", "2024-03", "uk", "березень 2024 р."),
        ("date", "-300", "en", "300 BC"),
        ("date", "-300", "uk", "300 до н. е."),
        ("list", "[C, Rust]", "ms", "C dan Rust"),
    ],
)
def test_values_are_shown_as_the_language_writes_them(kind: str, yaml: str, code: str, shown: str) -> None:
    value, problems = parse(kind, yaml)
    assert problems == []
    text = KINDS[kind].cell(value, localizer(code)).html.striptags()
    assert text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == shown


@pytest.mark.parametrize("kind", ["quantity", "date", "url", "version", "list"])
def test_a_value_as_in_a_file_is_the_same_value(kind: str) -> None:
    written = {"quantity": "≥ 4-8 GB", "date": "2024-03-05", "url": "https://example.org/a", "version": "4.2.1"}
    value, _ = parse(kind, written.get(kind, "[C, Rust]"))
    again, problems = parse(kind, f"{KINDS[kind].plain(value)!r}" if kind != "list" else "[C, Rust]")
    assert (again, problems) == (value, [])


def test_a_flag_may_be_partial() -> None:
    value, problems = parse("flag", "partial")
    assert problems == []
    assert KINDS["flag"].key(value, "value") != KINDS["flag"].key(True, "value")
    assert KINDS["flag"].cell(value, localizer("uk")).html == "Частково"
    assert KINDS["flag"].flat(value) == "partial"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_unknown_is_a_stated_value_of_every_kind_but_words(kind: str) -> None:
    field = Field("x", kind, "X", terms=TERMS)
    of_words = KINDS[kind].translated and KINDS[kind].role is not Role.IMAGE
    assert (special_value(node("unknown"), field) is UNKNOWN) != of_words
    assert special_value(node("n/a"), field) is NOT_APPLICABLE
    assert special_value(node("'unknown'"), field) is None
    assert special_value(node("unknown"), field._replace(terms={"unknown": "Unknown"})) is None


def test_an_unknown_value_differs_from_a_known_one_and_from_silence() -> None:
    assert verdict([UNKNOWN, UNKNOWN]) is Verdict.SAME
    assert verdict([UNKNOWN, 1]) is Verdict.DIFFERS
    assert verdict([UNKNOWN, NOT_APPLICABLE]) is Verdict.DIFFERS
    assert verdict([UNKNOWN, None]) is Verdict.INCOMPLETE


SITE = {
    "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
    "content/fields.yaml": "- {id: brand, kind: text, label: Brand, translate: false}\n"
    "- {id: level, kind: term, label: Level, ordered: true, terms: {low: Low, high: High}}\n"
    "- {id: size, kind: quantity, label: Size}\n",
    "content/methods/one.md": "---\nname: One\nbrand: Acme\nlevel: high\nsize: unknown\n---\n",
    "content/methods/two.md": "---\nname: Two\nbrand: Other\nlevel: low\nsize: 4 GB\n---\n",
    "content/comparisons/both.md": "---\ntitle: Both\nmethods: [one, two]\n---\n",
}


def test_words_that_are_the_same_in_every_language_have_no_badge_and_no_part(tmp_path: Path) -> None:
    base = write_site(tmp_path, SITE)
    site = must_read(base)
    assert "brand" not in site.methods["one"].document.source.written_parts
    row = read_page(publish(base, tmp_path / "public") / "uk/compare/both.html").one("tr", data_field="brand")
    assert [cell.words for cell in row.all("td")] == ["Acme", "Other"]
    assert all("lang" not in cell.attributes for cell in row.all("td"))


def test_ordered_terms_are_listed_in_the_order_of_their_vocabulary(tmp_path: Path) -> None:
    output = publish(write_site(tmp_path, SITE), tmp_path / "public")
    text = (output / "en/index.html").read_text(encoding="utf-8")
    assert text.index("by/level/low.html") < text.index("by/level/high.html")
    assert read_page(output / "en/compare/both.html").one("tr", data_field="size").all("td")[0].words == "unknown"
