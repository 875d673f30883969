"""One folder in the place of another, so that a reader sees the old site or the new one and never half of each."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class OutputLocked(Exception):
    """Another build is writing to the same place."""


def workspace_of(output: Path) -> Path:
    """Where a build keeps what is not published: beside the output, so that a rename never crosses a file system."""
    return output.parent / f".{output.name}.kaedah"


@contextmanager
def locked(workspace: Path) -> Iterator[int]:
    """Holds the workspace, and gives the file that does; the system lets go of it however the process ends.

    Raises Busy, OSError.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    with (workspace / "lock").open("a+b") as handle:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                raise OutputLocked from None
            raise
        yield handle.fileno()


def swap(staging: Path, output: Path, workspace: Path) -> None:
    """Puts `staging` in the place of `output`, and the old one in its. Raises OSError with `output` as it was."""
    previous = workspace / "previous"
    if not output.exists():
        os.rename(staging, output)
    elif not _exchange(staging, output):
        os.rename(output, previous)
        try:
            os.rename(staging, output)
        except OSError:
            os.rename(previous, output)
            raise
        with suppress(OSError):  # the new site is in place; what cannot be moved now is litter for the next build
            os.rename(previous, staging)


def recover(output: Path, workspace: Path) -> None:
    """Sets right what a build that was killed left behind: the old site if it was just put aside, and its litter."""
    previous = workspace / "previous"
    if previous.exists() and not output.exists():
        os.rename(previous, output)
    discard(previous)


def discard(folder: Path) -> None:
    """Deletes a folder of ours, or what is in its place; what cannot be deleted is left for the next build."""
    with suppress(OSError):
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        else:
            shutil.rmtree(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two folders in one step where the system can; False where it cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
