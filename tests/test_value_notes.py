"""Notes and sources on single values: `{value: …, note: …, source: 2}`, of every kind and wherever values are."""

import contextlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from kaedah.cli import main
from kaedah.contribute.import_csv import parse_table
from kaedah.contribute.json_schema import method_schema
from kaedah.documents import State
from kaedah.model import NOT_APPLICABLE, UNKNOWN
from kaedah.plan.dataset.records import records_of
from kaedah.plan.dataset.tables import tables_of
from kaedah.plan.scaffolds import method_template, translation_template
from kaedah.problems import Report, format_problems
from kaedah.read.kinds import KINDS
from kaedah.read.yaml_nodes import parse_yaml
from playwright.sync_api import Browser, expect

from tests.browsing import expect_address, open_page, reload, watch
from tests.conftest import ROOT, SITES, export, must_read, publish, read, write_site
from tests.page_reader import Element, read_page
from tests.test_accessibility import AXE, LOOKS, look_at, page_with_axe
from tests.test_architecture import ROWS, images_of

FIELDS = (
    "- {id: summary, kind: prose, label: Summary, role: summary}\n"
    "- {id: licence, kind: text, label: Licence}\n"
    "- {id: price, kind: number, label: Price}\n"
    "- {id: memory, kind: quantity, label: Memory, unit: GB}\n"
    "- {id: year, kind: year, label: Year}\n"
    "- {id: people, kind: people, label: Authors}\n"
    "- {id: related, kind: links, label: Related}\n"
    "- {id: successors, kind: links, label: Successors}\n"
    "- {id: sources, kind: sources, label: Sources}\n"
    "- {id: further, kind: sources, label: Further reading}\n"
)
ENTRY = """\
---
name: {name}
summary: {{value: "A database, the {slug}.", note: As its authors say.}}
licence: {{value: MIT, note: "Since {slug}; before, GPL.", source: [1, 2]}}
price: {{value: n/a, note: It is free of charge.}}
memory: {{value: 65, unit: MB, source: 2}}
year: {{value: unknown, note: Nobody says.}}
people: {{value: [Ann Lee, Bo Li], note: The first committers.}}
related: {{value: [{other}], note: By the same people.}}
successors: [{third}]
sources:
  - {{title: On databases, authors: ["Lee, Ann"], year: 2001, url: "https://example.org/a"}}
further: [{{title: More on {slug}, doi: 10.1145/3292500}}]
---

## What it is

Words.
"""
UK = """\
---
name: Один
licence: {value: MIT-ліцензія, note: Від версії один.}
people: {note: Перші автори змін.}
---
"""
FILES = {
    "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\nentry: {one: database, many: databases}\n",
    "content/fields.yaml": FIELDS,
    "content/methods/one.md": ENTRY.format(name="One", slug="one", other="two", third="three"),
    "content/methods/two.md": ENTRY.format(name="Two", slug="two", other="one", third="three"),
    "content/methods/three.md": "---\nname: Three\nlicence: MIT\nmemory: 0.065\nyear: unknown\n---\n\nWords.\n",
    "content/methods/one.uk.md": UK,
    "content/comparisons/all.md": "---\ntitle: All\nmethods: [one, two, three]\n---\n",
}
PAIR, ALL, ANY = "compare/one/two.html", "compare/all.html", "compare/index.html"


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", FILES)


@pytest.fixture
def noted_output(noted: Path) -> Path:
    return publish(noted, noted.parent / "public")


def run(base: Path, *arguments: str) -> tuple[int, str, str]:
    options = ("--content", base / "content", "--locales", base / "locales", "--themes", ROOT / "themes")
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, [*arguments, *map(str, options)])
    return result.exit_code, result.stdout, result.stderr


def ids(page: Element) -> list[str]:
    return [item.attributes["id"] for item in page.all() if "id" in item.attributes]


# Reading


@pytest.mark.parametrize("kind", ROWS)
def test_a_value_of_every_kind_may_have_a_note_and_a_source_and_is_what_it_is_without(
    minimal: Path, kind: str, tmp_path: Path
) -> None:
    entry, written, _ = ROWS[kind]
    fields = (minimal / "content/fields.yaml").read_text() + f"- {entry}\n"
    fields += "" if kind == "sources" else "- {id: readings, kind: sources, label: Readings}\n"
    readings = "" if kind == "sources" else "readings: [{title: First}, {title: Other}]\n"
    path, text = minimal / "content/methods/one.md", (minimal / "content/methods/one.md").read_text()
    write_site(minimal, {"content/fields.yaml": fields, **images_of(written)})

    def method(value: str) -> Any:
        path.write_text(text.replace("---\n\n", f"extra: {value}\n{readings}---\n\n", 1))
        return must_read(minimal).methods["one"]

    plain = method(written)
    noted = method(f"{{value: {written}, note: Some words., source: 1}}")
    assert noted.values == plain.values
    assert noted.keys == plain.keys
    assert (noted.cited, plain.cited) == ({"extra": (1,)}, {})
    assert noted.document.source.parts["extra.note"] == "Some words."
    same = {name: words for name, words in noted.document.source.parts.items() if name != "extra.note"}
    assert same == plain.document.source.parts
    assert method(f"{{value: {written}}}").values == plain.values

    # What editors are told agrees with what is read.
    noted = method(f"{{value: {written}, note: Some words., source: [1]}}")
    front = yaml.safe_load(path.read_text().split("\n---\n")[0].removeprefix("---\n"))
    validator = Draft202012Validator(json.loads(method_schema(must_read(minimal).fields)))
    if kind != "date":  # YAML takes a date for a date, the schema for text
        assert [error.message for error in validator.iter_errors(front)] == []
    assert list(validator.iter_errors({**front, "extra": {"note": "Some words."}}))
    assert list(validator.iter_errors({**front, "extra": {"value": front["extra"]["value"], "source": 0}}))


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize(("written", "special"), [("n/a", NOT_APPLICABLE), ("unknown", UNKNOWN)])
def test_what_does_not_apply_or_nobody_knows_may_be_noted(minimal: Path, kind: str, written: str, special: Any) -> None:
    fields = minimal / "content/fields.yaml"
    fields.write_text(fields.read_text() + f"- {ROWS[kind][0]}\n")
    path = minimal / "content/methods/one.md"
    text = path.read_text()
    path.write_text(text.replace("---\n\n", f"extra: {{value: {written}, note: Some words.}}\n---\n\n", 1))
    site, problems = read(minimal)
    if written == "unknown" and KINDS[kind].translated:  # it is a word like any other, and no list of names
        assert site is None or site.methods["one"].values["extra"] in ("unknown", special)
        return
    assert site is not None, format_problems(problems)
    assert site.methods["one"].values["extra"] is special
    assert site.methods["one"].document.source.parts["extra.note"] == "Some words."


def test_notes_and_sources_change_no_verdict(noted: Path) -> None:
    without = {
        name: text.replace(", note: By the same people.", "").replace(", source: 2", "").replace(", source: [1, 2]", "")
        for name, text in FILES.items()
    }
    rows = next(table for table in tables_of(must_read(noted)) if table.name == "comparisons")
    found = [*rows.rows()]
    write_site(noted, {name: text for name, text in without.items() if name.endswith(("one.md", "two.md"))})
    rows = next(table for table in tables_of(must_read(noted)) if table.name == "comparisons")
    assert [*rows.rows()] == found
    verdicts = {(path, field): verdict for path, _, field, verdict in found}
    assert verdicts["all", "memory"] == "same"  # 65 MB and 0.065 GB
    assert verdicts["all", "licence"] == "same"
    assert verdicts["all", "year"] == "same"


def test_typography_of_notes_is_checked(noted: Path) -> None:
    path = noted / "content/methods/one.uk.md"
    path.write_text(path.read_text().replace("Перші автори змін.", "Перші об'єднання."))
    _, problems = read(noted)
    found = [problem for problem in problems if problem.rule == "straight-apostrophe"]
    assert [(problem.path, problem.line, problem.column) for problem in found] == [
        ("content/methods/one.uk.md", 4, 24),
    ]


def test_entries_of_data_files_have_notes(noted: Path) -> None:
    entry = {"slug": "seven", "name": "Seven", "memory": {"value": "4 GB", "note": "At rest.", "source": 1}}
    rows = [
        {**entry, "sources": [{"title": "A title"}]},
        {"name": "Eight", "memory": {"note": "Nothing.", "source": 9}},
    ]
    write_site(noted, {"content/data/more.json": json.dumps(rows[:1])})
    method = must_read(noted).methods["seven"]
    assert method.cited == {"memory": (1,)}
    assert method.document.source.parts["memory.note"] == "At rest."
    write_site(noted, {"content/data/more.json": json.dumps(rows)})
    site, problems = read(noted)
    assert site is None
    assert [problem.text for problem in problems if problem.level == "error"] == [
        'the note or source on "memory" has no value',
        "there is no reference 9; references in this file: 0",
    ]


# Pages


ONE = "methods/one.html"


@pytest.mark.parametrize("locale", ["en", "uk"])
@pytest.mark.parametrize("path", [ONE, PAIR, ALL])
def test_every_mark_leads_to_a_note_and_back(noted_output: Path, locale: str, path: str) -> None:
    page = read_page(noted_output / locale / path)
    found = ids(page)
    assert len(found) == len(set(found))
    marks = page.all("a", role="doc-noteref")
    assert len(marks) == (6 if path == ONE else 12)
    for mark in marks:
        note = page.one("li", id=mark.attributes["href"].removeprefix("#"))
        back = note.one("a", role="doc-backlink")
        assert back.attributes["href"] == "#" + mark.attributes["id"]
        assert back.attributes["aria-label"]
        assert note.parent is not None
        places = [item.attributes["id"] for item in note.parent.children]
        assert mark.words == "abcdefgh"[places.index(note.attributes["id"])]
        assert mark.words in mark.attributes["aria-label"]


def test_a_noted_term_in_common_is_said_above_the_table_without_its_mark(noted: Path) -> None:
    changes = {"content/fields.yaml": FIELDS + "- {id: model, kind: term, label: Model, terms: {rows: Rows}}\n"}
    for name in ("one", "two"):
        path = f"content/methods/{name}.md"
        changes[path] = FILES[path].replace("people:", "model: {value: rows, note: Since the first version.}\npeople:")
    output = publish(write_site(noted, changes), noted.parent / "again")
    page = read_page(output / "en" / PAIR)
    gist = page.one("p", class_="gist")
    assert gist.words.startswith("In common: Rows.")
    assert gist.all("a") == []
    assert "page-noted-one-model" in ids(page)
    assert len(ids(page)) == len(set(ids(page)))


@pytest.mark.parametrize("path", [ONE, PAIR, ALL])
def test_a_source_leads_to_the_reference_on_the_page_of_the_entry(noted_output: Path, path: str) -> None:
    page = read_page(noted_output / "en" / path)
    links = page.all("a", role="doc-biblioref")
    assert [link.words.partition(" ")[0] for link in links][:3] == ["[1]", "[2]", "[1]" if path != ONE else "[2]"]
    for link in links:
        slug = "two" if "/two.html" in link.attributes["href"] else "one"
        assert f"../en/methods/{slug}.html#page-source-" in link.attributes["href"]
        target = read_page(noted_output / f"en/methods/{slug}.html").one(
            "li", id=link.attributes["href"].partition("#")[2]
        )
        title = link.one("span", class_="unseen").words.strip("()")
        assert title in target.words


def test_two_fields_of_references_or_links_stand_under_their_own_labels_once(noted_output: Path) -> None:
    page = read_page(noted_output / "en" / ONE).one("article")
    sections = {section.one("h2").words.removesuffix(" f"): section for section in page.all("section")}
    assert [*sections][1:5] == ["Sources", "Further reading", "Related", "Successors"]
    listed = [section.one("ol") for section in page.all("section", class_="references")]
    assert [item.attributes.get("start") for item in listed] == [None, "2"]
    assert [len(item.children) for item in listed] == [1, 1]
    links = {name: [link.words for link in sections[name].all("li")] for name in ("Related", "Successors")}
    assert [words.partition(" ")[0] for found in links.values() for words in found] == ["Two", "Three"]
    facts = page.one("table", class_="facts")
    assert [row.attributes["data-field"] for row in facts.all("tr")][-2:] == ["sources", "further"]
    table = read_page(noted_output / "en" / PAIR).one("table")
    labels = [row.one("th").one("span", class_="label").words for row in table.one("tbody").children]
    assert labels[-4:] == ["Related", "Successors", "Sources", "Further reading"]
    # The two fields of links of one entry are one set of pairs, none of them twice.
    column = (noted_output / "en/data/one.js").read_text()
    sources = json.loads(column[column.index("{") : column.rindex("}") + 1])["sources"]
    assert [key for _, key, _ in sources] == ["lee2001databases", "more"]


def test_a_reference_in_two_fields_is_in_a_bibliography_once(noted: Path) -> None:
    path = noted / "content/methods/one.md"
    again = 'On databases, authors: ["Lee, Ann"], year: 2001, url: "https://example.org/a"'
    path.write_text(path.read_text().replace("More on one, doi: 10.1145/3292500", again))
    column = (publish(noted, noted.parent / "once") / "en/data/one.js").read_text()
    sources = json.loads(column[column.index("{") : column.rindex("}") + 1])["sources"]
    assert [key for _, key, _ in sources] == ["lee2001databases"]


def test_a_single_field_of_links_keeps_its_heading(noted: Path) -> None:
    fields = FIELDS.replace("- {id: successors, kind: links, label: Successors}\n", "")
    files = {
        name: "\n".join(line for line in text.split("\n") if not line.startswith("successors"))
        for name, text in FILES.items()
    }
    write_site(noted, {**files, "content/fields.yaml": fields})
    page = read_page(publish(noted, noted.parent / "single") / "en" / ONE)
    assert page.one("h2", id="page-related").words == "Related databases f"


# Translations


def test_a_note_is_translated_shown_in_the_source_language_and_told_where_it_is_stale(noted: Path) -> None:
    document = must_read(noted).methods["one"].document
    states = {part: document.state(part, "uk") for part in document.source.written_parts if part.endswith(".note")}
    assert states == {
        "summary.note": State.MISSING,
        "licence.note": State.UNREVIEWED,
        "price.note": State.MISSING,
        "year.note": State.MISSING,
        "people.note": State.UNREVIEWED,
        "related.note": State.MISSING,
    }
    page = read_page(publish(noted, noted.parent / "before") / "uk" / ONE)
    assert page.one("li", id="page-note-one-licence").one("span", class_="note-words").words == "Від версії один."
    missing = page.one("li", id="page-note-one-price")
    assert missing.one("span", class_="note-words").attributes["lang"] == "en"
    assert missing.one("span", class_="badge").attributes["data-status"] == "fallback"

    assert run(noted, "translations", "stamp", "one", "uk")[0] == 0
    stamped = (noted / "content/methods/one.uk.md").read_text().split("\n")[1]
    assert "licence.note: " in stamped
    assert "price.note" not in stamped
    path = noted / "content/methods/one.md"
    path.write_text(path.read_text().replace("The first committers.", "All committers."))
    document = must_read(noted).methods["one"].document
    assert document.state("people.note", "uk") is State.STALE
    assert document.state("licence.note", "uk") is State.UNREVIEWED
    page = read_page(publish(noted, noted.parent / "after") / "uk" / ONE)
    badge = page.one("li", id="page-note-one-people").one("span", class_="badge")
    assert badge.attributes["data-status"] == "stale"
    assert "Authors: примітка" in page.one("div", class_="notice").words


def test_a_translation_begun_has_the_notes_as_its_reader_takes_them(noted: Path) -> None:
    template = translation_template(must_read(noted).methods["one"].document)
    lines = template.split("\n")
    assert "# licence: {value: …, note: …}" in lines
    assert "# price: {note: …}" in lines
    assert lines[lines.index("# price: {note: …}") - 1] == "# It is free of charge."
    assert template.count("# Since one; before, GPL.") == 1
    filled = [line.removeprefix("# ").replace("…", "Слова") if line.endswith("}") else line for line in lines]
    write_site(noted, {"content/methods/one.uk.md": "\n".join(filled)})
    document = must_read(noted).methods["one"].document
    assert {part for part in document.source.written_parts if document.state(part, "uk") is State.MISSING} == {
        "name",
        "body",
    }


# Files, data and imports


def test_a_new_file_says_how_a_value_is_noted(noted: Path) -> None:
    template = method_template("four", must_read(noted).fields)
    line = next(line for line in template.split("\n") if "footnote" in line)
    example = parse_yaml(line.rpartition(": year")[2].join(["year", ""]).rstrip("."), Report(""))
    assert example is not None
    assert [key.text for key, _ in example.pairs[0][1].pairs] == ["value", "note", "source"]


def test_notes_are_in_the_dataset(noted: Path) -> None:
    site = must_read(noted)
    tables = {table.name: table for table in tables_of(site)}
    notes = [row for row in tables["notes"].rows() if row[0] == "one"]
    assert ("one", "licence", "Since one; before, GPL.", "1; 2") in notes
    assert ("one", "memory", "", "2") in notes
    assert len(notes) == 7
    numbers = [(row[1], row[2]) for row in tables["references"].rows() if row[0] == "one"]
    assert numbers == [("sources", 1), ("further", 2)]
    methods = {row[0]: row for row in tables["methods"].rows()}
    assert methods["one"][3] == "MIT"  # the value alone
    texts = {(row[0], row[1], row[2]): row[4] for row in tables["texts"].rows()}
    assert texts["methods/one", "licence.note", "uk"] == "Від версії один."
    front = next(record for record in records_of(site) if record["slug"] == "one")["front_matter"]
    assert front["licence"] == {"value": "MIT", "note": "Since one; before, GPL.", "source": [1, 2]}
    assert front["price"] == {"value": "n/a", "note": "It is free of charge."}
    assert front["successors"] == ["three"]
    schema = Draft202012Validator(json.loads(method_schema(site.fields)))
    assert [error.message for error in schema.iter_errors(front)] == []


def test_a_table_brings_notes_and_sources_in_columns_of_their_own(noted: Path) -> None:
    table = (
        "name,licence,licence.note,memory,Memory.source,year,year.note,price.note,title\n"
        'Four,GPL,"Since ""four"".",4 GB,1; 2,unknown,Nobody says.,No price.,A title\n'
        "Five,GPL,,4 GB,first,2001,,,A title\n"
    )
    (noted / "new.csv").write_text(table)
    code, _, told = run(noted, "import", "new.csv")
    assert code == 0
    assert '"price.note" of "Four" was not imported: there is no value to note it on' in told
    assert '"memory.source" of "Five" was not imported: "first" is not the number of a reference' in told
    text = (noted / "content/methods/four.md").read_text()
    assert 'licence:\n  value: "GPL"\n  note: "Since \\"four\\"."\n' in text
    assert "memory:\n  value: 4 GB\n  source: [1, 2]\n" in text
    assert 'year:\n  value: unknown\n  note: "Nobody says."\n' in text
    assert parse_table("name,licence.nota\nSix,x\n", must_read(SITES / "base").fields, Report("")) != []


def test_books_have_the_notes_and_the_links(noted: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    settings = (noted / "content/site.yaml").read_text()
    (noted / "content/site.yaml").write_text(settings + "base_url: https://example.org/\n")
    assert export("epub", noted, "--locale", "en", "-o", str(book)).exit_code == 0
    with zipfile.ZipFile(book) as opened:
        names = {name.rpartition("en/")[2]: name for name in opened.namelist() if name.endswith(".xhtml")}
        texts = {name: opened.read(path).decode() for name, path in names.items()}
    pages = {}
    for name in ("methods/one.xhtml", "compare/all.xhtml", "compare/one/two.xhtml"):
        file = tmp_path / name.replace("/", "-").replace("xhtml", "html")
        file.write_text(texts[name], encoding="utf-8")
        pages[name] = read_page(file)
    for name, page in pages.items():
        found = ids(page)
        assert len(found) == len(set(found)), name
        marks = page.all("a", role="doc-noteref")
        assert len(marks) == (6 if "methods" in name else 12), name
        assert {mark.attributes["href"].removeprefix("#") for mark in marks} <= set(found)
        links = [link.attributes["href"] for link in page.all("a", role="doc-biblioref")]
        assert all(".xhtml#page-source-" in link for link in links)
        assert len(links) == (3 if "methods" in name else 6)


# Browsers


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("path", [ONE, PAIR, ALL, f"{ANY}#one,two,three"])
def test_axe_finds_no_fault(browser: Browser, noted_output: Path, path: str) -> None:
    page = page_with_axe(browser)
    for colours, width in LOOKS:
        look_at(page, f"{noted_output.as_uri()}/en/{path}", colours, width)
        assert page.evaluate(AXE) == [], (colours, width)
    page.close()


IN_VIEW = "e => { const { top, bottom } = e.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }"


@pytest.mark.browser
@pytest.mark.slow
def test_any_set_has_the_notes_of_its_columns_and_the_keyboard_goes_there_and_back(
    browser: Browser, noted_output: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    faults = watch(page)
    address = (noted_output / "en" / ANY).as_uri()
    open_page(page, f"{address}#one,three")
    notes = page.locator(".table-notes li")
    assert notes.count() == 6
    assert page.locator(".table-notes h3").inner_text() == "Notes"
    page.locator(".picker input").fill("two")
    page.locator(".picker [role=option]").first.click()
    page.wait_for_selector('.compare[data-drawn="one,three,two"]')
    assert notes.count() == 12
    duplicates = page.evaluate(
        "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at)"
    )
    assert duplicates == []
    mark = page.locator("#page-noted-two-licence")
    mark.focus()
    assert mark.evaluate("e => e.getAttribute('aria-label')") == "Note b"
    static = read_page(noted_output / "en" / ALL).all("section", class_="table-notes")[0]
    assert [item.words for item in static.all("li")][6:] == [
        " ".join(text.split()) for text in notes.all_text_contents()[6:]
    ]
    open_page(page, f"{address}#three")
    assert not page.locator(".table-notes").is_visible()
    assert faults == []
    page.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", [ONE, PAIR, ALL])
def test_a_reader_follows_a_mark_and_comes_back_to_what_is_shown(
    browser: Browser, noted_output: Path, width: int, path: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    faults = watch(page)
    open_page(page, (noted_output / "en" / path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    mark = page.locator("[id=page-noted-one-licence]")
    assert mark.count() == 1
    assert mark.is_visible()
    mark.focus()
    page.keyboard.press("Enter")
    expect_address(page, "#page-note-one-licence")
    back = page.locator("#page-note-one-licence [role=doc-backlink]")
    assert back.evaluate(IN_VIEW)
    page.keyboard.press("Tab")
    assert back.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    expect_address(page, "#page-noted-one-licence")
    assert mark.evaluate(IN_VIEW)
    if path == ALL and width == 360:  # the table in place of the list
        page.locator(".list-switch").click()
        assert page.locator("[id=page-noted-one-licence]").count() == 1
        assert page.locator("table #page-noted-one-licence").is_visible()
    assert faults == []
    page.close()


@pytest.mark.browser
@pytest.mark.slow
def test_exports_have_values_alone_and_the_notes_beside_them(browser: Browser, noted: Path, noted_output: Path) -> None:
    page = browser.new_page()
    open_page(page, (noted_output / "en" / PAIR).as_uri())
    found = {}
    for form in ("JSON", "Markdown", "LaTeX", "CSV"):
        page.locator("details.export summary").click()
        with page.expect_download() as download:
            page.locator("details.export button", has_text=form).click()
        found[form] = Path(download.value.path()).read_text(encoding="utf-8")
    rows = {row["field"]: row for row in json.loads(found["JSON"])["rows"]}
    assert rows["licence"]["cells"]["one"] == ["MIT"]
    assert rows["licence"]["notes"]["one"] == {"note": "Since one; before, GPL.", "source": "1; 2"}
    assert "notes" not in rows["successors"]
    assert "- One, Licence: Since one; before, GPL.\n" in found["Markdown"]
    assert "\\par\\footnotesize One, Licence: Since one; before, GPL.\n" in found["LaTeX"]
    assert '"licence.note","Licence","","Since one; before, GPL.","Since two; before, GPL."' in found["CSV"]
    assert '"memory.source","Memory","","2","2"' in found["CSV"]
    drafts = parse_table(found["CSV"], must_read(noted).fields, Report(""))
    assert drafts[0].lines["licence"] == 'licence:\n  value: "MIT"\n  note: "Since one; before, GPL."\n  source: [1, 2]'
    page.close()


@pytest.mark.browser
@pytest.mark.slow
def test_the_form_writes_notes_and_sources_that_are_read_so(browser: Browser, noted: Path, noted_output: Path) -> None:
    page = browser.new_page()
    faults = watch(page)
    open_page(page, (noted_output / "en/contribute.html").as_uri())
    page.locator("#page-name").fill("Six")
    for name, value, note, source in (
        ("licence", "MIT", 'Since "six": see #1.', ""),
        ("memory", "4 GB", "", "1, 2"),
        ("summary", "One paragraph.\n\nAnother.", "As its authors say.", "1"),
        ("people", "Ann Lee\nBo Li", "The first.", ""),
    ):
        page.locator(f"#page-f-{name}").fill(value)
        page.locator(f'[data-name="{name}"] .noted summary').click()
        noted_inputs = page.locator(f'[data-name="{name}"] .noted input')
        noted_inputs.nth(0).fill(note)
        noted_inputs.nth(1).fill(source)
    for group, title in (("sources", "A title"), ("further", "More")):
        page.locator(f'fieldset[data-name="{group}"] [data-name="title"] input').fill(title)
    text = page.locator("#page-file").input_value()
    write_site(noted, {"content/methods/six.md": text})
    method = must_read(noted).methods["six"]
    assert method.document.source.parts["licence.note"] == 'Since "six": see #1.'
    assert method.document.source.parts["summary"] == "One paragraph.\n\nAnother."
    assert [person.full_name for person in method.values["people"]] == ["Ann Lee", "Bo Li"]
    assert method.cited == {"memory": (1, 2), "summary": (1,)}
    reload(page)
    expect(page.locator('[data-name="licence"] .noted input').first).to_have_value('Since "six": see #1.')
    assert faults == []
    page.close()
