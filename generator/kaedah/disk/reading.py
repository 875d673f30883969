"""Reading files that a stranger may have put there: a regular file of a limited size, or an error. It never waits."""

import errno
import os
from pathlib import Path

from kaedah.disk.paths import BASIC, HAS_HANDLES, DiskError, check_file, link_at

_NO_WAITING = getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for its writer
_PIECE = 1 << 20


class FileTooLarge(DiskError):
    """A file that is larger than what is read of it at most."""


def read_regular(path: Path | str, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes. Its last component is not followed where it is a link.

    Raises UnsafePath for a link, a pipe, a device or a folder, FileTooLarge, FileNotFoundError, OSError.
    """
    handle, found = _opened(path)
    try:
        if found.st_size > limit:
            raise _too_large(path, limit)
        pieces, remaining, size = [], limit + 1, min(found.st_size, limit) + 1
        while remaining and (piece := os.read(handle, min(remaining, size))):
            pieces.append(piece)
            remaining, size = remaining - len(piece), _PIECE
        if not remaining:  # it has grown, or its size is not known in advance
            raise _too_large(path, limit)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)
    finally:
        os.close(handle)


def read_piece(path: Path | str, offset: int, size: int) -> bytes:
    """A piece of a regular file, empty where the file ends before it does. Raises as `read_regular`."""
    handle, found = _opened(path)
    try:
        if not 0 <= offset <= offset + size <= found.st_size:
            return b""
        os.lseek(handle, offset, os.SEEK_SET)
        content = os.read(handle, size)
        while len(content) < size and (piece := os.read(handle, size - len(content))):
            content += piece
        return content
    finally:
        os.close(handle)


def _opened(path: Path | str) -> tuple[int, os.stat_result]:
    """The descriptor of a regular file, with its status."""
    if not HAS_HANDLES:
        check_file(path, os.lstat(path))
    try:
        handle = os.open(path, os.O_RDONLY | BASIC | _NO_WAITING)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK) and Path(path).is_symlink():
            raise link_at(path) from None
        if error.errno in (errno.ENXIO, errno.EACCES, errno.EISDIR):  # a socket, or a folder on Windows
            check_file(path, os.lstat(path))
        raise
    try:
        found = os.fstat(handle)
        check_file(path, found)
    except OSError:
        os.close(handle)
        raise
    return handle, found


def _too_large(path: Path | str, limit: int) -> FileTooLarge:
    message = "the file is larger than {limit} KB"
    return FileTooLarge(errno.EFBIG, path, message, "shorten it or split it", limit=limit // 1024)
