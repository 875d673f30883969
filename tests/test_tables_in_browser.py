"""Tables in a browser: sorting, filters that combine, addresses, keys, small screens; and a thousand entries."""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from kaedah.plan import pagination
from kaedah.plan.pages import large_comparison
from playwright.sync_api import Browser, Page, expect

from tests.browsing import expect_address, go_back, go_forward, open_page, reload, wait_for_page, watch
from tests.conftest import publish, write_site
from tests.test_accessibility import AXE

pytestmark = pytest.mark.browser

FIELDS = """\
- {id: model, kind: term, label: Model, terms: {graph: Graph, plain: Plain, tree: Tree}}
- {id: systems, kind: terms, group: Use, label: Systems, terms: {linux: Linux, windows: Windows, macos: macOS}}
- {id: year, kind: year, group: Origin, label: Year of origin}
- {id: size, kind: quantity, group: Origin, label: Size}
- {id: version, kind: version, group: Origin, label: Version}
- {id: origin, kind: text, group: Origin, label: Known for}
- {id: near, kind: links, group: Origin, label: Near}
"""
COUNT, PAGE = 30, 8
MODELS, SYSTEMS = ("graph", "plain", "tree"), ("[linux]", "[linux, windows]", "[macos]", "[linux, windows, macos]")


class Facts(NamedTuple):
    model: str
    systems: str
    year: int | None
    size: str


def facts_of(number: int) -> Facts:
    size = f"{(number * 7) % 11 + 1} GB" if number % 4 else f"{number * 100 + 50} MB"
    return Facts(MODELS[number % 3], SYSTEMS[number % 4], 1990 + (number * 13) % COUNT if number % 6 else None, size)


def slug(number: int) -> str:
    return f"db-{number:02}"


def made_site(base: Path, table: str) -> Path:
    files: dict[str, str | bytes] = {
        "content/site.yaml": f"title: T\nsource_locale: en\nlocales: [en, uk, ar]\n{table}\n",
        "content/fields.yaml": FIELDS,
    }
    for number in range(COUNT):
        facts = facts_of(number)
        noted = f"{{value: {facts.year}, note: As a draft.}}" if number == 1 else facts.year
        year = f"year: {noted}\n" if facts.year else ""
        files[f"content/methods/{slug(number)}.md"] = (
            f"---\nname: Base {number:02}\nmodel: {facts.model}\nsystems: {facts.systems}\n{year}size: {facts.size}\n"
            f"version: 1.{number % 12}\norigin: Joins over large tables, number {number}\n"
            f"near: [{slug((number + 1) % COUNT)}]\n---\n\nWords.\n"
        )
    members = ", ".join(slug(number) for number in reversed(range(COUNT)))
    files["content/comparisons/all.md"] = f"---\ntitle: All of them\nmethods: [{members}]\n---\n\nWhy they are here.\n"
    return write_site(base, files)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site whose catalogue is a table on one page."""
    base = tmp_path_factory.mktemp("tables")
    return publish(made_site(base / "site", "index_table: [model, systems, year, size]"), base / "public")


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a catalogue of several pages."""
    base = tmp_path_factory.mktemp("cut")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pagination, "PAGE_SIZE", PAGE)
        patch.setattr(large_comparison, "PAGE_SIZE", PAGE)
        return publish(made_site(base / "site", "index_table: [model, systems, year, size]"), base / "public")


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, Path]:
    """The site whose catalogue is a list: on one page, and on several."""
    base = tmp_path_factory.mktemp("lists")
    site = made_site(base / "site", "")
    found = {False: publish(site, base / "whole")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pagination, "PAGE_SIZE", PAGE)
        found[True] = publish(site, base / "cut")
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    faults = watch(opened)
    yield opened
    assert faults == []
    opened.close()


def address(folder: Path, path: str) -> str:
    return f"{folder.as_uri()}/{path}"


def choose(page: Page, key: str) -> None:
    """Clicks a filter, whose group is opened first."""
    link = page.locator(f"[data-by='{key}']")
    if not link.is_visible():
        page.locator(".filters details").filter(has=link).locator("summary").click()
    link.click()


def rows(page: Page) -> list[str]:
    return page.locator(".entries tbody tr:visible, .item:visible").evaluate_all(
        "all => all.map((row) => row.dataset.method)"
    )


def expect_rows(page: Page, wanted: list[str]) -> None:
    expect(page.locator(".entries tbody tr")).to_have_count(len(wanted))
    page.wait_for_function(
        "wanted => [...document.querySelectorAll('.entries tbody tr')]"
        ".map((row) => row.dataset.method).join() === wanted",
        arg=",".join(wanted),
    )


def by_year(*, down: bool = False, among: range | list[int] = range(COUNT)) -> list[str]:
    stated = [number for number in among if facts_of(number).year]
    ordered = sorted(stated, key=lambda number: facts_of(number).year or 0, reverse=down)
    return [slug(number) for number in (*ordered, *(number for number in among if not facts_of(number).year))]


def with_terms(model: str = "", systems: tuple[str, ...] = ()) -> list[int]:
    return [
        number
        for number in range(COUNT)
        if facts_of(number).model in (model or facts_of(number).model)
        and all(name in facts_of(number).systems for name in systems)
    ]


@pytest.mark.parametrize("path", ["en/index.html", "en/compare/all.html"])
def test_without_script_tables_are_complete_and_have_no_buttons(browser: Browser, folder: Path, path: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    open_page(page, (folder / path).as_uri())
    assert page.locator(".entries tbody tr:visible").count() == COUNT
    assert page.locator("main button:visible").count() == 0
    assert page.locator(".export").count() == 0 or page.locator(".export").is_hidden()
    assert not page.locator(".list-state").is_visible()
    links = page.locator(".filters a:visible")
    wanted = "by/" in (folder / path).read_text() and path == "en/index.html"
    assert (links.count() > 0) == wanted
    page.close()


def test_the_keys_sort_by_a_column_and_back(page: Page, folder: Path) -> None:
    open_page(page, (folder / "en/index.html").as_uri())
    first = rows(page)
    links = sorted(page.locator(".entries tbody a").evaluate_all("all => all.map((link) => link.href)"))
    button = page.get_by_role("columnheader").get_by_role("button", name="Year of origin")
    head = page.locator("th[data-sort=year]")
    status = page.locator(".list-state [role=status]")
    assert head.get_attribute("aria-sort") is None
    button.focus()
    for press, sort, address, said, wanted in (
        ("Enter", "ascending", "index.html#sort=year", "Sorted by Year of origin, ascending", by_year()),
        ("Space", "descending", "index.html#sort=-year", "Sorted by Year of origin, descending", by_year(down=True)),
        ("Enter", None, "index.html", "", first),
    ):
        page.keyboard.press(press)
        expect_address(page, address)
        expect_rows(page, wanted)
        assert head.get_attribute("aria-sort") == sort
        assert status.text_content() == said
        assert button.evaluate("button => button === document.activeElement")
    assert sorted(page.locator(".entries tbody a").evaluate_all("all => all.map((link) => link.href)")) == links


def test_quantities_and_versions_are_sorted_by_value(page: Page, folder: Path) -> None:
    def megabytes(number: int) -> int:
        value, unit = facts_of(number).size.split()
        return int(value) * (1000 if unit == "GB" else 1)

    open_page(page, address(folder, "en/compare/all.html#sort=size"))
    author = [*reversed(range(COUNT))]
    expect_rows(page, [slug(number) for number in sorted(author, key=megabytes)])
    open_page(page, address(folder, "en/compare/all.html#sort=-version"))
    expect_rows(page, [slug(number) for number in sorted(author, key=lambda number: -(number % 12))])


def test_filters_combine_and_their_state_is_in_the_address(page: Page, folder: Path) -> None:
    open_page(page, (folder / "en/index.html").as_uri())
    choose(page, "model:graph")
    expect_address(page, "index.html#by=model:graph")
    choose(page, "systems:linux")
    choose(page, "systems:windows")
    expect_address(page, "index.html#by=model:graph,systems:linux,systems:windows")
    both = with_terms("graph", ("linux", "windows"))
    expect_rows(page, [slug(number) for number in both])
    assert page.locator(".list-state [role=status]").text_content() == f"Shown: {len(both)} of {COUNT}"
    assert page.locator(".filters [aria-current]").count() == 3
    page.get_by_role("columnheader").get_by_role("button", name="Year of origin").click()
    end = "index.html#by=model:graph,systems:linux,systems:windows&sort=year"
    expect_address(page, end)
    expect_rows(page, by_year(among=both))
    reload(page)
    expect_rows(page, by_year(among=both))
    go_back(page)
    expect_rows(page, [slug(number) for number in both])
    go_back(page)
    expect_rows(page, [slug(number) for number in with_terms("graph", ("linux",))])
    go_forward(page)
    expect_rows(page, [slug(number) for number in both])
    choose(page, "systems:linux")
    expect_address(page, "index.html#by=model:graph,systems:windows")
    page.locator(".list-state a").click()
    expect_address(page, "index.html")
    expect_rows(page, [slug(number) for number in range(COUNT)])
    assert page.locator(".filters [aria-current]").count() == 0


def test_a_second_term_of_a_single_field_takes_the_place_of_the_first(page: Page, folder: Path) -> None:
    open_page(page, address(folder, "en/index.html#by=model:graph"))
    choose(page, "model:tree")
    expect_address(page, "index.html#by=model:tree")
    expect_rows(page, [slug(number) for number in with_terms("tree")])


def test_filters_tell_how_many_entries_they_would_leave(page: Page, folder: Path) -> None:
    open_page(page, address(folder, "en/index.html#by=model:graph,systems:macos"))
    tally = page.locator("[data-by='systems:linux'] .tally").text_content()
    assert int(tally or "") == len(with_terms("graph", ("macos", "linux")))
    years = {(facts_of(number).year or 0) // 10 * 10 for number in with_terms("graph", ("macos",))}
    for decade in (1990, 2000, 2010):
        link = page.locator(f"[data-by='year:{decade}s']")
        assert (link.get_attribute("href") is not None) == (decade in years)


def test_filters_of_a_list_page_lead_to_both(page: Page, folder: Path) -> None:
    open_page(page, (folder / "en/by/model/graph.html").as_uri())
    assert rows(page) == [slug(number) for number in with_terms("graph")]
    page.get_by_role("columnheader").get_by_role("button", name="Year of origin").click()
    expect_address(page, "by/model/graph.html#sort=year")
    expect_rows(page, by_year(among=with_terms("graph")))
    choose(page, "systems:windows")
    wait_for_page(page, "en/index.html#by=model:graph,systems:windows&sort=year")
    expect_rows(page, by_year(among=with_terms("graph", ("windows",))))


def test_unknown_parts_of_an_address_are_left_out(page: Page, folder: Path) -> None:
    open_page(page, address(folder, "en/index.html#by=model:none,model:tree,__proto__&sort=none&page=x"))
    expect_rows(page, [slug(number) for number in with_terms("tree")])


def test_the_state_goes_along_to_another_language(page: Page, folder: Path) -> None:
    open_page(page, address(folder, "en/index.html#by=model:tree&sort=-year"))
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=uk]").click()
    wait_for_page(page, "uk/index.html#by=model:tree&sort=-year")
    expect_rows(page, by_year(down=True, among=with_terms("tree")))
    said = page.locator(".list-state [role=status]").text_content()
    assert said == "Показано: 10 з 30 · Упорядковано за стовпцем «Year of origin», за спаданням"


def test_all_pages_of_a_catalogue_are_sorted_and_filtered_at_once(page: Page, cut: Path) -> None:
    open_page(page, (cut / "en/index.html").as_uri())
    assert rows(page) == [slug(number) for number in range(PAGE)]
    page.get_by_role("columnheader").get_by_role("button", name="Year of origin").click()
    expect_rows(page, by_year()[:PAGE])
    assert page.locator("main .turner:visible").count() == 1
    page.get_by_role("link", name="Next page").click()
    expect_address(page, "index.html#sort=year&page=2")
    expect_rows(page, by_year()[PAGE : 2 * PAGE])
    assert "Page 2 of 4" in (page.locator("main .turner:visible").text_content() or "")
    assert page.evaluate("document.activeElement.className") == "names-index"
    for link in page.locator(".entries tbody a").evaluate_all("all => all.map((link) => link.href)"):
        assert Path(link.removeprefix("file://").partition("#")[0]).is_file()
    choose(page, "model:plain")
    expect_address(page, "index.html#by=model:plain&sort=year")
    expect_rows(page, by_year(among=with_terms("plain"))[:PAGE])
    reload(page)
    expect_rows(page, by_year(among=with_terms("plain"))[:PAGE])
    page.locator(".list-state a").click()
    expect_address(page, "index.html#sort=year")
    for _ in range(2):
        page.get_by_role("columnheader").get_by_role("button", name="Year of origin").click()
    expect_address(page, "index.html")
    expect_rows(page, [slug(number) for number in range(PAGE)])


def test_a_further_page_and_the_page_of_a_term_sort_all_of_their_list(page: Page, cut: Path) -> None:
    open_page(page, address(cut, "en/by/model/graph.html#sort=-year"))
    expect_rows(page, by_year(down=True, among=with_terms("graph"))[:PAGE])
    for link in page.locator(".entries tbody a").evaluate_all("all => all.map((link) => link.href)"):
        assert Path(link.removeprefix("file://").partition("#")[0]).is_file()
    open_page(page, address(cut, "en/all/3.html#sort=year"))
    expect_rows(page, by_year()[:PAGE])


def test_a_note_leads_back_to_its_value_on_another_page_of_the_table(page: Page, cut: Path) -> None:
    open_page(page, address(cut, "en/compare/all.html"))
    assert slug(1) not in rows(page)
    back = page.locator(".table-notes [role=doc-backlink]")
    back.click()
    expect_address(page, "all.html#page=4")
    expect(page.locator("#page-noted-db-01-year")).to_be_focused()
    page.keyboard.press("Enter")
    expect_address(page, "all.html#page-note-db-01-year")
    assert slug(1) in rows(page)  # going to a note draws no other page
    back.click()
    expect_address(page, "all.html#page-noted-db-01-year")
    assert slug(1) in rows(page)


def test_all_rows_that_match_are_exported_in_their_order(page: Page, cut: Path) -> None:
    open_page(page, address(cut, "en/compare/all.html#by=model:plain&sort=year"))
    wanted = by_year(among=list(reversed(with_terms("plain"))))
    assert len(wanted) > PAGE
    texts = {}
    for name in ("CSV", "Markdown", "JSON"):
        page.locator(".export summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert download.value.suggested_filename.startswith("all.")
        texts[name] = Path(download.value.path()).read_text(encoding="utf-8-sig")
    table = [*csv.DictReader(texts["CSV"].splitlines())]
    assert [row["slug"] for row in table] == wanted
    noted = next(row for row in table if row["slug"] == slug(1))
    assert (noted["name"], noted["year"], noted["year.note"]) == ("Base 01", str(facts_of(1).year), "As a draft.")
    found = json.loads(texts["JSON"])
    assert [method["slug"] for method in found["methods"]] == wanted
    years = next(row for row in found["rows"] if row["field"] == "year")
    assert (years["group"], years["verdict"], years["label"]) == ("Origin", "differs", "Year of origin")
    assert years["cells"][slug(1)] == [str(facts_of(1).year)]
    lines = texts["Markdown"].splitlines()
    assert lines[0].startswith("| Name | Model ≠ | Systems ≠ | Year of origin ≠ |")
    assert lines[2].startswith(f"| Base {wanted[0][3:]} | Plain |")
    assert "- Base 01, Year of origin: As a draft." in lines
    assert page.locator("#page-status").text_content() == "all.json"


def test_a_file_of_rows_that_does_not_arrive_is_told_and_can_be_asked_for_again(browser: Browser, cut: Path) -> None:
    page = browser.new_page()
    file = cut / "en/all/rows.js"
    file.rename(cut / "gone.js")
    open_page(page, (cut / "en/index.html").as_uri())
    page.get_by_role("columnheader").get_by_role("button", name="Year of origin").click()
    expect(page.get_by_role("status")).to_have_text(
        "rows.js could not be loaded, so the list is not sorted or filtered."
    )
    assert rows(page) == [slug(number) for number in range(PAGE)]
    (cut / "gone.js").rename(file)
    page.get_by_role("button", name="Try again").click()
    expect_rows(page, by_year()[:PAGE])
    expect(page.get_by_role("status")).to_have_text("Sorted by Year of origin, ascending")
    assert page.get_by_role("button", name="Try again").count() == 0
    page.close()


@pytest.mark.parametrize("cut_up", [False, True])
def test_filters_of_a_list_combine_too(page: Page, lists: Mapping[bool, Path], cut_up: bool) -> None:
    open_page(page, (lists[cut_up] / "en/index.html").as_uri())
    first = rows(page)
    choose(page, "model:graph")
    choose(page, "systems:macos")
    expect_address(page, "index.html#by=model:graph,systems:macos")
    wanted = [slug(number) for number in with_terms("graph", ("macos",))]
    expect(page.locator(".item:visible")).to_have_count(len(wanted))
    assert rows(page) == wanted
    assert not page.locator(".letter:visible").count()
    page.locator(".list-state a").click()
    expect(page.locator(".item:visible")).to_have_count(len(first))
    assert rows(page) == first


@pytest.mark.parametrize("locale", ["en", "uk", "ar"])
@pytest.mark.parametrize("path", ["index.html", "compare/all.html", "by/model/graph.html"])
def test_a_table_on_a_phone_scrolls_by_itself_and_keeps_the_names(
    browser: Browser, folder: Path, locale: str, path: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    open_page(page, (folder / locale / path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = page.locator(".table-box")
    assert box.get_attribute("role") == "region"
    assert page.get_by_role("region", name=page.locator("caption").inner_text() or "").count() >= 1
    box.focus()
    assert box.evaluate("box => box === document.activeElement")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    sign = -1 if locale == "ar" else 1
    box.evaluate(f"box => box.scrollTo({200 * sign}, 300)")
    places = """() => [".entries tbody tr:nth-child(9) th", ".entries thead th", ".table-box"].map((what) => {
      const { x, y, width, height } = document.querySelector(what).getBoundingClientRect();
      return { x, y, width, height };
    })"""
    name, head, outer = page.evaluate(places)
    assert name["width"] <= 0.4 * 360
    near = (name["x"] - outer["x"]) if sign > 0 else (outer["x"] + outer["width"] - name["x"] - name["width"])
    assert abs(near) <= 2
    assert abs(head["y"] - outer["y"]) <= 2
    assert head["height"] <= 740 / 3
    page.close()


@pytest.mark.parametrize(("width", "colours"), [(360, "dark"), (1280, "light")])
@pytest.mark.parametrize(
    "path",
    ["en/index.html", "en/index.html#by=model:graph&sort=-year", "uk/compare/all.html#sort=size", "ar/index.html"],
)
def test_axe_finds_no_fault(browser: Browser, folder: Path, path: str, width: int, colours: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=colours)  # type: ignore[arg-type]
    page.add_init_script(path=AXE_FILE_PATH)
    open_page(page, address(folder, path))
    assert page.evaluate(AXE) == []
    page.close()


def test_the_regions_and_heads_have_names(page: Page, folder: Path) -> None:
    open_page(page, (folder / "en/compare/all.html").as_uri())
    assert page.get_by_role("region", name="All of them: 6 of 7 columns differ").count() == 1
    names = [head.inner_text() for head in page.get_by_role("columnheader").all()]
    assert [name.split("↕")[0].strip().splitlines()[0] for name in names] == [
        "Use", "Origin", "Name", "Model", "Systems", "Year of origin", "Size", "Version", "Known for", "Near",
    ]  # fmt: skip
    assert page.get_by_role("rowheader").count() == COUNT


# A thousand entries


KINDS = {
    "model": ("term, terms: {graph: Graph, plain: Plain, tree: Tree}", ("graph", "plain", "tree")),
    "systems": ("terms, terms: {linux: Linux, windows: Windows, macos: macOS}", ("[linux]", "[linux, windows, macos]")),
    "year": ("year", ("1999", "2004", "2023")),
    "size": ("quantity", ("4 GB", "700 MB", "1-4 GB")),
    "version": ("version", ("1.2", "unknown", "10.0.1")),
    "released": ("date", ("2024-03", "1999-12-31")),
    "open": ("flag", ("yes", "no", "partial")),
    "makers": ("people", ("[Ada Lovelace, Kurt Gödel]", "[Grace Hopper]")),
    "home": ("url", ("https://example.org/", "https://a.example/")),
    "languages": ("list", ("[C, Rust]", "[Go]")),
    "cost": ("number", ("0.5", "12", "1e3")),
    "origin": ("text", ("Fast joins over very large tables", "Embedded in phones and browsers")),
}
MANY = 1000


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of a thousand entries with twelve columns."""
    base = tmp_path_factory.mktemp("thousand")
    files: dict[str, str | bytes] = {
        "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en]\ncompare: {pairs: none}\n",
        "content/fields.yaml": "".join(
            f"- {{id: {name}, kind: {kind}, label: {name.title()}}}\n" for name, (kind, _) in KINDS.items()
        ),
    }
    for number in range(MANY):
        facts = (
            f"{name}: {values[number * 7 % 13 % len(values)]}\n"
            for place, (name, (_, values)) in enumerate(KINDS.items())
            if (number + place) % 9
        )
        files[f"content/methods/m{number:04}.md"] = f"---\nname: Method {number}\n{''.join(facts)}---\n"
    members = ", ".join(f"m{number:04}" for number in range(MANY))
    files["content/comparisons/all.md"] = f"---\ntitle: All\nmethods: [{members}]\n---\n"
    return publish(write_site(base / "site", files), base / "public")


@pytest.mark.slow
def test_a_thousand_entries_are_usable_on_a_phone(browser: Browser, thousand: Path) -> None:
    path = thousand / "en/compare/all.html"
    assert len(gzip.compress(path.read_bytes(), 9)) <= 80 * 1024
    plain = browser.new_page(java_script_enabled=False)
    open_page(plain, path.as_uri())
    assert plain.locator("tbody tr").count() == MANY
    plain.close()
    page = browser.new_page(viewport={"width": 360, "height": 740})
    open_page(page, path.as_uri())
    assert page.locator(".entries tbody tr").count() == 200
    assert page.evaluate("document.querySelectorAll('*').length") <= 8000
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    times = page.evaluate("""async () => {
      const times = [];
      for (const button of document.querySelectorAll("thead button")) {
        const begin = performance.now();
        button.click();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - begin);
      }
      return times;
    }""")
    assert len(times) == 13
    assert min(times) <= 1000, json.dumps(times)
    expect_address(page, "#sort=origin")
    page.get_by_role("link", name="Next page").click()
    expect_address(page, "#sort=origin&page=2")
    expect(page.locator(".entries tbody tr")).to_have_count(200)
    page.close()
