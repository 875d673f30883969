"""SARIF 2.1.0: what a code host requires of a log, for every problem there is."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.check.rules import RULES
from generator.cli import main
from tests.conftest import ROOT, write_site
from tests.test_rules import written


def log_of(base: Path) -> tuple[int, dict[str, Any]]:
    options = [f"--content={base / 'content'}", f"--locales={base / 'locales'}", f"--themes={ROOT / 'themes'}"]
    result = CliRunner().invoke(main, ["check", "--format", "sarif", *options], prog_name="build.py")
    return result.exit_code, json.loads(result.stderr)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_log_has_what_the_standard_requires_and_names_the_rule(rule: Any, tmp_path: Path) -> None:
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


def test_a_problem_of_the_format_has_a_rule_too(tmp_path: Path) -> None:
    code, log = log_of(write_site(tmp_path, written("front matter", "yaer: 2001")))
    (result,) = log["runs"][0]["results"]
    assert (code, result["ruleId"], result["ruleIndex"], result["level"]) == (1, "content-format", 0, "error")


def test_a_site_without_problems_gives_a_log_without_results(tmp_path: Path) -> None:
    code, log = log_of(write_site(tmp_path, written("front matter", "year: 2001")))
    assert (code, log["runs"][0]["results"]) == (0, [])
