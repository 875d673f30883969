"""The contract of a trial: its options, its count of cases and faults, its last line and its exit code."""

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn


class CannotRun(Exception):
    """This machine lacks what the trial needs; the text says what."""


@dataclass
class Trial:
    """One run of a trial, which counts its cases.

    quick: a few cases of each kind are enough.
    """

    quick: bool = False
    tried: int = 0
    held: int = 0
    faults: list[str] = field(default_factory=list)

    def cases(self, full: int, quick: int) -> int:
        """How many cases to try of one kind."""
        return quick if self.quick else full

    def case(self, name: str, fault: str = "") -> None:
        """Counts a case that was tried; `fault` says what went wrong, or is empty where the promise held."""
        self.tried += 1
        self.held += not fault
        if fault:
            self.faults.append(name)
            print(f"FAULT {name}: {fault}", file=sys.stderr, flush=True)

    def check(self, name: str, held: bool, fault: str = "the promise did not hold") -> None:
        """Counts a case by a condition."""
        self.case(name, "" if held else fault)


def main(doc: str | None, run: Callable[[Trial], None], arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs a trial from the command line.

    doc: the module's docstring, whose first line is the description.
    run: tries the cases; it may raise CannotRun. Any other exception is a fault.
    """
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few cases of each kind")
    trial = Trial(parser.parse_args(arguments).quick)
    name, started = Path(sys.argv[0]).stem, time.monotonic()
    try:
        run(trial)
    except CannotRun as reason:
        print(f"{name}: cannot run here: {reason}")
        sys.exit(2)
    except Exception:
        traceback.print_exc()
        trial.faults.append("the trial itself")
    if not trial.tried:
        trial.faults.append("nothing was tried")
    seconds = time.monotonic() - started
    print(f"{name}: {trial.tried} tried, {trial.held} held, {len(trial.faults)} faults, {seconds:.0f} s")
    sys.exit(1 if trial.faults else 0)
