"""What holds for every page of a site: the example site in six languages and in each theme."""

import gzip
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.page_reader import Element, broken_links, read_page, read_pages

pytestmark = pytest.mark.slow

ADDRESS = "https://example.org/any/sub/path"
LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")


@pytest.fixture(scope="module")
def public(public_of_theme: Path) -> Path:
    return public_of_theme


@pytest.fixture(scope="module")
def pages(public: Path) -> dict[str, Element]:
    return read_pages(public)


def test_no_link_is_broken_from_disk_or_under_a_sub_path(public: Path, pages: dict[str, Element]) -> None:
    assert broken_links(public, pages=pages) == []


def test_every_page_that_search_engines_may_index_has_a_description(pages: dict[str, Element]) -> None:
    """One description, not empty and without markup, on every page but the one for addresses that do not exist."""
    for path, page in pages.items():
        if path != "404.html":
            (found,) = page.all("meta", name="description")
            assert len(found.attributes["content"] or "") > 4, path
            assert "<" not in (found.attributes["content"] or ""), path


def test_scripts_are_small_and_deferred(public: Path, pages: dict[str, Element]) -> None:
    """At most 8 KB compressed for all scripts of a page; the data for search and comparisons is loaded on demand."""
    weights = {path: len(gzip.compress(path.read_bytes(), 9)) for path in (public / "assets").glob("*.js")}
    assert len(weights) >= 4
    for path, page in pages.items():
        scripts = page.all("script")
        assert all("defer" in script.attributes for script in scripts), path
        own = sum(weights[((public / path).parent / script.attributes["src"]).resolve()] for script in scripts)
        assert own <= 8 * 1024, (path, own)


def test_the_filter_labels_show_the_row_counts_on_every_comparison(pages: dict[str, Element]) -> None:
    compared = [path for path in pages if "/compare/" in path and not path.endswith("/index.html")]
    assert len(compared) > 80
    for path in compared:
        page = pages[path]
        verdicts = [row.attributes["data-verdict"] for row in page.all("tr") if "data-verdict" in row.attributes]
        counts = {
            choice.one("input").attributes["value"]: int(choice.one(class_="tally").words)
            for choice in page.one("fieldset", class_="filter").all("span", class_="choice")
        }
        assert counts.pop("all") == len(verdicts), path
        assert counts == {verdict: verdicts.count(verdict) for verdict in ("differs", "same", "incomplete")}, path


def test_without_a_base_url_no_page_has_an_absolute_address(public: Path, pages: dict[str, Element]) -> None:
    assert not (public / "sitemap.xml").exists()
    for path, page in pages.items():
        assert page.all("link", rel="canonical") == [], path


def test_every_page_has_its_language_and_direction(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        html = page.one("html")
        expected = path.split("/")[0] if "/" in path else "en"
        assert (html.attributes["lang"], html.attributes["dir"]) == (expected, "ltr"), path


def test_ids_are_unique_and_headings_start_at_level_one(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
        assert len(ids) == len(set(ids)), path
        assert len(page.all("h1")) == 1, path
        levels = [int(element.tag[1]) for element in page.all() if re.fullmatch("h[1-6]", element.tag)]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_titles_are_unique_in_a_language_and_have_no_markup(pages: dict[str, Element]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for path, page in pages.items():
        title = page.one("title").words
        assert title
        assert "<" not in title, path
        key = (path.split("/")[0], title)
        if not re.fullmatch(r"[\w-]+/compare/[\w-]+\.html", path):  # a curated set may hold the two methods of a pair
            assert key not in seen, (path, seen.get(key))
        seen[key] = path


def test_no_page_has_inline_styles_or_scripts_or_loads_from_other_hosts(
    public: Path, pages: dict[str, Element]
) -> None:
    for path, page in pages.items():
        assert page.all("style") == [], path
        assert page.all("base") == [], path
        for element in page.all():
            bad = [name for name in element.attributes if name == "style" or name.startswith("on")]
            assert not bad, (path, element.tag, bad)
        assert all("src" in script.attributes and not script.words for script in page.all("script")), path
    for css in public.rglob("*.css"):
        assert "@import" not in css.read_text()
        assert "url(" not in css.read_text()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_comparison_table_has_the_documented_markup(pages: dict[str, Element], locale: str) -> None:
    """The markup that third parties rely on; see docs/reference/output.md."""
    page = pages[f"{locale}/compare/adapting-pretrained-models.html"]
    table = page.one("table", class_="comparison")
    assert table.one("caption").words
    head = table.one("thead").one("tr").children
    assert head[0].words, "the corner holds text"
    assert [cell.attributes.get("data-method") for cell in head[1:]] == [
        "bert-fine-tuning",
        "gpt-fine-tuning",
        "lora-and-peft",
        "vision-transformer",
    ]
    assert all(cell.tag == "th" and cell.attributes["scope"] == "col" for cell in head)
    rows = table.one("tbody").all("tr")
    assert [row.attributes["data-field"] for row in rows] == [
        "field",
        "family",
        "year",
        "originators",
        "type",
        "sources",
        "aliases",
        "related",
        "summary",
    ]
    for row in rows:
        assert row.attributes["data-verdict"] in ("same", "differs", "incomplete")
        first, *cells = row.children
        assert (first.tag, first.attributes["scope"]) == ("th", "row")
        assert len(cells) == 4
        marks = [element for element in first.all(class_="mark") if "≠" in element.text]
        assert bool(marks) == (row.attributes["data-verdict"] == "differs")
        assert all(mark.attributes["aria-hidden"] == "true" for mark in marks)
        assert first.one(class_="unseen").words
        for cell in cells:
            assert cell.words, "no cell is empty"
    box = page.one("div", class_="table-box")
    assert box.attributes["tabindex"] == "0"
    assert box.attributes["aria-labelledby"] == table.one("caption").attributes["id"]


def test_marks_are_the_same_in_every_language(pages: dict[str, Element]) -> None:
    verdicts: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for path, page in pages.items():
        for table in page.all("table", class_="comparison"):
            rows = table.one("tbody").all("tr")
            found = tuple((row.attributes["data-field"], row.attributes["data-verdict"]) for row in rows)
            verdicts.setdefault(path.partition("/")[2], set()).add(found)
    assert len(verdicts) > 15
    assert all(len(found) == 1 for found in verdicts.values())


def test_the_caption_counts_the_differing_rows(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        for table in page.all("table", class_="comparison"):
            differing = sum(
                row.attributes["data-verdict"] == "differs"
                for row in table.all("tr")
                if "data-verdict" in row.attributes
            )
            numbers = re.findall(r"\d+", table.one("caption").words)[-2:]
            assert sorted(numbers) == sorted([str(differing), "9"]), path


def test_a_remove_link_leads_to_the_comparison_without_the_method(public: Path, pages: dict[str, Element]) -> None:
    pair = pages["ko/compare/lora/qlora.html"]
    for link in pair.all("a", class_="remove"):
        gone = link.parent.attributes["data-method"] if link.parent else ""
        (other,) = {"lora", "qlora"} - {gone}
        assert link.attributes["href"].endswith(f"methods/{other}.html")
        assert link.attributes["aria-label"]


def test_the_language_menu_leads_to_the_same_page(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        if "/" not in path:
            continue
        inner = path.partition("/")[2]
        links = page.one("details", class_="languages").all("a")
        assert [link.attributes["hreflang"] for link in links] == list(LOCALES), path
        assert all(link.attributes["href"].endswith(f"{link.attributes['hreflang']}/{inner}") for link in links), path
        assert [link.lang for link in links] == list(LOCALES)


def test_headings_have_the_same_anchors_in_every_language(pages: dict[str, Element]) -> None:
    for slug in ("lora", "bitfit", "qlora", "vision-transformer"):
        anchors = [
            [
                heading.attributes["id"]
                for heading in pages[f"{locale}/methods/{slug}.html"].one("div", class_="body").all("h2")
            ]
            for locale in LOCALES
        ]
        assert anchors == [anchors[0]] * len(LOCALES)
        assert {"meaning", "principle"} <= set(anchors[0])


def test_links_to_sources_name_their_target(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        names: dict[str, str] = {}
        for link in page.all("a", class_="external"):
            assert len(link.words) > 12, (path, link.words)
            assert names.setdefault(link.words, link.attributes["href"]) == link.attributes["href"], path


def test_no_page_shows_a_name_in_a_third_language(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        locale = path.split("/")[0]
        for row in page.all("tr", data_field="aliases"):
            for cell in row.all("td"):
                languages = {element.lang for element in cell.all("span")}
                assert languages <= {locale, "en"}, path


def test_the_not_found_page_is_in_every_language(pages: dict[str, Element]) -> None:
    sections = pages["404.html"].all("section")
    assert [section.lang for section in sections] == list(LOCALES)
    heads = [section.children[0] for section in sections]
    assert [head.tag for head in heads] == ["h1", *["h2"] * 5]
    assert [head.lang for head in heads] == list(LOCALES)
    assert len({head.words for head in heads}) == len({section.one("p").words for section in sections}) == 6
    assert [section.one("a").attributes["href"] for section in sections] == [f"{code}/index.html" for code in LOCALES]


def test_the_manifest_lists_every_file_of_the_output(public: Path) -> None:
    files = json.loads((public / "manifest.json").read_text())["files"]
    assert set(files) | {"manifest.json"} == {
        path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()
    }


def test_totals_of_all_languages_as_json_agree_with_the_pages(public: Path) -> None:
    found = json.loads((public / "translations.json").read_text(encoding="utf-8"))
    assert found.keys() == {"source", "documents", "languages"}
    assert found["source"] == "en"
    assert found["languages"].keys() == {"ms", "uk", "ko", "bg", "zh-Hans"}
    for code, counts in found["languages"].items():
        table = read_page(public / code / "translations.html").one("table")
        shown = Counter(item.attributes["data-state"] for item in table.all("li"))
        assert counts == {state: shown[state] for state in ("done", "unreviewed", "stale", "missing")}
        assert found["documents"] == len(table.one("tbody").children)
