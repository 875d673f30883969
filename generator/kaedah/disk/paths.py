"""Folders below a root, opened without following a symbolic link in any component of their path.

A pull request can bring links and special files to any place of a checkout. A folder that is open stays the same one
whatever happens to its path, so what is done in it is done there. The path to the root may lead through links that the
user has made, but through none that Git tracks.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaedah.disk.git_index import tracked

if TYPE_CHECKING:  # errors are seldom, and it is not needed for anything else
    from kaedah.problems import Problem

# Windows has no descriptors of folders; there, the components of a path are looked at one by one.
HAS_HANDLES = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
BASIC = NO_LINK | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
_FOLDER = BASIC | getattr(os, "O_DIRECTORY", 0)
_JUNCTION = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0)


class DiskError(OSError):
    """An error at a file or folder that users can do something about.

    path: where, as it is printed.
    message, hint: templates of what is wrong and how to fix it.
    values: of the placeholders in both.
    """

    def __init__(self, number: int, path: Path | str, message: str, hint: str = "", **values: object) -> None:
        from kaedah.problems import Position, Report

        report = Report(Path(path).as_posix())
        report.error(Position(), message, hint, **values)
        self.problem: Problem = report.problems[0]
        super().__init__(number, self.problem.text, str(path))
        self._given = (number, path, message, hint, values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self), *self._given)


class UnsafePath(DiskError):
    """A path that leads through a symbolic link, or to what is no regular file."""


def _remade(
    kind: type[DiskError], number: int, path: Path | str, message: str, hint: str, values: dict[str, object]
) -> DiskError:
    return kind(number, path, message, hint, **values)


class Folder:
    """An open folder, and what can be done with the names in it. No method follows a link. All raise OSError.

    path: its path, for messages, and where the system has no descriptors of folders.
    handle: its descriptor, where the system has them.
    """

    def __init__(self, path: Path, handle: int | None) -> None:
        self.path, self.handle = path, handle

    def place(self, name: str) -> str:
        """A name as calls take it that are given `handle` as `dir_fd`."""
        return name if self.handle is not None else str(self.path / name)

    def status(self, name: str) -> os.stat_result | None:
        """The status of a name, of a link itself; None where there is none."""
        try:
            return os.stat(self.place(name), dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """The descriptor of a file."""
        return os.open(self.place(name), flags | BASIC, mode, dir_fd=self.handle)

    def make_folder(self, name: str) -> None:
        os.mkdir(self.place(name), dir_fd=self.handle)

    def replace(self, name: str, other: str) -> None:
        """Gives a file the name of another, which is gone then."""
        os.replace(self.place(name), self.place(other), src_dir_fd=self.handle, dst_dir_fd=self.handle)

    def remove(self, name: str) -> None:
        """Deletes a file, or a link itself."""
        os.unlink(self.place(name), dir_fd=self.handle)

    def close(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def folders_of(paths: Iterable[str]) -> set[str]:
    """The folders that these files lie in, and all above them; the root is the empty path."""
    found = {""}
    further = {path.rpartition("/")[0] for path in paths}
    while further:
        found |= further
        further = {folder.rpartition("/")[0] for folder in further} - found
    return found


@contextmanager
def opened_folder(root: Path, below: str = "", *, create: bool = False) -> Iterator[Folder]:
    """A folder at a path below a root; with `create`, what is missing is made.

    Raises UnsafePath where a component below the root is a link, or one above it a link that Git tracks;
    NotADirectoryError, FileNotFoundError, OSError.
    """
    real = resolved(root)
    if create:
        real.mkdir(parents=True, exist_ok=True)
    folder = _opened_root(real, root)
    try:
        for name in filter(None, below.split("/")):
            inner = _opened(folder, name, create)
            folder.close()
            folder = inner
        yield folder
    finally:
        folder.close()


def resolved(path: Path) -> Path:
    """The path without links, as `os.path.realpath` gives it. Raises UnsafePath where Git tracks one of the links: a
    commit has brought it, and so perhaps a stranger.
    """
    for link in _links_in(path):
        if tracked(Path(os.path.realpath(link.parent)), [link.name]):
            raise link_at(link)
    return Path(os.path.realpath(path))


def _links_in(path: Path) -> Iterator[Path]:
    """Every link that a path leads through, in the order in which they are met."""
    whole = Path.cwd() / path
    here, pending = Path(whole.anchor), [*reversed(whole.parts[1:])]
    found: set[Path] = set()
    while pending:
        name = pending.pop()
        here, before = (here.parent if name == ".." else here / name), here
        try:
            status = here.lstat()
        except OSError:  # what is not there is no link
            continue
        if is_link(status) and here not in found:  # a circle ends
            found.add(here)
            yield here
            target = here.readlink()
            here = Path(target.anchor) if target.anchor else before
            pending += reversed(target.parts[1:] if target.anchor else target.parts)


def _opened_root(real: Path, root: Path) -> Folder:
    """The folder at a path without links; messages name it by the path that was given."""
    try:
        if not HAS_HANDLES:
            check_folder(real, real.stat())
            return Folder(root, None)
        return Folder(root, os.open(real, os.O_RDONLY | _FOLDER))
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(root)) from None


def _opened(folder: Folder, name: str, create: bool) -> Folder:
    """A folder in an open one."""
    path = folder.path / name
    if name in (".", ".."):
        raise link_at(path)
    found = folder.status(name)
    if found is None and create:
        with suppress(FileExistsError):  # another process made it
            folder.make_folder(name)
        found = folder.status(name)
    check_folder(path, found)
    if not HAS_HANDLES:
        return Folder(path, None)
    try:
        return Folder(path, os.open(name, os.O_RDONLY | _FOLDER, dir_fd=folder.handle))
    except OSError as error:
        if error.errno == errno.ELOOP:  # it became one just now
            raise link_at(path) from None
        raise type(error)(error.errno, error.strerror, str(path)) from None


def link_at(path: Path | str) -> UnsafePath:
    """The error that there is a link at this path."""
    hint = "put the file or folder itself here: nothing is read, written or deleted through a link"
    return UnsafePath(errno.ELOOP, path, "this is a symbolic link", hint)


def special_at(path: Path | str) -> UnsafePath:
    """The error that there is no regular file at this path."""
    hint = "remove it: a pipe, a device or a folder is neither read nor replaced"
    return UnsafePath(errno.EINVAL, path, "this is not a regular file", hint)


def check_folder(path: Path | str, found: os.stat_result | None) -> None:
    """Raises UnsafePath where this is the status of a link, FileNotFoundError or NotADirectoryError where it is that
    of no folder.
    """
    if found is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if is_link(found):
        raise link_at(path)
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def check_file(path: Path | str, found: os.stat_result | None) -> None:
    """Raises UnsafePath where this is the status of anything but a regular file; nothing may be there."""
    if found is not None and is_link(found):
        raise link_at(path)
    if found is not None and not stat.S_ISREG(found.st_mode):
        raise special_at(path)


def is_link(found: os.stat_result) -> bool:
    """Whether this is the status of a symbolic link, or of a junction of Windows."""
    return stat.S_ISLNK(found.st_mode) or bool(_JUNCTION and getattr(found, "st_reparse_tag", 0) == _JUNCTION)
