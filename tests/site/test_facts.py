"""The facts of the shipped pages, held against those that tests/facts/methods.yaml has apart from them."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.conftest import ROOT

SHEET = ROOT / "tests/facts/methods.yaml"
SOURCES = ("sources", "further_reading")
FIGURES = ("trained_share", "memory", "reported")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
ARXIV = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}")
DOI = re.compile(r"10\.\d{4,9}/\S+")


def value_of(given: Any) -> Any:
    """The value alone of one that may have a note."""
    return given["value"] if isinstance(given, dict) and "value" in given else given


def numbers_in(text: str) -> list[str]:
    return [number.replace(",", "") for number in NUMBER.findall(text)]


def placed(given: Any) -> bool:
    return isinstance(given, dict) and not given.keys().isdisjoint({"note", "source"})


def references(facts: dict[str, Any]) -> Iterator[dict[str, str]]:
    for field in SOURCES:
        yield from value_of(facts.get(field)) or ()


def known(entry: dict[str, Any], name: str) -> list[str]:
    return [*entry[name], *entry.get(f"further_{name}", ())]


def faults_of(facts: dict[str, Any], entry: dict[str, Any]) -> Iterator[str]:
    """What front matter, all of it text, states otherwise than an entry of the sheet."""
    if int(value_of(facts["year"])) != entry["year"]:
        yield f"the year is {entry['year']}"
    people = value_of(facts.get("originators", "n/a"))
    if ([] if people == "n/a" else people) != entry["originators"]:
        yield f"the originators are {entry['originators']}"
    for reference in references(facts):
        for key, form in (("arxiv", ARXIV), ("doi", DOI)):
            identifier = reference.get(key, "")
            if identifier and not form.fullmatch(identifier):
                yield f"{identifier} is not well-formed"
            if identifier and identifier not in known(entry, "identifiers"):
                yield f"{identifier} is not an identifier of its sources"
    for field in FIGURES:
        for number in numbers_in(str(value_of(facts.get(field, "")))):
            if number not in known(entry, "figures"):
                yield f"{number} is not a figure of its papers"


def test_years_people_identifiers_and_figures_are_those_of_the_fact_sheet() -> None:
    sheet = yaml.safe_load(SHEET.read_text(encoding="utf-8"))
    faults = []
    for path in sorted((ROOT / "content/methods").rglob("*.md")):
        if "." in path.stem:  # a translation, which has no facts
            continue
        facts = yaml.load(path.read_text(encoding="utf-8").split("---\n", 2)[1], yaml.BaseLoader)
        entry = sheet.get(path.stem)
        faults += [(path.stem, fault) for fault in faults_of(facts, entry)] if entry else [(path.stem, "has no entry")]
    assert faults == []


def test_every_figure_names_its_place() -> None:
    """A quantity or a result has a note with its place or setting, or the number of its source."""
    bare = []
    for path in sorted((ROOT / "content/methods").rglob("*.md")):
        if "." not in path.stem:
            facts = yaml.load(path.read_text(encoding="utf-8").split("---\n", 2)[1], yaml.BaseLoader)
            given = [(field, facts[field]) for field in FIGURES if field in facts]
            bare += [(path.stem, field) for field, one in given if one != "n/a" and not placed(one)]
    assert bare == []


def test_what_differs_from_the_sheet_is_found() -> None:
    entry = {"year": 2021, "originators": ["Ann Lee"], "identifiers": ["2106.09685"], "figures": ["350"]}
    right = {"year": "2021", "originators": ["Ann Lee"], "sources": [{"arxiv": "2106.09685"}], "memory": "350 GB"}
    assert list(faults_of(right, entry)) == []
    wrong = {
        "year": {"value": "2022", "note": "The conference."},
        "originators": ["Ann Lee", "Bo Li"],
        "further_reading": [{"doi": "doi:10.1/x"}],
        "memory": {"value": "1,200 GB", "note": "Table 1."},
    }
    assert list(faults_of(wrong, entry)) == [
        "the year is 2021",
        "the originators are ['Ann Lee']",
        "doi:10.1/x is not well-formed",
        "doi:10.1/x is not an identifier of its sources",
        "1200 is not a figure of its papers",
    ]
