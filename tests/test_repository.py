"""The workflows and issue forms of the repository fit the project."""

import re
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize("path", HOSTED, ids=lambda path: path.name)
def test_every_command_of_the_workflows_exists(path: Path) -> None:
    lines = scripts(path)
    assert lines
    for said in lines:
        line = said.removeprefix("SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) ")
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


@pytest.mark.parametrize("path", WORKFLOWS.values(), ids=WORKFLOWS)
def test_actions_are_pinned_by_commit_hash_with_a_version_comment(path: Path) -> None:
    uses = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert uses
    for line in uses:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_version_in_all_workflows() -> None:
    pins = {use for path in WORKFLOWS.values() for use in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))}
    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


@pytest.mark.parametrize("name", ["check.yml", "code.yml"])
def test_pull_requests_from_forks_are_checked_without_secrets(name: str) -> None:
    text = WORKFLOWS[name].read_text(encoding="utf-8")
    found = parsed(WORKFLOWS[name])
    assert found["permissions"] == {"contents": "read"}
    events = found[True]  # YAML 1.1 takes the key `on` for a truth value
    assert isinstance(events, dict)
    assert "pull_request" in events
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert "persist-credentials: false" in text


def test_the_workflow_annotates_problems_and_uploads_the_site() -> None:
    lines = scripts(WORKFLOWS["check.yml"])
    assert ".venv/bin/python build.py check --format github" in lines
    text = WORKFLOWS["check.yml"].read_text(encoding="utf-8")
    assert "actions/upload-artifact@" in text
    assert "path: public" in text


def test_only_the_main_branch_is_published() -> None:
    found = parsed(WORKFLOWS["publish.yml"])
    assert found[True] == {"push": {"branches": ["main"]}}
    assert found["permissions"] == {}


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
