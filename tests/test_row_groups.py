"""Rows under headings: `group:` in content/fields.yaml, wherever rows are shown."""

import json
import zipfile
from pathlib import Path

import pytest
from kaedah.contribute.json_schema import method_schema
from kaedah.plan.dataset.tables import tables_of
from kaedah.plan.scaffolds import method_template
from playwright.sync_api import Browser

from tests.browsing import open_page, resize, watch
from tests.conftest import export, must_read, publish, read, write_site
from tests.edited_site import PLURALS
from tests.page_reader import Element, read_page

FIELDS = (
    "- {id: licence, kind: text, label: Licence}\n"
    "- {id: price, kind: number, label: Price, group: Cost}\n"
    "- {id: memory, kind: quantity, label: Memory, group: Cost}\n"
    "- {id: year, kind: year, label: Year, group: Origin}\n"
    "- {id: related, kind: links, label: Related, group: Neighbours}\n"
)
HEAD = "title: T\nsource_locale: en\nlocales: [en, uk]\n"
UK = (
    f'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"Plural-Forms: {PLURALS["uk"]}\\n"\n\n'
    'msgctxt "group"\nmsgid "Cost"\nmsgstr "Ціна"\n\n'
    'msgctxt "group"\nmsgid "Origin"\nmsgstr "Ціна"\n'  # the same word for two groups
)
ENTRIES = {
    f"content/methods/{slug}.md": (
        f"---\nname: {slug.title()}\nlicence: {licence}\nprice: {price}\nmemory: 4 GB\nyear: {year}\n"
        f"related: [{other}]\n---\n"
    )
    for slug, licence, price, year, other in (
        ("one", "MIT", 1, 2001, "two"),
        ("two", "MIT", 2, 2001, "one"),
        ("three", "GPL", 2, 2003, "one"),
    )
}
FILES = {
    "content/site.yaml": HEAD,
    "content/fields.yaml": FIELDS,
    "content/comparisons/all.md": "---\ntitle: All\nmethods: [one, two, three]\n---\n",
    "locales/uk/LC_MESSAGES/site.po": UK,
    **ENTRIES,
}


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", FILES)


@pytest.fixture
def grouped_output(grouped: Path) -> Path:
    return publish(grouped, grouped.parent / "public")


def bodies(table: Element) -> list[tuple[str, list[str]]]:
    """The heading of each body of a table, and the fields below it."""
    found = []
    for body in table.all("tbody"):
        headings = [row.one("th", scope="rowgroup").words for row in body.all("tr", class_="group")]
        assert len(headings) <= 1
        assert not headings or "group" in body.children[0].attributes.get("class", "")
        found.append(("".join(headings), [row.attributes["data-field"] for row in body.children[len(headings) :]]))
    return found


GROUPS = [("", ["licence"]), ("Cost", ["price", "memory"]), ("Origin", ["year"]), ("Neighbours", ["related"])]


@pytest.mark.parametrize("path", ["compare/one/two.html", "compare/all.html"])
def test_a_comparison_has_a_body_with_a_heading_for_each_group(grouped_output: Path, path: str) -> None:
    table = read_page(grouped_output / "en" / path).one("table")
    assert bodies(table) == GROUPS
    columns = len(table.one("thead").all("th"))
    assert {head.attributes["colspan"] for head in table.all("th", scope="rowgroup")} == {str(columns)}


def test_two_groups_with_the_same_word_in_a_language_stay_two(grouped_output: Path) -> None:
    found = bodies(read_page(grouped_output / "uk/compare/one/two.html").one("table"))
    assert [heading for heading, _ in found[:3]] == ["", "Ціна", "Ціна"]
    heading = read_page(grouped_output / "uk/compare/one/two.html").all("th", scope="rowgroup")[-1]
    assert heading.one("div", lang="en").words.startswith("Neighbours")


def test_the_page_of_an_entry_has_the_groups_that_have_rows_there(grouped_output: Path) -> None:
    found = bodies(read_page(grouped_output / "en/methods/one.html").one("table", class_="facts"))
    assert found == GROUPS[:3]  # links have a place of their own


def test_books_have_headings_of_groups(grouped: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    assert export("epub", grouped, "--locale", "en", "-o", str(book)).exit_code == 0
    with zipfile.ZipFile(book) as opened:
        path = next(name for name in opened.namelist() if name.endswith("compare/all.xhtml"))
        text = opened.read(path).decode()
    page = tmp_path / "all.html"
    page.write_text(text, encoding="utf-8")
    headings = [
        (item.tag, item.words.split(" ")[0].split("\N{NO-BREAK SPACE}")[0])
        for item in read_page(page).all()
        if item.tag in ("h2", "h3")
    ]
    tags = [tag for tag, _ in headings]
    assert tags == ["h2", "h2", "h3", "h3", "h2", "h3", "h2", "h3"]
    assert [words for tag, words in headings if tag == "h2"][1:] == ["Cost", "Origin", "Neighbours"]


def test_groups_are_in_the_schema_the_form_new_files_and_the_dataset(grouped: Path, grouped_output: Path) -> None:
    site = must_read(grouped)
    properties = json.loads(method_schema(site.fields))["properties"]
    assert [properties[name]["title"] for name in ("licence", "price", "year")] == [
        "Licence",
        "Cost: Price",
        "Origin: Year",
    ]
    form = read_page(grouped_output / "en/contribute.html").one("form")
    assert [item.words for item in form.all("h3")] == ["Cost", "Origin", "Neighbours"]
    template = method_template("four", site.fields)
    assert template.index("# Licence") < template.index("# —— Cost ——") < template.index("# Price")
    tables = {table.name: table for table in tables_of(site)}
    assert [column.group for column in tables["methods"].columns] == [
        "",
        "",
        "",
        "Cost",
        "Cost",
        "Origin",
        "Neighbours",
    ]
    labels = [row for row in tables["labels"].rows() if row[0] == "group"]
    assert ("group", "Cost", "uk", "Ціна") in labels
    assert ("group", "Neighbours", "en", "Neighbours") in labels


def test_a_group_without_a_translation_is_told(grouped: Path) -> None:
    _, problems = read(grouped)
    told = [problem.text for problem in problems if problem.path.endswith("uk/LC_MESSAGES/site.po")]
    assert told[-1].startswith("labels of the content without a translation: 6;")  # five fields and one group


def test_groups_change_no_verdict(grouped: Path, tmp_path: Path) -> None:
    def verdicts(base: Path, output: Path) -> list[tuple[str, str]]:
        table = read_page(publish(base, output) / "en/compare/one/two.html").one("table")
        rows = [row for row in table.all("tr") if "data-field" in row.attributes]
        return [(row.attributes["data-field"], row.attributes["data-verdict"]) for row in rows]

    with_groups = verdicts(grouped, tmp_path / "with")
    lines = [line.partition(", group")[0].rstrip("}") + "}\n" for line in FIELDS.splitlines()]
    write_site(grouped, {"content/fields.yaml": "".join(lines)})
    assert verdicts(grouped, tmp_path / "without") == with_groups


# Browsers


@pytest.mark.browser
@pytest.mark.slow
def test_any_set_and_the_list_on_a_phone_have_the_headings(browser: Browser, grouped_output: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    faults = watch(page)
    open_page(page, f"{(grouped_output / 'en/compare/index.html').as_uri()}#one,two,three")
    assert page.locator("table.comparison tbody").count() == 4
    assert page.locator("th[scope=rowgroup]").all_inner_texts() == ["Cost", "Origin", "Neighbours"]
    spans = page.locator("th[scope=rowgroup]").evaluate_all("all => all.map(e => e.colSpan)")
    assert spans == [4, 4, 4]
    static = read_page(grouped_output / "en/compare/all.html").one("table")
    rows = page.locator("tbody tr").evaluate_all("all => all.map(e => e.dataset.verdict ?? null)")
    assert rows == [row.attributes.get("data-verdict") for body in static.all("tbody") for row in body.children]

    resize(page, 360, 740)
    headings = page.locator(".list-view .group")
    assert headings.all_inner_texts() == ["Cost", "Origin", "Neighbours"]
    level = headings.first.evaluate("e => e.tagName")
    row = page.locator(".list-view section").nth(1).locator(":is(h2, h3, h4, h5)").evaluate("e => e.tagName")
    assert int(row[1]) == int(level[1]) + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults == []
    page.close()


@pytest.mark.browser
@pytest.mark.slow
def test_a_heading_is_hidden_where_the_filter_leaves_none_of_its_rows(browser: Browser, grouped_output: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    open_page(page, (grouped_output / "en/compare/one/two.html").as_uri())
    page.locator("#page-show-differs").check()
    assert page.locator("tbody tr:visible").evaluate_all("all => all.map(e => e.dataset.field ?? e.innerText)") == [
        "Cost",
        "price",
    ]
    page.locator(".list-switch").click()
    assert page.locator(".list-view .group:visible").all_inner_texts() == ["Cost"]
    page.close()


@pytest.mark.browser
@pytest.mark.slow
def test_exports_have_the_headings(browser: Browser, grouped_output: Path) -> None:
    page = browser.new_page()
    open_page(page, (grouped_output / "en/compare/one/two.html").as_uri())
    found = {}
    for form in ("JSON", "Markdown", "LaTeX", "CSV"):
        page.locator("details.export summary").click()
        with page.expect_download() as download:
            page.locator("details.export button", has_text=form).click()
        found[form] = Path(download.value.path()).read_text(encoding="utf-8")
    rows = json.loads(found["JSON"])["rows"]
    assert [row.get("group") for row in rows] == [None, "Cost", "Cost", "Origin", "Neighbours"]
    assert "| **Cost** |  |  |\n| Price ≠ | 1 | 2 |\n" in found["Markdown"]
    assert "\\multicolumn{3}{l}{\\textbf{Cost}} \\\\\n" in found["LaTeX"]
    assert "Cost" not in found["CSV"]
    page.close()
