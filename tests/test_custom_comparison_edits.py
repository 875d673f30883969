"""Custom comparisons: typed addresses, removed and repeated methods, menus, and the list on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import expect_address, follow, go_back, open_page, watch
from tests.test_custom_comparisons import drawn, heads, opened

pytestmark = pytest.mark.browser

ANY = "en/compare/index.html"
CURATED = "en/compare/adapting-pretrained-models.html"
FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.id"


@pytest.mark.parametrize(
    "typed", ["LoRA,QLoRA", "lora,%20qlora", "lora%2Cqlora", "lora,qlora,lora", "lora,qlora&", "lora,<b>,qlora"]
)
def test_a_set_typed_into_the_address_is_normalized(browser: Browser, public: Path, typed: str) -> None:
    page = opened(browser, f"{(public / ANY).as_uri()}#{typed}")
    faults = watch(page)
    drawn(page, "lora,qlora")
    expect_address(page, "#lora,qlora")
    assert (page.locator(".languages a").last.get_attribute("href") or "").endswith("#lora,qlora")
    assert faults == []
    page.close()


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=alert(1)>", "%3Cimg%20src=x%20onerror=alert(1)%3E", "%E0%A4%A", "../x"]
)
def test_a_hostile_address_shows_no_set_and_runs_nothing(browser: Browser, public: Path, hostile: str) -> None:
    page = browser.new_page()
    faults = watch(page)
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    open_page(page, f"{(public / ANY).as_uri()}#{hostile}")
    page.wait_for_selector(".compare[data-drawn]", state="attached")
    assert page.locator("#page-hint").inner_text() == "Choose two or more methods."
    assert page.locator("#page-any-title img, #page-hint img").count() == 0
    assert faults == []
    page.close()


def test_an_endless_address_loads_at_most_a_hundred_columns(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/data/" in request.url else None)
    open_page(page, f"{(public / ANY).as_uri()}#lora,qlora,{','.join(f'x{at}' for at in range(5000))}")
    page.wait_for_selector(".compare[data-drawn]", state="attached")
    assert len(asked) == 100
    assert heads(page) == ["lora", "qlora"]
    assert page.locator("#page-hint").inner_text() == "There is no method called x0, x1, x2, x3, x4, …."
    page.close()


def test_a_single_method_is_shown_without_verdicts_and_can_be_removed(browser: Browser, public: Path) -> None:
    page = opened(browser, f"{(public / ANY).as_uri()}#lora,qlora&show=differs")
    page.get_by_role("button", name="Remove QLoRA from the comparison").click()
    drawn(page, "lora")
    assert page.title() == "LoRA · Sample"
    assert page.locator("caption").inner_text() == "LoRA"
    assert page.locator("tbody tr:visible").count() == page.locator("tbody tr").count() == 9
    assert page.locator("tbody [data-verdict], tbody .unseen:text('values')").count() == 0
    assert not page.locator(".filter").is_visible()
    assert not page.locator(".legend").is_visible()
    assert page.evaluate(FOCUSED) == "Remove LoRA from the comparison"
    page.keyboard.press("Enter")
    page.wait_for_selector('.compare[data-drawn=""]')
    assert not page.locator("table.comparison").is_visible()
    assert page.evaluate(FOCUSED) == "page-add"
    go_back(page)
    go_back(page)
    drawn(page, "lora,qlora")
    assert page.locator("#page-show-differs").is_checked()
    page.close()


def test_a_wide_set_says_that_its_table_scrolls(browser: Browser, public: Path) -> None:
    page = opened(browser, f"{(public / ANY).as_uri()}#lora,qlora,bitfit,p-tuning")
    assert "scrolls" not in page.locator("#page-legend").inner_text()
    page.evaluate("location.hash += ',distilbert'")
    drawn(page, "lora,qlora,bitfit,p-tuning,distilbert")
    assert page.locator("#page-legend").inner_text().endswith("The table scrolls sideways.")
    page.close()


def test_the_row_filter_is_kept_when_the_set_changes(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    rest = "bert-fine-tuning,lora-and-peft,vision-transformer"
    open_page(page, (public / "en/compare/lora/qlora.html").as_uri())
    page.locator("#page-show-differs").check()
    follow(page, page.get_by_role("link", name="Remove LoRA from the comparison"), "/en/methods/qlora.html")
    for way in ("remove", "link", "picker"):
        open_page(page, (public / CURATED).as_uri())
        page.locator("#page-show-differs").check()
        if way == "remove":
            wanted = rest
            step = page.get_by_role("link", name="Remove GPT fine-tuning from the comparison")
        else:
            wanted = "bert-fine-tuning,gpt-fine-tuning,lora-and-peft,vision-transformer"
            if way == "link":
                step = page.locator(".any-set a")
            else:
                page.locator("#page-add").fill("bitfit")
                step = page.locator('[role=option][data-slug="bitfit"]')
                wanted += ",bitfit"
        follow(page, step, f"/en/compare/index.html#{wanted}&show=differs")
        drawn(page, wanted)
        assert page.locator("#page-show-differs").is_checked()
    page.close()


@pytest.mark.parametrize("place", [CURATED, f"{ANY}#lora-and-peft,bitfit"])
def test_adding_a_method_twice_focuses_its_column(browser: Browser, public: Path, place: str) -> None:
    page = browser.new_page()
    open_page(page, (public / "x").as_uri().removesuffix("x") + place)
    page.locator("#page-add").fill("LoRA and")
    page.locator('[role=option][data-slug="lora-and-peft"]').click()
    assert page.evaluate("document.activeElement.matches('th[data-method=lora-and-peft] .head')")
    expect_address(page, place)
    assert page.locator("#page-add").input_value() == ""
    page.close()


@pytest.mark.parametrize("menu", ["details.languages", "details.export"])
def test_a_menu_closes_with_escape_and_on_focus_or_click_elsewhere(browser: Browser, public: Path, menu: str) -> None:
    page = opened(browser, f"{(public / ANY).as_uri()}#lora,qlora")
    summary = page.locator(f"{menu} summary")
    is_open = f"document.querySelector({menu!r}).open"
    summary.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{menu}[open] ul:not([hidden])")  # which script fills, once it is loaded
    page.keyboard.press("Tab")
    assert page.evaluate(is_open)
    page.keyboard.press("Escape")
    assert not page.evaluate(is_open)
    assert page.evaluate("menu => document.activeElement === document.querySelector(menu).firstElementChild", menu)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{menu}[open] ul:not([hidden])")
    page.locator("caption").click()
    assert not page.evaluate(is_open)
    summary.click()
    page.locator("#page-add").focus()
    assert not page.evaluate(is_open)
    page.close()


def test_the_list_view_on_a_phone_has_the_column_buttons(browser: Browser, public: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    open_page(page, f"{(public / ANY).as_uri()}#lora,qlora,bitfit,p-tuning")
    page.wait_for_selector(".list-view .columns")
    assert not page.locator("table.comparison").is_visible()
    page.get_by_role("button", name="Move LoRA one column on").click()
    drawn(page, "qlora,lora,bitfit,p-tuning")
    assert page.evaluate(FOCUSED) == "Move LoRA one column on"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    drawn(page, "qlora,bitfit,p-tuning")
    assert page.evaluate(FOCUSED) == "Remove BitFit from the comparison"
    small = (
        "all => all.filter(b => b.getBoundingClientRect().height < 24 || b.getBoundingClientRect().width < 24).length"
    )
    assert page.locator(".columns button").count() == 9
    assert page.locator(".columns button").evaluate_all(small) == 0
    open_page(page, (public / CURATED).as_uri())
    assert page.locator(".columns").get_by_role("link", name="Remove GPT fine-tuning from the comparison").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
