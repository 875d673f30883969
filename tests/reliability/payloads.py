"""Payloads through doors: nothing that a stranger writes is active in any output, or runs in any of three browsers.

Each round puts a payload into every door of a site of six languages, another in the next round, so that in as many
rounds as there are payloads each goes through each door. A word is refused with an error at its line, or comes out as
text. Every output is then read by parsers, and pages and chapters of books are opened in Chromium, Firefox and WebKit.
The rounds must be able to fail: all payloads are opened bare too, and most of those that are code run then.
"""

import itertools
import json
import os
import re
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from kaedah.check.run import read_checked_site
from kaedah.model import Site
from kaedah.problems import Problem
from kaedah.publish.zim import WRITER
from kaedah.read.documents import DocumentLoader
from kaedah.read.folders import Folders
from kaedah.read.markdown import convert

from tests.reliability.doors import COLUMNS, LOCALE_CODES, METHODS, Door, Doors, Filled
from tests.reliability.engines import ENGINES, PACKAGES, Engine, engines
from tests.reliability.outputs import active_bytes, write_outputs
from tests.reliability.payload_list import payloads
from tests.reliability.trial import CannotRun, Trial, main

HARNESS = Path(__file__).with_name("harness.html").read_bytes()
QUICK_ROUNDS = 4
ROUNDS = "KAEDAH_ROUNDS"  # FIRST:LAST of all rounds, for a part of them
STEP = 197  # a prime, so that every round comes
MOST_READINGS = 40
STRUCTURE = re.compile(r"content/(fields|site)\.yaml: (id|kind) of |content/site\.yaml: source locale")
DATA_ENTRIES = tuple(f"{kind}-{row}" for row in range(3, len(COLUMNS) - 1) for kind in ("csv", "tsv"))
AT_ONCE = 16  # bare payloads that are opened together


class Settled(NamedTuple):
    """A site that was read, with the doors whose word was refused."""

    site: Site
    refused: set[Door]


def settle(doors: Doors, words: Mapping[Door, str], folder: Path) -> Settled:
    """Reads the site with these words; a word that is an error gives way to the plain one of its door."""
    refused: set[Door] = set()
    base, loader = folder / "site", DocumentLoader()
    folders = Folders(base / "content", base / "locales", base / "themes")
    before: dict[str, Filled] = {}
    for _ in range(MOST_READINGS):
        files = doors.files({door: word for door, word in words.items() if door not in refused})
        for path in before.keys() - files.keys():
            (base / path).unlink()
        for path, filled in files.items():
            if path not in before or filled.text != before[path].text:
                (base / path).parent.mkdir(parents=True, exist_ok=True)
                (base / path).write_bytes(filled.text.encode("utf-8", "surrogatepass"))
        before = files
        site, problems = read_checked_site(folders, loader=loader)
        if site is not None:
            return Settled(site, refused)
        errors = [problem for problem in problems if problem.level == "error"]
        found = {door for problem in errors for door in _blamed(problem, files, refused)}
        if not found:  # an id or a kind that is one, but not that which other files name
            found = {door for door in doors.doors if STRUCTURE.match(door.name) and door not in refused}
        if not found:
            raise AssertionError(f"errors without a door: {errors[:3]}")
        refused |= found
    raise AssertionError("the site is not read")


def _blamed(problem: Problem, files: Mapping[str, Filled], refused: set[Door]) -> list[Door]:
    """The doors whose words may be what an error is about: at its line, else after it, else any of the body."""
    filled = files.get(problem.path)
    if filled is None:
        return []
    here = [door for door, first, last in filled.places if first <= problem.line <= last and door not in refused]
    if here:
        return here
    after = [door for door, _, last in filled.places if last >= problem.line and door not in refused]
    body = [door for door in after if door.form in ("line", "block")]
    return (_alone_at_fault(filled, body) or body) if body else after[:1]


def _alone_at_fault(filled: Filled, doors: Sequence[Door]) -> list[Door]:
    """The doors of a body that make it wrong, when the text up to their line is converted."""
    lines = filled.text.split("\n")
    start = next(number for number, line in enumerate(lines[1:], 1) if line == "---") + 1
    for door, _, last in filled.places:
        if door in doors:
            body = convert("\n".join(lines[start:last]))
            if any(finding.level == "error" for finding in body.findings):
                return [door]
    return []


class Listener(ThreadingHTTPServer):
    """Serves the harness, bare payloads and the outputs of a round, and notes what payloads ask for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root, self.asked, self.bare = Path("/nonexistent"), set[str](), list[str]()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".xhtml": "application/xhtml+xml"}
    server: Listener

    def do_GET(self) -> None:
        name = self.path.partition("?")[0]
        if re.fullmatch(r"/ran/\d+", name):
            self.server.asked.add(name)
            self._say(b"", "text/plain")
        elif name == "/harness":
            self._say(HARNESS, "text/html; charset=utf-8")
        elif name.startswith("/bare/") and name[6:].isdigit():
            self._say(self.server.bare[int(name[6:])].encode("utf-8", "replace"), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _say(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def translate_path(self, path: str) -> str:
        self.directory = str(self.server.root)
        return super().translate_path(path)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def listening() -> Iterator[Listener]:
    with Listener() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def count_armed(engine: Engine, server: Listener, words: Sequence[str]) -> int:
    """How many payloads run in a browser when they stand in a page as they are."""
    server.bare = [f"<!doctype html><title>bare</title><body>{word}" for word in words]
    ran: set[int] = set()
    server.asked.clear()
    for start in range(0, len(words), AT_ONCE):
        engine.open(f"http://{server.host}/harness")
        pages = [f"/bare/{number}" for number in range(start, min(len(words), start + AT_ONCE))]
        with suppress(OSError):  # one has taken the whole window away
            ran |= {int(number) for number in _look(engine, server, pages)["ran"]}
    return len(ran | {int(path.rpartition("/")[2]) for path in server.asked})


def _look(engine: Engine, server: Listener, pages: Sequence[str]) -> dict[str, list[str]]:
    found = engine.run(f"return await look({json.dumps(pages)}, {json.dumps(f'http://{server.host}/')});")
    if not isinstance(found, dict):
        raise OSError(f"the browser said {found!r:.200}")
    return found


def pages_to_open(site: Site, folder: Path, number: int) -> list[str]:
    """A page of each kind in one language, comparisons that scripts put together, and chapters of its book."""
    code = ("en", *LOCALE_CODES)[number % 6]
    slug = METHODS[number % len(METHODS)]
    entry = DATA_ENTRIES[number % len(DATA_ENTRIES)]
    kinds = [f"methods/{slug}", f"methods/{entry}", "index", "guide", "guide/start", "compare/s1", "glossary"]
    kinds += ["timeline/index", "translations", "about"]
    pair = min((folder / "public" / code / "compare").glob("*/*.html"), default=None)
    pages = [f"/public/{code}/{kind}.html" for kind in kinds]
    pages += [f"/public/{code}/compare/index.html#{','.join(METHODS[:4])}", "/public/index.html", "/public/404.html"]
    pages += [f"/public/{code}/contribute.html#translate=methods/{slug}"]
    pages += [f"/{path.relative_to(folder).as_posix()}" for path in (folder / "public/assets/images").glob("*.svg")]
    pages += [f"/{pair.relative_to(folder).as_posix()}"] if pair else []
    with zipfile.ZipFile(folder / f"{code}.epub") as book:
        chapters = [
            name for name in book.namelist() if name.endswith((f"{slug}.xhtml", "index.xhtml", "glossary.xhtml"))
        ]
        book.extractall(folder / "book", [name for name in book.namelist() if name.endswith((".xhtml", ".css"))])
    pages += [f"/book/{name}" for name in chapters]
    missing = [page for page in pages if not (folder / page.partition("#")[0].lstrip("/")).is_file()]
    assert not missing, missing
    return pages


def look_at(pages: Sequence[str], engine: Engine, server: Listener, folder: Path) -> Iterator[str]:
    """What ran, what is active and what was asked for, when a browser opens pages of a folder."""
    server.root = folder
    server.asked.clear()
    engine.open(f"http://{server.host}/harness")
    seen = _look(engine, server, pages)
    yield from (f"payload {number} ran" for number in seen["ran"])
    yield from seen["found"]
    yield from (f"{path} was asked for" for path in sorted(server.asked))


def words_of(number: int, doors: Doors, words: Sequence[str]) -> dict[Door, str]:
    """The payload of each door in a round."""
    return {door: words[(place + number) % len(words)] for place, door in enumerate(doors.doors)}


class Totals(NamedTuple):
    """What a round did: words that were refused, outputs, pages that were opened, and what was active."""

    refused: int
    outputs: int
    opened: int
    active: list[str]


def play_round(
    number: int, doors: Doors, words: Sequence[str], opened: Mapping[str, Engine], server: Listener
) -> Totals:
    """Puts a payload into each door, writes all outputs, and looks at them."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        site, refused = settle(doors, words_of(number, doors, words), folder)
        written = write_outputs(site, folder)
        active = [*active_bytes(site, folder, written)]
        pages = pages_to_open(site, folder, number) if opened else []
        for engine_name, engine in opened.items():
            active += [f"{engine_name}: {what}" for what in look_at(pages, engine, server, folder)]
        return Totals(len(refused), len(written) + 1, len(pages) * len(opened), active)


def run(trial: Trial) -> None:
    """Plays all rounds, or a few."""
    names = ["Chromium"] if trial.quick else [*ENGINES]
    missing = [tool for tool in (WRITER, "zimdump") if not shutil.which(tool)]
    if missing and not trial.quick:
        raise CannotRun(f"{', '.join(missing)} of zim-tools")
    doors = Doors()
    with listening() as server:
        words = payloads(server.host)
        try:
            with engines(names) as opened:
                _play(trial, doors, words, opened, server)
        except FileNotFoundError as error:
            raise CannotRun(f"{error}; on Debian: {PACKAGES}") from None


def _play(trial: Trial, doors: Doors, words: list[str], opened: Mapping[str, Engine], server: Listener) -> None:
    armed = {name: count_armed(engine, server, words) for name, engine in opened.items()}
    for name, count in armed.items():
        trial.check(f"{count} payloads run bare in {name}", count > len(words) // 5)
    # Rounds that follow each other have little in common, so that a part of them is a fair sample.
    numbers = [place * STEP % len(words) for place in range(len(words))]
    first, _, last = os.environ.get(ROUNDS, "").partition(":")
    numbers = numbers[:QUICK_ROUNDS] if trial.quick else numbers[int(first or 0) : int(last or len(words))]
    refused = outputs = pages = found = 0
    for number in numbers:
        totals = play_round(number, doors, words, opened, server)
        refused, outputs, pages = refused + totals.refused, outputs + totals.outputs, pages + totals.opened
        found += len(totals.active)
        trial.tried += len(doors.doors)
        trial.held += len(doors.doors) - len(totals.active)
        for what in itertools.islice(totals.active, 20):
            trial.faults.append(what)
            print(f"FAULT round {number}: {what}", flush=True)
        print(f"{trial.tried} words, {refused} refused; {outputs} outputs, {pages} pages; {found} active", flush=True)
    browsers = ", ".join(f"{name} ({count} run bare)" for name, count in armed.items())
    print(
        f"{len(words)} payloads through {len(doors.doors)} doors in {len(numbers)} rounds, {refused} words refused; "
        f"{outputs} outputs, {pages} pages opened in {browsers}; "
        f"{found} active bytes"
    )


if __name__ == "__main__":
    main(__doc__, run)
