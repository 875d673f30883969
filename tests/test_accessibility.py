"""axe finds nothing to mend: every kind of page, six languages, each theme, light and dark, phone and desktop."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

from tests.conftest import THEMES

pytestmark = pytest.mark.browser

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
CURATED = "compare/adapting-pretrained-models.html"
ANY = "compare/index.html#lora,qlora,bitfit"
KINDS = (
    "index.html",
    "methods/lora.html",
    CURATED,
    "compare/lora/qlora.html",
    ANY,
    "compare/index.html",
    "translations.html",
    "about.html",
)
WITHOUT_LOCALE = ("index.html", "404.html")
LOOKS = tuple(product(("light", "dark"), (360, 1280)))  # the colours, and the width in CSS pixels

# Everything axe has, its best practices too; only what it is sure of counts, and colours, where it must be sure.
AXE = """async () => {
  const found = await axe.run({ resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""


def violations(page: Page, address: str) -> list[str]:
    page.goto(address)
    if "#" in address:
        page.wait_for_selector(".compare[data-drawn]")
    page.add_script_tag(path=AXE_FILE_PATH)
    found: list[str] = page.evaluate(AXE)
    return found


def test_axe_sees_a_fault_where_there_is_one(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>T</title><main><h1>T</h1><img src="x.png"><p style="color:#bbb">pale</p>')
    page.add_script_tag(path=AXE_FILE_PATH)
    assert {fault.split(":")[0] for fault in page.evaluate(AXE)} == {"image-alt", "color-contrast"}
    page.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("locale", LOCALES)
def test_axe_finds_nothing(browser: Browser, built: Callable[[str], Path], theme: str, locale: str) -> None:
    """Each kind of page in every language and theme; which look it has there goes round, so that each meets all."""
    pages = {look: browser.new_page(color_scheme=look[0], viewport={"width": look[1], "height": 800}) for look in LOOKS}
    public = built(theme)
    kinds = [f"{locale}/{kind}" for kind in KINDS] + [*(WITHOUT_LOCALE if locale == LOCALES[0] else ())]
    turn = LOCALES.index(locale) + THEMES.index(theme)
    found = []
    for at, kind in enumerate(kinds):
        look = LOOKS[(at + turn) % len(LOOKS)]
        found += [(kind, *look, fault) for fault in violations(pages[look], f"{public.as_uri()}/{kind}")]
    assert found == []
    for page in pages.values():
        page.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("colours", "width"), LOOKS)
def test_axe_finds_nothing_in_any_look(
    browser: Browser, built: Callable[[str], Path], theme: str, colours: str, width: int
) -> None:
    """What has most to it, in every look, opened as far as it opens."""
    page = browser.new_page(color_scheme=colours, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    found = []
    for kind in ("methods/lora.html", ANY):
        assert violations(page, f"{built(theme).as_uri()}/zh-Hans/{kind}") == []
        for summary in page.locator("summary").all():
            summary.click()
        page.locator("#page-search").fill("lora")
        page.wait_for_selector("#page-search-list [role=option]")
        page.keyboard.press("ArrowDown")
        found += page.evaluate(AXE)
    assert found == []
    page.close()
