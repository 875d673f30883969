"""What is published in a folder, as a build wrote it; a folder that holds anything else is not ours."""

from collections.abc import Mapping
from pathlib import Path

from kaedah.digests import digest_of_bytes
from kaedah.problems import Position, Problem, Report, join_limited
from kaedah.publish.left import MANIFEST, left_prints
from kaedah.publish.manifest import ManifestError, Published, read_manifest
from kaedah.publish.swap import workspace_of
from kaedah.state.stat import GONE, FileStats, scan


class OutputError(Exception):
    """The folder cannot be published to, for reasons its user can mend. Nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def known_files(output: Path, stats: FileStats | None = None) -> Mapping[str, Published]:
    """What an earlier build published there and is there still, as it was written.

    `seen` are the prints of the folder's files, where they are known. Raises Refused where the folder holds anything
    else: it is not ours.
    """
    if not output.exists():
        return {}
    report = Report(output.as_posix())
    if not output.is_dir():
        report.error(Position(), "the output is a file, not a folder", "name another place with --output")
        raise OutputError(report.problems)
    stats_present = scan(output) if stats is None else stats
    if not stats_present:
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
    unknown = sorted(stats_present.keys() - known.keys() - {MANIFEST})
    if unknown:
        hint = "move them out of the folder: a build replaces all of it"
        report.error(
            Position(),
            "the output folder holds {count} that no build wrote: {files}",
            hint,
            count="a file" if len(unknown) == 1 else f"{len(unknown)} files",
            files=join_limited(unknown, 5),
        )
        raise OutputError(report.problems)
    return unmodified_files(
        known, stats_present, output, left_prints(workspace_of(output), stats_present.get(MANIFEST))
    )


def unmodified_files(
    files: Mapping[str, Published], stats_present: FileStats, folder: Path, trusted: FileStats
) -> dict[str, Published]:
    """The files that are as a build wrote them. All but those that look as the `sound` ones do are read to tell."""
    found = {}
    for path, published in files.items():
        file_stat = stats_present.get(path, GONE)
        if file_stat[0] == published.size and (
            file_stat == trusted.get(path) or _digest(folder / path) == published.digest
        ):
            found[path] = published
    return found


def _digest(path: Path) -> str:
    try:
        return digest_of_bytes(path.read_bytes())
    except OSError:
        return ""
