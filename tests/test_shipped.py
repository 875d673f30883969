"""Themes and catalogues that come with the program, and the site's own in front of them."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.model import Site
from kaedah.problems import format_problems
from kaedah.read.folders import Folders, catalogue_folders, input_folders, theme_folders
from kaedah.read.locales import find_locale
from kaedah.read.problem_catalogues import read_problem_messages
from kaedah.read.site import read_site

from tests.conftest import MINIMAL, ROOT, write_site
from tests.page_reader import read_page

UKRAINIAN = MINIMAL | {"content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en, uk]\n"}
OWN = "locales/uk/LC_MESSAGES/messages.po"
HEAD = (
    'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=3; plural={};\\n"\n\n'
)
USUAL = HEAD.format("(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)")
LABELS = "locales/uk/LC_MESSAGES/site.po"
WORDS = "".join(
    f'msgctxt "field"\nmsgid "{english}"\nmsgstr "{ukrainian}"\n\n'
    for english, ukrainian in (("Type", "Тип"), ("Year", "Рік"), ("Aliases", "Інші назви"), ("Related", "Пов’язані"))
)
REVERSED = HEAD.format("(n%10==1 && n%100!=11 ? 2 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 0)")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A site of two languages with nothing but content, and words for its labels."""
    return write_site(tmp_path / "site", UKRAINIAN | {LABELS: USUAL + WORDS})


def folders_of(base: Path, theme: str = "") -> Folders:
    return Folders(base / "content", base / "locales", base / "themes", theme)


def must_read(base: Path, theme: str = "") -> Site:
    site, problems = read_site(folders_of(base, theme))
    assert format_problems(problems) == ""
    assert site is not None
    return site


def words(base: Path, text: str, context: str = "") -> tuple[str, ...]:
    return must_read(base).catalogues["uk"].messages[context, text]


def run(base: Path, *arguments: str) -> str:
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, arguments, prog_name="kaedah")
    assert result.exit_code == 0, result.output
    return result.output


def test_a_site_of_nothing_but_content_speaks_its_languages_without_a_warning(base: Path) -> None:
    assert words(base, "Comparisons") == ("Порівняння",)
    assert run(base, "check", "--strict") == "no errors; methods: 2, languages: 2\n"


def test_a_message_of_the_site_stands_before_the_shipped_one_and_the_others_stay(base: Path) -> None:
    shipped = must_read(base).catalogues["uk"]
    write_site(base, {OWN: f'{USUAL}msgid "Comparisons"\nmsgstr "Зіставлення"\n'})
    catalogue = must_read(base).catalogues["uk"]
    assert catalogue.messages == {**shipped.messages, ("", "Comparisons"): ("Зіставлення",)}
    assert {key for key in catalogue.lines if key[0] != "field"} == {("", "Comparisons")}
    assert catalogue.path_of(("", "Comparisons")) == OWN
    assert catalogue.path_of(("field", "Year")) == LABELS
    assert catalogue.digest != shipped.digest


def test_the_sites_own_words_stand_before_its_catalogue_of_the_interface_and_that_before_the_shipped(
    base: Path,
) -> None:
    write_site(base, {OWN: f'{USUAL}msgid "Yes"\nmsgstr "Авжеж"\n\nmsgctxt "field"\nmsgid "Type"\nmsgstr "Вид"\n'})
    assert (words(base, "Type", "field"), words(base, "Yes")) == (("Тип",), ("Авжеж",))
    write_site(base, {LABELS: f'{USUAL}{WORDS}msgid "Yes"\nmsgstr "Атож"\n'})
    assert words(base, "Yes") == ("Атож",)


def test_a_message_that_the_site_leaves_untranslated_is_the_shipped_one_and_no_warning(base: Path) -> None:
    write_site(base, {OWN: f'{USUAL}msgid "Comparisons"\nmsgstr ""\n\n#, fuzzy\nmsgid "Yes"\nmsgstr "Ні"\n'})
    assert words(base, "Comparisons") == ("Порівняння",)
    assert words(base, "Yes") == ("Так",)


def test_shipped_plural_forms_follow_the_rule_of_the_sites_catalogue(base: Path) -> None:
    shipped = words(base, "{count} related method")
    write_site(base, {LABELS: REVERSED + WORDS})
    assert words(base, "{count} related method") == shipped[::-1]
    run(base, "build")
    page = read_page(base / "public/uk/compare/one/two.html")
    assert page.one("tr", data_field="related").all("div", class_="count")[0].words == shipped[0].format(count=1)


def test_rules_judge_the_sites_words_and_not_the_shipped_ones(base: Path) -> None:
    glossary = (
        "- term: comparison\n  definition: A table.\n"
        "  renderings: {uk: {term: зіставлення, forbidden: {порівняння: it is another word}}}\n"
    )
    write_site(base, {"content/glossary.yaml": glossary, OWN: f'{USUAL}msgid "Yes"\nmsgstr "Авжеж"\n'})
    assert "forbidden-label" not in run(base, "check")
    write_site(base, {OWN: f'{USUAL}msgid "Comparisons"\nmsgstr "Порівняння"\n'})
    assert f'{OWN}:7:1: warning: "Порівняння" is used here for "comparison" [forbidden-label]\n' in run(base, "check")


def test_a_theme_of_the_site_extends_a_shipped_one(base: Path) -> None:
    write_site(
        base,
        {"themes/plain/theme.yaml": "extends: default\n", "themes/plain/templates/prose.html": "plain"},
    )
    theme = must_read(base, "plain").theme
    assert theme.templates["prose.html"] == "plain"
    assert theme.templates["method.html"] == (ROOT / "themes/default/templates/method.html").read_text("utf-8")
    assert theme.folder == "themes/plain"


def test_a_theme_of_the_site_stands_before_the_shipped_one_of_its_name(base: Path) -> None:
    write_site(base, {"themes/ledger/theme.yaml": "extends: default\n"})
    assert must_read(base, "ledger").theme.assets == must_read(base, "default").theme.assets
    assert must_read(base, "ledger").theme.folder == "themes/ledger"


def test_what_decides_a_build_is_in_the_sites_folders_and_in_the_shipped_ones(base: Path) -> None:
    folders = folders_of(base)
    assert input_folders(folders) == {
        "content": folders.content,
        "locales": folders.locales,
        "shipped/locales": ROOT / "locales",
        "themes": folders.themes,
        "shipped/themes": ROOT / "themes",
    }
    assert catalogue_folders(folders) == (folders.locales, ROOT / "locales")
    assert theme_folders(folders) == (folders.themes, ROOT / "themes")


def test_a_folder_that_is_the_shipped_one_is_read_once_however_it_is_named(tmp_path: Path) -> None:
    named = Folders(ROOT / "content", Path(os.path.relpath(ROOT / "locales")), tmp_path / "themes")
    named.themes.symlink_to(ROOT / "themes")
    assert input_folders(named) == {"content": named.content, "locales": named.locales, "themes": named.themes}


def test_a_site_is_not_published_into_the_shipped_folders(base: Path) -> None:
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, ["build", "--output", str(ROOT / "locales/public")], prog_name="kaedah")
    assert result.exit_code == 1
    assert f"the site is made from {ROOT / 'locales'}" in result.stderr


def test_an_update_begins_the_sites_words_and_no_catalogue_of_the_interface(base: Path) -> None:
    (base / LABELS).unlink()
    assert run(base, "translations", "update").splitlines() == [
        "uk: 0 of 5 messages translated (site)",
        "uk: the shipped catalogue translates every message",
    ]
    assert not (base / OWN).exists()
    with (base / LABELS).open("rb") as handle:
        assert [(message.context, message.id) for message in read_po(handle) if message.id] == [
            *(("site", "Test"), ("field", "Year"), ("field", "Type")),
            *(("field", "Aliases"), ("field", "Related")),
        ]


def test_an_update_keeps_what_the_site_says_otherwise(base: Path) -> None:
    write_site(base, {OWN: f'{USUAL}msgid "Comparisons"\nmsgstr "Зіставлення"\n'})
    assert "uk: 1 of 1 messages translated\n" in run(base, "translations", "update")
    assert words(base, "Comparisons") == ("Зіставлення",)


def test_what_the_checker_says_is_overlaid_message_by_message(tmp_path: Path) -> None:
    own = 'msgctxt "hint"\nmsgid "save the file with the encoding UTF-8"\nmsgstr "Лише UTF-8"\n'
    write_site(tmp_path, {"uk/LC_MESSAGES/problems.po": USUAL + own})
    locale = find_locale("uk")
    assert locale is not None
    shipped = read_problem_messages((ROOT / "locales",), locale)
    found = read_problem_messages((tmp_path, ROOT / "locales"), locale)
    assert shipped is not None
    assert found is not None
    changed = {("hint", "save the file with the encoding UTF-8"): "Лише UTF-8"}
    assert changed.items() - shipped.messages.items()
    assert found.messages == {**shipped.messages, **changed}


def test_a_change_of_a_shipped_catalogue_or_theme_is_built(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("locales", "themes"):
        shutil.copytree(ROOT / name, base.parent / "shipped" / name)
        monkeypatch.setattr(f"kaedah.read.folders.{name.upper()}", base.parent / "shipped" / name)
    run(base, "build")
    assert "Порівняння" in (base / "public/uk/index.html").read_text("utf-8")
    changes = {
        f"locales/{OWN.partition('/')[2]}": ("Порівняння", "Зіставлення"),
        "themes/default/templates/page.html": ("<body", '<body data-changed="yes"'),
    }
    for path, (before, after) in changes.items():
        file = base.parent / "shipped" / path
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
        run(base, "build")
        assert after in (base / "public/uk/index.html").read_text("utf-8")
