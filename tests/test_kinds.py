"""Every field kind: accepted values, compared values, and localized display."""

from collections.abc import Callable, Hashable
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from kaedah.compare import key_mark
from kaedah.documents import Alias, LocalizedText, Status
from kaedah.model import NOT_APPLICABLE, Field, Source
from kaedah.person import Person
from kaedah.plan.layout import RowHead
from kaedah.plan.site_plan import plan_site
from kaedah.problems import Report, format_problems
from kaedah.read.folders import Folders
from kaedah.read.kinds import KINDS, Cell, Neighbour
from kaedah.read.site import read_site
from kaedah.read.yaml_nodes import Node, parse_yaml
from kaedah.render.columns import render_cell
from kaedah.render.localizer import PageLocalizer
from markupsafe import Markup

from tests.conftest import MINIMAL, ROOT, must_read, publish, write_site
from tests.page_reader import Element, _Builder, read_page

CODES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
TERMS = {"deep-learning": "Deep learning", "statistics": "Statistics"}


@cache
def pens() -> dict[str, PageLocalizer]:
    """The pen of each of the project's languages, with its real catalogue."""
    files = MINIMAL | {"content/site.yaml": f"title: T\nsource_locale: en\nlocales: [{', '.join(CODES)}]\n"}
    with TemporaryDirectory() as folder:
        base = write_site(Path(folder), files)
        site, problems = read_site(Folders(base / "content", ROOT / "locales", ROOT / "themes"))
    assert site is not None, format_problems(problems)
    locale_sites = plan_site(site).locale_sites
    return {code: PageLocalizer(locale_sites[code].layout, site.catalogues.get(code)) for code in CODES}


def localizer(code: str) -> PageLocalizer:
    return pens()[code]


def node(yaml: str) -> Node:
    report = Report("a.md")
    root = parse_yaml(f"value: {yaml}\n", report)
    assert root is not None, format_problems(report.problems)
    return root.pairs[0][1]


def parse(kind: str, yaml: str) -> tuple[Any, list[str]]:
    """The value, and the problems in their own words with their column."""
    field = Field("x", kind, "X", terms=TERMS if kind == "term" else {})
    report = Report("a.md")
    value = KINDS[kind].parse(node(yaml), field, report)
    return value, [f"{problem.line}:{problem.column} {problem.text}" for problem in report.problems]


def good(kind: str, yaml: str) -> Any:
    value, problems = parse(kind, yaml)
    assert problems == []
    return value


def bad(kind: str, yaml: str) -> list[str]:
    value, problems = parse(kind, yaml)
    assert not value
    return problems


def tree(markup: str) -> Element:
    """The markup as a tree; fails where tags do not nest."""
    builder = _Builder()
    builder.feed(str(markup))
    assert builder.faults == []
    assert len(builder.open) == 1
    return builder.root


def cell(kind: str, value: Any, code: str = "en") -> Cell:
    return KINDS[kind].cell(value, localizer(code))


def words(cell: Cell) -> str:
    return tree(cell.html).words


def key(kind: str, yaml: str, mode: Any = None) -> Hashable:
    return KINDS[kind].key(good(kind, yaml), mode or KINDS[kind].modes[0])


# All kinds


def test_the_documented_field_kinds_exist() -> None:
    first = {"term", "year", "text", "people", "sources", "names", "links", "prose", "number", "flag"}
    assert set(KINDS) == first | {"terms", "list", "quantity", "date", "url", "version", "image"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_rejects_a_mapping_and_describes_what_it_accepts(kind: str) -> None:
    problems = bad(kind, "{a: b}")
    assert problems
    assert all(problem.startswith(("1:8 ", "1:9 ")) for problem in problems)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"people", "sources", "names", "links", "terms", "list"}))
def test_a_single_value_kind_rejects_a_list(kind: str) -> None:
    assert len(bad(kind, "[a, b]")) == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_can_be_excluded_from_comparison(kind: str) -> None:
    assert "none" in KINDS[kind].modes
    assert KINDS[kind].modes[0] != "none"


@pytest.mark.parametrize("kind", ["text", "prose", "names", "people", "links"])
@pytest.mark.parametrize(
    "written", ["no", "12:30", "1.10", "on", "0x1F", "2021-01-01", "null", "~", "1e3", "01", "true"]
)
def test_text_keeps_what_was_written(kind: str, written: str) -> None:
    value = good(kind, written if kind in ("text", "prose") else f"[{written}]")
    items = [value] if isinstance(value, str) else value
    texts = [getattr(item, "text", item.family if isinstance(item, Person) else item) for item in items]
    assert texts == [written]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("code", ["en", "uk"])
def test_missing_and_not_applicable_values_are_shown_in_words(kind: str, code: str) -> None:
    head = RowHead("x", kind, LocalizedText("X", "en"), LocalizedText("", "en"))
    absent, unfit = (tree(render_cell(value, head, localizer(code))).one("td") for value in (None, NOT_APPLICABLE))
    expected = {"en": ("not recorded", "not applicable"), "uk": ("не вказано", "не застосовується")}[code]
    assert absent.words == expected[0]
    assert unfit.words
    assert unfit.words != absent.words
    assert (unfit.words == expected[1]) or code != "en"
    assert [element.attributes["class"] for element in absent.children] == ["absent"]


# term


def test_a_term_is_one_of_its_vocabulary() -> None:
    assert good("term", "deep-learning") == "deep-learning"
    report = Report("a.md")
    assert KINDS["term"].parse(node("deep-lerning"), Field("field", "term", "F", terms=TERMS), report) is None
    assert format_problems(report.problems) == (
        'a.md:1:8: error: unknown term "deep-lerning" for field "field"\n'
        '  hint: did you mean "deep-learning"? Known terms: deep-learning, statistics\n'
    )


def test_a_term_is_compared_by_its_id_and_shown_by_its_label() -> None:
    assert key("term", "statistics") == "statistics"
    assert cell("term", LocalizedText("Deep learning", "en")).html == "Deep learning"
    assert cell("term", LocalizedText("Глибоке навчання", "uk", Status.CURRENT), "uk") == Cell(
        Markup("Глибоке навчання"), "", Status.CURRENT
    )


def test_an_untranslated_label_has_its_language_and_a_badge() -> None:
    shown = cell("term", LocalizedText("Deep learning", "en", Status.FALLBACK), "uk")
    assert (shown.lang, shown.status) == ("en", Status.FALLBACK)
    badge = tree(shown.html).one("span", class_="badge")
    assert (badge.words, badge.attributes["lang"]) == ("ще не перекладено", "uk")
    assert words(shown) == "Deep learning ще не перекладено"


# year, number, flag


@pytest.mark.parametrize("written", ["1000", "2021", "2100", '"2021"'])
def test_a_year_has_four_digits(written: str) -> None:
    assert good("year", written) == int(written.strip('"'))


@pytest.mark.parametrize(
    "written", ["999", "2101", "21", "02021", "2021.0", "c. 2021", "2021-2022", "-2021", "２０２１", '""']
)
def test_other_values_are_not_a_year(written: str) -> None:
    assert bad("year", written) == [f'1:8 "{written.strip(chr(34))}" is not a year']


@pytest.mark.parametrize("code", CODES)
def test_a_year_is_a_bare_number_in_every_language(code: str) -> None:
    assert cell("year", 2021, code).html == '<span class="year">2021</span>'


@pytest.mark.parametrize(
    ("written", "expected"),
    [("0", "0"), ("-1.50", "-1.50"), ("+3", "3"), ("1250.5", "1250.5"), ("1e6", "1E+6"), ("0.0001", "0.0001")],
)
def test_a_number_keeps_all_its_digits(written: str, expected: str) -> None:
    assert good("number", written) == Decimal(expected)
    assert str(good("number", written)) == expected


@pytest.mark.parametrize(
    "written", ["1,5", "1 000", "ten", "1.", ".5", "0x10", "1e", "12:30", "inf", "nan", "1_000", '""']
)
def test_other_values_are_not_a_number(written: str) -> None:
    assert bad("number", written) == [f'1:8 "{written.strip(chr(34))}" is not a number']


def test_numbers_are_compared_by_value() -> None:
    assert key("number", "1.10") == key("number", "1.1") == key("number", "110e-2")
    assert key("number", "1.1") != key("number", "1.11")
    assert key("number", "0") == key("number", "-0.0")


def test_numbers_that_differ_in_their_last_digit_differ() -> None:
    whole = "123456789012345."
    assert key("number", whole + "1234567891") != key("number", whole + "1234567892")


@pytest.mark.parametrize(
    ("written", "code", "expected"),
    [
        ("1250.5", "en", "1,250.5"),
        ("1250.5", "uk", "1\u00a0250,5"),
        ("12500", "bg", "12\u00a0500"),
        ("1250.5", "ko", "1,250.5"),
        ("1250.5", "zh-Hans", "1,250.5"),
        ("0.0001", "en", "0.0001"),
        ("0.0001", "uk", "0,0001"),
        ("3.14159265", "ms", "3.14159265"),
        ("1e-7", "en", "0.0000001"),
        ("-2", "en", "-2"),
    ],
)
def test_a_number_is_formatted_for_the_language_with_all_its_digits(written: str, code: str, expected: str) -> None:
    assert words(cell("number", good("number", written), code)) == " ".join(expected.split())


@pytest.mark.parametrize(
    ("written", "expected"),
    [("yes", True), ("Yes", True), ("true", True), ("no", False), ("NO", False), ("false", False)],
)
def test_a_flag_is_yes_or_no(written: str, expected: bool) -> None:
    assert good("flag", written) is expected


@pytest.mark.parametrize("written", ["on", "1", "0", "y", "ні", '""'])
def test_other_values_are_not_a_flag(written: str) -> None:
    assert bad("flag", written) == ['1:8 "x" must be "yes", "partial" or "no"']


def test_a_flag_is_shown_in_words_and_no_counts_as_stated() -> None:
    assert [words(cell("flag", value, code)) for code in ("en", "uk") for value in (True, False)] == [
        "Yes",
        "No",
        "Так",
        "Ні",
    ]
    assert KINDS["flag"].key(False, "value") is not None


# text, prose


def test_white_space_in_text_is_normalised() -> None:
    assert good("text", '"  One \\t two\\n three "') == "One two three"
    assert good("prose", '"One\\n two.\\n\\n\\n\\n Three. \\n"') == "One two.\n\nThree."
    assert key("text", '"One  two"') == key("text", "One two")
    assert key("text", "One") != key("text", "one")


@pytest.mark.parametrize(("kind", "most"), [("text", 400), ("prose", 4000)])
def test_text_has_a_maximum_length(kind: str, most: int) -> None:
    assert good(kind, "x" * most) == "x" * most
    assert bad(kind, "x" * (most + 1)) == [f'1:8 "x" is longer than {most} characters']


@pytest.mark.parametrize("kind", ["text", "prose"])
def test_text_of_only_white_space_is_empty(kind: str) -> None:
    assert bad(kind, '"  "') == ['1:8 "x" is empty']


@pytest.mark.parametrize(
    ("kind", "expected"), [("text", "a &lt;b&gt; &amp; c"), ("prose", "<p>a &lt;b&gt; &amp; c</p>")]
)
def test_text_is_escaped(kind: str, expected: str) -> None:
    assert cell(kind, LocalizedText("a <b> & c", "en")).html == expected


def test_prose_keeps_its_paragraphs() -> None:
    assert cell("prose", LocalizedText("One.\n\nTwo.", "en")).html == "<p>One.</p><p>Two.</p>"


@pytest.mark.parametrize("kind", ["text", "prose"])
@pytest.mark.parametrize(
    ("status", "lang", "code", "badge"),
    [
        (Status.SOURCE, "en", "en", ""),
        (Status.CURRENT, "ko", "ko", ""),
        (Status.FALLBACK, "en", "ko", "아직 번역되지 않음"),
        (Status.STALE, "ko", "ko", "번역이 최신이 아닐 수 있음"),
    ],
)
def test_text_has_its_language_and_translation_status(
    kind: str, status: Status, lang: str, code: str, badge: str
) -> None:
    shown = cell(kind, LocalizedText("LocalizedText", lang, status), code)
    assert shown.lang == ("" if lang == code else lang)
    badges = tree(shown.html).all("span", class_="badge")
    assert [element.attributes["data-status"] for element in badges] == ([status.value] if badge else [])
    assert all(element.attributes["lang"] == code and element.words for element in badges)


def test_a_cell_in_another_language_has_a_lang_attribute(tmp_path: Path) -> None:
    output = publish(ROOT / "tests" / "sites" / "base", tmp_path / "public")
    facts = read_page(output / "uk/methods/adapters.html").one("table", class_="facts")
    cells = {row.attributes["data-field"]: row.one("td").attributes for row in facts.all("tr")}
    assert cells["type"] == {"lang": "en"}
    assert cells["year"] == {}


# people


def test_people_are_one_name_or_a_list_of_names() -> None:
    assert good("people", "[Ann  Lee, Bob Roe]") == (Person("Lee", "Ann"), Person("Roe", "Bob"))
    assert good("people", "Ann Lee") == (Person("Lee", "Ann"),)


@pytest.mark.parametrize("written", ['""', '"  "', '[""]'])
def test_an_empty_name_is_not_a_person(written: str) -> None:
    value, problems = parse("people", written)
    assert value is None
    assert len(problems) == 1


def test_a_person_may_not_be_listed_twice() -> None:
    assert parse("people", "[Ann Lee, Bob, ann lee]")[1] == ['1:23 "ann lee" appears twice in "x"']
    assert parse("people", "[Ann Lee, et al.]")[1] == ['1:18 "et al." is not a person']
    assert parse("people", "Ann Lee et al.")[1] == ['1:8 "Ann Lee et al." is not a person']
    for several in ("Ann Lee, Bo Ma", "Ann Lee; Bo Ma", "Ann Lee and Bo Ma", "Ann Lee & Bo Ma"):
        assert parse("people", several)[1] == [f'1:8 "{several}" is more than one person']
    assert parse("people", '["Lee, Ann"]')[1] == []
    assert parse("people", "Fernando Anderson")[1] == []
    assert parse("people", "[Ann, {a: b}, [c]]")[1] == [
        '1:15 unknown key "a"',
        '1:22 an item of "x" must be text, found a list',
    ]


def test_people_are_compared_in_order_ignoring_case() -> None:
    assert key("people", "[Ann, Bob]") == key("people", "[ANN, bob]")
    assert key("people", "[Ann, Bob]") != key("people", "[Bob, Ann]")
    assert key("people", "[Ann, Bob]", "set") == key("people", "[Bob, Ann]", "set")
    assert key("people", "[Ann, Bob]", "count") == 2


@pytest.mark.parametrize(
    ("code", "two", "three"),
    [
        ("en", "A and B", "A, B, and C"),
        ("ms", "A dan B", "A, B dan C"),
        ("uk", "A і B", "A, B і C"),
        ("ko", "A 및 B", "A, B 및 C"),
        ("bg", "A и B", "A, B и C"),
        ("zh-Hans", "A和B", "A、B和C"),
    ],
)
def test_people_are_listed_by_the_rules_of_the_language(code: str, two: str, three: str) -> None:
    assert [words(cell("people", tuple(map(Person, names)), code)) for names in ("A", "AB", "ABC")] == ["A", two, three]


def test_names_of_people_are_escaped_and_marked_as_people() -> None:
    assert cell("people", (Person("<b>", "A"), Person("C & D"))).html == (
        f'<span class="people"><span data-part="{key_mark("a <b>")}">A &lt;b&gt;</span>'
        f' and <span data-part="{key_mark("c & d")}">C &amp; D</span></span>'
    )


# names


def test_names_are_text_or_text_with_a_language() -> None:
    assert good("names", "[low  rank, {text: 低秩, lang: zh-Hans}]") == (
        Alias("low rank", ""),
        Alias("低秩", "zh-Hans"),
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("LoRA", '1:8 "x" must be a list, found text'),
        ("[a, A]", '1:12 "A" appears twice in "x"'),
        ("[{text: a}]", '1:9 missing key "lang"'),
        ("[{text: a, lang: en, note: b}]", '1:29 unknown key "note"'),
        ("[{text: a, lang: e n!}]", '1:25 "e n!" is not a language code'),
        ("[[a]]", '1:9 an item of "x" must be text, found a list'),
        ('[""]', '1:9 an item of "x" is empty or longer than 400 characters'),
    ],
)
def test_an_invalid_name_is_reported(written: str, problem: str) -> None:
    assert parse("names", written)[1] == [problem]


def test_the_same_name_is_allowed_in_two_languages() -> None:
    assert len(good("names", "[PEFT, {text: PEFT, lang: ms}]")) == 2


def test_names_in_the_source_language_are_compared_as_a_set() -> None:
    assert key("names", "[A, b]") == key("names", "[B, a]")
    assert key("names", "[A, {text: Б, lang: uk}]") == key("names", "[A]")
    assert key("names", "[A, B]") != key("names", "[A]")
    assert key("names", "[A, B]", "count") == key("names", "[C, D]", "count") == 2


def aliases_site(tmp_path: Path, one: str, two: str, **more: str) -> Path:
    allow = "allow: {shared-alias: a fixture, alias-is-name: a fixture}"
    return write_site(
        tmp_path / "site",
        MINIMAL
        | {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk, zh-Hans]\n",
            "content/methods/one.md": f"---\nname: One\nyear: 2001\naliases: {one}\n{allow}\n---\n",
            "content/methods/two.md": f"---\nname: Two\nyear: 2001\naliases: {two}\n{allow}\n---\n",
        }
        | more,
    )


def test_a_name_marked_as_source_language_is_compared_like_any_other(tmp_path: Path) -> None:
    site = must_read(aliases_site(tmp_path, "[First, Second]", "[{text: First, lang: en}, Second]"))
    one, two = (site.methods[slug].keys["aliases"] for slug in ("one", "two"))
    assert one == two


def test_readers_see_names_in_their_language_and_in_the_source_language_only(tmp_path: Path) -> None:
    names = "[First, {text: Перша, lang: uk}, {text: 第一, lang: zh-Hans}, {text: İlk, lang: tr}, One]"
    translation = "---\ntranslates: {name: 00000000}\nname: Один\naliases: [Інша, first]\n---\n"
    output = publish(
        aliases_site(tmp_path, names, "[]", **{"content/methods/one.uk.md": translation}), tmp_path / "public"
    )
    shown = {}
    for code in ("en", "uk", "zh-Hans"):
        row = read_page(output / f"{code}/methods/one.html").one("tr", data_field="aliases")
        shown[code] = [(span.words, span.attributes.get("lang", "")) for span in row.one("td").all("span")]
    assert shown == {
        "en": [("First", "")],
        "uk": [("Інша", ""), ("first", ""), ("Перша", ""), ("One", "en")],
        "zh-Hans": [("第一", ""), ("First", "en")],
    }


def test_one_name_is_plain_text_and_several_are_a_list() -> None:
    assert cell("names", (Alias("a<b", "en"),)).html == (
        f'<div class="names"><span data-part="{key_mark("a<b")}">a&lt;b</span></div>'
    )
    assert cell("names", (Alias("a", "uk"), Alias("b", "en")), "uk").html == (
        f'<ul class="names"><li><span data-part="{key_mark("a")}">a</span></li>'
        f'<li><span lang="en" data-part="{key_mark("b")}">b</span></li></ul>'
    )


# links


def test_links_are_unique_slugs() -> None:
    assert good("links", "[lora, q-lora]") == ("lora", "q-lora")
    assert good("links", "lora") == ("lora",)
    assert parse("links", "[lora, lora]")[1] == ['1:15 "lora" appears twice in "x"']


def test_links_are_compared_by_count_by_default() -> None:
    assert KINDS["links"].modes[0] == "count"
    assert key("links", "[a, b]") == key("links", "[c, d]") == 2
    assert key("links", "[a, b]", "set") == key("links", "[b, a]", "set") != key("links", "[a, c]", "set")


@pytest.mark.parametrize(
    ("code", "counted"),
    [
        ("en", {1: "1 related method", 2: "2 related methods", 5: "5 related methods"}),
        (
            "uk",
            {1: "1 пов’язаний метод", 2: "2 пов’язані методи", 5: "5 пов’язаних методів", 21: "21 пов’язаний метод"},
        ),
        ("uk", {11: "11 пов’язаних методів", 12: "12 пов’язаних методів", 22: "22 пов’язані методи"}),
        ("bg", {1: "1 свързан метод", 2: "2 свързани метода", 21: "21 свързани метода"}),
        ("ms", {1: "1 kaedah berkaitan", 5: "5 kaedah berkaitan"}),
        ("ko", {1: "관련 방법 1개", 5: "관련 방법 5개"}),
        ("zh-Hans", {1: "1种相关方法", 5: "5种相关方法"}),
    ],
)
def test_link_counts_use_the_right_plural_form(code: str, counted: dict[int, str]) -> None:
    for number, expected in counted.items():
        near = tuple(Neighbour(f"m{place}", LocalizedText(f"M{place}", code)) for place in range(number))
        shown = tree(cell("links", near, code).html)
        assert shown.one("div", class_="count").words == expected
        assert len(shown.one("ul", class_="links").all("a")) == number


def test_a_link_leads_to_the_page_in_the_same_language_and_has_the_language_of_its_name() -> None:
    shown = tree(cell("links", (Neighbour("lora", LocalizedText("LoRA", "en", Status.FALLBACK)),), "uk").html)
    link = shown.one("a")
    assert link.attributes["href"].endswith("uk/methods/lora.html")
    assert link.attributes["lang"] == "en"


# sources

FULL = (
    '[{authors: ["Hu, Edward J.", "Shen, Yelong"], year: 2022, title: "LoRA: Low-Rank", venue: ICLR, pages: 1-9, '
    'doi: 10.1145/A.1, arxiv: "2106.09685", url: "https://example.org/x", isbn: 978-3-16-148410-0, lang: en}]'
)


def test_a_source_has_all_its_parts() -> None:
    assert good("sources", FULL) == (
        Source(
            title="LoRA: Low-Rank",
            authors=(Person("Hu", "Edward J."), Person("Shen", "Yelong")),
            year=2022,
            venue="ICLR",
            pages="1-9",
            doi="10.1145/A.1",
            arxiv="2106.09685",
            url="https://example.org/x",
            isbn="978-3-16-148410-0",
            lang="en",
        ),
    )


def test_a_source_needs_only_a_title() -> None:
    assert good("sources", "[{title: A}]") == (Source(title="A"),)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("LoRA", '"x" must be a list, found text'),
        ("[LoRA]", "expected keys with values here, found text"),
        ("[{year: 2022}]", 'missing key "title"'),
        ("[{title: A, journal: B}]", 'unknown key "journal"'),
        ("[{title: A, year: 22}]", '"22" is not a year'),
        ("[{title: A, doi: 'https://doi.org/10.1145/1'}]", '"https://doi.org/10.1145/1" is not a DOI'),
        ("[{title: A, doi: 10.1145}]", '"10.1145" is not a DOI'),
        ("[{title: A, arxiv: 2106.09685v2}]", '"2106.09685v2" is not an arXiv id'),
        (
            "[{title: A, arxiv: 'https://arxiv.org/abs/2106.09685'}]",
            '"https://arxiv.org/abs/2106.09685" is not an arXiv id',
        ),
        ("[{title: A, url: example.org}]", '"example.org" is not a web address'),
        ("[{title: A, url: 'javascript:alert(1)'}]", '"javascript:alert(1)" is not a web address'),
        ("[{title: A, url: 'https://user@example.org/'}]", '"https://user@example.org/" is not a web address'),
        ("[{title: A, isbn: 978-3-16-148410-1}]", '"978-3-16-148410-1" is not an ISBN'),
        ("[{title: A, authors: ['Hu, E.', et al.]}]", '"et al." is not an author'),
        ("[{title: A, authors: Hu}]", '"authors" must be a list, found text'),
        ("[{title: A, title: B}]", 'duplicate key "title"'),
    ],
)
def test_an_invalid_source_is_reported(written: str, problem: str) -> None:
    assert [reported.partition(" ")[2] for reported in parse("sources", written)[1]] == [problem]


@pytest.mark.parametrize("arxiv", ["2106.09685", "0704.0001", "hep-th/9901001", "math.GT/0309136"])
def test_old_and_new_arxiv_ids_are_read(arxiv: str) -> None:
    assert good("sources", f'[{{title: A, arxiv: "{arxiv}"}}]')[0].arxiv == arxiv


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("doi: 'https://doi.org/10.1145/1'", "write only `10.1145/1`"),
        ("arxiv: 'https://arxiv.org/pdf/2106.09685v2.pdf'", 'write only `"2106.09685"`, without address or version'),
        ("arxiv: 'arXiv:2106.09685'", 'write only `"2106.09685"`, without address or version'),
    ],
)
def test_a_pasted_address_gets_a_hint_what_to_write(written: str, hint: str) -> None:
    report = Report("a.md")
    KINDS["sources"].parse(node(f"[{{title: A, {written}}}]"), Field("x", "sources", "X"), report)
    assert [problem.hint_text for problem in report.problems] == [hint]


def test_sources_are_identified_by_doi_then_arxiv_then_address_then_title() -> None:
    def same(one: str, other: str) -> bool:
        return key("sources", f"[{{{one}}}]") == key("sources", f"[{{{other}}}]")

    assert same("title: A, doi: 10.1145/AB, url: 'https://a.org'", "title: B, doi: 10.1145/ab, arxiv: '2106.09685'")
    assert not same("title: A, doi: 10.1145/1", "title: A, doi: 10.1145/2")
    assert same("title: A, arxiv: '2106.09685', url: 'https://a.org'", "title: B, arxiv: '2106.09685'")
    assert not same("title: A, arxiv: '2106.09685'", "title: A, arxiv: '2106.09686'")
    assert same("title: A, url: 'https://a.org/x', year: 2020", "title: B, url: 'https://a.org/x'")
    assert not same("title: A, url: 'https://a.org/x'", "title: A, url: 'https://a.org/X'")
    assert same("title: A  Title", "title: a title, venue: X")
    assert not same("title: A", "title: B")


def test_a_source_may_not_be_listed_twice_in_a_method() -> None:
    assert parse("sources", "[{title: A, doi: 10.1145/1}, {title: B, doi: 10.1145/1}]")[1] == [
        '1:37 the source "B" is listed twice'
    ]


def test_a_source_links_to_its_doi_then_arxiv_then_url() -> None:
    assert Source("A", doi="10.1/x", arxiv="2106.09685", url="https://a.org").address == "https://doi.org/10.1/x"
    assert Source("A", arxiv="2106.09685", url="https://a.org").address == "https://arxiv.org/abs/2106.09685"
    assert Source("A", url="https://a.org").address == "https://a.org"
    assert Source("A").address == ""


def source(authors: str) -> Source:
    return Source("A <Title>", tuple(Person(name, "X.") for name in authors), 2022, "ICLR", doi="10.1/x", lang="en")


@pytest.mark.parametrize(
    ("code", "authors", "head"),
    [
        ("en", "A", "A (2022)"),
        ("en", "AB", "A and B (2022)"),
        ("en", "ABC", "A et al. (2022)"),
        ("uk", "AB", "A і B (2022)"),
        ("uk", "ABC", "A та ін. (2022)"),
        ("bg", "ABC", "A и др. (2022)"),
        ("ko", "ABC", "A 외(2022)"),
    ],
)
def test_a_source_in_a_cell_is_short_and_localized(code: str, authors: str, head: str) -> None:
    shown = tree(cell("sources", (source(authors),), code).html)
    assert shown.words.startswith(head + ". A <Title>. ICLR. DOI")
    assert shown.one("cite").attributes == ({"translate": "no"} if code == "en" else {"lang": "en", "translate": "no"})
    link = shown.one("a", class_="external")
    assert link.attributes["href"] == "https://doi.org/10.1/x"
    assert link.words == "DOI (A <Title>)"


def test_the_authors_of_a_source_are_formatted_for_chinese() -> None:
    assert tree(cell("sources", (source("ABC"),), "zh-Hans").html).words.startswith("A等（2022）")


def test_several_sources_are_a_list() -> None:
    shown = tree(cell("sources", (Source("A", lang="en"), Source("B", lang="en"))).html)
    assert [item.words for item in shown.one("ul", class_="sources").all("li")] == ["A.", "B."]


def check_n_a(tmp_path: Path, field: str, written: str) -> Any:
    base = write_site(
        tmp_path / "site",
        MINIMAL | {"content/methods/one.md": f"---\nname: One\nyear: 2001\n{field}: {written}\n---\n"},
    )
    return must_read(base).methods["one"]


@pytest.mark.parametrize("field", ["type", "aliases", "related"])
@pytest.mark.parametrize("written", ["n/a", "N/A"])
def test_a_not_applicable_field_counts_as_stated(tmp_path: Path, field: str, written: str) -> None:
    method = check_n_a(tmp_path, field, written)
    assert method.values[field] == NOT_APPLICABLE
    assert method.keys[field] is not None


def test_a_key_without_a_value_counts_as_not_stated(tmp_path: Path) -> None:
    for field in ("type", "aliases", "related"):
        method = check_n_a(tmp_path / field, field, "")
        assert field not in method.values
        assert method.keys[field] is None


def test_quoted_n_a_is_text(tmp_path: Path) -> None:
    assert check_n_a(tmp_path, "type", '"n/a"').values["type"] == "n/a"


@pytest.mark.parametrize(
    "shown",
    [
        lambda localizer: localizer.badge(Status.CURRENT),
        lambda localizer: localizer.badge(Status.SOURCE),
        lambda localizer: localizer.listing([]),
    ],
)
def test_no_problems_give_no_output(shown: Callable[[PageLocalizer], str]) -> None:
    assert shown(localizer("uk")) == ""
