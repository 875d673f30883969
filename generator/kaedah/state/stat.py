"""File stats: a file whose size, times and inode did not change is not read again.

As in Git's index, a file that changed at the very time it was looked at is racy: it may have changed once more without
another stat, so its content is compared.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

# The resolution of file times, in nanoseconds.
_RESOLUTION = 20_000_000

# Of one file: size in bytes, time of modification and time of change in nanoseconds, and the inode number.
FileStat = tuple[int, int, int, int]
MISSING: FileStat = (-1, 0, 0, 0)  # of no file
# Of many files, by path.
FileStats = dict[str, FileStat]


def scan(folder: Path | str, prefix: str = "") -> FileStats:
    """The stats of everything below a folder that is not a folder, by its path from there, after `prefix`.

    What is not a regular file has the size -1. A folder that cannot be looked at is there as MISSING, with a slash at
    its end, so that nobody takes it for an empty one; reading it reports the error.
    """
    found: FileStats = {}
    pending = [(str(folder), prefix)]
    while pending:
        place, begin = pending.pop()
        try:
            with _opened(place) as source, os.scandir(source) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        pending.append((os.path.join(place, entry.name), f"{begin}{entry.name}/"))
                    else:
                        status = entry.stat(follow_symlinks=False)
                        size = status.st_size if stat.S_ISREG(status.st_mode) else -1
                        found[begin + entry.name] = (size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        except FileNotFoundError:
            if begin != prefix:  # it was removed meanwhile
                found[begin] = MISSING
        except OSError:
            found[begin or "./"] = MISSING
    return found


@contextmanager
def _opened(place: str) -> Iterator[int | str]:
    """A folder to scan: by its descriptor where the system can, which is a fifth faster than by path."""
    if os.scandir not in os.supports_fd:
        yield place
        return
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def stat_file(path: str) -> FileStat:
    """The stat of one file, of a link itself. Raises OSError."""
    status = os.lstat(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def stat_or_missing(path: str) -> FileStat:
    """The stat of one file; MISSING where it cannot be had."""
    try:
        return stat_file(path)
    except OSError:
        return MISSING


def is_racy(file_stat: FileStat, began: int) -> bool:
    """Whether the content may differ although the stat is the same: the file changed less than the resolution of file
    times before `began`, the time in nanoseconds before it was read, or is not a regular file.
    """
    size, modified, changed, _ = file_stat
    return size < 0 or max(modified, changed) >= began - _RESOLUTION


def any_racy(stats: Iterable[FileStat], began: int) -> bool:
    """Whether any of these files is racy."""
    return any(is_racy(file_stat, began) for file_stat in stats)
