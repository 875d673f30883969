"""Files as the system describes them: one that is as it was is told without reading it.

As Git does with its index, a file counts as unchanged where its size, times and inode are; one that was changed at the
very time it was looked at does not, for it may have changed once more.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Times of files are this coarse, in nanoseconds.
_COARSE = 20_000_000

# Of a file: size in bytes, time of change, time of change of its inode, both in nanoseconds, and the inode.
FileStat = tuple[int, int, int, int]
GONE: FileStat = (-1, 0, 0, 0)  # of no file
# Of many files, by their paths.
FileStats = dict[str, FileStat]


def scan(folder: Path | str, before: str = "") -> FileStats:
    """The prints of everything below a folder that is no folder, by its path from there, put after `before`.

    What is no file either has a size of -1; what cannot be looked at is left out, and will be told of.
    """
    found: FileStats = {}
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


def stat_file(path: str) -> FileStat:
    """The print of one file. Raises OSError."""
    status = os.lstat(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def stat_or_gone(path: str) -> FileStat:
    """The print of one file; that of none where it cannot be looked at."""
    try:
        return stat_file(path)
    except OSError:
        return GONE


def are_settled(stats: Iterable[FileStat], began: int) -> bool:
    """Whether these files were left alone for so long before a time, in nanoseconds, that what they show then is what
    they hold. Nobody knows what lies behind a link.
    """
    latest = began - _COARSE
    return all(size >= 0 and max(changed, moved) < latest for size, changed, moved, _ in stats)
