"""The workflows and issue forms of the repository fit the project."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.conftest import ROOT, main_commands

WORKFLOWS = {path.name: path for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def parsed(path: Path) -> dict[str, object]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def scripts(path: Path) -> list[str]:
    """Every line of shell that a workflow or pipeline runs."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "run":
                    found.extend(str(value).splitlines())
                elif key == "script":
                    found.extend(str(line) for line in value)
                else:
                    walk(value)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(parsed(path))
    return found


HOSTED = [*WORKFLOWS.values(), ROOT / ".gitlab-ci.yml"]
# The one line of shell that is neither make nor the program: it unpacks what was built, in a job that only signs.
UNPACK = "tar --extract --file artifact.tar --one-top-level=site"


@pytest.mark.parametrize("path", HOSTED, ids=lambda path: path.name)
def test_every_command_of_the_workflows_exists(path: Path) -> None:
    lines = scripts(path)
    assert lines
    for said in lines:
        line = said.removeprefix("SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) ")
        if line == UNPACK:
            continue
        words = re.sub(r"\$\{BASE_URL:\+(--base-url) [^}]*\}", r"\1 x", line).split()
        if words[0] == "make":
            for target in words[1:]:
                plain = target.replace(".venv", "$(VENV)")
                assert re.search(rf"^{re.escape(plain)}:", MAKEFILE, re.MULTILINE), line
            continue
        assert words[:2] == [".venv/bin/python", "build.py"], line
        rest = words[2:]
        name = rest.pop(0) if rest and not rest[0].startswith("-") else "build"
        command = main_commands()[name]
        if isinstance(command, click.Group):
            command = command.commands[rest.pop(0)]
        known = {option: parameter for parameter in command.params for option in parameter.opts}
        for at, word in enumerate(rest):
            if word.startswith("-"):
                assert word in known, line
                if isinstance(known[word].type, click.Choice):
                    assert rest[at + 1] in known[word].type.choices, line


# What a workflow may do, and with whose code


def jobs(name: str) -> dict[str, dict[str, Any]]:
    found = parsed(WORKFLOWS[name])["jobs"]
    assert isinstance(found, dict)
    return found


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in jobs(name).values() for step in job["steps"]]


# Every job that may do more than read, and what. All others read the repository, and nothing else.
MAY_WRITE = {
    ("publish.yml", "attest"): {"id-token": "write", "attestations": "write"},
    ("publish.yml", "deploy"): {"pages": "write", "id-token": "write"},
}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_by_commit_hash_with_a_version_comment(name: str) -> None:
    uses = re.findall(r"uses: (.+)", WORKFLOWS[name].read_text(encoding="utf-8"))
    assert len(uses) == len([step for step in steps(name) if "uses" in step])
    for line in uses:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_version_in_all_workflows() -> None:
    pins = {use for path in WORKFLOWS.values() for use in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))}
    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_jobs_may_read_the_repository_and_nothing_else(name: str) -> None:
    base = parsed(WORKFLOWS[name])["permissions"]
    assert base in ({}, {"contents": "read"})
    for job, found in jobs(name).items():
        allowed = MAY_WRITE.get((name, job), {"contents": "read"})
        assert found.get("permissions", base) == allowed, job
        assert found["timeout-minutes"] <= 30, job


@pytest.mark.parametrize(("name", "job"), MAY_WRITE)
def test_a_job_that_may_write_runs_nothing_of_the_repository(name: str, job: str) -> None:
    for step in jobs(name)[job]["steps"]:
        assert step.get("run", UNPACK) == UNPACK
        assert not str(step.get("uses", "")).startswith("actions/checkout@")
    text = WORKFLOWS[name].read_text(encoding="utf-8")
    assert len(re.findall(r"^ +[a-z-]+: write # \S", text, re.MULTILINE)) == text.count(": write")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_workflow_has_secrets_caches_or_a_token_for_forks(name: str) -> None:
    text = WORKFLOWS[name].read_text(encoding="utf-8")
    events = parsed(WORKFLOWS[name])[True]  # YAML 1.1 takes the key `on` for a truth value
    assert isinstance(events, dict)
    assert set(events) <= {"pull_request", "push", "schedule"}
    assert "secrets." not in text
    for step in steps(name):
        inputs = step.get("with", {})
        assert "cache" not in f"{step.get('uses')} {list(inputs)}"
        # An expression in a script is replaced before the shell reads it: a title of a pull request would be a command.
        assert "${{" not in step.get("run", "")
        if str(step.get("uses")).startswith("actions/checkout@"):
            assert inputs["persist-credentials"] is False
            assert "ref" not in inputs
            assert "repository" not in inputs


@pytest.mark.parametrize("name", ["check.yml", "code.yml"])
def test_pull_requests_from_forks_are_checked_without_secrets(name: str) -> None:
    found = parsed(WORKFLOWS[name])
    events = found[True]
    assert isinstance(events, dict)
    assert "pull_request" in events
    assert found["permissions"] == {"contents": "read"}


def test_vulnerabilities_are_looked_up_every_day() -> None:
    events = parsed(WORKFLOWS["dependencies.yml"])[True]
    assert isinstance(events, dict)
    ((schedule,),) = (entry.values() for entry in events["schedule"])
    assert re.fullmatch(r"\d+ \d+ \* \* \*", schedule)
    audit = jobs("dependencies.yml")["audit"]
    assert [step["run"] for step in audit["steps"] if "run" in step] == ["make audit-dependencies"]
    assert "if" not in audit
    pipeline = parsed(ROOT / ".gitlab-ci.yml")
    for name, job in pipeline.items():
        if isinstance(job, dict) and "script" in job:
            on_schedule = '$CI_PIPELINE_SOURCE == "schedule"' in str(job["rules"])
            assert on_schedule == (name == "audit"), name
            assert on_schedule or '$CI_PIPELINE_SOURCE != "schedule"' in str(job["rules"]), name


def test_what_is_deployed_is_attested() -> None:
    publish = jobs("publish.yml")
    assert set(publish["attest"]["needs"]) == {"build", "sbom"}
    assert "make sbom" in [step.get("run") for step in publish["sbom"]["steps"]]
    attested = [step["with"] for step in publish["attest"]["steps"] if "actions/attest@" in str(step.get("uses"))]
    subjects = {with_["subject-path"].strip() for with_ in attested}
    assert subjects == {"artifact.tar\nsite/manifest.json\nsite/downloads/*"}
    assert [with_.get("sbom-path") for with_ in attested] == [None, "sbom.cdx.json"]
    assert "attest" in publish["deploy"]["needs"]
    assert "(needs.attest.result == 'success' || github.event.repository.private)" in publish["deploy"]["if"]
    assert publish["attest"]["if"] == "${{ !github.event.repository.private }}"
    pipeline = parsed(ROOT / ".gitlab-ci.yml")
    sbom, pages = pipeline["sbom"], pipeline["pages"]
    assert isinstance(sbom, dict)
    assert isinstance(pages, dict)
    assert sbom["artifacts"]["reports"] == {"cyclonedx": "dist/sbom.cdx.json"}
    assert pages["variables"] == {"RUNNER_GENERATE_ARTIFACTS_METADATA": "true"}


def test_newer_actions_and_libraries_are_proposed() -> None:
    updates = parsed(ROOT / ".github/dependabot.yml")["updates"]
    assert isinstance(updates, list)
    assert {update["package-ecosystem"]: update["directory"] for update in updates} == {
        "github-actions": "/",
        "pip": "/requirements",
    }
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)
    assert {"lowest.txt", "requirements/lowest.txt"} == set(updates[1]["exclude-paths"])


def test_the_workflow_annotates_problems_and_uploads_the_site() -> None:
    lines = scripts(WORKFLOWS["check.yml"])
    assert '.venv/bin/python build.py check --format github --changed "$BASE"' in lines
    text = WORKFLOWS["check.yml"].read_text(encoding="utf-8")
    assert "actions/upload-artifact@" in text
    assert "path: public" in text


def test_only_the_main_branch_is_published() -> None:
    found = parsed(WORKFLOWS["publish.yml"])
    assert found[True] == {"push": {"branches": ["main"]}}
    assert found["permissions"] == {}


# What lies at the top of the repository and is words or settings of Git; everything else runs, and is for maintainers.
NOT_RUN = {"content", "docs", "locales", "CITATION.cff", "LICENSE", ".gitignore"}


def test_whatever_runs_has_owners_of_its_own_and_no_later_line_takes_it_away() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    top = {line.split("/")[0] for line in listed.stdout.split("\0")[:-1]}
    lines = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if line and not line.startswith("#")]
    run = {f"/{name}{'/' * (ROOT / name).is_dir()}" for name in top - NOT_RUN if not name.endswith(".md")}
    assert patterns[-len(run) :] == sorted(run)


def test_issue_forms_exist_for_content_translation_and_code() -> None:
    assert [path.stem for path in FORMS] == ["code", "config", "content", "translation"]
    for path in FORMS:
        assert path.relative_to(ROOT).as_posix() in MAKEFILE
    for part in ("### A method", "### A translation", "### Code"):
        assert part in (ROOT / ".github/pull_request_template.md").read_text(encoding="utf-8")


def test_a_mistake_in_a_workflow_is_found(tmp_path: Path) -> None:
    path = tmp_path / "check.yml"
    path.write_text(WORKFLOWS["check.yml"].read_text(encoding="utf-8").replace("runs-on:", "run-on:"))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 1
