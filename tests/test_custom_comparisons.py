"""Any set of methods side by side in the browser: the same table as Python's, and an address with all its state."""

import random
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from kaedah.compare import compare_methods, key_mark
from kaedah.model import Site
from kaedah.plan.method_column import compared
from kaedah.plan.paths import ROOT_MARK
from kaedah.plan.site_plan import plan_site
from kaedah.render.environment import environment_of
from playwright.sync_api import Browser, Page, expect

from tests.browsing import expect_address, follow, go_back, go_forward, open_page, reload, watch
from tests.conftest import EXAMPLES, MINIMAL, must_read, publish, write_site
from tests.example import EXAMPLE, ROOT
from tests.page_reader import read_page

pytestmark = pytest.mark.slow

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
SETS_PER_LOCALE = EXAMPLES * 2 // 5

# Shows each set through the address alone, and returns the tables that differ from those of Python.
COMPARE = """async (cases) => {
  const wrong = [];
  for (const [slugs, body, title, gist] of cases) {
    location.hash = slugs;
    while (document.querySelector(".compare").dataset.drawn !== slugs) await new Promise((done) => setTimeout(done, 1));
    const expected = document.createElement("template");
    expected.innerHTML = `<table><tbody>${body}</tbody></table>`;
    const table = document.querySelector("table.comparison");
    if (table.tBodies[0].innerHTML !== expected.content.querySelector("tbody").innerHTML) wrong.push(slugs);
    const said = document.createElement("p");
    said.innerHTML = gist;
    if (document.getElementById("page-gist").innerHTML !== said.innerHTML) wrong.push(said.innerHTML);
    if (document.getElementById("page-any-title").textContent !== title) wrong.push(document.title);
  }
  return wrong;
}"""


@pytest.fixture(scope="module")
def site() -> Site:
    return must_read(EXAMPLE)


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_page()
    open_page(page, address)
    page.wait_for_selector(".compare[data-drawn]", state="attached")
    return page


def heads(page: Page) -> list[str | None]:
    return [head.get_attribute("data-method") for head in page.locator("thead th[data-method]").all()]


def drawn(page: Page, slugs: str) -> None:
    page.wait_for_selector(f'.compare[data-drawn="{slugs}"]', state="attached")
    assert heads(page) == [slug for slug in slugs.split(",") if slug]


def test_marks_are_equal_exactly_where_keys_are_equal(site: Site) -> None:
    for field in site.fields:
        keys = [method.keys[field.id] for method in site.methods.values()]
        assert all((key is None) == (key_mark(key) is None) for key in keys)
        assert all((one == other) == (key_mark(one) == key_mark(other)) for one, other in combinations(keys, 2))
    words = [f"word {number}" for number in range(50)]
    assert key_mark(frozenset(words)) == key_mark(frozenset(reversed(words)))
    assert key_mark(Decimal("-0")) == key_mark(Decimal("0.00"))
    assert key_mark(("a", "b")) != key_mark(("b", "a"))
    assert key_mark("1") != key_mark(1)


@pytest.mark.browser
@pytest.mark.parametrize("locale", LOCALES)
def test_script_and_generator_build_the_same_table_for_random_sets(
    browser: Browser, public: Path, site: Site, locale: str
) -> None:
    locale_site = plan_site(site, "test").locale_sites[locale]
    names = environment_of(site.theme, locale_site.layout, site.catalogues.get(locale)).globals
    dice = random.Random(locale)
    cases = []
    for _ in range(SETS_PER_LOCALE):
        slugs = dice.sample(sorted(site.methods), dice.randint(2, 6))
        entries = [locale_site.entry(slug) for slug in slugs]
        comparison = compare_methods(site.fields, [compared(site.methods[slug], site.fields) for slug in slugs])
        listed = names["listing"]([entry.name.text for entry in entries])
        title = names["_"]("{names}: comparison", names=listed).unescape()
        body = names["table_body"](entries, comparison).replace(ROOT_MARK, "../../")
        cases.append((",".join(slugs), body, title, names["gist"](entries, comparison)))
    assert any('class="shared"' in body for _, body, _, _ in cases)
    assert all(gist for *_, gist in cases)
    page = opened(browser, (public / locale / "compare/index.html").as_uri())
    faults = watch(page)
    assert page.evaluate(COMPARE, cases) == []
    assert faults == []
    page.close()


def add(page: Page, slug: str) -> None:
    before = [head or "" for head in heads(page)]
    page.get_by_role("combobox", name="Add a method").fill(slug)
    page.locator(f'.picker [role=option][data-slug="{slug}"]').click()
    drawn(page, ",".join([*before, slug]))


@pytest.mark.browser
@pytest.mark.parametrize("from_disk", [True, False])
def test_adding_removing_and_moving_columns_updates_the_address(
    browser: Browser, public: Path, address: str, from_disk: bool
) -> None:
    start = (public / "en/compare/index.html").as_uri() if from_disk else f"{address}en/compare/index.html"
    page = opened(browser, start)
    faults = watch(page)
    assert not page.locator("table.comparison").is_visible()
    for slug in ("lora", "qlora", "bitfit"):
        add(page, slug)
    assert page.evaluate("document.activeElement.id") == "page-add"
    expect_address(page, start + "#lora,qlora,bitfit")
    assert page.title() == "LoRA, QLoRA, and BitFit: comparison · Sample"
    page.get_by_role("button", name="Move LoRA one column on").click()
    drawn(page, "qlora,lora,bitfit")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move LoRA one column on"
    page.keyboard.press("Enter")
    drawn(page, "qlora,bitfit,lora")
    assert page.evaluate("document.activeElement.closest('th').dataset.method") == "lora"
    page.get_by_role("button", name="Remove BitFit from the comparison").click()
    drawn(page, "qlora,lora")
    assert page.evaluate("document.activeElement.closest('th').dataset.method") == "lora"
    assert page.get_by_role("status").inner_text() == page.locator("caption").inner_text()
    go_back(page)
    drawn(page, "qlora,bitfit,lora")
    go_back(page)
    drawn(page, "qlora,lora,bitfit")
    go_forward(page)
    drawn(page, "qlora,bitfit,lora")
    reload(page)
    drawn(page, "qlora,bitfit,lora")
    page.locator("#page-show-same").check()
    expect_address(page, start + "#qlora,bitfit,lora&show=same")
    page.locator("details.languages summary").click()
    follow(page, page.get_by_role("link", name="한국어"), "/ko/compare/index.html#qlora,bitfit,lora&show=same")
    drawn(page, "qlora,bitfit,lora")
    assert page.locator("#page-show-same").is_checked()
    assert faults == []
    page.close()


@pytest.mark.browser
def test_an_unknown_method_is_reported_and_the_others_are_shown(browser: Browser, public: Path) -> None:
    page = opened(browser, (public / "en/compare/index.html").as_uri() + "#lora,nothing,qlora,../x,lora")
    assert heads(page) == ["lora", "qlora"]
    assert page.locator("#page-hint").inner_text() == "There is no method called nothing."
    page.close()


@pytest.mark.browser
def test_the_skip_link_keeps_the_set_in_the_address(browser: Browser, public: Path) -> None:
    page = opened(browser, (public / "en/compare/index.html").as_uri() + "#lora,qlora")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#page-main")).to_be_focused()
    expect_address(page, "#lora,qlora")
    assert heads(page) == ["lora", "qlora"]
    page.close()


@pytest.mark.browser
def test_removing_a_column_of_a_curated_comparison_opens_the_remaining_set(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "uk/compare/adapting-pretrained-models.html").as_uri())
    rest = "bert-fine-tuning,lora-and-peft,vision-transformer"
    follow(page, page.locator('th[data-method="gpt-fine-tuning"] a.remove'), f"/uk/compare/index.html#{rest}")
    drawn(page, rest)
    page.close()


@pytest.mark.browser
def test_without_script_the_page_lists_the_curated_comparisons(browser: Browser, public: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    open_page(page, (public / "en/compare/index.html").as_uri() + "#lora,qlora")
    assert page.locator(".set-list a").first.is_visible()
    assert page.locator("table").count() == 0
    assert not any(box.is_visible() for box in page.locator("input").all())
    page.close()
    # Not asked of the browser: it draws no <noscript> where scripts are merely turned off for a test.
    assert "needs JavaScript" in read_page(public / "en/compare/index.html").one("noscript").words


def test_every_method_has_a_small_column_file_in_every_language(public: Path, site: Site) -> None:
    for locale in LOCALES:
        assert {path.stem for path in (public / locale / "data").iterdir()} >= set(site.methods)
    sizes = [path.stat().st_size for path in public.glob("*/data/*.js") if path.stem in site.methods]
    assert max(sizes) < 12_000


def test_the_link_to_edit_a_comparison_lists_its_methods_in_order(public: Path) -> None:
    page = read_page(public / "ms/compare/adapting-pretrained-models.html")
    methods = [cell.attributes["data-method"] for cell in page.one("thead").all("th")[1:]]
    link = page.one("div", class_="controls").one("a")
    assert link.attributes["href"] == f"../../ms/compare/index.html#{','.join(methods)}"


@pytest.mark.browser
def test_dollar_signs_in_a_translation_are_shown_as_they_are(browser: Browser, tmp_path: Path) -> None:
    """In JavaScript, `$&` in what replaces something stands for what was found."""
    files = {path: text.replace("locales: [en]", "locales: [en, uk]") for path, text in MINIMAL.items()}
    files["content/fields.yaml"] += "- {id: people, kind: people, label: People}\n"
    for name, people in (("one", "[Ann Lee, Bo Kim]"), ("two", "[Ann Lee, Cy Roe]")):
        files[f"content/methods/{name}.md"] = files[f"content/methods/{name}.md"].replace(
            "year", f"people: {people}\nyear"
        )
    header = (ROOT / "locales/uk/LC_MESSAGES/messages.po").read_text(encoding="utf-8").partition("\n\n")[0]
    words = "$& $' $` $1 $$ спільне:"
    files["locales/uk/LC_MESSAGES/messages.po"] = f'{header}\n\nmsgid "in every column:"\nmsgstr "{words}"\n'
    output = publish(write_site(tmp_path / "site", files), tmp_path / "public")
    page = opened(browser, (output / "uk/compare/index.html").as_uri() + "#one,two")
    drawn(page, "one,two")
    assert {found.inner_text().split(":")[0] for found in page.locator(".shared .unseen").all()} == {words[:-1]}
