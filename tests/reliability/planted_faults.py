"""Plants each fault of `fault_list.py` in a copy of the program, and runs the test that is to find it.

python -m tests.reliability.planted_faults                  # all of them
python -m tests.reliability.planted_faults engine swap      # of an area, or with a word in the path or the test
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.reliability.fault_list import FAULTS, Fault
from tests.reliability.trial import Trial, main

ROOT = Path(__file__).parents[2]
COPIED = ("generator", "tests", "themes", "locales", "content", "pyproject.toml", "build.py")
# Of these areas `make check` finds faults: with the tests that it runs.
CHECKED = frozenset({"engine", "comparison"})


def is_found(fault: Fault, copy: Path) -> bool:
    """Whether the test fails with the fault."""
    path = copy / "generator/kaedah" / fault.path
    right = path.read_text(encoding="utf-8")
    path.write_text(planted(fault, right), encoding="utf-8")
    try:
        return _failing([fault], copy) != ""
    finally:
        path.write_text(right, encoding="utf-8")


def planted(fault: Fault, text: str) -> str:
    """The module with the fault. Raises ValueError where the right text does not occur once."""
    if text.count(fault.right) != 1:
        raise ValueError(f"{fault.path} holds this {text.count(fault.right)} times: {fault.right}")
    return text.replace(fault.right, fault.wrong)


def _failing(faults: Sequence[Fault], copy: Path) -> str:
    """What the tests of these faults print where one fails; the faults are of areas that are tested alike."""
    words = ["-q", "-x", "-p", "no:cacheprovider", f"--basetemp={copy}/pytest"]
    words += ["-m", "not slow and not browser"] if faults[0].area in CHECKED else []
    tests = dict.fromkeys(f"tests/{fault.test}" for fault in faults)
    command = [sys.executable, "-m", "pytest", *words, *tests]
    done = subprocess.run(command, cwd=copy, env=_environment(copy), capture_output=True, check=False)
    if done.returncode not in {0, 1}:  # no test was run
        raise RuntimeError(f"the tests of {faults[0].path} cannot be run:\n{done.stdout.decode()[-2000:]}")
    return done.stdout.decode() if done.returncode else ""


def _environment(copy: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(copy / "generator"), "PYTHONDONTWRITEBYTECODE": "1"}


def run(trial: Trial) -> None:
    """Plants all faults, or those that were asked for; a quick trial plants one in ten."""
    words = os.environ.get("ONLY", "")
    faults = [fault for fault in FAULTS if words in f"{fault.area} {fault.path} {fault.test}"]
    faults = faults[:: 10 if trial.quick else 1]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / name, copy / name)
        for is_checked in (True, False):
            tested = [fault for fault in faults if (fault.area in CHECKED) is is_checked]
            text = _failing(tested, copy) if tested else ""
            if text:
                raise RuntimeError(f"tests fail without any fault:\n{text[-2000:]}")
        for fault in faults:
            found = is_found(fault, copy)
            print(f"{'found' if found else 'not found'}: {fault.area}: {fault.path}: {fault.test}", flush=True)
            trial.check(f"{fault.area}: {fault.path}: {fault.right}", found, f"{fault.test} did not find it")
    counts = Counter(fault.area for fault in faults)
    print(", ".join(f"{area}: {count}" for area, count in counts.items()))


if __name__ == "__main__":
    main(__doc__, run)
