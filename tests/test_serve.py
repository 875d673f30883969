"""`build.py serve`: the site from memory, in its own process and in a real browser."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
from kaedah.contribute.live_site import LiveSite
from kaedah.plan.site_plan import plan_site
from playwright.sync_api import Browser, Page

from tests.browsing import open_page
from tests.conftest import MINIMAL, ROOT, folders, publish, tree, write_site
from tests.example import EXAMPLE, copy_example

pytestmark = pytest.mark.slow

BAD = "---\nname: Three\nyear: soon\n---\n"
TEXT = "---\nname: Three\nyear: 2003\n---\n"
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Server:
    """`build.py serve` on a port that is free, with what it prints line by line."""

    def __init__(self, base: Path, *arguments: str) -> None:
        themes = base / "themes"
        where = {"content": base / "content", "locales": base / "locales"}
        where["themes"] = themes if themes.exists() else ROOT / "themes"
        options = [part for name, path in where.items() for part in (f"--{name}", str(path))]
        self.process = subprocess.Popen(
            [sys.executable, "-u", str(ROOT / "build.py"), "serve", "--port", "0", *options, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        self.lines: Queue[str] = Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.port = int(re.search(r":(\d+)/", self.wait_for("http://127.0.0.1:"))[1])  # type: ignore[index]
        self.address = f"http://127.0.0.1:{self.port}/"
        self.wait_for("no errors" if not (base / "content/methods/three.md").exists() else "error")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def wait_for(self, words: str, seconds: float = 30) -> str:
        reported = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                reported.append(self.lines.get(timeout=0.1))
            except Empty:
                continue
            if words in reported[-1]:
                return reported[-1]
        raise AssertionError(f"{words!r} was not printed within {seconds} s, but: {reported}")

    def ask(self, path: str, host: str | None = None, method: str = "GET") -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", f"127.0.0.1:{self.port}" if host is None else host)
            connection.endheaders()
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def get(self, path: str, host: str | None = None) -> tuple[int, str]:
        response, content = self.ask(path, host)
        return response.status, content.decode()

    def wait_until(self, path: str, words: str, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while words not in self.get(path)[1]:
            assert time.monotonic() < until, f"{words!r} never came to {path}"
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.reader.join(10)
            assert self.process.stdout is not None
            self.process.stdout.close()


@pytest.fixture(scope="module")
def still_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests that change no file."""
    found = Server(write_site(tmp_path_factory.mktemp("still"), MINIMAL))
    yield found
    found.stop()


@pytest.fixture
def server(minimal: Path) -> Iterator[Server]:
    found = Server(minimal)
    yield found
    found.stop()


# who is answered, and with what


def test_serve_accepts_theme_and_locale_like_build(minimal: Path) -> None:
    write_site(minimal, {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, ms, uk]\n"})
    server = Server(minimal, "--theme", "ledger", "--locale", "uk")
    try:
        assert server.get("/uk/methods/one.html")[0] == 200
        assert server.get("/ms/methods/one.html")[0] == 404
        built = publish(minimal, minimal.parent / "public", "ledger")
        style = re.compile(r'href="[./]*(assets/[^"]+\.css)"')
        shown = style.findall(server.get("/en/methods/one.html")[1])
        assert set(style.findall((built / "en/methods/one.html").read_text(encoding="utf-8"))) <= set(shown)
    finally:
        server.stop()


def test_serve_never_publishes_over_its_source_folders(minimal: Path) -> None:
    before = tree(minimal)
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--output", "content"]
    done = subprocess.run(command, cwd=minimal, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, "error: cannot publish to content" in done.stderr) == (1, True)
    assert tree(minimal) == before


def test_the_server_answers_this_machine_only(still_server: Server) -> None:
    status, page = still_server.get("/en/methods/one.html")
    assert status == 200
    assert "<h1>One</h1>" in page
    for host in ("localhost", f"localhost:{still_server.port}", "127.0.0.1"):
        assert still_server.get("/index.html", host)[0] == 200
    for host in (
        "evil.example",
        f"evil.example:{still_server.port}",
        "127.0.0.1.evil.example",
        f"127.0.0.1:{still_server.port}.evil.example",
        "localhost:",
        "localhost.evil.example:80",
        "",
    ):
        for path in ("/index.html", "/~kaedah/events", "/~kaedah/live.js"):
            assert still_server.get(path, host)[0] == 421
    for second in ("evil.example", "127.0.0.1"):  # a request names one host, not one for each of two readers
        with socket.create_connection(("127.0.0.1", still_server.port), timeout=5) as connection:
            connection.sendall(f"GET /index.html HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: {second}\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 421 ")
    with pytest.raises(OSError):  # noqa: PT011
        socket.create_connection(("127.0.0.2", still_server.port), timeout=2).close()


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/en/../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/~kaedah/live.py",
        "/~kaedah/../serve.py",
        "/manifest.json",
        "/no-such-page.html",
    ],
)
def test_no_path_leads_outside_the_site(still_server: Server, path: str) -> None:
    response, content = still_server.ask(path)
    assert response.status == 404
    assert b"root:" not in content


def test_pages_are_sent_with_a_strict_policy(still_server: Server) -> None:
    kinds = {
        "/": "text/html; charset=utf-8",
        "/en/": "text/html; charset=utf-8",
        "/en/data/one.js": "text/javascript; charset=utf-8",
        "/~kaedah/live.js": "text/javascript; charset=utf-8",
        "/~kaedah/live.css": "text/css; charset=utf-8",
    }
    for path, kind in kinds.items():
        response, content = still_server.ask(path)
        assert (response.status, response.headers["Content-Type"]) == (200, kind), path
        assert response.headers["Content-Security-Policy"] == POLICY
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        head, nothing = still_server.ask(path, method="HEAD")
        assert (nothing, head.headers["Content-Length"]) == (b"", str(len(content)))
    assert still_server.ask("/", method="POST")[0].status == 501


def test_only_files_named_by_their_digest_are_cached_by_browsers(still_server: Server) -> None:
    (asset,) = {*re.findall(r'href="\.\./(assets/kaedah\.[0-9a-f]+\.css)"', still_server.ask("/en/")[1].decode())}
    connection = HTTPConnection("127.0.0.1", still_server.port)
    for path, status, lasting in (
        (f"/{asset}", 200, "max-age=31536000, immutable"),
        ("/assets/none.0000000000.css", 404, "no-store"),
        (f"/{asset}", 200, "max-age=31536000, immutable"),
        ("/en/", 200, "no-store"),
    ):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        assert (response.status, response.headers["Cache-Control"]) == (status, lasting), path
    connection.close()


# what is shown is what would be published


def test_every_served_page_equals_the_built_page(public: Path) -> None:
    live = LiveSite(folders(EXAMPLE))
    built = tree(public)
    del built["manifest.json"]
    for path, content in built.items():
        assert live.page(path)[0] == content, path
    assert live.page("en/methods/no-such-method.html")[0] is None


EDITS = {
    "words": ("content/methods/lora.uk.md", lambda text: text.replace("LoRA", "ЛоРА")),
    "facts": ("content/methods/lora.md", lambda text: text.replace("year: 2021", "year: 2020")),
    "name": ("content/methods/lora.md", lambda text: text.replace("name: LoRA", "name: LoRA two", 1)),
    "links": ("content/methods/lora.md", lambda text: re.sub(r"related: \[[^,]+, ", "related: [", text)),
    "set": ("content/comparisons/two-ways.md", lambda text: text + "\nMore.\n"),
    "prose": ("content/pages/about.md", lambda text: text.replace("title: ", "title: All ", 1)),
    "fewer words": ("content/methods/lora.uk.md", lambda text: text.split("---\n")[0] + "---\nname: ЛоРА\n---\n"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_every_served_page_equals_that_of_a_fresh_server(site: Path, edit: str) -> None:
    live = LiveSite(folders(site))
    assert live.page("index.html")[0]
    path, change = EDITS[edit]
    text = (site / path).read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    (site / path).write_text(changed, encoding="utf-8")
    live.read_changed({site / path})
    fresh = LiveSite(folders(site))
    assert fresh._shown is not None
    for path in [page.path for page in plan_site(fresh._shown.site).pages]:
        assert live.page(path)[0] == fresh.page(path)[0], path
    assert live.problems == fresh.problems


def test_a_changed_glossary_updates_the_bodies_that_use_it(minimal: Path) -> None:
    live = LiveSite(folders(minimal))
    assert b'class="term"' not in (live.page("en/methods/one.html")[0] or b"")
    write_site(minimal, {"content/glossary.yaml": "- term: one\n  definition: The first.\n"})
    live.read_changed({minimal / "content/glossary.yaml"})
    fresh = LiveSite(folders(minimal))
    assert b'class="term"' in (fresh.page("en/methods/one.html")[0] or b"")
    for path in ("en/methods/one.html", "en/glossary.html", "en/index.html"):
        assert live.page(path)[0] == fresh.page(path)[0], path
    write_site(minimal, {"content/glossary.yaml": "- term: one\n  definition: The very first.\n"})
    live.read_changed({minimal / "content/glossary.yaml"})
    assert b"The very first." in (live.page("en/glossary.html")[0] or b"")


def test_only_changed_documents_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kaedah.read import parse_changed

    base = copy_example(tmp_path)
    live = LiveSite(folders(base))
    read: list[str] = []

    parse = parse_changed.parse_document

    def count(name: str, *given: Any) -> object:
        read.append(name)
        return parse(name, *given)

    monkeypatch.setattr(parse_changed, "parse_document", count)
    live.read_changed({base / "content/methods/lora.ko.md"})
    assert read == ["lora"]
    live.read_changed({base / "content/methods/.lora.md.swp", base / "content/methods/4913"})
    assert read == ["lora"]
    write_site(base, {"content/methods/lora.bg.md": "---\nname: ЛоРА\n---\n"})
    live.read_changed({base / "locales"})
    assert read == ["lora", "lora"]
    (base / "content/fields.yaml").write_text(
        (base / "content/fields.yaml").read_text(encoding="utf-8") + "- {id: extra, kind: flag, label: Extra}\n"
    )
    live.read_changed({base / "content/fields.yaml"})
    assert len(read) > 12


def test_rows_of_a_data_file_are_served_as_they_are_now(tmp_path: Path) -> None:
    rows, body = "content/data/rows.csv", "content/methods/three.md"
    base = write_site(tmp_path, MINIMAL | {rows: "name,year\nThree,2003\nFour,2004\n", body: "---\n---\n\nA body.\n"})
    live = LiveSite(folders(base))

    def saved(path: str, text: str) -> None:
        write_site(base, {path: text})
        live.read_changed({base / path})
        fresh = LiveSite(folders(base))
        assert live.problems == fresh.problems
        assert fresh._shown is not None
        if not live.problems:
            for page in plan_site(fresh._shown.site).pages:
                assert live.page(page.path)[0] == fresh.page(page.path)[0], page.path

    saved(rows, "name,year\nThree,1903\nFour,2004\nFive,2005\n")
    assert "1903" in text_of(live, "en/methods/three.html")
    assert "2005" in text_of(live, "en/methods/five.html")
    saved(body, "---\ntype: Third\n---\n\nAnother body.\n")
    assert "Another body." in text_of(live, "en/methods/three.html")
    (base / rows).write_text("name,year\nThree,soon\n", encoding="utf-8")
    live.read_changed({base / rows})
    assert [problem.text for problem in live.problems] == ['"soon" is not a year']
    assert "2005" in text_of(live, "en/methods/five.html")
    saved(rows, "name,year\nThree,1904\n")
    assert live.page("en/methods/five.html")[0] is None


def test_a_broken_document_keeps_its_last_good_page_until_it_is_fixed(minimal: Path) -> None:
    live = LiveSite(folders(minimal))
    one, two = minimal / "content/methods/one.md", minimal / "content/methods/two.md"
    good = one.read_text(encoding="utf-8")
    one.write_text(good.replace("2001", "soon"), encoding="utf-8")
    two.write_text(two.read_text(encoding="utf-8").replace("name: Two", "name: Number two"), encoding="utf-8")
    live.read_changed({one, two})
    assert [problem.text for problem in live.problems] == ['"soon" is not a year']
    assert "2001" in text_of(live, "en/methods/one.html")
    assert "<h1>Number two</h1>" in text_of(live, "en/methods/two.html")
    one.write_text(good.replace("2001", "1999"), encoding="utf-8")
    live.read_changed({one})
    assert live.problems == []
    assert "1999" in text_of(live, "en/methods/one.html")


def test_changes_saved_before_watching_started_are_shown(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import watchfiles
    from kaedah.contribute.watch import changes_below

    monkeypatch.setattr(watchfiles, "watch", lambda *folders, **options: iter([set(), set()]))
    assert [*changes_below([minimal], initial=True)] == [{minimal}]
    assert [*changes_below([minimal])] == []


def test_a_change_that_no_page_shows_does_not_reload_it(minimal: Path) -> None:
    live = LiveSite(folders(minimal))
    version = live.version
    live.read_all()
    assert live.version == version
    one = minimal / "content/methods/one.md"
    one.write_text(one.read_text() + "\n\n", encoding="utf-8")
    live.read_changed({one})
    assert live.version == version
    one.write_text(one.read_text() + "Words.\n", encoding="utf-8")
    live.read_changed({one})
    assert live.version != version


def test_a_broken_link_is_reported_at_once(minimal: Path) -> None:
    live = LiveSite(folders(minimal))
    one = minimal / "content/methods/one.md"
    one.write_text(one.read_text(encoding="utf-8") + "\n[](method:three)\n", encoding="utf-8")
    live.read_changed({one})
    assert [problem.text for problem in live.problems] == ['there is no method "three"']
    assert text_of(live, "en/methods/one.html")
    one.unlink()
    live.read_changed({one})
    assert [problem.text for problem in live.problems] == ['there is no method "one"']


def text_of(live: LiveSite, path: str) -> str:
    content, _ = live.page(path)
    assert content is not None
    return content.decode()


# files that change


def test_the_server_shows_saved_changes_and_survives_broken_content(server: Server, minimal: Path) -> None:
    path = minimal / "content/methods/one.md"
    good = path.read_text()
    path.write_text(good.replace("name: One", "name: Number one"))
    server.wait_until("/en/methods/one.html", "<h1>Number one</h1>")
    path.write_text(good.replace("year: 2001", "year: soon"))
    server.wait_for('error: "soon" is not a year')
    assert "<h1>Number one</h1>" in server.get("/en/methods/one.html")[1]
    path.unlink()
    server.wait_for('there is no method "one"')
    path.write_text(good.replace("name: One", "name: One again"))
    server.wait_until("/en/methods/one.html", "<h1>One again</h1>")
    assert server.process.poll() is None


def test_the_server_survives_removed_folders_and_renamed_files(server: Server, minimal: Path) -> None:
    content = minimal / "content"
    content.rename(minimal / "elsewhere")
    server.wait_for("there is no such file")
    assert "<h1>One</h1>" in server.get("/en/methods/one.html")[1]
    (minimal / "elsewhere").rename(content)
    server.wait_for("no errors; methods: 2, languages: 1")
    (content / "methods/sub").mkdir()
    (content / "methods/one.md").rename(content / "methods/sub/one.md")
    path = content / "methods/sub/one.md"
    path.write_text(path.read_text().replace("name: One", "name: Moved"))
    server.wait_until("/en/methods/one.html", "<h1>Moved</h1>")
    shutil.rmtree(content / "methods")
    server.wait_until("/en/methods/one.html", "Page not found")
    write_site(minimal, MINIMAL)
    server.wait_until("/en/methods/one.html", "<h1>One</h1>")
    two = content / "methods/two.md"
    two.rename(content / "methods/three.md")
    server.wait_for('there is no method "two"')
    assert server.process.poll() is None


def test_the_server_starts_with_broken_content_and_reports_the_problems(minimal: Path) -> None:
    write_site(minimal, {"content/methods/three.md": BAD})
    server = Server(minimal)
    try:
        status, page = server.get("/en/methods/one.html")
        assert status == 503
        assert "content/methods/three.md:3:7: error: &quot;soon&quot; is not a year" in page
        (minimal / "content/methods/three.md").write_text(TEXT)
        server.wait_until("/en/methods/three.html", "<h1>Three</h1>")
    finally:
        server.stop()


def test_a_broken_theme_is_reported_and_can_be_fixed(minimal: Path) -> None:
    shutil.copytree(ROOT / "themes", minimal / "themes")
    server = Server(minimal)
    try:
        template = minimal / "themes/default/templates/method.html"
        good = template.read_text(encoding="utf-8")
        template.write_text(good.replace("{{ words(entry.name) }}", "{{ no_such_name }}"), encoding="utf-8")
        server.wait_until("/en/methods/one.html", "cannot render en/methods/one.html")
        assert server.get("/en/methods/one.html")[0] == 500
        template.write_text(good, encoding="utf-8")
        server.wait_until("/en/methods/one.html", "<h1>One</h1>")
    finally:
        server.stop()


def test_the_server_also_publishes_and_reports_errors_like_a_build(minimal: Path, tmp_path: Path) -> None:
    output = minimal / "public"
    server = Server(minimal, "--output", str(output))
    try:
        server.wait_for("pages written")
        assert tree(output).keys() == tree(publish(minimal, tmp_path / "other")).keys()
        assert b"~kaedah" not in (output / "en/methods/one.html").read_bytes()
        write_site(output, {"diary.txt": "mine"})
        one = minimal / "content/methods/one.md"
        one.write_text(one.read_text().replace("name: One", "name: Uno"))
        server.wait_for("the output folder holds files not written by a build (1): diary.txt")
    finally:
        server.stop()


def test_the_server_stops_quietly_on_an_interrupt(server: Server) -> None:
    server.process.send_signal(signal.SIGINT)
    server.process.wait(20)
    server.reader.join(10)
    reported = "".join(server.lines.get_nowait() for _ in range(server.lines.qsize()))
    assert "Traceback" not in reported
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}/", timeout=2)


def test_a_port_in_use_is_reported(server: Server, minimal: Path) -> None:
    options = [f"--content={minimal / 'content'}", f"--locales={minimal / 'locales'}", f"--themes={ROOT / 'themes'}"]
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--port", str(server.port), *options]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 1
    assert found.stderr.startswith(f"error: cannot serve on port {server.port}: ")
    assert found.stderr.endswith("  hint: name another port with --port, or 0\n")


# in the browser


def overlay(page: Page) -> str:
    """What is shown over the page; empty where nothing is."""
    host = page.locator("kaedah-problems section")
    return host.inner_text() if host.count() else ""


# How the panel is placed, once its style sheet is there.
STYLED = """async (element) => {
  const place = () => getComputedStyle(element).position;
  for (let rest = 200; rest && place() === "static"; rest -= 1) await new Promise((done) => setTimeout(done, 50));
  return place();
}"""


@pytest.mark.browser
def test_an_open_page_reloads_after_edits_and_shows_problems_in_an_overlay(
    browser: Browser, server: Server, minimal: Path
) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    open_page(page, f"{server.address}en/methods/one.html")
    path = minimal / "content/methods/one.md"
    good = path.read_text()

    path.write_text(good.replace("name: One", "name: Number one"))
    page.get_by_role("heading", name="Number one").wait_for(timeout=20_000)
    assert overlay(page) == ""

    path.write_text(good.replace("year: 2001", "year: soon"))
    panel = page.locator("kaedah-problems section")
    panel.wait_for(timeout=20_000)
    assert "content/methods/one.md:3:7" in panel.inner_text()
    assert '"soon" is not a year' in panel.inner_text()
    assert "write four digits from 1000 to 2100" in panel.inner_text()
    assert panel.get_attribute("role") == "alert"
    assert panel.evaluate(STYLED) == "fixed"
    assert page.locator("h1").inner_text() == "Number one"

    path.write_text(good.replace("name: One", "name: Fixed"))
    page.get_by_role("heading", name="Fixed").wait_for(timeout=20_000)
    panel.wait_for(state="detached", timeout=20_000)

    two = minimal / "content/methods/two.md"  # a warning of a rule: the methods do not relate back
    two.write_text(two.read_text().replace("related: [one]\n", ""))
    panel.wait_for(timeout=20_000)
    assert panel.get_attribute("role") == "status"
    assert "1 warning" in panel.inner_text()
    assert faults == []
    page.close()


@pytest.mark.browser
def test_hidden_pages_hold_no_connection(browser: Browser, server: Server, minimal: Path) -> None:
    page = browser.new_page()
    open_page(page, f"{server.address}en/methods/one.html")
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    path = minimal / "content/methods/one.md"
    path.write_text(path.read_text().replace("name: One", "name: Number one"))
    server.wait_until("/en/methods/one.html", "Number one")
    page.wait_for_timeout(300)
    assert page.locator("h1").inner_text() == "One"
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: false});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.get_by_role("heading", name="Number one").wait_for(timeout=20_000)
    page.close()


@pytest.mark.browser
def test_a_missing_page_appears_once_its_file_is_written(browser: Browser, server: Server, minimal: Path) -> None:
    page = browser.new_page()
    open_page(page, f"{server.address}en/methods/three.html")
    write_site(minimal, {"content/methods/three.md": TEXT})
    page.get_by_role("heading", name="Three").wait_for(timeout=20_000)
    page.close()


def test_the_event_stream_sends_the_state_at_once_and_after_every_change(server: Server, minimal: Path) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/~kaedah/events")
    response = connection.getresponse()
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"

    def reported() -> dict[str, object]:
        line = b""
        while not line.startswith(b"data: "):
            line = response.readline()
        found = json.loads(line.removeprefix(b"data: "))
        assert isinstance(found, dict)
        return found

    first = reported()
    assert first["problems"] == []
    page = server.get("/en/methods/one.html")[1]
    assert f'data-version="{first["version"]}"' in page
    path = minimal / "content/methods/one.md"
    path.write_text(path.read_text().replace("2001", "soon"))
    broken = reported()
    assert broken["version"] == first["version"]
    (problem,) = broken["problems"]  # type: ignore[misc]
    assert (problem["path"], problem["line"], problem["column"]) == ("content/methods/one.md", 3, 7)
    connection.close()
