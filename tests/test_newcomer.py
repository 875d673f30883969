"""The first contribution of a newcomer, with the usual mistakes: each is told at its line, and the fix that is printed
works when it is pasted there.
"""

import contextlib
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.problems import Problem, format_problems

from tests.conftest import ROOT, read, write_site
from tests.example import copy_example

FILE = "content/methods/mixup.md"
RIGHT = """\
---
name: "Mixup"
field: deep-learning
family: machine-learning
year: 2017
originators: ["Hongyi Zhang"]
type: "Data augmentation"
sources: [{authors: ["Zhang, Hongyi"], year: 2018, title: "Beyond Empirical Risk", arxiv: "1710.09412"}]
summary: "It mixes pairs of examples."
---

## Meaning

Words.
"""
# The line as a newcomer writes it, by the line that is right.
MISTAKES = {
    'name: "Mixup"': "name: “Mixup”",
    "year: 2017": "year:\u00a02017",
    "family: machine-learning": "family：machine-learning",
    "field: deep-learning": "field:deep-learning",
    'type: "Data augmentation"': "type: Augmentation #1 of its kind",
    'summary: "It mixes pairs of examples."': "summary: In short: it mixes pairs.",
    'originators: ["Hongyi Zhang"]': 'originators: ["Zhang \\& Co"]',
    'name: "Mixup" ': "name: &mixup Mixup",
    "year: 2017 ": "\tyear: 2017",
    'sources: [{authors: ["Zhang, Hongyi"], year: 2018, title: "Beyond Empirical Risk", arxiv: "1710.09412"}]': "",
    'authors: ["Zhang, Hongyi"]': "authors: [Zhang, Hongyi]",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example(tmp_path_factory.mktemp("newcomer") / "site")


def problems_of(site: Path, text: str) -> list[Problem]:
    write_site(site, {FILE: text})
    return [problem for problem in read(site)[1] if problem.path.endswith("mixup.md")]


def pasted(text: str, problem: Problem) -> str:
    """The text with what the hint shows in backquotes in the place that the problem names."""
    found = re.search("`(.+?)`", problem.hint_text)
    assert found is not None, problem.hint_text
    right, lines = found[1], text.split("\n")
    line = lines[problem.line - 1]
    key = re.match(r"\s*[a-z]+(?=[:：])", line)
    if problem.message.startswith("missing"):
        return text.replace("\nsummary:", f"\n{right}\nsummary:", 1)
    if (key and right.startswith(key[0].strip())) or line.startswith("\t"):
        lines[problem.line - 1] = right
    elif "commas of the list" in problem.message:
        lines[problem.line - 1] = re.sub(r"authors: \[[^]]*\]", lambda _: f"authors: {right}", line)
    else:
        lines[problem.line - 1] = f"{line.partition(': ')[0]}: " + ("[" if ": [" in line else "") + right
    return "\n".join(lines)


def test_the_right_file_is_accepted(site: Path) -> None:
    assert format_problems(problems_of(site, RIGHT)) == ""


@pytest.mark.parametrize("right", MISTAKES, ids=lambda right: MISTAKES[right][:24])
def test_a_usual_mistake_is_told_at_its_line_and_the_fix_works_when_pasted(right: str, site: Path) -> None:
    wrong = MISTAKES[right]
    text = RIGHT.replace(right.strip() + ("\n" if not wrong else ""), wrong, 1)
    problems = problems_of(site, text)
    number = next((at for at, line in enumerate(text.split("\n"), 1) if wrong and wrong in line), 2)
    assert [problem.line for problem in problems][:1] == [number], format_problems(problems)
    left = [problem for problem in problems_of(site, pasted(text, problems[0])) if problem.level == "error"]
    assert left == [], format_problems(left)


# The gate


def git(site: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=site, check=True, capture_output=True)


def check(site: Path, *arguments: str) -> Result:
    with contextlib.chdir(site):
        result = CliRunner().invoke(main, ["check", *arguments, "--themes", str(ROOT / "themes")])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


MINE = "---\nname: One\n---\n\nWords.\n"


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site on a branch that changes one source text and adds a file, beside a file that had a warning before."""
    site = tmp_path_factory.mktemp("branch")
    write_site(
        site,
        {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
            "content/fields.yaml": "- {id: type, kind: text, label: Type}\n",
            "content/methods/one.md": MINE,
            "content/methods/one.uk.md": "---\nname: Один\n---\n\nСлова.\n",
            "content/methods/old.md": "---\nname: Old\ntype: a **loud** word\n---\n\nWords.\n",
        },
    )
    with contextlib.chdir(site):
        stamped = CliRunner().invoke(main, ["translations", "stamp", "one", "uk", "--themes", str(ROOT / "themes")])
    assert stamped.exit_code == 0, stamped.output
    git(site, "init", "-q", "-b", "main")
    git(site, "add", ".")
    git(site, "commit", "-qm", "Site")
    write_site(
        site,
        {
            "content/methods/one.md": MINE.replace("Words", "Other words"),
            "content/methods/new.md": "---\nname: New\ntype: my **own** word\n---\n\nWords.\n",
        },
    )
    return site


def test_warnings_of_untouched_files_stop_nobody(branch: Path) -> None:
    every, changed = check(branch).stderr, check(branch, "--changed", "main").stderr
    assert "old.md:3:9: warning" in every
    assert "old.md" not in changed
    assert "new.md:3:10: warning: readers see **own**" in changed
    assert "warnings in files that are not changed: " in changed


def test_what_a_change_does_to_translations_is_told_in_the_summary(
    branch: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    check(branch, "--changed", "main", "--format", "github")
    line = "- the change of content/methods/one.md makes translated texts out of date: 1 (uk: body)"
    assert line in (tmp_path / "summary.md").read_text(encoding="utf-8").splitlines()


def test_a_revision_that_git_does_not_have_is_told(branch: Path) -> None:
    result = check(branch, "--changed", "nothing")
    assert (result.exit_code, "Git has no revision nothing" in result.stderr) == (1, True)


def test_one_part_of_a_translation_is_stamped(branch: Path) -> None:
    with contextlib.chdir(branch):
        arguments = ["translations", "stamp", "one", "uk", "--themes", str(ROOT / "themes"), "--part"]
        unknown = CliRunner().invoke(main, [*arguments, "type"])
        before = (branch / "content/methods/one.uk.md").read_text(encoding="utf-8")
        result = CliRunner().invoke(main, [*arguments, "name"])
        after = (branch / "content/methods/one.uk.md").read_text(encoding="utf-8")
        body = CliRunner().invoke(main, [*arguments, "body"])
    assert (unknown.exit_code, result.exit_code, before) == (1, 0, after)  # the name has not changed, the body is left
    assert body.exit_code == 0
    assert (branch / "content/methods/one.uk.md").read_text(encoding="utf-8") != before


def test_a_language_that_has_just_been_begun_fails_no_check_of_a_workflow(tmp_path: Path) -> None:
    settings = "title: T\nsource_locale: en\nlocales: [{locales}]\n"
    files = {"content/site.yaml": settings.replace("{locales}", "en"), "content/methods/one.md": MINE}
    fields = "- {id: type, kind: text, label: Type}\n"
    site = write_site(tmp_path / "site", {**files, "content/fields.yaml": fields})
    git(site, "init", "-q", "-b", "main")
    git(site, "add", ".")
    git(site, "commit", "-qm", "Site")
    write_site(site, {"content/site.yaml": settings.replace("{locales}", "en, uk, eo")})
    with contextlib.chdir(site):
        for arguments in (["update"], ["start", "one", "uk"], ["start", "one", "eo"]):
            begun = CliRunner().invoke(main, ["translations", *arguments, "--themes", str(ROOT / "themes")])
            assert begun.exit_code == 0, begun.output
    for arguments in ([], ["--changed", "main"], ["--format", "github", "--changed", "main"]):
        result = check(site, *arguments)
        assert result.exit_code == 0, result.stderr
        assert "error:" not in result.stderr
    assert (site / "content/methods/one.eo.md").is_file()
