#!/usr/bin/env python3
"""From a saved file to the reloaded page: `build.py serve` and a real browser, at several numbers of methods.

    .venv/bin/python -m benchmarks.serve_speed [N ...] [-r RUNS]

Needs what the tests need (`make .venv/dev`, a browser). For each N (20, 200, 1000) the workload of run.py is written to
$PEERS (~/.cache/kaedah-bench) and served; a paragraph with a new word is added to a translation, and the browser tells
when the page with that word was parsed (`domContentLoadedEventEnd`) and when all of it had loaded (`loadEventEnd`).
Times are in milliseconds from just before the file is written. Saves follow each other after PAUSE seconds, so that the
rules over the whole site run in between.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "peers"), str(HERE.parent)]

LOCALE, PAUSE = "uk", 2.0


def served(site: Path) -> tuple[subprocess.Popen[str], str, float]:
    """The server and its address, and the seconds until it answered."""
    command = [sys.executable, "-u", str(HERE.parent / "build.py"), "serve", "--port", "0"]
    folders = ["--content", site / "content", "--locales", site / "locales", "--themes", HERE.parent / "themes"]
    begun = time.monotonic()
    process = subprocess.Popen([*command, *map(str, folders)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return process, found[0], time.monotonic() - begun
    raise SystemExit("the server did not start")


def measure(count: int, runs: int, executable: str) -> None:
    import corpus
    import kaedah_peer
    from playwright.sync_api import sync_playwright

    root = Path(os.environ.get("PEERS", Path.home() / ".cache/kaedah-bench"))
    site = root / f"site/kaedah-serve-{count}"
    model = corpus.build(count)
    if not site.exists():
        kaedah_peer.write(model, str(site))
    slug = model["methods"][count // 2]["slug"]
    path = Path(kaedah_peer.source(str(site), LOCALE, slug))
    text = path.read_text(encoding="utf-8")
    process, address, start = served(site)
    parsed, loaded = [], []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"{address}{LOCALE}/methods/{slug}.html")
            for run in range(runs + 1):
                time.sleep(PAUSE)
                word = f"saved{os.getpid()}x{run}"
                begun = time.time() * 1000
                path.write_text(f"{text.rstrip()}\n\n{word}\n", encoding="utf-8")
                page.get_by_text(word, exact=True).wait_for(timeout=60_000)
                done = 0
                while not done:  # the policy of the server forbids what would wait for it inside the page
                    origin, ready, done = page.evaluate(
                        "(() => { const [at] = performance.getEntriesByType('navigation');"
                        " return [performance.timeOrigin, at.domContentLoadedEventEnd, at.loadEventEnd]; })()"
                    )
                if run:  # the first save warms the browser
                    parsed.append(origin + ready - begun)
                    loaded.append(origin + done - begun)
            browser.close()
    finally:
        path.write_text(text, encoding="utf-8")
        process.terminate()
        process.wait(20)
    of = lambda times: f"{statistics.median(times):.0f} ({min(times):.0f}..{max(times):.0f})"
    print(f"{count} methods: ready after {start:.1f} s; saved to parsed {of(parsed)} ms, to loaded {of(loaded)} ms")


def main() -> None:
    from tests.find_browser import find_browser

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("counts", type=int, nargs="*", default=[20, 200, 1000])
    options.add_argument("-r", "--runs", type=int, default=9)
    asked = options.parse_args()
    for count in asked.counts:
        measure(count, asked.runs, find_browser(with_windows=True))


if __name__ == "__main__":
    main()
