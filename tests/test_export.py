"""A comparison exported in the browser: the visible rows, localized, with stable keys."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from kaedah.model import Source
from kaedah.person import Person
from kaedah.render.bibtex import bibtex_entry, bibtex_key, bibtex_type
from playwright.sync_api import Browser, Page

from tests.browsing import open_page, watch
from tests.conftest import MINIMAL, publish, write_site

PAIR = "compare/lora/qlora.html"


def export(page: Page, name: str) -> tuple[str, str]:
    """The name and the words of the file that a format gives."""
    page.locator("details.export summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text(encoding="utf-8")


def fields(page: Page) -> list[str | None]:
    return [row.get_attribute("data-field") for row in page.locator("tbody tr").all() if row.is_visible()]


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["en", "uk", "ko"])
def test_csv_has_stable_keys_and_the_headings_of_the_language(browser: Browser, public: Path, locale: str) -> None:
    page = browser.new_page()
    open_page(page, (public / locale / PAIR).as_uri())
    name, text = export(page, "CSV")
    assert name == "lora-qlora.csv"
    keys, headings, *rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert keys == ["field", "label", "verdict", "lora", "qlora"]
    assert headings[1] == page.locator("th.corner").inner_text()
    assert headings[3:] == [head.inner_text() for head in page.locator("thead .head").all()]
    assert [row[0] for row in rows] == fields(page)
    year = next(row for row in rows if row[0] == "year")
    assert year[1:] == [page.locator("tr[data-field=year] .label").inner_text(), "differs", "2021", "2023"]
    page.close()


@pytest.mark.browser
def test_no_csv_cell_starts_like_a_formula(browser: Browser, tmp_path: Path) -> None:
    one = MINIMAL["content/methods/one.md"].replace("type: First", "type: '=HYPERLINK(\"x\")'\naliases: ['@a', +b, -c]")
    site = write_site(tmp_path, {**MINIMAL, "content/methods/one.md": one})
    page = browser.new_page()
    open_page(page, (publish(site, tmp_path / "public") / "en/compare/one/two.html").as_uri())
    _, text = export(page, "CSV")
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
    assert '\'=HYPERLINK("x")' in cells
    assert "'@a; '+b; '-c" in cells
    assert not any(cell.startswith(tuple("=+-@")) for cell in cells)
    page.close()


@pytest.mark.browser
def test_json_contains_exactly_the_visible_rows(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "zh-Hans" / PAIR).as_uri() + "#show=same")
    found = json.loads(export(page, "JSON")[1])
    assert found["locale"] == "zh-Hans"
    assert [method["slug"] for method in found["methods"]] == ["lora", "qlora"]
    assert [row["field"] for row in found["rows"]] == fields(page) == ["field", "family"]
    assert {row["verdict"] for row in found["rows"]} == {"same"}
    assert found["rows"][0]["cells"] == {"lora": ["深度学习"], "qlora": ["深度学习"]}
    page.close()


@pytest.mark.browser
def test_markdown_and_latex_tables_have_the_visible_columns(browser: Browser, public: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "en/compare/index.html").as_uri() + "#qlora,lora,bitfit")
    page.wait_for_selector(".compare[data-drawn]")
    name, text = export(page, "Markdown")
    assert name == "qlora-lora-bitfit.md"
    lines = text.splitlines()
    assert lines[:2] == ["| Attribute | QLoRA | LoRA | BitFit |", "| --- | --- | --- | --- |"]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in lines)
    assert "| Year of origin ≠ | 2023 | 2021 | 2021 |" in lines
    assert "<https://arxiv.org/abs/2106.09685>" in text
    _, text = export(page, "LaTeX")
    rows = [line for line in text.splitlines() if r" \\ % " in line]
    assert [row.rpartition("% ")[2] for row in rows] == ["qlora lora bitfit", *[str(field) for field in fields(page)]]
    assert all(len(re.findall(r"(?<!\\)&", row)) == 3 for row in rows)
    assert r"Year of origin $\neq$ & 2023 & 2021 & 2021 \\ % year" in rows
    page.close()


@pytest.mark.browser
def test_bibtex_has_every_source_of_the_methods_once_and_works_under_a_strict_policy(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    faults = watch(page)
    open_page(page, address + "bg/compare/parameter-efficient-methods.html")
    name, text = export(page, "BibTeX")
    assert name.endswith(".bib")
    keys = re.findall(r"^@[a-z]+\{(\w+),$", text, re.MULTILINE)
    assert "hu2022lora" in keys
    assert len(keys) == len(set(keys)) == 6
    assert text.count("{") == text.count("}")
    assert faults == []
    page.close()


@pytest.mark.browser
def test_without_script_the_export_menu_is_hidden(browser: Browser, public: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    open_page(page, (public / "en" / PAIR).as_uri())
    assert not page.locator("details.export").is_visible()
    page.close()


def test_a_bibtex_entry_keeps_capitals_and_escapes_special_characters() -> None:
    source = Source(
        "The 100% {Net} & co_1",
        authors=(Person("Müller-Łęcki", "Ana"), Person("OpenAI")),
        year=2020,
        venue="Proceedings of X",
        pages="1–9",
        doi="10.1/a{b}",
    )
    assert (bibtex_type(source), bibtex_key(source)) == ("inproceedings", "mullerlecki2020100")
    assert bibtex_entry(source)[1] == (
        ",\n  author = {Müller-Łęcki, Ana and {OpenAI}},\n"
        "  title = {{The 100\\% \\textbraceleft{}Net\\textbraceright{} \\& co\\_1}},\n"
        "  year = {2020},\n  booktitle = {Proceedings of X},\n  pages = {1--9},\n  doi = {10.1/a%7Bb%7D}\n}\n"
    )
    assert bibtex_key(Source("综述")) == "source"


@pytest.mark.parametrize(
    ("venue", "kind", "field"),
    [
        ("ACL 2022, Volume 2 (Short Papers)", "inproceedings", "booktitle"),
        ("NeurIPS 2017", "inproceedings", "booktitle"),
        ("Findings of EMNLP", "inproceedings", "booktitle"),
        ("Transactions of the ACL", "article", "journal"),
        ("Placl Review", "article", "journal"),
        ("OpenAI technical report", "techreport", "institution"),
    ],
)
def test_the_venue_of_a_reference_decides_its_bibtex_type(venue: str, kind: str, field: str) -> None:
    source = Source("A", venue=venue)
    assert bibtex_type(source) == kind
    assert f"  {field} = {{{venue}}}" in bibtex_entry(source)[1]
    assert [bibtex_type(Source("T", **{name: "x"})) for name in ("venue", "isbn", "url")] == ["article", "book", "misc"]  # type: ignore[arg-type]
