"""Two folders change places in one step, also where the system has no call for it; what a kill left is repaired."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from kaedah.publish import swap as module
from kaedah.publish.swap import OutputLocked, discard, exchange, locked, output_of, recover, swap, workspace_of

from tests.conftest import SOURCE, tree, write_site

OLD, NEW = {"a": b"old", "b/c": b"old"}, {"a": b"new", "d": b"new"}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The staging folder with the new site, the output with the old one, and the workspace."""
    workspace = workspace_of(tmp_path / "public")
    return write_site(workspace / "staging", NEW), write_site(tmp_path / "public", OLD), workspace


def no_exchange(*_: object) -> bool:
    return False


def test_the_workspace_lies_beside_the_output() -> None:
    assert workspace_of(Path("a/public")) == Path("a/.public.kaedah")


def test_a_workspace_knows_its_output() -> None:
    for output in (Path("a/public"), Path("/b/.c"), Path("d.kaedah")):
        assert output_of(workspace_of(output)) == output


def test_relative_paths_are_exchanged_in_one_call_too(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, workspace = places
    monkeypatch.chdir(output.parent)
    assert exchange(staging.relative_to(output.parent), output.relative_to(output.parent))
    assert (tree(output), tree(staging)) == (NEW, OLD)
    assert not exchange(staging, workspace / "nothing")
    assert tree(staging) == OLD


def test_a_system_without_the_call_exchanges_nothing(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, _ = places
    monkeypatch.setattr(module, "ctypes", SimpleNamespace(CDLL=lambda *_, **__: SimpleNamespace()))
    assert exchange(staging, output) is False
    assert (tree(output), tree(staging)) == (OLD, NEW)


def test_a_swap_tells_whether_it_is_on_the_disk(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, workspace = places
    put: list[object] = []
    monkeypatch.setattr(module, "sync_tree", lambda folder, changed: put.append((folder, changed, tree(output))))
    monkeypatch.setattr(module, "sync_folders", lambda folders: put.append([*folders]))
    assert swap(staging, output, workspace, ["a"]) is True
    assert put == [(staging, ["a"], OLD), [workspace, output.parent]]

    def fail(folders: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(module, "sync_folders", fail)
    assert swap(staging, output, workspace) is False
    assert tree(output) == OLD


def test_the_folders_above_a_first_site_are_put_on_the_disk(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, workspace = places
    discard(output)
    put: list[Path] = []
    monkeypatch.setattr(module, "sync_folders", put.extend)
    assert swap(staging, output, workspace) is True
    above = [folder for folder in output.parents if folder.stat().st_dev == output.parent.stat().st_dev]
    assert put == [workspace, *above]


@pytest.mark.parametrize("exchanges", [True, False])
def test_the_two_folders_change_places(
    places: tuple[Path, Path, Path], exchanges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, workspace = places
    if not exchanges:
        monkeypatch.setattr(module, "exchange", no_exchange)
    swap(staging, output, workspace)
    assert (tree(output), tree(staging)) == (NEW, OLD)
    assert not (workspace / "previous").exists()


def test_a_first_site_takes_its_place(places: tuple[Path, Path, Path]) -> None:
    staging, output, workspace = places
    discard(output)
    swap(staging, output, workspace)
    assert tree(output) == NEW
    assert not staging.exists()


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_than_linux_rename_twice(
    places: tuple[Path, Path, Path], system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, workspace = places
    renamed = []

    def rename(old: Path, new: Path) -> None:
        renamed.append((Path(old).name, Path(new).name))
        os.replace(old, new)

    monkeypatch.setattr(module, "sys", SimpleNamespace(platform=system))
    monkeypatch.setattr("os.rename", rename)
    swap(staging, output, workspace)
    assert renamed == [("public", "previous"), ("staging", "public"), ("previous", "staging")]
    assert tree(output) == NEW


def test_linux_exchanges_in_one_call(places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    staging, output, workspace = places

    def refuse(*_: object) -> None:
        raise AssertionError("the folders were renamed one after the other")

    monkeypatch.setattr("os.rename", refuse)
    swap(staging, output, workspace)
    assert (tree(output), tree(staging)) == (NEW, OLD)


def test_a_swap_that_fails_half_way_puts_the_old_site_back(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, workspace = places
    rename = os.rename

    def fail(old: Path, new: Path) -> None:
        if Path(old) == staging:
            raise OSError(errno.EACCES, "Permission denied")
        rename(old, new)

    monkeypatch.setattr(module, "exchange", no_exchange)
    monkeypatch.setattr("os.rename", fail)
    with pytest.raises(OSError, match="Permission denied"):
        swap(staging, output, workspace)
    assert (tree(output), tree(staging)) == (OLD, NEW)


def test_an_old_site_that_cannot_be_kept_is_no_failure(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, output, workspace = places
    rename = os.rename

    def fail(old: Path, new: Path) -> None:
        if Path(new) == staging:
            raise OSError(errno.EACCES, "Permission denied")
        rename(old, new)

    monkeypatch.setattr(module, "exchange", no_exchange)
    monkeypatch.setattr("os.rename", fail)
    swap(staging, output, workspace)
    assert tree(output) == NEW


def test_a_site_that_was_put_aside_comes_back(places: tuple[Path, Path, Path]) -> None:
    _, output, workspace = places
    os.rename(output, workspace / "previous")
    recover(output, workspace)
    assert tree(output) == OLD
    assert not (workspace / "previous").exists()


def test_a_site_that_was_put_aside_is_deleted_where_the_new_one_is_in_place(places: tuple[Path, Path, Path]) -> None:
    _, output, workspace = places
    write_site(workspace / "previous", NEW)
    recover(output, workspace)
    assert tree(output) == OLD
    assert not (workspace / "previous").exists()


def test_whatever_lies_there_is_discarded_and_nothing_behind_a_link(tmp_path: Path) -> None:
    kept = write_site(tmp_path / "kept", OLD)
    for name in ("file", "link", "folder", "nothing"):
        path = tmp_path / name
        if name == "file":
            path.write_text("a")
        elif name == "link":
            path.symlink_to(kept)
        elif name == "folder":
            write_site(path, NEW)
        discard(path)
        assert not os.path.lexists(path)
    assert tree(kept) == OLD


def test_a_second_build_is_locked_out_until_the_first_has_ended(tmp_path: Path) -> None:
    workspace = tmp_path / ".public.kaedah"
    code = (
        "import sys; from pathlib import Path; from kaedah.publish.swap import OutputLocked, locked\n"
        "try:\n    with locked(Path(sys.argv[1])): print('free')\nexcept OutputLocked: print('locked')\n"
    )

    def other() -> str:
        command = [sys.executable, "-c", code, str(workspace)]
        done = subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    with locked(workspace) as lock:
        assert os.fstat(lock.handle).st_ino == (workspace / "lock").stat().st_ino
        assert other() == "locked"
    assert other() == "free"


def test_a_lock_that_cannot_be_had_is_another_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def fail(code: int) -> None:
        def flock(*_: object) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(fcntl, "flock", flock)

    for code in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
        fail(code)
        with pytest.raises(OutputLocked), locked(tmp_path / ".public.kaedah"):
            pass
    fail(errno.ENOLCK)
    with pytest.raises(OSError, match="No locks available"), locked(tmp_path / ".public.kaedah"):
        pass
