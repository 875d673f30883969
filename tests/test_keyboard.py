"""The keyboard alone: comparing, searching in any script, and input methods."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import expect_address, go_back, open_page, wait_for_page, watch
from tests.test_custom_comparisons import drawn, heads

pytestmark = pytest.mark.browser

# Of what has the focus: whether it is in view, and ringed; a radio that stands over its label is ringed there.
SEEN = """() => {
  const focused = document.activeElement;
  const ringed = focused.matches(".filter input") ? focused.nextElementSibling : focused;
  const { outlineStyle, outlineWidth } = getComputedStyle(ringed);
  const { top, bottom, width, height } = ringed.getBoundingClientRect();
  return [focused.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    bottom > 0 && top < innerHeight && width > 0 && height > 0];
}"""


def walk(page: Page, selector: str, key: str = "Tab") -> None:
    """Presses a key until what fits the selector has the focus; all that has it on the way is seen to have it."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            continue
        assert page.evaluate(SEEN) == [True, True], page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"nothing like {selector} gets the focus")


def choose(page: Page, typed: str, downs: int = 1) -> str | None:
    """Types into the box that has the focus, goes down its options, and takes the one it stands on."""
    page.keyboard.type(typed)
    page.wait_for_selector(".picker [role=option]")
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    active = page.locator("#page-add").get_attribute("aria-activedescendant")
    slug = page.locator(f"#{active}[aria-selected=true]").get_attribute("data-slug")
    page.keyboard.press("Enter")
    return slug


def test_a_comparison_can_be_built_changed_filtered_and_exported_by_keyboard(browser: Browser, start: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    faults = watch(page)
    open_page(page, start + "en/compare/index.html")
    walk(page, "#page-add")
    for typed, shown in (("qlora", "qlora"), ("lora", "qlora,lora"), ("bitfit", "qlora,lora,bitfit")):
        choose(page, typed)
        drawn(page, shown)
        assert page.evaluate("document.activeElement.id") == "page-add"
    walk(page, "[name=show]")
    page.keyboard.press("ArrowRight")
    assert page.locator("#page-show-differs").is_checked()
    assert page.get_by_role("status").inner_text() == f"{page.locator('tbody tr:visible').count()} rows shown"
    walk(page, ".export summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".export ul")
    walk(page, ".export button")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "qlora-lora-bitfit.csv"
    rows = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()[2:]
    assert len(rows) == page.locator("tbody tr:visible").count() < page.locator("tbody tr").count()
    assert page.evaluate("document.activeElement.matches('.export summary')")
    assert not page.locator(".export ul").is_visible()
    walk(page, ".table-box")
    walk(page, "[data-method=qlora] [data-action=later]")
    page.keyboard.press("Enter")
    drawn(page, "lora,qlora,bitfit")
    page.keyboard.press("Enter")
    drawn(page, "lora,bitfit,qlora")
    assert page.evaluate("document.activeElement.matches('[data-method=qlora] button:enabled')")
    walk(page, "[data-method=bitfit] [data-action=remove]", "Shift+Tab")
    page.keyboard.press("Space")
    drawn(page, "lora,qlora")
    assert page.evaluate("document.activeElement.matches('[data-method=qlora] [data-action=remove]')")
    go_back(page)
    drawn(page, "lora,bitfit,qlora")
    expect_address(page, "/en/compare/index.html#lora,bitfit,qlora&show=differs")
    assert faults == []
    page.close()


def test_a_curated_comparison_can_be_changed_by_keyboard(browser: Browser, start: str) -> None:
    """Removing leads to the page of the rest where there is one; adding and reordering to the place for any set."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    open_page(page, start + "en/compare/lora/qlora.html")
    walk(page, "#page-add")
    choose(page, "bitfit")
    wait_for_page(page, "/en/compare/index.html#lora,qlora,bitfit")
    drawn(page, "lora,qlora,bitfit")
    open_page(page, start + "en/compare/lora/qlora.html")
    walk(page, ".any-set a")
    page.keyboard.press("Enter")
    wait_for_page(page, "/en/compare/index.html#lora,qlora")
    drawn(page, "lora,qlora")
    open_page(page, start + "en/compare/lora/qlora.html")
    walk(page, "[data-method=lora] .remove")
    page.keyboard.press("Enter")
    wait_for_page(page, "/en/methods/qlora.html")
    page.close()


@pytest.mark.parametrize(
    ("locale", "typed", "slug"),
    [
        ("ko", "저랭크", "lora"),
        ("zh-Hans", "低秩", "lora"),
        ("uk", "ДИСТИЛЯЦІЯ", "knowledge-distillation"),
        ("bg", "дестилация", "knowledge-distillation"),
    ],
)
def test_a_method_is_found_and_added_in_any_script(
    browser: Browser, start: str, locale: str, typed: str, slug: str
) -> None:
    page = browser.new_page()
    faults = watch(page)
    open_page(page, f"{start}{locale}/compare/index.html")
    walk(page, "#page-add")
    assert choose(page, typed) == slug
    drawn(page, slug)
    assert faults == []
    page.close()


@pytest.mark.parametrize(
    ("locale", "steps", "slug"),
    [
        ("ko", ("ㅈ", "저", "저ㄹ", "저래", "저랭", "저랭크"), "lora"),
        ("zh-Hans", ("di", "di'zhi", "低秩"), "lora"),
    ],
)
def test_keys_are_ignored_while_an_input_method_composes(
    browser: Browser, start: str, locale: str, steps: tuple[str, ...], slug: str
) -> None:
    """Composed as an input method does it, through the browser; the Enter that takes the word chooses nothing."""
    page = browser.new_page()
    open_page(page, f"{start}{locale}/compare/index.html")
    walk(page, "#page-add")
    session = page.context.new_cdp_session(page)
    page.evaluate(
        "window.composing = []; document.getElementById('page-add')"
        ".addEventListener('keydown', (event) => window.composing.push(event.isComposing), true)"
    )
    for text in steps:
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    page.wait_for_selector(f'.picker [role=option][data-slug="{slug}"]')
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("window.composing") == [True, True]
    assert page.locator("[role=option][aria-selected=true]").count() == 0
    assert heads(page) == []
    session.send("Input.insertText", {"text": steps[-1]})
    assert page.locator("#page-add").input_value() == steps[-1]
    page.wait_for_selector(f'.picker [role=option][data-slug="{slug}"]')
    page.keyboard.press("Enter")
    drawn(page, slug)
    page.close()
