"""The folder beside the published one, in which the next site is put together.

There are two folders, which take turns: the published one, and one that holds the site before it. A build brings the
second up to date and exchanges them, so that an edit costs what it changes and not what the site holds.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from generator.digests import digest_of_bytes
from generator.problems import Problem, Report, Spot, listed
from generator.publish.manifest import MANIFEST, Manifest, NoManifest, Published, read_manifest
from generator.publish.record import Print, Prints, prints_below
from generator.publish.swap import discard, workspace_of

# A file of the workspace that is written when a build has ended; its time is what counts.
END = "end"
_GONE: Print = (-1, 0, 0, 0)


class Refused(Exception):
    """The folder cannot be published to, for reasons its user can mend. Nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def known_files(output: Path, seen: Prints | None = None) -> Mapping[str, Published]:
    """What an earlier build published there and is there still, as it was written.

    `seen` are the prints of the folder's files, where they are known. Raises Refused where the folder holds anything
    else: it is not ours.
    """
    if not output.exists():
        return {}
    report = Report(output.as_posix())
    if not output.is_dir():
        report.error(Spot(), "the output is a file, not a folder", "name another place with --output")
        raise Refused(report.problems)
    present = prints_below(output) if seen is None else seen
    if not present:
        return {}
    try:
        known = read_manifest(output).files
    except NoManifest as error:
        hint = "name an empty folder with --output, or delete this one if nothing in it is needed"
        report.error(
            Spot(),
            "the output folder was not made by this program: its manifest cannot be read ({reason})",
            hint,
            reason=error,
        )
        raise Refused(report.problems) from None
    unknown = sorted(present.keys() - known.keys() - {MANIFEST})
    if unknown:
        hint = "move them out of the folder: a build replaces all of it"
        report.error(
            Spot(),
            "the output folder holds {count} that no build wrote: {files}",
            hint,
            count="a file" if len(unknown) == 1 else f"{len(unknown)} files",
            files=listed(unknown, 5),
        )
        raise Refused(report.problems)
    return _unharmed(known, present, output, workspace_of(output))


def _unharmed(files: Mapping[str, Published], present: Prints, folder: Path, workspace: Path) -> dict[str, Published]:
    """The files that are as a build wrote them. Those that changed since the last build ended are read to tell."""
    try:
        end = (workspace / END).stat().st_mtime_ns
    except OSError:
        end = 0
    found = {}
    for path, item in files.items():
        size, _, changed, _ = present.get(path, _GONE)
        if size == item.size and (changed <= end or _digest(folder / path) == item.digest):
            found[path] = item
    return found


def _digest(path: Path) -> str:
    try:
        return digest_of_bytes(path.read_bytes())
    except OSError:
        return ""


def note_end(workspace: Path) -> None:
    """Notes that a build has ended: what changes from here on somebody else has changed."""
    with suppress(OSError):
        (workspace / END).write_bytes(b"")


def prepare(
    staging: Path, output: Path, kept: dict[str, Published], wanted: Mapping[str, str]
) -> tuple[dict[str, Published], Prints]:
    """Makes the staging folder hold what is wanted and need not be written, and gives what that is, and the prints of
    those of its files that were left as they were.

    The folder is the site as it was published the time before last: most of it is as it must be. A file that is
    wanted as it was then is left there; one that is published now is linked; all others are deleted.
    """
    try:
        there = read_manifest(staging).files
        (staging / MANIFEST).unlink()  # from here on the folder is what no manifest says
    except NoManifest:
        discard(staging)
        staging.mkdir()
        there = {}
    present = prints_below(staging)
    there = {path: item for path, item in there.items() if wanted.get(path) == item.fingerprint}
    right = _unharmed(there, present, staging, staging.parent)
    for path in present.keys() - right.keys():
        (staging / path).unlink()
    _prune(staging, present.keys() - right.keys())
    link_all([path for path in kept if path not in right], output, staging)
    return right | kept, {path: present[path] for path in right}


def _prune(root: Path, paths: Iterable[str]) -> None:
    """Deletes the folders that held these files and hold nothing any more."""
    folders = {path.rpartition("/")[0] for path in paths}
    while folders := {folder for folder in folders if folder}:
        for folder in folders:
            with suppress(OSError):
                (root / folder).rmdir()
        folders = {folder.rpartition("/")[0] for folder in folders}


def mirror(output: Path, manifest: Manifest, staging: Path) -> None:
    """Makes the next build's staging folder, of links. It is for speed: where there is no room for it, do without."""
    try:
        staging.mkdir()
        link_all(manifest.files, output, staging)
        shutil.copyfile(output / MANIFEST, staging / MANIFEST)
    except OSError:
        discard(staging)


def link_all(kept: Iterable[str], output: Path, staging: Path) -> None:
    """Files of the output in the staging folder too: the same files where the system can, else copies."""
    made: set[str] = set()
    for path in kept:
        make_folder(staging, path, made)
        try:
            os.link(output / path, staging / path)
        except OSError:  # a file system without hard links
            shutil.copyfile(output / path, staging / path)


def make_folder(root: Path, path: str, made: set[str]) -> None:
    """The folder that a file lies in; `made` are those that are known to be there."""
    folder = path.rpartition("/")[0]
    if folder not in made:
        os.makedirs(root / folder, exist_ok=True)
        made.add(folder)


def verify(written: Mapping[str, Published], staging: Path) -> None:
    """Raises OSError where a file is missing or not as long as it was written: a full disk can do that in silence."""
    for path, item in written.items():
        if (staging / path).lstat().st_size != item.size:
            raise OSError(f"{path} was not written completely")
