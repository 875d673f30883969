"""Commands that write, where a disk is full, fails, or may not be written to.

`tests/reliability/full_disks.py` has all commands on all kinds of broken disks; here is a part of them.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.disk import writing

from tests.conftest import write_site
from tests.reliability.full_disks import COMMANDS, EVERYWHERE, FAULTS, SITE, OneCommand, contents
from tests.test_hostile_clone import run

SLOW = ("translations extract", "translations update")  # they look for messages in the whole program
SOURCES = [
    name
    for name, command in COMMANDS.items()
    if not command.before and command.words[0] not in ("build", "init", "merge", "serve")
]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        pytest.param(name, call, marks=[pytest.mark.slow] if name in SLOW else [])
        for name in SOURCES
        for call in ("fsync", "taking its place")
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


def test_a_new_site_that_cannot_be_written_can_be_made_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def init(name: str) -> Result:
        return CliRunner().invoke(main, ["init", str(tmp_path / name)])

    def fail(*given: object, **named: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "made").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "link", fail)
        assert init("made").exit_code == 1
    assert [path for path in (tmp_path / "made").rglob("*") if path.is_file()] == []
    (tmp_path / "made/.kaedah-0123456789abcdef.part").touch()  # a command that was killed has left it
    assert init("made").exit_code == 0
    assert run(tmp_path / "made", "build").exit_code == 0
    assert list((tmp_path / "made").rglob("*.part")) == []
    (tmp_path / "other").mkdir()
    (tmp_path / "other/file").touch()
    result = init("other")
    assert result.exit_code == 1
    assert "is not empty" in result.stderr


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
