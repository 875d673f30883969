"""What a build leaves for the next one: how the published files looked when it ended, and how the folder beside them
differs from what is published.

The folder beside is ours alone. Its files are those of the published folder, by hard links, but for a few that are
known by name; so who has looked at the published files has looked at them too, and what is added, taken away or put in
the place of another there changes the time of a folder.
"""

import marshal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from generator.publish.record import Prints

LEFT = "left"
# The list of the published files, which is one of them.
MANIFEST = "manifest.json"


class Left(NamedTuple):
    """Prints of all published files; the paths at which the folder beside has another file, or has none, or alone has
    one; and its own folders with their times of change in nanoseconds, none where it cannot be relied on.
    """

    outputs: Prints
    others: list[str]
    folders: dict[str, int]


def read_left(workspace: Path) -> Left | None:
    """What the last build left, if that can be read."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        return Left(*marshal.loads((workspace / LEFT).read_bytes()))
    return None


def write_left(workspace: Path, left: Left) -> None:
    """Keeps it. What changes in the published folder from here on, somebody else has changed."""
    with suppress(OSError):  # it is for speed
        beside = workspace / f"{LEFT}.new"
        beside.write_bytes(marshal.dumps(tuple(left)))
        beside.replace(workspace / LEFT)


def left_at(workspace: Path) -> int:
    """When the last build ended, in nanoseconds; 0 where that is not known."""
    try:
        return (workspace / LEFT).stat().st_mtime_ns
    except OSError:
        return 0


def left_size(workspace: Path) -> int:
    """How much the last build left, in bytes; 0 where that is not known."""
    try:
        return (workspace / LEFT).stat().st_size
    except OSError:
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
