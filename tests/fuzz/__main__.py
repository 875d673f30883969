"""Fuzzes all targets, or those named, guided by coverage where atheris is installed.

    python -m tests.fuzz [--seconds N | --inputs N] [--mutate] [--collect FOLDER] [TARGET …]

An input that breaks a promise is written to the folder `fuzz-faults`, and the run ends with 1. `--mutate` takes the
loop in plain Python; `--collect` is the folder for inputs that reach new code, `fuzz-corpus` where none is given.
"""

import argparse
import os
import subprocess
import sys
import time
import traceback
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from random import Random

FAULTS = Path("fuzz-faults")
ONE = "KAEDAH_FUZZ_TARGET"


def run_one(name: str, data: bytes) -> BaseException | None:
    """What is wrong with how a target took an input; None where nothing is."""
    from tests.fuzz.oracles import LIMIT, bounded
    from tests.fuzz.targets import TARGETS

    try:
        with bounded(LIMIT):
            TARGETS[name].check(data)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return error
    return None


def keep_fault(name: str, data: bytes, error: BaseException) -> None:
    """Writes an input that broke a promise, and how."""
    FAULTS.mkdir(exist_ok=True)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/fuzz/__main__" not in frame.filename]
    place = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "nowhere"
    path = FAULTS / f"{name}-{type(error).__name__}-{place}"
    if not path.exists() or path.stat().st_size > len(data):
        path.write_bytes(data)
        path.with_suffix(".txt").write_text("".join(traceback.format_exception(error)[-12:]), encoding="utf-8")
        print(f"{name}: {type(error).__name__}: {str(error)[:200]!r} [{path}]", flush=True)


def mutation_loop(name: str, seconds: float, inputs: int, seed: int) -> int:
    """Runs mutations of the kept inputs for a time or a number of inputs, and gives how many ran."""
    from tests.fuzz.mutate import mutated
    from tests.fuzz.targets import TARGETS

    random, kept = Random(f"{name} {seed}"), TARGETS[name].kept() or [b""]
    until, ran = time.monotonic() + seconds, 0
    while ran < inputs and time.monotonic() < until:
        data = mutated(random.choice(kept), random, TARGETS[name].words, kept)
        error = run_one(name, data)
        if error is not None:
            keep_fault(name, data, error)
        ran += 1
    return ran


def guided_loop(name: str, seconds: float, inputs: int, collected: Path) -> None:
    """Runs inputs that coverage chooses, in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["kaedah"]):
        from tests.fuzz.targets import TARGETS

    words = collected.parent / f"{name}.dict"
    collected.mkdir(parents=True, exist_ok=True)
    entries = ["".join(f"\\x{byte:02x}" for byte in word) for word in TARGETS[name].words or (b"\0\0",)]
    words.write_text("".join(f'"{entry}"\n' for entry in entries), encoding="ascii")

    def check(data: bytes) -> None:
        error = run_one(name, data)
        if error is not None:
            keep_fault(name, data, error)

    options = [f"-max_total_time={int(seconds)}", f"-runs={inputs}", "-max_len=4000", "-len_control=20", "-verbosity=0"]
    options += ["-print_final_stats=1", "-timeout=60", "-rss_limit_mb=3000", f"-dict={words}", "-use_value_profile=1"]
    folders = [str(collected), *([str(TARGETS_CORPUS / name)] if (TARGETS_CORPUS / name).is_dir() else [])]
    atheris.Setup([sys.argv[0], *options, *folders], check)
    atheris.Fuzz()


TARGETS_CORPUS = Path(__file__).parent.parent / "corpus"


def main() -> int:
    """Runs the targets one after another; those that are guided, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=float, default=0, help="for all targets together")
    parser.add_argument("--inputs", type=int, default=0, help="for each target")
    parser.add_argument("--mutate", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--collect", type=Path, default=Path("fuzz-corpus"))
    given = parser.parse_args()
    guided = not given.mutate and find_spec("atheris") is not None
    if os.environ.get(ONE):
        guided_loop(os.environ[ONE], given.seconds, given.inputs, given.collect / os.environ[ONE])
        return 0
    from tests.fuzz.targets import TARGETS

    names = given.targets or [*TARGETS]
    each = given.seconds / len(names) if given.seconds else 10**6
    inputs = given.inputs or 10**9
    total = 0
    for name in names:
        began = time.monotonic()
        if guided:
            ran = _guided(name, each, inputs, given.collect)
        else:
            ran = mutation_loop(name, each, inputs, given.seed)
        total += ran
        print(f"{name}: {ran} inputs in {time.monotonic() - began:.0f} s", flush=True)
    faults = sorted(path for path in FAULTS.glob("*") if path.suffix != ".txt") if FAULTS.is_dir() else []
    print(f"{len(names)} targets, {total} inputs, {len(faults)} faults")
    return int(bool(faults))


def _guided(name: str, seconds: float, inputs: int, collect: Path) -> int:
    """Runs a target in a process of its own, and gives how many inputs it ran."""
    arguments = ["--seconds", str(seconds), "--inputs", str(inputs), "--collect", str(collect)]
    command = [sys.executable, "-m", "tests.fuzz", *arguments]
    done = subprocess.run(command, env={**os.environ, ONE: name}, stderr=subprocess.PIPE, text=True, check=False)
    stats = [line for line in done.stderr.splitlines() if line.startswith("stat::number_of_executed_units:")]
    if not stats:
        FAULTS.mkdir(exist_ok=True)
        digest = blake2b(done.stderr.encode(), digest_size=4).hexdigest()
        (FAULTS / f"{name}-ended-{digest}").write_text(done.stderr[-20_000:], encoding="utf-8")
        print(f"{name}: ended with {done.returncode}", flush=True)
        return 0
    return int(stats[0].split()[-1])


if __name__ == "__main__":
    sys.exit(main())
