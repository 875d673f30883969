"""Audits that need Java and Node: the Nu HTML checker on every page, and Lighthouse on each kind of page.

    make audit                                   # all of it; exits with 1 where anything is below what it should be
    .venv/bin/python -m tests.audit --runs 3     # the same, Lighthouse three times a page, with medians

Both tools come from npm, in the versions pinned below, into `.venv/audit`; nothing of them is kept in the repository.
Java 17 or newer, npm and a Chrome, Edge or Chromium must be there; Lighthouse runs on the Node that Playwright brings,
because it asks for a newer one than many systems have.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import playwright

from tests.find_browser import find_browser

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".venv" / "audit"
VERSIONS = {"vnu-jar": "26.9.27", "lighthouse": "13.5.0"}
THEMES = ("default", "ledger")

PAGES = {
    "method": "en/methods/lora.html",
    "method, Korean": "ko/methods/lora.html",
    "pair": "en/compare/lora/qlora.html",
    "curated comparison": "en/compare/parameter-efficient-methods.html",
    "curated comparison, Chinese": "zh-Hans/compare/parameter-efficient-methods.html",
    "catalogue": "en/index.html",
    "filter": "en/by/year/2020s.html",
    "timeline": "en/timeline/index.html",
    "any set": "en/compare/index.html#lora,qlora,bitfit",
    "any set, Ukrainian": "uk/compare/index.html#lora,qlora,bitfit",
}
PRESETS: Mapping[str, tuple[str, ...]] = {"mobile": (), "desktop": ("--preset=desktop",)}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
THRESHOLD = 100
# Where a hundred cannot be had: (page, preset, category) to what can. One that is no longer needed is an error.
LOWER: Mapping[tuple[str, str, str], int] = {}

# Properties of CSS that browsers have and the checker does not know yet. One that it has learned is an error here.
UNKNOWN_TO_THE_CHECKER = ("math-depth", "math-style", "line-clamp")

Scores = Mapping[tuple[str, str], Mapping[str, int]]  # (page, preset) to category to points of a hundred


def table(scores: Scores) -> str:
    """The scores as a Markdown table, a row per page and preset in the order given."""
    rows = [
        ("page", "preset", *CATEGORIES),
        ("---",) * (2 + len(CATEGORIES)),
        *((*key, *(str(found[category]) for category in CATEGORIES)) for key, found in scores.items()),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def faults_of(scores: Scores, lower: Mapping[tuple[str, str, str], int]) -> list[str]:
    """What is below its threshold, and each lower threshold that was not needed; nothing if all is well."""
    faults = []
    for (page, preset), found in scores.items():
        for category in CATEGORIES:
            wanted = lower.get((page, preset, category), THRESHOLD)
            if found[category] < wanted:
                faults.append(f"{page}, {preset}: {category} is {found[category]}, should be at least {wanted}")
            elif wanted < THRESHOLD <= found[category]:
                faults.append(f"{page}, {preset}: {category} is {THRESHOLD}; take its lower threshold out of LOWER")
    measured = {(*key, category) for key in scores for category in CATEGORIES}
    return faults + [f"LOWER names what was not measured: {', '.join(key)}" for key in lower if key not in measured]


def points(report: Mapping[str, object]) -> dict[str, int]:
    """Category to points of a hundred, rounded down, from a Lighthouse report. Raises ValueError where one has none."""
    categories: Mapping[str, Mapping[str, float | None]] = report["categories"]  # type: ignore[assignment]
    found = {}
    for category in CATEGORIES:
        score = categories[category]["score"]
        if score is None:
            raise ValueError(f"Lighthouse gave no score for {category}")
        found[category] = int(score * 100 + 1e-6)
    return found


def nu_faults(messages: Sequence[Mapping[str, object]], unknown: Sequence[str]) -> list[str]:
    """What the checker calls an error, as `file:line: message`, and each `unknown` property that it has learned."""
    faults = []
    seen = set()
    for message in messages:
        text = str(message["message"])
        name = re.fullmatch(r"CSS: “([a-z-]+)”: Property “\1” doesn't exist\.", text)
        if name and name[1] in unknown:
            seen.add(name[1])
        elif message["type"] != "info":
            faults.append(f"{message.get('url', '')}:{message.get('lastLine', '')}: {text}")
    return faults + [f"the checker knows {name} now; take it out of the list" for name in unknown if name not in seen]


class Host(SimpleHTTPRequestHandler):
    """A static host as they are: compresses text, lets assets be kept for a year and the rest for ten minutes."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | None:  # type: ignore[override]
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return None
        content, kind = path.read_bytes(), self.guess_type(str(path))
        textual = kind.startswith("text/") or kind.split("/")[-1] in ("javascript", "json", "xml", "svg+xml")
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if textual else kind)
        if textual and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = gzip.compress(content, 6)
            self.send_header("Content-Encoding", "gzip")
        lifetime = "31536000, immutable" if "/assets/" in self.path else "600"
        self.send_header("Cache-Control", f"public, max-age={lifetime}")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a host that serves the folder for as long as the context lasts; the folder may be filled later."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def install() -> None:
    """Puts the pinned tools into the throwaway folder. Raises FileNotFoundError where Java or npm are missing."""
    for name in ("java", "npm"):
        if not shutil.which(name):
            raise FileNotFoundError(f"{name} was not found: install Java 17 or newer, and Node with npm")
    TOOLS.mkdir(parents=True, exist_ok=True)
    (TOOLS / "package.json").write_text(json.dumps({"private": True, "dependencies": VERSIONS}))
    quiet = ("--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([str(shutil.which("npm")), "install", *quiet], cwd=TOOLS, check=True)


def build(theme: str, address: str, output: Path) -> None:
    command = [
        sys.executable,
        "build.py",
        "-q",
        "build",
        f"--theme={theme}",
        f"--base-url={address}",
        f"--output={output}",
    ]
    subprocess.run(command, cwd=ROOT, check=True)


def check_html(folder: Path) -> list[str]:
    """What the Nu HTML checker finds in every page, style sheet and picture of a folder."""
    jar = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    kinds = ("--skip-non-html", "--also-check-css", "--also-check-svg")
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", str(jar), "--format", "json", *kinds, str(folder)], capture_output=True, check=False
    )
    return nu_faults(json.loads(done.stderr)["messages"], UNKNOWN_TO_THE_CHECKER)


def measure(address: str, preset: str, reported: list[str]) -> dict[str, int]:
    """Points per category of one visit. What costs points is added to `reported`."""
    node = next((Path(playwright.__file__).parent / "driver").glob("node*"))
    sandbox = " --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    command = [
        str(node),
        str(TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"),
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new{sandbox}",
        *PRESETS[preset],
    ]
    chrome = {**os.environ, "CHROME_PATH": find_browser(with_windows=True)}
    done = subprocess.run(command, capture_output=True, check=True, env=chrome)
    report = json.loads(done.stdout)
    weights = {ref["id"]: ref["weight"] for category in report["categories"].values() for ref in category["auditRefs"]}
    for name, audit in report["audits"].items():
        if weights.get(name) and audit["score"] is not None and audit["score"] < 0.9:
            reported.append(f"  {address} {preset}: {audit['title']}: {audit.get('displayValue', audit['score'])}")
    return points(report)


def audit(runs: int) -> int:
    install()
    faults: list[str] = []
    reported: list[str] = []
    scores: dict[tuple[str, str], dict[str, int]] = {}
    for theme in THEMES:
        folder = TOOLS / theme
        with served(folder) as address:
            build(theme, address, folder)
            found = check_html(folder)
            pages = len(list(folder.rglob("*.html")))
            print(f"vnu-jar {VERSIONS['vnu-jar']}, theme {theme}: {pages} pages, {len(found)} errors", flush=True)
            faults += found
            for name, path in PAGES.items() if theme == THEMES[0] else ():
                for preset in PRESETS:
                    visits = [measure(address + path, preset, reported) for _ in range(runs)]
                    scores[name, preset] = {
                        key: int(statistics.median(visit[key] for visit in visits)) for key in CATEGORIES
                    }
    print(f"\nlighthouse {VERSIONS['lighthouse']}, median of {runs}\n\n{table(scores)}\n")
    faults += faults_of(scores, LOWER)
    print("\n".join((*reported, *faults, f"{len(faults)} to fix")))
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=1, help="visits per page and preset; medians are printed")
    try:
        return audit(parser.parse_args().runs)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    sys.exit(main())
