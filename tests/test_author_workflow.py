"""A whole contribution with the commands, in a repository of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.example import copy_example
from tests.page_reader import read_page

METHOD = "content/methods/mixup.md"
UK = "content/methods/mixup.uk.md"
FILLED = {
    "field: …": "field: deep-lerning",
    "field: ": "field: deep-lerning",
    "family: ": "family: machine-learning",
    "year: ": "year: 2017",
    "originators: …": "originators: [Hongyi Zhang, Moustapha Cisse]",
    "type: …": "type: Data augmentation",
    "summary: …": "summary: Mixup trains a network on convex combinations of pairs of examples and of their labels.",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A clone as a contributor has it: content, catalogues, themes and the program, under version control."""
    base = copy_example(tmp_path / "clone")
    shutil.copytree(ROOT / "generator", base / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", ".gitignore"):
        shutil.copy(ROOT / name, base / name)
    git(base, "init", "-q")
    git(base, "add", "-A")
    git(base, "commit", "-qm", "Begin")
    return base


def git(base: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], cwd=base, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def run(base: Path, *arguments: str, code: int = 0) -> tuple[str, str]:
    """What a command prints, to standard output and to standard error, and that it ends as it should."""
    command = [sys.executable, "build.py", *arguments]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=base, capture_output=True, encoding="utf-8", env=environment, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout, done.stderr


def change(base: Path, path: str, old: str, new: str) -> None:
    text = (base / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text)
    (base / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_a_method_is_created_fixed_translated_changed_and_served(repository: Path) -> None:
    # Begun: the file is there, and nothing else has changed.
    assert run(repository, "new", "mixup") == (f"{METHOD}\n", "")
    assert git(repository, "status", "--porcelain").split() == ["??", METHOD]

    # Not filled in yet: check names every gap with its line.
    _, reported = run(repository, "check", code=1)
    gaps = re.findall(rf'^{METHOD}:\d+:\d+: error: .*"(\w+)".*$', reported, re.MULTILINE)
    assert set(gaps) >= {"field", "family", "year", "originators", "type", "summary"}

    # Filled in, with one slip.
    text = (repository / METHOD).read_text(encoding="utf-8")
    lines = [FILLED.get(line, line) for line in text.splitlines()]
    written = re.sub(
        r"(?m)^sources:\n(?:  .*\n)+",
        'sources:\n  - authors: ["Zhang, Hongyi", "Cisse, Moustapha"]\n    year: 2018\n'
        '    title: "mixup: Beyond Empirical Risk Minimization"\n    venue: ICLR 2018\n    arxiv: "1710.09412"\n',
        "\n".join(lines) + "\n",
    ).replace("originators: [Given Family]", FILLED["originators: …"])
    written = re.sub(r"(?m)^originators: \[.*\]$", FILLED["originators: …"], written)
    written = re.sub(r"(?m)^year: .*$", "year: 2017", written)
    written = written[: written.index("\n---\n") + 5] + "\n## Meaning\n\nMixup blends two examples and their labels.\n"
    (repository / METHOD).write_text(written, encoding="utf-8")
    at = next(number for number, line in enumerate(written.splitlines(), 1) if line.startswith("field:"))
    reported = (
        f'{METHOD}:{at}:8: error: unknown term "deep-lerning" for field "field"\n'
        '  hint: did you mean "deep-learning"? Known terms: computer-vision, deep-learning, machine-learning, '
        "natural-language-processing, reinforcement-learning, statistics\n"
    )
    assert run(repository, "check", code=1) == ("", reported)

    # Fixed.
    change(repository, METHOD, "deep-lerning", "deep-learning")
    assert run(repository, "check", "--strict") == ("no errors; methods: 13, languages: 6\n", "")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Mixup")

    # Translated, and the translation stamped.
    assert run(repository, "translations", "start", "mixup", "uk") == (f"{UK}\n", "")
    change(repository, UK, "# name: …", "name: Мікс-ап")
    change(repository, UK, "# type: …", "type: Доповнення даних")
    assert run(repository, "translations", "stamp", "mixup", "uk") == (f"{UK}\n", "")
    assert run(repository, "check", "--strict")[1] == ""
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Mixup in Ukrainian")

    # The source moves on: status and diff say which part, and no other.
    change(repository, METHOD, "type: Data augmentation", "type: Data augmentation by convex combinations")
    status, _ = run(repository, "translations", "status")
    assert "  methods/mixup: type out of date, summary missing, body missing\n" in status
    moved, _ = run(repository, "translations", "diff", "mixup", "uk")
    place = next(
        n for n, line in enumerate((repository / UK).read_text("utf-8").splitlines(), 1) if line.startswith("type")
    )
    assert moved.startswith(f"{UK}:{place}:7: type was translated from an older version of the source text\n")
    assert moved.endswith("    - Data augmentation\n    + Data augmentation by convex combinations\n")

    # Built: the page in Ukrainian shows it, the page in English does not.
    assert "open public/index.html\n" in run(repository, "build")[0]
    page = read_page(repository / "public/uk/methods/mixup.html")
    notice = page.one("div", class_="notice").words
    assert "Оригінал змінився" in notice or "змінив" in notice
    cell = page.one("tr", data_field="type").one("td")
    assert cell.words.startswith("Доповнення даних")
    assert [badge.attributes["data-status"] for badge in cell.all(class_="badge")] == ["stale"]
    english = read_page(repository / "public/en/methods/mixup.html")
    assert english.one("tr", data_field="type").one("td").words == "Data augmentation by convex combinations"
    assert english.all("div", class_="notice") == []

    # Stamped again after it was looked at: nothing is out of date, and the next build says so.
    change(repository, UK, "type: Доповнення даних", "type: Доповнення даних опуклими комбінаціями")
    run(repository, "translations", "stamp", "mixup", "uk")
    assert "  methods/mixup: summary missing, body missing\n" in run(repository, "translations", "status")[0]
    run(repository, "build")
    again = read_page(repository / "public/uk/methods/mixup.html").one("tr", data_field="type").one("td")
    assert again.all(class_="badge") == []
    assert git(repository, "status", "--porcelain", "content").split() == ["M", METHOD, "M", UK]


def test_missing_libraries_are_reported_with_the_install_command() -> None:
    command = [sys.executable, "-S", "build.py", "new", "my-method"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    python = ".venv/Scripts/python" if sys.platform == "win32" else ".venv/bin/python"
    assert done.stderr == (
        "error: this Python lacks the library click\n"
        f"  hint: run `make site` once, then `{python} build.py new my-method`\n"
    )
