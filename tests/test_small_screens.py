"""Comparisons on a phone: pairs that fit, a list for larger sets, and compact controls."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browsing import open_page, watch
from tests.conftest import MINIMAL, publish, write_site

pytestmark = pytest.mark.browser

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
PAIR = "compare/lora/qlora.html"
SET = "compare/adapting-pretrained-models.html"


def phone(browser: Browser, path: Path, width: int = 360, script: bool = True) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 740}, java_script_enabled=script)
    open_page(page, path.as_uri())
    return page


def roles(page: Page, selector: str) -> set[str]:
    """The roles that assistive technology gets for all matching elements."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    named = {node["backendDOMNodeId"]: node["role"]["value"] for node in nodes if "backendDOMNodeId" in node}
    session.send("DOM.enable")
    root = session.send("DOM.getDocument", {"depth": 1})["root"]["nodeId"]
    found = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    described = [session.send("DOM.describeNode", {"nodeId": node})["node"]["backendNodeId"] for node in found]
    assert described, selector
    return {named[node] for node in described}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", [320, 360])
def test_both_columns_of_a_pair_fit_a_phone(browser: Browser, public: Path, locale: str, width: int) -> None:
    page = phone(browser, public / locale / PAIR, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".table-box").evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    edges = page.locator("tbody td").evaluate_all("cells => cells.map(c => c.getBoundingClientRect().right)")
    assert max(edges) <= width
    clipped = page.locator("tbody :is(td, th)").evaluate_all(
        "cells => cells.filter(c => c.scrollWidth > c.clientWidth + 1)"
    )
    assert clipped == []
    page.close()


def test_a_pair_on_a_phone_is_exposed_as_a_table(browser: Browser, public: Path) -> None:
    page = phone(browser, public / "en" / PAIR)
    assert roles(page, "table.comparison") == {"table"}
    assert roles(page, ".comparison tr") == {"row"}
    assert roles(page, ".comparison thead th") == {"columnheader"}
    assert roles(page, ".comparison tbody th") == {"rowheader"}
    assert roles(page, ".comparison td") == {"cell"}
    page.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_table_starts_in_the_first_view_and_controls_are_large_enough(
    browser: Browser, public: Path, locale: str
) -> None:
    page = phone(browser, public / locale / PAIR)
    controls = page.locator(".controls").bounding_box()
    assert controls is not None
    assert controls["height"] <= 90
    top = page.locator("thead").evaluate("head => head.getBoundingClientRect().top")
    assert top < 740
    small = page.locator(".controls :is(a, button, summary, label:not(.unseen)), thead a").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && getComputedStyle(e).clipPath === 'none' && "
        "!e.closest('.picker label') && "
        "(e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)).map(e => e.outerHTML)"
    )
    assert small == []
    page.close()


@pytest.mark.parametrize("locale", ["en", "uk", "zh-Hans"])
def test_a_larger_set_on_a_phone_is_a_list_with_the_content_of_the_table(
    browser: Browser, public: Path, locale: str
) -> None:
    page = phone(browser, public / locale / SET)
    faults = watch(page)
    assert not page.locator("table.comparison").is_visible()
    sections = page.locator(".list-view section")
    rows = page.locator("table.comparison tbody tr")
    assert sections.count() == rows.count() == 9
    names, alone = page.locator("thead .head").all_text_contents(), []
    for at in range(9):
        head, *cells = rows.nth(at).locator("> *").evaluate_all("all => all.map(c => [c.textContent, c.lang])")
        assert sections.nth(at).locator("h2").text_content() == head[0]
        groups: dict[tuple[str, str], list[str]] = {}  # what several methods have alike stands once
        for name, (text, lang) in zip(names, cells, strict=True):
            groups.setdefault((text, lang), []).append(name)
        shown = sections.nth(at).locator("dd").evaluate_all("all => all.map(c => [c.textContent, c.lang])")
        assert [tuple(cell) for cell in shown] == [*groups]
        linked = (
            sections.nth(at)
            .locator("dt")
            .evaluate_all("all => all.map(t => [...t.querySelectorAll('a')].map(a => a.textContent))")
        )
        assert linked == [*groups.values()]
        alone.append(len(groups) == 1)
    assert any(alone)
    assert not all(alone)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#page-show-same").check()
    seen = page.locator(".list-view section:visible").evaluate_all("all => all.map(s => s.dataset.verdict)")
    assert set(seen) == {"same"}
    page.locator(".list-switch").click()
    assert page.locator("table.comparison").is_visible()
    assert page.locator(".list-switch").get_attribute("aria-pressed") == "false"
    assert not page.locator(".list-view").is_visible()
    assert faults == []
    page.close()


def test_without_script_a_larger_set_is_a_scrolling_table(browser: Browser, public: Path) -> None:
    page = phone(browser, public / "ko" / SET, 320, script=False)
    assert page.locator("table.comparison").is_visible()
    assert not page.locator(".list-switch").is_visible()
    assert page.locator(".table-box").get_attribute("tabindex") == "0"
    page.close()


def test_the_list_view_follows_changes_of_the_set(browser: Browser, public: Path) -> None:
    page = phone(browser, public / "en/compare/index.html", 1280)
    page.evaluate("location.hash = 'lora,qlora'")
    page.wait_for_selector('.compare[data-drawn="lora,qlora"]')
    page.get_by_role("button", name="As a list").click()
    page.evaluate("location.hash = 'lora,qlora,bitfit'")
    page.wait_for_selector('.compare[data-drawn="lora,qlora,bitfit"]')
    assert page.locator(".list-view section").first.locator("dt").all_text_contents() == ["LoRA, QLoRA, and BitFit"]
    assert not page.locator("table.comparison").is_visible()
    page.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_filter_without_rows_shows_a_message_and_keeps_the_column_headers(
    browser: Browser, tmp_path: Path, script: bool
) -> None:
    two = MINIMAL["content/methods/two.md"].replace("2002", "2001").replace("Second", "First")
    output = publish(write_site(tmp_path, {**MINIMAL, "content/methods/two.md": two}), tmp_path / "public")
    page = phone(browser, output / "en/compare/one/two.html", 900, script)
    message = page.locator(".no-rows")
    assert not message.is_visible()
    page.locator("#page-show-differs").check()
    assert message.inner_text() == "No rows match this filter."
    assert not page.locator("tbody tr:visible").count()
    assert page.get_by_label("Remove One from the comparison").is_visible()
    page.locator("#page-show-same").check()
    assert not message.is_visible()
    assert page.locator("tbody tr:visible").count()
    page.close()


def test_an_incomplete_row_is_marked_in_words(browser: Browser, tmp_path: Path) -> None:
    one = MINIMAL["content/methods/one.md"].replace("type: First\n", "")
    output = publish(write_site(tmp_path, {**MINIMAL, "content/methods/one.md": one}), tmp_path / "public")
    page = phone(browser, output / "en/compare/one/two.html")
    assert page.locator('tr[data-field="type"] .mark-incomplete').inner_text() == "incomplete"
    assert page.locator('tr[data-field="type"] .mark').count() == 0
    assert page.locator('tr[data-field="year"] .mark').inner_text() == "≠"
    page.close()


@pytest.mark.parametrize(("motion", "cells"), [("no-preference", 10), ("reduce", 0)])
def test_an_added_column_is_highlighted_unless_motion_is_reduced(
    browser: Browser, public: Path, motion: str, cells: int
) -> None:
    page = browser.new_page(reduced_motion=motion)  # type: ignore[arg-type]
    open_page(page, (public / "en/compare/index.html").as_uri() + "#lora,qlora")
    page.wait_for_selector('.compare[data-drawn="lora,qlora"]')
    assert page.evaluate("document.getAnimations().length") == 0
    page.evaluate("location.hash = 'lora,qlora,bitfit'")
    page.wait_for_selector('.compare[data-drawn="lora,qlora,bitfit"]')
    places = "document.getAnimations().map(a => a.effect.target.cellIndex)"
    lit = f"(count) => {{ const found = {places}; return found.length >= count && found; }}"
    assert page.wait_for_function(lit, arg=cells).json_value() == [3] * cells
    page.close()


SHIFTS = """new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) sum += value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def slowly(route: Route) -> None:
    time.sleep(0.3)
    route.continue_()


@pytest.mark.parametrize("path", ["compare/index.html#lora,qlora,bitfit", SET])
def test_the_layout_does_not_shift_when_scripts_load_late(browser: Browser, address: str, path: str) -> None:
    """0.1 is what counts as good; before the page waited for its scripts, a set asked for by address had 0.6."""
    page = browser.new_page(viewport={"width": 412, "height": 823})
    page.route("**/*.js", slowly)
    open_page(page, f"{address}en/{path}")
    page.wait_for_selector(".list-view section")
    assert page.evaluate(SHIFTS) < 0.1
    page.close()


def test_wrapped_lines_of_the_method_index_align_and_letter_links_keep_apart(browser: Browser, tmp_path: Path) -> None:
    files = MINIMAL | {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, zh-Hans]\n"}
    names = ("低秩适应与参数高效微调", "知识蒸馏", "前缀调优", "变分推断", "微调", "适配器", "批次", "令牌")
    for slug, name in enumerate(names):
        files[f"content/methods/m{slug}.md"] = f"---\nname: A long name of the method {slug}\nyear: 2001\n---\n"
        files[f"content/methods/m{slug}.zh-Hans.md"] = f"---\nname: {name}\n---\n"
    output = publish(write_site(tmp_path / "site", files), tmp_path / "public")
    page = phone(browser, output / "zh-Hans/index.html")
    begins = """all => all.map(one => [one, one.previousElementSibling].map(e => e.getBoundingClientRect()))
      .filter(([own, name]) => own.top > name.bottom - 4).map(([own, name]) => own.left - name.left)"""
    wrapped = page.locator(".item .original").evaluate_all(begins)
    assert wrapped
    assert set(wrapped) == {0}
    boxes = [letter.bounding_box() or {} for letter in page.locator(".letters a").all()]
    gaps = [
        after["x"] - before["x"] - before["width"] for before, after in pairwise(boxes) if after["y"] == before["y"]
    ]
    assert gaps
    assert min(gaps) >= 3
    page.close()


@pytest.mark.parametrize(("width", "height"), [(768, 100), (320, 150)])
@pytest.mark.parametrize("locale", ["ms", "uk", "bg"])
def test_the_page_header_is_low(browser: Browser, public: Path, locale: str, width: int, height: int) -> None:
    page = phone(browser, public / locale / "index.html", width)
    head = page.locator(".site-head").bounding_box()
    assert head is not None
    assert head["height"] < height
    assert page.get_by_role("link", name="Sample").first.is_visible()
    page.close()


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("locale", ["ms", "bg"])
def test_menus_of_a_comparison_open_within_the_screen(browser: Browser, public: Path, locale: str, width: int) -> None:
    page = phone(browser, public / locale / PAIR, width)
    for menu in ("details.export", "details.languages"):
        page.locator(f"{menu} summary").click()
        page.wait_for_selector(f"{menu} ul:not([hidden])")
        box = page.locator(f"{menu} ul").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    page.close()


WIDE = r"""---
name: Nervenschmerzbehandlungsverfahrensbeschreibungsordnung
year: 2001
type: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
related: [two]
---

Siebentausendzweihundertvierundfünfzigmillionenachthunderttausend and $FORMULA$.

- $FORMULA$
  - in **strong $FORMULA$ text** and `a.very.long.name.of.a.function.in.a.module.of.a.package`

## Rechtsschutzversicherungsgesellschaftenverzeichnis $FORMULA$

> > See https://example.org/a/very/long/address/that/no/line/of/a/phone/can/hold/in/one/piece.html
> > and [$FORMULA$](page:x).

| Rindfleischetikettierungsüberwachungsaufgabe | $FORMULA$ |
|---|---|
| $FORMULA$ | Rindfleischetikettierungsüberwachungsaufgabe |

```
a line of code that is longer than any phone is wide, and goes on for a while after that
```

$$
FORMULA = FORMULA
$$

Grundstücksverkehrsgenehmigungszuständigkeitsübertragung
:   Words[^1] and $FORMULA$

[^1]: A note with $FORMULA$ and Grundstücksverkehrsgenehmigungszuständigkeitsübertragung.
""".replace("FORMULA", r"\mathcal{L}(\theta)=-\sum_{i=1}^{n}\log p_\theta(y_i\mid x_i)+\lambda\lVert\theta\rVert_2^2")


# What reaches beyond a screen of 320 px, except in a box that scrolls by itself.
TOO_WIDE = """(() => {
  const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > 320.2 && !scrolls(e.parentElement))
    .map((e) => e.outerHTML.slice(0, 90));
})()"""


@pytest.mark.parametrize("theme", ["default", "ledger"])
def test_no_page_scrolls_sideways_whatever_is_in_it(browser: Browser, tmp_path: Path, theme: str) -> None:
    files = {
        **MINIMAL,
        "content/methods/one.md": WIDE,
        "content/pages/x.md": "---\ntitle: Hottentottenpotentatentantenattentäter\n---\n" + WIDE.split("---\n")[2],
    }
    output = publish(write_site(tmp_path / "site", files), tmp_path / "public", theme)
    page = phone(browser, output / "en/methods/one.html", 320)
    for path in ("methods/one", "index", "x", "compare/one/two", "compare/index", "timeline/index"):
        open_page(page, (output / f"en/{path}.html").as_uri())
        wide = page.evaluate(TOO_WIDE)
        assert (path, page.evaluate("document.documentElement.scrollWidth"), wide) == (path, 320, [])
    open_page(page, (output / "en/methods/one.html").as_uri())
    clipped = page.locator(".body :is(.formula, .long, pre, .scroll)").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX !== 'auto').length"
    )
    assert clipped == 0
    assert page.locator(".body a .long").count() == 0
    page.close()
