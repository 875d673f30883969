"""Work done beside: the same result as here, whatever becomes of the other process."""

import os
import signal
from pathlib import Path

import pytest
from kaedah import workers
from kaedah.state.stat import scan
from kaedah.workers import BackgroundCall


@pytest.mark.parametrize("beside", [True, False])
def test_the_result_is_that_of_the_function(tmp_path: Path, beside: bool) -> None:
    for number in range(300):
        (tmp_path / f"{number}-é").write_text("x" * number, encoding="utf-8")
    assert BackgroundCall(scan, tmp_path, forked=beside).result() == scan(tmp_path)


def test_it_is_done_beside_and_leaves_no_process() -> None:
    begun = BackgroundCall(os.getpid)
    found = begun.result()
    assert found != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(found, 0)


def test_it_is_done_here_where_the_other_process_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.marshal, "dumps", lambda value: os.kill(os.getpid(), signal.SIGKILL))
    begun = BackgroundCall(os.getpid)
    monkeypatch.undo()
    assert begun.result() == os.getpid()


def test_one_that_nobody_asks_for_is_ended() -> None:
    begun = BackgroundCall(bytes, 10_000_000)  # more than fits into a pipe, so that it would wait for ever
    begun.close()
    begun.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(begun._child, os.WNOHANG)
