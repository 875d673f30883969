"""A lock at a target that has none: an object with the name of who publishes, which is renewed while that goes on."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from kaedah.digests import digest_of
from kaedah.publish.target import TargetError

LOCK = ".kaedah-lock"
RENEWED = 10.0  # seconds, from one renewal of the lock to the next
EXPIRED = 45.0  # seconds after which a lock that is not renewed is taken over
_WATCHED = 1.0  # seconds, from one look at a lock of another process to the next
_SETTLED = 1.0  # seconds in which everybody who has found no lock has written one


class LockStore(Protocol):
    """Where the lock lies. All methods raise TargetError."""

    def read(self, path: str) -> bytes | None:
        """The content of an object; None where there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Writes an object."""

    def create(self, path: str, content: bytes) -> bool:
        """Writes an object if there is none; else gives False. Some targets overwrite it all the same."""

    def delete(self, path: str) -> None:
        """Deletes an object, if it exists."""


class _Holder(NamedTuple):
    """Who holds a lock. `owner` is random; the others tell on the same machine whether the process still runs."""

    owner: str
    machine: str
    process: str
    renewed: int = 0

    def to_json(self) -> bytes:
        return json.dumps(self._asdict()).encode()


class BucketLock:
    """The lock of one publisher."""

    def __init__(self, store: LockStore, is_atomic: bool) -> None:
        """`is_atomic` tells whether the store, if it keeps to a condition at all, looks and writes in one step."""
        self._store, self._is_atomic = store, is_atomic
        self._me = _Holder(os.urandom(16).hex(), *_this_process())
        self._due = 0.0
        self._guard = threading.Lock()

    @contextmanager
    def held(self, in_background: bool) -> Iterator[None]:
        """Holds the lock. With `in_background`, it is renewed by a thread. Raises TargetError."""
        self._acquire()
        ended = threading.Event()
        renewing = threading.Thread(target=self._renew_until, args=(ended,), daemon=True)
        if in_background:
            renewing.start()
        try:
            yield
        finally:
            ended.set()
            if in_background:
                renewing.join()
            with suppress(TargetError):
                if self._is_mine(self._store.read(LOCK)):
                    self._store.delete(LOCK)

    def renew(self) -> None:
        """Renews the lock if it is time. Raises TargetError where another publisher has taken it over."""
        with self._guard:
            if time.monotonic() < self._due:
                return
            if not self._is_mine(self._store.read(LOCK)):
                raise TargetError("another process has taken over the lock\n  hint: publish again when it has ended")
            self._write()

    def _acquire(self) -> None:
        content = self._me.to_json()
        if self._store.read(LOCK) is None and self._store.create(LOCK, content):
            is_sure = self._is_atomic and not self._store.create(LOCK, content)  # or else it may be overwritten
        else:
            self._wait_for_end()
            self._write()
            is_sure = False
        if not is_sure:  # others may have written it at the same time: the last one has it
            time.sleep(_SETTLED)
            if not self._is_mine(self._store.read(LOCK)):
                raise _busy()
        self._due = time.monotonic() + RENEWED

    def _wait_for_end(self) -> None:
        """Returns once the holder of the lock is known to be gone. Raises TargetError where it is at work."""
        first = found = self._store.read(LOCK)
        ends = time.monotonic() + EXPIRED
        while found is not None and not _is_dead(found):
            if found != first:
                raise _busy()
            if time.monotonic() > ends:
                return
            time.sleep(_WATCHED)
            found = self._store.read(LOCK)

    def _write(self) -> None:
        self._me = self._me._replace(renewed=self._me.renewed + 1)
        self._store.write(LOCK, self._me.to_json())
        self._due = time.monotonic() + RENEWED

    def _is_mine(self, content: bytes | None) -> bool:
        holder = _parsed(content)
        return holder is not None and holder.owner == self._me.owner

    def _renew_until(self, ended: threading.Event) -> None:
        while not ended.wait(RENEWED / 4):
            with suppress(TargetError):  # what is sent next finds out
                self.renew()


def _busy() -> TargetError:
    return TargetError("another process is publishing to it\n  hint: wait until it has ended, then publish again")


def _parsed(content: bytes | None) -> _Holder | None:
    try:
        found = json.loads(content or b"")
        return _Holder(str(found["owner"]), str(found["machine"]), str(found["process"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _this_process() -> tuple[str, str]:
    """The machine, as a digest, and this process on it; empty where that cannot be told."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()
        machine = digest_of(boot, str(Path("/proc/self/ns/pid").readlink()))
        return machine, _process(os.getpid())
    return "", ""


def _process(number: int) -> str:
    """A process by its number and the time at which it was started; empty if it has ended. Raises OSError."""
    words = Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()
    return "" if words[0] in ("Z", "X") else f"{number} {words[19]}"


def _is_dead(content: bytes) -> bool:
    """Whether a lock was held by a process of this machine that has ended."""
    holder = _parsed(content)
    if holder is None or not holder.machine or holder.machine != _this_process()[0]:
        return False
    number = holder.process.partition(" ")[0]
    try:
        return not number.isdigit() or _process(int(number)) != holder.process
    except OSError:
        return True
