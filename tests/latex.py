"""Runs the LaTeX export of every curated comparison, and of a hostile site, through XeLaTeX.

    make audit                           # among others
    .venv/bin/python -m tests.latex      # this alone

XeLaTeX, pdftotext and the fonts DejaVu and Noto Sans CJK must be there (Debian: texlive-xetex lmodern poppler-utils
fonts-dejavu-core fonts-noto-cjk).
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browsing import open_page
from tests.conftest import MINIMAL, ROOT, publish, write_site
from tests.find_browser import find_browser
from tests.test_export import export

# What TeX gives a meaning to, at the beginning of a cell and within one.
HOSTILE = "'* [1] {a} \\\\b #c $d %e &f ~g ^h _i |j <k> `l’ --- -- ‘‘m'' \"n\" ?` !` ; = + @'"


FONTS = {"ko": "Noto Sans CJK KR", "zh-Hans": "Noto Sans CJK SC"}  # of the others: DejaVu Sans
LETTERS = {"ko": "[가-힣]", "zh-Hans": "[一-鿿]"}  # what must be in those; of the others: everything


def document(table: str, locale: str) -> str:
    """A document around what was exported: what a reader of the comment in it would write."""
    breaks = '\\XeTeXlinebreaklocale "zh"\n' if locale == "zh-Hans" else ""
    return (
        "\\documentclass{article}\n\\usepackage[margin=1cm]{geometry}\n\\usepackage{fontspec}\n"
        f"\\setmainfont{{{FONTS.get(locale, 'DejaVu Sans')}}}\n{breaks}"
        f"\\begin{{document}}\n\\noindent\n{table}\\end{{document}}\n"
    )


def plain(text: str) -> str:
    """Without spaces and hyphens, which the end of a line adds and takes; TeX bends an apostrophe."""
    return re.sub(r"[\s\u00ad‐‑-]", "", text).replace("'", "’")


def faults_of(text: str, locale: str, cells: list[str], folder: Path) -> list[str]:
    """What is wrong with the page that TeX makes of an export; `cells` are words that must stand on it as they are."""
    (folder / "table.tex").write_text(document(text, locale), encoding="utf-8")
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "table.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        return [line for line in done.stdout.splitlines() if line.startswith("!")] or ["XeLaTeX failed"]
    missing = re.compile(rf"Missing character: There is no {LETTERS.get(locale, '.')} ")
    faults = [line for line in done.stdout.splitlines() if missing.match(line)]
    read = subprocess.run(
        ["pdftotext", "-raw", "table.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True
    )
    found = plain(read.stdout)
    return faults + [f"not on the page: {cell}" for cell in cells if plain(cell) not in found]


def exports(page: Page, folder: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """Page, language, export and words that the page made of it must have, of every comparison in two sites."""
    method = MINIMAL["content/methods/one.md"].replace("type: First", f"type: {HOSTILE}")
    hostile = write_site(folder / "site", {**MINIMAL, "content/methods/one.md": method})
    publish(hostile, folder / "hostile")
    publish(ROOT, folder / "public")
    paths = [folder / "hostile/en/compare/one/two.html", *sorted(folder.glob("public/*/compare/*.html"))]
    for path in paths:
        if path.stem == "index":
            continue
        open_page(page, path.as_uri())
        heads = [head.inner_text() for head in page.locator("thead .head").all()]
        words = [cell.inner_text() for cell in page.locator("tr[data-field=type] td").all()]
        locale = str(page.locator("html").get_attribute("lang"))
        yield str(path.relative_to(folder)), locale, export(page, "LaTeX")[1], heads + words


def main() -> int:
    for name in ("xelatex", "pdftotext"):
        if not shutil.which(name):
            sys.exit(f"error: {name} was not found: see the beginning of tests/latex.py")
    reported = []
    count = 0
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=find_browser())
        for path, locale, text, words in exports(browser.new_page(), folder):
            count += 1
            reported += [f"{path}: {fault}" for fault in faults_of(text, locale, words, folder)]
        browser.close()
    print("\n".join((*reported, f"XeLaTeX: {count} exports, {len(reported)} to fix")))
    return 1 if reported else 0


if __name__ == "__main__":
    sys.exit(main())
