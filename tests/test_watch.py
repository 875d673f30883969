"""`check --watch` prints what an editor's problem matcher needs, and the project's matcher reads it."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchfiles
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.contribute.watch import CHECKED, CHECKING
from kaedah.problems import Position, Report, format_problems

from tests.conftest import ROOT

TASK = json.loads((ROOT / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"][0]
MATCHER = TASK["problemMatcher"]


def watch(base: Path, *arguments: str) -> Result:
    options = [f"--content={base / 'content'}", f"--locales={base / 'locales'}", f"--themes={ROOT / 'themes'}"]
    with contextlib.chdir(base):
        return CliRunner().invoke(main, ["check", "--watch", *arguments, *options], prog_name="build.py")


def test_the_content_is_checked_at_once_and_after_every_change(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    method = minimal / "content/methods/one.md"
    good = method.read_text(encoding="utf-8")

    def changes(*folders: Path, **options: object) -> Iterator[set[tuple[int, str]]]:
        assert folders == (minimal / "content", ROOT / "locales", ROOT / "themes")
        for text in (good.replace("year: 2001", "year: soon"), good):
            method.write_text(text, encoding="utf-8")
            yield {(1, str(method))}

    monkeypatch.setattr(watchfiles, "watch", changes)
    result = watch(minimal)
    problem = 'content/methods/one.md:3:7: error: "soon" is not a year\n  hint: write four digits from 1000 to 2100\n'
    assert result.exit_code == 0
    assert result.output == CHECKING + CHECKED + CHECKING + problem + CHECKED + CHECKING + CHECKED


def test_fix_is_refused_while_watching(minimal: Path) -> None:
    result = watch(minimal, "--fix")
    assert result.exit_code == 2
    assert "--fix and --watch cannot be used together" in result.stderr


def test_the_problem_matcher_recognizes_the_start_and_end_of_a_check() -> None:
    assert re.fullmatch(MATCHER["background"]["beginsPattern"], CHECKING.rstrip("\n"))
    assert re.fullmatch(MATCHER["background"]["endsPattern"], CHECKED.rstrip("\n"))
    assert "build.py --no-color check --watch" in TASK["command"]


@pytest.mark.parametrize("level", ["error", "warning"])
def test_the_problem_matcher_reads_every_part_of_a_problem(level: str) -> None:
    report = Report("content/methods/a.md")
    getattr(report, level)(Position(14, 12), 'unknown term: "x"', "a hint")
    pattern = MATCHER["pattern"]
    head, hint = format_problems(report.problems).splitlines()
    found = re.search(pattern["regexp"], head)
    assert found
    parts = [found[pattern[name]] for name in ("file", "line", "column", "severity", "message")]
    assert parts == ["content/methods/a.md", "14", "12", level, 'unknown term: "x"']
    assert not re.search(pattern["regexp"], hint)
