"""The menu, side menus, links and the search of pages, as a browser shows them."""

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import expect_address, follow, open_page, wait_for_page, watch
from tests.conftest import _Handler, publish, write_site
from tests.test_site_pages import MENU, SETTINGS, SITE

pytestmark = pytest.mark.browser

BOX = "#page-search"
# What is looked for: what is found, and what it is said to be.
FOUND = {
    "en": {
        "star": [("guide/start.html", "Page")],
        "both of": [("compare/both.html", "Comparison")],
        "rank": [("glossary.html#rank", "Term")],
        "one": [("one", "")],
        "o": [
            ("one", ""),
            ("two", ""),
            ("guide/deep/other.html", "Page"),
            ("about.html", "Page"),
            ("guide/deep/more.html", "Page"),
            ("index.html", "Page"),
            ("compare/both.html", "Comparison"),
        ],
    },
    "uk": {
        "початок": [("guide/start.html", "Сторінка")],
        "ранг": [("glossary.html#rank", "Термін")],
        "rank": [("glossary.html#rank", "Термін")],
    },
    "ar": {"start": [("guide/start.html", "صفحة")]},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = write_site(tmp_path_factory.mktemp("pages"), SITE | {"content/site.yaml": SETTINGS + MENU})
    return publish(base, base / "public")


@pytest.fixture(params=["disk", "sub-path"])
def beginning(request: pytest.FixtureRequest, site: Path, tmp_path: Path) -> Iterator[str]:
    """Where the site begins: in a folder of this disk, then on a server under a sub-path."""
    if request.param == "disk":
        yield site.as_uri() + "/"
        return
    shutil.copytree(site, tmp_path / "any/sub path", copy_function=os.link)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/any/sub%20path/"
        server.shutdown()


def found(page: Page, query: str) -> list[tuple[str | None, str]]:
    """What the box in the head offers, each with what it is said to be."""
    page.locator(BOX).fill("")
    page.locator(BOX).fill(query)
    page.wait_for_function("document.querySelector('.site-head [aria-live]').textContent !== ''")
    options = page.locator("#page-search-list [role=option]").all()
    kinds = [option.locator(".kind") for option in options]
    return [
        (option.get_attribute("data-slug"), kind.inner_text() if kind.count() else "")
        for option, kind in zip(options, kinds, strict=True)
    ]


@pytest.mark.parametrize("locale", FOUND)
def test_pages_comparisons_and_terms_are_found_as_what_they_are(browser: Browser, beginning: str, locale: str) -> None:
    page = browser.new_page()
    faults = watch(page)
    open_page(page, f"{beginning}{locale}/guide/deep/more.html")
    for query, wanted in FOUND[locale].items():
        assert found(page, query) == wanted, query
    target = FOUND[locale][query][0][0]
    page.keyboard.press("ArrowDown")
    active = page.locator(BOX).get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    wait_for_page(page, f"/{locale}/{target if '.' in target else f'methods/{target}.html'}")
    assert faults == []
    page.close()


def test_the_number_of_results_is_said(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    open_page(page, (site / "en/about.html").as_uri())
    said = page.locator(".site-head [aria-live]")
    assert [len(found(page, query)) and said.text_content() for query in ("rank", "o")] == ["1 result", "7 results"]
    found(page, "zzzz")
    assert said.text_content() == "Nothing was found"
    page.close()


def test_a_comparison_asks_for_methods_alone(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    open_page(page, (site / "en/compare/index.html").as_uri())
    box = page.locator(".picker input[role=combobox]")
    box.fill("both of")
    page.wait_for_function("document.querySelector('.picker [aria-live]').textContent !== ''")
    assert page.locator(".picker [role=option]").count() == 0
    box.fill("o")
    page.wait_for_selector(".picker [role=option]")
    options = page.locator(".picker [role=option]").all()
    assert [option.get_attribute("data-slug") for option in options] == ["one", "two"]
    page.close()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("locale", ["en", "uk", "ar"])
def test_menus_fit_the_screen_and_lead_to_their_pages(
    browser: Browser, site: Path, locale: str, width: int, script: bool
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, java_script_enabled=script)
    open_page(page, (site / locale / "guide/deep/other.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    links = page.locator(".site-nav a, nav.section a, .site-foot a")
    boxes = [box for link in links.all() if (box := link.bounding_box())]
    assert len(boxes) == links.count()
    for box in boxes:
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.locator(".site-nav [aria-current]").count() == 1
    assert page.locator("nav.section [aria-current=page]").count() == 1
    body, side = (page.locator(place).bounding_box() for place in ("article .body", "nav.section"))
    assert body is not None
    assert side is not None
    jump = page.locator(".to-section a")
    if width < 960:
        assert side["y"] >= body["y"] + body["height"]
        jump.click()
        expect_address(page, "#page-section")
    else:
        assert not jump.is_visible()
        assert (side["x"] > body["x"]) == (locale == "ar"), "it stands where lines begin"
    follow(page, page.locator("nav.section a").nth(1), "/guide/start.html")
    follow(page, page.locator(".site-nav a").nth(0), "/compare/index.html")
    page.close()


def test_the_home_page_begins_with_its_words_and_links_lead_to_headings(browser: Browser, beginning: str) -> None:
    page = browser.new_page()
    faults = watch(page)
    open_page(page, f"{beginning}uk/index.html")
    assert page.locator("h1").inner_text() == "Вітаємо"
    follow(page, page.locator(".body a").nth(0), "/uk/methods/two.html#zmist")
    assert page.locator(":target").inner_text() == "Зміст"
    assert faults == []
    page.close()
