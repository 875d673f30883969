"""File stats: a file whose size, times and inode did not change is not read again.

As in Git's index, a file that changed at the very time it was looked at is racy: it may have changed once more without
another stat, so its content is compared. How long that time is depends on the file system, and the times themselves
show it: those of FAT are whole even seconds, those of HFS+, NFS 3 and old ext3 whole seconds, others have a fraction.
"""

import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_SECOND = 1_000_000_000  # in nanoseconds
# What times with a fraction may be late by: they are those of the clock's last tick.
_TICK = _SECOND // 50
# The resolution of FAT, the coarsest.
COARSEST = 2 * _SECOND
# How wrong the clock of a file system may be that cannot be asked, such as one of another machine.
_UNKNOWN_CLOCK = 3600 * _SECOND

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
    """Whether the content may differ although the stat is the same: the file changed less than the resolution of its
    times before `began`, or is not a regular file.

    began: the time in nanoseconds, by the clock of the file system, before the file was read.
    """
    size, modified, changed, _ = file_stat
    return size < 0 or is_recent(modified, began) or is_recent(changed, began)


def any_racy(stats: Iterable[FileStat], began: int) -> bool:
    """Whether any of these files is racy."""
    return any(is_racy(file_stat, began) for file_stat in stats)


def is_recent(moment: int, began: int) -> bool:
    """Whether a file with this time may have got it at or after `began`, both in nanoseconds."""
    if moment < began - COARSEST:  # as most are
        return False
    return moment >= began - _resolution(moment)


def _resolution(moment: int) -> int:
    """The resolution of a time, by the zeros at its end."""
    if moment % _SECOND == 0:
        return COARSEST
    return _SECOND // 10 if moment % (_SECOND // 10) == 0 else _TICK


def time_before(began: int, path: Path) -> int:
    """The time `began` of our clock as the clock of a file system may have shown it, or earlier, in nanoseconds.

    path: a file there that we may touch: it gets the time of its server.
    """
    try:
        os.utime(path, follow_symlinks=os.utime not in os.supports_follow_symlinks)
        return began + min(0, os.lstat(path).st_mtime_ns - time.time_ns())
    except OSError:
        return began


def time_before_elsewhere(began: int, stats: Iterable[FileStat]) -> int:
    """As `time_before`, for a file system on which we touch nothing, from the stats of files there."""
    newest = max((max(modified, changed) for _, modified, changed, _ in stats), default=1)
    return began if newest % _SECOND else began - _UNKNOWN_CLOCK
