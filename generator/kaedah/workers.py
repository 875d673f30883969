"""Work spread over processes, threads or machines by a `concurrent.futures.Executor`, with the same result in order."""

import gc
import marshal
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:  # most builds are edits, which need no other process
    from concurrent.futures import Executor, Future
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_DIED = "a worker process was ended from outside, perhaps for want of memory"
_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX, _M_MMAP_THRESHOLD, _LARGE = -8, -3, 1 << 17

Work = TypeVar("Work")
Result = TypeVar("Result")


def batched(items: Sequence[Work], size: int) -> Iterator[Sequence[Work]]:
    """The items in runs of `size`, the last one shorter."""
    return (items[start : start + size] for start in range(0, len(items), size))


class Workers:
    """A pool that maps a function over work, in order. With one worker, in this process.

    Its processes start when there is work for two, and stay: they hold nothing of a site but what they are sent.

    count: the number of processes
    executor: for work that may run on other machines
    lock: a file descriptor of this process that others must not keep open
    """

    def __init__(self, count: int = 1, executor: "Executor | None" = None, lock: int = -1) -> None:
        self.count, self.executor, self._lock = count, executor, lock
        self._pool: Executor | None = None
        self._others: set[BaseProcess] | None = None  # this process's other children, since we have any

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._others is not None:
            import multiprocessing

            for process in {*multiprocessing.active_children()} - self._others:
                process.terminate()  # an interrupted build must not wait for a language to be rendered
        self.end()

    def end(self) -> None:
        """Ends the processes. New ones start when there is more work."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def map(self, function: Callable[..., Result], work: Iterable[Work], *rest: object) -> Iterator[Result]:
        """The results of `function(item, *rest)` in the order of the work, which is consumed as it is done.

        A single item is done in this process, because another costs more than it saves. Raises OSError where one died.
        """
        items = iter(work)
        first = [*islice(items, 2)]
        items = chain(first, items)
        if self.count == 1 or len(first) < 2:
            return (function(item, *rest) for item in items)
        if self._pool is None:
            self._pool = self._start_pool()
        return _mapped(self._pool, self.count + 1, function, items, rest)

    def run_in_subprocess(self, function: Callable[..., Result], *given: object) -> Result:
        """The result of `function(*given)`, computed in a new process, so that its memory is freed at the end; in this
        one where processes cannot be forked.

        Raises what the function raises, and OSError where the process died.
        """
        if _start_method() != "fork":
            return function(*given)
        import multiprocessing

        self._others = {*multiprocessing.active_children()}
        ours, theirs = multiprocessing.Pipe(duplex=False)
        arguments = (theirs, os.getpid(), self._lock, function, given)
        process = multiprocessing.get_context("fork").Process(target=_send_result, args=arguments)
        process.start()
        theirs.close()
        with ours:
            try:
                good, result = ours.recv()
            except EOFError:
                process.join()
                raise OSError(_DIED) from None
        process.join()
        if good:
            found: Result = result
            return found
        raise result

    def map_remote(self, function: Callable[..., Result], work: Iterable[Work], *rest: object) -> Iterator[Result]:
        """As `map`, by the executor. Raises OSError where a worker died."""
        assert self.executor is not None
        return _mapped(self.executor, 2 * max(self.count, 2), function, iter(work), rest)

    def _start_pool(self) -> "Executor":
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        _limit_allocator()
        method = _start_method()
        self._others = {*multiprocessing.active_children()}
        arguments = (os.getpid(), self._lock if method == "fork" else -1)
        return ProcessPoolExecutor(self.count, multiprocessing.get_context(method), _prepare_worker, arguments)


# No other process.
ALONE = Workers()


class BackgroundCall:
    """Runs a function in a forked process and returns its result later.

    The result must consist of plain values. Where a process cannot be forked, or `forked` is not set, the function
    runs when the result is asked for. An edit looks at all published files in this way, beside its imports.
    """

    def __init__(self, function: Callable[..., Any], *given: Any, forked: bool = True) -> None:
        self._function, self._given = function, given
        self._child = self._handle = -1
        if forked and sys.platform.startswith("linux") and threading.active_count() == 1:
            self._start()

    def result(self) -> Any:
        """What the function returned."""
        received = b""
        if self._handle >= 0:
            with os.fdopen(self._handle, "rb") as handle:
                self._handle = -1
                received = handle.read()
            os.waitpid(self._child, 0)
        with suppress(EOFError, ValueError, TypeError):  # the process was ended from outside
            return marshal.loads(received)
        return self._function(*self._given)

    def close(self) -> None:
        """Ends the process if the result was not asked for."""
        if self._handle >= 0:
            os.close(self._handle)  # the process is ended when it writes
            self._handle = -1
            os.waitpid(self._child, 0)

    def _start(self) -> None:
        read, write = os.pipe()
        child = os.fork()
        if child:
            os.close(write)
            self._child, self._handle = child, read
            return
        try:
            os.close(read)
            pending = memoryview(marshal.dumps(self._function(*self._given)))
            while pending:
                pending = pending[os.write(write, pending) :]
        finally:
            os._exit(0)


def _mapped(
    pool: "Executor", ahead: int, function: Callable[..., Result], items: Iterator[Work], rest: tuple[object, ...]
) -> Iterator[Result]:
    from concurrent.futures import BrokenExecutor

    running: deque[Future[Result]] = deque()
    try:
        running.extend(pool.submit(function, item, *rest) for item in islice(items, ahead))
        while running:
            result = running.popleft().result()
            running.extend(pool.submit(function, item, *rest) for item in islice(items, 1))
            yield result
    except BrokenExecutor as error:
        raise OSError(_DIED) from error


def _start_method() -> str:
    """Forking takes milliseconds, but is unsafe beside other threads; then workers start from nothing."""
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    return "fork" if forks else "spawn"


def _limit_allocator() -> None:
    """Has the allocator of GNU systems return large blocks when they are free, and keep no pool for each thread, which
    would hold a sixth of a build's memory.
    """
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # other systems have other allocators
        system = ctypes.CDLL(None)
        system.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        system.mallopt(_M_ARENA_MAX, 1)


def _send_result(
    handle: "Connection", parent: int, lock: int, function: Callable[..., object], given: Sequence[object]
) -> None:
    """Calls a function in a new process; sends whether it returned, and what it returned or raised."""
    _prepare_worker(parent, lock)
    try:
        handle.send((True, function(*given)))
    except BaseException as error:
        import traceback

        text = traceback.format_exc()
        error.add_note(text)  # a traceback cannot be sent
        handle.send((False, error if _is_picklable(error) else RuntimeError(text)))


def _is_picklable(error: BaseException) -> bool:
    import pickle

    try:
        return type(pickle.loads(pickle.dumps(error))) is type(error)
    except Exception:  # its class may raise anything
        return False


def _prepare_worker(parent: int, lock: int) -> None:
    """Ties a worker to its build: it must not go on, nor hold the lock, when the build was killed."""
    gc.disable()  # a worker makes few reference cycles and ends soon; collecting them takes a tenth of the time
    if lock >= 0:
        os.close(lock)
    _limit_allocator()
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before this call
            os._exit(1)
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its workers itself
