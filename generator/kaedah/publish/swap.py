"""Replaces one folder by another atomically: a reader sees the old site or the new one, never a mixture, also after a
power cut.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

from kaedah.disk.durability import sync_folders, sync_tree
from kaedah.disk.writing import opened_file, remove
from kaedah.publish.workspace import LOCK, WorkspaceLock, begin_workspace, check_workspace

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class OutputLocked(Exception):
    """Another build is writing to the same output folder."""


def workspace_of(output: Path) -> Path:
    """The folder for unpublished files of a build, beside the output, so that renames stay on one file system."""
    return output.parent / f".{output.name}.kaedah"


def output_of(workspace: Path) -> Path:
    """The output folder that a workspace belongs to."""
    return workspace.with_name(workspace.name[1:].removesuffix(".kaedah"))


@contextmanager
def locked(workspace: Path) -> Iterator[WorkspaceLock]:
    """Locks the workspace, and yields the lock, which ends with the process. What cannot be trusted is gone then.

    Raises OutputLocked, ForeignFolder, UnsafePath, OSError.
    """
    trusted = check_workspace(workspace, output_of(workspace))
    with opened_file(workspace.parent, f"{workspace.name}/{LOCK}") as handle:
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
        yield begin_workspace(handle.fileno(), workspace, trusted)


def swap(staging: Path, output: Path, workspace: Path, changed: Collection[str] | None = None) -> bool:
    """Exchanges `staging` and `output`, once what is staged is on the disk. Raises OSError, with `output` unchanged.

    changed: the files and folders that this build changed, as paths from the staging folder; None where that may be
        any.

    Linux has one call for it. Elsewhere it takes two renames, between which there is no output.

    False where the exchange was made, but is perhaps not on the disk: then nothing may be recorded that relies on it.
    """
    sync_tree(staging, changed)
    previous = workspace / "previous"
    folders = [workspace, output.parent]
    if not output.exists():
        folders = [workspace, *_on_the_same_disk(output.parents)]  # some of them may be new
        os.rename(staging, output)
    elif not exchange(staging, output):
        os.rename(output, previous)
        try:
            sync_folders(folders)  # a file system without a journal would not keep the order of the two
            os.rename(staging, output)
        except OSError:
            os.rename(previous, output)
            raise
        with suppress(OSError):  # the new site is published; the next build removes the old folder
            os.rename(previous, staging)
    try:
        sync_folders(folders)
    except OSError:
        return False
    return True


def _on_the_same_disk(folders: Sequence[Path]) -> Iterator[Path]:
    return takewhile(lambda folder: folder.stat().st_dev == folders[0].stat().st_dev, folders)


def recover(output: Path, workspace: Path) -> None:
    """Cleans up after a killed build: restores the old site if it was moved away, and deletes leftovers."""
    previous = workspace / "previous"
    if previous.exists() and not output.exists():
        os.rename(previous, output)
    discard(previous)


def discard(folder: Path) -> None:
    """Deletes a folder, file or link; what cannot be deleted is left for the next build."""
    with suppress(OSError):
        remove(folder)


def exchange(one: Path, other: Path) -> bool:
    """Exchanges two folders atomically; False, with both unchanged, if the system does not support it."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
