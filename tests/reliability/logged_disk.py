"""A disk that writes down everything that is written to it, so that a power cut can be had at any moment of it.

The disk is one file in a FUSE file system of its own, served by a process of ours without any library. A loop device on
it carries a real file system. The log has every write and every flush in their order. What the disk holds after a cut
is the image as it was, the writes up to the moment, and of those that no flush came after, any part: the cache of a
disk is lost, and in no order.

Needs Linux, root and /dev/fuse.
"""

import ctypes
import errno
import os
import random
import shutil
import signal
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MOST_WRITTEN = 1 << 20  # bytes in one request
_HEAD = struct.Struct("<IIQQIIII")  # of a request: length, operation, its number, node, user, group, process, padding
_REPLY = struct.Struct("<IiQ")  # of a reply: length, error, number of the request
_GETATTR, _SETATTR, _OPEN, _READ, _WRITE, _STATFS, _RELEASE, _FSYNC, _FLUSH, _INIT = (
    3,
    4,
    14,
    15,
    16,
    17,
    18,
    20,
    25,
    26,
)
_FORGET, _INTERRUPT, _DESTROY, _BATCH_FORGET = 2, 36, 38, 42
_BIG_WRITES, _MAX_PAGES = 1 << 5, 1 << 22
_ENTRY = struct.Struct("<QI")  # of the log: offset and size of a write; a flush has the size 0


class CannotMount(OSError):
    """A file system that cannot be mounted here."""


class Write(NamedTuple):
    """A write, or a flush where `data` is empty. `end` is the position in the log behind it."""

    offset: int
    data: bytes
    end: int


class LoggedDisk:
    """The disk. `path` is the file that a loop device can lie on, from `start` to `stop`."""

    def __init__(self, folder: Path, size: int) -> None:
        self.base, self.image, self.log = folder / "base.img", folder / "disk.img", folder / "disk.log"
        self.path, self._child = folder / "disk", -1
        with self.image.open("wb") as handle:
            handle.truncate(size)

    def start(self) -> None:
        """Serves the disk from now on; what it holds now is what every cut begins with. Raises OSError."""
        subprocess.run(["cp", "--sparse=always", self.image, self.base], check=True)
        self.log.write_bytes(b"")
        self.path.touch()
        device = os.open("/dev/fuse", os.O_RDWR)
        options = f"fd={device},rootmode=100000,user_id=0,group_id=0,allow_other,max_read={_MOST_WRITTEN}"
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.mount(b"kaedah-disk", os.fsencode(self.path), b"fuse", 0, options.encode()):
            raise CannotMount(ctypes.get_errno(), "cannot mount a FUSE file system")
        self._child = os.fork()
        if not self._child:
            try:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                _serve(device, self.image, self.log)
            finally:
                os._exit(0)
        os.close(device)

    def stop(self) -> None:
        """Ends it; the log stays."""
        subprocess.run(["umount", self.path], check=False, capture_output=True)
        if self._child > 0:
            os.waitpid(self._child, 0)
            self._child = -1

    def position(self) -> int:
        """How far the log is, which names this moment."""
        return self.log.stat().st_size

    def writes(self) -> list[Write]:
        """The whole log."""
        return [*_entries(self.log)]

    def cut(self, writes: list[Write], moment: int, loses_cache: bool, random_: random.Random, target: Path) -> None:
        """What the disk holds after a cut at a position of the log, as a file.

        loses_cache: whether of the writes since the last flush each is lost with one half chance.
        """
        subprocess.run(["cp", "--sparse=always", self.base, target], check=True)
        done = [item for item in writes if item.end <= moment]
        flushed = max((number for number, item in enumerate(done) if not item.data), default=-1)
        with target.open("r+b", buffering=0) as handle:
            for number, item in enumerate(done):
                if item.data and (number < flushed or not loses_cache or random_.random() < 0.5):
                    os.pwrite(handle.fileno(), item.data, item.offset)


def _entries(log: Path) -> Iterator[Write]:
    with log.open("rb") as handle:
        while len(head := handle.read(_ENTRY.size)) == _ENTRY.size:
            offset, size = _ENTRY.unpack(head)
            data = handle.read(size)
            if len(data) < size:
                return
            yield Write(offset, data, handle.tell())


def _serve(device: int, image: Path, log: Path) -> None:
    """Answers the kernel until the file system is unmounted."""
    disk, written = os.open(image, os.O_RDWR), os.open(log, os.O_WRONLY | os.O_APPEND)
    while True:
        try:
            request = os.read(device, _MOST_WRITTEN + 4096)
        except OSError as error:
            if error.errno in (errno.ENODEV, errno.ENOENT, errno.EBADF):
                return
            if error.errno in (errno.EINTR, errno.EAGAIN):
                continue
            raise
        operation, number = _HEAD.unpack_from(request)[1:3]
        body = memoryview(request)[_HEAD.size :]
        if operation in (_FORGET, _BATCH_FORGET, _INTERRUPT):
            continue
        status, answer = _answer(operation, body, disk, written)
        os.write(device, _REPLY.pack(_REPLY.size + len(answer), -status, number) + answer)
        if operation == _DESTROY:
            return


def _answer(operation: int, body: memoryview, disk: int, log: int) -> tuple[int, bytes]:
    """The error number and the answer to a request."""
    if operation == _INIT:
        major, minor, ahead, _ = struct.unpack_from("<IIII", body)
        flags = _BIG_WRITES | _MAX_PAGES
        rest = struct.pack("<HHIIHHI", 16, 12, _MOST_WRITTEN, 1, _MOST_WRITTEN // 4096, 0, 0) + bytes(28)
        return 0, struct.pack("<IIII", major, min(minor, 31), ahead, flags) + rest
    if operation in (_GETATTR, _SETATTR):
        found = os.fstat(disk)
        attributes = struct.pack("<6Q", 1, found.st_size, found.st_blocks, 0, 0, 0)
        attributes += struct.pack("<10I", 0, 0, 0, 0o100600, 1, 0, 0, 0, 4096, 0)
        return 0, struct.pack("<QII", 3600, 0, 0) + attributes
    if operation == _OPEN:
        return 0, struct.pack("<QII", 1, 0, 0)
    if operation == _READ:
        _, offset, size = struct.unpack_from("<QQI", body)
        return 0, os.pread(disk, size, offset)
    if operation == _WRITE:
        _, offset, size = struct.unpack_from("<QQI", body)
        data = body[40 : 40 + size]
        os.pwrite(disk, data, offset)
        os.write(log, _ENTRY.pack(offset, size) + bytes(data))
        return 0, struct.pack("<II", size, 0)
    if operation == _FSYNC:
        os.write(log, _ENTRY.pack(0, 0))
        return 0, b""
    if operation in (_RELEASE, _FLUSH, _DESTROY):
        return 0, b""
    if operation == _STATFS:
        return 0, struct.pack("<5Q", 1 << 20, 1 << 20, 1 << 20, 1, 1) + struct.pack("<4I", 4096, 255, 4096, 0) + bytes(
            24
        )
    return errno.ENOSYS, b""


class Mounted:
    """A file with a file system in it, mounted on a folder while the context lasts."""

    def __init__(self, image: Path, folder: Path, kind: str, options: str = "") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        more = f",{options}" if options else ""
        command = ["mount", "-t", kind, "-o", f"loop,noatime{more}", str(image), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotMount(f"{' '.join(command)}: {done.stderr.strip()}")

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(self, *_: object) -> None:
        unmount(self.folder)


def unmount(folder: Path) -> None:
    """Unmounts a file system as soon as nothing in it is in use. Raises OSError."""
    for _attempt in range(50):
        if not subprocess.run(["umount", folder], check=False, capture_output=True).returncode:
            return
        time.sleep(0.1)
    subprocess.run(["umount", "--lazy", folder], check=False, capture_output=True)  # or it would stay for ever
    raise OSError(f"{folder} stayed in use")


def missing_tools(*names: str) -> list[str]:
    """The programs that are not installed."""
    return [name for name in names if shutil.which(name) is None]
