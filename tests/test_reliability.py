"""The trials of `tests/reliability` keep one contract, and `docs/reliability.md` names only what can be run."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.reliability.__main__ import trials

FOLDER = ROOT / "tests/reliability"
TRIAL = '''"""Something is broken."""

from tests.reliability.trial import CannotRun, Trial, main


def run(trial: Trial) -> None:
    """Tries it."""
    {body}


if __name__ == "__main__":
    main(__doc__, run)
'''


def run_trial(tmp_path: Path, body: str, *options: str) -> tuple[int, str, str]:
    """Exit code, last line without the seconds, and what was told as faults."""
    script = tmp_path / "kills.py"
    script.write_text(TRIAL.format(body=body), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, *options], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.splitlines()[-1].rpartition(",")[0] or done.stdout.strip(), done.stderr


@pytest.mark.parametrize(
    ("body", "code", "last"),
    [
        ("trial.case('one')", 0, "kills: 1 tried, 1 held, 0 faults"),
        ("trial.case('one'); trial.check('two', False)", 1, "kills: 2 tried, 1 held, 1 faults"),
        ("pass", 1, "kills: 0 tried, 0 held, 1 faults"),
        ("trial.case('one'); raise OSError('full')", 1, "kills: 1 tried, 1 held, 1 faults"),
        ("raise CannotRun('no loop device')", 2, "kills: cannot run here: no loop device"),
    ],
    ids=["all held", "one did not", "nothing tried", "the trial broke", "not here"],
)
def test_a_trial_ends_with_its_totals_and_fails_where_a_case_did(
    tmp_path: Path, body: str, code: int, last: str
) -> None:
    assert run_trial(tmp_path, body)[:2] == (code, last)


def test_a_quick_trial_tries_fewer_cases_and_a_fault_is_reported_by_name(tmp_path: Path) -> None:
    body = "[trial.check(f'case {n}', n != 1) for n in range(trial.cases(5, 2))]"
    assert run_trial(tmp_path, body)[:2] == (1, "kills: 5 tried, 4 held, 1 faults")
    code, last, told = run_trial(tmp_path, body, "--quick")
    assert (code, last) == (1, "kills: 2 tried, 1 held, 1 faults")
    assert told == "FAULT case 1: the promise did not hold\n"


def test_every_trial_is_found_and_takes_the_options_of_the_contract(tmp_path: Path) -> None:
    (tmp_path / "kills.py").write_text(TRIAL.format(body="pass"), encoding="utf-8")
    (tmp_path / "shared.py").write_text('"""Nothing to run."""\n', encoding="utf-8")
    assert trials(tmp_path) == ["kills"]
    for name in trials():
        done = subprocess.run(
            [sys.executable, "-m", f"tests.reliability.{name}", "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, "--quick" in done.stdout) == (0, True), name
