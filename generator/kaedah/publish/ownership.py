"""Which files in an output folder were written by a build. A folder with other files is refused."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kaedah.digests import digest_of_bytes
from kaedah.disk.reading import read_regular
from kaedah.problems import Position, Problem, Report, join_limited
from kaedah.publish.manifest import MANIFEST, ManifestError, Published, read_manifest
from kaedah.state.stat import MISSING, FileStats, scan

# Of a file of ours that may hold anything: no file has this size.
NOTHING_KNOWN = Published("", "", -2)


class OutputError(Exception):
    """The output folder cannot be used, for reasons that the user can fix. Nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def listed_files(
    output: Path,
    present: FileStats | None = None,
    recorded: Callable[[], FileStats] = dict,
    earlier: Path | None = None,
) -> Mapping[str, Published]:
    """The files that an earlier build published in a folder, as its manifest lists them. Where a power cut or a disk
    damaged the manifest, also those that are ours for another reason: nothing is known of what is in them.

    present: the stats of the folder's files, where they are known.
    recorded: gives the stats of the published files when the last build ended.
    earlier: the folder with the release before.

    Raises OutputError where the folder holds anything else: it is not ours.
    """
    if not output.exists():
        return {}
    report = Report(output.as_posix())
    if not output.is_dir():
        report.error(Position(), "the output is a file, not a folder", "name another folder with --output")
        raise OutputError(report.problems)
    present = scan(output) if present is None else present
    if not present:
        return {}
    known: Mapping[str, Published] = {}
    damage: ManifestError | None = None
    try:
        known = read_manifest(output).files
    except ManifestError as error:
        damage = error
    unknown = present.keys() - known.keys() - {MANIFEST}
    if unknown or damage:
        ours = _recognised(output, present, {*unknown, MANIFEST} & present.keys(), recorded(), earlier)
        known = {**known, **dict.fromkeys(ours - {MANIFEST}, NOTHING_KNOWN)}
        unknown -= ours
        if damage and (unknown or not ours):
            hint = "name an empty folder with --output; delete this one only if it is an old build of this site"
            report.error(
                Position(),
                "the output folder was not made by this program: its manifest cannot be read ({reason})",
                hint,
                reason=damage,
            )
            raise OutputError(report.problems) from None
    if unknown:
        hint = "move them out of the folder: a build replaces all of it"
        report.error(
            Position(),
            "the output folder holds files not written by a build ({count}): {files}",
            hint,
            count=len(unknown),
            files=join_limited(sorted(unknown), 5),
        )
        raise OutputError(report.problems)
    return known


def _recognised(
    output: Path, present: FileStats, paths: Iterable[str], recorded: FileStats, earlier: Path | None
) -> set[str]:
    """Those of these paths at which there is a file of ours: the very file that a build wrote there, what a power cut
    left of one, or the file of the release before.
    """
    listed: Mapping[str, Published] = {}
    with suppress(ManifestError):
        listed = read_manifest(earlier).files if earlier else {}
    found = set()
    for path in paths:
        size, modified, _, inode = present[path]
        _, then, _, number = recorded.get(path, MISSING)
        if (
            (path in recorded and (modified, inode) == (then, number))
            or (size == 0 and (path in recorded or path in listed))
            or (path in listed and unchanged({path: listed[path]}, present, output, {}))
        ):
            found.add(path)
    return found


def unchanged(
    files: Mapping[str, Published], present: FileStats, folder: Path, trusted: FileStats
) -> dict[str, Published]:
    """The files that are as a build wrote them: those with a trusted stat, and those with the digest they had."""
    found, begin = {}, os.path.join(folder, "")
    for path, published in files.items():
        file_stat = present.get(path, MISSING)
        if file_stat[0] == published.size and (
            file_stat == trusted.get(path) or _digest(begin + path, published.size) == published.digest
        ):
            found[path] = published
    return found


def _digest(path: str, size: int) -> str:
    try:
        return digest_of_bytes(read_regular(path, size))
    except OSError:
        return ""
