"""Adds to `tests/corpus` the smallest inputs of a run that reach lines of the program which no kept input reaches.

python -m tests.fuzz.keep FOLDER   # the folder that `python -m tests.fuzz --collect` has filled
"""

import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from types import FrameType
from typing import Any

import kaedah

from tests.fuzz.__main__ import run_one
from tests.fuzz.targets import CORPUS, TARGETS

PACKAGE = str(Path(kaedah.__file__).parent)
LONGEST = 3_000  # bytes of an input that is kept
MOST = 40  # inputs of a target
MOST_TRIED = 1_500

Trace = Callable[[FrameType, str, Any], Any]


def lines_of(name: str, data: bytes) -> set[tuple[str, int]]:
    """The lines of the program that a target runs for an input."""
    found: set[tuple[str, int]] = set()

    def within(frame: FrameType, event: str, argument: Any) -> Trace:
        if event == "line":
            found.add((frame.f_code.co_filename, frame.f_lineno))
        return within

    def call(frame: FrameType, event: str, argument: Any) -> Trace | None:
        return within if frame.f_code.co_filename.startswith(PACKAGE) else None

    sys.settrace(call)
    try:
        run_one(name, data)
    finally:
        sys.settrace(None)
    return found


def main() -> None:
    """Looks at all inputs of all targets, the smallest first."""
    collected = Path(sys.argv[1])
    for name, target in TARGETS.items():
        kept = target.kept()
        known: set[tuple[str, int]] = set().union(*(lines_of(name, data) for data in kept)) if kept else set()
        inputs = {path.read_bytes() for path in (collected / name).glob("*")}
        added = 0
        for data in sorted((data for data in inputs if len(data) <= LONGEST), key=lambda data: (len(data), data))[
            :MOST_TRIED
        ]:
            new = lines_of(name, data) - known
            if new and len(kept) + added < MOST:
                known |= new
                added += 1
                path = CORPUS / name / blake2b(data, digest_size=6).hexdigest()
                path.write_bytes(data)
        print(f"{name}: {added} of {len(inputs)} added, {len(known)} lines reached")


if __name__ == "__main__":
    main()
