"""The JSON Schema of front matter agrees with the reader."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from kaedah.cli import main
from kaedah.contribute.json_schema import glossary_schema, method_schema
from kaedah.read.kinds import KINDS
from kaedah.read.parsed_document import DocumentSchema

from tests.conftest import ROOT, SITES, must_read, read
from tests.example import EXAMPLE, copy_example
from tests.subjects import folder_of

SITE = must_read(EXAMPLE)
SCHEMA = json.loads(method_schema(SITE.fields))
VALIDATOR = Draft202012Validator(SCHEMA)


def front_matter(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8").split("\n---\n")[0].removeprefix("---\n")))


def test_the_command_writes_the_schema_file(minimal: Path) -> None:
    options = [f"--content={minimal / 'content'}", f"--locales={minimal / 'locales'}", f"--themes={ROOT / 'themes'}"]
    result = CliRunner().invoke(main, ["schema", *options], prog_name="build.py")
    assert (result.exit_code, result.stderr) == (0, "")
    written = minimal / "content/method.schema.json"
    assert result.stdout == f"{written.as_posix()}\n{(minimal / 'content/glossary.schema.json').as_posix()}\n"
    assert written.read_text(encoding="utf-8") == method_schema(must_read(minimal).fields)


def test_the_schema_is_valid_and_has_every_key() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(
        DocumentSchema("methods", "name", SITE.fields, optional=("previous",)).source_keys
    )


def test_every_field_kind_has_a_schema() -> None:
    fields = must_read(SITES / "base").fields
    assert {field.kind for field in fields} == set(KINDS)
    schema = json.loads(method_schema(fields))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for name in ("lora.md", "adapters.md", "tuning/qlora.md"):
        assert list(validator.iter_errors(front_matter(SITES / "base/content/methods" / name))) == []


@pytest.mark.parametrize("slug", sorted(SITE.methods))
def test_every_method_matches_the_schema(slug: str) -> None:
    path = EXAMPLE / SITE.methods[slug].document.source.path
    assert [error.message for error in VALIDATOR.iter_errors(front_matter(path))] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("yaer", 2001),
        ("field", "deep-lerning"),
        ("year", "long ago"),
        ("year", 21),
        ("type", ""),
        ("originators", [1]),
        ("sources", []),
        ("sources", [{"year": 2001}]),
        ("sources", [{"title": "A", "doi": "https://doi.org/10.1000/1"}]),
        ("sources", [{"title": "A", "arxiv": "2106.09685v2"}]),
        ("sources", [{"title": "A", "author": "B"}]),
        ("aliases", [{"text": "a"}]),
        ("related", ["Not A Slug"]),
        ("allow", {"no-such-rule": "a reason"}),
        ("summary", None),
    ],
)
def test_the_schema_rejects_what_the_reader_rejects(key: str, value: object) -> None:
    front = front_matter(EXAMPLE / "content/methods/lora.md")
    assert not VALIDATOR.is_valid(front | {key: value})


@pytest.mark.parametrize("key", ["name", "year", "sources", "summary"])
def test_a_required_key_is_required(key: str) -> None:
    front = front_matter(EXAMPLE / "content/methods/lora.md")
    del front[key]
    assert not VALIDATOR.is_valid(front)


@pytest.mark.parametrize("value", ["n/a", None])
def test_an_optional_field_may_be_not_applicable_or_empty(value: object) -> None:
    front = front_matter(EXAMPLE / "content/methods/lora.md")
    assert VALIDATOR.is_valid(front | {"aliases": value, "related": value})


# The glossary


def test_the_glossary_schema_is_valid_and_the_glossary_matches_it() -> None:
    schema = json.loads(glossary_schema(SITE))
    Draft202012Validator.check_schema(schema)
    glossary = yaml.safe_load((EXAMPLE / "content/glossary.yaml").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(glossary)] == []


@pytest.mark.parametrize(
    "entry",
    [
        {"term": "a"},
        {"term": "a", "definition": "b", "more": "c"},
        {"term": "a", "definition": "b", "id": "A b"},
        {"term": "a", "definition": "b", "renderings": {"en": "c"}},
        {"term": "a", "definition": "b", "renderings": {"uk": {"forms": ["c"]}}},
        {"term": "a", "definition": "b", "renderings": {"uk": {"term": "c", "forbidden": ["d"]}}},
    ],
)
def test_the_glossary_schema_rejects_what_the_reader_rejects(entry: object, tmp_path: Path) -> None:
    assert list(Draft202012Validator(json.loads(glossary_schema(SITE))).iter_errors([entry]))
    base = copy_example(tmp_path)
    (base / "content/glossary.yaml").write_text(json.dumps([entry]))
    assert any("glossary.yaml" in problem.path and problem.level == "error" for problem in read(base)[1])


def test_data_files_have_a_schema_where_there_are_some(tmp_path: Path) -> None:
    site = shutil.copytree(folder_of("languages"), tmp_path / "site")
    places = [f"--{name}={site / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["schema", *places])
    assert result.exit_code == 0, result.output
    validator = Draft202012Validator(json.loads((site / "content/data.schema.json").read_text(encoding="utf-8")))
    validator.check_schema(validator.schema)
    entries = json.loads((site / "content/data/more.json").read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(entries)] == []
    for wrong in ({"slug": "A b"}, {"typing": "loose"}, {"use:de": "x"}, {"body": "x"}, {"keywords": {"note": "x"}}):
        assert [*validator.iter_errors([entries[0] | wrong])] != [], wrong
