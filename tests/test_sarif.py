"""SARIF 2.1.0: the log of every problem is valid for code hosts."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator
from kaedah import __version__
from kaedah.check.rules import RULES
from kaedah.check.sarif import format_sarif
from kaedah.cli import main
from kaedah.problems import Problem

from tests.conftest import ROOT, write_site
from tests.test_rules import written

# The standard's own schema; `format` is checked too, so that every address is one.
SCHEMA = json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)


def log_of(base: Path) -> tuple[int, dict[str, Any]]:
    """The exit code and the log of a check that runs in the folder of the site."""
    options = [f"--themes={ROOT / 'themes'}"]
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, ["check", "--format", "sarif", *options], prog_name="build.py")
    log = json.loads(result.stderr)
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    return result.exit_code, log


def test_the_sarif_schema_is_valid_and_rejects_an_invalid_log() -> None:
    Draft7Validator.check_schema(SCHEMA)
    for wrong in ({}, {"version": "2.1.0"}, {"version": "2.0.0", "runs": []}, {"version": "2.1.0", "runs": [{}]}):
        assert list(VALIDATOR.iter_errors(wrong))


@pytest.mark.slow
def test_a_log_of_every_problem_is_valid(every_problem: list[Problem]) -> None:
    log = json.loads(format_sarif(every_problem, __version__))
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    assert len(log["runs"][0]["results"]) == len(set(every_problem)) > 250


def test_a_file_outside_the_working_folder_has_an_absolute_address(tmp_path: Path) -> None:
    base = write_site(tmp_path / "a b", written("front matter", "yaer: 2001"))
    options = [f"--content={base / 'content'}", f"--locales={base / 'locales'}", f"--themes={ROOT / 'themes'}"]
    result = CliRunner().invoke(main, ["check", "--format", "sarif", *options], prog_name="build.py")
    log = json.loads(result.stderr)
    assert list(VALIDATOR.iter_errors(log)) == []
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": (base / "content/methods/one.md").as_uri()}


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_log_has_the_required_parts_and_names_the_rule(rule: Any, tmp_path: Path) -> None:
    _, log = log_of(write_site(tmp_path, written(rule.example.where, rule.example.bad)))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "Kaedah"
    assert {item["id"] for item in driver["rules"]} == {"content-format", *(item.id for item in RULES)}
    assert all(item["shortDescription"]["text"] for item in driver["rules"])
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == rule.id
        assert result["level"] == rule.level
        assert result["message"]["text"].endswith("]\nhint: " + result["message"]["text"].partition("\nhint: ")[2])
        place = result["locations"][0]["physicalLocation"]
        assert (tmp_path / place["artifactLocation"]["uri"]).is_file()
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1
    assert run["results"] != []


def test_a_problem_without_a_rule_gets_a_generic_rule(tmp_path: Path) -> None:
    code, log = log_of(write_site(tmp_path, written("front matter", "yaer: 2001")))
    (result,) = log["runs"][0]["results"]
    assert (code, result["ruleId"], result["ruleIndex"], result["level"]) == (1, "content-format", 0, "error")


def test_a_site_without_problems_gives_a_log_without_results(tmp_path: Path) -> None:
    code, log = log_of(write_site(tmp_path, written("front matter", "year: 2001")))
    assert (code, log["runs"][0]["results"]) == (0, [])
