"""The order of names in more than a hundred languages: that of ICU; and the letters that they are filed under."""

from pathlib import Path
from random import Random

import pytest
from kaedah.plan.collation import filing_key, index_letter, sort_key
from kaedah.problems import format_problems
from kaedah.read.collation_tables import FILE, lines, table_name
from kaedah.shipped import PACKAGE

from tests.conftest import MINIMAL, publish, read, write_site
from tests.icu import Icu
from tests.icu_collation import LANGUAGES, make_lines
from tests.icu_words import ORDERS, orders_of
from tests.page_reader import read_page

WORDS = {code: words.split("|") for code, _, words in (line.partition("\t") for line in ORDERS.read_text().split("\n"))}
# Of the languages with most readers: those of which somebody who looks for a reference would miss the order.
MOST_READ = (
    "en zh-Hans hi es fr ar bn pt ru ur id de ja mr te tr ta vi ko fa it gu pl uk kn ml or pa ro nl th el cs hu sv"
)


def ordered(code: str, names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: sort_key(code, name))


@pytest.mark.parametrize("code", [code for code in WORDS if code])
def test_names_are_in_the_order_of_icu(code: str) -> None:
    words = WORDS[code]
    assert len(words) >= 40
    for seed in range(3):
        assert ordered(code, Random(seed).sample(words, len(words))) == words


def test_more_than_a_hundred_languages_have_a_table() -> None:
    assert {*WORDS} - {""} == {*LANGUAGES}
    assert len(LANGUAGES) >= 100
    assert {*MOST_READ.split()} <= {*LANGUAGES}
    assert all(table_name(code) == code for code in LANGUAGES)


def test_the_tables_take_little_room() -> None:
    assert (PACKAGE / "read" / FILE).stat().st_size < 200_000


@pytest.mark.slow
def test_tables_and_words_are_what_icu_says_now() -> None:
    """Where this fails after an update of Playwright, ICU has changed: `make collation`."""
    icu = Icu()
    try:
        assert make_lines(icu) | {"": ""} == lines()
        assert orders_of(icu, sorted(LANGUAGES)) == ORDERS.read_text("utf-8")
    finally:
        icu.close()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("de", "Apfel|Äpfel|Arzt|Straße|Strauß|Zoo"),
        ("sv", "Adam|Zoo|Åland|Ärlig|Öga"),
        ("da", "Adam|Zoo|Æble|Øl|Aarhus|Åse"),
        ("es", "nación|nube|ñandú|oca"),
        ("et", "Saar|Šokolaad|Zoo|Žanr|Tee|Ähvardus"),
        ("cs", "cibule|čaj|dort|had|chata|jablko"),
        ("hr", "cvijet|čaj|ćup|dan|džem|đak|luk|ljubav|noć|njega"),
        ("hu", "cukor|csiga|dal|dzsem|gaz|gyep|sz|út|üst|zaj|zsír"),
        ("tr", "çay|ısı|İzmir|kedi|su|şal"),
        ("lt", "yla|ilgas|jis|šuo|tas"),
        ("pl", "lot|łapa|mak"),
        ("vi", "an|ăn|ân|đi|e|ê"),
        ("ru", "ёж|жук|LoRA"),
        ("el", "άλφα|βήτα|LoRA"),
        ("ar", "أحمد|باب|تاج|LoRA"),
        ("fa", "آب|باد|پدر|چای|ژاله|گل|یاس"),
        ("he", "אבא|בית|LoRA"),
        ("hi", "अंगूर|आम|कमल|क्षमा|LoRA"),
        ("th", "กบ|เกม|ไก่|ขา|งู"),
        ("ja", "LoRA|あき|カー|かい|がっこう|さくら|亜細亜"),
        ("ka", "ანა|ბანი|LoRA"),
        ("hy", "աբբա|բառ|LoRA"),
        ("zh-Hant", "一|丁|三|中文|LoRA"),
        ("pt-BR", "abelha|água|zebra"),
        ("de-AT", "Apfel|Äpfel|Zoo"),
    ],
)
def test_letters_are_where_readers_look_for_them(code: str, names: str) -> None:
    expected = names.split("|")
    assert ordered(code, expected[::-1]) == expected


@pytest.mark.parametrize(
    ("code", "name", "letter"),
    [
        ("de", "Äpfel", "A"),
        ("de", "ßtest", "S"),
        ("sv", "Åland", "Å"),
        ("da", "Aarhus", "Å"),
        ("cs", "chata", "Ch"),
        ("hu", "Csiga", "Cs"),
        ("hr", "DŽEM", "Dž"),
        ("es", "ñandú", "Ñ"),
        ("pl", "Łódź", "Ł"),
        ("en", "Łódź", "L"),
        ("tr", "istanbul", "İ"),
        ("tr", "Isparta", "I"),
        ("el", "άλφα", "Α"),
        ("ar", "إسقاط", "ا"),
        ("ar", "آلة", "ا"),
        ("fa", "آب", "آ"),
        ("hi", "क़लम", "क"),
        ("th", "เกม", "ก"),
        ("ka", "ანა", "ა"),
        ("ja", "ガラス", "か"),
        ("ja", "LoRA", "L"),
        ("ja", "亜細亜", "漢字"),
        ("zh-Hant", "中文", "4劃"),
        ("zh-Hant", "LoRA", "A–Z"),
        ("zh-Hans", "绿茶", "L"),
        ("ko", "쌍", "ㅅ"),
        ("eu", "ñandu", "N"),
        ("ar", "٣ أقسام", "#"),
    ],
)
def test_a_name_is_filed_under_the_letter_of_its_language(code: str, name: str, letter: str) -> None:
    assert index_letter(code, name) == letter


def test_a_japanese_name_with_a_reading_is_filed_and_sorted_by_it() -> None:
    assert index_letter("ja", "玉露", "ぎょくろ") == "か"
    names = {"玉露": "ぎょくろ", "アッサム": "", "煎茶": "せんちゃ", "玄米茶": ""}
    assert sorted(names, key=lambda name: sort_key("ja", name, names[name])) == ["アッサム", "玉露", "煎茶", "玄米茶"]


@pytest.mark.parametrize("code", [code for code in WORDS if code])
def test_headings_are_in_the_order_of_the_names_under_them(code: str) -> None:
    """No name is filed under a heading that comes before that of an earlier name; but for alefs and long vowels."""
    headings = [*dict.fromkeys(index_letter(code, word) for word in WORDS[code])]
    kept = [letter for letter in headings if letter not in "#وى" and not letter.isdigit()]
    assert sorted(kept, key=lambda letter: filing_key(code, letter)) == kept


def test_the_two_ways_to_write_an_accent_are_one() -> None:
    assert sort_key("fr", "e\u0301te\u0301")[:3] == sort_key("fr", "été")[:3]


def test_readings_in_chinese_may_be_written_with_or_without_tones() -> None:
    for written in ("lǜ chá", "lü4 cha2", "lv4 cha2", "lü cha"):
        names = {"绿茶": written, "卤水": "", "乱码": ""}
        assert sorted(names, key=lambda name: sort_key("zh-Hans", name, names[name])) == ["卤水", "绿茶", "乱码"]


def test_a_language_without_a_table_has_a_warning_and_its_own_script_first(tmp_path: Path) -> None:
    settings = {"content/site.yaml": "title: T\nsource_locale: tt\nlocales:\n  - tt\n  - de-AT\n  - uz-Cyrl\n"}
    site, problems = read(write_site(tmp_path, MINIMAL | settings))
    assert site is not None
    told = [line for line in format_problems(problems).split("\n") if "the order of names" in line]
    assert told == [
        f'content/site.yaml:{line}:5: warning: the order of names in the language "{code}" is not known; '
        "they are in the usual order of Unicode"
        for line, code in ((4, "tt"), (6, "uz-Cyrl"))
    ]
    assert ordered("tt", ["LoRA", "Яна", "Әни"]) == ["Әни", "Яна", "LoRA"]
    assert ordered("dv", ["LoRA", "ދިވެހި"]) == ["ދިވެހި", "LoRA"]


def test_the_method_index_of_a_language_has_its_letters_in_order(tmp_path: Path) -> None:
    names = {"a": "Chata", "b": "Cukr", "c": "Čaj", "d": "Had", "e": "Ibis"}
    methods = {
        f"content/methods/{slug}.md": f"---\nname: {name}\ntype: a\nyear: 2000\n---\n" for slug, name in names.items()
    }
    settings = {"content/site.yaml": "title: T\nsource_locale: cs\nlocales: [cs]\n"}
    base = write_site(tmp_path / "site", {k: v for k, v in MINIMAL.items() if "methods/" not in k} | methods | settings)
    page = read_page(publish(base, tmp_path / "public") / "cs/index.html")
    assert [section.all("h2")[0].words for section in page.all("section", class_="letter")] == [
        "C",
        "Č",
        "H",
        "Ch",
        "I",
    ]
