"""What lies in a folder that others write to as well: files, links and folders, none of which is followed."""

import os
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.digests import digest_of_bytes
from kaedah.disk.paths import Folder, folders_of, opened_folder

_NO_WAITING = getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for its writer


class Seen(NamedTuple):
    """A file, link or other thing: its status, and the digest of its content where it was read."""

    status: os.stat_result
    digest: str = ""

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.status.st_mode)


class FolderLook(NamedTuple):
    """What lies in a folder.

    files: everything that is not a folder, by path.
    strange: the folders in which nothing of the site lies, and which nobody has looked into.
    """

    files: dict[str, Seen]
    strange: frozenset[str]


def look_into(root: Path, listed: Collection[str]) -> FolderLook:
    """Looks into a folder; the listed files are read. A folder that does not exist is empty. Raises OSError."""
    files: dict[str, Seen] = {}
    strange: set[str] = set()
    ours, wanted = folders_of(listed), frozenset(listed)
    pending = [""] if root.exists() else []
    while pending:
        below = pending.pop()
        begin = f"{below}/" if below else ""
        with suppress(FileNotFoundError), opened_folder(root, below) as folder:  # it may go while we look
            for name, status in entries_of(folder):
                path = begin + name
                if not stat.S_ISDIR(status.st_mode):
                    files[path] = Seen(status, digest_in(folder, name) if path in wanted else "")
                elif path in ours:
                    pending.append(path)
                else:
                    strange.add(path)
    return FolderLook(files, frozenset(strange))


def entries_of(folder: Folder) -> list[tuple[str, os.stat_result]]:
    """The names in an open folder, with their status."""
    found = []
    with os.scandir(folder.path if folder.handle is None else folder.handle) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                found.append((entry.name, entry.stat(follow_symlinks=False)))
    return found


def digest_in(folder: Folder, name: str) -> str:
    """The digest of a regular file in an open folder; empty where there is none."""
    found = folder.status(name)
    if found is None or not stat.S_ISREG(found.st_mode):
        return ""
    with open(folder.open(name, os.O_RDONLY | _NO_WAITING), "rb", buffering=0) as file:
        return digest_of_bytes(file.read()) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else ""
