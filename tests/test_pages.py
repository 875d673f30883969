"""The project's own site as readers get it: every page of all six languages."""

import gzip
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from kaedah.digests import stamp_of
from kaedah.plan.pages import sitemap, translation_status

from tests.conftest import MINIMAL, ROOT, publish, tree, write_site
from tests.page_reader import Element, broken_links, read_page

pytestmark = pytest.mark.slow

ADDRESS = "https://example.org/any/sub/path"
LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")


@pytest.fixture(scope="module")
def public(public_of_theme: Path) -> Path:
    return public_of_theme


@pytest.fixture(scope="module")
def pages(public: Path) -> dict[str, Element]:
    return {path.relative_to(public).as_posix(): read_page(path) for path in sorted(public.rglob("*.html"))}


def test_no_link_is_broken_from_disk_or_under_any_sub_path(public: Path) -> None:
    assert broken_links(public) == []


def test_absolute_addresses_lead_to_pages_of_the_site_that_are_translated(tmp_path: Path) -> None:
    site = write_site(
        tmp_path,
        {
            "content/site.yaml": f"title: T\nbase_url: {ADDRESS}\nsource_locale: en\nlocales: [en, uk]\n",
            "content/fields.yaml": "- {id: year, kind: year, label: Year}\n",
            "content/methods/one.md": "---\nname: One\nyear: 2001\n---\nBody of some length.\n",
            "content/methods/one.uk.md": "---\nname: Один\ntranslates: {name: 00000000}\n---\nТіло певної довжини.\n",
            "content/methods/two.md": "---\nname: Two\nyear: 2001\n---\nBody of some length, never translated.\n",
        },
    )
    output = publish(site, tmp_path / "public")
    assert broken_links(output, "https://example.org/any/sub/path/") == []
    one, two = (read_page(output / f"uk/methods/{slug}.html") for slug in ("one", "two"))
    assert one.one("link", rel="canonical").attributes["href"] == "https://example.org/any/sub/path/uk/methods/one.html"
    assert {link.attributes["hreflang"] for link in one.all("link", rel="alternate")} == {"en", "uk", "x-default"}
    assert two.one("link", rel="canonical").attributes["href"] == "https://example.org/any/sub/path/en/methods/two.html"
    assert two.all("link", rel="alternate") == []
    sitemap = (output / "sitemap.xml").read_text()
    assert "uk/methods/one.html" in sitemap
    assert "uk/methods/two.html" not in sitemap


def test_a_sitemap_that_is_too_long_is_cut_and_lists_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def addresses(*paths: str) -> list[str]:
        return [found for path in paths for found in re.findall("<loc>(.*?)</loc>", (output / path).read_text())]

    base = write_site(
        tmp_path / "site",
        MINIMAL | {"content/site.yaml": f"title: T\nbase_url: {ADDRESS}\nsource_locale: en\nlocales: [en, uk]\n"},
    )
    output = publish(base, tmp_path / "whole")
    whole = addresses("sitemap.xml")
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 5)
    output = publish(base, tmp_path / "cut")
    parts = [address.removeprefix(f"{ADDRESS}/") for address in addresses("sitemap.xml")]
    assert parts == [f"sitemaps/{number}.xml" for number in range(1, len(parts) + 1)]
    assert len(parts) > 1
    assert addresses(*parts) == whole
    assert all(len(addresses(part)) <= 5 for part in parts)


def test_without_a_base_url_no_page_has_an_absolute_address_of_its_own(public: Path, pages: dict[str, Element]) -> None:
    assert not (public / "sitemap.xml").exists()
    for path, page in pages.items():
        assert page.all("link", rel="canonical") == [], path


def test_every_page_says_its_language_and_direction(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        html = page.one("html")
        expected = path.split("/")[0] if "/" in path else "en"
        assert (html.attributes["lang"], html.attributes["dir"]) == (expected, "ltr"), path


def test_ids_are_unique_and_headings_begin_with_one_of_level_one(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
        assert len(ids) == len(set(ids)), path
        assert len(page.all("h1")) == 1, path
        levels = [int(element.tag[1]) for element in page.all() if re.fullmatch("h[1-6]", element.tag)]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_titles_are_unique_in_a_language_and_hold_no_markup(pages: dict[str, Element]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for path, page in pages.items():
        title = page.one("title").words
        assert title
        assert "<" not in title, path
        key = (path.split("/")[0], title)
        if not re.fullmatch(r"[\w-]+/compare/[\w-]+\.html", path):  # a curated set may hold the two methods of a pair
            assert key not in seen, (path, seen.get(key))
        seen[key] = path


def test_nothing_on_a_page_is_styled_or_scripted_in_line_and_no_other_host_is_asked(
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
def test_the_comparison_table_keeps_its_promises(pages: dict[str, Element], locale: str) -> None:
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


def test_the_marks_are_the_same_in_every_language(pages: dict[str, Element]) -> None:
    verdicts: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for path, page in pages.items():
        for table in page.all("table", class_="comparison"):
            rows = table.one("tbody").all("tr")
            found = tuple((row.attributes["data-field"], row.attributes["data-verdict"]) for row in rows)
            verdicts.setdefault(path.partition("/")[2], set()).add(found)
    assert len(verdicts) > 40
    assert all(len(found) == 1 for found in verdicts.values())


def test_the_caption_counts_the_rows_that_differ(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        for table in page.all("table", class_="comparison"):
            differing = sum(
                row.attributes["data-verdict"] == "differs"
                for row in table.all("tr")
                if "data-verdict" in row.attributes
            )
            numbers = re.findall(r"\d+", table.one("caption").words)[-2:]
            assert sorted(numbers) == sorted([str(differing), "9"]), path


def test_a_remove_link_leads_to_the_set_without_the_method(public: Path, pages: dict[str, Element]) -> None:
    pair = pages["ko/compare/lora/qlora.html"]
    for link in pair.all("a", class_="remove"):
        gone = link.parent.attributes["data-method"] if link.parent else ""
        (other,) = {"lora", "qlora"} - {gone}
        assert link.attributes["href"].endswith(f"methods/{other}.html")
        assert link.attributes["aria-label"]


def test_the_switch_of_language_leads_to_the_same_page(pages: dict[str, Element]) -> None:
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


def test_the_eight_methods_of_the_chinese_article_have_meaning_and_principle(pages: dict[str, Element]) -> None:
    table = pages["zh-Hans/compare/parameter-efficient-methods.html"].one("table", class_="comparison")
    slugs = [cell.attributes["data-method"] for cell in table.one("thead").all("th")[1:]]
    assert slugs == [
        "lora",
        "adapter-tuning",
        "prompt-tuning",
        "prefix-tuning",
        "p-tuning",
        "p-tuning-v2",
        "bitfit",
        "distilbert",
    ]
    for slug in slugs:
        body = pages[f"zh-Hans/methods/{slug}.html"].one("div", class_="body")
        assert [body.one("h2", id=name).words for name in ("meaning", "principle")] == ["含义", "原理"]
        assert body.lang == "zh-Hans"


def test_no_reader_sees_a_name_in_a_third_language(pages: dict[str, Element]) -> None:
    for path, page in pages.items():
        locale = path.split("/")[0]
        for row in page.all("tr", data_field="aliases"):
            for cell in row.all("td"):
                languages = {element.lang for element in cell.all("span")}
                assert languages <= {locale, "en"}, path


def test_the_faults_of_the_seeds_are_mended() -> None:
    qlora = (ROOT / "content/methods/qlora.md").read_text()
    assert "Zettlemoyer" in qlora
    assert "Contrastive" not in qlora
    years = {
        slug: re.search(r"^year: (\d+)", (ROOT / f"content/methods/{slug}.md").read_text(), re.MULTILINE)
        for slug in ("lora", "bert-fine-tuning", "vision-transformer", "variational-autoencoder")
    }
    assert {slug: match and match[1] for slug, match in years.items()} == {
        "lora": "2021",
        "bert-fine-tuning": "2018",
        "vision-transformer": "2020",
        "variational-autoencoder": "2013",
    }


def test_the_first_view_of_a_page_is_light(public: Path, pages: dict[str, Element]) -> None:
    """At most 14 KB compressed, page and stylesheet together."""
    (css,) = public.rglob("kaedah.*.css")
    style = len(gzip.compress(css.read_bytes(), 9))
    heaviest = {
        path: len(gzip.compress((public / path).read_bytes(), 9)) + style
        for path in pages
        if "/methods/" in path or path.count("/") == 3
    }
    assert max(heaviest.values()) <= 14 * 1024, max(heaviest.items(), key=lambda item: item[1])


def test_the_page_for_addresses_that_do_not_exist_speaks_every_language(pages: dict[str, Element]) -> None:
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


def test_the_state_of_a_translation_is_cut_into_pages_with_what_needs_most_work_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_status, "PAGE_SIZE", 2)
    files: dict[str, str | bytes] = {
        f"content/methods/{slug}.md": f"---\nname: N{slug}\ntype: T\n---\n" for slug in "abcde"
    }
    words = {
        "a": "reviewed: true\nname: а\ntype: т",  # done
        "b": "translates: {name: 00000000}\nname: б\ntype: т",  # one part out of date
        "c": "name: в",  # one part missing
        "d": "name: г\ntype: т",  # not reviewed
    }
    files |= {f"content/methods/{slug}.uk.md": f"---\n{front}\n---\n" for slug, front in words.items()}
    files["content/site.yaml"] = "title: T\nsource_locale: en\nlocales: [en, uk]\n"
    files["content/fields.yaml"] = "- {id: type, kind: text, label: Type}\n"
    output = publish(write_site(tmp_path / "site", files), tmp_path / "public")
    paths = ("translations.html", *(f"translations/{number}.html" for number in (2, 3, 4)))
    pages = [read_page(output / "uk" / path) for path in paths]
    shown = ["".join(row.one("a").attributes["href"][-6] for row in page.all("th", scope="row")) for page in pages]
    assert shown == ["ec", "ab", "cd", "e"]  # what needs most work, then all of them
    assert {page.one("table").one("caption").words for page in pages} == {"5 documents"}
    lists = [len(page.all("ul", **{"class": "states"})) for page in pages]
    rows = [len(page.one("tbody").children) for page in pages]  # each has a list of the parts of its document
    assert [found - count for found, count in zip(lists, rows, strict=True)] == [1, 0, 0, 0]  # the totals
    assert not (output / "uk/translations/5.html").exists()
    assert broken_links(output) == []
    assert [link.attributes["href"] for link in pages[1].one("nav", **{"class": "turner"}).all("a")] == [
        "../../uk/translations.html",
        "../../uk/translations/3.html",
    ]


def test_a_text_whose_translations_are_current_changes_two_pages_of_their_state_in_each_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_status, "PAGE_SIZE", 2)
    files: dict[str, str | bytes] = {
        "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk, ms]\n",
        "content/fields.yaml": "- {id: type, kind: text, label: Type}\n",
    }
    for slug in "abcdefgh":
        files[f"content/methods/{slug}.md"] = f"---\nname: {slug}\ntype: T\n---\n\nWords.\n"
        for code in ("uk", "ms"):
            head = f"translates: {{body: {stamp_of('Words.')}}}\nname: {slug}\ntype: T\nreviewed: true"
            files[f"content/methods/{slug}.{code}.md"] = f"---\n{head}\n---\n\nСлова.\n"
    base = write_site(tmp_path / "site", files)
    output = publish(base, tmp_path / "public")
    before = tree(output)
    write_site(base, {"content/methods/e.md": "---\nname: e\ntype: T\n---\n\nOther words.\n"})
    after = tree(publish(base, output))
    changed = {path for path in after if after[path] != before.get(path)} - {"manifest.json"}
    changes = ("methods/e.html", "translations.html", "translations/4.html")
    expected = {f"{code}/{path}" for code in ("uk", "ms") for path in changes}
    assert changed == {"en/methods/e.html", "translations.json", *expected}
    assert after == tree(publish(base, tmp_path / "fresh"))


def test_totals_of_all_languages_are_there_for_machines_and_are_those_of_the_pages(public: Path) -> None:
    found = json.loads((public / "translations.json").read_text(encoding="utf-8"))
    assert found.keys() == {"source", "documents", "languages"}
    assert found["source"] == "en"
    assert found["languages"].keys() == {"ms", "uk", "ko", "bg", "zh-Hans"}
    for code, counts in found["languages"].items():
        table = read_page(public / code / "translations.html").one("table")
        shown = Counter(item.attributes["data-state"] for item in table.all("li"))
        assert counts == {state: shown[state] for state in ("done", "unreviewed", "stale", "missing")}
        assert found["documents"] == len(table.one("tbody").children)
