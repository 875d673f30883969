"""The timeline and the related methods of a method: their content, their order, their links, and the same as text."""

from pathlib import Path

import pytest
from kaedah.documents import LocalizedText
from kaedah.plan.diagrams import layout_neighbourhood, layout_timeline, wrap_text
from kaedah.plan.pages import timeline
from playwright.sync_api import Browser

from tests.browsing import open_page
from tests.conftest import publish, tree, write_site
from tests.page_reader import read_page

CODES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")


def words(text: str) -> LocalizedText:
    return LocalizedText(text, "en")


def site_of(years: dict[str, int], base: Path) -> Path:
    methods = {
        f"content/methods/{slug}.md": f"---\nname: {slug.title()}\nyear: {year}\n---\n" for slug, year in years.items()
    }
    fields = "- {id: year, kind: year, label: Year}\n- {id: related, kind: links, label: Related}\n"
    settings = "title: T\nsource_locale: en\nlocales: [en]\n"
    return write_site(base, {"content/site.yaml": settings, "content/fields.yaml": fields} | methods)


@pytest.mark.parametrize("code", CODES)
def test_the_timeline_shows_every_method_once_by_year_and_as_a_list(public: Path, code: str) -> None:
    page = read_page(public / code / "timeline/index.html")
    picture = page.one("svg", class_="picture")
    drawn = [a.attributes["href"] for a in picture.all("a")]
    listed = [a.attributes["href"] for a in page.one("details", class_="rows-explained").all("a")]
    assert drawn == listed
    names = sorted(path.name for path in (public / code / "methods").iterdir())
    assert sorted(drawn) == [f"../../{code}/methods/{name}" for name in names]
    years = [int(text.words) for text in picture.all("text", class_="year")]
    assert years == sorted(set(years))
    heights = [int(text.attributes["y"]) for text in picture.all("text")]
    assert heights == sorted(heights)
    assert picture.attributes["aria-labelledby"] == page.one("h1").attributes["id"]


def test_a_long_timeline_is_paginated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "METHODS_A_PAGE", 3)
    site = site_of({f"m{number}": 2000 + number for number in range(7)}, tmp_path / "site")
    output = publish(site, tmp_path / "public")
    pages = [read_page(output / "en/timeline" / name) for name in ("index.html", "2.html", "3.html")]
    counts = [len(page.one("svg", class_="picture").all("a")) for page in pages]
    assert counts == [3, 3, 1]
    for number, page in enumerate(pages):
        links = page.one("nav", class_="letters").all("a")
        assert [link.words for link in links] == ["2000–2002", "2003–2005", "2006"]
        names = [link.attributes["href"].rpartition("/")[2] for link in links]
        assert names == ["index.html", "2.html", "3.html"]
        assert [link.attributes.get("aria-current") for link in links].index("page") == number


def test_a_site_without_years_has_no_timeline(tmp_path: Path) -> None:
    site = site_of({"one": 2001}, tmp_path / "site")
    write_site(site, {"content/methods/one.md": "---\nname: One\n---\n"})
    output = publish(site, tmp_path / "public")
    assert not [path for path in tree(output) if "timeline" in path]
    assert "timeline" not in (output / "en/index.html").read_text(encoding="utf-8")


def test_gaps_between_years_are_drawn_with_a_limit() -> None:
    laid = layout_timeline([(1900, "a", words("A")), (1901, "b", words("B")), (2020, "c", words("C"))])
    first, second, third = (year.y for year in laid.years)
    assert 0 < second - first < third - second < 3 * (second - first)
    assert laid.height > third


def test_arcs_are_exactly_the_relations_among_neighbours() -> None:
    named = [(slug, words(slug)) for slug in ("own", "a", "b", "c")]
    picture = layout_neighbourhood(named, {"own": ["a", "b", "c"], "a": ["b", "elsewhere"], "b": ["a"], "c": []})
    rows = {spot.y: spot.slug for spot in picture.spots}
    pairs = {(rows[above], rows[below]) for above, below, _, _ in picture.arcs}
    assert pairs == {("own", "a"), ("own", "b"), ("own", "c"), ("a", "b")}
    assert all(0.75 * reach < picture.inset for _, _, reach, _ in picture.arcs)


def test_a_method_page_draws_its_related_methods_as_links(public: Path) -> None:
    page = read_page(public / "en/methods/lora.html")
    picture = page.one("svg", class_="picture")
    drawn = [a.attributes["href"] for a in picture.all("a")]
    listed = [li.all("a")[0].attributes["href"] for li in page.one("ul", class_="neighbours").all("li")]
    assert drawn == listed
    among = [path.attributes["aria-label"] for path in picture.all("path", role="img")]
    assert "Related methods: LoRA and PEFT and Adapter tuning" in among
    assert len(among) == len(picture.all("path")) - len(listed), "what the list says already is not said again"
    assert picture.attributes["aria-label"] == "How LoRA and its related methods are connected"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("LoRA", ("LoRA",)),
        ("one two three", ("one two", "three")),
        ("방법방법방법", ("방법방법", "방법")),
        ("unbreakable", ("unbreaka", "ble")),
        ("a unbreakable", ("a", "unbreaka", "ble")),
        ("so-unbroken", ("so-", "unbroken")),
        ("a so-unbroken-too", ("a", "so-", "unbroken", "-too")),
    ],
)
def test_names_are_wrapped_between_words_and_wide_characters_count_twice(text: str, lines: tuple[str, ...]) -> None:
    assert wrap_text(text, 8) == lines


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
def test_names_in_diagrams_fit_a_phone_and_can_be_focused(browser: Browser, public: Path, code: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    for name in ("timeline/index.html", "methods/lora.html"):
        open_page(page, (public / code / name).as_uri())
        ends = "svg => [...svg.querySelectorAll('tspan')].map(part => part.getBoundingClientRect().right)"
        assert max(page.locator("svg.picture").first.evaluate(ends)) <= 320
        link = page.locator("svg.picture a").first
        link.focus()
        assert link.evaluate("link => link === document.activeElement")
    page.close()
