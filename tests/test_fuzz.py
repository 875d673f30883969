"""Every reader keeps its promises for the inputs that are kept, and for mutations of them (`make fuzz` runs hours)."""

from pathlib import Path

import pytest

from tests.fuzz import __main__ as fuzz
from tests.fuzz.file_targets import answer_to
from tests.fuzz.mutate import mutated
from tests.fuzz.oracles import Slow, bounded
from tests.fuzz.targets import CORPUS, TARGETS, Target

SECONDS = 1.0  # of mutations, for each target
MOST_BYTES = 1_000_000  # of all inputs that are kept


@pytest.mark.parametrize("name", TARGETS)
def test_kept_inputs_keep_every_promise(name: str) -> None:
    kept = TARGETS[name].kept()
    assert kept
    for data in kept:
        error = fuzz.run_one(name, data)
        if error is not None:
            raise AssertionError(f"{name}: {data!r}") from error


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_mutated_inputs_keep_every_promise(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "FAULTS", tmp_path / "faults")
    assert fuzz.mutation_loop(name, SECONDS, 10**9, seed=0) > 10
    assert [path.read_text(errors="replace") for path in tmp_path.glob("faults/*.txt")] == []


def test_the_kept_inputs_are_small_and_belong_to_targets() -> None:
    assert {path.name for path in CORPUS.iterdir()} == {*TARGETS}
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < MOST_BYTES


# The fuzzer can fail


def never_a_brace(data: bytes) -> None:
    """A target that breaks its promise for every input with a brace."""
    if b"{" in data:
        raise ValueError("a brace")


def test_a_broken_promise_is_found_and_its_input_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "FAULTS", tmp_path)
    monkeypatch.setitem(TARGETS, "yaml", Target(never_a_brace))
    assert fuzz.mutation_loop("yaml", 30, 300, seed=0) == 300
    (found,) = [path for path in tmp_path.iterdir() if path.suffix != ".txt"]
    assert found.name.startswith("yaml-ValueError-test_fuzz-")
    assert b"{" in found.read_bytes()
    assert "a brace" in found.with_suffix(".txt").read_text()


def test_an_input_that_takes_too_long_is_a_fault() -> None:
    with pytest.raises(Slow), bounded(0.05):
        sum(number for number in range(10**12))


def test_the_same_seed_gives_the_same_inputs() -> None:
    from random import Random

    first, again, other = (
        [mutated(b"name: LoRA\nyear: 2021\n", random, (b"- ",), (b"x: y",)) for _ in range(50)]
        for random in (Random("1"), Random("1"), Random("2"))
    )
    assert first == again != other
    assert len(set(first)) > 30


# Requests that no browser sends


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/x\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / / / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"\x16\x03\x01\x02 a\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nA: " + b"b" * 70_000 + b"\r\n\r\n", 431),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 421),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_request_that_is_wrong_gets_an_answer_and_no_traceback(request_bytes: bytes, status: int) -> None:
    answer = answer_to(request_bytes)
    assert f" {status} ".encode() in answer.partition(b"\r\n")[0] or answer.startswith(b"<!DOCTYPE HTML>")
    assert f"Error code: {status}".encode() in answer
