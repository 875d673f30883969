"""Images in a real browser: their space is kept free, they fit every screen, and they stand on white."""

from pathlib import Path
from typing import Any

import pytest
from kaedah.pipeline import publish_site
from playwright.sync_api import Browser, Page, Route

from tests.browsing import open_page, watch
from tests.conftest import must_read, write_site
from tests.pictures import png, svg
from tests.test_images import PAGE, SHOWN

pytestmark = pytest.mark.browser

FORMATS = ("wide.png", "drawn.svg")
BODY = "".join(f'\n![A shape](images/{name} "A caption")\n\nWords.\n' for name in FORMATS)
SITE = SHOWN | {
    "content/methods/one.md": PAGE.replace("name: One\n", "name: One\npicture: {file: wide.png, alt: A shape}\n")
    + BODY,
    "content/images/wide.png": png(1600, 900),
    "content/images/drawn.svg": svg(more='viewBox="0 0 900 300" width="900"'),
}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = write_site(tmp_path_factory.mktemp("site"), SITE)
    publish_site(must_read(base), base / "public")
    return base / "public"


def boxes(page: Page) -> list[Any]:
    """Where images, captions and the words after them are."""
    script = (
        "[...document.querySelectorAll('main img, figcaption, .body p')].map((item) => item.getBoundingClientRect())"
    )
    return [tuple(round(box[side]) for side in ("x", "y", "width", "height")) for box in page.evaluate(script)]


def load_all(page: Page) -> None:
    """Loads the images that wait for readers to come near."""
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("[...document.querySelectorAll('main img')].every((image) => image.complete)")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_images_arrive_and_none_is_too_wide(browser: Browser, public: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    faults = watch(page)
    waiting: list[Route] = []
    measured = False

    def hold(route: Route) -> None:
        (route.continue_ if measured else lambda: waiting.append(route))()

    page.route("**/assets/images/*", hold)
    page.goto((public / "en/methods/one.html").as_uri(), wait_until="domcontentloaded")
    page.wait_for_selector("main img", state="attached")
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("document.styleSheets.length >= 3")
    before = boxes(page)
    measured = True
    for route in waiting:
        route.continue_()
    load_all(page)
    assert waiting
    assert boxes(page) == before
    assert len(before) == 7
    sizes = page.evaluate("[...document.querySelectorAll('main img')].map((item) => [item.naturalWidth, item.width])")
    assert [natural for natural, _ in sizes] == [1600, 1600, 900]
    assert all(0 < shown <= width for _, shown in sizes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults == []
    page.close()


def test_images_stand_on_white_in_the_dark_too(browser: Browser, public: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    open_page(page, (public / "en/methods/one.html").as_uri())
    script = "[...document.querySelectorAll('main img')].map((item) => getComputedStyle(item).backgroundColor)"
    assert page.evaluate(script) == ["rgb(255, 255, 255)"] * 3
    page.close()


def test_a_comparison_made_in_the_browser_shows_images(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    faults = watch(page)
    open_page(page, (public / "uk/compare/index.html").as_uri() + "#one,two")
    page.wait_for_selector("table.comparison td img")
    load_all(page)
    script = "[...document.querySelectorAll('table.comparison td img')].map((item) => [item.alt, item.naturalWidth])"
    assert page.evaluate(script) == [["Широка фігура", 1600], ["Два", 4]]
    assert faults == []
    page.close()
