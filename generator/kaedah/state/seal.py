"""Bytes in the build state with their checksum: SQLite finds damage of its tables, but not of what stands in them."""

import sqlite3
from zlib import crc32

_SIZE = 4  # bytes of a checksum


class CorruptState(sqlite3.DatabaseError):
    """The build state does not hold what was written: all of it must be made again."""


def seal(content: bytes) -> bytes:
    """The bytes after their checksum."""
    return crc32(content).to_bytes(_SIZE) + content


def unseal(sealed: object) -> bytes:
    """The bytes that were sealed. Raises CorruptState where these are others."""
    if not isinstance(sealed, bytes) or sealed[:_SIZE] != crc32(sealed[_SIZE:]).to_bytes(_SIZE):
        raise CorruptState("the build state does not hold what was written")
    return sealed[_SIZE:]
