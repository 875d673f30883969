"""Folders → the paths of the files below them, and how paths are shown. What cannot be read is an error."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from kaedah.problems import Position, Problem, Report

MAX_DEPTH = 24  # of folders within the one that is walked
# How the names of files end; a folder of such a name is yielded as one that cannot be read.
_FILES = (".md", ".html", ".css", ".js")
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE | re.DOTALL)
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # stands for a byte that is not UTF-8


def shown_path(path: Path, base: Path) -> str:
    """The path as problems hold it, with forward slashes: relative to `base` (the parent of `content/`) or absolute.

    Bytes that are not UTF-8 are shown as escape sequences.
    """
    try:
        shown = path.relative_to(base).as_posix()
    except ValueError:
        shown = path.absolute().as_posix()
    return shown.encode(errors="backslashreplace").decode()


def is_device(name: str) -> bool:
    """Whether Windows takes the name of a file or folder, with whatever ending, for a device."""
    return _DEVICE.fullmatch(name) is not None


def is_missing(path: Path) -> bool:
    """Whether nothing lies at a path. What cannot be looked at, or would lie behind a link that leads nowhere, is not
    missing: reading it reports the error.
    """
    try:
        os.lstat(path)
    except FileNotFoundError:
        return not any(parent.is_symlink() and not parent.exists() for parent in path.parents)
    except OSError:
        return False
    return False


def linked_folder(path: Path, root: Path) -> str:
    """The name of the first folder between `root` and a file below it that is a symbolic link; empty if none is."""
    parents = [parent for parent in reversed(path.parents) if parent != root and parent.is_relative_to(root)]
    linked = next((parent for parent in parents if os.path.islink(parent)), root)  # noqa: PTH114 (it raises nothing)
    return "" if linked == root else linked.name


def is_ignored(path: str) -> bool:
    """Whether a file is hidden or a backup of an editor; the path is relative to the folder that is walked."""
    return path.startswith(".") or f"{os.sep}." in path or path.endswith("~")


def walk_files(folder: Path, base: Path, problems: list[Problem], hidden: bool = False) -> Iterator[Path]:
    """Every file below the folder, sorted by path, without backups of editors, and without `hidden` files unless asked.

    A folder that is a symbolic link is yielded like a file and not entered; reading it is an error. A folder that
    cannot be read is an error in `problems`, with its path from `base`. A missing folder has no files.
    """
    return (Path(path) for path, _ in walk_paths(folder, base, problems, hidden))


def walk_paths(folder: Path, base: Path, problems: list[Problem], hidden: bool = False) -> Iterator[tuple[str, bool]]:
    """Like `walk_files`, but yields strings, each with whether it is a symbolic link, for large folders."""
    try:
        linked = stat.S_ISLNK(os.lstat(folder).st_mode)
    except FileNotFoundError:
        return
    except OSError as error:
        _report(error, Report(shown_path(folder, base), problems))
        return
    if linked:
        yield str(folder), True
    else:
        yield from _paths_below(str(folder), base, problems, hidden)


def _paths_below(
    folder: str, base: Path, problems: list[Problem], hidden: bool, depth: int = 0
) -> Iterator[tuple[str, bool]]:
    files: list[tuple[str, bool]] = []
    folders: list[str] = []
    report = Report(shown_path(Path(folder), base), problems)
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry) for entry in entries if hidden or not entry.name.startswith("."))
        for name, entry in found:
            linked = entry.is_symlink()
            if not name.isascii() and _NOT_UTF8.search(name):
                shown = Report(shown_path(Path(entry.path), base), problems)
                shown.error(Position(), "this name is not UTF-8 text", "name the file with a-z, 0-9 and hyphens")
            elif entry.is_dir(follow_symlinks=False) and not name.endswith(_FILES):
                folders.append(entry.path)
            elif not name.endswith("~") or (linked and _leads_to_folder(entry)):
                files.append((entry.path, linked))
    except OSError as error:
        _report(error, report)
        return
    yield from files
    if folders and depth == MAX_DEPTH:
        report.error(
            Position(), "folders are nested more than {limit} deep", "move its folders further up", limit=MAX_DEPTH
        )
        return
    for path in folders:
        yield from _paths_below(path, base, problems, hidden, depth + 1)


def _leads_to_folder(link: "os.DirEntry[str]") -> bool:
    try:
        return link.is_dir()
    except OSError:
        return True


def _report(error: OSError, report: Report) -> None:
    message = "cannot read this folder: {reason}"
    hint = "check that you have permission to read it"
    if isinstance(error, FileNotFoundError):
        hint = "it was removed while it was read; run this again"
    report.error(Position(), message, hint, reason=error.strerror or error)
