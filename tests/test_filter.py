"""The row filter of a comparison, with and without script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import expect_address, follow, open_page, reload, watch
from tests.conftest import MINIMAL, publish, write_site

pytestmark = pytest.mark.browser

PAIR = "en/compare/lora/qlora.html"


def shown(page: Page) -> list[str]:
    """The verdicts of the rows a reader sees."""
    rows = page.locator("tr[data-field]").evaluate_all(
        "rows => rows.filter(row => row.checkVisibility()).map(row => row.dataset.verdict)"
    )
    return [str(verdict) for verdict in rows]


def choose(page: Page, value: str) -> None:
    page.locator(f"#page-show-{value}").check()


@pytest.mark.parametrize("script", [True, False])
def test_the_filter_shows_the_rows_of_one_verdict_with_and_without_script(
    browser: Browser, public: Path, script: bool
) -> None:
    page = browser.new_page(java_script_enabled=script)
    open_page(page, (public / PAIR).as_uri())
    tally = {
        value: int(page.locator(f"label[for=page-show-{value}] .tally").inner_text()) for value in ("differs", "same")
    }
    for value in ("differs", "same"):
        choose(page, value)
        hidden = page.locator(f'tr[data-field]:not([data-verdict="{value}"])')
        assert not any(row.is_visible() for row in hidden.all())
        seen = page.locator(f'tr[data-field][data-verdict="{value}"]')
        assert [row.is_visible() for row in seen.all()] == [True] * tally[value]
    choose(page, "all")
    assert all(row.is_visible() for row in page.locator("tr[data-field]").all())
    page.close()


def test_the_filter_is_kept_in_the_address_announced_and_kept_when_the_language_changes(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    faults = watch(page)
    open_page(page, address + PAIR)
    assert page.get_by_role("status").inner_text() == ""
    page.get_by_role("radio", name="Differing").check()
    expect_address(page, "qlora.html#show=differs")
    differing = len(shown(page))
    assert set(shown(page)) == {"differs"}
    assert page.get_by_role("status").inner_text() == f"{differing} rows shown"
    reload(page)
    assert set(shown(page)) == {"differs"}
    page.locator("details.languages summary").click()
    follow(page, page.get_by_role("link", name="українська"), "/uk/compare/lora/qlora.html#show=differs")
    assert len(shown(page)) == differing
    page.locator("#page-show-all").check()
    expect_address(page, "qlora.html")
    assert faults == []
    page.close()


def test_the_filter_is_a_radio_group_operated_with_arrow_keys(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / PAIR).as_uri())
    group = page.get_by_role("group", name="Rows")
    group.get_by_role("radio", name="All").focus()
    page.keyboard.press("ArrowRight")
    assert set(shown(page)) == {"differs"}
    page.keyboard.press("ArrowRight")
    assert set(shown(page)) == {"same"}
    page.keyboard.press("ArrowRight")
    assert group.get_by_role("radio", name="All").is_checked(), "no choice for incomplete rows where there are none"
    page.close()


@pytest.mark.parametrize("place", ["one/two.html#", "index.html#one,two&"])
def test_incomplete_rows_have_their_own_filter_and_uncompared_rows_appear_only_under_all(
    browser: Browser, tmp_path: Path, place: str
) -> None:
    fields = MINIMAL["content/fields.yaml"] + "- {id: note, kind: text, label: Note, compare: none}\n"
    one = MINIMAL["content/methods/one.md"].replace("type: First\n", "note: Words\n")
    site = write_site(tmp_path, {**MINIMAL, "content/fields.yaml": fields, "content/methods/one.md": one})
    output = publish(site, tmp_path / "public")
    page = browser.new_page()
    open_page(page, f"{output.as_uri()}/en/compare/{place}show=incomplete")
    page.wait_for_selector("tr[data-verdict=incomplete]")
    assert (
        page.locator("#page-legend")
        .inner_text()
        .endswith("2 rows are incomplete: at least one method has no value there.")
    )
    tallies = page.locator(".choice:visible .tally").all_inner_texts()
    assert tallies == ["5", "1", "1", "2"], "one row of the five is never compared"
    assert shown(page) == ["incomplete", "incomplete"]
    choose(page, "same")
    assert shown(page) == ["same"]
    assert page.get_by_role("status").inner_text() == "1 row shown"
    choose(page, "differs")
    assert shown(page) == ["differs"]
    choose(page, "all")
    assert len(shown(page)) == 5
    page.close()
