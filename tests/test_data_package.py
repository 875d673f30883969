"""`build.py export data`: the content as tables and records with a descriptor."""

import csv
import hashlib
import io
import json
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from kaedah.contribute.json_schema import method_schema
from kaedah.plan.dataset.records import records_of
from kaedah.plan.dataset.tables import tables_of
from kaedah.publish import data_package
from kaedah.publish.data_package import write_data_package

from tests.conftest import MINIMAL, export, must_read, write_site
from tests.example import EXAMPLE, copy_example
from tests.page_reader import read_page

Files = dict[str, bytes]


run = partial(export, "data")


def opened(path: Path) -> Files:
    with zipfile.ZipFile(path) as data:
        assert data.testzip() is None
        return {name: data.read(name) for name in data.namelist()}


def table(files: Files, name: str) -> list[dict[str, str]]:
    text = files[f"{name}.csv"].decode()
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def resources(files: Files) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in json.loads(files["datapackage.json"])["resources"]}


def of_site(base: Path, target: Path) -> Files:
    write_data_package(must_read(base), target)
    return opened(target)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The data of the example site, where a value has a note."""
    folder = tmp_path_factory.mktemp("data")
    path = copy_example(folder / "site") / "content/methods/lora.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("year: 2021", "year: {value: 2021, note: In June., source: 1}"), encoding="utf-8")
    return of_site(folder / "site", folder / "data.zip")


def test_the_descriptor_lists_every_file_with_its_size_and_digest(files: Files) -> None:
    listed = resources(files).values()
    assert {item["path"] for item in listed} == set(files) - {"datapackage.json", "SHA256SUMS"}
    for item in listed:
        content = files[item["path"]]
        assert (item["bytes"], item["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path != "SHA256SUMS"
    }


def faults_of(schema: dict[str, Any], rows: list[dict[str, str]], slugs: set[str]) -> list[str]:
    """What a table holds that its schema does not allow (Table Schema, datapackage.org)."""
    faults = []
    fields = {field["name"]: field for field in schema["fields"]}
    for number, row in enumerate(rows, 2):
        if [*row] != [*fields]:
            faults.append(f"{number}: columns are {[*row]}")
        for name, field in fields.items():
            cell, limits = row[name], field.get("constraints", {})
            if cell in schema["missingValues"]:
                faults += [f"{number}: {name} is missing"] if limits.get("required") else []
                continue
            if field["type"] == "integer" and not cell.isdigit():
                faults.append(f"{number}: {name} is {cell!r}")
            if field["type"] == "boolean" and cell not in ("true", "false"):
                faults.append(f"{number}: {name} is {cell!r}")
            if field["type"] == "number":
                float(cell)
            if cell not in limits.get("enum", (cell,)):
                faults.append(f"{number}: {name} is {cell!r}")
        for other in schema.get("foreignKeys", ()):
            faults += [f"{number}: no method {row[name]}" for name in other["fields"] if row[name] not in slugs]
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    return faults + ([] if len(keys) == len(set(keys)) else ["two rows have one key"])


def test_every_table_matches_its_schema(files: Files) -> None:
    slugs = {row["slug"] for row in table(files, "methods")}
    tables = [item for item in resources(files).values() if item.get("type") == "table"]
    assert len(tables) == 8
    for item in tables:
        rows = table(files, item["name"])
        assert rows, item["name"]
        assert faults_of(item["schema"], rows, slugs) == [], item["name"]


def test_a_method_is_stored_in_its_tables(files: Files) -> None:
    (row,) = [row for row in table(files, "methods") if row["slug"] == "qlora"]
    assert row["year"] == "2023"
    assert row["originators"] == "Tim Dettmers; Artidoro Pagnoni; Ari Holtzman; Luke Zettlemoyer"
    assert row["sources"] == "arxiv:2305.14314"
    assert row["aliases"] == "quantized LoRA; 4-bit LoRA"
    (reference,) = [row for row in table(files, "references") if row["method"] == "qlora"]
    assert reference["authors"] == "Dettmers, Tim; Pagnoni, Artidoro; Holtzman, Ari; Zettlemoyer, Luke"
    assert (reference["number"], reference["year"], reference["arxiv"]) == ("1", "2023", "2305.14314")
    aliases = {(row["locale"], row["alias"]) for row in table(files, "aliases") if row["method"] == "qlora"}
    assert {("en", "4-bit LoRA"), ("ko", "4비트 LoRA")} <= aliases
    names = {
        row["locale"]: row
        for row in table(files, "texts")
        if (row["document"], row["part"]) == ("methods/bitfit", "name")
    }
    assert [*names] == ["en", "ms", "uk", "ko", "bg", "zh-Hans"]
    assert names["en"]["state"] == "source"
    assert names["uk"]["state"] == "unreviewed"
    labels = {(row["context"], row["id"], row["locale"]): row["text"] for row in table(files, "labels")}
    assert labels["term", "field/deep-learning", "ko"] == "딥러닝"
    assert labels["field", "year", "en"] == "Year of origin"
    terms = {(row["term"], row["locale"]): row for row in table(files, "glossary")}
    assert terms["adapter", "ms"]["name"] == "penyesuai"


def test_verdicts_match_those_of_the_pages(public: Path, files: Files) -> None:
    reported: dict[str, dict[str, str]] = {}
    for row in table(files, "comparisons"):
        reported.setdefault(row["comparison"], {})[row["field"]] = row["verdict"]
    pages = [path for path in (public / "en/compare").rglob("*.html") if path.name != "index.html"]
    assert len(pages) == len(reported) > 15
    for path in pages:
        rows = read_page(path).one("table", class_="comparison").all("tr")
        shown = {
            row.attributes["data-field"]: row.attributes.get("data-verdict")
            for row in rows
            if "data-field" in row.attributes
        }
        assert reported[path.relative_to(public / "en/compare").with_suffix("").as_posix()] == {
            name: verdict for name, verdict in shown.items() if verdict
        }


def test_records_match_the_schema_of_the_front_matter(files: Files) -> None:
    schema = json.loads(method_schema(must_read(EXAMPLE).fields))
    records = json.loads(files["methods.json"])
    assert [record["slug"] for record in records] == [row["slug"] for row in table(files, "methods")]
    for record in records:
        jsonschema.validate(record["front_matter"], schema)
        assert record["body"].startswith("## ")
        assert [*record["translations"]] == sorted(record["translations"])
    (lora,) = [record for record in records if record["slug"] == "lora"]
    assert lora["front_matter"]["related"][:2] == ["lora-and-peft", "qlora"]
    assert lora["translations"]["uk"]["states"]["summary"] == "unreviewed"
    assert lora["translations"]["uk"]["reviewed"] is False
    assert lora["translations"]["zh-Hans"]["parts"]["body"].startswith("## ")
    assert lora["translations"]["zh-Hans"]["names"]["aliases"] != lora["front_matter"]["aliases"]


KINDS_SITE = {
    **MINIMAL,
    "content/fields.yaml": (
        "- {id: size, kind: number, label: Size}\n- {id: free, kind: flag, label: Free}\n"
        "- {id: type, kind: text, label: Type}\n- {id: who, kind: people, label: Who}\n"
        "- {id: works, kind: sources, label: Works}\n- {id: more, kind: sources, label: More}\n"
        "- {id: other, kind: names, label: Other, compare: set}\n"
    ),
    "content/methods/one.md": (
        "---\nname: One\nsize: 0.5\nfree: yes\ntype: '=SUM(A1)'\nwho: Ada Lovelace\n"
        "other: [Eins, {text: Uno, lang: es}]\n"
        'works:\n  - {title: "-Title", year: 2001}\n  - {title: Second, authors: [Plato], url: "https://a.test/"}\n'
        "more:\n  - {title: Third}\n---\n"
    ),
    "content/methods/two.md": "---\nname: Two\nsize: 12\nfree: no\ntype: n/a\n---\n",
}


def test_every_field_kind_has_a_cell_and_a_record(tmp_path: Path) -> None:
    base = write_site(tmp_path / "site", KINDS_SITE)
    files = of_site(base, tmp_path / "data.zip")
    one, two = table(files, "methods")
    assert (one["size"], one["free"], one["type"], one["who"]) == ("0.5", "yes", "'=SUM(A1)", "Ada Lovelace")
    assert (one["works"], one["more"], one["other"]) == ("'-title; https://a.test/", "third", "Eins")
    assert (two["size"], two["free"], two["type"], two["who"]) == ("12", "no", "n/a", "")
    found = [(row["field"], row["number"], row["title"], row["authors"]) for row in table(files, "references")]
    assert found == [("works", "1", "'-Title", ""), ("works", "2", "Second", "Plato"), ("more", "3", "Third", "")]
    assert [(row["locale"], row["alias"]) for row in table(files, "aliases")] == [("en", "Eins"), ("es", "Uno")]
    first, second = (record["front_matter"] for record in json.loads(files["methods.json"]))
    assert (first["size"], first["free"], first["type"]) == (0.5, True, "=SUM(A1)")
    assert first["other"] == ["Eins", {"text": "Uno", "lang": "es"}]
    assert first["works"] == [
        {"year": 2001, "title": "-Title"},
        {"authors": ["Plato"], "title": "Second", "url": "https://a.test/"},
    ]
    assert (second["size"], second["free"], second["type"]) == (12, False, "n/a")
    assert "who" not in second


def test_no_row_is_lost_between_batches(minimal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = of_site(minimal, tmp_path / "data.zip")
    for rows in (1, 2, 3, 7):
        monkeypatch.setattr(data_package, "_ROWS", rows)
        assert of_site(minimal, tmp_path / "data.zip") == wanted
    site = must_read(minimal)
    for found in tables_of(site):
        assert len(table(wanted, found.name)) == len([*found.rows()])


def test_only_facts_can_be_not_applicable(files: Files) -> None:
    reported = {item["name"]: item["schema"]["missingValues"] for item in resources(files).values() if "schema" in item}
    assert reported == {name: ["", "n/a", "unknown"] if name == "methods" else [""] for name in reported}


def test_the_data_package_is_reproducible(minimal: Path, tmp_path: Path) -> None:
    one, other = (str(tmp_path / f"{name}.zip") for name in ("one", "other"))
    assert run(minimal, "--output", one).exit_code == 0
    reported = run(minimal, "--output", other)
    assert reported.exit_code == 0
    assert Path(one).read_bytes() == Path(other).read_bytes()
    digest = hashlib.sha256(Path(one).read_bytes()).hexdigest()
    assert reported.stdout.splitlines() == [f"12 files, {Path(one).stat().st_size} bytes, sha256 {digest}", other]


def test_a_site_without_methods_has_tables_without_rows(minimal: Path, tmp_path: Path) -> None:
    for path in (minimal / "content/methods").iterdir():
        path.unlink()
    files = of_site(minimal, tmp_path / "data.zip")
    assert table(files, "methods") == table(files, "comparisons") == []
    assert files["methods.csv"].startswith(b"slug,name,")
    assert json.loads(files["methods.json"]) == []


def test_the_descriptor_has_the_licence_and_the_address(minimal: Path, tmp_path: Path) -> None:
    files = of_site(minimal, tmp_path / "data.zip")
    assert not {"licenses", "homepage"} & set(json.loads(files["datapackage.json"]))
    settings = minimal / "content/site.yaml"
    settings.write_text(
        settings.read_text() + "base_url: https://a.test/b\nlicence: {name: CC0, url: 'https://c.test/'}\n"
    )
    package = json.loads(of_site(minimal, tmp_path / "data.zip")["datapackage.json"])
    assert package["homepage"] == "https://a.test/b/"
    assert package["licenses"] == [{"title": "CC0", "path": "https://c.test/"}]
    assert package["name"] == "test"


def test_tables_and_records_are_generated_lazily() -> None:
    """A large site's data never stands in memory as a whole."""
    site = must_read(EXAMPLE)
    records = records_of(site)
    assert iter(records) is records
    assert next(records)["slug"] == "adapter-tuning"
    noted = site._replace(
        methods={slug: method._replace(cited={"year": (1,)}) for slug, method in site.methods.items()}
    )
    for found in tables_of(noted):
        rows = found.rows()
        assert iter(rows) is rows
        assert len(next(rows)) == len(found.columns)


@pytest.mark.parametrize("sign", [*"=+-@\t\r＝＋－＠"])
def test_no_cell_begins_like_a_formula(sign: str) -> None:
    assert data_package._neutralised(f"{sign}1+1") == f"'{sign}1+1"
    assert data_package._neutralised("1=1") == "1=1"


def test_every_reference_is_an_item_of_csl(minimal: Path, tmp_path: Path) -> None:
    one = minimal / "content/methods/one.md"
    lines = "sources:\n  - {title: First, authors: ['Li, Na']}\n  - {title: Second, year: 2001}\n---\n"
    one.write_text(one.read_text(encoding="utf-8").replace("---\n\n", lines + "\n", 1), encoding="utf-8")
    fields = minimal / "content/fields.yaml"
    fields.write_text(
        fields.read_text(encoding="utf-8") + "- {id: sources, kind: sources, label: S}\n", encoding="utf-8"
    )
    items = json.loads(of_site(minimal, tmp_path / "data.zip")["references.csl.json"])
    assert [(item["id"], item["title"], item["language"]) for item in items] == [
        ("one-1", "First", "en"),
        ("one-2", "Second", "en"),
    ]
