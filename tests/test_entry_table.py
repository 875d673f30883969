"""Tables with a row for each entry: the order of rows by every kind of field, and what a page says without script."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from kaedah.compare import Verdict
from kaedah.plan import comparisons, pagination
from kaedah.plan.entry_table import column_ranks, entry_table
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.site_plan import plan_site
from kaedah.read.kinds import KINDS

from tests.conftest import must_read, publish, write_site
from tests.page_reader import Element, broken_links, read_page

FIELD = "- {{id: value, kind: {kind}, label: Value{more}}}\n- {{id: other, kind: text, label: Other}}\n"
TERMS = ", terms: {beta: Zeta, alpha: Äther, gamma: Ode}"
# By kind, values in the order of a table that is sorted by them; those in one text are equal.
ORDER: dict[tuple[str, str], Sequence[str]] = {
    ("term", TERMS): ("alpha", "gamma", "beta"),
    ("term", TERMS + ", ordered: true"): ("beta", "alpha", "gamma"),
    ("terms", TERMS): ("[alpha]", "[alpha, gamma]", "[gamma]", "[beta]"),
    ("terms", TERMS + ", ordered: true"): ("[beta]", "[beta, alpha]", "[alpha]", "[gamma]"),
    ("text", ""): ("ant", "Ärger", "bee", "Zoo"),
    ("prose", ""): ("ant", "Ärger", "bee", "Zoo"),
    ("year", ""): ("1999", "2001", "2024"),
    ("number", ""): ("-3", "0.5", "2|2.0|2e0", "10", "1.5e3"),
    ("flag", ""): ("no", "partial", "yes"),
    ("people", ""): ("[Zoë Bell]", "[Édgar Codd]", "[Ada Lovelace]", "[Ada Lovelace, Kurt Gödel]"),
    ("names", ""): ("[ant]", "[bat, cat]", "[Zoo]"),
    ("list", ""): ("[C]", "[C, Rust]", "[Go]"),
    ("quantity", ""): ("900 MB", "'< 1 GB'", "1 GB|1000 MB", "1-4 GB", "2 GB", "'>= 16 GB'", "1 TB"),
    ("date", ""): ("-300", "2023-12-31", "2024", "2024-03", "2024-03-05", "2024-11"),
    ("url", ""): ("https://www.ant.example/z", "{text: Bee, url: https://zoo.example/}", "https://cat.example/"),
    ("version", ""): ("1.9", "1.10.0-beta", "1.10.0-rc2", "1.10.0-rc10", "1.10|1.10.0", "1.10.0k", "2"),
    ("sources", ""): (
        '[{title: Z, authors: ["Abel, N."], year: 1999}]',
        '[{title: A, authors: ["Abel, N."], year: 2001}]',
        '[{title: A, authors: ["Abel, N.", "Zorn, M."], year: 1990}]',
        "[{title: Back}]",
        '[{title: A, authors: ["Zorn, M."]}]',
    ),
}


def site_with(base: Path, kind: str, more: str, values: Sequence[str], locale: str = "en") -> LocaleSite:
    """A site of entries e0, e1 … with these values; empty ones are left out."""
    files: dict[str, str | bytes] = {
        "content/site.yaml": f"title: T\nsource_locale: {locale}\nlocales: [{locale}]\n",
        "content/fields.yaml": FIELD.format(kind=kind, more=more),
    }
    for number, value in enumerate(values):
        line = f"value: {value}\n" if value else ""
        files[f"content/methods/e{number}.md"] = f"---\nname: E{number}\n{line}---\n"
    return plan_site(must_read(write_site(base, files))).locale_sites[locale]


def ranks_of(site: LocaleSite, count: int) -> list[int | None]:
    entries = [site.entry(f"e{number}") for number in range(count)]
    return column_ranks(entries, site.site.fields[0], 0, site.locale.code)


@pytest.mark.parametrize(("kind", "more"), ORDER, ids=lambda part: part.strip(", ")[:8] or "plain")
def test_rows_are_in_the_order_of_what_their_values_mean(kind: str, more: str, tmp_path: Path) -> None:
    wanted = [(value, rank) for rank, equal in enumerate(ORDER[kind, more]) for value in equal.split("|")]
    shuffled = random.Random(4).sample(wanted, len(wanted))
    site = site_with(tmp_path, kind, more, [value for value, _ in shuffled])
    assert ranks_of(site, len(wanted)) == [rank for _, rank in shuffled]


def test_every_kind_is_ordered_here() -> None:
    """Links are ordered by their number: see the next test. Images have no order but that of their files."""
    assert {kind for kind, _ in ORDER} | {"links", "image"} == {*KINDS}


def test_links_are_in_the_order_of_their_number(tmp_path: Path) -> None:
    site = site_with(tmp_path, "links", "", ["[e1, e2]", "[e0]", "[e0, e1, e3]", "[e1]"])
    assert ranks_of(site, 4) == [1, 0, 2, 0]


def test_what_is_not_stated_has_no_rank(tmp_path: Path) -> None:
    site = site_with(tmp_path, "year", "", ["2001", "", "n/a", "unknown", "1999"])
    assert ranks_of(site, 5) == [1, None, None, None, 0]


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("uk", ("ґанок", "дім", "їжа", "щось")),
        ("ms", ("abc", "zoo")),
        ("zh-Hans", ("阿", "百", "中")),
        ("sv", ("z", "å", "ä", "ö")),
    ],
)
def test_words_are_in_the_order_of_the_language(locale: str, names: Sequence[str], tmp_path: Path) -> None:
    site = site_with(tmp_path, "text", "", names[::-1], locale)
    assert ranks_of(site, len(names)) == [*range(len(names))][::-1]


def test_long_texts_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    site = site_with(tmp_path, "text", "", ["a" * 80 + "c", "a" * 80 + "b", "a" * 80 + "b"])
    assert ranks_of(site, 3) == [1, 0, 0]


def test_a_table_ranks_the_names_and_each_column(tmp_path: Path) -> None:
    site = site_with(tmp_path, "year", "", ["2001", "", "1999"])
    table = entry_table(site, ("e2", "e0", "e1"), ["value"])
    assert [(row.entry.slug, row.ranks) for row in table.rows] == [("e2", (2, 0)), ("e0", (0, 1)), ("e1", (1, None))]
    assert [row.terms for row in table.rows] == [("value:1990s",), ("value:2000s",), ()]
    assert entry_table(site, ("e2",), ["value"], ranked=False).rows[0].ranks == ()


# Pages

FIELDS = """\
- {id: model, kind: term, label: Model, terms: {graph: Graph, plain: Plain}}
- {id: systems, kind: terms, label: Systems, terms: {linux: Linux, windows: Windows}}
- {id: year, kind: year, label: Year}
- {id: maker, kind: people, label: Maker, compare: none}
- {id: origin, kind: text, label: Origin}
- {id: near, kind: links, label: Near}
"""


def databases(count: int) -> Iterator[tuple[str, str]]:
    for number in range(count):
        facts = [f"name: DB {number:02}", f"model: {('graph', 'plain')[number % 2]}", "origin: Here"]
        facts += [f"systems: {('[linux]', '[linux, windows]')[number % 3 % 2]}"]
        facts += [f"year: {1990 + number}"] if number % 5 else []
        facts += [f"near: [db-{(number + 1) % count:02}]"]
        yield f"db-{number:02}", "---\n" + "\n".join(facts) + "\n---\n\nWords.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {
        "content/site.yaml": "title: T\nbase_url: https://example.org/\nsource_locale: en\nlocales: [en, uk]\n",
        "content/fields.yaml": FIELDS,
    }
    files |= {f"content/methods/{slug}.md": text for slug, text in databases(15)}
    members = ", ".join(f"db-{number:02}" for number in (7, *range(7), *range(8, 15)))
    files["content/comparisons/all.md"] = f"---\ntitle: All of them\nmethods: [{members}]\n---\n\nWhy.\n"
    files["content/comparisons/twelve.md"] = (
        f"---\ntitle: Twelve\nmethods: [{', '.join(members.split(', ')[:12])}]\n---\n\nWhy.\n"
    )
    return write_site(tmp_path / "site", files)


def rows_of(page: Element) -> list[str]:
    return [row.attributes["data-method"] for row in page.one("table", class_="entries").one("tbody").all("tr")]


def test_a_comparison_of_many_has_a_row_for_each_and_a_column_for_each_field(site: Path, tmp_path: Path) -> None:
    output = publish(site, tmp_path / "public")
    page = read_page(output / "en/compare/all.html")
    assert rows_of(page) == ["db-07", *(f"db-{number:02}" for number in (*range(7), *range(8, 15)))]
    heads = page.one("table", class_="entries").one("thead").all("th")
    assert [head.attributes["data-sort"] for head in heads] == [
        "name", "model", "systems", "year", "maker", "origin", "near",
    ]  # fmt: skip
    assert {head.attributes["scope"] for head in heads} == {"col"}
    assert {head.attributes["scope"] for head in page.one("tbody").all("th")} == {"row"}
    assert {len(row.all("td")) for row in page.one("tbody").all("tr")} == {6}
    region = page.one("div", **{"class": "table-box"}).attributes
    assert (region["role"], region["tabindex"], region["aria-labelledby"]) == ("region", "0", "page-caption")
    assert page.one("table").all("button") == []
    assert [link.words for link in page.one("tbody").all("tr")[1].all("a")] == ["DB 00", "DB 01"]
    assert broken_links(output, "https://example.org/") == []
    assert read_page(output / "en/compare/twelve.html").one("table").attributes["class"] == "comparison"


@pytest.mark.parametrize("locale", ["en", "uk"])
def test_the_head_of_a_column_says_whether_its_values_differ(site: Path, tmp_path: Path, locale: str) -> None:
    output = publish(site, tmp_path / "public")
    page = read_page(output / locale / "compare/all.html")
    marked = {
        head.attributes["data-sort"]: [mark.words for mark in head.all("span", **{"class": "mark"})]
        for head in page.one("table", class_="entries").one("thead").all("th")
    }
    differing = [name for name, marks in marked.items() if marks == ["≠"]]
    assert differing == ["model", "systems", "year"]
    small = read_page(output / locale / "compare/twelve.html")
    rows = small.one("tbody").all("tr")
    assert differing == [
        row.attributes["data-field"] for row in rows if row.attributes.get("data-verdict") == Verdict.DIFFERS
    ]
    caption = {"en": "All of them: 3 of 5 columns differ", "uk": "All of them: Відрізняються 3 стовпці з 5"}
    assert page.one("caption").words == caption[locale]


def test_the_list_of_comparisons_names_the_first_members_of_a_large_one(site: Path, tmp_path: Path) -> None:
    output = publish(site, tmp_path / "public")
    large, small = read_page(output / "en/compare/index.html").one("ul", **{"class": "set-list"}).all("li")
    assert (large.one("a").words, small.one("a").words) == ("All of them", "Twelve")
    assert [len(item.one("p").all("span", class_="mark")) for item in (large, small)] == [11, 11]
    assert large.one("p").words.endswith("DB 11 +3")
    assert small.one("p").words.endswith("DB 11")


def with_table(site: Path, columns: str = "name, model, year, near") -> Path:
    path = site / "content/site.yaml"
    path.write_text(path.read_text() + f"index_table: [{columns}]\n")
    return site


def test_the_catalogue_is_a_table_with_the_columns_of_the_settings(site: Path, tmp_path: Path) -> None:
    output = publish(with_table(site), tmp_path / "public")
    for path in ("en/index.html", "en/by/model/graph.html"):
        page = read_page(output / path)
        heads = [head.attributes["data-sort"] for head in page.one("table", class_="entries").one("thead").all("th")]
        assert heads == ["name", "model", "year", "near"]
        assert {len(row.all("td")) for row in page.one("table", class_="entries").one("tbody").all("tr")} == {3}
        assert all(row.attributes["data-ranks"] for row in page.one("table", class_="entries").one("tbody").all("tr"))
        assert page.all(class_="item") == []
    assert rows_of(read_page(output / "en/index.html")) == [f"db-{number:02}" for number in range(15)]
    assert rows_of(read_page(output / "en/by/model/graph.html")) == [f"db-{number:02}" for number in range(0, 15, 2)]
    assert not (output / "en/all/rows.js").exists()
    assert broken_links(output, "https://example.org/") == []


def test_the_name_need_not_be_listed(site: Path, tmp_path: Path) -> None:
    output = publish(with_table(site, "year"), tmp_path / "public")
    heads = read_page(output / "en/index.html").one("table", class_="entries").one("thead").all("th")
    assert [head.attributes["data-sort"] for head in heads] == ["name", "year"]


@pytest.mark.parametrize("columns", ["", "name, model, year, near"])
def test_a_catalogue_of_several_pages_has_a_file_with_all_its_rows(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setattr(pagination, "PAGE_SIZE", 6)
    output = publish(with_table(site, columns) if columns else site, tmp_path / "public")
    text = (output / "en/all/rows.js").read_text(encoding="utf-8")
    assert text.startswith("kaedah.rows([")
    assert text.count("\n[") == 15
    assert 'href=\\"../../en/methods/db-00.html\\"' in text
    first = read_page(output / "en/index.html").one("section", **{"class": "names-index"})
    assert first.attributes["data-rows"].endswith("en/all/rows.js")
    assert (first.attributes["data-size"], first.attributes["data-total"]) == ("6", "15")
    if columns:
        pages = ("index.html", "all/2.html", "all/3.html")
        assert [len(rows_of(read_page(output / "en" / path))) for path in pages] == [6, 6, 3]
        assert "data-ranks" not in (output / "en/index.html").read_text(encoding="utf-8")


def test_a_large_comparison_is_not_compared_for_locality(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every member beside every other would take time with the square of their number."""
    monkeypatch.setattr(comparisons, "MOST_COLUMNS", 2)
    sets = comparisons.Comparisons(must_read(site))
    assert sorted(sets.locality_order) == [f"db-{number:02}" for number in range(15)]


def test_an_edit_of_what_a_row_links_to_renders_the_lists_that_show_it(site: Path, tmp_path: Path) -> None:
    """The names of related methods that are not in the list themselves."""
    output = publish(with_table(site), tmp_path / "public")
    path = site / "content/methods/db-01.md"
    path.write_text(path.read_text().replace("name: DB 01", "name: Another"))
    publish(site, output)
    clean = publish(site, tmp_path / "clean")
    for name in ("index.html", "by/model/graph.html", "by/model/plain.html", "compare/all.html"):
        assert (output / "en" / name).read_bytes() == (clean / "en" / name).read_bytes()
    assert "Another" in (output / "en/by/model/graph.html").read_text(encoding="utf-8")


def test_notes_stand_below_a_comparison_and_the_catalogue_leads_to_those_of_the_entry(
    site: Path, tmp_path: Path
) -> None:
    path = site / "content/methods/db-03.md"
    path.write_text(path.read_text().replace("year: 1993", "year: {value: 1993, note: As a draft}"))
    output = publish(with_table(site), tmp_path / "public")
    large, index = read_page(output / "en/compare/all.html"), read_page(output / "en/index.html")
    assert "As a draft" in large.one("section", **{"class": "table-notes"}).words
    assert "#page-note-db-03-year" in (output / "en/compare/all.html").read_text(encoding="utf-8")
    row = next(
        row
        for row in index.one("table", class_="entries").one("tbody").all("tr")
        if row.attributes["data-method"] == "db-03"
    )
    assert row.words == "DB 03Plain1993 a1 related methodDB 04"
    (mark,) = [link for link in row.all("a") if link.attributes.get("role") == "doc-noteref"]
    assert mark.attributes["href"] == "../en/methods/db-03.html#page-note-db-03-year"
    assert "id" not in mark.attributes
    assert broken_links(output, "https://example.org/") == []
