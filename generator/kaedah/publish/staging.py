"""The folder beside the published one, in which the next site is put together.

There are two folders, which take turns: the published one, and one that holds the site before it. A build brings the
second up to date and exchanges them, so that an edit costs what it changes and not what the site holds.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kaedah.publish.left import MANIFEST, Left, left_prints, times_of
from kaedah.publish.manifest import ManifestError, Published, read_manifest
from kaedah.publish.ownership import unmodified_files
from kaedah.publish.swap import discard
from kaedah.state.stat import scan


def prepare(
    staging: Path, output: Path, kept: Mapping[str, Published], wanted: Mapping[str, str]
) -> dict[str, Published]:
    """Makes the staging folder hold what is wanted and need not be written, and gives what that is.

    The folder is the site as it was published the time before last: most of it is as it must be. A file that is
    wanted as it was then is left there; one that is published now is linked; all others are deleted.
    """
    try:
        there = read_manifest(staging).files
        (staging / MANIFEST).unlink()  # from here on the folder is what no manifest says
    except ManifestError:
        discard(staging)
        staging.mkdir()
        there = {}
    present = scan(staging)
    there = {path: item for path, item in there.items() if wanted.get(path) == item.fingerprint}
    right = unmodified_files(there, present, staging, left_prints(staging.parent, None))
    for path in present.keys() - right.keys():
        (staging / path).unlink()
    _prune(staging, present.keys() - right.keys())
    link_all([path for path in kept if path not in right], output, staging)
    return {**right, **kept}


def bring_up(staging: Path, output: Path, last: Left, fresh: Iterable[str]) -> bool:
    """Makes the staging folder hold what is published but for the `fresh` paths, which are written there or are gone.

    It costs what the last build changed and this one changes. False where the folder is not as the last build left it.
    """
    if not last.folders or times_of(staging, last.folders) != last.folders:
        return False
    try:
        (staging / MANIFEST).unlink()  # from here on the folder is what no manifest says
    except FileNotFoundError:
        return False
    fresh = {*fresh}  # asked for each path below
    others = fresh.union(last.others)
    for path in others:
        with suppress(FileNotFoundError):
            (staging / path).unlink()
    _prune(staging, others)
    there = [path for path in last.others if path not in fresh and os.path.lexists(output / path)]
    link_all(there, output, staging)
    return True


def _prune(root: Path, paths: Iterable[str]) -> None:
    """Deletes the folders that held these files and hold nothing any more."""
    folders = {path.rpartition("/")[0] for path in paths}
    while folders := {folder for folder in folders if folder}:
        for folder in folders:
            with suppress(OSError):
                (root / folder).rmdir()
        folders = {folder.rpartition("/")[0] for folder in folders}


def mirror(output: Path, paths: Iterable[str], staging: Path) -> None:
    """Makes the next build's staging folder, of links. It is for speed: where there is no room for it, do without."""
    try:
        staging.mkdir()
        link_all([path for path in paths if path != MANIFEST], output, staging)
        shutil.copyfile(output / MANIFEST, staging / MANIFEST)
    except OSError:
        discard(staging)


def link_all(kept: Iterable[str], output: Path, staging: Path) -> None:
    """Files of the output in the staging folder too: the same files where the system can, else copies."""
    made: set[str] = set()
    there, here = os.path.join(output, ""), os.path.join(staging, "")
    for path in kept:
        make_folder(staging, path, made)
        try:
            os.link(there + path, here + path)
        except OSError:  # a file system without hard links
            shutil.copyfile(there + path, here + path)


def make_folder(root: Path, path: str, made: set[str]) -> None:
    """The folder that a file lies in; `made` are those that are known to be there."""
    folder = path.rpartition("/")[0]
    if folder not in made:
        os.makedirs(root / folder, exist_ok=True)
        made.add(folder)


def verify(written: Mapping[str, Published], staging: Path) -> None:
    """Raises OSError where a file is missing or not as long as it was written: a full disk can do that in silence."""
    begin = os.path.join(staging, "")
    for path, item in written.items():
        if os.lstat(begin + path).st_size != item.size:
            raise OSError(f"{path} was not written completely")
