"""The trials of `tests/reliability` keep one contract, and `docs/reliability.md` names only what can be run."""

import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.reliability.__main__ import trials
from tests.reliability.trial import main

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


def test_every_trial_is_found_and_takes_the_options_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kills.py").write_text(TRIAL.format(body="pass"), encoding="utf-8")
    (tmp_path / "shared.py").write_text('"""Nothing to run."""\n', encoding="utf-8")
    assert trials(tmp_path) == ["kills"]
    for name in trials():
        module = import_module(f"tests.reliability.{name}")
        call = re.fullmatch(r"main\(__doc__, (\w+)\)", inspect.getsource(module).splitlines()[-1].strip())
        assert call, name
        with pytest.raises(SystemExit) as ended:
            main(module.__doc__, getattr(module, call[1]), ["--help"])
        assert (ended.value.code, "--quick" in capsys.readouterr().out) == (0, True), name
