"""The catalogue's filters and pages: plain links, right counts, every method where it belongs and nowhere else."""

from itertools import combinations
from pathlib import Path

import pytest
from kaedah.plan import pagination
from kaedah.plan.pages import method_index

from tests.conftest import must_read, publish, write_site
from tests.example import EXAMPLE
from tests.page_reader import Element, broken_links, read_page

pytestmark = pytest.mark.slow

FIELDS = """\
- id: branch
  kind: term
  label: Branch
  terms: {vision: Vision, words: Words, unused: Unused}
- {id: year, kind: year, label: Year}
- {id: revised, kind: year, label: Revised}
"""
# slug: branch, year
METHODS = {
    "a": ("vision", 1999),
    "b": ("words", 2000),
    "c": ("vision", 2009),
    "d": ("vision", 2010),
    "e": ("", None),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {
        "content/site.yaml": "title: T\nbase_url: https://example.org/\nsource_locale: en\nlocales: [en, uk]\n",
        "content/fields.yaml": FIELDS,
    }
    for slug, (branch, year) in METHODS.items():
        facts = f"branch: {branch or 'n/a'}\n" + (f"year: {year}\n" if year else "") + "revised: 1950\n"
        files[f"content/methods/{slug}.md"] = f"---\nname: N{slug}\n{facts}---\nSome words.\n"
        # the other language has the opposite order of names
        turned = chr(ord("z") - ord(slug) + ord("a"))
        translation = f"---\nname: {turned}\ntranslates: {{name: 00000000}}\n---\nSome words.\n"
        files[f"content/methods/{slug}.uk.md"] = translation
    return write_site(tmp_path / "site", files)


def listed(page: Element) -> list[str]:
    """The entries of a page: `<li>` where one of a letter has no summary, else `<div>`."""
    return [item.attributes["data-method"] for item in page.all(class_="item")]


def choices(page: Element) -> list[tuple[str, str, bool]]:
    """The filters of a page: the end of the address, the words, and whether it is the current one."""
    links = page.one("nav", **{"class": "filters"}).all("a")
    ends = ("/".join(link.attributes["href"].rsplit("/", 2)[1:]) for link in links)
    return [(end, link.words, "aria-current" in link.attributes) for end, link in zip(ends, links, strict=True)]


def test_each_method_is_on_the_pages_of_its_terms_and_decade(site: Path, tmp_path: Path) -> None:
    output = publish(site, tmp_path / "public")
    found = {
        path.relative_to(output / "en/by").as_posix(): listed(read_page(path))
        for path in sorted((output / "en/by").rglob("*.html"))
    }
    assert found == {
        "branch/vision.html": ["a", "c", "d"],
        "branch/words.html": ["b"],
        "year/1990s.html": ["a"],
        "year/2000s.html": ["b", "c"],
        "year/2010s.html": ["d"],
    }
    assert broken_links(output, "https://example.org/") == []
    sitemap = (output / "sitemap.xml").read_text()
    assert "https://example.org/uk/by/year/2000s.html" in sitemap
    page = read_page(output / "uk/by/year/2000s.html")
    assert {link.attributes["hreflang"] for link in page.all("link", rel="alternate")} == {"en", "uk", "x-default"}


def test_filters_tell_their_counts_and_which_is_shown(site: Path, tmp_path: Path) -> None:
    output = publish(site, tmp_path / "public")
    expected = [
        ("branch/vision.html", "Vision 3"),
        ("branch/words.html", "Words 1"),
        ("year/1990s.html", "1990s 1"),
        ("year/2000s.html", "2000s 2"),
        ("year/2010s.html", "2010s 1"),
    ]
    assert choices(read_page(output / "en/index.html")) == [(*row, False) for row in expected]
    page = read_page(output / "en/by/branch/vision.html")
    assert choices(page) == [(*row, row[0] == "branch/vision.html") for row in expected]
    assert page.one("h1").words == "Branch: Vision"
    assert page.one("title").words == "Branch: Vision · T"
    assert page.one("p", **{"class": "count"}).words.startswith("3 methods")


def test_long_lists_are_cut_into_pages(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
    output = publish(site, tmp_path / "public")
    pages = {
        locale: [f"{locale}/{name}" for name in ("index.html", "all/2.html", "all/3.html")] for locale in ("en", "uk")
    }
    assert [listed(read_page(output / path)) for path in pages["en"]] == [["a", "b"], ["c", "d"], ["e"]]
    assert [listed(read_page(output / path)) for path in pages["uk"]] == [["e", "d"], ["c", "b"], ["a"]]
    assert listed(read_page(output / "en/by/branch/vision/2.html")) == ["d"]
    assert not (output / "en/all/4.html").exists()
    middle = read_page(output / "en/all/2.html")
    ways = {
        link.attributes["rel"]: link.attributes["href"] for link in middle.one("nav", **{"class": "turner"}).all("a")
    }
    assert {rel: (output / "en/all" / href).resolve() for rel, href in ways.items()} == {
        "prev": (output / "en/index.html").resolve(),
        "next": (output / "en/all/3.html").resolve(),
    }
    assert middle.one("title").words == "Methods · Page 2 of 3 · T"
    assert broken_links(output, "https://example.org/") == []


def test_long_lists_of_comparisons_are_cut_too(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "PAGE_SIZE", 4)
    pairs = [f"{one}{other}" for one, other in combinations("abcde", 2)] + ["abc", "abd", "bcd"]
    write_site(
        site,
        {
            f"content/comparisons/{name}.md": f"---\ntitle: T {name}\nmethods: [{', '.join(name)}]\n---\n"
            for name in pairs
        },
    )
    output = publish(site, tmp_path / "public")
    first = read_page(output / "uk/index.html")
    assert len(first.one("section", **{"class": "sets"}).all("li")) == method_index.FIRST_SETS
    assert [link.words for link in first.one("section", **{"class": "sets"}).all("a")][-1] == "Усі порівняння"
    paths = ["compare/index.html", *(f"comparisons/{page}.html" for page in (2, 3, 4))]
    shown = [read_page(output / "uk" / path) for path in paths]
    assert [len(page.one("ul", **{"class": "set-list"}).all("li")) for page in shown] == [4, 4, 4, 1]
    assert [len(page.all("template")) for page in shown] == [3, 0, 0, 0]
    assert broken_links(output, "https://example.org/") == []


@pytest.mark.parametrize(
    "edit", [("name: Na", "name: Nz"), ("year: 1999", "year: 2011"), ("branch: vision", "branch: words")]
)
def test_pages_of_lists_follow_an_edit(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: tuple[str, str]
) -> None:
    monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
    output = publish(site, tmp_path / "public")
    path = site / "content/methods/a.md"
    text = path.read_text()
    assert edit[0] in text
    path.write_text(text.replace(*edit))
    publish(site, output)
    clean = publish(site, tmp_path / "clean")
    for folder in ("by", "all"):
        own, other = (
            {item.relative_to(base).as_posix(): item.read_bytes() for item in (base / "en" / folder).rglob("*.html")}
            for base in (output, clean)
        )
        assert own == other


def test_lists_that_fit_on_one_page_are_not_cut(public: Path) -> None:
    methods = len(must_read(EXAMPLE).methods)
    assert methods <= pagination.PAGE_SIZE
    for locale in ("en", "ms", "uk", "ko", "bg", "zh-Hans"):
        page = read_page(public / locale / "index.html")
        assert len(listed(page)) == methods
        assert page.all("nav", **{"class": "turner"}) == []
        assert not (public / locale / "all").exists()
