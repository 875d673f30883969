"""Every mistake a site can have, with the exact messages in `tests/sites/broken/<case>/expected.txt`.

A case holds the files that replace or add to those of `tests/sites/base/`, a `removed.txt` with the files to leave
out (one a line, where there are any), and `expected.txt`, the problems as they are printed. A new case is a new
folder; `KAEDAH_UPDATE=1 pytest tests/test_broken_sites.py` writes what is printed now into every `expected.txt`.
"""

import contextlib
import os
import shutil
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.problems import format_problems, has_errors

from tests.conftest import SITES, folders, publish, read, tree

BASE = SITES / "base"
CASES = sorted(path for path in (SITES / "broken").iterdir() if path.is_dir())
ABOUT_THE_CASE = ("expected.txt", "removed.txt")


def copy_case(case: Path, target: Path) -> Path:
    """The base site without the files the case removes, and with those it has, in `target`."""
    shutil.copytree(BASE, target)
    removed = case / "removed.txt"
    for name in removed.read_text(encoding="utf-8").splitlines() if removed.exists() else ():
        (target / name).unlink()
    shutil.copytree(case, target, ignore=shutil.ignore_patterns(*ABOUT_THE_CASE), dirs_exist_ok=True)
    return target


def run_build(site: Path, output: Path) -> tuple[int, str]:
    """The exit code of `build.py build` and what it prints to standard error."""
    places = folders(site)
    options = {"content": places.content, "locales": places.locales, "themes": places.themes, "output": output}
    arguments = [f"--{name}={path}" for name, path in options.items()]
    with contextlib.chdir(site):
        result = CliRunner().invoke(main, ["build", *arguments], prog_name="build.py")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


class Published(NamedTuple):
    """The base site as it was published before somebody made the mistake."""

    folder: Path
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = publish(BASE, tmp_path_factory.mktemp("published") / "public")
    return Published(folder, tree(folder))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_mistake_is_reported_at_its_location_and_nothing_is_published(
    case: Path, tmp_path: Path, published: Published
) -> None:
    site = copy_case(case, tmp_path / "site")
    output = shutil.copytree(published.folder, tmp_path / "public", copy_function=os.link)
    code, reported = run_build(site, output)
    expected = case / "expected.txt"
    if os.environ.get("KAEDAH_UPDATE") == "1":
        expected.write_text(reported, encoding="utf-8", newline="\n")
    assert reported == expected.read_text(encoding="utf-8")
    assert reported != ""
    assert code == (1 if ": error: " in reported else 0)
    if code:
        assert tree(output) == published.files


@pytest.mark.parametrize("case", CASES[::25], ids=lambda case: case.name)
def test_what_is_read_without_a_build_has_the_same_problems(case: Path, tmp_path: Path) -> None:
    found, problems = read(copy_case(case, tmp_path / "site"))
    assert format_problems(problems) == (case / "expected.txt").read_text(encoding="utf-8")
    assert (found is None) == has_errors(problems)


def test_the_base_site_has_no_mistake(tmp_path: Path) -> None:
    site, problems = read(BASE)
    assert format_problems(problems) == ""
    assert site is not None
    assert run_build(BASE, tmp_path / "public") == (0, "")


def test_the_base_site_has_a_field_of_every_kind() -> None:
    from kaedah.read.kinds import KINDS

    site, _ = read(BASE)
    assert site is not None
    assert {field.kind for field in site.fields} == set(KINDS)


def test_the_broken_sites_are_collected() -> None:
    assert len(CASES) >= 40


def test_no_two_cases_report_the_same_problems() -> None:
    cases = defaultdict(list)
    for case in CASES:
        cases[(case / "expected.txt").read_text(encoding="utf-8")].append(case.name)
    assert [names for names in cases.values() if len(names) > 1] == []
