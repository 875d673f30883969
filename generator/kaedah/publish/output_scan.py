"""A look at the published files, taken before most of the program is loaded."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.publish.manifest import MANIFEST
from kaedah.state import page_sums
from kaedah.state.stat import FileStat, FileStats, scan, stat_or_missing
from kaedah.state.store import FILE, BuildState


class OutputScan(NamedTuple):
    """The published files.

    same: whether they are as the last build left them.
    manifest: the stat of the manifest.
    present: the stats of all files, where they are not the same.
    is_sound: whether the build state holds what was written.
    """

    same: bool
    manifest: FileStat | None
    present: FileStats | None
    is_sound: bool = True

    def is_current(self, output: Path) -> bool:
        """Whether no build has published anything since: each writes a manifest."""
        found = stat_or_missing(os.path.join(output, MANIFEST))
        return found == self.manifest if self.manifest else found[0] < 0 and not self.present


def scan_output(output: Path, workspace: Path) -> OutputScan:
    """Looks at the published files."""
    present, known = scan(output), recorded_files(workspace)
    same = known is not None and known == present
    return OutputScan(same, present.get(MANIFEST), None if same else present, _is_sound(workspace))


def _is_sound(workspace: Path) -> bool:
    try:
        return page_sums.are_right(workspace / FILE)
    except OSError:
        return False


def recorded_files(workspace: Path) -> FileStats | None:
    """The stats of the published files when the last build ended; None where no state is there, or a damaged one."""
    with suppress(sqlite3.DatabaseError):  # the build finds out, and begins without a state
        return BuildState.read_outputs(workspace / FILE)
    return None
