"""The staging folder, in which the next release is put together.

There are two release folders, which take turns: the published one, and the staging folder, which holds the release
before it. A build brings the staging folder up to date and exchanges the two, so that an edit costs what it changes and
not what the site holds. Files that both have are the same files, by hard links where the system has them.
"""

import os
from array import array
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kaedah.disk.writing import link_or_copy, remove_file, remove_files, write_new
from kaedah.publish.manifest import MANIFEST, ManifestError, Published, manifest_text, read_manifest
from kaedah.publish.ownership import unchanged
from kaedah.publish.swap import discard
from kaedah.state.seal import CorruptState
from kaedah.state.stat import COARSEST, FileStats, is_recent, scan

STAGING = "staging"  # in the workspace

# The folders of the staging folder with their times of modification in nanoseconds.
FolderTimes = Mapping[str, int]


def bring_up_to_date(
    staging: Path, output: Path, times: FolderTimes, differing: Iterable[str], fresh: Iterable[str]
) -> bool:
    """Makes the staging folder hold what is published, but for the `fresh` paths, which are written there or gone.

    times: of the folders, as the last build left them; none where they cannot be relied on.
    differing: the paths at which the two release folders differ.

    False where the folder is not as the last build left it. Raises OSError.
    """
    if not times or folder_times(staging, times) != times:
        return False
    try:
        remove_file(staging, MANIFEST)  # from here on the folder is not what its manifest said
    except FileNotFoundError:
        return False
    fresh = {*fresh}
    changing = fresh.union(differing)
    remove_files(staging, changing)
    _prune(staging, changing)
    link_all([path for path in changing if path not in fresh and os.path.lexists(output / path)], output, staging)
    return True


def assemble(
    staging: Path,
    output: Path,
    kept: Mapping[str, Published],
    wanted: Mapping[str, str],
    trusted: FileStats,
) -> dict[str, Published]:
    """Makes the staging folder hold what is wanted and need not be written, and gives what that is.

    kept: the published files that stay.
    wanted: the fingerprints of all files of the new release, by path.
    trusted: the stats of published files that nobody changed; a file of the staging folder that is linked has the same.

    A file that the staging folder has as it is wanted stays there, published ones are linked, all others are deleted.
    Raises OSError.
    """
    try:
        there = read_manifest(staging).files
        remove_file(staging, MANIFEST)  # from here on the folder is not what its manifest said
    except ManifestError:
        discard(staging)
        staging.mkdir()
        there = {}
    present, begin = scan(staging), os.path.join(staging, "")
    there = {path: item for path, item in there.items() if wanted.get(path) == item.fingerprint}
    right = unchanged(there, present, staging, trusted)
    remove_files(staging, present.keys() - right.keys())
    _prune(staging, present.keys() - right.keys())
    for path in wanted.keys() - right.keys() if present else ():
        if os.path.isdir(begin + path):  # noqa: PTH112 (there may be many)
            discard(staging / path)
    link_all([path for path in kept if path not in right], output, staging)
    return {**right, **kept}


def mirror(output: Path, paths: Iterable[str], staging: Path) -> None:
    """Makes the next build's staging folder, of links. It saves time only: errors are ignored."""
    try:
        staging.mkdir()
        link_all([path for path in paths if path != MANIFEST], output, staging)
        write_new(os.path.join(staging, MANIFEST), manifest_text(output))
    except OSError:
        discard(staging)


def link_all(paths: Iterable[str], source: Path, target: Path) -> None:
    """Files of one folder in another too: the same files where the system has hard links, else copies."""
    made: set[str] = set()
    there, here = os.path.join(source, ""), os.path.join(target, "")
    for path in paths:
        make_folder(target, path, made)
        link_or_copy(there + path, here + path)


def make_folder(root: Path, path: str, made: set[str]) -> None:
    """Makes the folder that a file lies in; `made` are those that are known to exist."""
    folder = path.rpartition("/")[0]
    if folder not in made:
        os.makedirs(root / folder, exist_ok=True)
        made.add(folder)


def verify(written: Mapping[str, Published], staging: Path) -> None:
    """Raises OSError where a file is missing or shorter than what was written: a full disk can do that in silence."""
    begin = os.path.join(staging, "")
    for path, item in written.items():
        if os.lstat(begin + path).st_size != item.size:
            raise OSError(f"{path} was not written completely")


def time_that_is_over(began: int) -> int:
    """A time of modification for what a build writes, in nanoseconds: a change from now on gives it a later one, also
    where the resolution of the file system is two seconds.

    began: when the build began, by the clock of the file system.
    """
    return began - 2 * COARSEST


def date_all(root: Path, paths: Iterable[str], moment: int) -> None:
    """Gives files or folders a time of modification, in nanoseconds. Errors are ignored."""
    begin = os.path.join(root, "")
    for path in paths:
        with suppress(OSError):
            os.utime(begin + path, ns=(moment, moment))


def folder_times(root: Path, folders: Iterable[str]) -> dict[str, int]:
    """The times of modification of these folders in nanoseconds; missing ones are left out."""
    found = {}
    for folder in folders:
        with suppress(OSError):
            found[folder] = (root / folder).stat().st_mtime_ns
    return found


def settled_times(root: Path, folders: Iterable[str], began: int) -> dict[str, int]:
    """As `folder_times`, in which every later change of a folder will show: those that changed just now are dated.

    began: when the build began, by the clock of the file system, in nanoseconds.
    """
    times = folder_times(root, folders)
    recent = [folder for folder, moment in times.items() if is_recent(moment, began)]
    date_all(root, recent, time_that_is_over(began))
    return times | folder_times(root, recent)


def pack_times(times: FolderTimes) -> bytes:
    """Folder times as bytes, for the build state."""
    return b"".join((len(times).to_bytes(8), array("q", times.values()).tobytes(), "\0".join(times).encode()))


def unpack_times(packed: bytes) -> dict[str, int]:
    """The folder times that were packed. Raises CorruptState."""
    times, end = array("q"), 8 + 8 * int.from_bytes(packed[:8])
    try:
        times.frombytes(packed[8:end])
        return dict(zip(packed[end:].decode().split("\0"), times, strict=True)) if times else {}
    except ValueError as error:
        raise CorruptState(str(error)) from error


def _prune(root: Path, paths: Iterable[str]) -> None:
    """Deletes the folders that held these files and are empty now."""
    folders = {path.rpartition("/")[0] for path in paths}
    while folders := {folder for folder in folders if folder}:
        for folder in folders:
            with suppress(OSError):
                (root / folder).rmdir()
        folders = {folder.rpartition("/")[0] for folder in folders}
