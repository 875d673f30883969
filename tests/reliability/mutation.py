"""Mutation testing: small faults are made one by one in a module, and the tests named for it must find each.

    .venv/bin/python -m tests.reliability.mutation                 # all modules, in an hour
    ONLY=compare .venv/bin/python -m tests.reliability.mutation    # modules with this word in their path

Faults that change nothing are listed with the reason in `equivalent_mutants.py`. A process with the libraries loaded is
forked for each fault.
"""

import importlib.abc
import importlib.util
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from itertools import islice
from pathlib import Path
from types import CodeType, ModuleType

from tests.reliability.equivalent_mutants import EQUIVALENT
from tests.reliability.mutants import mutants_of
from tests.reliability.trial import Trial, main

ROOT = Path(__file__).parents[2]
# By module the tests that are to find its faults, the quickest first. Slow tests are left out.
TESTS: dict[str, tuple[str, ...]] = {
    "compare": ("test_compare.py",),
    "state/stat": ("test_store.py", "test_stat.py", "test_coarse_times.py", "test_builds_in_a_row.py"),
    "state/stat_table": ("test_store.py", "test_builds_in_a_row.py"),
    "state/store": ("test_store.py", "test_page_sums.py", "test_builds_in_a_row.py"),
    "state/packs": ("test_store.py", "test_builds_in_a_row.py"),
    "state/seal": ("test_damaged_state.py", "test_store.py"),
    "state/page_sums": ("test_page_sums.py", "test_builds_in_a_row.py"),
    "plan/out_of_date": ("test_out_of_date.py", "test_builds_in_a_row.py"),
    "publish/release": ("test_release.py", "test_durability.py", "test_builds_in_a_row.py"),
    "publish/swap": ("test_swap.py", "test_durability.py", "test_builds_in_a_row.py"),
    "publish/staging": ("test_staging.py", "test_release.py", "test_builds_in_a_row.py"),
}
MOST_SECONDS = 120  # of processor time; a fault may make a loop endless
FEW = 10  # random examples of a property, to begin with
LIBRARIES = (
    "babel.messages.pofile",
    "click.testing",
    "hypothesis",
    "jinja2",
    "markdown",
    "math_core",
    "msgspec",
    "nh3",
    "playwright.sync_api",
    "pytest",
)


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module other code than its file has."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        return importlib.util.spec_from_loader(name, self, origin=str(self._path))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self._path)
        exec(self._code, module.__dict__)


class _Examples:
    """A plugin that decides how many random examples a property gets, once `conftest.py` has been read."""

    def __init__(self, count: int) -> None:
        self._count = count

    def pytest_collection_finish(self) -> None:
        """Has them decided before the first test runs."""
        from hypothesis import settings

        settings.register_profile("mutants", deadline=None, derandomize=True, max_examples=self._count)
        settings.load_profile("mutants")


def try_module(module: str, trial: Trial) -> None:
    """Makes faults in a module, one after another; a quick trial makes one in twenty."""
    path = ROOT / f"generator/kaedah/{module}.py"
    tests = [str(ROOT / "tests" / name) for name in TESTS[module]]
    properties = [test for test in tests if "@given" in Path(test).read_text(encoding="utf-8")]
    name = "kaedah." + module.replace("/", ".")
    if _fails(None, tests):
        raise RuntimeError(f"the tests of {module} fail without any fault")
    counts = dict.fromkeys(("mutants", "killed", "equivalent", "survived"), 0)
    began = time.monotonic()
    for mutant in islice(mutants_of(path.read_text(encoding="utf-8")), 0, None, 20 if trial.quick else 1):
        counts["mutants"] += 1
        what = f"{module}.py:{mutant.line}: {mutant.fault}: {mutant.text}"
        if (module, mutant.text, mutant.fault) in EQUIVALENT:
            counts["equivalent"] += 1
            continue
        loader = _Loader(name, path, compile(mutant.tree, str(path), "exec"))
        killed = _fails(loader, tests, FEW) or (bool(properties) and _fails(loader, properties))
        counts["killed" if killed else "survived"] += 1
        trial.check(what, killed, "no test found it")
    shown = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print(f"{module}: {shown}, {time.monotonic() - began:.0f} s", flush=True)


def _fails(loader: _Loader | None, tests: Sequence[str], examples: int = 100) -> bool:
    """Whether the tests fail, or do not end, in a process in which the loader gives a module its code.

    examples: how many random ones of each property, where the test does not say.
    """
    folder = tempfile.mkdtemp()
    child = os.fork()
    if child == 0:
        _run(loader, tests, folder, examples)
    deadline = time.monotonic() + 10 * MOST_SECONDS
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:  # it waits for something
            os.killpg(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
        time.sleep(0.01)
    shutil.rmtree(folder, ignore_errors=True)
    return status != 0


def _run(loader: _Loader | None, tests: Sequence[str], folder: str, examples: int) -> None:
    """Runs the tests, and ends the process."""
    code = 1
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        quiet = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(quiet, handle)
        if loader:
            sys.meta_path.insert(0, loader)
        import pytest

        words = "-x -q -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning".split()
        words += ["-m", "not slow and not browser", f"--basetemp={folder}/t"]
        code = int(pytest.main([*words, *tests], plugins=[_Examples(examples)]))
    finally:
        os._exit(code)


def run(trial: Trial) -> None:
    """Tries each module."""
    sys.path[:0] = [str(ROOT), str(ROOT / "generator")]
    os.chdir(ROOT)
    for library in LIBRARIES:
        __import__(library)
    for module in TESTS:
        if os.environ.get("ONLY", "") in module:
            try_module(module, trial)


if __name__ == "__main__":
    main(__doc__, run)
