"""Every command as a contributor runs it: its output, its files and its exit code."""

import contextlib
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from kaedah import __version__
from kaedah.cli import completion, main, progress_line
from kaedah.read.discovery import suggest_language
from kaedah.read.fields import read_fields
from kaedah.read.kinds import KINDS

from tests.conftest import ROOT, main_commands, tree, write_site
from tests.example import EXAMPLE

TEXT = "---\nname: Three\nyear: 2003\n---\n"
BAD = "---\nname: Three\nyear: soon\n---\n"
BAD_TOLD = 'content/methods/three.md:3:7: error: "soon" is not a year\n  hint: write four digits from 1000 to 2100\n'


def invoke(base: Path, *arguments: object) -> Result:
    """Runs a command on the site below `base`; errors must be reported, never raised."""
    with contextlib.chdir(base):
        result = run(*arguments, *folder_arguments(base))
    assert "Traceback" not in result.output
    return result


def folder_arguments(base: Path) -> list[str]:
    folders = {"content": base / "content", "locales": base / "locales", "themes": ROOT / "themes"}
    return [part for name, path in folders.items() for part in (f"--{name}", str(path))]


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="build.py")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def commands() -> dict[str, click.Command]:
    """Every command by its words, without the groups."""
    found: dict[str, click.Command] = {}
    for name, command in main_commands().items():
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": part for inner, part in command.commands.items()}
        else:
            found[name] = command
    return found


def own_options(command: click.Command) -> dict[str, click.Option]:
    """The options of a command by their long names, without those of every command that reads a site."""
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    long = {max(option.opts, key=len): option for option in options}
    return {
        name: option for name, option in long.items() if name not in ("--content", "--locales", "--themes", "--help")
    }


# build


def test_a_build_publishes_the_site_and_prints_a_summary(minimal: Path) -> None:
    output = minimal / "public"
    result = invoke(minimal, "build", "--output", output)
    assert result.exit_code == 0
    assert result.stderr == ""
    first, last = result.stdout.splitlines()
    assert re.fullmatch(r"(\d+) pages: \1 written, 0 unchanged, 0 removed", first)
    assert last == f"open {output / 'index.html'}"
    assert (output / "en/methods/one.html").is_file()


def test_a_second_build_writes_nothing_and_a_clean_one_writes_the_same_again(minimal: Path) -> None:
    output = minimal / "public"
    invoke(minimal, "build", "--output", output)
    before = tree(output)
    assert ": 0 written," in invoke(minimal, "build", "--output", output).stdout
    assert ", 0 unchanged," in invoke(minimal, "build", "--output", output, "--clean").stdout
    assert tree(output) == before


def test_running_without_a_command_builds(minimal: Path) -> None:
    assert invoke(minimal, "--output", minimal / "public").exit_code == 0
    assert (minimal / "public/index.html").is_file()


def test_a_build_in_the_folder_of_the_site_needs_no_option(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(minimal)
    (minimal / "themes").symlink_to(ROOT / "themes")
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert (minimal / "public/index.html").is_file()


@pytest.mark.parametrize(
    "arguments", [("--quiet", "build"), ("build", "--quiet"), ("-q",), ("build", "-q", "--no-color")]
)
def test_a_quiet_build_prints_problems_only(minimal: Path, arguments: tuple[str, ...]) -> None:
    result = invoke(minimal, *arguments, "--output", minimal / "public")
    assert (result.exit_code, result.output) == (0, "")


def test_a_verbose_build_prints_the_time_of_each_stage(minimal: Path) -> None:
    result = invoke(minimal, "build", "-v", "--output", minimal / "public")
    lines = result.stderr.splitlines()
    assert [line.split()[0] for line in lines] == ["read", "plan", "render", "publish", "total"]
    *stages, total = (float(line.split()[1]) for line in lines)
    assert 0 < sum(stages) <= total + 0.05
    again = invoke(minimal, "build", "-v", "--output", minimal / "public")
    assert {line.split()[0] for line in again.stderr.splitlines()}.isdisjoint({"render", "publish"})


def test_a_build_prints_its_result_as_json(minimal: Path) -> None:
    arguments = ("build", "--json", "--output", minimal / "public")
    first, second = (json.loads(invoke(minimal, *arguments).stdout) for _ in range(2))
    assert list(first["seconds"]) == ["read", "plan", "render", "publish", "total"]
    assert second.pop("seconds").keys().isdisjoint({"render", "publish"})
    assert second == {
        "pages": first["written"],
        "written": 0,
        "unchanged": first["written"],
        "removed": 0,
        "languages": 1,
        "output": (minimal / "public").as_posix(),
    }


def test_a_build_with_json_prints_problems_as_check_does(minimal: Path) -> None:
    """Also when nothing is to be done, after a build that printed them as text."""
    path = minimal / "content/methods/two.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nA <b>bold</b> word.\n", encoding="utf-8")
    expected = json.loads(invoke(minimal, "check", "--format", "json").stderr)
    assert {problem["level"] for problem in expected} == {"warning"}
    invoke(minimal, "build", "--output", minimal / "public")
    for _ in range(2):
        result = invoke(minimal, "build", "--json", "--output", minimal / "public")
        assert json.loads(result.stderr) == expected


def test_a_terminal_shows_how_many_pages_are_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setattr(progress_line, "DELAY", 0.0)
    monkeypatch.setattr(progress_line, "INTERVAL", 0.0)
    line = progress_line.ProgressLine(True)
    for done in (8, 12):
        line.pages(done, 12)
    line.clear()
    assert shown.getvalue().split("\r") == ["", "rendering: 8 of 12 pages", "rendering: 12 of 12 pages", " " * 25, ""]
    quiet = progress_line.ProgressLine(False)
    quiet.pages(1, 2)
    quiet.clear()
    assert shown.getvalue().count("rendering") == 2


def test_a_build_with_errors_reports_them_and_publishes_nothing(minimal: Path) -> None:
    output = minimal / "public"
    invoke(minimal, "build", "--output", output)
    before = tree(output)
    write_site(minimal, {"content/methods/three.md": BAD})
    result = invoke(minimal, "build", "--output", output)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", BAD_TOLD)
    assert tree(output) == before


def test_a_strict_build_treats_warnings_as_errors(minimal: Path) -> None:
    write_site(minimal, {"content/methods/three.md": TEXT + "\n<b>x</b>\n"})
    output = minimal / "public"
    result = invoke(minimal, "build", "--strict", "--output", output)
    assert result.exit_code == 1
    assert "warning: HTML is not supported here" in result.stderr
    assert not output.exists()
    assert invoke(minimal, "build", "--output", output).exit_code == 0


def test_a_build_refuses_an_output_folder_with_foreign_files(minimal: Path) -> None:
    output = minimal / "public"
    write_site(output, {"diary.txt": "mine"})
    result = invoke(minimal, "build", "--output", output)
    assert result.exit_code == 1
    assert "was not made by this program" in result.stderr
    assert tree(output) == {"diary.txt": b"mine"}


def test_a_build_of_some_languages_includes_the_source_language(minimal: Path) -> None:
    write_site(minimal, {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk, ko]\n"})
    result = invoke(minimal, "build", "--output", minimal / "public", "--locale", "uk")
    assert result.exit_code == 0
    assert {path.name for path in (minimal / "public").iterdir() if path.is_dir()} == {"en", "uk", "assets", "drafts"}


def test_a_build_with_a_base_url_has_a_sitemap(minimal: Path) -> None:
    arguments = ("build", "--output", minimal / "public", "--base-url", "https://example.org/x")
    assert invoke(minimal, *arguments).exit_code == 0
    assert "https://example.org/x/en/methods/one.html" in (minimal / "public/sitemap.xml").read_text()


def test_a_build_without_a_site_names_the_folder_it_searched(tmp_path: Path) -> None:
    result = invoke(tmp_path, "build", "--output", tmp_path / "public")
    assert result.exit_code == 1
    assert result.stderr.startswith("content/site.yaml:1:1: error: there is no such file\n  hint: ")


def test_the_number_of_jobs_does_not_change_the_output(minimal: Path) -> None:
    for jobs in ("1", "2"):
        assert invoke(minimal, "build", "--output", minimal / jobs, "--jobs", jobs).exit_code == 0
    assert tree(minimal / "1") == tree(minimal / "2")


# check


def test_check_of_a_valid_site_reports_no_errors_and_writes_nothing(minimal: Path) -> None:
    before = tree(minimal)
    result = invoke(minimal, "check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "no errors; methods: 2, languages: 1\n", "")
    assert tree(minimal) == before


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_check_prints_problems_in_the_chosen_format(minimal: Path, form: str) -> None:
    write_site(minimal, {"content/methods/three.md": BAD})
    result = invoke(minimal, "check", "--format", form)
    assert (result.exit_code, result.stdout) == (1, "")
    if form == "text":
        assert result.stderr == BAD_TOLD
    elif form == "github":
        assert result.stderr == (
            '::error file=content/methods/three.md,line=3,col=7::"soon" is not a year'
            "%0Ahint: write four digits from 1000 to 2100\n"
        )
    else:
        (found,) = json.loads(result.stderr)
        assert (found["path"], found["line"], found["column"]) == ("content/methods/three.md", 3, 7)


@pytest.mark.parametrize("form", ["github", "json"])
def test_check_without_problems_prints_only_the_machine_format(minimal: Path, form: str) -> None:
    result = invoke(minimal, "check", "--format", form)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.strip() in ("", "[]")


def test_check_reports_every_mistake_in_order(minimal: Path) -> None:
    write_site(minimal, {"content/methods/three.md": BAD, "content/methods/four.md": "---\nname: Four\nyaer: 1\n---\n"})
    lines = [line for line in invoke(minimal, "check").stderr.splitlines() if not line.startswith("  ")]
    assert [line.partition(": ")[0] for line in lines] == [
        "content/methods/four.md:2:1",
        "content/methods/four.md:3:1",
        "content/methods/three.md:3:7",
    ]


def test_a_strict_check_treats_warnings_as_errors(minimal: Path) -> None:
    write_site(minimal, {"content/methods/three.md": TEXT + "\n<b>x</b>\n"})
    assert invoke(minimal, "check").exit_code == 0
    assert invoke(minimal, "check", "--strict").exit_code == 1


# new


def new(base: Path, slug: str) -> Path:
    result = invoke(base, "new", slug)
    assert result.exit_code == 0, result.output
    path = base / "content" / "methods" / f"{slug}.md"
    assert result.stdout == f"{path.as_posix()}\n"
    return path


def test_new_writes_every_field_with_its_label_and_help(tmp_path: Path) -> None:
    base = write_site(
        tmp_path,
        {"content/fields.yaml": (EXAMPLE / "content/fields.yaml").read_text(), "content/site.yaml": "title: T\n"},
    )
    text = new(base, "my-method").read_text(encoding="utf-8")
    from kaedah.problems import Report

    for field in read_fields(EXAMPLE / "content/fields.yaml", Report("")):
        assert f"# {field.label}{' (required)' if field.required else ''}. {field.help}\n" in text
        assert re.search(rf"^{'' if field.required else '# '}{field.id}:", text, re.MULTILINE)
        assert all(term in text for term in field.terms)
    assert re.search(r"^name: My method$", text, re.MULTILINE)


def test_new_gives_headings_of_a_method_to_methods_alone(minimal: Path) -> None:
    assert "\n## Meaning\n" in new(minimal, "before").read_text()
    settings = minimal / "content/site.yaml"
    settings.write_text(settings.read_text() + "entry: {one: castle, many: castles, address: castles}\n")
    assert new(minimal, "after").read_text().endswith("A link: […](castle:…).\n---\n\n…\n")


def test_new_includes_a_field_added_to_the_site(minimal: Path) -> None:
    assert "cost" not in new(minimal, "before").read_text()
    fields = minimal / "content/fields.yaml"
    fields.write_text(fields.read_text() + "- {id: cost, kind: number, label: Cost, help: In hours.}\n")
    assert "\n# Cost. In hours.\n# cost: " in new(minimal, "after").read_text()


def test_new_never_overwrites_a_file(minimal: Path) -> None:
    path = minimal / "content/methods/one.md"
    before = path.read_bytes()
    result = invoke(minimal, "new", "one")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {path.as_posix()} already exists\n  hint: ")
    assert path.read_bytes() == before


def test_new_refuses_a_slug_that_exists_in_another_folder(minimal: Path) -> None:
    write_site(minimal, {"content/methods/deep/down/three.md": TEXT})
    assert invoke(minimal, "new", "three").exit_code == 1
    assert not (minimal / "content/methods/three.md").exists()


@pytest.mark.parametrize(
    ("slug", "better"),
    [
        ("My Method", "my-method"),
        ("lora_2", "lora-2"),
        ("../x", "x"),
        ("a--b", "a-b"),
        ("метод", ""),
        ("", ""),
        ("a" * 81, "a" * 80),
    ],
)
def test_new_refuses_an_invalid_slug_and_suggests_a_valid_one(minimal: Path, slug: str, better: str) -> None:
    before = tree(minimal)
    result = run("new", *folder_arguments(minimal), "--", slug)
    assert result.exit_code == 1
    assert result.stderr.startswith(f'error: "{slug}" is not a slug\n  hint: ')
    assert (f'try "{better}"' in result.stderr) == bool(better)
    assert tree(minimal) == before


ALL_KINDS = "".join(
    f"- {{id: {kind}_{need}, kind: {kind}, label: A {kind}, required: {need}"
    + (", terms: {one-term: One, two-term: Two}" if kind in ("term", "terms") else "")
    + "}\n"
    for kind in sorted(KINDS)
    for need in ("true", "false")
)


def test_a_new_method_has_problems_only_where_a_value_is_missing(minimal: Path) -> None:
    write_site(minimal, {"content/fields.yaml": ALL_KINDS})
    for name in ("one", "two"):
        (minimal / f"content/methods/{name}.md").unlink()
    path = new(minimal, "three")
    lines = path.read_text(encoding="utf-8").splitlines()
    for problem in json.loads(invoke(minimal, "check", "--format", "json").stderr):
        assert problem["path"] == "content/methods/three.md"
        missing = re.search(r'the key "(\w+)_true" is empty', problem["message"])
        assert missing or re.search(r"…|10\.|Given", lines[problem["line"] - 1]), problem


def test_new_lists_the_values_that_are_missing(minimal: Path) -> None:
    write_site(minimal, {"content/fields.yaml": "- {id: type, kind: text, label: Type, required: true}\n"})
    for name in ("one", "two"):
        write_site(minimal, {f"content/methods/{name}.md": f"---\nname: {name}\ntype: T\n---\n"})
    path = new(minimal, "three")
    line = path.read_text(encoding="utf-8").splitlines().index("type: …") + 1
    assert f"content/methods/three.md:{line}:" in invoke(minimal, "check").stderr


def test_placeholders_of_a_new_method_are_not_accepted_as_content(minimal: Path) -> None:
    """Every placeholder that remains is reported, also in the body and in optional fields."""
    write_site(minimal, {"content/fields.yaml": ALL_KINDS})
    path = new(minimal, "three")
    text = re.sub(r"^# (?=\w+_false:|  )", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    reported = {
        p["line"]
        for p in json.loads(invoke(minimal, "check", "--format", "json").stderr)
        if p["path"].endswith("three.md")
    }
    lines = text.splitlines()
    gaps = [number for number, line in enumerate(lines, 1) if re.search("…|Given", line) and not line.startswith("#")]
    assert [lines[number - 1] for number in gaps if number not in reported] == ["…"]  # the second of the body
    write_site(minimal, {"content/fields.yaml": "- {id: sources, kind: sources, label: Sources}\n"})
    for key, gap in (("doi", "10.…"), ("year", "…")):
        path.write_text(f"---\nname: Three\nsources: [{{title: T, {key}: {gap}}}]\n---\n", encoding="utf-8")
        messages = [p["message"] for p in json.loads(invoke(minimal, "check", "--format", "json").stderr)]
        assert messages.count(f'"{key}" is not filled in yet') == 1
        assert not [message for message in messages if "is not a" in message]


@pytest.mark.parametrize("target", ["content", "content/methods", ".", "..", "locales/public"])
def test_a_site_is_never_published_over_its_source_folders(minimal: Path, target: str) -> None:
    write_site(minimal, {"locales/uk/note.txt": "x"})
    before = tree(minimal.parent)
    result = run("build", "--output", str(minimal / target), *folder_arguments(minimal))
    assert result.exit_code == 1
    assert "error: cannot publish to " in result.stderr
    assert "name a folder outside it with --output" in result.stderr
    assert tree(minimal.parent) == before
    assert not list(minimal.parent.rglob(".*.kaedah"))


def test_optional_fields_of_a_new_method_are_enabled_by_uncommenting(minimal: Path) -> None:
    write_site(minimal, {"content/fields.yaml": ALL_KINDS})
    for name in ("one", "two"):
        (minimal / f"content/methods/{name}.md").unlink()
    path = new(minimal, "three")
    text = re.sub(r"^# (?=\w+_false:|  )", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    reported = [problem["message"] for problem in json.loads(invoke(minimal, "check", "--format", "json").stderr)]
    assert not [message for message in reported if "YAML" in message or "unknown key" in message]


# explain


def test_explain_lists_the_inputs_of_a_page_and_what_a_build_would_do(minimal: Path) -> None:
    output = minimal / "public"
    write_site(minimal, {"content/comparisons/both.md": "---\ntitle: Both\nmethods: [one, two]\n---\nWhy.\n"})
    write_site(minimal, {"content/pages/about.md": "---\ntitle: About\n---\nWords.\n"})

    def explain(path: str) -> str:
        result = invoke(minimal, "explain", "--output", output, path)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    assert "would write it" in explain("en/methods/one.html")
    invoke(minimal, "build", "--output", output)
    reported = explain("en/methods/one.html")
    assert "would not write it" in reported
    assert "made from: content/methods/one.md\n" in reported
    assert "locale: en\n" in reported
    for path in ("en/compare/one/two.html", "en/compare/both.html"):
        assert "content/methods/one.md" in explain(path)
        assert "content/methods/two.md" in explain(path)
    assert "made from: content/comparisons/both.md\n" in explain("en/compare/both.html")
    assert "made from: content/pages/about.md\n" in explain("en/about.html")
    page = minimal / "content/methods/one.md"
    page.write_text(page.read_text().replace("year: 2001", "year: 1999"))
    cause = "    the table cells of content/methods/one.md\n"
    assert f"would write it because of these changes:\n{cause}" in explain("en/methods/one.html")
    (output / "en/about.html").write_text("cut")
    assert "because of these changes:\n    its file has changed since it was written\n" in explain("en/about.html")
    shutil.rmtree(output)
    assert "because of these changes:\n    the page is new\n" in explain("en/methods/one.html")


def test_explain_of_an_unknown_page_suggests_the_nearest(minimal: Path) -> None:
    result = invoke(minimal, "explain", "en/methods/ome.html", "--output", minimal / "public")
    assert result.exit_code == 1
    assert 'did you mean "en/methods/one.html"?' in result.output


# Wrong usage, help, documents


@pytest.mark.parametrize(
    "arguments",
    [
        ("bild",),
        ("build", "--no-such-option"),
        ("build", "extra"),
        ("build", "--jobs", "0"),
        ("build", "--jobs", "many"),
        ("build", "--base-url", "example.org"),
        ("check", "--format", "xml"),
        ("new",),
        ("new", "a", "b"),
        ("explain",),
        ("serve", "--port", "70000"),
        ("translations",),
        ("translations", "publish"),
        ("translations", "status", "--format", "github"),
        ("translations", "stamp"),
        ("translations", "stamp", "lora"),
        ("translations", "stamp", "lora", "uk", "--all"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_code_two(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: build.py" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_help_of_every_command_describes_each_option_and_argument(name: str) -> None:
    for flag in ("--help", "-h"):
        result = run(*name.split(), flag)
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: build.py {name} ")
    command = commands()[name]
    assert command.help
    for option in own_options(command).values():
        assert option.help or isinstance(option.type, click.Choice), (name, option.name)
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            assert str(parameter.name).upper() in result.stdout


def test_the_help_of_the_program_lists_every_command() -> None:
    reported = run("--help").stdout
    assert all(re.search(rf"^  {name} +\S", reported, re.MULTILINE) for name in main_commands())
    for group, inner in (name.split() for name in commands() if " " in name):
        assert re.search(rf"^  {inner} +\S", run(group, "--help").stdout, re.MULTILINE)


def test_the_version_is_printed() -> None:
    assert run("--version").stdout.strip().endswith(__version__)


# Places in messages open from where the command was run


@pytest.mark.parametrize(
    ("here", "shown"), [(".", "site/content/methods/three.md"), ("site/content", "methods/three.md"), ("elsewhere", "")]
)
def test_printed_paths_are_relative_to_the_working_folder(here: str, shown: str, minimal: Path) -> None:
    write_site(minimal, {"content/methods/three.md": BAD})
    path = shown or (minimal / "content/methods/three.md").as_posix()
    (minimal.parent / "elsewhere").mkdir()
    with contextlib.chdir(minimal.parent / here):
        build = f"build --output {minimal.parent / 'public'}"
        for command in ("check", build, "check --format=github", "translations status"):
            reported = run(*command.split(), *folder_arguments(minimal)).stderr
            assert (f"::error file={path}," if "github" in command else f"{path}:3:7: error: ") in reported
        assert Path(path).is_file()


def test_a_mistyped_command_gets_a_suggestion(minimal: Path) -> None:
    runner = CliRunner()
    result = runner.invoke(main, ["chek"])
    assert (result.exit_code, 'there is no command "chek"; did you mean "check"?' in result.output) == (2, True)
    result = runner.invoke(main, ["check", "content/methods/one.md"])
    assert (
        result.exit_code,
        "`check` always checks all files: remove content/methods/one.md" in result.output,
    ) == (
        2,
        True,
    )


@pytest.mark.parametrize(
    ("code", "meant"),
    [("ua", "uk"), ("kr", "ko"), ("zh", "zh-Hans"), ("cn", "zh-Hans"), ("bg-BG", "bg"), ("uk_UA", "uk")],
)
def test_a_mistyped_language_gets_a_suggestion(code: str, meant: str) -> None:
    hint, values = suggest_language(code, ["ms", "uk", "ko", "bg", "zh-Hans"])
    assert hint.format(**values).startswith(f'did you mean "{meant}"?')


# completion


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("kaedah bu", {"build"}),
        ("kaedah ", set(main_commands())),
        ("kaedah build --js", {"--json"}),
        ("kaedah translations st", {"stamp", "start", "status"}),
        ("kaedah nonsense --j", set()),
    ],
)
def test_a_shell_completes_commands_and_options(words: str, offered: set[str]) -> None:
    asked = {"_KAEDAH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    result = CliRunner().invoke(main, prog_name="kaedah", env=asked)
    assert {line.removeprefix("plain,") for line in result.stdout.split()} == offered


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_script_of_each_shell_asks_the_program(shell: str) -> None:
    script = run("completion", shell).stdout
    assert f"_KAEDAH_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)
