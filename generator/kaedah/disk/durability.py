"""Puts files and folders on the disk: what is only in the memory of the system is lost when the power is cut.

A file system writes names and sizes at other times than content. So a folder that is swapped in before its files are on
the disk is a folder of empty files after a power cut. docs/decisions/0014-durability.md has what each way costs.
"""

import ctypes
import errno
import os
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

# With more files than this, one call for the whole file system is cheaper than one for each file.
MOST_SINGLE = 400
# Calls at a time: a file system puts what several of them wait for on the disk together.
_THREADS = 8
# What a file system says that cannot do this, such as some in user space. Nothing more can be done then.
_UNSUPPORTED = (errno.EINVAL, errno.EBADF, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


def sync_tree(folder: Path, changed: Collection[str] | None = None) -> None:
    """Puts a folder with all below it on the disk, or only the files and folders whose names are given.

    changed: paths from the folder, which is one itself as the empty path; what is not there is passed over.

    Raises OSError where the disk does not take it.
    """
    if (changed is None or len(changed) > MOST_SINGLE) and _sync_file_system(folder):
        return
    begin = os.path.join(folder, "")
    _sync_all(_all_below(folder) if changed is None else [begin + path for path in changed])


def sync_folders(folders: Sequence[Path]) -> None:
    """Puts the names in these folders, which lie on one file system, on the disk. Raises OSError."""
    try:
        _sync_all(list(map(str, folders)))
    except PermissionError:  # one that may be written but not read
        _sync_file_system(folders[-1])


def _all_below(folder: Path) -> list[str]:
    found = []
    for place, _, names in os.walk(folder):
        found += [place, *(os.path.join(place, name) for name in names)]
    return found


def _sync_all(paths: list[str]) -> None:
    """Puts files and folders on the disk, several at a time."""
    pending, lock = iter(paths), threading.Lock()
    errors: list[OSError] = []

    def work() -> None:
        while not errors:
            with lock:
                path = next(pending, None)
            if path is None:
                return
            try:
                _sync(path)
            except OSError as error:
                errors.append(error)

    others = [threading.Thread(target=work) for _ in range(min(_THREADS, len(paths)) - 1)]
    for thread in others:
        thread.start()
    work()
    for thread in others:
        thread.join()
    if errors:
        raise errors[0]
    for handle in _opened(paths[-1]) if paths else ():  # once for all of them
        _empty_cache_of_disk(handle)


def _sync(path: str) -> None:
    for handle in _opened(path):
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise OSError(error.errno, error.strerror, path) from None


def _opened(path: str) -> Iterator[int]:
    """A file or folder, opened in such a way that it can be put on the disk; nothing where there is none."""
    mode = os.O_RDONLY
    if sys.platform == "win32":  # which puts only what can be written on the disk, and folders by itself
        if os.path.isdir(path):  # noqa: PTH112
            return
        mode = os.O_RDWR | os.O_BINARY
    try:
        handle = os.open(path, mode | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _sync_file_system(folder: Path) -> bool:
    """Puts all that was written to the file system of a folder on the disk; False where the system cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
    if call is None:
        return False
    for handle in _opened(str(folder)):
        if call(handle) == 0:
            return True
        number = ctypes.get_errno()
        if number not in _UNSUPPORTED:
            raise OSError(number, os.strerror(number), str(folder))
    return False


def sync_handle(handle: int) -> None:
    """Puts an open file on the disk. Raises OSError."""
    os.fsync(handle)
    _empty_cache_of_disk(handle)


def _empty_cache_of_disk(handle: int) -> None:
    """Has the disk itself write what it was given, which `fsync` of macOS does not ask it for."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # a file system that is not on a disk
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
