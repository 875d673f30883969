"""Work spread over processes, threads or machines by a `concurrent.futures.Executor`, with the same result in order."""

import ctypes
import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from types import TracebackType
from typing import Any, Self, TypeVar

_PR_SET_PDEATHSIG = 1

Work = TypeVar("Work")
Result = TypeVar("Result")

# What a worker process was given when it began: the work of its pool, so that no item of it is sent twice.
_inherited: list[Any] = []


def batched(items: Sequence[Work], size: int) -> Iterator[Sequence[Work]]:
    """The items in runs of `size`, the last one shorter."""
    return (items[start : start + size] for start in range(0, len(items), size))


class Workers:
    """A pool that maps a function over work, in order. With one worker and no executor, in this process.

    `lock` is a file of this process that workers must not hold on to when it is gone. `inherited` is work that the
    workers are born with: where processes are forked, nothing of it is copied.
    """

    def __init__(
        self, count: int, executor: Executor | None = None, lock: int = -1, inherited: Sequence[Any] = ()
    ) -> None:
        self._count, self._lock, self._inherited = count, lock, inherited
        self._given = executor
        self._pool: Executor | None = executor

    def __enter__(self) -> Self:
        if self._pool is None and self._count > 1:
            import multiprocessing  # most builds are edits, which need neither
            from concurrent.futures import ProcessPoolExecutor

            method = _start_method()
            lock = self._lock if method == "fork" else -1
            context = multiprocessing.get_context(method)
            gc.freeze()  # what is here now is shared with the workers as long as nobody writes to it
            born_with = (os.getpid(), lock, self._inherited)
            self._pool = ProcessPoolExecutor(self._count, context, _begin_worker, born_with)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None and self._given is None:
            self._pool.shutdown(cancel_futures=True)
            gc.unfreeze()

    @property
    def far(self) -> bool:
        """Whether the work is done by an executor that was given, which may be on another machine."""
        return self._given is not None

    def map_inherited(self, function: Callable[..., Result], *rest: object) -> Iterator[Result]:
        """The results of `function(item, *rest)` for all work that was inherited, in its order. Raises OSError."""
        if self._pool is None or self.far or len(self._inherited) < 2:
            return self.map(function, self._inherited, *rest)
        return self.map(partial(_do_inherited, function), range(len(self._inherited)), *rest)

    def map(self, function: Callable[..., Result], work: Iterable[Work], *rest: object) -> Iterator[Result]:
        """The results of `function(item, *rest)` in the order of the work, which is taken little by little.

        One piece of work is done here: a process would cost more than it saves. Raises OSError where a worker died.
        """
        left = iter(work)
        first = [*islice(left, 2)]
        left = chain(first, left)
        if self._pool is None or (len(first) < 2 and not self.far):
            yield from (function(item, *rest) for item in left)
            return
        running: deque[Future[Result]] = deque()
        try:
            running.extend(self._pool.submit(function, item, *rest) for item in islice(left, 2 * max(self._count, 2)))
            while running:
                result = running.popleft().result()
                running.extend(self._pool.submit(function, item, *rest) for item in islice(left, 1))
                yield result
        except BrokenExecutor as error:
            raise OSError("a worker process was ended from outside, perhaps for want of memory") from error


def _do_inherited(function: Callable[..., Result], number: int, *rest: object) -> Result:
    return function(_inherited[number], *rest)


def _start_method() -> str:
    """Forking takes milliseconds, but not beside other threads; elsewhere workers begin anew."""
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    return "fork" if forks else "spawn"


def _begin_worker(parent: int, lock: int, inherited: Sequence[Any]) -> None:
    """Ties a worker to its build: it must not go on, nor hold the lock, when the build was killed."""
    _inherited[:] = inherited
    gc.disable()  # a worker makes little that refers to itself, and ends soon; looking for it costs a tenth of the time
    if lock >= 0:
        os.close(lock)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it went before we asked
            os._exit(1)
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its workers itself
