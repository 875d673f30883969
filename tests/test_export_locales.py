"""Exports of every language, read back by csv, json and pybtex."""

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pybtex.database import parse_string

from tests.browsing import open_page
from tests.test_export import PAIR, export, fields

LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")


@pytest.mark.browser
@pytest.mark.parametrize("locale", LOCALES)
def test_exports_have_localized_headings_and_the_same_keys_in_every_language(
    browser: Browser, public: Path, locale: str
) -> None:
    page = browser.new_page()
    open_page(page, (public / locale / PAIR).as_uri())
    keys, headings, *rows = csv.reader(io.StringIO(export(page, "CSV")[1].removeprefix("\ufeff")))
    found = json.loads(export(page, "JSON")[1])
    assert keys == ["field", "label", "verdict", "lora", "qlora"]
    assert headings[1] == page.locator("th.corner").inner_text()
    assert found["locale"] == page.locator("html").get_attribute("lang") == locale
    assert found["title"] == page.locator("caption").inner_text()
    assert [row[0] for row in rows] == [row["field"] for row in found["rows"]] == fields(page)
    labels = [label.inner_text() for label in page.locator("tbody tr:visible .label").all()]
    assert [row[1] for row in rows] == [row["label"] for row in found["rows"]] == labels
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("locale", LOCALES)
def test_a_bibtex_parser_reads_the_export_of_every_language(browser: Browser, public: Path, locale: str) -> None:
    page = browser.new_page()
    open_page(page, (public / locale / "compare/parameter-efficient-methods.html").as_uri())
    entries = parse_string(export(page, "BibTeX")[1], "bibtex").entries
    assert len(entries) == 6
    assert entries["hu2022lora"].fields["title"].startswith("{LoRA")
    assert all(entry.fields["title"] for entry in entries.values())
    page.close()
