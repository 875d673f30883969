"""A table of file stats in the build state.

Stats are packed by chunks of paths: 26,000 rows of one file each would take five times as long to read.
"""

import sqlite3
import struct
from collections.abc import Mapping
from zlib import crc32

from kaedah.state.seal import CorruptState, seal, unseal
from kaedah.state.stat import FileStat, FileStats

_CHUNKS = 256
_STAT = struct.Struct("<qqqQ")


class StatTable:
    """File stats by path, in the table `name` of a database. Changes belong to the caller's transaction."""

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        self._db, self._name = database, name

    def load(self) -> FileStats:
        """All stats by path."""
        found: FileStats = {}
        for paths, stats in self._db.execute(f"select paths, stats from {self._name}"):
            found.update(_unpacked(paths, stats))
        return found

    def replace(self, stats: Mapping[str, FileStat]) -> None:
        """Stores these stats and no others."""
        self._db.execute(f"delete from {self._name}")
        chunks: dict[int, FileStats] = {}
        for path, file_stat in stats.items():
            chunks.setdefault(_chunk_of(path), {})[path] = file_stat
        self._write(chunks)

    def update(self, changes: Mapping[str, FileStat | None]) -> None:
        """Stores these stats; None removes one."""
        chunks: dict[int, FileStats] = {}
        for path, file_stat in changes.items():
            number = _chunk_of(path)
            if number not in chunks:
                row = self._db.execute(f"select paths, stats from {self._name} where chunk = ?", (number,)).fetchone()
                chunks[number] = dict(_unpacked(*row)) if row else {}
            if file_stat is None:
                chunks[number].pop(path, None)
            else:
                chunks[number][path] = file_stat
        self._write(chunks)

    def _write(self, chunks: Mapping[int, FileStats]) -> None:
        rows = [(number, *_packed(stats)) for number, stats in chunks.items()]
        self._db.executemany(f"insert or replace into {self._name} values(?, ?, ?)", rows)


def _chunk_of(path: str) -> int:
    return crc32(path.encode(errors="surrogateescape")) % _CHUNKS


def _packed(stats: FileStats) -> tuple[bytes, bytes]:
    paths = "\0".join(stats).encode(errors="surrogateescape")
    return seal(paths), seal(b"".join([_STAT.pack(*file_stat) for file_stat in stats.values()]))


def _unpacked(paths: bytes, stats: bytes) -> "zip[tuple[str, FileStat]]":
    found = unseal(stats)
    names = unseal(paths).decode(errors="surrogateescape").split("\0") if found else []
    if len(found) != len(names) * _STAT.size:
        raise CorruptState("the build state has other stats than paths")
    return zip(names, _STAT.iter_unpack(found), strict=True)
