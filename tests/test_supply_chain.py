"""What is installed is pinned by hashes, listed, and looked up for known vulnerabilities."""

import json
import os
import re
import subprocess
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCKS = {path.stem: path for path in sorted((ROOT / "requirements").glob("*.txt"))}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def entries(name: str) -> list[str]:
    """Each requirement of a lock file with its hashes, on one line."""
    text = LOCKS[name].read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(name: str) -> dict[str, set[str]]:
    """The pinned versions by name; a library may have another version on another platform."""
    found: dict[str, set[str]] = {}
    for line in entries(name):
        match = re.match(r"([\w.-]+)==([^\s;]+)", line)
        assert match, line
        found.setdefault(match[1], set()).add(match[2])
    return found


def named(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=~!;\[]", requirement)[0]).lower()


def recipe(target: str) -> str:
    """What make runs for a target, without running it."""
    command = ["make", "--dry-run", "--always-make", target]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("name", LOCKS)
def test_everything_that_is_pinned_has_hashes(name: str) -> None:
    for line in entries(name):
        assert re.fullmatch(r"[\w.-]+==\S+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+", line), line


def test_what_a_build_needs_is_pinned_alike_for_builds_and_tests() -> None:
    tests = pins("dev")
    assert {name: tests.get(name) for name in pins("site")} == pins("site")


def test_the_oldest_releases_are_those_that_the_project_names() -> None:
    lowest = pins("lowest")
    for requirement in (*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]):
        bound = requirement.partition(">=")[2].partition(";")[0].strip()
        short = re.sub(r"(\.0)+$", "", bound)
        # The release of that number may have been withdrawn; then it is the next one of its series.
        assert bound, requirement
        assert all(f"{found}.".startswith(f"{short}.") for found in lowest[named(requirement)]), requirement


@pytest.mark.parametrize("group", PROJECT["dependency-groups"])
def test_each_tool_has_a_lock_file_of_its_own(group: str) -> None:
    for requirement in PROJECT["dependency-groups"][group]:
        assert named(requirement) in pins(group)


@pytest.mark.parametrize(
    "target", ["site", "check", "test", "lock", "sbom", "audit-dependencies", "lowest", "reliability", "wheel"]
)
def test_a_target_installs_from_hashes_only(target: str) -> None:
    lines = [line for line in recipe(target).splitlines() if "pip install" in line]
    assert lines
    for line in lines:
        assert "--require-hashes -r requirements/" in line
    assert "pip wheel" not in recipe(target) or "--no-build-isolation" in recipe(target)


def test_only_one_target_installs_what_is_not_pinned() -> None:
    free = [line for line in MAKEFILE.splitlines() if "pip install" in line and "--require-hashes" not in line]
    assert len(free) == 1
    assert free[0] in MAKEFILE.partition("\nnewest:\n")[2].partition("\n\n")[0]


def test_newer_releases_are_locked_when_they_are_a_week_old() -> None:
    assert re.search(r"^COOLDOWN \?= 7 days$", MAKEFILE, re.MULTILINE)
    lines = [line for line in recipe("lock").splitlines() if "pip compile" in line]
    assert len(lines) == len(LOCKS)
    assert all('--exclude-newer "7 days"' in line and "--generate-hashes" in line for line in lines)


def test_an_audit_without_an_answer_is_no_success() -> None:
    lines = [line for line in recipe("audit-dependencies").splitlines() if "pip_audit" in line]
    assert lines
    assert all("--strict --require-hashes" in line for line in lines)


def run_make(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **changes}
    command = ["make", "--silent", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.slow
def test_the_list_of_libraries_is_the_lock_file(tmp_path: Path) -> None:
    paths = [tmp_path / "one" / "sbom.cdx.json", tmp_path / "two" / "sbom.cdx.json"]
    for seed, path in enumerate(paths):
        done = run_make("sbom", f"SBOM={path}", PYTHONHASHSEED=str(seed), TZ=("UTC", "Asia/Seoul")[seed])
        assert done.returncode == 0, done.stderr
    assert paths[0].read_bytes() == paths[1].read_bytes()
    found = json.loads(paths[0].read_text(encoding="utf-8"))
    # Without any of these actions/attest takes it for no list of libraries.
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", found["serialNumber"])
    main = found["metadata"]["component"]
    assert (main["name"], main["version"]) == (PROJECT["project"]["name"], PROJECT["project"]["version"])
    listed: dict[str, set[str]] = {}
    for component in found["components"]:
        listed.setdefault(component["name"], set()).add(component["version"])
        assert any(reference.get("hashes") for reference in component["externalReferences"]), component["name"]
    assert listed == pins("site")


@contextmanager
def vulnerability_service(answer: Callable[[str, str], object]) -> Iterator[str]:
    """A database of vulnerabilities on this machine that answers by name and version, and its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(answer(query["package"]["name"], query["version"])).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: what is asked is no news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def vulnerable(*which: str) -> Callable[[str, str], object]:
    def answer(name: str, version: str) -> object:
        affected = {
            "package": {"name": name, "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
            "versions": [version],
        }
        known = {"id": "TEST-1", "modified": "2026-01-01T00:00:00Z", "summary": "planted", "affected": [affected]}
        return {"vulns": [known]} if name in which else {}

    return answer


def audit(service: str) -> tuple[bool, list[str]]:
    """Whether the audit of all lock files succeeds, and those in which it tells the planted vulnerability."""
    done = run_make("audit-dependencies", f"AUDIT_SERVICE=--vulnerability-service osv --osv-url {service}")
    parts = re.split(r"^requirements/(\w+)\.txt$", done.stdout, flags=re.MULTILINE)
    reports = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(reports) == set(LOCKS) - {"lowest"}
    return done.returncode == 0, sorted(name for name, report in reports.items() if "TEST-1" in report)


@pytest.mark.slow
def test_the_audit_fails_for_a_vulnerability_and_without_an_answer() -> None:
    with vulnerability_service(vulnerable()) as address:
        assert audit(address) == (True, [])
    with vulnerability_service(vulnerable("jinja2", "uv")) as address:
        assert audit(address) == (False, ["dev", "fuzz", "lock", "site"])
    assert audit("http://127.0.0.1:9/v1/query") == (False, [])  # where nothing listens
