"""What a browser makes of pages in Arabic, German and Japanese: directions, edges, and room on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import open_page, watch
from tests.conftest import publish, write_site
from tests.test_more_languages import GERMAN, JAPANESE, files_of

pytestmark = pytest.mark.browser

PAGES = ("index.html", "methods/zwei.html", "compare/set.html", "compare/index.html#eins,zwei", "contribute.html")
PAGES += ("translations.html", "glossary.html", "uber.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ("Mercator-Projektion", "Mollweidesche unechte Zylinderprojektion", "Äquidistante Zylinderprojektion")
    files = files_of("de", "ar", GERMAN, names, "Kartennetzentwürfe")
    code = "`y = f(x)` $a^2 + b$\n\n```python\nx = 1\n```\n"
    files["content/methods/eins.ar.md"] = (
        f"---\ntranslates: {{name: 00000000}}\nname: مركاتور\n---\n\n## عنوان\n\n{code}"
    )
    base = write_site(tmp_path_factory.mktemp("german"), files)
    return publish(base, base / "public")


@pytest.fixture(scope="module")
def japanese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = files_of("ja", "es", JAPANESE, ("煎茶", "玉露", "アッサム"), "お茶")
    base = write_site(tmp_path_factory.mktemp("japanese"), files)
    return publish(base, base / "public")


def opened(browser: Browser, path: Path, fragment: str = "", width: int = 1280) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800})
    open_page(page, path.as_uri() + fragment)
    return page


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("code", ["de", "ar"])
def test_no_page_is_wider_than_the_window_and_no_script_fails(
    browser: Browser, site: Path, code: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    faults = watch(page)
    for name in PAGES:
        path, mark, fragment = name.partition("#")
        open_page(page, (site / code / path).as_uri() + mark + fragment)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert faults == []
    page.close()


def test_code_and_formulas_run_from_left_to_right_in_an_arabic_text(browser: Browser, site: Path) -> None:
    page = opened(browser, site / "ar/methods/eins.html")
    parts = page.locator(".body code, .body pre, .body math")
    assert parts.count() >= 4
    assert set(parts.evaluate_all("all => all.map((part) => getComputedStyle(part).direction)")) == {"ltr"}
    page.close()


def test_words_of_the_other_direction_stand_at_the_edge_of_their_column(browser: Browser, site: Path) -> None:
    page = opened(browser, site / "ar/compare/set.html")
    gaps = page.locator('[data-field="use"] td > [dir="ltr"]').evaluate_all(
        """all => all.map((words) => {
            const cell = words.parentElement;
            const inside = cell.getBoundingClientRect().right - parseFloat(getComputedStyle(cell).paddingRight);
            return Math.abs(inside - words.getBoundingClientRect().right);
        })"""
    )
    assert len(gaps) == 3
    assert max(gaps) < 2
    page.close()


def test_the_first_column_of_an_arabic_table_is_on_the_right(browser: Browser, site: Path) -> None:
    page = opened(browser, site / "ar/compare/set.html")
    edges = page.locator("table.comparison thead th").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().x)"
    )
    assert edges == sorted(edges, reverse=True)
    page.close()


def test_buttons_that_move_a_column_point_to_where_it_goes(browser: Browser, site: Path) -> None:
    for code, signs in (("ar", ["→", "←"]), ("de", ["←", "→"])):
        page = opened(browser, site / code / "compare/index.html", "#eins,zwei")
        assert page.locator(".moves").first.locator("button").all_inner_texts() == signs
        page.close()


def test_a_comparison_made_by_script_says_names_as_the_ready_made_one(browser: Browser, site: Path) -> None:
    for code in ("ar", "de"):
        page = opened(browser, site / code / "compare/index.html", "#eins,zwei,drei")
        made = page.locator("#page-any-title").inner_text()
        page.close()
        page = opened(browser, site / code / "compare/set.html")
        names = page.locator("p.original").inner_text()
        assert names in made
        page.close()


def test_a_missing_page_is_reported_in_the_language(browser: Browser, site: Path) -> None:
    for code, words in (("ar", "لا نتائج"), ("de", "Nichts gefunden")):
        page = opened(browser, site / code / "index.html")
        page.locator("#page-search").fill("qqqq")
        told = page.locator(".site-head [aria-live]")
        told.filter(has_text=words).wait_for()
        page.close()


@pytest.mark.parametrize(("query", "found"), [("あっさむ", "アッサム"), ("ｱｯｻﾑ", "アッサム"), ("煎", "煎茶")])
def test_japanese_is_found_in_either_kana(browser: Browser, japanese: Path, query: str, found: str) -> None:
    page = opened(browser, japanese / "ja/index.html")
    page.locator("#page-search").fill(query)
    page.locator(".site-head [role=option]").filter(has_text=found).wait_for()
    page.close()


@pytest.mark.parametrize(
    ("code", "query"), [("ar", "مُركاتور"), ("ar", "مـركاتور"), ("de", "aquidistante"), ("de", "Äqui")]
)
def test_marks_that_readers_leave_out_do_not_matter(browser: Browser, site: Path, code: str, query: str) -> None:
    page = opened(browser, site / code / "index.html")
    page.locator("#page-search").fill(query)
    page.locator(".site-head [role=option]").first.wait_for()
    page.close()


def test_sentences_of_a_japanese_legend_have_no_spaces_between_them(browser: Browser, japanese: Path) -> None:
    page = opened(browser, japanese / "ja/compare/index.html", "#eins,zwei,none")
    assert page.locator("#page-hint").inner_text() == "noneという項目はありません。"
    assert "。 " not in page.locator("#page-legend").inner_text()
    page.close()
