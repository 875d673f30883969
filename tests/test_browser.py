"""The site in a real browser, from disk and from a server under a sub-path. `make test` brings the browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import follow, open_page, resize, watch
from tests.conftest import THEMES

pytestmark = pytest.mark.browser

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
KINDS = (
    "index.html",
    "by/year/2020s.html",
    "methods/lora.html",
    "compare/adapting-pretrained-models.html",
    "compare/parameter-efficient-methods.html",
    "compare/lora/qlora.html",
    "compare/index.html",
    "timeline/index.html",
    "glossary.html",
    "translations.html",
    "about.html",
    "contribute.html",
)


@pytest.fixture(scope="module")
def public(public_of_theme: Path) -> Path:
    return public_of_theme


@pytest.fixture(scope="module")
def is_first_theme(built: Callable[[str], Path], public: Path) -> bool:
    return public == built(THEMES[0])


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_of_page_opens_from_disk_and_fits_every_width(
    browser: Browser, public: Path, is_first_theme: bool, locale: str
) -> None:
    """In the first theme; of another each kind in two languages, for it changes no words. Wide views take turns."""
    page = browser.new_page()
    faults = watch(page)
    own = KINDS if is_first_theme else KINDS[LOCALES.index(locale) % 3 :: 3]
    for at, kind in enumerate(own):
        resize(page, 320)
        open_page(page, (public / locale / kind).as_uri())
        assert page.locator("h1").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('main')).display") == "block"
        for width in (320, (768, 1280)[(at + LOCALES.index(locale)) % 2]):
            resize(page, width)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, (locale, kind, width, overflow)
    assert faults == []
    page.close()


def test_every_kind_of_page_works_under_a_sub_path_with_a_strict_policy(browser: Browser, address: str) -> None:
    """Each kind in two languages; tests/test_whole_site.py checks every link without a browser."""
    page = browser.new_page()
    faults = watch(page)
    for at, kind in enumerate(KINDS):
        for locale in (LOCALES[at % 6], LOCALES[(at + 3) % 6]):
            response = open_page(page, f"{address}{locale}/{kind}")
            assert response is not None
            assert response.ok
            linked = page.locator("link[rel=stylesheet]").count()
            assert page.evaluate("document.styleSheets.length") == linked >= 1
    assert faults == []
    page.close()


def test_every_kind_of_page_works_without_script_and_shows_no_dead_controls(browser: Browser, public: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    for at, kind in enumerate(KINDS):
        open_page(page, (public / LOCALES[at % 6] / kind).as_uri())
        assert page.locator("h1").is_visible()
        assert len(page.locator("main").inner_text()) > 100, kind
        assert page.locator("main button:visible, :is(.finder, .export, .list-switch):visible").all() == [], kind
    open_page(page, (public / "uk/index.html").as_uri())
    page.locator(".filters summary").last.click()
    follow(page, page.locator('.filters a[href$="by/year/2010s.html"]'), "/uk/by/year/2010s.html")
    assert page.locator(".filters [aria-current]").inner_text().split()[-1] == str(page.locator(".item").count())
    open_page(page, (public / "uk/timeline/index.html").as_uri())
    page.locator(".rows-explained summary").click()
    drawn = page.locator("svg.picture a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    listed = page.locator(".rows-explained a:visible").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert drawn == listed != []
    page.close()


def test_the_page_is_dark_in_dark_mode_and_light_in_print(browser: Browser, public: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    open_page(page, (public / "en/methods/lora.html").as_uri())
    paper = "() => getComputedStyle(document.documentElement).getPropertyValue('--paper')"
    dark = page.evaluate(paper)
    page.emulate_media(media="print")
    light = page.evaluate(paper)
    assert int(dark[1:3], 16) < 64 < 192 < int(light[1:3], 16)
    page.close()


def test_a_reader_goes_from_the_language_chooser_to_a_comparison_and_changes_the_language(
    browser: Browser, public: Path
) -> None:
    page = browser.new_page()
    open_page(page, (public / "index.html").as_uri())
    follow(page, page.get_by_role("link", name="한국어"), "/ko/index.html")
    follow(page, page.locator('.item[data-method="lora"] a'), "/ko/methods/lora.html")
    assert page.locator("html").get_attribute("lang") == "ko"
    pair = page.locator('.neighbours a.compare-link[href$="lora/qlora.html"]')
    follow(page, pair, "/ko/compare/lora/qlora.html")
    assert page.locator('tr[data-field="year"] .mark').inner_text() == "≠"
    page.locator("details.languages summary").click()
    follow(page, page.get_by_role("link", name="українська"), "/uk/compare/lora/qlora.html")
    follow(page, page.locator('th[data-method="qlora"] a.remove'), "/uk/methods/lora.html")
    page.close()


def test_the_table_is_focused_and_scrolled_by_keyboard(browser: Browser, public: Path) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 700})
    open_page(page, (public / "en/compare/parameter-efficient-methods.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        if page.evaluate("document.activeElement.classList.contains('table-box')"):
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table-box').scrollLeft > 50")
    left = page.evaluate("document.querySelector('tr[data-field=year] th').getBoundingClientRect().left")
    box = page.evaluate("document.querySelector('.table-box').getBoundingClientRect().left")
    assert abs(left - box) <= 2, "the first column stays in view"
    page.close()


def test_formulas_are_rendered_as_mathml(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "en/methods/lora.html").as_uri())
    box = page.locator("math[display=block]").first.bounding_box()
    assert box is not None
    assert box["width"] > 100
    assert page.locator(".body").inner_text().count("$") == 0
    page.close()


def test_print_shows_the_whole_table_and_hides_the_controls(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "en/compare/lora/qlora.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".remove").first.is_visible()
    assert not page.locator(".languages").is_visible()
    assert page.locator(".table-box").evaluate("box => box.scrollHeight - box.clientHeight") <= 0
    page.close()
