"""Languages whose interface words come with the program though its own site does not have them: German, French,
Spanish, Brazilian Portuguese, Japanese, Arabic.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale as BabelLocale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.markup import plain
from kaedah.problems import Report, format_problems
from kaedah.read.locales import find_locale
from kaedah.read.message_catalogues import read_catalogue
from kaedah.read.nouns import MESSAGES
from kaedah.read.plural_forms import plural_function

from tests.conftest import MINIMAL, ROOT, must_read, publish, write_site
from tests.page_reader import Element, read_page

SHIPPED = {"de": "de", "fr": "fr", "es": "es", "pt-BR": "pt_BR", "ja": "ja", "ar": "ar"}
# How words for "method" begin in each language.
METHOD = {
    "ms": "kaedah",
    "uk": "метод",
    "ko": "방법",
    "bg": "метод",
    "zh_Hans": "方法",
    "de": "method",
    "fr": "méthode",
}
METHOD |= {"es": "método", "pt_BR": "método", "ja": "手法", "ar": "طريقة"}
TEMPLATE = ROOT / "locales/messages.pot"


def catalog(code: str) -> Catalog:
    with po(code).open("rb") as handle:
        return read_po(handle)


def po(code: str) -> Path:
    return ROOT / "locales" / SHIPPED.get(code, code) / "LC_MESSAGES" / "messages.po"


def forms(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def template() -> Catalog:
    with TEMPLATE.open("rb") as handle:
        return read_po(handle)


# The catalogues


@pytest.mark.parametrize("code", SHIPPED)
def test_a_catalogue_has_every_message_and_no_other(code: str) -> None:
    locale = find_locale(code)
    assert locale is not None
    report = Report(po(code).as_posix())
    found = read_catalogue(po(code), locale, report)
    assert format_problems(report.problems) == ""
    assert {text for _, text in found.messages} == {forms(message.id)[0] for message in template() if message.id}
    assert list(catalog(code).obsolete) == []


@pytest.mark.parametrize("code", SHIPPED)
def test_a_catalogue_says_that_no_native_speaker_has_read_it(code: str) -> None:
    assert "# Not yet reviewed by a native speaker." in po(code).read_text("utf-8").split("\n")[:3]


@pytest.mark.parametrize(("code", "count"), [("de", 2), ("fr", 2), ("es", 2), ("pt-BR", 2), ("ja", 1), ("ar", 6)])
def test_the_plural_forms_are_those_of_cldr(code: str, count: int) -> None:
    found, rule = catalog(code), BabelLocale.parse(SHIPPED[code]).plural_form
    form = plural_function(found.plural_expr)
    pairs = {(rule(number), form(number)) for number in range(201)}
    assert found.num_plurals == count
    assert len(pairs) == len({index for _, index in pairs}) == count


def words_of(code: str) -> Iterator[tuple[str, str]]:
    """Every form of every message, with its id."""
    for message in catalog(code):
        if message.id:
            yield from ((forms(message.id)[0], form) for form in forms(message.string))


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("de", "\"|“[^“„]*”| ´|'|\\.\\.\\."),
        ("fr", "\"|'|“|”|\\.\\.\\.|(?<!\u202f)[;?!»]|(?<!\u00a0):(?=\\s|$)|«(?!\u202f)| [:;?!»]"),
        ("es", "\"|“|”|'|\\.\\.\\."),
        ("pt-BR", "\"|'|\\.\\.\\.| [:;?!]"),
        ("ja", '"|“|”|[\u3040-\u9fff][,.;:?!()]|[,.;:?!()][\u3040-\u9fff]|\\.\\.\\.'),
        ("ar", '"|“|”|[,;?]|\\.\\.\\.'),
    ],
)
def test_punctuation_is_that_of_the_language(code: str, wrong: str) -> None:
    """Outside place holders, links and code, which are the same in every language."""
    for english, form in words_of(code):
        text = re.sub(r"\{\w+\}|---", "x", form)
        assert not re.search(wrong, text), (english, form)
        assert code != "es" or [text.count(sign) for sign in "¿¡"] == [text.count(sign) for sign in "?!"], form


def test_no_message_but_those_for_it_says_method() -> None:
    """A site on databases would read of methods; the messages that name them exist for any noun too."""
    for code, word in METHOD.items():
        for english, form in words_of(code):
            assert "method" in english.lower() or word not in form.lower(), (code, english, form)


def test_every_message_that_says_method_has_one_for_any_noun() -> None:
    paired = {item.method for item in MESSAGES}
    said = {forms(message.id)[0] for message in template() if message.id}
    assert {text for text in said if re.search(r"\bmethods?\b", text, re.IGNORECASE)} == paired


@pytest.mark.slow
def test_updating_does_not_change_the_catalogues() -> None:
    before = {code: po(code).read_bytes() for code in SHIPPED}
    folders = [f"--{name}={ROOT / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["translations", "update", *folders])
    assert result.exit_code == 0, result.output
    assert {code: po(code).read_bytes() for code in SHIPPED} == before
    for code in SHIPPED:
        assert f"{code}: {len(template())} of {len(template())} messages translated" in result.output


# Sites in these languages

FIELDS = """\
- {{id: family, kind: term, label: {0}, help: {1}, terms: {{a: {2}, b: {3}}}}}
- {{id: flag, kind: flag, label: {4}}}
- {{id: use, kind: text, label: {5}}}
- {{id: year, kind: year, label: {6}}}
- {{id: sources, kind: sources, label: {7}}}
- {{id: related, kind: links, label: {8}}}
"""
GERMAN = FIELDS.format(*"Familie Erklärung Zylinder Kegel Winkeltreu Verwendung Jahr Belege Verwandt".split())
JAPANESE = FIELDS.format(*"種類 説明 緑茶 紅茶 有機 味 初出年 資料 関連".split())
BODY = "\n## {0}\n\n`x = 1`[^1]\n\n$$y = x$$\n\n```python\nx = 1\n```\n\n[^1]: {0}.\n"
ENTRY = "---\nname: {name}\nfamily: a\nflag: {flag}\nuse: {use}\nyear: {year}\nsources:\n"
ENTRY += '  - authors: ["{who}", "B, B", "C, C"]\n    year: 1987\n    title: "{name}"\n    url: https://example.org/\n'
ENTRY += "related: [{other}]\n---\n"


def files_of(source: str, others: str, fields: str, names: tuple[str, str, str], word: str) -> dict[str, str]:
    slugs = ("eins", "zwei", "drei")
    found = {
        "content/site.yaml": f"title: {word}\nentry: {{one: entry, many: entries}}\nsource_locale: {source}\n"
        f"locales: [{source}, {others}]\nrepository: https://github.com/a/b\ndownloads: true\n"
        "base_url: https://example.org/\nlicence: {name: CC BY 4.0, url: 'https://creativecommons.org/licenses/by/4.0/'}\n",
        "content/fields.yaml": fields,
        "content/glossary.yaml": f"- term: {word}\n  id: word\n  definition: {word}.\n",
        "content/pages/uber.md": f"---\ntitle: {word}\n---\n{BODY.format(word)}",
        "content/comparisons/set.md": f"---\ntitle: {word}\nmethods: [{', '.join(slugs)}]\n---\n{word}.\n",
    }
    for at, (slug, name) in enumerate(zip(slugs, names, strict=True)):
        values = {"name": name, "use": word, "who": word, "other": slugs[at - 1]}
        text = ENTRY.format(flag=("yes", "no", "n/a")[at], year=1900 + at, **values)
        found[f"content/methods/{slug}.md"] = text + BODY.format(word)
    return found


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A German site with French and Arabic; of one entry, the name is in Arabic."""
    files = files_of("de", "fr, ar", GERMAN, ("Mercator", "Mollweide", "Äquidistant"), "Kartennetze")
    files["content/methods/eins.ar.md"] = "---\ntranslates: {name: 00000000}\nname: مركاتور\n---\n"
    base = write_site(tmp_path_factory.mktemp("german"), files)
    return publish(base, base / "public")


@pytest.fixture(scope="module")
def japanese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = files_of("ja", "pt-BR, es", JAPANESE, ("煎茶", "玉露", "アッサム"), "お茶")
    base = write_site(tmp_path_factory.mktemp("japanese"), files)
    return publish(base, base / "public")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = files_of("en", ", ".join(SHIPPED), GERMAN, ("Mercator", "Mollweide", "Äquidistant"), "Kartennetze")
    base = write_site(tmp_path_factory.mktemp("english"), files)
    return publish(base, base / "public")


def everything(element: Element) -> Iterator[Element]:
    """The elements of a page, those in its `<template>` too."""
    for child in element.children:
        yield child
        yield from everything(child)


READ_OUT = ("abbr", "alt", "aria-label", "content", "data-says", "placeholder", "title")  # attributes with words


def english_in(page: Element, code: str) -> list[str]:
    """The English messages that a page says as words of another language, in text or attributes."""
    patterns = ENGLISH[code]
    found = []
    for element in everything(page):
        if element.lang == "en" or element.tag in ("script", "style"):
            continue
        attributes = [value for key, value in element.attributes.items() if key in READ_OUT]
        own = " ".join("".join(chunk for chunk in element.chunks if isinstance(chunk, str)).split())
        if element.tag not in ("code", "pre", "textarea"):  # what is to be filled in is looked at by itself
            found += [text for text in (own, *attributes) if patterns.fullmatch(text.strip())]
    return found


def english_of(code: str) -> re.Pattern[str]:
    """The English messages that are others in the language, with anything in their place holders."""
    texts = set()
    for message in catalog(code):
        for text in forms(message.id) if message.id else ():
            bare = re.sub(r"\{\w+\}", "", text)
            if text not in forms(message.string) and len(re.findall(r"[A-Za-z]", bare)) > 2 and "{decade}" not in text:
                texts.add(re.sub(r"\\\{\w+\\\}", ".{0,200}", re.escape(" ".join(text.split()))))
    return re.compile("|".join(sorted(texts)))


ENGLISH = {code: english_of(code) for code in SHIPPED}


@pytest.mark.parametrize("site", ["german", "japanese", "english"])
def test_no_page_says_english_as_another_language(site: str, request: pytest.FixtureRequest) -> None:
    output: Path = request.getfixturevalue(site)
    looked = 0
    for path in sorted(output.rglob("*.html")):
        page = read_page(path)
        code = page.one("html").attributes["lang"]
        if code in SHIPPED:
            assert english_in(page, code) == [], path
            looked += 1
    assert looked > 25


@pytest.mark.parametrize("site", ["german", "japanese"])
def test_no_file_of_a_site_without_english_has_an_english_message(site: str, request: pytest.FixtureRequest) -> None:
    """Scripts, drafts and the not-found page too: what a page may show is in one of them."""
    output: Path = request.getfixturevalue(site)
    sentences = [
        forms(message.id)[0] for message in template() if message.id and str(forms(message.id)[0]).count(" ") > 2
    ]
    pieces = [max(re.split(r"\{\w+\}", text), key=len).strip() for text in sentences]
    texts = [
        path
        for path in output.rglob("*")
        if path.suffix in (".html", ".js", ".json", ".xml") and "assets" not in path.parts
    ]
    assert len(texts) > 60
    for path in texts:
        text = path.read_text("utf-8")
        assert [piece for piece in pieces if len(piece) > 12 and piece in text] == [], path


def test_the_not_found_page_says_it_in_every_language(german: Path) -> None:
    page = read_page(german / "404.html")
    assert [section.attributes["lang"] for section in page.all("section")] == ["de", "fr", "ar"]
    assert [heading.words for heading in page.all("h1") + page.all("h2")] == [
        "Seite nicht gefunden",
        "Page introuvable",
        "الصفحة غير موجودة",
    ]


def test_what_a_new_entry_begins_with_is_in_the_source_language(german: Path, japanese: Path) -> None:
    for site, code, words in ((german, "fr", "## Bedeutung\n\n\n## Prinzip"), (japanese, "es", "## 意味\n\n\n## 原理")):
        page = read_page(site / code / "contribute.html")
        assert page.one("textarea", id="page-body").text.strip() == words
        assert words.replace("\n\n\n", "\n\n…\n\n") in page.one("pre").text
    draft = (german / "drafts/methods/zwei.js").read_text("utf-8")
    assert "Entfernen Sie das # vor jedem Schlüssel" in draft


def test_new_files_of_commands_are_in_the_source_language(tmp_path: Path) -> None:
    base = write_site(tmp_path, files_of("de", "fr", GERMAN, ("A", "B", "C"), "Wort"))
    folders = ["--content", str(base / "content"), "--locales", str(base / "locales"), "--themes", str(base / "themes")]
    for arguments in (["translations", "start", "eins", "fr"], ["new", "vier", "--no-input"]):
        result = CliRunner().invoke(main, [*arguments, *folders])
        assert result.exit_code == 0, result.output
    made = (base / "content/methods/vier.md").read_text("utf-8")
    assert made.startswith("---\n# Ersetzen Sie jedes … und löschen Sie die Kommentare.\n# Ein Wert kann eine Fußnote ")
    assert "\n\n# Name (erforderlich). " in made
    assert "# Mögliche Werte: a, b\n" in made
    assert made.endswith("\n---\n\n## Bedeutung\n\n…\n\n## Prinzip\n\n…\n")
    assert "in der Ausgangssprache angezeigt" in (base / "content/methods/eins.fr.md").read_text("utf-8")


# From right to left


def test_a_name_of_the_other_direction_stays_whole_in_attributes(german: Path) -> None:
    page = read_page(german / "ar/compare/set.html")
    labels = [link.attributes["aria-label"] for link in page.all("a", class_="remove")]
    assert labels[1] == "إزالة \u2068Mollweide\u2069 من المقارنة"
    assert labels[0] == "إزالة مركاتور من المقارنة"


def test_names_in_sentences_are_kept_apart(german: Path) -> None:
    caption = read_page(german / "ar/compare/set.html").one("caption")
    assert [name.words for name in caption.all("bdi")] == ["مركاتور", "Mollweide", "Äquidistant"]


def test_the_arrow_of_a_footnote_points_to_where_lines_begin(german: Path) -> None:
    for code in ("de", "ar"):  # a body that is not translated runs as its source does
        assert read_page(german / code / "methods/zwei.html").one("a", class_="footnote-backref").words == "↩"


def test_the_arrow_of_an_arabic_footnote_is_turned(tmp_path: Path) -> None:
    body = "\n## المعنى\n\nنص[^1]\n\n[^1]: حاشية.\n"
    files = {"content/site.yaml": "title: T\nsource_locale: ar\nlocales: [ar]\n"}
    files["content/methods/one.md"] = "---\nname: واحد\nyear: 2001\ntype: ن\nrelated: [two]\n---\n" + body
    output = publish(write_site(tmp_path / "site", MINIMAL | files), tmp_path / "public")
    page = read_page(output / "ar/methods/one.html")
    assert page.one("a", class_="footnote-backref").words == "↪"


def test_files_are_written_from_left_to_right_in_an_arabic_page(german: Path) -> None:
    page = read_page(german / "ar/contribute.html")
    for name in ("page-file", "page-translation-text"):
        assert page.one("textarea", id=name).attributes["dir"] == "ltr"
    assert page.one("pre").attributes["dir"] == "ltr"


def test_lists_that_scripts_make_have_the_comma_of_the_language(german: Path, japanese: Path) -> None:
    for site, code, comma in (
        (german, "de", ", "),
        (german, "ar", "، "),
        (japanese, "ja", "、"),
        (japanese, "es", ", "),
    ):
        assert read_page(site / code / "contribute.html").one("article").attributes["data-comma"] == comma
        words = next(
            item for item in everything(read_page(site / code / "compare/index.html")) if "data-gap" in item.attributes
        )
        assert words.attributes["data-comma"] == comma
        assert words.attributes["data-gap"] == ("" if code == "ja" else " ")


def test_no_style_of_the_theme_names_left_or_right_but_for_formulas_and_code() -> None:
    for path in sorted((ROOT / "themes/default/assets").glob("*.css")):
        for rule in re.findall(r"[^{}]+\{[^{}]*\}", path.read_text("utf-8")):
            assert not re.search(r"\b(left|right)\b(?!-to)", rule.partition("{")[2]) or re.match(
                r"\s*(mtd\.|code, pre)", rule.rpartition("*/")[2] or rule
            ), (path.name, rule)
            shadow = re.search(r"box-shadow: inset (-?)3px", rule)
            assert not shadow or shadow[1] == ("-" if "rtl" in rule else ""), rule


# What is said in attributes


def test_spaces_at_which_no_line_breaks_stay_in_attributes() -> None:
    assert plain("<b>a</b>\n b\u00a0: «\u202fc\u202f»") == "a b\u00a0: «\u202fc\u202f»"
    assert plain("a &amp; <bdi>b</bdi>") == "a & \u2068b\u2069"


def test_a_book_is_described_by_the_words_of_its_site(tmp_path: Path) -> None:
    from kaedah.plan.layout import make_layout
    from kaedah.render.epub_package import about_site

    files = files_of("de", "fr", GERMAN, ("A", "B", "C"), "Wort")
    files["content/site.yaml"] += "description: Was diese Website ist.\n"
    site = must_read(write_site(tmp_path, files))
    assert about_site(make_layout(site, site.settings.source, "", book=True), site) == "Was diese Website ist."


def test_family_names_come_first_in_names_of_east_asia(japanese: Path, tmp_path: Path) -> None:
    files = files_of("ja", "es", JAPANESE, ("煎茶", "玉露", "アッサム"), "お茶")
    files = {
        name: text.replace('"お茶", "B, B", "C, C"', '"布目, 潮渢", "Snyder, John"') for name, text in files.items()
    }
    output = publish(write_site(tmp_path / "site", files), tmp_path / "public")
    reference = read_page(output / "ja/methods/eins.html").one("section", class_="references").all("li")[0]
    assert reference.words.startswith("布目潮渢、John Snyder（1987）")


def test_a_language_has_its_own_name_in_the_menu_of_every_page(english: Path) -> None:
    names = {code: find_locale(code) for code in SHIPPED}
    menu = [link.words for link in read_page(english / "ja/index.html").one("details", class_="languages").all("a")]
    assert menu == ["English", *(locale.name for locale in names.values() if locale)]
    assert all(unicodedata.normalize("NFC", name) == name for name in menu)
