"""Entries from data files: rows of tables, and mappings in JSON and YAML."""

import csv
import io
import json
import os
import subprocess
import time
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kaedah.build_request import BuildRequest
from kaedah.cli import main
from kaedah.pipeline import ContentErrors
from kaedah.problems import Report, format_problems, has_errors
from kaedah.publish.release import Outcome
from kaedah.read import parse_changed
from kaedah.read.csv_table import MAX_COLUMNS, MAX_ROWS, split_table
from kaedah.read.json_nodes import parse_json
from kaedah.read.parse_document import parse_document
from kaedah.read.parsed_document import ParsedDocument
from kaedah.read.yaml_nodes import Node
from kaedah.text_forms import clean

from tests.conftest import EXAMPLES, MINIMAL, export, must_read, publish, read, tree, write_site
from tests.page_reader import broken_links, read_page
from tests.test_builds_in_a_row import build, must_be_as_clean

FIELDS = """\
- {id: model, kind: term, label: Data model, terms: {relational: Relational, key-value: Key and value}}
- {id: systems, kind: terms, label: Systems, terms: {linux: Linux, mac: Mac OS}}
- {id: released, kind: date, label: Released, required: true}
- {id: year, kind: year, label: Year}
- {id: languages, kind: list, label: Languages}
- {id: size, kind: quantity, label: Size}
- {id: cost, kind: number, label: Cost}
- {id: home, kind: url, label: Home}
- {id: version, kind: version, label: Version}
- {id: open, kind: flag, label: Open}
- {id: people, kind: people, label: By}
- {id: aliases, kind: names, label: Aliases}
- {id: sources, kind: sources, label: Sources}
- {id: related, kind: links, label: Related}
- {id: type, kind: text, label: Type}
- {id: summary, kind: prose, label: Summary}
"""
SITE = {"content/site.yaml": MINIMAL["content/site.yaml"], "content/fields.yaml": FIELDS}
HEAD = ["slug", "name", *(line.split("id: ")[1].split(",")[0] for line in FIELDS.splitlines()), "previous", "sort_key"]
REDIS = {
    "slug": "redis",
    "name": "Redis",
    "model": "key and value",
    "systems": "Mac OS; linux",
    "released": "2009-05-10",
    "year": "2009",
    "languages": "C; Lua",
    "size": "~4 MB",
    "cost": "0.50",
    "home": "https://redis.io/",
    "version": "7.2.1",
    "open": "Partial",
    "people": "Salvatore Sanfilippo; Ada Lovelace",
    "aliases": "Remote Dictionary Server",
    "sources": "[{title: On Redis, year: 2010, doi: 10.1000/182}]",
    "related": "sqlite",
    "type": '=SUM(A1) "kept"',
    "summary": "One, two;\n\nthree.",
    "previous": "old-redis; older",
    "sort_key": "r",
}
SQLITE = {"name": "SQLite", "released": "2000", "model": "n/a", "people": "D. Richard Hipp", "aliases": ""}


def table(*rows: Mapping[str, str], separator: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(HEAD)
    writer.writerows([row.get(name, "") for name in HEAD] for row in rows)
    return text.getvalue()


def site_of(base: Path, name: str, text: str | bytes, **more: str) -> Path:
    files = {f"content/{path}": words for path, words in more.items()}
    return write_site(base, {**SITE, f"content/data/{name}": text, **files})


def as_yaml(row: Mapping[str, object]) -> str:
    return "- " + "  ".join(f"{key}: {_yaml(value)}\n" for key, value in row.items())


def _yaml(value: object) -> str:
    return "n/a" if value == "n/a" else "" if value == "" else json.dumps(value, ensure_ascii=False)


LISTS = {key: REDIS[key].split("; ") for key in ("systems", "languages", "people", "aliases", "related", "previous")}
NESTED = {**REDIS, **LISTS, "sources": [{"title": "On Redis", "year": 2010, "doi": "10.1000/182"}], "cost": 0.5}
FORMS = {
    "comma.csv": table(REDIS, SQLITE),
    "semicolon.csv": table(REDIS, SQLITE, separator=";"),
    "tabs.tsv": table(REDIS, SQLITE, separator="\t"),
    "excel.csv": "\ufeffsep=;\r\n" + table(REDIS, SQLITE, separator=";", end="\r\n"),
    "UPPER.CSV": table(REDIS, SQLITE),
    "list.json": json.dumps([NESTED, {**SQLITE, "aliases": None}], indent="\t"),
    "one-line.json": json.dumps([NESTED, {**SQLITE, "aliases": []}]),
    "list.yaml": "# Databases\n---\n" + as_yaml(NESTED) + "\n# the other\n" + as_yaml(SQLITE),
    "flow.yml": json.dumps([NESTED, {**SQLITE, "aliases": []}]).replace('"n/a"', "n/a"),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_and_every_kind_of_field_gives_the_same_entries(name: str, tmp_path: Path) -> None:
    base = site_of(tmp_path, name, FORMS[name])
    site, problems = read(base)
    assert format_problems(problems) == ""
    assert site is not None
    values = site.methods["redis"].values
    assert values["model"] == "key-value"
    assert values["systems"] == ("linux", "mac")
    assert values["released"] == (2009, 5, 10)
    assert values["languages"] == ("C", "Lua")
    assert (values["size"].sign, values["size"].low, values["cost"]) == ("~", "4", Decimal("0.5"))
    assert (values["open"], values["version"], values["home"].url) == ("partial", "7.2.1", "https://redis.io/")
    assert [person.full_name for person in values["people"]] == ["Salvatore Sanfilippo", "Ada Lovelace"]
    assert [alias.text for alias in values["aliases"]] == ["Remote Dictionary Server"]
    assert (values["sources"][0].title, values["sources"][0].year) == ("On Redis", 2010)
    assert (values["related"], values["type"]) == (("sqlite",), '=SUM(A1) "kept"')
    assert values["summary"] == "One, two;\n\nthree."
    document = site.methods["redis"].document
    assert (document.source.sort_key, site.summaries["methods/redis"].previous) == ("r", ("old-redis", "older"))
    assert document.source.path == f"content/data/{name}"
    assert repr(site.methods["sqlite"].values["model"]) == "NOT_APPLICABLE"
    assert "aliases" not in site.methods["sqlite"].values


def test_pages_equal_those_of_markdown_files(tmp_path: Path) -> None:
    texts = {
        slug: "---\n" + "".join(f"{key}: {_yaml(value)}\n" for key, value in row.items()) + "---\n"
        for slug, row in (
            ("redis", {**NESTED, "model": "key-value", "systems": ["mac", "linux"], "cost": "0.50"}),
            ("sqlite", {**SQLITE, "aliases": []}),
        )
    }
    texts["redis"] = texts["redis"].replace('slug: "redis"\n', "")
    markdown = write_site(tmp_path / "a", SITE | {f"content/methods/{slug}.md": text for slug, text in texts.items()})
    rows = site_of(tmp_path / "b", "all.csv", table(REDIS, SQLITE))
    pages = [tree(publish(base, base / "public")) for base in (markdown, rows)]
    for found in pages:
        del found["manifest.json"]  # with digests of the files' names
    assert pages[0] == pages[1]


def test_a_markdown_file_adds_a_body_and_what_the_row_leaves_out(tmp_path: Path) -> None:
    body = "---\nhome: https://sqlite.org/\nallow: {}\n---\n\nSee [](method:redis).\n"
    base = site_of(tmp_path, "all.csv", table(REDIS, SQLITE), **{"methods/files/sqlite.md": body})
    site = must_read(base)
    method = site.methods["sqlite"]
    assert method.values["home"].url == "https://sqlite.org/"
    assert method.values["released"] == (2000,)
    source = method.document.source
    assert (source.path, source.data) == ("content/methods/files/sqlite.md", "content/data/all.csv")
    assert (source.span("released").path, source.span("released").line) == ("content/data/all.csv", 5)
    assert (source.span("home").path, source.span("home").line) == ("", 2)
    page = read_page(publish(base, tmp_path / "public") / "en/methods/sqlite.html")
    assert page.one(class_="body").one("a").text == "Redis"


def test_words_in_other_languages_are_columns_or_files(tmp_path: Path) -> None:
    rows = "name,name:uk,summary,summary:uk,aliases,aliases:uk,released\nOne,Один,Words,,First,перший; другий,2000\n"
    uk = "---\ntranslates: {}\nsummary: Слова\n---\n\nТіло\n"
    files = {"site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk, ko]\n", "methods/one.uk.md": uk}
    base = site_of(tmp_path, "all.csv", rows, **files)
    document = must_read(base).methods["one"].document
    assert document.words("name", "uk").text == "Один"
    assert document.words("summary", "uk").text == "Слова"
    assert [alias.text for alias in document.translations["uk"].aliases["aliases"]] == ["перший", "другий"]
    assert document.words("name", "ko").lang == "en"
    assert document.stem == "content/methods/one"
    output = publish(base, tmp_path / "public")
    assert read_page(output / "uk/methods/one.html").one("h1").text == "Один"


def test_rules_report_the_place_in_the_row_and_are_suppressed_in_the_markdown_file(tmp_path: Path) -> None:
    rows = 'slug,name,released,aliases\none,One,2000,"a; ""b""; ONE"\ntwo,Two,2001,Two\n'
    base = site_of(tmp_path, "all.csv", rows)
    itself = "is the name of the method itself [alias-is-name]"
    one = f'content/data/all.csv:2:25: error: the alias "ONE" {itself}'
    two = f'content/data/all.csv:3:14: error: the alias "Two" {itself}'
    assert [line for line in format_problems(read(base)[1]).splitlines() if "error" in line] == [one, two]
    write_site(base, {"content/methods/one.md": "---\nallow: {alias-is-name: It is spelt in two ways}\n---\n"})
    assert [line for line in format_problems(read(base)[1]).splitlines() if not line.startswith(" ")] == [two]
    write_site(base, {"content/methods/two.md": "---\nallow: {alias-is-name: It is spelt so}\n---\n"})
    assert format_problems(read(base)[1]) == ""


@pytest.fixture
def same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BuildRequest, "salt", "test")


def edited(base: Path, path: str, text: str | None) -> Outcome:
    """A build after an edit, which must equal a clean one."""
    time.sleep(0.03)
    if text is None:
        (base / "content" / path).unlink()
    else:
        write_site(base, {f"content/{path}": text})
    time.sleep(0.03)
    return must_be_as_clean(base)


@pytest.mark.parametrize("name", [name for name in FORMS if name.startswith(("comma", "list"))])
@pytest.mark.usefixtures("same_program")
def test_the_edit_of_a_row_writes_only_what_shows_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = site_of(tmp_path, name, FORMS[name])
    must_be_as_clean(base)
    parsed: list[str] = []

    def parse(slug: str, *given: Any) -> ParsedDocument | None:
        parsed.append(slug)
        return parse_document(slug, *given)

    monkeypatch.setattr(parse_changed, "parse_document", parse)
    column = tmp_path / "public/en/data/redis.js"
    before = column.stat().st_mtime_ns
    text = FORMS[name].replace("2000", "1999")
    assert 0 < edited(base, f"data/{name}", text).written < 15
    assert column.stat().st_mtime_ns == before
    assert parsed[0] == "sqlite"
    moved = text.replace("Databases", "Databases\n#") if "yaml" in name else text.replace("\n", "\n\n", 1)
    assert edited(base, f"data/{name}", moved).written == 0  # readers see nothing of that


@pytest.mark.usefixtures("same_program")
def test_entries_move_between_rows_and_files(tmp_path: Path) -> None:
    base = site_of(tmp_path, "all.csv", table(REDIS, SQLITE))
    must_be_as_clean(base)
    edited(base, "methods/sqlite.md", "---\n---\n\nA body.\n")
    edited(base, "methods/sqlite.md", "---\n---\n\nAnother body.\n")
    edited(base, "data/all.csv", table(REDIS, {**SQLITE, "released": "2001"}))
    edited(base, "data/more.json", json.dumps([{"name": "More", "released": 2020}]))
    edited(base, "methods/sqlite.md", None)
    edited(base, "data/all.csv", table({**REDIS, "related": ""}))
    edited(base, "methods/sqlite.md", "---\nname: SQLite\nreleased: 2000\n---\n")
    edited(base, "data/more.json", None)
    with pytest.raises(ContentErrors):
        edited(base, "data/all.csv", table({**REDIS, "cost": "much"}))
    edited(base, "data/all.csv", table({**REDIS, "related": ""}, {"name": "Third", "released": "3"}))


def test_a_cell_in_brackets_may_have_a_note(tmp_path: Path) -> None:
    rows = (
        'name,released,size,model\nOne,2000,"{value: 4 GB, note: On disk}","{value: relational, note: ""In, part""}"\n'
    )
    site = must_read(site_of(tmp_path, "all.csv", rows))
    method = site.methods["one"]
    assert (method.values["size"].low, method.values["model"]) == ("4", "relational")
    assert method.document.source.parts["size.note"] == "On disk"
    assert method.document.source.parts["model.note"] == "In, part"
    assert method.document.source.span("size.note")[:2] == (2, 31)


def run(base: Path, *arguments: str) -> Result:
    content = ["--content", str(base / "content"), "--locales", str(base / "locales")]
    return CliRunner().invoke(main, [*arguments, *content], prog_name="kaedah")


def test_notes_and_sources_may_be_columns(tmp_path: Path) -> None:
    write_site(tmp_path, SITE)
    settings = (tmp_path / "content/site.yaml").read_text().replace("locales: [en]", "locales: [en, uk]")
    head = 'name,released,size,size.note,size.source,"size.note:uk",type,"type:uk",type.note,sources\n'
    one = 'One,2000,4 GB,"On ""disk"".",1; 2,На диску.,a,б,,"[{title: A}, {title: B}]"\n'
    two = "Two,2001,n/a,None.,,,,,,\n"
    three = "Three,2002,,Alone.,9,,,,Nothing.,\n"
    write_site(tmp_path, {"content/site.yaml": settings, "content/data/all.csv": head + one + two})
    site, problems = read(tmp_path)
    assert site is not None, format_problems(problems)
    method = site.methods["one"]
    assert (method.values["size"].low, method.cited) == ("4", {"size": (1, 2)})
    assert method.document.source.parts["size.note"] == 'On "disk".'
    assert method.document.translations["uk"].parts["size.note"] == "На диску."
    assert repr(site.methods["two"].values["size"]) == "NOT_APPLICABLE"
    assert site.methods["two"].document.source.parts["size.note"] == "None."
    write_site(tmp_path, {"content/data/all.csv": head + one + two + three})
    found = [(item.text, item.line, item.column) for item in read(tmp_path)[1] if item.level == "error"]
    assert found == [
        ('the note or source on "size" has no value', 4, 13),
        ('the note or source on "type" has no value', 4, 25),
        ("there is no reference 9; references in this file: 0", 4, 20),
    ]


def test_new_writes_a_file_for_the_body_of_a_row(tmp_path: Path) -> None:
    base = site_of(tmp_path, "all.csv", table(REDIS, SQLITE))
    result = run(base, "new", "sqlite", "--no-input")
    assert result.exit_code == 0, result.output
    text = (base / "content/methods/sqlite.md").read_text(encoding="utf-8")
    assert text.startswith("---\n# The facts of this entry are in content/data/all.csv:5.\n")
    text = text.replace("…", "Words.")
    write_site(base, {"content/methods/sqlite.md": text})
    assert format_problems(read(base)[1]) == ""


def test_import_refuses_an_entry_that_is_a_row(tmp_path: Path) -> None:
    base = site_of(tmp_path, "all.csv", table(REDIS, SQLITE))
    write_site(tmp_path, {"more.csv": "name,released\nSQLite,2000\nThird,2001\n"})
    result = run(base, "import", str(tmp_path / "more.csv"))
    assert result.exit_code == 1
    assert 'more.csv:2:1: error: "sqlite" is a row of a data file: content/data/all.csv:5' in result.stderr
    assert (base / "content/methods/third.md").is_file()


def test_check_fix_corrects_a_cell_and_leaves_every_other_byte(tmp_path: Path) -> None:
    rows = 'name,released,summary:uk,summary\r\nOne,2000,"Об\'єкт ""п\'ять""","Words"\r\n'
    settings_yaml = "title: T\nsource_locale: en\nlocales: [en, uk]\n"
    base = site_of(tmp_path, "all.csv", rows, **{"site.yaml": settings_yaml})
    result = run(base, "check", "--fix")
    assert result.exit_code == 0, result.output
    assert (base / "content/data/all.csv").read_bytes().decode() == rows.replace("'", "’")


def test_the_links_to_edit_a_page_lead_to_the_data_file(tmp_path: Path) -> None:
    settings_yaml = MINIMAL["content/site.yaml"] + "repository: https://github.com/o/r\n"
    files = {"site.yaml": settings_yaml, "methods/sqlite.md": "---\n---\n\nA body.\n"}
    output = publish(site_of(tmp_path, "all.csv", table(REDIS, SQLITE), **files), tmp_path / "public")
    edit = "https://github.com/o/r/edit/main/content"
    for slug, links in (("redis", ["data/all.csv"]), ("sqlite", ["methods/sqlite.md", "data/all.csv"])):
        found = read_page(output / f"en/methods/{slug}.html").one(class_="edit").all("a")
        assert [link.attributes["href"] for link in found] == [f"{edit}/{path}" for path in links]


HOSTILE = {
    "many columns": ("a,b" + "," * 1_000_000 + "\n", f"1:1: error: there are more than {MAX_COLUMNS} columns"),
    "many quoted columns": ('"a",' * 1_000_000, f"1:1: error: there are more than {MAX_COLUMNS} columns"),
    "many rows": ("name,released\n" + "x,2000\n" * (MAX_ROWS + 1), f"error: there are more than {MAX_ROWS} rows"),
    "a huge cell": (f"name,released\n{'x' * 100_000},2000\n", "2:1: error: the text is longer than 8000 characters"),
    "a huge quoted cell": (f'name\n"{"x" * 100_000}"\n', "2:1: error: the text is longer than 8000 characters"),
    "a cell of many lines": ('name\n"' + "x\n" * 1_000_000, "2:1: error: the text is longer than 8000 characters"),
    "quotation marks only": ('"' * 100_001, "1:1: error: the quotation mark is not closed"),
    "a NUL": ("name\nx\0\n", "2:2: error: the control character U+0000 is not allowed"),
    "a large file": ("x" * (8 * 1024 * 1024 + 1), "1:1: error: the file is larger than 8192 KB"),
    "brackets in a cell": (f"name,released,cost\nx,2000,{'[' * 7000}]\n", "2:8: error: the YAML is nested too deeply"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_is_an_error(name: str, tmp_path: Path) -> None:
    text, problem = HOSTILE[name]
    problems = format_problems(read(site_of(tmp_path, "all.csv", text))[1])
    assert problem in problems


LAUGHS = "- &a [x, x]\n" + "".join(f"- &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.yaml", LAUGHS, "error: this is not valid YAML"),
        ("a.yaml", f"[{LAUGHS.replace('- ', ', ')[2:]}]", "error: YAML anchors and aliases are not supported"),
        ("a.yaml", "- name: x\n  released: " + "[" * 5_000 + "\n", "error: the YAML is nested too deeply"),
        ("a.yaml", "- " * 10_000, "error: the YAML is nested too deeply"),
        ("a.yaml", "- name: a\n" * (MAX_ROWS + 1), f"error: there are more than {MAX_ROWS} rows"),
        ("a.json", "[" * 100_000, "error: the JSON is nested too deeply"),
        ("a.json", "[" + "{}," * 500_000, "error: there are more than 400000 values"),
        ("a.json", '[{"name": "x", "tags": [' + "0," * 500_000, "error: there are more than 400000 values"),
        ("a.json", '[{"name": ' + '{"a": [' * 20, "error: the JSON is nested too deeply"),
        ("a.json", "[" + '{"name": "a"},' * MAX_ROWS + '{"name": "a"}]', f"error: there are more than {MAX_ROWS} rows"),
        ("a.json", '[{"name": "\\ud800"}]', "error: the control character U+D800 is not allowed"),
        ("a.json", "[NaN]", "error: this is not valid JSON"),
    ],
)
def test_hostile_yaml_and_json_are_errors(name: str, text: str, problem: str, tmp_path: Path) -> None:
    assert problem in format_problems(read(site_of(tmp_path, name, text))[1])


@settings(max_examples=4 * EXAMPLES)
@given(
    st.lists(st.lists(st.text("ab \n\";,\t'=é日", max_size=6), min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from(",;\t"),
)
def test_a_table_is_read_as_the_library_writes_it(rows: list[list[str]], separator: str) -> None:
    rows = [["name", "type", "cost"], *rows]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    report = Report("a.csv")
    found = split_table(text.getvalue(), "", ("name", "type", "cost"), report)
    wanted = [[cell.strip() for cell in row] for row in rows]
    lines = text.getvalue().split("\n")
    assert found is not None, report.problems
    assert [[cell.text.strip() for cell in row.cells] for row in found] == [row for row in wanted if any(row)]
    for row in found:
        for cell in row.cells:
            first = cell.raw.partition("\n")[0]
            assert lines[cell.line - 1][cell.column - 1 :].startswith(first)
            for index, char in enumerate(cell.text):
                place = cell.position(index)
                assert char == "\n" or lines[place.line - 1][place.column - 1] == char


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Zl", "Zp", "Cn"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\/é😀', max_size=3), inner, max_size=3),
    max_leaves=12,
)


def _as_nodes(value: object) -> object:
    if isinstance(value, dict):
        return [(clean(key), _as_nodes(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [_as_nodes(item) for item in value]
    return clean(value) if isinstance(value, str) else "" if value is None else json.dumps(value)


def _plain(node: Node) -> object:
    if node.shape == "mapping":
        return [(key.text, _plain(value)) for key, value in node.pairs]
    return [_plain(item) for item in node.items] if node.shape == "list" else node.text


@settings(max_examples=4 * EXAMPLES)
@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_the_library_reads_it(value: object, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    report = Report("a.json")
    node = parse_json(text, report)
    assert node is not None, report.problems
    assert _plain(node) == _as_nodes(value)


@settings(max_examples=4 * EXAMPLES)
@given(st.text('{}[]",:01-.eEtrue nul\\\n', max_size=20))
def test_what_is_no_json_is_an_error(text: str) -> None:
    try:
        json.loads(text)
        is_json = True
    except ValueError:
        is_json = False
    assert (parse_json(text, Report("a.json")) is not None) == is_json


ROWS = 300


def rows_of(count: int, changed: Mapping[int, str] | None = None) -> str:
    """A table of databases; `changed` are their summaries by number, where they are not the usual ones."""
    rows = []
    for number in range(count):
        row = {
            "slug": f"base-{number}",
            "name": f"Base {number}",
            "model": ("relational", "Key and value")[number % 2],
            "systems": ("linux", "Mac OS; linux")[number % 2],
            "released": f"{1970 + number % 50}-0{1 + number % 9}",
            "languages": ("C", "C; Rust", "Go")[number % 3],
            "size": f"{number % 90 + 1} MB",
            "home": f"https://example.org/{number}",
            "open": ("yes", "no", "partial")[number % 3],
            "summary": (changed or {}).get(number, f"Number {number}, with words; and signs."),
        }
        rows.append(row)
    return table(*rows)


@pytest.mark.usefixtures("same_program")
def test_a_site_of_300_entries_from_one_table_at_an_address_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = "entry: {one: database, many: databases, address: databases}\n"
    base = site_of(tmp_path, "all.csv", rows_of(ROWS), **{"site.yaml": MINIMAL["content/site.yaml"] + entry})
    assert format_problems(read(base)[1]) == ""
    must_be_as_clean(base)
    assert len([*(base / "public/en/databases").iterdir()]) == ROWS
    assert broken_links(base / "public") == []
    parsed: list[str] = []

    def parse(slug: str, *given: Any) -> ParsedDocument | None:
        parsed.append(slug)
        return parse_document(slug, *given)

    monkeypatch.setattr(parse_changed, "parse_document", parse)
    time.sleep(0.03)
    write_site(base, {"content/data/all.csv": rows_of(ROWS, {150: "Another summary."})})
    time.sleep(0.03)
    outcome = build(base)
    assert parsed == ["base-150"]
    assert outcome.written < 12
    must_be_as_clean(base)


ENDS = ("a.csv", "a.tsv", "a.json", "a.yaml")
SCRAPS = ("name", "released", "slug", "sources", "languages", "One", "2000", '"', ",", ";", "\t", "\n", "- ", ": ", "[")
MORE = ("]", "{", "}", "n/a", "\ufeff", "sep=;\n", "#", "&a ", "*a", "|", "\0", "\\u0000", "é", "日", "null", "name:uk")


@settings(max_examples=4 * EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(ENDS), text=st.lists(st.sampled_from(SCRAPS + MORE), max_size=30).map("".join))
@example(name="a.csv", text='name,released,sources\nOne,2000,"[{title: ""[""\n}]"')
@example(name="a.yaml", text="- name: One\n  released: 2000\n  sources: [{title: [x]}]\n")
def test_any_text_as_a_data_file_is_a_site_or_problems(name: str, text: str, tmp_path: Path) -> None:
    base = site_of(tmp_path / "site", name, text)
    site, problems = read(base)
    assert (site is None) == has_errors(problems)
    lines = text.removeprefix("\ufeff").split("\n")
    for problem in problems:
        if problem.path == f"content/data/{name}":
            assert 1 <= problem.line <= len(lines) + 1
            assert problem.column >= 1
    (base / "content/data" / name).unlink()


def git(base: Path, *arguments: str) -> None:
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    who |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in who.items()}
    subprocess.run(["git", "-C", str(base), *arguments], check=True, capture_output=True, env=os.environ | who)


def test_translators_work_on_rows_as_on_files(tmp_path: Path) -> None:
    languages = "title: T\nsource_locale: en\nlocales: [en, uk, ko]\n"
    rows = 'name,name:ko,released,summary,type\nOne,하나,2000,"Old, ¶ words.",A type\n'.replace(" ¶", "\n")
    base = site_of(tmp_path, "all.csv", rows, **{"site.yaml": languages})
    git(base, "init", "-q")
    git(base, "add", ".")
    git(base, "commit", "-qm", "First")
    assert run(base, "translations", "start", "one", "uk").exit_code == 0
    path = base / "content/methods/one.uk.md"
    text = path.read_text(encoding="utf-8")
    assert "# One\n# name: …\n" in text
    path.write_text(text.replace("# name: …", "name: Один").replace("# summary: …", "summary: Слова"), encoding="utf-8")
    assert "uk: 2 parts translated, 0 out of date, 1 missing" in run(base, "translations", "status").stdout
    write_site(base, {"content/data/all.csv": rows.replace("Old", "New")})
    assert "uk: 1 parts translated, 1 out of date, 1 missing" in run(base, "translations", "status").stdout
    shown = run(base, "translations", "diff", "one", "uk").stdout
    assert "content/data/all.csv:2:13:" in shown
    assert "    - Old, words.\n    + New, words.\n" in shown
    before = (base / "content/data/all.csv").read_bytes()
    assert run(base, "translations", "stamp", "--all").exit_code == 0
    assert run(base, "translations", "stamp", "one", "ko").exit_code == 1
    assert (base / "content/data/all.csv").read_bytes() == before


def test_the_dataset_equals_that_of_markdown_files(tmp_path: Path) -> None:
    row = {key: value for key, value in REDIS.items() if key not in ("slug", "previous", "sort_key")}
    front = {**NESTED, "model": "key-value", "systems": ["mac", "linux"], "cost": "0.50"}
    text = "---\n" + "".join(f"{key}: {_yaml(front[key])}\n" for key in row) + "---\n"
    other = "---\nname: SQLite\nreleased: 2000\n---\n"
    files = {"methods/redis.md": text, "methods/sqlite.md": other}
    sites = (
        site_of(tmp_path / "a", "all.csv", table(row, {"name": "SQLite", "released": "2000"})),
        write_site(tmp_path / "b", SITE | {f"content/{path}": words for path, words in files.items()}),
    )
    contents = []
    for base in sites:
        result = export("data", base, "--output", str(base / "data.zip"))
        assert result.exit_code == 0, result.output
        with zipfile.ZipFile(base / "data.zip") as archive:
            names = [name for name in archive.namelist() if name.endswith((".csv", "methods.json"))]
            contents.append({name: archive.read(name) for name in names})
    assert len(contents[0]) > 3
    assert contents[0] == contents[1]


def test_reports_for_code_hosts_have_the_place_of_the_cell(tmp_path: Path) -> None:
    base = site_of(tmp_path, "all.csv", "name,released\nOne,soon\n")
    log = json.loads(run(base, "check", "--format", "sarif").stderr)
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("content/data/all.csv")
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (2, 5)
