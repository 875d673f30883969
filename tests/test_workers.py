"""Worker processes of a build: their start, their results and their end."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable
from functools import partial

import pytest
from kaedah.workers import ALONE, Workers, batched


def square(number: int, more: int = 0) -> tuple[int, int]:
    time.sleep(0.01 * (number % 3))
    return number * number + more, os.getpid()


def die(number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def interrupted(function: Callable[..., object], work: Iterable[object]) -> None:
    with Workers(2) as workers:
        next(workers.map(function, work))
        raise KeyboardInterrupt


def children() -> set[int | None]:
    return {process.pid for process in multiprocessing.active_children()}


def test_results_keep_the_order_of_the_work_and_input_is_consumed_lazily() -> None:
    taken: list[int] = []

    def work() -> object:
        for number in range(20):
            taken.append(number)
            yield number

    with Workers(3) as workers:
        for place, (found, process) in enumerate(workers.map(square, work(), 7)):  # type: ignore[arg-type]
            assert found == place * place + 7
            assert process != os.getpid()
            assert len(taken) <= place + 6
    assert taken == [*range(20)]


@pytest.mark.parametrize(("workers", "work"), [(Workers(2), [3]), (Workers(2), []), (ALONE, [1, 2, 3])])
def test_small_work_runs_in_this_process(workers: Workers, work: list[int]) -> None:
    before = children()
    with workers:
        assert [*workers.map(square, work)] == [(number * number, os.getpid()) for number in work]
        assert children() == before


def test_worker_processes_are_reused_until_closed() -> None:
    before = children()
    with Workers(2) as workers:
        first = {process for _, process in workers.map(square, range(8))}
        ours = children() - before
        assert first <= ours
        assert {process for _, process in workers.map(square, range(8))} <= ours
        workers.end()
        assert children() == before
        assert [found for found, _ in workers.map(square, range(3))] == [0, 1, 4]
    assert children() == before


def test_an_interrupted_build_does_not_wait_for_running_work() -> None:
    before, started = children(), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted(time.sleep, [0.01, 60, 60, 60])
    assert time.monotonic() - started < 20
    assert children() == before


def test_an_interrupt_does_not_stop_other_processes() -> None:
    other = multiprocessing.get_context("fork").Process(target=partial(time.sleep, 60))
    other.start()
    with pytest.raises(KeyboardInterrupt):
        interrupted(square, range(9))
    assert other.is_alive()
    other.terminate()
    other.join()


def test_a_dead_worker_is_reported() -> None:
    with pytest.raises(OSError, match="ended from outside"), Workers(2) as workers:
        [*workers.map(die, range(4))]


def fails(message: str) -> None:
    raise LookupError(message)


class Strange(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")
        self.held = lambda: one  # which no process can be sent


def fails_strangely() -> None:
    raise Strange("one", "two")


def run_in_subprocess(function: Callable[..., object], *given: object) -> object:
    """What a process of its own gives, of which nothing is left."""
    before = children()
    with Workers(2) as workers:
        try:
            return workers.run_in_subprocess(function, *given)
        finally:
            assert children() == before


def test_background_work_runs_in_a_process_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaedah.workers._start_method", lambda: "fork")
    assert run_in_subprocess(os.getpid) != os.getpid()
    assert run_in_subprocess(sorted, [3, 1, 2]) == [1, 2, 3]
    with pytest.raises(LookupError, match="nothing there") as raised:
        run_in_subprocess(fails, "nothing there")
    assert "in fails" in raised.value.__notes__[0]
    with pytest.raises(OSError, match="ended from outside"):
        run_in_subprocess(die, 1)
    with pytest.raises(
        RuntimeError, match="Strange: one and two"
    ):  # an error that cannot be pickled is reported as text
        run_in_subprocess(fails_strangely)


def test_background_work_runs_in_this_process_without_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaedah.workers._start_method", lambda: "spawn")
    assert run_in_subprocess(os.getpid) == os.getpid()


def test_an_interrupted_build_stops_background_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaedah.workers._start_method", lambda: "fork")
    before, started = children(), time.monotonic()
    handler = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        with pytest.raises(KeyboardInterrupt), Workers(2) as pool:
            pool.run_in_subprocess(time.sleep, 60)
    finally:
        signal.signal(signal.SIGALRM, handler)
    assert time.monotonic() - started < 20
    while children() - before and time.monotonic() - started < 20:
        time.sleep(0.01)
    assert children() == before


def test_batches_contain_every_item_once() -> None:
    assert [*batched("abcdefg", 3)] == ["abc", "def", "g"]
    assert [*batched([], 3)] == []
