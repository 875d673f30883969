#!/usr/bin/env python3
"""Times in Chromium, from disk, on a site of N methods: what a keystroke of the search takes, and a column added to a set.

    .venv/bin/python benchmarks/browser.py [N]          # 10,000 unless said

Writes a site of the corpus in English with one translation (Korean) into a folder that is deleted afterwards, builds it,
opens compare/index.html from `file://` and measures with performance.now(): from the input event until the options stand
in the page; from Enter on an option until its column stands in the page, 150 ms after the option appeared (the box loads
the column's file meanwhile) and at once; and from an address typed by hand until its column does, its file not yet loaded.
Prints medians and 95th percentiles in milliseconds, and what the first load weighs, gzip -9.
"""

import gzip
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import corpus
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "peers"), str(HERE.parent)]
import kaedah_peer  # noqa: E402

from tests.find_browser import find_browser  # noqa: E402

ROUNDS = 40
# Each query is typed letter by letter, as a reader types it.
QUERIES = {"en": ("sparse kernel", "bayesian", "e", "zzz"), "ko": ("희소 커널", "베이즈", "법", "ㅋㅋㅋ")}

TYPE = """async ([text, rounds]) => {
  const input = document.getElementById("page-add");
  const list = document.getElementById("page-add-list");
  const live = list.parentElement.querySelector("[aria-live]");
  const times = [];
  input.focus();
  for (let round = 0; round < rounds; round += 1) {
    for (let end = 1; end <= text.length; end += 1) {
      live.textContent = "";
      const seen = new Promise((done) => new MutationObserver((_, me) => {
        if (live.textContent) { me.disconnect(); done(); }
      }).observe(live, { childList: true }));
      input.value = text.slice(0, end);
      const begin = performance.now();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await seen;
      times.push(performance.now() - begin);
    }
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done));
  }
  return times;
}"""

ADD = """async ([one, two, ...others]) => {
  const times = [];
  const place = document.querySelector(".compare");
  const show = async (wanted) => {
    const seen = new Promise((done) => new MutationObserver((_, me) => {
      if (place.dataset.drawn === wanted) { me.disconnect(); done(); }
    }).observe(place, { attributeFilter: ["data-drawn"] }));
    const begin = performance.now();
    location.hash = wanted;
    await seen;
    return performance.now() - begin;
  };
  for (const other of others) {
    await show(`${one},${two}`);
    times.push(await show(`${one},${two},${other}`));
  }
  return times;
}"""

# A reader types a name, sees it offered, and presses Enter after so many milliseconds.
CHOOSE = """async ([wait, one, two, ...others]) => {
  const input = document.getElementById("page-add");
  const list = document.getElementById("page-add-list");
  const place = document.querySelector(".compare");
  const until = (node, options, holds) => new Promise((done) => {
    if (holds()) return done();
    new MutationObserver((_, me) => { if (holds()) { me.disconnect(); done(); } }).observe(node, options);
  });
  const times = [];
  for (const other of others) {
    location.hash = `${one},${two}`;
    await until(place, { attributeFilter: ["data-drawn"] }, () => place.dataset.drawn === `${one},${two}`);
    input.focus();
    input.value = other.replaceAll("-", " ");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await until(list, { childList: true }, () => list.firstChild);
    await new Promise((done) => setTimeout(done, wait));
    const wanted = `${one},${two},${list.firstChild.dataset.slug}`;
    const seen = until(place, { attributeFilter: ["data-drawn"] }, () => place.dataset.drawn === wanted);
    const begin = performance.now();
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    await seen;
    times.push(performance.now() - begin);
  }
  return times;
}"""


def told(name: str, times: list[float]) -> None:
    worst = statistics.quantiles(times, n=20)[-1]
    print(f"{name:40} median {statistics.median(times):6.1f}   p95 {worst:6.1f}   largest {max(times):6.1f}   n {len(times)}")


def weight(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def main(count: int) -> None:
    kaedah_peer.CODES = {"en": "en", "ko": "ko"}
    with tempfile.TemporaryDirectory() as base:
        model = corpus.build(count)
        model["sets"] = model["sets"][:20]
        site = Path(base) / "site"
        kaedah_peer.write(model, str(site))
        subprocess.run(
            [sys.executable, str(HERE.parent / "build.py"), "-q", "build", f"--content={site / 'content'}",
             f"--locales={site / 'locales'}", f"--themes={HERE.parent / 'themes'}", f"--output={base}/public"],
            check=True, stderr=subprocess.DEVNULL,
        )
        measure(Path(base) / "public", [method["slug"] for method in model["methods"]])


def measure(public: Path, slugs: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(with_windows=True), args=["--no-sandbox"])
        print(f"Chromium {browser.version}, {len(slugs)} methods")
        for locale, queries in QUERIES.items():
            page = browser.new_page()
            page.goto((public / locale / "compare/index.html").as_uri())
            page.wait_for_selector(".compare[data-drawn]", state="attached")
            begin = page.evaluate("performance.now()")
            type_once(page)
            print(f"{locale}: box entered until the first result {page.evaluate('performance.now()') - begin:.0f} ms")
            for query in queries:
                told(f"{locale}: keystroke in “{query}”", page.evaluate(TYPE, [query, ROUNDS]))
            one, two = slugs[:2]
            for wait, place in ((150, 1), (0, 2)):  # other methods each time: no file is loaded twice
                others = slugs[place * ROUNDS * 2 : (place + 1) * ROUNDS * 2]
                told(f"{locale}: column, Enter {wait} ms after its option", page.evaluate(CHOOSE, [wait, one, two, *others]))
            told(f"{locale}: column, by its address", page.evaluate(ADD, slugs[: ROUNDS * 2]))
            html = public / locale / "compare/index.html"
            first = weight(html, *public.glob("assets/*"))
            print(f"{locale}: first load at most {first / 1024:.0f} KiB, search data {weight(public / locale / 'search.js') / 1024:.0f} KiB")
            page.close()
        browser.close()


def type_once(page: Page) -> None:
    page.locator("#page-add").fill("a")
    page.wait_for_function("document.querySelector('.picker [aria-live]').textContent !== ''")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
