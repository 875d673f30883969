"""The four comparison tables of the original articles, rebuilt from their values with the same rows and marks."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.conftest import ROOT, SITES, publish, read
from tests.page_reader import Element, read_page

SEEDS = SITES / "seeds"
EXPECTED: dict[str, Any] = yaml.safe_load((SEEDS / "expected.yaml").read_text(encoding="utf-8"))
TABLES: list[dict[str, Any]] = EXPECTED["tables"]
LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
TRANSLATED = LOCALES[1:]

each_table = pytest.mark.parametrize("table", TABLES, ids=[table["id"] for table in TABLES])


def method_index_path(base: Path, locale: str) -> Path:
    return base / "locales" / locale.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def read_words(path: Path, locale: str) -> Catalog:
    with path.open("rb") as handle:
        return read_po(handle, locale=locale.replace("-", "_"), abort_invalid=True)


def lay_over(locale: str) -> Catalog:
    """The project's own catalogue, with the seed's words in place of its own where the seed has any."""
    catalogue = read_words(method_index_path(ROOT, locale), locale)
    overlay = method_index_path(SEEDS, locale)
    if overlay.exists():
        for message in read_words(overlay, locale):
            if message.id:
                catalogue.delete(message.id, message.context)
                catalogue.add(message.id, message.string, context=message.context)
    return catalogue


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds' content beside catalogues that speak the seeds' words."""
    base = tmp_path_factory.mktemp("seeds")
    shutil.copytree(SEEDS / "content", base / "content")
    for locale in TRANSLATED:
        path = method_index_path(base, locale)
        path.parent.mkdir(parents=True)
        with path.open("wb") as handle:
            write_po(handle, lay_over(locale), width=0)
    return base


@pytest.fixture(scope="module")
def built(site: Path) -> Path:
    """The seeds' site without the shipped catalogues, which translate what the seeds print in English."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kaedah.read.folders.LOCALES", site / "locales")
        return publish(site, site / "public")


def table_of(built: Path, table: dict[str, Any], locale: str) -> Element:
    return read_page(built / locale / "compare" / f"{table['id']}.html").one("table", class_="comparison")


def rows_of(table: Element) -> list[Element]:
    return table.one("tbody").all("tr")


def visible(element: Element) -> str:
    """The words that a reader sees, without the badge that says what language they are in."""
    hidden = {"unseen", "badge"}
    parts = [
        chunk if isinstance(chunk, str) else visible(chunk)
        for chunk in element.chunks
        if isinstance(chunk, str) or not hidden & set(chunk.attributes.get("class", "").split())
    ]
    return " ".join("".join(parts).split())


def marks_of(table: Element) -> dict[str, bool]:
    return {row.attributes["data-field"]: "≠" in visible(row.children[0]) for row in rows_of(table)}


def seed_marks(table: dict[str, Any]) -> dict[str, bool]:
    return {row["id"]: row["marker"] for row in table["rows"]}


def expected_marks(table: dict[str, Any]) -> dict[str, bool]:
    """The seed's marks but for the exceptions that are declared."""
    ours = {entry["row"]: entry["marker"] for entry in EXPECTED["exceptions"] if entry["table"] == table["id"]}
    return seed_marks(table) | ours


def printed(cell: Element, field: str) -> str:
    """What the cell shows; of related methods their number, as in the seeds."""
    if field != "related":
        return visible(cell)
    (number,) = re.findall(r"\d+", visible(cell.one(class_="count")))
    assert int(number) == len(cell.all("li"))
    return number


def test_the_fixture_has_four_tables_of_nine_rows_and_only_the_mistakes_of_the_originals(site: Path) -> None:
    assert {table["locale"]: len(table["methods"]) for table in TABLES} == {"ms": 4, "uk": 4, "ko": 3, "bg": 3}
    assert len({tuple(row["id"] for row in table["rows"]) for table in TABLES}) == 1
    assert all(len(table["rows"]) == 9 for table in TABLES)
    _, problems = read(site)
    reported = [problem.message for problem in problems if not problem.path.endswith(".po")]
    rules = {message.rpartition("[")[2].rstrip("]") for message in reported}
    assert rules == {"one-way-relation", "straight-apostrophe", "year-outside-sources"}


@each_table
def test_the_overlay_of_an_original_has_only_its_labels_and_terms(table: dict[str, Any]) -> None:
    messages = [
        message for message in read_words(method_index_path(SEEDS, table["locale"]), table["locale"]) if message.id
    ]
    labels = [message.string for message in messages if message.context == "field"]
    assert labels == [row["label"] for row in table["rows"]]
    assert {message.context for message in messages} == {"field", "term"}


@each_table
def test_the_columns_are_the_methods_of_the_original_in_order_and_language(built: Path, table: dict[str, Any]) -> None:
    heads = table_of(built, table, table["locale"]).one("thead").all("th")[1:]
    assert [head.attributes["data-method"] for head in heads] == table["methods"]
    names = [head.one("a", class_="head") for head in heads]
    assert [name.words for name in names] == table["names"]
    assert {name.lang for name in names} == {table["locale"]}


@each_table
def test_the_rows_have_the_order_labels_and_marks_of_the_original(built: Path, table: dict[str, Any]) -> None:
    rows = rows_of(table_of(built, table, table["locale"]))
    marks = expected_marks(table)
    assert [(row.attributes["data-field"], visible(row.children[0])) for row in rows] == [
        (row["id"], f"{row['label']} ≠" if marks[row["id"]] else row["label"]) for row in table["rows"]
    ]
    assert {row.one("span", class_="label").lang for row in rows} == {table["locale"]}


@each_table
def test_the_cells_show_the_text_of_the_original(built: Path, table: dict[str, Any]) -> None:
    rows = {row.attributes["data-field"]: row for row in rows_of(table_of(built, table, table["locale"]))}
    stated = [row for row in table["rows"] if "printed" in row]
    assert [row["id"] for row in stated] == ["field", "family", "year", "related"]
    for row in stated:
        shown = [printed(cell, row["id"]) for cell in rows[row["id"]].all("td")]
        assert shown == [str(value) for value in row["printed"]], row["id"]


@each_table
def test_the_same_rows_differ_as_in_the_original(built: Path, table: dict[str, Any]) -> None:
    rows = {row.attributes["data-field"]: row for row in rows_of(table_of(built, table, table["locale"]))}
    for row in table["rows"]:
        shown = {printed(cell, row["id"]) for cell in rows[row["id"]].all("td")}
        assert (len(shown) > 1) == row["differ"], row["id"]


@each_table
def test_text_left_in_english_has_lang_en(built: Path, table: dict[str, Any]) -> None:
    for row in rows_of(table_of(built, table, table["locale"])):
        if row.attributes["data-field"] in EXPECTED["english"]:
            assert {cell.lang for cell in row.all("td")} == {"en"}, row.attributes["data-field"]
        if row.attributes["data-field"] == "field":
            assert {cell.lang for cell in row.all("td")} == {table["locale"]}


@each_table
@pytest.mark.parametrize("locale", LOCALES)
def test_the_marks_equal_the_original_in_all_six_languages(built: Path, table: dict[str, Any], locale: str) -> None:
    assert marks_of(table_of(built, table, locale)) == expected_marks(table)


def test_every_exception_is_still_needed_and_has_a_reason(built: Path) -> None:
    assert [(entry["table"], entry["row"]) for entry in EXPECTED["exceptions"]] == [("seed-bg", "aliases")]
    tables = {table["id"]: table for table in TABLES}
    for entry in EXPECTED["exceptions"]:
        table = tables[entry["table"]]
        ours = marks_of(table_of(built, table, table["locale"]))[entry["row"]]
        assert ours != seed_marks(table)[entry["row"]], f"no longer needed: {entry}"
        assert entry["reason"].strip()


@each_table
@pytest.mark.parametrize("locale", LOCALES)
def test_the_caption_counts_the_differing_rows_in_the_right_plural_form(
    built: Path, table: dict[str, Any], locale: str
) -> None:
    differing = EXPECTED["differing"][table["id"]]
    assert differing == sum(expected_marks(table).values())
    (message,) = (
        message
        for message in lay_over("uk" if locale == "en" else locale)
        if message.pluralizable and {"names", "count", "total"} <= set(re.findall(r"\{(\w+)\}", message.id[0]))
    )
    forms = message.id if locale == "en" else message.string
    form = forms[EXPECTED["plural_forms"][locale]]
    assert form, f"the project's catalogue of {locale} has no words for the caption"
    pattern = re.escape(" ".join(form.split())).replace(r"\{names\}", "(.+)")
    pattern = pattern.replace(r"\{count\}", str(differing)).replace(r"\{total\}", "9")
    page = table_of(built, table, locale)
    found = re.fullmatch(pattern, page.one("caption").words)
    assert found, (page.one("caption").words, form)
    for head in page.all("a", class_="head"):
        assert head.words in found[1]
