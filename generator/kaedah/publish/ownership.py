"""Which files in an output folder were written by a build. A folder with other files is refused."""

import os
from collections.abc import Mapping
from pathlib import Path

from kaedah.digests import digest_of_bytes
from kaedah.problems import Position, Problem, Report, join_limited
from kaedah.publish.manifest import MANIFEST, ManifestError, Published, read_manifest
from kaedah.state.stat import MISSING, FileStats, scan


class OutputError(Exception):
    """The output folder cannot be used, for reasons that the user can fix. Nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def listed_files(output: Path, present: FileStats | None = None) -> Mapping[str, Published]:
    """The files that an earlier build published in a folder, as its manifest lists them.

    `present` are the stats of the folder's files, where they are known. Raises OutputError where the folder holds
    anything else: it is not ours.
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
    try:
        known = read_manifest(output).files
    except ManifestError as error:
        hint = "name an empty folder with --output; delete this one only if it is an old build of this site"
        report.error(
            Position(),
            "the output folder was not made by this program: its manifest cannot be read ({reason})",
            hint,
            reason=error,
        )
        raise OutputError(report.problems) from None
    unknown = sorted(present.keys() - known.keys() - {MANIFEST})
    if unknown:
        hint = "move them out of the folder: a build replaces all of it"
        report.error(
            Position(),
            "the output folder holds files not written by a build ({count}): {files}",
            hint,
            count=len(unknown),
            files=join_limited(unknown, 5),
        )
        raise OutputError(report.problems)
    return known


def unchanged(
    files: Mapping[str, Published], present: FileStats, folder: Path, trusted: FileStats
) -> dict[str, Published]:
    """The files that are as a build wrote them: those with a trusted stat, and those with the digest they had."""
    found, begin = {}, os.path.join(folder, "")
    for path, published in files.items():
        file_stat = present.get(path, MISSING)
        if file_stat[0] == published.size and (
            file_stat == trusted.get(path) or _digest(begin + path) == published.digest
        ):
            found[path] = published
    return found


def _digest(path: str) -> str:
    try:
        with open(path, "rb", buffering=0) as file:  # without a buffer, a fifth of the time is saved
            return digest_of_bytes(file.read())
    except OSError:
        return ""
