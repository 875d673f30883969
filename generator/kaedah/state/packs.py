"""Packs: append-only files that hold what is large and seldom read, such as bodies. The build state is their index."""

import os
from pathlib import Path
from typing import NamedTuple, Self
from zlib import crc32

from kaedah.disk.paths import UnsafePath
from kaedah.disk.reading import read_piece
from kaedah.disk.writing import appended_file


class CorruptPack(OSError):
    """A pack is missing, or does not hold what was written: whatever refers to it must be made again."""


class PackRef(NamedTuple):
    """A piece of a pack.

    pack: the path of the file.
    offset, size: where the piece lies in it, in bytes.
    checksum: the CRC-32 of the piece.
    """

    pack: str
    offset: int
    size: int
    checksum: int

    def load(self) -> bytes:
        """The piece. Raises CorruptPack, OSError."""
        try:
            found = read_piece(self.pack, self.offset, self.size)
        except (FileNotFoundError, UnsafePath) as error:
            raise CorruptPack(error.errno, error.strerror, self.pack) from None
        if len(found) != self.size or crc32(found) != self.checksum:
            raise CorruptPack(f"{self.pack} does not hold what was written")
        return found


class Pack:
    """A pack that one process writes during one build. A piece can be read once the pack is closed.

    `prefix` is how the paths of the build's packs begin: a folder, and a name that no other build uses.
    """

    def __init__(self, prefix: Path) -> None:
        prefix.parent.mkdir(parents=True, exist_ok=True)
        self.path = f"{prefix}-{os.getpid()}.pack"

    def __enter__(self) -> Self:
        self._handle = appended_file(self.path)
        return self

    def __exit__(self, *error: object) -> None:
        self._handle.close()

    def put(self, piece: bytes) -> PackRef:
        """Appends a piece. Raises OSError."""
        offset = self._handle.tell()
        self._handle.write(piece)
        return PackRef(self.path, offset, len(piece), crc32(piece))
