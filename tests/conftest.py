"""Shared fixtures: sites in folders, built sites, and the example site built once."""

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import click
import kaedah.render.compiled_templates as compiled_templates
import kaedah.render.environment as environments
import pytest
from click.testing import CliRunner, Result
from hypothesis import settings
from kaedah.check.rules import RULES
from kaedah.check.run import read_checked_site
from kaedah.cli import main
from kaedah.model import Site
from kaedah.pipeline import publish_plan
from kaedah.plan.site_plan import plan_site
from kaedah.problems import Problem, format_problems
from kaedah.publish.output_scan import scan_output
from kaedah.publish.release_plan import plan_release
from kaedah.publish.swap import workspace_of
from kaedah.read.folders import Folders
from kaedah.state.store import BuildState
from playwright.sync_api import Browser, sync_playwright

from tests.example import EXAMPLE, ROOT
from tests.find_browser import find_browser

if TYPE_CHECKING:
    from tests.reliability.publishing import Sites

# A busy machine is no fault of ours, and a failure must come again.
EXAMPLES = int(os.environ.get("KAEDAH_EXAMPLES", "50"))  # of a property; `make nightly` takes ten times as many
settings.register_profile("kaedah", deadline=None, derandomize=True)
settings.load_profile("kaedah")

SOURCE = ROOT / "generator"  # what a process of its own needs on its path
SITES = Path(__file__).parent / "sites"
# The tests of the shipped site are collected only where its content is; see CONTRIBUTING.md.
collect_ignore = [] if (ROOT / "content").is_dir() else ["site"]
THEMES = ("default", "ledger")
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'"


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: many a test waits for a browser or another process."""
    return (os.cpu_count() or 1) * 3 // 2


def folders(base: Path, **changes: object) -> Folders:
    """The folders of a site that lies below `base`; themes are the project's own where the site has none."""
    themes = base / "themes"
    return Folders(base / "content", base / "locales", themes if themes.exists() else ROOT / "themes", **changes)  # type: ignore[arg-type]


def write_site(base: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files (path to text) below `base`, and gives `base`."""
    for name, content in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return base


MINIMAL: dict[str, str] = {
    "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en]\n",
    "content/fields.yaml": (
        "- {id: year, kind: year, role: origin-year, label: Year, required: true}\n"
        "- {id: type, kind: text, label: Type}\n"
        "- {id: aliases, kind: names, label: Aliases, compare: set}\n"
        "- {id: related, kind: links, symmetric: true, label: Related, compare: count}\n"
    ),
    "content/methods/one.md": "---\nname: One\nyear: 2001\ntype: First\nrelated: [two]\n---\n\n## Meaning\n\nOne.\n",
    "content/methods/two.md": "---\nname: Two\nyear: 2002\ntype: Second\nrelated: [one]\n---\n\n## Meaning\n\nTwo.\n",
}


class Kept(dict[tuple[str, str], object]):
    """Environments that stay from one build to the next: nine tenths of the time of a small site are its templates."""

    most = 48

    def clear(self) -> None:
        """Forgets the oldest, and those only where there are many."""
        for key in list(self)[: max(0, len(self) - self.most)]:
            del self[key]


@pytest.fixture(scope="session", autouse=True)
def environments_are_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environments, "_environments", Kept())
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):  # tests neither use nor fill the cache of who runs them
            patch.setenv(name, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def nothing_compiled(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Compiled templates are forgotten, as in another process; and once more when it is called."""

    def forget() -> None:
        monkeypatch.setattr(environments, "_environments", {})
        monkeypatch.setattr(compiled_templates, "_themes", {})

    forget()
    return forget


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    """A site of two methods in one language, in a folder of its own."""
    return write_site(tmp_path / "site", MINIMAL)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with every kind of page, in a folder of its own."""
    return shutil.copytree(SITES / "base", tmp_path / "site")


@pytest.fixture
def output(site: Path) -> Path:
    """The site as it is published, in a folder that holds nothing else."""
    return publish(site, site.parent / "out" / "public")


def read(base: Path, **changes: object) -> tuple[Site | None, list[Problem]]:
    return read_checked_site(folders(base, **changes))


_LOST = re.compile(r".*: warning: these addresses of the last build lead nowhere now: .*\n  hint: .*\n")


def of_the_content(printed: str) -> str:
    """What a build printed, without the warning that depends on the build before it."""
    return _LOST.sub("", printed)


def must_read(base: Path, **changes: object) -> Site:
    return _example() if base is EXAMPLE and not any(changes.values()) else _read_anew(base, **changes)


def _read_anew(base: Path, **changes: object) -> Site:
    site, problems = read(base, **changes)
    assert site is not None, format_problems(problems)
    return site


@cache
def _example() -> Site:
    """The example site, which no test changes, read once."""
    return _read_anew(EXAMPLE)


def main_commands() -> dict[str, click.Command]:
    """Every command by its name, loaded."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert all(found.values())
    return {name: command for name, command in found.items() if command is not None}


def export(form: str, base: Path, *arguments: str, **environment: str) -> Result:
    """Runs `build.py export FORM` on the site below `base`; errors must be reported, never raised."""
    read_from = folders(base)
    places = (f"--{name}={getattr(read_from, name)}" for name in ("content", "locales", "themes"))
    result = CliRunner().invoke(main, ["export", form, *arguments, *places], prog_name="build.py", env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def publish(base: Path, output: Path, theme: str = "", **options: object) -> Path:
    """Builds the site below `base` into `output`, and gives `output`."""
    site = must_read(base, theme=theme)
    publish_plan(site, plan_site(site, "test"), output, **options)  # type: ignore[arg-type]
    return output


def stale_paths(base: Path, output: Path, theme: str = "") -> set[str]:
    """The paths of the pages that a build would write now."""
    site = must_read(base, theme=theme)
    state = BuildState.open(workspace_of(output), "test")
    try:
        found = scan_output(output, workspace_of(output))
        return {item.page.path for item in plan_release(site, plan_site(site, "test"), state, output, found).stale}
    finally:
        state.close()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below the folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="session")
def every_problem(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    """Every problem that the broken sites and the bad examples of the rules have."""
    from tests.test_broken_sites import CASES, copy_case
    from tests.test_rules import written

    base = tmp_path_factory.mktemp("all")
    found = [problem for case in CASES for problem in read(copy_case(case, base / case.name))[1]]
    for rule in RULES:
        site = write_site(base / rule.id, written(rule.example.where, rule.example.bad))
        found += read(site)[1]
    return found


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def make_once(target: Path, make: Callable[[Path], object]) -> Path:
    """Lets the first worker that asks make the folder, while the others wait for it. Gives the folder."""
    mark = target.with_name(f"{target.name}.lock")
    deadline = time.monotonic() + 600
    while not target.exists():
        assert time.monotonic() < deadline, f"the worker that makes {target} has ended"
        try:
            mark.mkdir()
        except FileExistsError:
            time.sleep(0.05)
            continue
        try:
            if not target.exists():
                unfinished = target.with_name(f"{target.name}.unfinished")
                make(unfinished)
                unfinished.rename(target)
        finally:
            mark.rmdir()
    return target


@pytest.fixture(scope="session")
def built(shared: Path) -> Callable[[str], Path]:
    """The example site, built once in each theme asked for, for all workers; tests must not change it."""

    def build(theme: str) -> Path:
        made = make_once(shared / f"built-{theme}", lambda folder: publish(EXAMPLE, folder / "public", theme))
        return made / "public"

    return cache(build)


@pytest.fixture(scope="session")
def public(built: Callable[[str], Path]) -> Path:
    return built("default")


@pytest.fixture(scope="session", params=THEMES)
def public_of_theme(request: pytest.FixtureRequest, built: Callable[[str], Path]) -> Path:
    """The site in each theme. A module whose tests are meant for every theme lets its `public` be this."""
    return built(request.param)


@pytest.fixture(scope="session")
def sites(shared: Path) -> "Sites":
    """Three versions of a site, built once for all workers; tests must not change them."""
    from tests.reliability.publishing import build_sites, read_sites

    return read_sites(make_once(shared / "built-versions", build_sites))


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


class _OpenBrowser:
    """The browser of this worker: opened for the first test that needs one, closed after the last in a row."""

    def __init__(self) -> None:
        self._stack: ExitStack | None = None
        self._browser: Browser | None = None

    def get(self) -> Browser:
        if self._browser is None:
            self._stack = ExitStack()
            sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
            quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
            playwright = self._stack.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(executable_path=find_browser(), args=[*sandbox, *quiet])
            self._stack.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        if self._stack is not None:
            self._stack.close()
        self._stack = self._browser = None


_open_browser = _OpenBrowser()


def _kind(item: pytest.Item) -> int:
    return 0 if item.get_closest_marker("browser") else 1 if item.get_closest_marker("slow") else 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser first, so that one is opened for all of them, and the short ones last, to share the rest."""
    items.sort(key=_kind)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Closes the browser before a test that needs none: that may start processes of its own."""
    try:
        yield
    finally:
        if nextitem is None or _kind(nextitem):
            _open_browser.close()


@pytest.fixture(scope="module")
def browser() -> Browser:
    return _open_browser.get()


@pytest.fixture(scope="module")
def address(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that has the site under a sub-path, with a policy that allows nothing in line and no other host."""
    root = tmp_path_factory.mktemp("server")
    shutil.copytree(public, root / "any/sub path", copy_function=os.link)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/any/sub%20path/"
        server.shutdown()


@pytest.fixture(params=["disk", "sub-path"])
def start(request: pytest.FixtureRequest, public: Path, address: str) -> str:
    """Where the site begins, with a slash at its end: in a folder of this disk, then on a server under a sub-path."""
    return public.as_uri() + "/" if request.param == "disk" else address
