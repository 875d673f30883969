"""Print, forced colours, dark mode, reduced motion, no script, 320 px, and the accessibility tree."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import follow, open_page, watch

pytestmark = pytest.mark.browser

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
PAIR = "compare/lora/qlora.html"
SET = "compare/parameter-efficient-methods.html"  # eight methods
ANY = "compare/index.html#lora,qlora,bitfit"
PAPER = 718  # CSS pixels between the margins of A4 as Chromium sets them

# The lightness of a colour as WCAG counts it, and the contrast of two.
CONTRAST = """([selector, of, against]) => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const color = getComputedStyle(node).backgroundColor;
    return /, 0\\)$/.test(color) && node.parentElement ? behind(node.parentElement) : color;
  };
  const node = document.querySelector(selector);
  const pair = [getComputedStyle(node)[of], against ? behind(node.parentElement) : behind(node)].map(light);
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def contrast(page: Page, selector: str, of: str = "color", around: bool = False) -> float:
    """A colour of what fits first, against what is behind it, or behind what it stands in."""
    ratio: float = page.evaluate(CONTRAST, [selector, of, around])
    return ratio


def opened(page: Page, address: str) -> Page:
    open_page(page, address)
    if "#" in address:
        page.wait_for_selector(".compare[data-drawn]")
    return page


@pytest.mark.parametrize("kind", [PAIR, SET, ANY])
def test_print_shows_the_whole_table_and_no_controls(browser: Browser, start: str, kind: str) -> None:
    page = opened(browser.new_page(viewport={"width": PAPER, "height": 1000}), f"{start}uk/{kind}")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    rows = page.locator("tbody tr")
    assert rows.evaluate_all("rows => rows.every(row => row.checkVisibility())")
    cut = page.locator(":is(.comparison, .table-box, main) :is(th, td)").evaluate_all(
        "cells => cells.filter(c => c.scrollWidth > c.clientWidth + 1 || c.getBoundingClientRect().right > innerWidth)"
    )
    assert cut == []
    assert page.locator(".table-box").evaluate("box => getComputedStyle(box).overflow") == "visible"
    stuck = page.locator("th").evaluate_all("all => all.filter(c => getComputedStyle(c).position === 'sticky').length")
    assert stuck == 0
    controls = (
        ".controls, .on-screen, .set-list, .finder, .languages, .site-nav, .site-foot, .skip, button, input, .remove"
    )
    assert page.locator(controls).count() > 5
    assert page.locator(controls).evaluate_all("all => all.filter(e => e.checkVisibility())") == []
    assert page.locator("tr[data-verdict=differs] .mark").first.is_visible()
    page.close()


def test_a_comparison_prints_on_few_sheets_and_repeats_its_header(browser: Browser, start: str) -> None:
    page = opened(browser.new_page(), f"{start}en/{PAIR}")
    specs = {
        kind: specs_of(opened(page, f"{start}en/{kind}").pdf(prefer_css_page_size=True)) for kind in (PAIR, ANY, SET)
    }
    assert 1 <= len(specs[PAIR]) <= len(specs[ANY]) <= 2
    assert 2 <= len(specs[SET]) <= 4
    assert all(width < height for width, height in specs[PAIR] + specs[ANY])
    assert all(width > height for width, height in specs[SET]), "a wide table lies on its side"
    page.emulate_media(media="print")
    assert page.locator("thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    page.close()


def specs_of(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every sheet."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b", pdf)) > 0
    return [(float(width), float(height)) for width, height in boxes]


@pytest.mark.parametrize("kind", [PAIR, ANY])
def test_forced_colours_keep_focus_marks_and_choices_visible(browser: Browser, start: str, kind: str) -> None:
    page = opened(
        browser.new_page(forced_colors="active", viewport={"width": 1280, "height": 900}), f"{start}ko/{kind}"
    )
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active")  # type: ignore[arg-type]
        assert page.locator(".mark").first.is_visible()
        assert contrast(page, ".mark") >= 7
        edge = page.locator("tr[data-verdict=differs] > th").first
        assert edge.evaluate("th => getComputedStyle(th).borderInlineStartWidth") == "4px"
        page.locator("#page-show-differs").check()
        assert contrast(page, "#page-show-differs + label", "backgroundColor", around=True) >= 3
        for selector in ("#page-search", "thead .head", "thead .remove, thead .move", ".export summary", ".table-box"):
            target = page.locator(selector).first
            page.keyboard.press("Shift")  # so that the browser takes the reader for one at the keyboard
            target.focus()
            assert target.evaluate(
                "e => [getComputedStyle(e).outlineStyle, parseFloat(getComputedStyle(e).outlineWidth) >= 2]"
            ) == [
                "solid",
                True,
            ], selector
            assert contrast(page, f":is({selector}):focus", "outlineColor", around=True) >= 3, selector
    page.close()


@pytest.mark.parametrize("kind", ["methods/lora.html", ANY])
def test_an_open_page_follows_the_colour_scheme_of_the_system(browser: Browser, start: str, kind: str) -> None:
    page = opened(browser.new_page(color_scheme="light"), f"{start}zh-Hans/{kind}")
    lightness = (
        "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).reduce((sum, n) => sum + +n, 0)"
    )
    light = page.evaluate(lightness)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(lightness)
    assert light > 700 > 200 > dark
    for selector in ("h1", "main a", "main p", "th"):
        assert contrast(page, selector) >= 4.5, selector
    page.close()


def test_reduced_motion_disables_animations(browser: Browser, start: str) -> None:
    moving = "getComputedStyle(document.documentElement).scrollBehavior"
    page = opened(browser.new_page(reduced_motion="reduce"), f"{start}en/{ANY}")
    assert page.evaluate(moving) == "auto"
    page.locator("[data-action=remove]").first.click()
    page.wait_for_selector('.compare[data-drawn="qlora,bitfit"]')
    assert page.evaluate("document.getAnimations().length") == 0
    transitions = (
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0)"
    )
    assert page.evaluate(transitions) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == "smooth"
    page.close()


def test_the_site_can_be_read_without_script(browser: Browser, start: str) -> None:
    """From the catalogue by a filter to a method, to its comparison, and back by removing a column."""
    page = browser.new_page(java_script_enabled=False)
    open_page(page, start + "uk/index.html")
    assert page.locator(".item").count() == 12
    everything = page.locator(".filters a").first
    follow(page, page.locator(".filters a").nth(1), "/uk/by/field/natural-language-processing.html")
    assert 0 < page.locator(".item").count() < 12
    assert page.locator(".filters [aria-current=true]").count() >= 1
    assert everything.is_visible()
    open_page(page, start + "uk/methods/lora.html")
    assert page.locator(".facts tr").count() >= 6
    follow(page, page.locator('a.compare-link[href$="lora/qlora.html"]'), "/uk/compare/lora/qlora.html")
    assert page.locator("tbody tr").count() == 9
    assert page.locator("tr[data-field=year] .mark").inner_text() == "≠"
    page.locator("#page-show-same").check()
    assert page.locator("tr[data-field=year]").is_hidden()
    assert page.locator("tr[data-verdict=same]").first.is_visible()
    dead = ".list-switch, .export, .finder"
    assert page.locator(dead).evaluate_all("all => all.filter(e => e.checkVisibility())") == []
    follow(page, page.locator("th[data-method=qlora] .remove"), "/uk/methods/lora.html")
    page.locator(".languages summary").click()
    follow(page, page.locator(".languages a[hreflang=ko]"), "/ko/methods/lora.html")
    assert page.locator("html").get_attribute("lang") == "ko"
    page.close()


# WCAG 1.4.12: what a reader may set, and nothing may be lost.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
# What a reader sees that goes beyond the edges; what scrolls in its box, and what is for the ear, may.
BEYOND = """all => all.filter((e) => {
  const { left, right, width } = e.getBoundingClientRect();
  const spoken = e.matches(".unseen") || e.querySelector(".unseen") || getComputedStyle(e).clipPath !== "none";
  return !e.closest(".table-box") && !spoken && width > 1 && (right > innerWidth || left < 0);
}).map(({ outerHTML }) => outerHTML)"""


@pytest.mark.parametrize("kind", ["index.html", "methods/lora.html", PAIR, SET, ANY])
def test_at_320_pixels_with_wide_text_spacing_only_tables_scroll_sideways(
    browser: Browser, start: str, kind: str
) -> None:
    page = opened(browser.new_page(viewport={"width": 320, "height": 640}, bypass_csp=True), f"{start}bg/{kind}")
    faults = watch(page)
    page.add_style_tag(content=SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    parts = page.locator("main :is(p, li, dt, dd, td, th, h1, h2, h3, summary, label):visible")
    assert parts.count() > 20
    assert parts.evaluate_all(BEYOND) == []
    assert faults == []
    page.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_screen_reader_gets_the_caption_the_headers_and_the_differing_rows(
    browser: Browser, public: Path, locale: str
) -> None:
    """Caption, heads, a row that differs and one that does not, as Chromium gives them to assistive technology."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    open_page(page, (public / locale / PAIR).as_uri())
    table = page.get_by_role("region").get_by_role("table")
    parts = ("caption", "thead", "tr[data-field=year]", "tr[data-field=field]")
    reported = "\n".join(table.locator(part).aria_snapshot() for part in parts)
    reported = re.sub(r"\n +- /url: .*", "", reported) + "\n"
    kept = Path(__file__).parent / "aria_snapshots" / f"{locale}.yaml"
    if os.environ.get("KAEDAH_UPDATE"):
        kept.write_text(reported, encoding="utf-8")
    assert reported == kept.read_text(encoding="utf-8"), "KAEDAH_UPDATE=1 keeps what is said now"
    page.close()
