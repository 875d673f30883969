"""What a build leaves for the next one: how the published files looked when it ended, and how the folder beside them
differs from what is published.

The folder beside is ours alone. Its files are those of the published folder, by hard links, but for a few that are
known by name; so who has looked at the published files has looked at them too, and what is added, taken away or put in
the place of another there changes the time of a folder.

How all files looked is kept apart from what has changed since, so that an edit reads and writes no more than that.
"""

import marshal
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kaedah.digests import digest_of_bytes
from kaedah.state.stat import GONE, FileStat, FileStats, scan

LEFT = "left"
# The list of the published files, which is one of them.
MANIFEST = "manifest.json"
# With so many files that have changed since they were looked at together, they are all written down anew.
MOST_CHANGES = 2_000


class Left:
    """`others` are the paths at which the folder beside has another file, or has none, or alone has one; `folders` its
    own folders with their times of change in nanoseconds, none where it cannot be relied on.

    `base` is the file that tells how all files looked, `changes` what has changed since, None for what is gone.
    """

    def __init__(
        self,
        workspace: Path,
        base: str,
        changes: dict[str, FileStat | None],
        others: list[str],
        folders: dict[str, int],
    ) -> None:
        self._workspace, self.base, self.changes, self.others, self.folders = workspace, base, changes, others, folders

    @cached_property
    def outputs(self) -> FileStats:
        """Prints of all published files. Raises OSError or ValueError where they cannot be read."""
        told = (self._workspace / self.base).read_bytes()
        if not self.base.endswith(digest_of_bytes(told)):
            raise ValueError(f"{self.base} is not what was written")
        outputs: FileStats = marshal.loads(told)
        for path, mark in self.changes.items():
            if mark is None:
                outputs.pop(path, None)
            else:
                outputs[path] = mark
        return outputs


class Looked(NamedTuple):
    """The published files: whether they are as the last build left them, the print of their manifest, and else the
    prints of all.
    """

    same: bool
    manifest: FileStat | None
    others: FileStats | None


def look(output: Path, workspace: Path) -> Looked:
    """Looks at what is published."""
    present, last = scan(output), read_left(workspace)
    same = False
    with suppress(OSError, ValueError, EOFError, TypeError):
        same = last is not None and last.outputs == present
    return Looked(same, present.get(MANIFEST), None if same else present)


def read_left(workspace: Path) -> Left | None:
    """What the last build left, if that can be read."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        return Left(workspace, *marshal.loads((workspace / LEFT).read_bytes()))
    return None


def write_left(workspace: Path, outputs: FileStats, others: list[str], folders: dict[str, int]) -> None:
    """Keeps it. What changes in the published folder from here on, somebody else has changed."""
    with suppress(OSError):  # it is for speed
        told = marshal.dumps(outputs)
        base = f"{LEFT}-{digest_of_bytes(told)}"
        _write(workspace, base, told)
        _write(workspace, LEFT, marshal.dumps((base, {}, others, folders)))
        for path in workspace.glob(f"{LEFT}-*"):
            if path.name != base:
                path.unlink()


def amend_left(
    workspace: Path, last: Left, changes: Mapping[str, FileStat | None], others: list[str], folders: dict[str, int]
) -> None:
    """As `write_left` of what the last build left with these changes."""
    changes = {**last.changes, **changes}
    if len(changes) > MOST_CHANGES:
        outputs = Left(workspace, last.base, changes, [], {}).outputs
        write_left(workspace, outputs, others, folders)
        return
    with suppress(OSError):
        _write(workspace, LEFT, marshal.dumps((last.base, changes, others, folders)))


def _write(workspace: Path, name: str, told: bytes) -> None:
    beside = workspace / f"{LEFT}.new"
    beside.write_bytes(told)
    beside.replace(workspace / name)


def left_prints(workspace: Path, manifest: FileStat | None) -> FileStats:
    """How the published files looked when the last build ended, if it published the manifest that looks so; else
    nothing is known of them.
    """
    with suppress(OSError, ValueError, EOFError, TypeError):
        last = read_left(workspace)
        if last is not None and (manifest is None or last.outputs.get(MANIFEST) == manifest):
            return last.outputs
    return {}


def doubted(stats: FileStats, written: Collection[str], end: int) -> FileStats:
    """The prints, but for the files that changed after they were written: this build wrote the manifest last, and had
    what it did not write from before `end`, in nanoseconds. Somebody wrote to the others while it was at work: the next
    one reads them.
    """
    wrote = stats.get(MANIFEST, GONE)[1]
    return {path: mark if mark[1] <= (wrote if path in written else end) else GONE for path, mark in stats.items()}


def left_at(workspace: Path) -> int:
    """When the last build ended, in nanoseconds; 0 where that is not known."""
    try:
        return (workspace / LEFT).stat().st_mtime_ns
    except OSError:
        return 0


def left_size(workspace: Path) -> int:
    """How much the last build left, in bytes; 0 where that is not known."""
    with suppress(OSError):
        return sum(path.stat().st_size for path in workspace.glob(f"{LEFT}-*"))
    return 0


def folders_of(paths: Iterable[str]) -> set[str]:
    """The folders that these files lie in, and those they lie in."""
    found = {""}
    left = {path.rpartition("/")[0] for path in paths}
    while left:
        found |= left
        left = {folder.rpartition("/")[0] for folder in left} - found
    return found


def times_of(root: Path, folders: Iterable[str]) -> dict[str, int]:
    """When each of these folders was changed, in nanoseconds; those that are not there are left out."""
    found = {}
    for folder in folders:
        with suppress(OSError):
            found[folder] = (root / folder).stat().st_mtime_ns
    return found
