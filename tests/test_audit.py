"""The decisions of `make audit`, without Java and Node."""

import gzip
import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests import audit
from tests.conftest import ROOT

ALL = dict.fromkeys(audit.CATEGORIES, 100)


def test_make_audit_exists_and_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^audit: \$\(VENV\)/dev .*\n\t\$\(PY\) -m tests\.audit$", makefile, re.MULTILINE)
    assert '@echo "make audit ' in makefile
    quality = (ROOT / "docs/explanation/quality.md").read_text(encoding="utf-8")
    assert "make audit" in quality
    assert "docs/explanation/quality.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    for name, version in audit.VERSIONS.items():
        assert f"{name} {version}" in quality, "the figures are of the versions that are pinned"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["audit", "epub", "latex", "without_content", "zim"])
def test_what_make_runs_of_the_tests_finds_the_program(name: str) -> None:
    """In an interpreter that knows only the libraries, as `make` starts it."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"$(PY) -m tests.{name}" in makefile
    subprocess.run([sys.executable, "-c", f"import tests.{name}"], cwd=ROOT, env=environment, check=True)


def test_the_table_has_one_row_per_page_and_preset() -> None:
    scores = {("method", "mobile"): ALL, ("any set", "desktop"): ALL | {"seo": 92}}
    assert audit.table(scores).splitlines() == [
        "| page | preset | performance | accessibility | best-practices | seo |",
        "| --- | --- | --- | --- | --- | --- |",
        "| method | mobile | 100 | 100 | 100 | 100 |",
        "| any set | desktop | 100 | 100 | 100 | 92 |",
    ]


def test_a_score_below_its_threshold_is_a_fault() -> None:
    scores = {("method", "mobile"): ALL | {"performance": 99}}
    assert audit.faults_of(scores, {}) == ["method, mobile: performance is 99, should be at least 100"]
    assert audit.faults_of(scores, {("method", "mobile", "performance"): 99}) == []
    assert audit.faults_of({("method", "mobile"): ALL}, {}) == []


def test_an_exception_that_is_no_longer_needed_is_a_fault() -> None:
    lower = {("method", "mobile", "performance"): 97, ("gone", "mobile", "seo"): 90}
    assert audit.faults_of({("method", "mobile"): ALL}, lower) == [
        "method, mobile: performance is 100; take its lower threshold out of LOWER",
        "LOWER names what was not measured: gone, mobile, seo",
    ]


def test_scores_are_rounded_down_and_a_missing_score_is_an_error() -> None:
    report = {"categories": {category: {"score": 0.99} for category in audit.CATEGORIES}}
    assert audit.points(report) == dict.fromkeys(audit.CATEGORIES, 99)
    report["categories"]["seo"]["score"] = 0.999
    assert audit.points(report)["seo"] == 99
    report["categories"]["seo"] = {"score": None}  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="no score for seo"):
        audit.points(report)


def test_errors_of_the_html_checker_are_faults_and_hints_are_not() -> None:
    messages = [
        {"type": "info", "message": "The “cell” role is unnecessary for element “td”."},
        {"type": "error", "message": "Stray end tag “p”.", "url": "file:/a.html", "lastLine": 7},
        {"type": "non-document-error", "message": "File not found."},
        {"type": "error", "message": "CSS: “math-style”: Property “math-style” doesn't exist."},
        {"type": "error", "message": "CSS: “colour”: Property “colour” doesn't exist."},
    ]
    assert audit.nu_faults(messages, ("math-style",)) == [
        "file:/a.html:7: Stray end tag “p”.",
        ":: File not found.",
        ":: CSS: “colour”: Property “colour” doesn't exist.",
    ]
    assert audit.nu_faults([], ("math-style",)) == ["the checker knows math-style now; take it out of the list"]


def test_the_test_server_compresses_text_and_sets_cache_lifetimes(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a.css").write_text("p { color: red; }")
    (tmp_path / "index.html").write_text("<p>한국어</p>", encoding="utf-8")
    with audit.served(tmp_path) as address:
        asked = urllib.request.Request(address + "assets/a.css", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked) as answer:
            assert gzip.decompress(answer.read()) == b"p { color: red; }"
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        with urllib.request.urlopen(address + "index.html") as answer:
            assert answer.read().decode() == "<p>한국어</p>"
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            assert answer.headers["Cache-Control"] == "public, max-age=600"
        with pytest.raises(urllib.error.HTTPError, match="404") as refused:
            urllib.request.urlopen(address + "none.html")
        refused.value.close()


def test_installed_tools_are_pinned_and_ignored_by_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(audit, "TOOLS", tmp_path / "audit")
    monkeypatch.setattr(audit.shutil, "which", lambda name: name)
    monkeypatch.setattr(audit.subprocess, "run", lambda command, **_: asked.append(command))
    audit.install()
    assert json.loads((tmp_path / "audit/package.json").read_text())["dependencies"] == audit.VERSIONS
    assert "--no-package-lock" in asked[0]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in audit.VERSIONS.values())
    monkeypatch.setattr(audit.shutil, "which", lambda name: None)
    with pytest.raises(FileNotFoundError, match="java was not found: install Java 17 or newer"):
        audit.install()
