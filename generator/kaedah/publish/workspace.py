"""What makes a workspace ours, so that a build may write and delete in it, and believe what it holds.

A name proves nothing: a pull request can bring a folder, or a link, of any name. A workspace is used only where

- it is a folder and no link, and holds no links where its own files and folders are;
- it carries our mark, or holds nothing but what an earlier version of this program made;
- Git tracks nothing in it, nor in the output. What Git tracks was brought by a commit, and so perhaps by a stranger.

Where there is no Git to ask, as in an unpacked archive, what the two folders hold is believed only if this program left
the mark on this very disk: the lock file repeats the inode and the time of change of the mark, which no archive can
set. Otherwise all of it is made anew.
"""

import errno
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from kaedah.disk.git_index import tracked
from kaedah.disk.paths import DiskError, check_file, check_folder, is_link, link_at
from kaedah.disk.reading import read_regular
from kaedah.disk.writing import remove, write_file

LOCK = "lock"
MARK = "CACHEDIR.TAG"  # programs that make backups know this name and the signature
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder was made by Kaedah. "
_MARK_TEXT = _SIGNATURE + b"It may be deleted: the next build takes longer.\n"
_IGNORE = ".gitignore"
# What builds make in it, besides the mark; all but the lock is deleted where it is not believed.
_OURS = re.compile(r"state\.sqlite(-wal|-shm|-journal)?|.+\.pack|staging|previous|tasks-.+|lock")


class ForeignFolder(DiskError):
    """A folder that a build would replace or delete in, and that is not ours."""


class WorkspaceLock:
    """The lock of a workspace, while it is held.

    handle: the descriptor of the lock file.
    trusted: whether what the workspace and the output hold was written by this program, as far as that can be known.
    """

    def __init__(self, file: BinaryIO, workspace: Path, trusted: bool) -> None:
        self.handle, self._file, self._mark = file.fileno(), file, workspace / MARK
        self.trusted = trusted or self._is_confirmed()

    def confirm(self) -> None:
        """Records that all of it was written by this program: a build has ended. Raises OSError."""
        if not self._is_confirmed():
            self._file.seek(0)
            self._file.truncate()
            self._file.write(self._proof())

    def _is_confirmed(self) -> bool:
        self._file.seek(0)
        return self._file.read(100) == self._proof()

    def _proof(self) -> bytes:
        found = self._mark.lstat()
        return f"{found.st_ino} {found.st_ctime_ns}\n".encode()


def check_workspace(workspace: Path, output: Path) -> bool:
    """Whether a workspace and the output beside it are as Git says no stranger's; False where only the lock can tell.

    Raises UnsafePath, ForeignFolder, OSError where they must not be used.
    """
    names = tracked(Path(os.path.realpath(workspace.parent)), [workspace.name, output.name])
    for name in names or ():
        place = workspace.with_name(name)
        hint = "take it out of the repository with `git rm -r --cached {folder}`, or name another folder with --output"
        raise ForeignFolder(errno.EPERM, place, "Git tracks this folder, which a build replaces", hint, folder=place)
    try:
        found = workspace.lstat()
    except FileNotFoundError:
        return names is not None or not output.exists()
    check_folder(workspace, found)
    _check_entries(workspace)
    return names is not None


def _check_entries(workspace: Path) -> None:
    """Raises UnsafePath where a link is in the place of a file of ours, ForeignFolder where the folder is not ours."""
    with os.scandir(workspace) as entries:
        statuses = {entry.name: entry.stat(follow_symlinks=False) for entry in entries}
    for name, status in statuses.items():
        if is_link(status):
            raise link_at(workspace / name)
        if not stat.S_ISDIR(status.st_mode) or name in (LOCK, MARK):
            check_file(workspace / name, status)
    if MARK in statuses:
        is_ours = read_regular(workspace / MARK, 4096).startswith(_SIGNATURE)
    else:
        is_ours = all(map(_OURS.fullmatch, statuses))
    if not is_ours:
        raise ForeignFolder(
            errno.EPERM,
            workspace,
            "this program did not make this folder, in which a build would work",
            "delete it if it is of an older version of this program, or name another folder with --output",
        )


def begin_workspace(lock: BinaryIO, workspace: Path, trusted: bool) -> WorkspaceLock:
    """The lock of a workspace that was checked and is held now. What it holds is deleted where it is not trusted.

    Raises OSError.
    """
    if not (workspace / MARK).exists():
        write_file(workspace, _IGNORE, b"*\n", durable=False)
        write_file(workspace, MARK, _MARK_TEXT, durable=False)
    held = WorkspaceLock(lock, workspace, trusted)
    if not held.trusted:
        for path in workspace.iterdir():
            if _OURS.fullmatch(path.name) and path.name != LOCK:
                remove(path)
    return held
