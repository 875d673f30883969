"""People as their language writes them."""

import re
from typing import Any

import pytest
from kaedah.model import Field, Source
from kaedah.person import Person, inverted_person, is_orcid, person_of
from kaedah.problems import Report
from kaedah.publish.csl import csl_item, csl_name
from kaedah.read.kinds import KINDS
from kaedah.read.kinds.sources import full_reference, plain_source, short_reference
from kaedah.read.yaml_nodes import parse_yaml
from kaedah.render.bibtex import bibtex_entry

from tests.test_kinds import localizer

# A name in running text, the family name, the other names.
NAMES = [
    ("Ada Byron", "Byron", "Ada"),
    ("Edward J. Hu", "Hu", "Edward J."),
    ("Laurens van der Maaten", "van der Maaten", "Laurens"),
    ("Ludwig von Mises", "von Mises", "Ludwig"),
    ("Charles de la Vallée Poussin", "de la Vallée Poussin", "Charles"),
    ("José Ortega y Gasset", "Ortega y Gasset", "José"),
    ("Ahmad bin Abdullah", "Ahmad bin Abdullah", ""),
    ("Siti binti Mohd Ali", "Siti binti Mohd Ali", ""),
    ("Muhammad ibn Musa al-Khwarizmi", "Muhammad ibn Musa al-Khwarizmi", ""),
    ("Plato", "Plato", ""),
    ("Sukarno", "Sukarno", ""),
    ("Martin Luther King Jr.", "King Jr.", "Martin Luther"),
    ("Тарас Григорович Шевченко", "Шевченко", "Тарас Григорович"),
    ("Шевченко Тарас Григорович", "Шевченко", "Тарас Григорович"),
    ("Леся Петрівна Косач", "Косач", "Леся Петрівна"),
    ("Andrei Petrovich Rabinovich", "Rabinovich", "Andrei Petrovich"),
    ("Aleksei I. Rabinovich", "Rabinovich", "Aleksei I."),
    ("Jón Sigurðsson", "Sigurðsson", "Jón"),
    ("김철수", "김", "철수"),
    ("남궁민수", "남궁", "민수"),
    ("김 철수", "김", "철수"),
    ("李 明", "李", "明"),
    ("李明", "李明", ""),
    ("山田太郎", "山田太郎", ""),
    ("山田 太郎", "山田", "太郎"),
    ("ジョン スミス", "ジョン スミス", ""),
    ("Google, Inc.", "Google, Inc.", ""),
]


@pytest.mark.parametrize(("name", "family", "given"), NAMES)
def test_a_name_in_running_text_has_its_parts(name: str, family: str, given: str) -> None:
    person = person_of(name)
    assert (person.family, person.given) == (family, given)
    assert person.full_name == (name.replace(" ", "") if person.family in ("김", "李", "山田") else name)


@pytest.mark.parametrize(
    ("text", "full", "short"),
    [
        ("Byron, Ada", "Ada Byron", "Byron"),
        ("van der Maaten, Laurens", "Laurens van der Maaten", "van der Maaten"),
        ("李, 明", "李明", "李明"),
        ("李 明", "李明", "李明"),
        ("김, 철수", "김철수", "김철수"),
        ("山田, 太郎", "山田太郎", "山田"),
        ("スミス, ジョン", "ジョン・スミス", "スミス"),
        ("Шевченко, Тарас Григорович", "Тарас Григорович Шевченко", "Шевченко"),
        ("Plato", "Plato", "Plato"),
        ("OpenAI", "OpenAI", "OpenAI"),
    ],
)
def test_a_person_of_a_reference_is_shown_as_the_language_writes_it(text: str, full: str, short: str) -> None:
    person = inverted_person(text)
    assert (person.full_name, person.short_name) == (full, short)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Byron, Ada", "Ada Byron"), ("李, 明", "李明"), ("김, 철수", "김 철수"), ("Rene\u0301 X", "René X")],
)
def test_both_orders_of_a_name_are_the_same_person(one: str, other: str) -> None:
    assert person_of(one).key == person_of(other).key


@pytest.mark.parametrize(
    ("orcid", "valid"),
    [
        ("0000-0002-1825-0097", True),
        ("0000-0001-5109-3700", True),
        ("0000-0002-1694-233X", True),
        ("0000-0002-1825-0098", False),
        ("0000-0002-1825-009", False),
        ("0000000218250097", False),
    ],
)
def test_the_check_digit_of_an_orcid_is_checked(orcid: str, valid: bool) -> None:
    assert is_orcid(orcid) == valid


def parse(kind: str, yaml: str) -> tuple[Any, list[str]]:
    report = Report("a.md")
    root = parse_yaml(f"value: {yaml}\n", report)
    assert root is not None
    value = KINDS[kind].parse(root.pairs[0][1], Field("x", kind, "X"), report)
    return value, [f"{item.line}:{item.column} {item.text}" for item in report.problems]


def test_a_person_may_be_written_in_parts() -> None:
    orcid = "0000-0002-1825-0097"
    value, problems = parse("people", f"[{{family: Byron, given: Ada, orcid: {orcid}}}, {{name: Bell Labs}}, Plato]")
    assert problems == []
    assert value == (Person("Byron", "Ada", orcid), Person("Bell Labs", is_group=True), Person("Plato"))
    assert KINDS["people"].flat(value) == ["Ada Byron", "Bell Labs", "Plato"]
    assert KINDS["people"].plain(value) == [
        {"family": "Byron", "given": "Ada", "orcid": orcid},
        {"name": "Bell Labs"},
        "Plato",
    ]
    assert parse("people", "{name: Bell Labs}")[0] == (Person("Bell Labs", is_group=True),)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("[{given: Ada}]", "1:9 a person has a family name or one whole name"),
        ("[{name: A, family: B}]", "1:9 a person has a family name or one whole name"),
        ("[{name: A, orcid: 0000-0002-1825-0098}]", '1:26 "0000-0002-1825-0098" is not an ORCID iD'),
        (
            "[{name: A, orcid: 'https://orcid.org/0000-0002-1825-0097'}]",
            '1:26 "https://orcid.org/0000-0002-1825-0097" is not an ORCID iD',
        ),
        ("['Byron, Ada', Ada Byron]", '1:23 "Ada Byron" appears twice in "x"'),
        ("[{family: [a]}]", '1:18 "family" must be text, found a list'),
    ],
)
def test_mistakes_in_people_are_reported_at_their_place(written: str, problem: str) -> None:
    assert parse("people", written)[1] == [problem]


def test_references_keep_every_part_of_a_person() -> None:
    orcid = "0000-0002-1825-0097"
    written = (
        f"[{{title: A, authors: ['Hu, Edward', {{family: Li, given: Na, orcid: {orcid}}}, {{name: 'Bell, and Co'}}]}}]"
    )
    (source,), problems = parse("sources", written)
    assert problems == []
    assert plain_source(source)["authors"] == [
        "Hu, Edward",
        {"family": "Li", "given": "Na", "orcid": orcid},
        {"name": "Bell, and Co"},
    ]
    assert "author = {Hu, Edward and Li, Na and {Bell, and Co}}" in bibtex_entry(source)[1]


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("李, 明", "{李, 明}"),
        ("van der Maaten, Laurens", "{van der Maaten, Laurens}"),
        ("Plato", "{{Plato}}"),
        ("Google, Inc.", "{{Google, Inc.}}"),
    ],
)
def test_bibtex_takes_names_apart_in_the_same_way(author: str, written: str) -> None:
    entry = bibtex_entry(Source("T", (inverted_person(author),)))[1]
    assert re.search(r"author = (\{.*\}),\n", entry)[1] == written  # type: ignore[index]


def test_people_are_sorted_by_their_family_names() -> None:
    value, _ = parse("people", "[Ada Byron]")
    other, _ = parse("people", "[Zoe Adams]")
    field = Field("x", "people", "X")
    assert KINDS["people"].order(other, other, field) < KINDS["people"].order(value, value, field)  # type: ignore[operator]


def test_csl_has_the_parts_of_a_name_or_a_literal() -> None:
    orcid = "0000-0002-1825-0097"
    assert csl_name(Person("van der Maaten", "Laurens", orcid)) == {
        "family": "van der Maaten",
        "given": "Laurens",
        "ORCID": f"https://orcid.org/{orcid}",
    }
    assert csl_name(Person("Bell Labs", is_group=True)) == {"literal": "Bell Labs"}
    assert csl_name(inverted_person("김, 철수")) == {"family": "김", "given": "철수"}


def test_csl_keeps_every_part_of_a_reference() -> None:
    source = Source(
        "T", (Person("Hu", "E."),), 2022, "Journal of X", "1–9", "10.1/x", "2106.09685", isbn="978", lang="fr"
    )
    assert csl_item(source, "en") == {
        "type": "article-journal",
        "title": "T",
        "author": [{"family": "Hu", "given": "E."}],
        "issued": {"date-parts": [[2022]]},
        "container-title": "Journal of X",
        "page": "1-9",
        "DOI": "10.1/x",
        "number": "arXiv:2106.09685",
        "ISBN": "978",
        "language": "fr",
    }
    assert csl_item(Source("T", arxiv="2106.09685"), "en")["URL"] == "https://arxiv.org/abs/2106.09685"


def test_an_orcid_is_a_link_with_a_name_in_references() -> None:
    author = Person("Byron", "Ada", "0000-0002-1825-0097")
    shown = full_reference(Source("T", (author,), 1843), localizer("en"))
    assert 'Ada Byron <a class="external" href="https://orcid.org/0000-0002-1825-0097" rel="external">ORCID' in shown
    assert '<span class="unseen"> (Ada Byron)</span></a>' in shown
    assert "orcid" not in short_reference(Source("T", (author,), 1843), localizer("en"))
