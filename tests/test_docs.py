"""The documentation is true: links, commands, options, paths and examples in it are those of the program."""

import contextlib
import re
import runpy
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from kaedah.check.rule import Rule
from kaedah.cli import main
from kaedah.plan import inventory
from kaedah.problems import format_problems
from kaedah.read.kinds import KINDS

from tests.conftest import MINIMAL, ROOT, main_commands, publish, read, write_site
from tests.page_reader import read_page
from tests.test_commands import commands, own_options

DOCS = sorted((ROOT / "docs").rglob("*.md"))
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "requirements/README.md")
PAGES = [*(ROOT / name for name in TOP), *DOCS]
CURRENT = [page for page in PAGES if "decisions" not in page.parts]  # a decision tells how things were
LONGEST = 120
# Generated from the examples of the rules, one of which is a paragraph.
GENERATED = ROOT / "docs/reference/checks.md"
COMMANDS = ROOT / "docs/reference/commands.md"
# Paths in backticks are looked up in these folders, if one of them has the first part of the path.
BASES = (".", "generator/kaedah", "themes/default", "themes/default/templates")
# Files that a guide makes.
MADE = re.compile(r"my-method|themes/own/|teas/|(content|assets)/images/|kinds/version\.py|newest\.(py|html)")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose_of(page: Path) -> str:
    """The text of a page without its code blocks."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def blocks_of(page: Path, language: str) -> list[str]:
    """The code blocks of a language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [block for name, block in blocks if name == language]


def spans_of(page: Path) -> list[str]:
    """Everything in backticks."""
    return [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", prose_of(page))]


def anchors_of(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings."""
    heads = re.findall(r"^#+ (.*)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links_of(page: Path) -> list[str]:
    """The targets of all links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]+`", "", prose_of(page)))


# Form


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_lines_are_short(page: Path) -> None:
    text = prose_of(page) if page == GENERATED else page.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if len(line) > LONGEST] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_has_one_title(page: Path) -> None:
    assert len(re.findall(r"^# ", prose_of(page), re.MULTILINE)) == 1


# Links


@pytest.mark.parametrize("page", [*PAGES, ROOT / "benchmarks/README.md"], ids=name_of)
def test_every_relative_link_resolves(page: Path) -> None:
    for link in links_of(page):
        path, _, anchor = link.partition("#")
        if not link.startswith(("https://", "http://")):
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), link
            assert not anchor or anchor in anchors_of(target), link


def test_the_index_lists_every_page_once() -> None:
    index = ROOT / "docs/README.md"
    listed = [(index.parent / link).resolve() for link in links_of(index)]
    own = [page for page in listed if page.is_relative_to(index.parent)]
    assert sorted(set(own) | {index}) == DOCS
    latest = ROOT / "docs/explanation/architecture.md"
    assert {page for page in own if own.count(page) > 1} <= {latest}


def test_the_readme_starts_with_who_it_is_for_and_a_picture() -> None:
    start = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert start.startswith("# Kaedah\n\nFor ")
    assert "![" in start


# Paths


def missing_paths(page: Path) -> list[str]:
    """The paths in backticks that do not exist."""
    missing = []
    for span in spans_of(page):
        first = span.split("/", maxsplit=1)[0]
        if "/" not in span or not re.fullmatch(r"[\w.<>*/-]+", span) or MADE.search(span):
            continue
        bases = [ROOT / base for base in BASES if first and (ROOT / base / first).is_dir()]
        pattern = re.sub(r"<\w+>|\b[A-Z]{4,}\b", "*", span).rstrip("/")
        found = [path for base in bases for path in ((base / span).exists() and [base]) or base.glob(pattern)]
        if bases and not found:
            missing.append(span)
    return missing


@pytest.mark.parametrize("page", CURRENT, ids=name_of)
def test_every_path_in_backticks_exists(page: Path) -> None:
    """Those of the shipped content and its tests are looked up in tests/site/test_sources.py."""
    assert [path for path in missing_paths(page) if not path.startswith(("content/", "tests/site/"))] == []


@pytest.mark.parametrize("page", CURRENT, ids=name_of)
def test_every_module_in_backticks_exists(page: Path) -> None:
    modules = {path.name for base in ("generator", "tests", "benchmarks") for path in (ROOT / base).rglob("*.py")}
    named = {span for span in spans_of(page) if re.fullmatch(r"\w+\.py", span)}
    assert named <= modules | {"build.py"}


# Commands


def lines_with_commands(page: Path) -> Iterator[str]:
    """What follows the program's name wherever a page shows a command."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in [*spans_of(page), *(line.strip() for block in blocks for line in block.splitlines())]:
        found = re.match(r"(?:\w+=\S+ )*(?:kaedah|(?:\S*python )?build\.py) +(.*)", line)
        if found:
            yield found[1].partition(" #")[0]


def check_command(line: str) -> None:
    """Fails unless the command, its subcommand and its options exist."""
    shared = {option for part in main.params for option in part.opts} | {"-h", "--help"}
    words, command = [word for word in line.split() if word not in shared], main
    while words and isinstance(command, click.Group):
        if words[0].startswith("-"):
            break
        if words[0] not in command.list_commands(click.Context(command)):
            raise AssertionError(f"there is no command {line}")
        command = command.get_command(click.Context(command), words.pop(0))  # type: ignore[assignment]
    build = main_commands()["build"] if command is main else command
    unknown = {word.partition("=")[0] for word in words if word.startswith("-")}
    unknown -= {option for part in build.params for option in part.opts}
    assert not unknown, line


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_in_a_page_exists(page: Path) -> None:
    for line in lines_with_commands(page):
        check_command(line)


def test_a_wrong_command_would_be_found() -> None:
    for line in ("biuld", "build --outptu public", "translations stat", "export zip --output x --jobs 2"):
        with pytest.raises(AssertionError):
            check_command(line)
    for line in ("build --output=public -j 2", "-q check --fix", "--version", "translations stamp --all"):
        check_command(line)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_option_in_backticks_exists(page: Path) -> None:
    known = {option for command in (main, *commands().values()) for part in command.params for option in part.opts}
    named = {span.split()[0].partition("=")[0] for span in spans_of(page) if span.startswith("--")}
    assert named <= known | {"--help"}


def sections() -> dict[str, tuple[str, str]]:
    """By command of the reference: its arguments, and the text of its section."""
    parts = re.split(r"^## `kaedah (.*)`$", COMMANDS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {}
    for head, text in zip(parts[1::2], parts[2::2], strict=True):
        words = head.split()
        found[" ".join(filter(str.islower, words))] = (" ".join(filter(str.isupper, words)), text)
    return found


def test_the_reference_has_a_section_for_every_command_with_its_arguments() -> None:
    arguments = {
        name: " ".join(str(part.name).upper() for part in command.params if isinstance(part, click.Argument))
        for name, command in commands().items()
    }
    assert {name: head for name, (head, _) in sections().items()} == arguments


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_reference_lists_the_options_of_a_command_with_short_names_choices_and_defaults(name: str) -> None:
    lines = [line for line in sections()[name][1].splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rows = {re.findall(r"--[a-z-]+", cell)[0]: (cell, default) for cell, default, _ in cells}
    options = own_options(commands()[name])
    assert set(rows) == set(options)
    for long, option in options.items():
        cell, default = rows[long]
        assert all(f"`{short}`" in cell for short in option.opts if short != long)
        if isinstance(option.type, click.Choice):
            assert "\\|".join(option.type.choices) in cell
        if option.show_default:
            assert str(option.default) in default
        assert (default == "required") == option.required


def test_the_reference_lists_the_options_that_all_commands_share() -> None:
    text = COMMANDS.read_text(encoding="utf-8").partition("## `kaedah build`")[0]
    for option in ("--content", "--locales", "--themes", "--quiet", "-q", "--no-color", "--help", "-h", "--version"):
        assert f"`{option}" in text


# Examples


def tutorial_files(page: Path) -> dict[str, str]:
    """The files of the tutorial: each code block with a language, at the last path named above it."""
    text = page.read_text(encoding="utf-8")
    found = {}
    for block in re.finditer(r"^```(?:yaml|markdown)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        path = re.findall(r"`(teas/\S+?)`", text[: block.start()])[-1]
        found[path.removeprefix("teas/")] = block[1]
    return found


def test_the_site_of_the_tutorial_builds_and_shows_the_error_that_it_makes(tmp_path: Path) -> None:
    page = ROOT / "docs/tutorial/first-site.md"
    files = tutorial_files(page)
    assert len(files) == 4
    site = write_site(tmp_path / "teas", files)
    (untranslated,) = read(site)[1]
    assert untranslated.text.startswith("labels of the content without a translation: 9;")
    comparison = read_page(publish(site, tmp_path / "public") / "en/compare/oolong/sencha.html")
    verdicts = {row.attributes["data-field"]: row.attributes["data-verdict"] for row in comparison.all("tr")[1:]}
    assert verdicts == dict.fromkeys(("oxidation", "temperature", "summary"), "differs") | {"related": "same"}

    oolong = site / "content/methods/oolong.md"
    oolong.write_text(oolong.read_text(encoding="utf-8").replace("partial", "partly"), encoding="utf-8")
    (expected,) = (block for block in blocks_of(page, "") if "error:" in block)
    errors = format_problems([problem for problem in read(site)[1] if problem.level == "error"])
    assert "".join(f"teas/{line}" if line[0] != " " else line for line in errors.splitlines(True)) == expected


def check_output(base: Path) -> str:
    """What `kaedah check` prints as problems, for a site with its own themes."""
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    with contextlib.chdir(base):
        return CliRunner().invoke(main, ["check", *places], prog_name="kaedah").stderr


def test_the_error_in_the_reference_of_themes_is_the_one_that_check_prints(tmp_path: Path) -> None:
    (themes,) = (block for block in blocks_of(ROOT / "docs/reference/themes.md", "") if "error:" in block)
    changes = {
        "content/site.yaml": MINIMAL["content/site.yaml"] + "theme: own\n",
        "themes/own/theme.yaml": "name: own\nextends: default\nlicence: MIT\n",
        "themes/own/templates/method.html": '{# The page of a method. #}\n{% extends "method.html" %}\n',
    }
    site = write_site(tmp_path / "site", MINIMAL | changes)
    shutil.copytree(ROOT / "themes/default", site / "themes/default")
    assert themes in check_output(site)


def test_the_field_kind_of_the_guide_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, registry = blocks_of(ROOT / "docs/how-to/add-a-field-kind.md", "python")
    assert '"version": Version(),' in registry
    module = tmp_path / "version.py"
    module.write_text(code, encoding="utf-8")
    monkeypatch.setitem(KINDS, "version", runpy.run_path(str(module))["Version"]())
    site = write_site(tmp_path / "site", MINIMAL)
    fields = site / "content/fields.yaml"
    fields.write_text(fields.read_text(encoding="utf-8") + "- {id: extra, kind: version, label: Version}\n")
    found = {}
    for written in ("4.2", "4.2.0", "4.10", "4.x"):
        for slug, value in (("one", "4.2"), ("two", written)):
            text = MINIMAL[f"content/methods/{slug}.md"].replace("---\n", f"---\nextra: {value}\n", 1)
            (site / f"content/methods/{slug}.md").write_text(text, encoding="utf-8")
        found[written] = format_problems(read(site)[1])
        if not found[written]:
            row = read_page(publish(site, tmp_path / "public") / "en/compare/one/two.html").one(
                "tr", data_field="extra"
            )
            found[written] = str(row.attributes["data-verdict"])
    assert found.pop("4.x").startswith('content/methods/two.md:2:8: error: "4.x" is not a version\n')
    assert found == {"4.2": "same", "4.2.0": "same", "4.10": "differs"}


def test_the_page_kind_of_the_guide_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = ROOT / "docs/how-to/add-a-page-kind.md"
    (code,), (template,) = blocks_of(guide, "python"), blocks_of(guide, "jinja")
    (tmp_path / "newest.py").write_text(code, encoding="utf-8")
    page = runpy.run_path(str(tmp_path / "newest.py"))["NewestPage"]
    monkeypatch.setattr(inventory, "LOCALE_PAGES", (*inventory.LOCALE_PAGES, page))
    site = write_site(tmp_path / "site", MINIMAL)
    shutil.copytree(ROOT / "themes/default", site / "themes/default")
    (site / "themes/default/templates/newest.html").write_text(template, encoding="utf-8")
    items = read_page(publish(site, tmp_path / "public") / "en/newest.html").one("main").all("li")
    assert [item.words for item in items] == ["Two", "One"]


def test_the_rule_of_the_guide_finds_its_bad_example_only(tmp_path: Path) -> None:
    function, entry = blocks_of(ROOT / "docs/how-to/add-a-rule.md", "python")
    imports = "from collections.abc import Iterator\nfrom kaedah.check.rule import *\nfrom kaedah.model import Site\n"
    (tmp_path / "rule.py").write_text(f"{imports}{function}\n", encoding="utf-8")
    names = runpy.run_path(str(tmp_path / "rule.py"))
    entry = entry.strip().removesuffix(",").replace("name_rules.", "")
    rule = eval(entry, names)  # the guide is ours
    assert isinstance(rule, Rule)
    for lines, expected in ((rule.example.bad, 1), (rule.example.good, 0)):
        text = MINIMAL["content/methods/one.md"].replace("name: One", lines)
        site, _ = read(write_site(tmp_path / "site", MINIMAL | {"content/methods/one.md": text}))
        assert site is not None
        found = list(rule.find(site))
        assert len(found) == expected
        assert all((one.path, one.line) == ("content/methods/one.md", 2) for one in found)


def test_versions_of_the_changelog_go_down_and_breaking_changes_come_first() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## (\d+)\.(\d+)\.(\d+) \(\d{4}-\d\d-\d\d\)$", text, re.MULTILINE)
    assert len(heads) == text.count("\n## ")
    numbers = [tuple(map(int, head)) for head in heads]
    assert all(newer > older for newer, older in pairwise(numbers))
    for version in text.split("\n## ")[1:]:
        kinds = re.findall(r"^### (\w+)$", version, re.MULTILINE)
        order = [kind for kind in ("Breaking", "Added", "Changed", "Fixed") if kind in kinds]
        assert kinds == order
