"""What the last build saw and did, so that one with nothing to do can tell without reading a file.

As Git does with its index, a file counts as unchanged where its size, times and inode are; one that was changed at the
very time it was looked at does not, for it may have changed once more.
"""

import marshal
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

RECORD = "record"
# Times of files are this coarse, in nanoseconds.
COARSE = 20_000_000

# Of a file: size in bytes, time of change, time of change of its inode, both in nanoseconds, and the inode.
Print = tuple[int, int, int, int]
GONE: Print = (-1, 0, 0, 0)  # of no file
# Of every file below a folder, by its path.
Prints = dict[str, Print]


class Record(NamedTuple):
    """A build that ended well. `key` tells how it was asked for, `told` what it printed; `manifest` is the print of the
    manifest that it published or left; times in nanoseconds.
    """

    key: str
    began: int
    inputs: Prints
    manifest: Print
    told: str
    pages: int
    languages: int

    def holds(self, inputs: Prints) -> bool:
        """Whether a build of these inputs would do the same again. Nobody knows what lies behind a link."""
        settled = self.began - COARSE
        return inputs == self.inputs and all(
            mark[0] >= 0 and max(mark[1], mark[2]) < settled for mark in inputs.values()
        )

    def write(self, workspace: Path) -> None:
        """Keeps it for the next build. Raises OSError."""
        beside = workspace / f"{RECORD}.new"
        values = (self.key, self.began, self.inputs, self.manifest, self.told, self.pages, self.languages)
        beside.write_bytes(marshal.dumps(values))
        beside.replace(workspace / RECORD)


def read_record(workspace: Path, key: str) -> Record | None:
    """The record of the last build, if that was asked for in the same way."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        record = Record(*marshal.loads((workspace / RECORD).read_bytes()))
        return record if record.key == key else None
    return None


def prints_below(folder: Path | str, before: str = "") -> Prints:
    """The prints of everything below a folder that is no folder, by its path from there, put after `before`.

    What is no file either has a size of -1; what cannot be looked at is left out, and will be told of.
    """
    found: Prints = {}
    left = [(str(folder), before)]
    while left:
        place, begin = left.pop()
        with suppress(OSError), _folder(place) as source, os.scandir(source) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    left.append((os.path.join(place, entry.name), f"{begin}{entry.name}/"))
                else:
                    status = entry.stat(follow_symlinks=False)
                    size = status.st_size if stat.S_ISREG(status.st_mode) else -1
                    found[begin + entry.name] = (size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return found


@contextmanager
def _folder(place: str) -> Iterator[int | str]:
    """A folder to look into: opened where the system can look from there, which takes a fifth less than to look for
    each of its files from the root.
    """
    if os.scandir not in os.supports_fd:
        yield place
        return
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def print_of(path: str) -> Print:
    """The print of one file. Raises OSError."""
    status = os.lstat(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
