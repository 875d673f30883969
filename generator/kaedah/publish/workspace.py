"""What makes a workspace ours, so that a build may write and delete in it, and believe what it holds.

A name proves nothing: a pull request can bring a folder, or a link, of any name. A workspace is used only where

- it is a folder and no link, and holds no links where its own files and folders are;
- it carries our mark, or holds nothing but what an earlier version of this program made;
- Git tracks nothing in it, nor in the output. What Git tracks was brought by a commit, and so perhaps by a stranger.

Where there is no Git to ask, as in an unpacked archive, what the two folders hold is believed only if this program left
the mark on this very disk: another file repeats the inode and the time of change of the mark, which no archive can set.
Otherwise all of it is made again.
"""

import errno
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from kaedah.disk.git_index import tracked
from kaedah.disk.paths import DiskError, check_file, check_folder, is_link, link_at
from kaedah.disk.reading import read_regular
from kaedah.disk.writing import PART, remove, write_file

LOCK = "lock"
PROOF = "made-here"  # repeats what nobody but the system can give the mark
MARK = "CACHEDIR.TAG"  # programs that make backups know this name and the signature
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder was made by Kaedah. "
_MARK_TEXT = _SIGNATURE + b"It may be deleted: the next build takes longer.\n"
_IGNORE = ".gitignore"
# What builds make in it; it is deleted where it is not believed.
_BUILT = re.compile(r"state\.sqlite(-wal|-shm|-journal|-sums)?|.+\.pack|staging|previous|tasks-.+")


class ForeignFolder(DiskError):
    """A folder that a build would replace or delete in, and that is not ours."""


class WorkspaceLock:
    """The lock of a workspace, while it is held.

    handle: the descriptor of the lock file.
    trusted: whether what the workspace and the output hold was written by this program, as far as that can be known.
    """

    def __init__(self, handle: int, workspace: Path, trusted: bool) -> None:
        self.handle, self._workspace = handle, workspace
        self.trusted = trusted or self._is_confirmed()

    def confirm(self) -> None:
        """Records that all of it was written by this program: a build has ended. Where it cannot, the next is clean."""
        with suppress(OSError):
            if not self._is_confirmed():
                write_file(self._workspace, PROOF, self._proof(), durable=False)

    def _is_confirmed(self) -> bool:
        try:
            return read_regular(self._workspace / PROOF, 100) == self._proof()
        except OSError:
            return False

    def _proof(self) -> bytes:
        found = (self._workspace / MARK).lstat()
        return f"{found.st_ino} {found.st_ctime_ns}\n".encode()


def check_workspace(workspace: Path, output: Path) -> bool:
    """Whether a workspace and the output beside it are no stranger's, by what Git says; False where it says nothing.

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
        if not stat.S_ISDIR(status.st_mode) or name in (LOCK, MARK, PROOF):
            check_file(workspace / name, status)
    if MARK in statuses:
        is_ours = read_regular(workspace / MARK, 4096).startswith(_SIGNATURE)
    else:
        is_ours = all(
            name in (LOCK, PROOF, _IGNORE) or _BUILT.fullmatch(name) or PART.fullmatch(name) for name in statuses
        )
    if not is_ours:
        raise ForeignFolder(
            errno.EPERM,
            workspace,
            "a build works in this folder, which this program did not make",
            "delete it if it is of an older version of this program, or name another folder with --output",
        )


def begin_workspace(handle: int, workspace: Path, trusted: bool) -> WorkspaceLock:
    """The lock of a workspace that was checked and is held now. What it holds is deleted where it is not trusted.

    Raises OSError.
    """
    if not (workspace / MARK).exists():
        write_file(workspace, _IGNORE, b"*\n")
        write_file(workspace, MARK, _MARK_TEXT)  # after a power cut there must not be an empty one
        for path in workspace.iterdir():
            if PART.fullmatch(path.name):  # of a build that was killed while it made the mark
                remove(path)
    held = WorkspaceLock(handle, workspace, trusted)
    if not held.trusted:
        for path in workspace.iterdir():
            if _BUILT.fullmatch(path.name):
                remove(path)
    return held
