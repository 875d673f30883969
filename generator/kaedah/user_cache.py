"""A folder of the user's for what may be executed, and is made again where it is missing or cannot be trusted.

A site's folder and its workspace may come from a stranger, in a checkout, an archive or a restored cache of a CI job.
This folder is outside of both, and is used only if nobody but the user could have written to it.
"""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from kaedah.digests import digest_of_bytes

FOLDER = "kaedah"
MOST_FILES = 32
MOST_BYTES = 64 * 1024 * 1024  # of a file
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for its writer


def user_cache_folder() -> Path | None:
    """The folder, whether it exists or not; None where there is none that could be trusted.

    A cache within a Git working tree, or below the folder where the program runs, could have come with a site.
    """
    try:
        home, folder = Path.home(), _platform_folder()
        place, here = Path(os.path.realpath(folder)), Path(os.path.realpath("."))
    except (OSError, RuntimeError):  # there is no home, or no working directory
        return None
    above = (place, *place.parents)
    is_own_place = here == Path(os.path.realpath(home)) or here == here.parent
    if not folder.is_absolute() or (here in above and not is_own_place):
        return None
    return None if any((parent / ".git").exists() for parent in above) else folder / FOLDER


def _platform_folder() -> Path:
    if sys.platform == "win32":
        given = os.environ.get("LOCALAPPDATA")
        return Path(given) if given else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (
        Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    )  # the specification ignores relative paths


def read_cached(name: str) -> bytes | None:
    """What was cached under a name; None where there is nothing, or nothing to be trusted."""
    folder = user_cache_folder()
    if folder is None or not _is_private(folder):
        return None
    try:
        handle = os.open(folder / name, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_LINK | _NO_WAITING)
        with open(handle, "rb") as file:
            found = os.fstat(handle)
            content = file.read(MOST_BYTES) if stat.S_ISREG(found.st_mode) and _is_own(found) else b""
    except OSError:
        return None
    digest, _, content = content.partition(b"\n")
    return content if digest.decode("ascii", "replace") == digest_of_bytes(content) else None


def write_cached(name: str, content: bytes) -> None:
    """Caches content under a name, where that is possible. Of many files the oldest are deleted."""
    folder = user_cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder):
            return
        part = folder / f".{name}.{os.getpid()}"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | _NO_LINK, 0o600)
        try:
            with open(handle, "wb") as file:
                file.write(digest_of_bytes(content).encode() + b"\n" + content)
            os.replace(part, folder / name)
        except OSError:
            part.unlink()
            raise
        files = sorted(folder.iterdir(), key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in files[MOST_FILES:]:
            path.unlink()


def _is_private(folder: Path) -> bool:
    """Whether a path is a folder, and no link to one, that nobody but the user can write to."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and _is_own(found)


def _is_own(found: os.stat_result) -> bool:
    """Whether a file or folder is the user's, and nobody else's to write. Windows keeps others out of their folder."""
    if sys.platform == "win32":
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
