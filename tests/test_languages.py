"""Languages: sorting, plurals, catalogues, and a seventh language that is written from right to left."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from babel import Locale as BabelLocale
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.model import Site
from kaedah.plan.collation import index_letter, sort_key
from kaedah.plan.layout import make_layout
from kaedah.problems import Report, format_problems
from kaedah.read.locales import find_locale, script_of
from kaedah.read.message_catalogues import read_catalogue
from kaedah.read.plural_forms import SAMPLES, cldr_category, cldr_plural, fits_cldr, plural_function
from kaedah.render.localizer import PageLocalizer

from tests.conftest import MINIMAL, ROOT, must_read, publish, read, write_site
from tests.example import EXAMPLE, copy_catalogues, copy_example
from tests.page_reader import Element, read_page

CATALOGUES = {"ms": "ms", "uk": "uk", "ko": "ko", "bg": "bg", "zh-Hans": "zh_Hans"}

# As ICU 78.2 orders them: `[…].sort(new Intl.Collator(locale).compare)`.
ORDERS = {
    "en": "3D|éa|eb|GPT|GPT fine-tuning|GPT-2|LoRA|LoRA and PEFT|Lore|P-Tuning|P-Tuning v2|PEFT|Prefix-tuning|Prompt",
    "ms": "BitFit|LoRA|LoRA (penyesuaian pangkat rendah)|LoRA dan PEFT|P-Tuning|Penalaan awalan|Penalaan gesaan|QLoRA",
    "uk": "3D|Гауссів|Ґрунт|Енкодер|Єдність|Іван|Їжак|Йота|метод|метод а|методика|Модель 2|Модель а|Юкава|LoRA|QLoRA",
    "bg": "3D|Дестилация|и|й|Настройване на|Настройване по|щит|ъ а|ъа|ъгъл|юг|яма|LoRA|LoRA (адаптация)|LoRA и PEFT",
    "ko": "3차원|가|나 다|나다|다중 헤드|딥러닝|지식 증류|프롬프트|프리픽스|BERT 조정|LoRA(적응)|LoRA와 PEFT|QLoRA",
    "zh-Hans": "3D|啊|变分|低秩|前缀|提示|微调|知识|自注意力|A|LoRA|QLoRA",
}
ALPHABETS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ko": "가나다라마바사아자차카타파하",
}


def ordered(code: str, names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: sort_key(code, name))


def catalog(path: Path) -> Catalog:
    with path.open("rb") as handle:
        return read_po(handle)


def po(code: str) -> Path:
    return ROOT / "locales" / CATALOGUES[code] / "LC_MESSAGES" / "messages.po"


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="build.py")
    assert result.exit_code == 0, result.output
    return result.stdout


# The order of names


@pytest.mark.parametrize("code", ORDERS)
def test_names_are_sorted_by_the_rules_of_the_language(code: str) -> None:
    expected = ORDERS[code].split("|")
    for seed in range(5):
        mixed = Random(seed).sample(expected, len(expected))
        assert ordered(code, mixed) == expected


@pytest.mark.parametrize("code", ALPHABETS)
def test_letters_are_sorted_alphabetically_in_both_cases(code: str) -> None:
    letters = ALPHABETS[code]
    assert ordered(code, sorted(letters)) == list(letters)
    assert ordered(code, sorted(letters.upper())) == list(letters.upper())
    for before, after in pairwise(letters):
        assert ordered(code, [after.upper() + "а", before + "я"]) == [before + "я", after.upper() + "а"]


def test_letters_that_code_points_misplace_are_sorted_correctly() -> None:
    assert ordered("uk", ["Д", "Ґ", "Г"]) == ["Г", "Ґ", "Д"]
    assert ordered("uk", ["Ж", "Є", "Е"]) == ["Е", "Є", "Ж"]
    assert ordered("bg", ["Юг", "Ям", "Щит", "Ъгъл"]) == ["Щит", "Ъгъл", "Юг", "Ям"]


# Lists, numbers and scripts: what is kept of CLDR is what Babel says


@pytest.fixture(scope="module")
def site() -> Site:
    return must_read(EXAMPLE)


LANGUAGES = [locale for name in locale_identifiers() if (locale := find_locale(name.replace("_", "-"))) is not None]


def test_lists_are_formatted_like_babel_in_every_language() -> None:
    assert len(LANGUAGES) > 500
    for locale in LANGUAGES:
        for names in ([], ["A"], ["A", "B"], ["A", "B", "C"], list("ABCDE"), ["{0}", "{1} %s", "{x}"]):
            assert locale.listing(names) == format_list(names, locale=locale.babel), (locale.code, names)


def test_whole_numbers_are_formatted_like_babel_in_every_language() -> None:
    for locale in LANGUAGES:
        for number in (0, 7, 99, 999, 1000, 9999, 10_000, 123_456, 1_234_567, 1_234_567_890):
            said = format_decimal(number, locale=locale.babel, decimal_quantization=False)
            assert locale.whole_number(number) == said, (locale.code, number)


@pytest.mark.parametrize("code", ["en", *CATALOGUES])
def test_larger_numbers_are_grouped_by_the_rules_of_the_language(code: str, site: Site) -> None:
    locale = find_locale(code)
    assert locale is not None
    localizer = PageLocalizer(make_layout(site, locale, ""), None)
    for number in (1000, 12_345, 1_000_000, -5, Decimal("0.125"), Decimal("10000.5")):
        assert localizer.number(number) == format_decimal(number, locale=locale.babel, decimal_quantization=False)
    assert localizer.number(1_000_000) != "1000000" or code == "bg"


@pytest.mark.parametrize(
    ("code", "script"),
    [("en", "Latn"), ("uk", "Cyrl"), ("ko", "Kore"), ("zh-Hans", "Hans"), ("sr-Latn", "Latn"), ("ar", "Arab")],
)
def test_a_language_has_its_script(code: str, script: str) -> None:
    locale = find_locale(code)
    assert locale is not None
    assert locale.script == script == script_of(code)


def test_a_language_unknown_to_cldr_has_no_script() -> None:
    assert script_of("tlh") == script_of("nowhere") == ""


@pytest.mark.parametrize(("code", "native"), [("uk", "Ятір"), ("bg", "Ямб"), ("ko", "힣"), ("zh-Hans", "自")])
def test_the_script_of_the_language_sorts_before_latin(code: str, native: str) -> None:
    assert ordered(code, ["Adapter", native]) == [native, "Adapter"]


def test_all_ukrainian_apostrophes_are_equal() -> None:
    keys = {sort_key("uk", f"п{mark}ять")[:1] for mark in "'’ʼ"}
    assert len(keys) == 1


def test_a_chinese_name_with_an_ambiguous_reading_is_sorted_by_its_sort_key() -> None:
    names = ["自注意力", "LoRA", "低秩", "变分", "知识", "重参数化"]
    for reading in ("chong can shu hua", "chóng cān shù huà", "chong2 can1 shu4 hua4"):
        readings = {"重参数化": reading}
        found = sorted(names, key=lambda name: sort_key("zh-Hans", name, readings.get(name, "")))
        assert found == ["变分", "重参数化", "低秩", "知识", "自注意力", "LoRA"]
    assert ordered("zh-Hans", names) == ["变分", "低秩", "知识", "重参数化", "自注意力", "LoRA"]


def test_the_sort_key_of_a_translation_moves_the_name_in_the_method_index(tmp_path: Path) -> None:
    translation = "---\ntranslates: {{name: 00000000}}\nname: {}\n{}---\n"
    base = write_site(
        tmp_path / "site",
        MINIMAL
        | {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, zh-Hans]\n",
            "content/methods/one.zh-Hans.md": translation.format("重参数化", "sort_key: chong can shu hua\n"),
            "content/methods/two.zh-Hans.md": translation.format("低秩", ""),
        },
    )
    page = read_page(publish(base, tmp_path / "public") / "zh-Hans/index.html")
    assert [item.attributes["data-method"] for item in page.all(class_="item")] == ["one", "two"]


@pytest.mark.parametrize(
    ("code", "name", "letter"),
    [
        ("uk", "ґрунт", "Ґ"),
        ("uk", "Єдність", "Є"),
        ("uk", "LoRA", "L"),
        ("uk", "«Лапки»", "Л"),
        ("bg", "ъгъл", "Ъ"),
        ("ko", "딥러닝", "ㄷ"),
        ("ko", "까치", "ㄱ"),
        ("ko", "쌍", "ㅅ"),
        ("ko", "힣", "ㅎ"),
        ("ko", "(가)", "ㄱ"),
        ("zh-Hans", "低秩", "D"),
        ("zh-Hans", "重参数化", "Z"),
        ("zh-Hans", "自注意力", "Z"),
        ("ms", "ångström", "A"),
        ("en", "3D", "#"),
        ("en", "…", "#"),
    ],
)
def test_a_name_is_filed_under_its_letter(code: str, name: str, letter: str) -> None:
    assert index_letter(code, name) == letter


def test_a_name_with_a_reading_is_filed_under_the_letter_of_that() -> None:
    assert index_letter("zh-Hans", "重参数化", "chóng cān shù huà") == "C"


@pytest.mark.parametrize("code", ["en", *CATALOGUES])
def test_no_letter_heads_two_sections_of_the_method_index(public: Path, code: str) -> None:
    page = read_page(public / code / "index.html")
    letters = [section.all("h2")[0].words for section in page.all("section", class_="letter")]
    assert letters
    assert len(letters) == len(set(letters))


# Plurals and catalogues


def test_the_rule_made_for_a_language_has_a_form_for_each_sort_of_whole_number_and_no_more() -> None:
    for locale in LANGUAGES:
        count, expression = cldr_plural(locale)
        assert fits_cldr((count, expression), locale), (locale.code, expression)
        assert count == len({cldr_category(locale, number) for number in SAMPLES}), locale.code


@pytest.mark.parametrize(
    ("code", "count", "expression"),
    [
        ("ms", 1, "0"),
        ("en", 2, "n==1 ? 0 : 1"),
        ("fr", 2, "n<=1 ? 0 : 1"),
        ("uk", 3, "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"),
        ("lt", 3, "n%10==1 && (n%100<11 || n%100>19) ? 0 : n%10>=2 && n%10<=9 && (n%100<11 || n%100>19) ? 1 : 2"),
        ("ar", 6, "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5"),
    ],
)
def test_the_rule_made_for_a_language_is_the_usual_one(code: str, count: int, expression: str) -> None:
    locale = find_locale(code)
    assert locale is not None
    assert cldr_plural(locale) == (count, expression)


@pytest.mark.parametrize(("code", "count"), [("ms", 1), ("uk", 3), ("ko", 1), ("bg", 2), ("zh-Hans", 1)])
def test_the_plural_rule_of_a_catalogue_agrees_with_cldr(code: str, count: int) -> None:
    found = catalog(po(code))
    form = plural_function(found.plural_expr)
    rule = BabelLocale.parse(CATALOGUES[code]).plural_form
    pairs = {(rule(number), form(number)) for number in range(201)}
    assert found.num_plurals == count
    assert len(pairs) == len({category for category, _ in pairs}) == len({index for _, index in pairs}) == count


def test_the_plural_forms_of_ukrainian_are_in_the_usual_order() -> None:
    form = plural_function(catalog(po("uk")).plural_expr)
    assert [form(number) for number in (1, 2, 5, 11, 12, 14, 21, 22, 100, 0)] == [0, 1, 2, 2, 2, 2, 0, 1, 2, 2]


def program_messages(path: Path) -> set[tuple[str, object]]:
    return {(message.context or "", message.id) for message in catalog(path) if message.id}


@pytest.mark.parametrize("code", CATALOGUES)
def test_a_catalogue_is_complete_and_keeps_every_placeholder(code: str, tmp_path: Path) -> None:
    locale = find_locale(code)
    assert locale is not None
    path = copy_catalogues(tmp_path) / po(code).relative_to(ROOT / "locales")
    report = Report(path.as_posix())
    found = read_catalogue(path, locale, report)
    assert format_problems(report.problems) == ""
    assert len(found.messages) == len([message for message in catalog(path) if message.id])


@pytest.mark.parametrize("code", CATALOGUES)
def test_a_catalogue_has_exactly_the_messages_of_the_program(code: str) -> None:
    assert program_messages(po(code)) == program_messages(ROOT / "locales" / "messages.pot")


def test_the_programs_messages_in_the_template_are_up_to_date(tmp_path: Path) -> None:
    run("translations", "extract", "--content", EXAMPLE / "content", "--themes", ROOT / "themes", "--locales", tmp_path)
    assert (tmp_path / "messages.pot").read_bytes() == (ROOT / "locales" / "messages.pot").read_bytes()


def test_every_message_of_the_program_is_used_in_templates_or_code() -> None:
    files = [*(ROOT / "generator").rglob("*.py"), *(ROOT / "themes").rglob("*.html")]
    everything = "\n".join(path.read_text(encoding="utf-8") for path in files)
    everything = " ".join(re.sub(r'"\s*\n\s*"', "", everything.replace('\\"', '"')).split())
    template = catalog(ROOT / "locales" / "messages.pot")
    messages = [message for message in template if message.id]
    for message in messages:
        for text in [message.id] if isinstance(message.id, str) else message.id:
            assert text in everything
    assert len(messages) > 80


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example site, laid out as in a clone, after one update of its catalogues."""
    base = copy_example(tmp_path_factory.mktemp("updated"))
    run("translations", "update", *(f"--{name}={base / name}" for name in ("content", "themes", "locales")))
    return base


@pytest.mark.slow
@pytest.mark.parametrize("code", CATALOGUES)
def test_updating_does_not_change_a_current_catalogue(code: str, updated: Path) -> None:
    name = po(code).relative_to(ROOT)
    assert (updated / name).read_bytes() == (ROOT / name).read_bytes()
    words = name.with_name("site.po")
    assert (updated / words).read_bytes() == (EXAMPLE / words).read_bytes()


NEW_LOCALES = ("ru", "pl", "cs", "sl", "cy", "lt", "he", "ga", "it", "hi", "th")


@pytest.fixture(scope="module")
def new_catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose catalogues were all created by one update."""
    locales = ", ".join(("en", *NEW_LOCALES))
    settings = {"content/site.yaml": f"title: T\nsource_locale: en\nlocales: [{locales}]\n"}
    base = write_site(tmp_path_factory.mktemp("new"), MINIMAL | settings)
    run(
        *("translations", "update", "--content", base / "content", "--themes", ROOT / "themes"),
        *("--locales", base / "locales"),
    )
    return base


@pytest.mark.parametrize("code", NEW_LOCALES)
def test_a_new_catalogue_has_the_plural_forms_that_integers_need(code: str, new_catalogues: Path) -> None:
    started = catalog(new_catalogues / "locales" / code / "LC_MESSAGES" / "messages.po")
    form = plural_function(started.plural_expr)
    rule = BabelLocale.parse(code).plural_form
    pairs = {(rule(number), form(number)) for number in range(201)}
    assert len(pairs) == len({category for category, _ in pairs}) == started.num_plurals


# A seventh language: one line in site.yaml, one catalogue

ARABIC_HEAD = (
    'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : '
    'n%100>=11 && n%100<=99 ? 4 : 5;\\n"\n'
)
NOT_YET = "لم يترجم بعد"
ARABIC = ARABIC_HEAD + (
    f'\nmsgid "not translated yet"\nmsgstr "{NOT_YET}"\n'
    '\nmsgid "Methods"\nmsgstr "الطرق"\n'
    '\nmsgctxt "field"\nmsgid "Year"\nmsgstr "السنة"\n'
    '\nmsgid "{names}: comparison"\nmsgstr "{names}: مقارنة"\n'
    '\nmsgid "{count} related method"\nmsgid_plural "{count} related methods"\n'
    + "".join(f'msgstr[{form}] "{{count}} م{form}"\n' for form in range(6))
)


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = write_site(
        tmp_path_factory.mktemp("arabic"),
        MINIMAL
        | {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, ar]\n",
            "content/methods/one.ar.md": "---\ntranslates: {name: 00000000}\nname: واحد\n---\n",
            "locales/ar/LC_MESSAGES/messages.po": ARABIC,
        },
    )
    return publish(base, base / "public")


def test_an_arabic_page_reads_from_right_to_left(arabic: Path) -> None:
    for path in ("index.html", "methods/one.html", "compare/one/two.html", "translations.html"):
        html = read_page(arabic / "ar" / path).one("html")
        assert (html.attributes["lang"], html.attributes["dir"]) == ("ar", "rtl")
    assert read_page(arabic / "en/index.html").one("html").attributes["dir"] == "ltr"


def test_every_page_links_the_new_language_by_its_own_name(arabic: Path) -> None:
    for code in ("en", "ar"):
        page = read_page(arabic / code / "methods/one.html")
        (link,) = page.all("a", hreflang="ar")
        assert (link.words, link.attributes["lang"], link.attributes["dir"]) == ("العربية", "ar", "rtl")


def test_english_text_on_an_arabic_page_has_lang_dir_and_an_arabic_badge(arabic: Path) -> None:
    cell = read_page(arabic / "ar/methods/two.html").one("table", class_="facts").one("tr", data_field="type").one("td")
    assert (cell.attributes["lang"], cell.children[0].attributes["dir"]) == ("en", "ltr")
    assert "dir" not in cell.attributes, "the edges of a cell are those of the page"
    badge = cell.one("span", class_="badge")
    assert (badge.words, badge.attributes["lang"], badge.attributes["dir"]) == (NOT_YET, "ar", "rtl")
    heading = read_page(arabic / "ar/methods/two.html").one("h1").one("span")
    assert (heading.words, heading.attributes["lang"], heading.attributes["dir"]) == ("Two", "en", "ltr")


def test_a_language_is_named_in_its_own_language(public: Path) -> None:
    named = {
        code: read_page(public / code / "translations.html").one("p", class_="lead").words for code in ("uk", "zh-Hans")
    }
    assert "українська" in named["uk"]
    assert "简体中文" in named["zh-Hans"]
    assert "(" not in named["zh-Hans"]


def test_arabic_text_on_an_arabic_page_has_no_lang_attribute(arabic: Path) -> None:
    page = read_page(arabic / "ar/methods/one.html")
    assert page.one("h1").words == "واحد"
    assert "lang" not in page.one("h1").attributes
    label = page.one("table", class_="facts").one("tr", data_field="year").one("th")
    assert (label.words, label.lang) == ("السنة", "ar")


def test_the_new_language_uses_its_own_plural_forms(arabic: Path) -> None:
    rows = read_page(arabic / "ar/compare/one/two.html").one("tr", data_field="related").all("td")
    assert [row.one("div", class_="count").words for row in rows] == ["1 م1", "1 م1"]


def test_an_untranslated_message_has_a_lang_attribute(tmp_path: Path) -> None:
    settings = {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, he]\n"}
    hebrew = publish(write_site(tmp_path / "site", MINIMAL | settings), tmp_path / "public")
    for heading in read_page(hebrew / "he/methods/one.html").all("h2"):
        if heading.words in ("Facts", "Related methods"):
            span = heading.one("span")
            assert (span.attributes["lang"], span.attributes["dir"]) == ("en", "ltr")
            break
    else:
        raise AssertionError("no heading is left untranslated")


def markup_in_plain_places(page: Element) -> list[str]:
    plain = [value for element in page.all() for value in element.attributes.values()]
    plain += [title.text for title in page.all("title")]
    return [text for text in plain if "<" in text or "lang=" in text or "&lt;" in text]


def test_no_lang_markup_gets_into_attributes_or_titles(arabic: Path, public: Path) -> None:
    pages = [*arabic.rglob("*.html"), *public.glob("ko/*.html"), *public.glob("ko/compare/*.html")]
    assert len(pages) > 15
    for path in pages:
        assert markup_in_plain_places(read_page(path)) == [], path


def test_a_title_is_in_the_new_language(arabic: Path) -> None:
    assert read_page(arabic / "ar/compare/one/two.html").one("title").words.endswith("مقارنة · T")


def test_a_language_without_a_catalogue_gives_warnings_and_an_interface_in_english(tmp_path: Path) -> None:
    base = write_site(tmp_path, MINIMAL | {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, he]\n"})
    site, problems = read(base)
    assert site is not None
    assert format_problems(problems) == (
        "locales/he/LC_MESSAGES/messages.po:1:1: warning: the interface has no words in the language he; "
        "its pages show them in English\n"
        "  hint: run `kaedah translations update`, and translate the messages in locales/he/LC_MESSAGES/messages.po\n"
        "locales/he/LC_MESSAGES/site.po:1:1: warning: labels of the content without a translation: 4; "
        "readers see them in the source language\n"
        "  hint: run `kaedah translations update`, and translate them in locales/he/LC_MESSAGES/site.po\n"
    )
    output = publish(base, tmp_path / "public")
    page = read_page(output / "he/methods/one.html")
    assert (page.one("html").attributes["lang"], page.one("html").attributes["dir"]) == ("he", "rtl")
    count = read_page(output / "he/compare/one/two.html").one("tr", data_field="related").all("div", class_="count")[0]
    assert (count.words, count.one("span").attributes["lang"]) == ("1 related method", "en")
    for path in (output / "he").rglob("*.html"):
        assert markup_in_plain_places(read_page(path)) == [], path


@pytest.mark.parametrize(
    ("po_line", "problem"),
    [
        ('msgstr "<b onclick=x>%s 100%</b>"', ""),
        ('msgstr "{invented}"', "does not have the same placeholders as its source"),
    ],
)
def test_translations_cannot_inject_markup_or_placeholders(tmp_path: Path, po_line: str, problem: str) -> None:
    base = write_site(
        tmp_path,
        MINIMAL
        | {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, ar]\n",
            "locales/ar/LC_MESSAGES/messages.po": f'{ARABIC_HEAD}\nmsgid "Methods"\n{po_line}\n',
        },
    )
    site, problems = read(base)
    if problem:
        assert site is None
        assert problem in format_problems(problems)
    else:
        heading = read_page(publish(base, tmp_path / "public") / "ar/index.html").one("h1")
        assert heading.text == "<b onclick=x>%s 100%</b>"
        assert heading.children == []
