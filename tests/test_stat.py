"""File stats: what lies below a folder, whatever it is, and nothing behind a link."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from kaedah.state import stat
from kaedah.state.stat import MISSING, scan, stat_file, stat_or_missing

from tests.conftest import write_site


@pytest.fixture(params=[True, False], ids=["by descriptor", "by path"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files, folders, links and a pipe, where the system scans folders in either way."""
    if not request.param:
        monkeypatch.setattr(os, "supports_fd", set())
    folder = write_site(tmp_path / "folder", {"a": "one", "b/c/d": "more", ".hidden": "", "b/e~": "x"})
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("a")
    (folder / "broken").symlink_to("nowhere")
    (folder / "away").symlink_to("/")
    os.mkfifo(folder / "b" / "pipe")
    return folder


def test_everything_but_folders_has_a_stat(folder: Path) -> None:
    found = scan(folder)
    assert {path: item[0] for path, item in found.items()} == {
        "a": 3,
        "b/c/d": 4,
        ".hidden": 0,
        "b/e~": 1,
        "link": -1,
        "broken": -1,
        "away": -1,
        "b/pipe": -1,
    }
    for path, (_, modified, changed, inode) in found.items():
        status = (folder / path).lstat()
        assert (modified, changed, inode) == (status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def test_paths_follow_what_is_put_before_them(folder: Path) -> None:
    assert {*scan(folder, "content/")} == {f"content/{path}" for path in scan(folder)}
    assert scan(str(folder)) == scan(folder)


def test_a_folder_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    assert scan(tmp_path / "nowhere") == {}


def test_what_cannot_be_looked_at_is_nothing_that_may_be_believed(folder: Path) -> None:
    assert [item[0] for item in scan(folder / "a").values()] == [-1]


def test_a_folder_that_is_removed_meanwhile_is_not_taken_for_an_empty_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_opened = stat._opened

    def opened_too_late(place: str) -> Any:
        if place == str(folder / "empty"):
            (folder / "empty").rmdir()
        return really_opened(place)

    monkeypatch.setattr(stat, "_opened", opened_too_late)
    assert scan(folder, "content/")["content/empty/"] == MISSING
    assert scan(folder / "empty") == {}


@pytest.mark.parametrize(("inner", "name"), [("", "./"), ("b/c", "b/c/")])
def test_a_folder_that_cannot_be_looked_at_is_there_under_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, inner: str, name: str
) -> None:
    really_opened = stat._opened

    def forbidden(place: str) -> Any:
        if place == str(folder / inner):
            raise PermissionError(place)
        return really_opened(place)

    monkeypatch.setattr(stat, "_opened", forbidden)
    found = scan(folder)
    assert [path for path, item in found.items() if item == MISSING] == [name]
    assert ("a" in found) is bool(inner)


def test_a_pipe_in_the_place_of_a_folder_is_not_waited_for(folder: Path) -> None:
    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(5)
    try:
        assert [*scan(folder / "b/pipe").values()] == [MISSING]
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_an_empty_file_may_be_old() -> None:
    hour = 3600 * 10**9
    assert not stat.is_racy((0, 1, 1, 1), hour)
    assert stat.is_racy((0, 1, hour, 1), hour)
    assert stat.is_racy(MISSING, hour)


def test_no_folder_stays_open(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, closed, really_open, really_close = [], [], os.open, os.close

    def note_opened(*given: Any) -> int:
        opened.append(really_open(*given))
        return opened[-1]

    def note_closed(handle: int) -> None:
        closed.append(handle)
        really_close(handle)

    monkeypatch.setattr(os, "open", note_opened)
    monkeypatch.setattr(os, "close", note_closed)
    scan(folder)
    assert opened == closed
    assert len(opened) in {0, 4}


def test_the_stat_of_a_file_is_that_of_the_scan(folder: Path) -> None:
    assert stat_file(str(folder / "a")) == scan(folder)["a"]
    assert stat_file(str(folder / "broken"))[0] == len("nowhere")


def test_a_missing_file_has_a_stat_that_no_file_has(folder: Path) -> None:
    assert stat_or_missing(str(folder / "a")) == stat_file(str(folder / "a"))
    assert stat_or_missing(str(folder / "nothing")) == MISSING == (-1, 0, 0, 0)
    with pytest.raises(FileNotFoundError):
        stat_file(str(folder / "nothing"))
