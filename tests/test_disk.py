"""Files and folders: nothing is read, written or deleted through a link, and an error leaves what was there."""

import errno
import os
import pickle
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import kaedah.disk.paths as paths
import kaedah.disk.reading as reading
import pytest
from kaedah.disk.many_files import write_files
from kaedah.disk.paths import DiskError, UnsafePath, opened_folder
from kaedah.disk.reading import FileTooLarge, read_regular
from kaedah.disk.writing import (
    PART,
    WriteError,
    remove_file,
    remove_tree,
    replaced_file,
    write_file,
    write_new,
)


@pytest.fixture(params=["handles", "paths"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Systems with descriptors of folders, and those without, such as Windows."""
    if request.param == "paths":
        monkeypatch.setattr(paths, "HAS_HANDLES", False)
        monkeypatch.setattr(reading, "HAS_HANDLES", False)
    return str(request.param)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "elsewhere/inner").mkdir(parents=True)
    (tmp_path / "elsewhere/file").write_bytes(b"precious")
    (tmp_path / "elsewhere/inner/file").write_bytes(b"precious")
    (tmp_path / "root/folder").mkdir(parents=True)
    return tmp_path / "root"


def is_untouched(root: Path) -> bool:
    elsewhere = root.parent / "elsewhere"
    found = {path.relative_to(elsewhere).as_posix() for path in elsewhere.rglob("*")}
    contents = {(elsewhere / name).read_bytes() for name in ("file", "inner/file")}
    return found == {"file", "inner", "inner/file"} and contents == {b"precious"}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Writing


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_written_with_the_folders_it_lies_in(root: Path, exclusive: bool, durable: bool) -> None:
    write_file(root, "a/b/new", b"text", exclusive=exclusive, durable=durable)
    assert (root / "a/b/new").read_bytes() == b"text"
    assert names(root / "a/b") == ["new"]


@pytest.mark.usefixtures("system")
def test_a_file_is_replaced_and_keeps_its_permissions(root: Path) -> None:
    (root / "file").write_bytes(b"old")
    (root / "file").chmod(0o640)
    write_file(root, "file", b"new")
    assert (root / "file").read_bytes() == b"new"
    assert stat.S_IMODE((root / "file").stat().st_mode) == 0o640
    assert names(root) == ["file", "folder"]


@pytest.mark.usefixtures("system")
def test_a_new_file_has_the_permissions_that_the_user_wants_for_new_files(root: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(root, "file", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / "file").stat().st_mode) == 0o640


@pytest.mark.usefixtures("system")
def test_a_file_that_is_there_is_not_replaced_where_that_was_not_wanted(root: Path) -> None:
    (root / "file").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        write_file(root, "file", b"new", exclusive=True)
    assert (root / "file").read_bytes() == b"old"
    assert names(root) == ["file", "folder"]


def test_a_file_that_appears_while_another_is_written_is_not_replaced(root: Path) -> None:
    def write() -> None:
        with replaced_file(root, "file", exclusive=True) as file:
            file.write(b"new")
            (root / "file").write_bytes(b"old")

    with pytest.raises(FileExistsError):
        write()
    assert (root / "file").read_bytes() == b"old"
    assert names(root) == ["file", "folder"]


def test_a_file_system_without_hard_links_has_new_files_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    write_file(root, "file", b"new", exclusive=True)
    assert (root / "file").read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        write_file(root, "file", b"newer", exclusive=True)
    assert names(root) == ["file", "folder"]


PLACES = {
    "the file": ("link", "link"),
    "a missing file": ("link", "link"),
    "its folder": ("link", "link/new"),
    "a folder above": ("link", "link/inner/file"),
    "a link to nowhere": ("link", "link/new"),
}


def make_link(root: Path, place: str) -> str:
    target = {
        "the file": "../elsewhere/file",
        "a missing file": "../elsewhere/missing",
        "a link to nowhere": "../nowhere",
    }.get(place, "../elsewhere")
    name, path = PLACES[place]
    (root / name).symlink_to(target)
    return path


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_written_through_a_link(root: Path, place: str, exclusive: bool) -> None:
    path = make_link(root, place)
    with pytest.raises((UnsafePath, FileExistsError)) as caught:
        write_file(root, path, b"new", exclusive=exclusive)
    assert is_untouched(root)
    assert not (root.parent / "nowhere").exists()
    assert names(root) == ["folder", "link"]
    if not exclusive:
        assert isinstance(caught.value, UnsafePath)
        assert caught.value.problem.text == "this is a symbolic link"
        assert caught.value.problem.path.endswith("root/link")


@pytest.mark.usefixtures("system")
def test_the_root_itself_may_be_reached_through_links_of_the_user(root: Path) -> None:
    (root.parent / "link").symlink_to(root)
    write_file(root.parent / "link", "folder/new", b"text")
    assert (root / "folder/new").read_bytes() == b"text"


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("chain", [["link"], ["link", "other"]])
@pytest.mark.parametrize("by", ["", "folder/../", "../root/"])
def test_the_way_to_the_root_leads_through_no_link_that_git_tracks(root: Path, chain: list[str], by: str) -> None:
    subprocess.run(["git", "init", "-q", root], check=True)
    for name, target in zip(chain, [*chain[1:], "../elsewhere"], strict=True):
        (root / name).symlink_to(target)
    write_file(root / f"{by}link", "new", b"text")
    remove_file(root.parent, "elsewhere/new")
    subprocess.run(["git", "-C", root, "add", chain[-1]], check=True)
    with pytest.raises(UnsafePath) as caught:
        write_file(root / f"{by}link", "new", b"text")
    assert caught.value.problem.path.endswith(f"root/{chain[-1]}")
    with pytest.raises(UnsafePath):
        remove_file(root / f"{by}link", "file")
    with pytest.raises(UnsafePath):
        remove_tree(root / f"{by}link/inner")
    assert is_untouched(root)


def test_links_in_a_circle_end(root: Path) -> None:
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    with pytest.raises(OSError, match=r"one|two"):
        write_file(root / "one", "new", b"text")
    assert paths.resolved(root / "folder/..") == root


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("path", ["../elsewhere/file", "folder/../../elsewhere/file", "./../elsewhere/file"])
def test_no_path_leads_up(root: Path, path: str) -> None:
    with pytest.raises(UnsafePath):
        write_file(root, path, b"new")
    assert is_untouched(root)


SPECIAL: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "device": lambda path: os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3)),
}


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("kind", SPECIAL)
def test_nothing_but_a_regular_file_is_replaced(root: Path, kind: str) -> None:
    try:
        SPECIAL[kind](root / "thing")
    except PermissionError:  # only the administrator makes devices
        SPECIAL["pipe"](root / "thing")
    before = (root / "thing").lstat()
    with pytest.raises(UnsafePath, match="not a regular file"):
        write_file(root, "thing", b"new")
    assert (root / "thing").lstat().st_ino == before.st_ino
    assert names(root) == ["folder", "thing"]


FAULTS = {
    "write": errno.ENOSPC,
    "fsync": errno.EIO,
    "replace": errno.EACCES,
    "fchmod": errno.EROFS,
}


@pytest.mark.parametrize("call", FAULTS)
def test_an_error_leaves_what_was_there_and_says_where_and_what_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    (root / "file").write_bytes(b"old")

    def fail(*arguments: object, **options: object) -> None:
        raise OSError(FAULTS[call], os.strerror(FAULTS[call]))

    def write() -> None:
        with replaced_file(root, "file") as file:
            file.write(b"new")
            if call == "write":
                fail()
            monkeypatch.setattr(os, call, fail)

    with pytest.raises(WriteError) as caught:
        write()
    assert (root / "file").read_bytes() == b"old"
    assert names(root) == ["file", "folder"]
    assert caught.value.errno == FAULTS[call]
    assert caught.value.problem.path.endswith("root/file")
    assert os.strerror(FAULTS[call]) in caught.value.problem.text
    assert caught.value.problem.hint


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_ends_the_writing_leaves_what_was_there(root: Path, error: type[BaseException]) -> None:
    (root / "file").write_bytes(b"old")

    def write() -> None:
        with replaced_file(root, "file") as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        write()
    assert (root / "file").read_bytes() == b"old"
    assert names(root) == ["file", "folder"]


def test_a_file_is_on_the_disk_before_it_has_its_name(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *names, **more: (done.append("replace"), replace(*names, **more)))
    write_file(root, "file", b"new")
    assert done == ["fsync", "replace", "fsync"], "the file, its name, the folder that has the name"


MANY = [(f"{folder}/{name}", name.encode()) for name in ("one", "two") for folder in ("a", "b/c")]


def test_no_file_of_many_has_its_name_before_all_are_on_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, link = os.fsync, os.link

    def watched_fsync(handle: int) -> None:
        fsync(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        done.append("part" if PART.fullmatch(path.name) else "folder")
        assert not path.is_file() or path.read_bytes() in (b"one", b"two")

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "link", lambda *names, **more: (done.append("name"), link(*names, **more)))
    write_files(root, MANY, exclusive=True)
    assert done == ["part"] * 4 + ["name"] * 4 + ["folder"] * 4
    assert {path: (root / path).read_bytes() for path, _ in MANY} == dict(MANY)


@pytest.mark.parametrize("call", ["fsync", "link", "write"])
def test_where_one_file_of_many_cannot_be_written_none_is(
    root: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def contents() -> Iterator[tuple[str, bytes]]:
        yield from MANY
        if call == "write":
            fail()

    if call != "write":
        monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="Input/output error"):
        write_files(root, contents(), exclusive=True)
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_an_error_at_one_file_of_many_is_about_its_own_path(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WriteError) as raised:
        write_files(root, [("new", b"text")])
    assert raised.value.problem.path == (root / "new").as_posix()


def test_many_files_follow_no_link_and_overwrite_only_where_they_may(root: Path) -> None:
    (root / "file").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        write_files(root, [("new", b"new"), ("file", b"new")], exclusive=True)
    assert (root / "file").read_bytes() == b"old"
    assert not (root / "new").exists()
    write_files(root, [("new", b"new"), ("file", b"new")])
    assert (root / "file").read_bytes() == (root / "new").read_bytes() == b"new"
    (root / "link").symlink_to("../elsewhere")
    with pytest.raises(UnsafePath):
        write_files(root, [("more", b"more"), ("link/file", b"more")])
    assert not (root / "more").exists()
    assert names(root) == ["file", "folder", "link", "new"]


def test_a_new_file_of_a_folder_of_ours_follows_no_link(root: Path) -> None:
    (root / "link").symlink_to("../elsewhere/missing")
    with pytest.raises(FileExistsError):
        write_new(str(root / "link"), b"new")
    write_new(str(root / "file"), b"new")
    assert (root / "file").read_bytes() == b"new"
    assert is_untouched(root)


# Deleting


@pytest.mark.usefixtures("system")
def test_a_tree_is_deleted_and_of_a_link_in_it_the_link_alone(root: Path) -> None:
    (root / "folder/link").symlink_to("../../elsewhere")
    (root / "folder/file-link").symlink_to("../../elsewhere/file")
    os.mkfifo(root / "folder/pipe")
    remove_tree(root / "folder")
    assert names(root) == []
    assert is_untouched(root)


@pytest.mark.usefixtures("system")
def test_a_link_is_no_tree(root: Path) -> None:
    (root / "link").symlink_to("../elsewhere")
    with pytest.raises(UnsafePath):
        remove_tree(root / "link")
    assert is_untouched(root)


@pytest.mark.usefixtures("system")
def test_a_file_is_deleted_but_not_through_a_link(root: Path) -> None:
    (root / "link").symlink_to("../elsewhere")
    with pytest.raises(UnsafePath):
        remove_file(root, "link/file")
    remove_file(root, "link")
    with pytest.raises(FileNotFoundError):
        remove_file(root, "link")
    assert is_untouched(root)


# Reading


@pytest.mark.usefixtures("system")
def test_a_regular_file_is_read_up_to_its_limit(root: Path) -> None:
    (root / "file").write_bytes(b"1234")
    assert read_regular(root / "file", 4) == b"1234"
    assert read_regular(str(root / "file"), 4096) == b"1234"
    with pytest.raises(FileTooLarge):
        read_regular(root / "file", 3)
    with pytest.raises(FileNotFoundError):
        read_regular(root / "missing", 4)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("kind", [*SPECIAL, "link", "link to nowhere"])
def test_only_a_regular_file_is_read_and_nothing_waits(root: Path, kind: str) -> None:
    if kind.startswith("link"):
        (root / "thing").symlink_to("../elsewhere/" + ("file" if kind == "link" else "missing"))
    else:
        try:
            SPECIAL[kind](root / "thing")
        except PermissionError:
            SPECIAL["pipe"](root / "thing")
    with pytest.raises(UnsafePath):
        read_regular(root / "thing", 4096)


def test_a_file_that_does_not_tell_its_size_is_read_up_to_the_limit() -> None:
    assert Path("/proc/self/status").stat().st_size == 0
    assert read_regular("/proc/self/status", 1 << 20).startswith(b"Name:")
    with pytest.raises(FileTooLarge):
        read_regular("/proc/self/status", 10)


# Folders, and errors


@pytest.mark.usefixtures("system")
def test_a_file_is_no_folder(root: Path) -> None:
    (root / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError), opened_folder(root, "file"):
        pass
    with pytest.raises(NotADirectoryError), opened_folder(root / "file"):
        pass
    with pytest.raises(FileNotFoundError), opened_folder(root, "missing"):
        pass
    with pytest.raises(WriteError):
        write_file(root, "file/new", b"")


def test_no_folder_stays_open(root: Path) -> None:
    before = len(names(Path("/proc/self/fd")))
    write_file(root, "a/b/c", b"")
    remove_tree(root / "a")
    (root / "link").symlink_to("../elsewhere")
    for path in ("link/x", "folder/../x", "missing"):
        with pytest.raises((UnsafePath, FileNotFoundError)), opened_folder(root, path):
            pass
    assert len(names(Path("/proc/self/fd"))) == before


def test_an_error_can_be_sent_to_another_process() -> None:
    error = WriteError(errno.ENOSPC, "a/b", "cannot write this: {reason}", "a hint", reason="full")
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, DiskError)
    assert (type(copy), copy.errno, copy.filename, copy.problem) == (WriteError, errno.ENOSPC, "a/b", error.problem)
