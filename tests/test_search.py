"""Search: a box in every page header that finds methods by name, translated name and summary."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import expect_address, follow, open_page, wait_for_page, watch
from tests.conftest import MINIMAL, publish, write_site

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
BOX = "#page-search"


def found(page: Page, query: str) -> list[str | None]:
    """The slugs that the box in the head offers."""
    page.locator(BOX).fill("")
    page.locator(BOX).fill(query)
    page.wait_for_function(
        "query => document.querySelector('.site-head [aria-live]').textContent !== '' || !query", arg=query
    )
    return [option.get_attribute("data-slug") for option in page.locator("#page-search-list [role=option]").all()]


# What is looked for in a language, and the method that is found first; none for nothing.
QUERIES = {
    "en": {
        "LORA": "lora",
        "low rank": "lora",
        "저랭크": "lora",
        "低秩": "lora",
        "fine-tuning gpt": "gpt-fine-tuning",
        "ㅈㄹㅋ": "lora",
        "finetuning gpt": "gpt-fine-tuning",
        "low-rank adaptations": "lora",
        "knowledgedistillation": "knowledge-distillation",
        "lorax": "lora",
        "loxa": "",
        "dettmers": "qlora",
        "ilya sutskever": "gpt-fine-tuning",
        "jastrzębski": "adapter-tuning",
    },
    "zh-Hans": {
        "蒸馏": "knowledge-distillation",
        "识蒸": "knowledge-distillation",
        "视觉 transformer": "vision-transformer",
        "蒸馏的": "",
    },
    "ko": {
        "증류": "knowledge-distillation",
        "지식증류": "knowledge-distillation",
        "미세조정": "bert-fine-tuning",
        "gpt미세 조정": "gpt-fine-tuning",
        "ㅈㄹㅋ": "lora",
        "ㅈㅅ ㅈㄹ": "knowledge-distillation",
        "ㅋㅋㅋㅋ": "",
        "knowledge": "knowledge-distillation",
        "저랭크를": "lora",
        "지식 증류에서": "knowledge-distillation",
    },
    "uk": {
        "ДИСТИЛЯЦІЯ": "knowledge-distillation",
        "дистиляцією": "knowledge-distillation",
    },
    "bg": {
        "дестилация": "knowledge-distillation",
        "дестилацията": "knowledge-distillation",
    },
    "ms": {
        "penyulingan": "knowledge-distillation",
        "zzzz": "",
    },
}


@pytest.mark.browser
@pytest.mark.parametrize("locale", QUERIES)
def test_a_method_is_found_by_parts_of_its_names_in_any_language(browser: Browser, public: Path, locale: str) -> None:
    page = browser.new_page()
    open_page(page, (public / locale / "index.html").as_uri())
    assert {query: (found(page, query) or [""])[0] for query in QUERIES[locale]} == QUERIES[locale]
    page.close()


@pytest.mark.browser
def test_every_kind_of_apostrophe_and_of_latin_letter_finds_the_same_method(browser: Browser, tmp_path: Path) -> None:
    site = write_site(
        tmp_path,
        {
            **MINIMAL,
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
            "content/methods/one.uk.md": "---\nname: Зв’язана п'ять Gauß-Kırpı Øre\n"
            "translates: {name: 00000000}\n---\n",
        },
    )
    page = browser.new_page()
    open_page(page, (publish(site, tmp_path / "public") / "uk/about.html").parent.joinpath("index.html").as_uri())
    for query in ("зв'яз", "зв’яз", "звʼяз", "ЗВЯЗ", "п’ять", "gauss kirpi", "GAUẞ", "Kırpı", "ore"):
        assert found(page, query) == ["one"], query
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("from_disk", [True, False])
def test_the_search_works_by_keyboard_from_any_page(
    browser: Browser, public: Path, address: str, from_disk: bool
) -> None:
    page = browser.new_page()
    faults = watch(page)
    start = public.as_uri() + "/" if from_disk else address
    open_page(page, start + "en/compare/lora/qlora.html")
    assert page.locator('script[src*="/en/search.js"]').count() == 0, "loaded only when the box is entered"
    page.keyboard.press("/")
    box = page.locator(BOX)
    assert box.evaluate("box => box === document.activeElement")
    assert box.input_value() == ""
    assert found(page, "prefix") != []
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "prefix"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_page(page, "/en/methods/prefix-tuning.html")
    assert faults == []
    page.close()


@pytest.mark.browser
def test_keys_of_an_input_method_are_ignored(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "ko/index.html").as_uri())
    assert found(page, "증류")
    for press in ("isComposing: true", "keyCode: 229"):
        for key in ("Enter", "ArrowDown", "Escape"):
            page.locator(BOX).evaluate(
                f"box => box.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, {press}}}))"
            )
    expect_address(page, "/ko/index.html")
    assert page.locator(BOX).get_attribute("aria-expanded") == "true"
    assert page.locator("[role=option][aria-selected=true]").count() == 0
    page.keyboard.press("Enter")
    wait_for_page(page, "/ko/methods/knowledge-distillation.html")
    page.close()


@pytest.mark.browser
def test_a_slash_typed_into_a_field_stays_there(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "en/index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    assert page.locator(BOX).input_value() == "a/b"
    page.close()


@pytest.mark.browser
def test_adding_a_method_to_a_curated_comparison_opens_the_set(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "zh-Hans/compare/lora/qlora.html").as_uri())
    page.locator("#page-add").fill("bitfit")
    option = page.locator(".picker [role=option]").first
    follow(page, option, "/zh-Hans/compare/index.html#lora,qlora,bitfit")
    page.wait_for_selector('.compare[data-drawn="lora,qlora,bitfit"]')
    page.close()


@pytest.mark.browser
def test_without_script_the_search_box_is_hidden(browser: Browser, public: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    open_page(page, (public / "en/compare/lora/qlora.html").as_uri())
    assert not any(box.is_visible() for box in page.locator("[role=combobox]").all())
    page.close()


@pytest.mark.browser
def test_a_search_without_results_shows_a_message(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "en/index.html").as_uri())
    reported = page.locator(".site-head [aria-live]")
    assert found(page, "zzzz") == []
    assert reported.inner_text() == "Nothing was found"
    assert (reported.bounding_box() or {"width": 0})["width"] > 50
    assert found(page, "lora")
    assert (reported.bounding_box() or {"width": 0})["width"] < 5
    found(page, "zzzz")
    page.keyboard.press("Tab")
    assert (reported.bounding_box() or {"width": 0})["width"] < 5
    page.close()
