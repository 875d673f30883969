"""What SECURITY.md and docs/reliability.md promise is shown by a test or a command that exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.reliability.__main__ import trials

SECURITY = ROOT / "SECURITY.md"
RELIABILITY = ROOT / "docs/reliability.md"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HEADS = ("shown by", "command")  # of the last column of a table of promises


def rows_of(text: str) -> list[tuple[str, str]]:
    """First and last cell of each row of the tables whose last column says how a promise is shown."""
    found: list[tuple[str, str]] = []
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        head, _, *rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
        if head[-1].lower() in HEADS:
            found += [(cells[0], cells[-1]) for cells in rows]
    return found


@cache
def names_of_tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def missing(command: str) -> str:
    """What of a command the repository lacks; nothing where it can be run."""
    words = re.sub(r"^(\w+=\S+ )+", "", command).split()
    if re.fullmatch(r"test_\w+", command):
        files = [path for path in (ROOT / "tests").rglob("test_*.py") if command in names_of_tests(path)]
        return "" if len(files) == 1 else f"{len(files)} tests {command}"
    if words[0] == "make":
        targets = [word for word in words[1:] if "=" not in word]
        absent = [name for name in targets if not re.search(rf"^{re.escape(name)}:", MAKEFILE, re.MULTILINE)]
        return f"no target {absent[0]}" if absent else "" if targets else "no target"
    if words[0].rpartition("/")[2] in {"python", "python3"}:
        if words[1:2] == ["-m"]:
            words = [words[2].replace(".", "/") + ".py", *words[3:]] if words[2] != "pytest" else words[3:]
        else:
            words = words[1:]
    scripts = [word for word in words if word.endswith(".py") or ".py::" in word]
    for word in scripts:
        path, _, name = word.partition("::")
        if not (ROOT / path).is_file():
            return f"no file {path}"
        if name and name not in names_of_tests(ROOT / path):
            return f"no test {name} in {path}"
    return "" if scripts else f"no command: {command}"


def check_promises(text: str) -> list[str]:
    """What is wrong with the rows of a page, a line each."""
    wrong = []
    for promise, shown in rows_of(text):
        commands = re.findall(r"`([^`]+)`", shown)
        found = [missing(command) for command in commands] or ["names no test or command"]
        wrong += [f"{promise}: {fault}" for fault in found if fault]
    return wrong


TABLE = "\n| promise | figure | {head} |\n|---|---|---|\n| {row} |\n\n"


@pytest.mark.parametrize(
    "shown",
    [
        "`make reliability`",
        "`make reliability QUICK=1`, `tests/test_promises.py`",
        "`tests/test_promises.py::test_every_promise_of_the_security_policy_is_shown_by_what_exists`",
        "`test_every_promise_of_the_security_policy_is_shown_by_what_exists`",
        "`.venv/bin/python -m tests.audit --runs 3`",
        "`KAEDAH_EXAMPLES=500 .venv/bin/python -m pytest tests/test_promises.py -k rows`",
        "`.venv/bin/python benchmarks/browser.py`",
    ],
)
def test_a_promise_with_a_command_that_exists_is_right(shown: str) -> None:
    assert check_promises(TABLE.format(head="command", row=f"it holds | 3 of 3 | {shown}")) == []


@pytest.mark.parametrize(
    ("shown", "fault"),
    [
        ("we tried", "names no test or command"),
        ("`make relaibility`", "no target relaibility"),
        ("`tests/test_promise.py`", "no file tests/test_promise.py"),
        ("`test_nothing`", "0 tests test_nothing"),
        ("`tests/test_promises.py::test_nothing`", "no test test_nothing in tests/test_promises.py"),
        ("`.venv/bin/python -m tests.reliability.nothing`", "no file tests/reliability/nothing.py"),
        ("`make site`, `gh attestation`", "no command: gh attestation"),
    ],
)
def test_a_promise_without_a_command_that_exists_is_found(shown: str, fault: str) -> None:
    for head in HEADS:
        assert check_promises(TABLE.format(head=head, row=f"it holds | 3 of 3 | {shown}")) == [f"it holds: {fault}"]


def test_every_promise_of_the_security_policy_is_shown_by_what_exists() -> None:
    text = SECURITY.read_text(encoding="utf-8")
    assert len(rows_of(text)) >= 20
    assert check_promises(text) == []


def test_every_row_of_the_page_on_reliability_names_a_command_and_every_trial_has_a_row() -> None:
    text = RELIABILITY.read_text(encoding="utf-8") if RELIABILITY.exists() else ""
    tables = re.findall(r"^\|[ :|-]+\|$", text, re.MULTILINE)
    heads = re.findall(rf"^\|.*\| *(?:{'|'.join(HEADS)}) *\|\n\|[ :|-]+\|$", text, re.MULTILINE | re.IGNORECASE)
    assert len(tables) == len(heads)
    assert check_promises(text) == []
    shown = " ".join(command for _, command in rows_of(text))
    assert not text or [name for name in trials() if f"tests.reliability.{name}" not in shown] == []
