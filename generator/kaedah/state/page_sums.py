"""Checksums of the pages of an SQLite file, in a file beside it: SQLite believes what the disk gives back.

A bit that has changed in a digest or a word would otherwise give another site than a clean build does.
"""

import struct
from array import array
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from kaedah.disk.reading import read_piece, read_regular
from kaedah.disk.writing import remove_file, write_file

SUFFIX = "-sums"
_MARK = b"kaedah page sums 1\n"
_MOST_BYTES = 1 << 32  # of a state
_FRAME, _WAL_HEAD, _FRAME_HEAD = struct.Struct(">I"), 32, 24


def are_right(file: Path) -> bool:
    """Whether the pages of a file are as they were when it was closed; those in its write-ahead log have sums of their
    own, which SQLite checks.

    A file that is not there is right. Raises OSError.
    """
    try:
        content = read_regular(file, _MOST_BYTES)
    except FileNotFoundError:
        return True
    try:
        sums = _read(file)
    except (OSError, ValueError):
        return False
    if not content and not sums:
        return True
    found = _sums_of(content, _page_size(content))
    if found == sums:
        return True
    pending = pages_in_log(file)
    return all(
        number + 1 in pending or (number < len(found) and number < len(sums) and found[number] == sums[number])
        for number in range(max(len(found), len(sums)))
    )


def store(file: Path, pages: Collection[int] | None = None) -> None:
    """Stores the checksums of a closed file: those of the given pages again, or of all.

    Where they cannot be stored, the next build begins without a state.
    """
    with suppress(OSError, ValueError):  # no checksums, or damaged ones: the file was not right when it was opened
        if pages is None:
            content = read_regular(file, _MOST_BYTES)
            sums = _sums_of(content, _page_size(content))
        else:
            sums, size = _read(file), _page_size(read_piece(file, 0, 100))
            count = file.stat().st_size // size
            sums = sums[:count] + array("I", [0]) * (count - len(sums))
            for number in (number for number in pages if 0 < number <= count):
                sums[number - 1] = crc32(read_piece(file, (number - 1) * size, size))
        body = sums.tobytes()
        write_file(file.parent, file.name + SUFFIX, _MARK + _FRAME.pack(crc32(body)) + body, durable=False)


def forget(file: Path) -> None:
    """Deletes the checksums: what was written is not to be believed."""
    with suppress(OSError):
        remove_file(file.parent, file.name + SUFFIX)


def pages_in_log(file: Path) -> set[int]:
    """The numbers of the pages in the write-ahead log of a file, counted from 1; more than are valid, perhaps."""
    try:
        log = read_regular(file.with_name(f"{file.name}-wal"), _MOST_BYTES)
    except OSError:
        return set()
    if len(log) < _WAL_HEAD:
        return set()
    step = _FRAME_HEAD + (_FRAME.unpack_from(log, 8)[0] or 1)
    return {_FRAME.unpack_from(log, place)[0] for place in range(_WAL_HEAD, len(log) - _FRAME_HEAD + 1, step)}


def _read(file: Path) -> "array[int]":
    stored = read_regular(file.with_name(file.name + SUFFIX), _MOST_BYTES)
    body = stored[len(_MARK) + _FRAME.size :]
    if stored[: len(_MARK) + _FRAME.size] != _MARK + _FRAME.pack(crc32(body)):
        raise ValueError
    sums = array("I")
    sums.frombytes(body)
    return sums


def _page_size(content: bytes) -> int:
    """The size of a page in bytes, as the first page of a file tells it."""
    size = int.from_bytes(content[16:18], "big")
    return 65_536 if size == 1 else size if size >= 512 else 4_096


def _sums_of(content: bytes, size: int) -> "array[int]":
    view = memoryview(content)
    return array("I", [crc32(view[start : start + size]) for start in range(0, len(content), size)])
