"""Writing and deleting files: the one way in which this program changes what is on a disk.

A file is written beside the one that it replaces, under a name that nobody can know, and takes its place in one step:
a reader sees the old file or the new one. A link is neither written through nor replaced.
"""

import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO

from kaedah.disk.durability import sync_handle
from kaedah.disk.paths import BASIC, DiskError, Folder, check_file, check_folder, is_link, opened_folder
from kaedah.disk.reading import read_regular

# The name of what is being written: a file or a folder that only this program makes, and that no reader looks at.
PART = re.compile(r"\.kaedah-[0-9a-f]{16}\.part")
# Windows has links to files, but no call that would tell them from files.
_NOT_FOLLOWED: dict[str, bool] = {"follow_symlinks": False} if os.link in os.supports_follow_symlinks else {}
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if hasattr(errno, "EDQUOT") else (errno.ENOSPC, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class WriteError(DiskError):
    """A file or folder that could not be written or deleted; what was there before is unchanged."""


def new_part() -> str:
    """A name for what is being written, which no other process uses."""
    return f".kaedah-{os.urandom(8).hex()}.part"


def write_file(root: Path, path: str, content: bytes, *, exclusive: bool = False, durable: bool = True) -> None:
    """Writes a file at a path below a root, and makes the folders that it lies in.

    exclusive: whether a file that is there is an error.
    durable: whether it is on the disk, and not only in the memory of the system, when this returns.

    Raises UnsafePath, FileExistsError, WriteError; then there is what was there before.
    """
    with replaced_file(root, path, exclusive=exclusive, durable=durable) as file:
        file.write(content)


@contextmanager
def replaced_file(root: Path, path: str, *, exclusive: bool = False, durable: bool = True) -> Iterator[BufferedRandom]:
    """A file to write, and to read again, that takes its place at the end; as `write_file`, for content in pieces.

    Errors that are raised within, which leave what was there before, are raised again, an OSError as WriteError.
    """
    parent, _, name = path.rpartition("/")
    with writing_errors(root / path), opened_folder(root, parent, create=True) as folder:
        part = new_part()
        with removed_after_errors(folder, part):
            with file_beside(folder, part, root / path, exclusive=exclusive, durable=durable) as file:
                yield file
            put_in_place(folder, part, name, exclusive)
        if durable:
            sync_folder(folder)


@contextmanager
def file_beside(folder: Folder, part: str, place: Path, *, exclusive: bool, durable: bool) -> Iterator[BufferedRandom]:
    """A file to write under the name `part`, in the folder of the file that it is for; it gets the permissions of that
    one. Raises UnsafePath, FileExistsError, OSError; then it may be there.
    """
    before = folder.status(place.name)
    if exclusive and before is not None:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    check_file(place, before)
    with open(folder.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL), "w+b") as file:
        yield file
        file.flush()
        keep_permissions(file.fileno(), before, durable)


@contextmanager
def removed_after_errors(folder: Folder, part: str) -> Iterator[None]:
    """Deletes what was written under a name where an error is raised, which is raised again."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.remove(part)
        raise


@contextmanager
def opened_file(root: Path, path: str) -> Iterator[BinaryIO]:
    """A file at a path below a root to read and to change where it is, such as a lock. It is made where it is missing,
    with the folders that it lies in. Raises UnsafePath, OSError.
    """
    parent, _, name = path.rpartition("/")
    with opened_folder(root, parent, create=True) as folder:
        check_file(root / path, folder.status(name))
        handle = folder.open(name, os.O_RDWR | os.O_CREAT)
    with open(handle, "r+b", buffering=0) as file:
        yield file


@contextmanager
def replaced_by_program(root: Path, path: str, made: str) -> Iterator[Path]:
    """A folder for a program that writes files by their names. The file named `made` in it takes its place at a path
    below a root at the end; as `replaced_file`. The folder goes away with all that is in it.
    """
    parent, _, name = path.rpartition("/")
    with writing_errors(root / path), opened_folder(root, parent, create=True) as folder:
        before, part = folder.status(name), new_part()
        check_file(root / path, before)
        folder.make_folder(part)
        try:
            yield folder.path / part
            with opened_folder(folder.path, part) as inner:
                with open(inner.open(made, os.O_RDWR), "r+b", buffering=0) as file:
                    keep_permissions(file.fileno(), before)
                os.replace(inner.place(made), folder.place(name), src_dir_fd=inner.handle, dst_dir_fd=folder.handle)
            sync_folder(folder)
        finally:
            with suppress(OSError):
                shutil.rmtree(folder.place(part), dir_fd=folder.handle)


def write_new(path: str, content: bytes) -> None:
    """Writes a file that is not there yet, in a folder that this program has made for itself. Nothing is flushed.

    Raises OSError; then a part of it may be there.
    """
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BASIC, 0o666), "wb", buffering=0) as file:
        pending = memoryview(content)
        while pending:
            pending = pending[file.write(pending) :]


def link_or_copy(source: str, target: str) -> None:
    """Gives a file a second name, in a folder that this program has made for itself; where the system has no hard
    links, a copy of the same time of modification. Neither path is followed where it is a link. Raises OSError.
    """
    try:
        os.link(source, target, **_NOT_FOLLOWED)
    except OSError:
        write_new(target, read_regular(source, sys.maxsize))
        moment = os.lstat(source).st_mtime_ns
        with suppress(OSError):
            os.utime(target, ns=(moment, moment))


def appended_file(path: str) -> BinaryIO:
    """A file to write to at its end, in a folder that this program has made for itself. Raises OSError."""
    return open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | BASIC, 0o666), "ab")


def remove_files(root: Path, paths: Iterable[str]) -> None:
    """Deletes files, or links themselves, at paths below a root. What is not there is left out.

    Raises UnsafePath, WriteError.
    """
    folders: dict[str, list[str]] = {}
    for path in paths:
        parent, _, name = path.rpartition("/")
        folders.setdefault(parent, []).append(name)
    for parent, names in folders.items():
        with suppress(FileNotFoundError), writing_errors(root / parent), opened_folder(root, parent) as folder:
            for name in names:
                with suppress(FileNotFoundError):
                    folder.remove(name)


def remove_file(root: Path, path: str) -> None:
    """Deletes a file, or a link itself, at a path below a root. Raises UnsafePath, FileNotFoundError, WriteError."""
    parent, _, name = path.rpartition("/")
    with writing_errors(root / path), opened_folder(root, parent) as folder:
        folder.remove(name)


def remove_tree(path: Path) -> None:
    """Deletes a folder with all that is in it; of a link in it, the link itself.

    Raises UnsafePath where the folder is a link itself, FileNotFoundError, WriteError.
    """
    with writing_errors(path), opened_folder(path.parent) as folder:
        check_folder(path, folder.status(path.name))
        shutil.rmtree(folder.place(path.name), dir_fd=folder.handle)


def remove(path: Path) -> None:
    """Deletes whatever is at a path: a folder with all that is in it, a file, or a link itself.

    Raises FileNotFoundError, WriteError.
    """
    with writing_errors(path), opened_folder(path.parent) as folder:
        found = folder.status(path.name)
        if found is not None and stat.S_ISDIR(found.st_mode) and not is_link(found):
            shutil.rmtree(folder.place(path.name), dir_fd=folder.handle)
        else:
            folder.remove(path.name)


def sync_folder(folder: Folder) -> None:
    """Has the names in a folder on the disk, where the system can do that. Raises OSError."""
    if folder.handle is not None:
        try:
            os.fsync(folder.handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):  # some file systems cannot
                raise


@contextmanager
def writing_errors(path: Path) -> Iterator[None]:
    """Turns an OSError into WriteError about this path. UnsafePath, FileExistsError and FileNotFoundError stay."""
    try:
        yield
    except (DiskError, FileExistsError, FileNotFoundError):
        raise
    except OSError as error:
        raise write_error(path, error) from error


def write_error(path: Path | str, error: OSError) -> WriteError:
    """An error of the system at a path, with what users can do about it."""
    number = error.errno or errno.EIO
    if number in _FULL:
        hint = "free some space on this disk, then run the command again"
    elif number in _FORBIDDEN:
        hint = "check that you may write here, or name another place"
    else:
        hint = "check the disk, or name another place"
    return WriteError(number, path, "cannot write this: {reason}", hint, reason=error.strerror or error)


def keep_permissions(handle: int, before: os.stat_result | None, durable: bool = True) -> None:
    """Gives a new file the permissions of the old one, and its owner where that is allowed, and has it on the disk."""
    if before is not None and sys.platform != "win32":
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(OSError):
                os.fchown(handle, before.st_uid, before.st_gid)
        os.fchmod(handle, stat.S_IMODE(before.st_mode))
    if durable:
        sync_handle(handle)


def put_in_place(folder: Folder, part: str, name: str, exclusive: bool) -> None:
    """Gives what was written its own name; with `exclusive`, a name that is taken is an error.

    Raises FileExistsError, OSError.
    """
    if not exclusive:
        folder.replace(part, name)
    elif sys.platform == "win32":
        os.rename(folder.place(part), folder.place(name))  # an error where the name is taken
    else:
        try:
            handle = folder.handle
            os.link(folder.place(part), folder.place(name), src_dir_fd=handle, dst_dir_fd=handle, **_NOT_FOLLOWED)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if folder.status(name) is not None:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder.path / name)) from None
            folder.replace(part, name)  # the file system has no hard links
        else:
            folder.remove(part)
