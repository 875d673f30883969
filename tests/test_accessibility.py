"""axe finds no fault: every kind of page, in six languages, each theme, light and dark, phone and desktop."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

from tests.browsing import open_page, resize
from tests.conftest import THEMES

pytestmark = pytest.mark.browser

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
CURATED = "compare/adapting-pretrained-models.html"
ANY = "compare/index.html#lora,qlora,bitfit"
KINDS = (
    "index.html",
    "by/year/2020s.html",
    "methods/lora.html",
    CURATED,
    "compare/lora/qlora.html",
    ANY,
    "compare/index.html",
    "timeline/index.html",
    "glossary.html",
    "translations.html",
    "about.html",
    "contribute.html?new=method",
)
WITHOUT_LOCALE = ("index.html", "404.html")
# Colours do not depend on the language: these few languages cover every kind of page in each theme.
CONTRASTS = {"default": ("en", "uk"), "ledger": ("en", "ms", "uk")}
LOOKS = tuple(product(("light", "dark"), (360, 1280)))  # the colours, and the width in CSS pixels

# Everything axe has, its best practices too; only what it is sure of counts, and colours, where it must be sure.
# Its one rule that asks for the style sheets once more is not among those it runs unasked.
AXE = """async (contrasts = true) => {
  const rules = { "color-contrast": { enabled: contrasts } };  // which takes five times as long as all the others
  const found = await axe.run({ rules, resultTypes: ["violations"], preload: false });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""


def page_with_axe(browser: Browser) -> Page:
    page = browser.new_page()
    page.add_init_script(path=AXE_FILE_PATH)
    return page


def look_at(page: Page, address: str, colours: str, width: int) -> None:
    """Opens the page in these colours at this width; from a blank one, for else a fragment alone opens nothing."""
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    resize(page, width)
    open_page(page, "about:blank")
    open_page(page, address)
    if "#" in address:
        page.wait_for_selector(".compare[data-drawn]")


def test_axe_reports_a_known_fault(browser: Browser, tmp_path: Path) -> None:
    fault = '<!doctype html><html lang="en"><title>T</title><main><h1>T</h1><img src="x.png"><p style="color:#bbb">pale'
    (tmp_path / "fault.html").write_text(fault)
    page = page_with_axe(browser)
    look_at(page, (tmp_path / "fault.html").as_uri(), "light", 1280)
    assert {found.split(":")[0] for found in page.evaluate(AXE)} == {"image-alt", "color-contrast"}
    page.close()


def kinds_for(theme: str, locale: str) -> list[str]:
    """All kinds in the first theme in the languages that show its colours, and every second one in each other language.

    Another theme changes no words, so one language for each kind is enough.
    """
    at = LOCALES.index(locale)
    step = 6 if theme != THEMES[0] else 1 if locale in CONTRASTS[theme] else 2
    own = [kind for number, kind in enumerate(KINDS) if (number - at) % step == 0]
    return [f"{locale}/{kind}" for kind in own] + [*(WITHOUT_LOCALE if at == 0 else ())]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("locale", LOCALES)
def test_axe_finds_no_fault_on_any_kind_of_page(
    browser: Browser, built: Callable[[str], Path], theme: str, locale: str
) -> None:
    """Each kind of page in four languages, and in each theme; which look it has there goes round."""
    page = page_with_axe(browser)
    turn = LOCALES.index(locale) + THEMES.index(theme)
    found = []
    for at, kind in enumerate(kinds_for(theme, locale)):
        look = LOOKS[(at + turn) % len(LOOKS)]
        look_at(page, f"{built(theme).as_uri()}/{kind}", *look)
        found += [(kind, *look, fault) for fault in page.evaluate(AXE, locale in CONTRASTS[theme])]
    assert found == []
    page.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("colours", "width"), LOOKS)
def test_axe_finds_no_fault_in_light_dark_narrow_and_wide_views(
    browser: Browser, built: Callable[[str], Path], theme: str, colours: str, width: int
) -> None:
    """What has most to it, in every look, opened as far as it opens."""
    page = page_with_axe(browser)
    for kind in ("methods/lora.html", ANY):
        look_at(page, f"{built(theme).as_uri()}/zh-Hans/{kind}", colours, width)
        for summary in page.locator("summary").all():
            summary.click()
        page.locator("#page-search").fill("lora")
        page.wait_for_selector("#page-search-list [role=option]")
        page.keyboard.press("ArrowDown")
        assert page.evaluate(AXE) == []
    page.close()
