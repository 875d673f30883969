"""The user's cache: where it is, and that nothing is read from it that somebody else could have written."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kaedah import user_cache
from kaedah.user_cache import read_cached, user_cache_folder, write_cached

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps others out of a user's folders by itself")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache, which holds one file, and is not where the program runs."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    write_cached("one", b"first\nline")
    folder = user_cache_folder()
    assert folder is not None
    return folder


def test_what_was_written_is_read(cache: Path) -> None:
    assert read_cached("one") == b"first\nline"
    assert read_cached("two") is None
    write_cached("one", b"")
    assert read_cached("one") == b""
    assert [path.name for path in cache.iterdir()] == ["one"]


@on_posix
def test_only_the_user_can_read_and_write(cache: Path) -> None:
    assert cache.stat().st_mode & 0o777 == 0o700
    assert (cache / "one").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content.replace(b"first", b"other"),
        lambda content: content.partition(b"\n")[2],
        lambda content: b"\xff" + content,
    ],
)
def test_a_damaged_file_is_not_read(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    (cache / "one").write_bytes(damage((cache / "one").read_bytes()))
    assert read_cached("one") is None
    write_cached("one", b"new")
    assert read_cached("one") == b"new"


@on_posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o720, 0o702])
def test_a_folder_that_others_can_write_to_is_refused(cache: Path, mode: int) -> None:
    cache.chmod(mode)
    write_cached("two", b"second")
    assert read_cached("one") is None
    assert [path.name for path in cache.iterdir()] == ["one"]


@on_posix
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_can_write_to_is_refused(cache: Path, mode: int) -> None:
    (cache / "one").chmod(mode)
    assert read_cached("one") is None


@on_posix
def test_what_belongs_to_somebody_else_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    write_cached("two", b"second")
    assert read_cached("one") is None
    assert [path.name for path in cache.iterdir()] == ["one"]


@on_posix
def test_links_are_refused(cache: Path) -> None:
    (cache / "two").symlink_to(cache / "one")
    assert read_cached("two") is None
    moved = cache.rename(cache.with_name("moved"))
    cache.symlink_to(moved, target_is_directory=True)
    write_cached("three", b"third")
    assert read_cached("one") is None
    assert sorted(path.name for path in moved.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("inside", [".", "content", "content/deep"])
def test_a_cache_below_the_working_folder_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    """It could have come with the site."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path(inside).absolute()))
    monkeypatch.setenv("LOCALAPPDATA", str(Path(inside).absolute()))
    write_cached("one", b"first")
    assert read_cached("one") is None
    assert [*Path.cwd().iterdir()] == []


def test_a_cache_within_a_git_working_tree_is_refused(cache: Path) -> None:
    (cache.parents[1] / ".git").mkdir()
    write_cached("two", b"second")
    assert read_cached("one") is None
    assert [path.name for path in cache.iterdir()] == ["one"]


@on_posix
def test_the_working_folder_may_be_the_home_or_the_root(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(cache.parents[1]))
    for folder in (cache.parents[1], cache.anchor):
        monkeypatch.chdir(folder)
        assert read_cached("one") == b"first\nline"


def test_the_platforms_have_their_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    places = {"linux": ".cache", "darwin": "Library/Caches", "win32": "AppData/Local"}
    for platform, place in places.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert user_cache_folder() == tmp_path / place / "kaedah"


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", fail)
    assert user_cache_folder() is None
    write_cached("one", b"first")
    assert read_cached("one") is None


def test_a_cache_that_cannot_be_written_costs_nothing_else(cache: Path) -> None:
    (cache / "one").unlink()
    cache.rmdir()
    cache.write_bytes(b"no folder")
    write_cached("one", b"first")
    assert read_cached("one") is None


def test_the_oldest_of_many_files_are_deleted(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_cache, "MOST_FILES", 3)
    for number in range(5):
        write_cached(f"file-{number}", b"content")
        os.utime(cache / f"file-{number}", (number, number))
        os.utime(cache / "one", (0, 0)) if (cache / "one").exists() else None
    assert sorted(path.name for path in cache.iterdir()) == ["file-2", "file-3", "file-4"]
