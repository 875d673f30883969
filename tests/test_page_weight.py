"""The size of the first view of every page, and a strict policy on every kind of page."""

import gzip
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import open_page, watch
from tests.conftest import POLICY, THEMES

pytestmark = pytest.mark.slow

KINDS = {
    "method": "en/methods/lora.html",
    "pair": "ko/compare/lora/qlora.html",
    "curated set": "uk/compare/parameter-efficient-methods.html",
    "any set": "bg/compare/index.html#lora,qlora",
    "sets": "zh-Hans/compare/index.html",
    "catalogue": "ms/index.html",
    "filter": "ko/by/year/2020s.html",
    "timeline": "bg/timeline/index.html",
    "glossary": "en/glossary.html",
    "coverage": "zh-Hans/translations.html",
    "contribution": "uk/contribute.html",
    "about": "uk/about.html",
    "chooser": "index.html",
    "not found": "404.html",
}
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"([^>]*)>')
SCRIPT = re.compile(r'<script [^>]*src="([^"]+)"></script>')
FIRST_VIEW, SCRIPTS = 14 * 1024, 8 * 1024  # bytes, gzip -9
GLOSSARY = 16 * 1024  # with a hundred bytes for each term it must have room to grow


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def heavy_pages(public: Path) -> list[tuple[str, int, int]]:
    """Pages above the limits, each with the bytes of its first view and of its scripts.

    The first view is the page and its style sheets, but for that of paper, which no screen waits for. The scripts are
    all that the page asks for.
    """
    weights = {f"assets/{path.name}": weight(path) for path in (public / "assets").iterdir()}
    heavy = []
    for path in sorted(public.rglob("*.html")):
        text = path.read_text()
        specs, scripts = SHEET.findall(text), SCRIPT.findall(text)
        assert (len(specs), len(scripts)) == (text.count('"stylesheet"'), text.count("<script")), path
        styles = [name for name, rest in specs if rest != ' media="print"']
        seen = weight(path) + sum(weights[name.replace("../", "")] for name in styles)
        run = sum(weights[name.replace("../", "")] for name in scripts)
        if seen > (GLOSSARY if path.name == "glossary.html" else FIRST_VIEW) or run > SCRIPTS:
            heavy.append((path.relative_to(public).as_posix(), seen, run))
    return heavy


@pytest.mark.parametrize("theme", THEMES)
def test_every_page_is_within_the_size_limit_for_the_first_view(built: Callable[[str], Path], theme: str) -> None:
    assert heavy_pages(built(theme)) == []


@pytest.mark.browser
@pytest.mark.parametrize("from_disk", [True, False])
def test_every_kind_of_page_works_under_a_same_origin_policy(
    browser: Browser, public: Path, address: str, tmp_path: Path, from_disk: bool
) -> None:
    """From disk no server sends the policy, so it is put into a copy of each page, where the browser keeps to it."""
    page = browser.new_page()
    start = address
    if from_disk:
        start = shutil.copytree(public, tmp_path / "public").as_uri() + "/"
        meta = f'<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        for name in KINDS.values():
            path = tmp_path / "public" / name.partition("#")[0]
            path.write_bytes(path.read_bytes().replace(b"<head>", meta.encode(), 1))
            assert path.read_text().count(POLICY) == 1
    faults = watch(page)
    for name, path in KINDS.items():
        open_page(page, start + path)
        assert page.locator("h1").first.is_visible(), name
        linked = page.locator("link[rel=stylesheet]").count()
        assert page.evaluate("document.styleSheets.length") == linked >= 1, name
        if name == "any set":
            page.wait_for_selector('.compare[data-drawn="lora,qlora"]')
        assert page.locator("[style], style, script:not([src])").count() == 0, name
    assert faults == []
    page.close()
