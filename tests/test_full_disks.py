"""Commands that write, where a disk is full, fails, or may not be written to.

`tests/reliability/full_disks.py` has all commands on all kinds of broken disks; here is a part of them.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from kaedah.disk import writing

from tests.conftest import write_site
from tests.reliability.full_disks import COMMANDS, EVERYWHERE, FAULTS, SITE, OneCommand, contents
from tests.test_hostile_clone import run

SLOW = ("translations extract", "translations update")  # they look for messages in the whole program
SOURCES = [
    name for name, command in COMMANDS.items() if not command.before and command.words[0] not in ("build", "merge")
]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        pytest.param(name, call, marks=[pytest.mark.slow] if name in SLOW else [])
        for name in SOURCES
        for call in ("fsync", "taking its place")
        if (name, call) != ("import", "fsync")
    ],
)
def test_a_command_whose_disk_fails_says_so_and_leaves_every_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    site = write_site(tmp_path / "site", SITE)
    before = contents(site)

    def fail(*given: object, **named: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        for broken in ("fsync",) if call == "fsync" else ("replace", "link"):
            patch.setattr(writing.os, broken, fail)
        result = run(site, *COMMANDS[name].words)
    assert contents(site) == before
    assert result.exit_code == 1, result.output
    lines = [line for line in result.stderr.splitlines() if ":1:1: error: cannot write this: " in line]
    assert [line for line in lines if line.startswith(COMMANDS[name].writes)] == lines != []
    assert "\n  hint: check the disk, or name another place\n" in result.stderr
    assert run(site, *COMMANDS[name].words).exit_code == 0
    assert contents(site) != before


def test_an_import_that_cannot_be_put_on_the_disk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = write_site(tmp_path / "site", SITE)

    def fail(*given: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(writing.os, "fsync", fail)
    result = run(site, "import", "table.csv")
    assert result.exit_code == 1
    assert "content/methods:1:1: error: cannot write this: Input/output error" in result.stderr
    assert len(result.stdout.splitlines()) == 3
    assert all((site / path).stat().st_size for path in result.stdout.splitlines())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "disk").mkdir()
    yield tmp_path / "disk"
    shutil.rmtree(tmp_path / "disk")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(0, len(COMMANDS), 3))
def test_a_command_on_a_broken_disk_leaves_every_file_whole_and_can_be_run_again(
    tmp_path: Path, disk: Path, number: int
) -> None:
    """Some commands, each with another fault; `make reliability` tries every command with every fault."""
    trial = OneCommand([*COMMANDS][number], tmp_path)
    assert trial.attempt(FAULTS[EVERYWHERE[number // 3 % len(EVERYWHERE)]], disk) == []
