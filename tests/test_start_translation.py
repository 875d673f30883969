"""A translation is started with its source text at hand; `diff` shows later what became stale."""

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.problems import format_problems
from kaedah.source_stamps import stamp_of

from tests.conftest import MINIMAL, ROOT, must_read, read, write_site
from tests.example import EXAMPLE

ONE = "content/methods/one.md"
UK = "content/methods/one.uk.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two methods in two languages, nothing translated."""
    source = MINIMAL[ONE].replace("type: First", 'type: "First: a way"\naliases: [way one, {text: 一, lang: zh-Hans}]')
    languages = {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n"}
    return write_site(tmp_path / "site", MINIMAL | languages | {ONE: source})


def run(base: Path, *arguments: str) -> Result:
    folders = ("--content", base / "content", "--locales", base / "locales", "--themes", ROOT / "themes")
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, ["translations", *arguments, *map(str, folders)], prog_name="build.py")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_started_translation_has_the_source_text_above_each_key(site: Path) -> None:
    write_site(site, {ONE: (site / ONE).read_text(encoding="utf-8") + "\nA rule:\n\n---\n\nMore words.\n"})
    result = run(site, "start", "one", "uk")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{UK}\n", "")
    source = must_read(site).methods["one"].document.source
    body = "\n".join(f"# {line}".rstrip() for line in source.words("body").strip("\n").split("\n"))
    assert "\n# ---\n" in body  # a rule of the body ends no front matter
    stamps = ", ".join(f"{part}: {stamp_of(source.words(part))}" for part in ("name", "type", "body"))
    assert (site / UK).read_text(encoding="utf-8") == (
        "---\n"
        f"translates: {{{stamps}}}\n"
        "reviewed: false\n"
        "# Take the # off each key you translate; what is left out is shown in the source language.\n"
        "\n# One\n# name: …\n"
        "\n# First: a way\n# type: …\n"
        "\n# way one\n# aliases: […]\n"
        "\n# Below the second line --- goes the body, its headings in the same order.\n"
        f"#\n{body}\n"
        "---\n"
    )


def test_a_started_translation_is_valid_and_translates_nothing_yet(site: Path) -> None:
    run(site, "start", "one", "uk")
    found, problems = read(site)
    assert found is not None
    assert UK not in format_problems(problems)
    assert found.methods["one"].document.translations["uk"].parts == {}


def test_an_existing_translation_is_never_overwritten(site: Path) -> None:
    write_site(site, {UK: "---\nname: Один\n---\n"})
    result = run(site, "start", "one", "uk")
    assert result.exit_code == 1
    assert result.stderr == (
        f"error: {UK} already exists\n"
        "  hint: edit that file; `kaedah translations diff one uk` shows what has changed\n"
    )
    assert (site / UK).read_text(encoding="utf-8") == "---\nname: Один\n---\n"


@pytest.mark.parametrize("command", ["start", "diff", "stamp"])
@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (("oen", "uk"), 'error: there is no document "oen"\n  hint: did you mean "one"?\n'),
        (
            ("one", "uk-UA"),
            'error: "uk-UA" is not a language to translate into\n  hint: did you mean "uk"? known: uk\n',
        ),
        (("one", "en"), 'error: "en" is not a language to translate into\n  hint: known: uk\n'),
    ],
)
def test_an_unknown_document_or_language_is_reported(
    site: Path, command: str, arguments: tuple[str, str], reported: str
) -> None:
    result = run(site, command, *arguments)
    assert (result.exit_code, result.stderr) == (1, reported)


def test_stale_parts_are_shown_with_the_current_source_text(site: Path) -> None:
    write_site(site, {UK: "---\nname: Один\ntype: Перший\n---\n\n## Значення\n\nОдин.\n"})
    run(site, "stamp", "one", "uk")
    assert run(site, "diff", "one", "uk").stdout == f"{UK}: nothing has changed\n"
    source = (site / ONE).read_text(encoding="utf-8")
    (site / ONE).write_text(source.replace("First: a way", "First of ways").replace("One.", "One!\n\nAnd more."))
    assert run(site, "diff", "one", "uk").stdout == (
        f"{UK}:4:7: type was translated from an older version of the source text\n"
        f"  {ONE}:4:7:\n"
        "    First of ways\n"
        f"{UK}:7:1: body was translated from an older version of the source text\n"
        f"  {ONE}:9:1:\n"
        "    ## Meaning\n\n    One!\n\n    And more.\n"
    )


@pytest.mark.parametrize("command", ["diff", "stamp"])
def test_a_missing_translation_has_no_stale_parts(site: Path, command: str) -> None:
    result = run(site, command, "one", "uk")
    assert result.exit_code == 1
    assert "hint: start it with `kaedah translations start one uk`" in result.stderr


def test_a_translation_can_be_started_for_every_method(tmp_path: Path) -> None:
    from kaedah.plan.scaffolds import translation_template

    for slug, method in must_read(EXAMPLE).methods.items():
        text = translation_template(method.document)
        assert all(
            line.startswith(("#", "---", "translates: ", "reviewed: false")) or not line for line in text.splitlines()
        ), slug
