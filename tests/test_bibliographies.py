"""Bibliographies and tables of other people: every word is kept, or named in the report."""

import io
import json
import sys
from collections.abc import Callable

import openpyxl
import pytest
from kaedah.contribute.import_csv import parse_table
from kaedah.contribute.import_references import parse_bibliography, parse_csl, parse_ris
from kaedah.contribute.import_xlsx import parse_workbook
from kaedah.contribute.latex_words import latex_words, verbatim
from kaedah.contribute.method_draft import MethodDraft
from kaedah.markup import doi_address
from kaedah.model import Field, Source
from kaedah.person import Person
from kaedah.problems import Report, format_problems
from kaedah.read.kinds import KINDS
from kaedah.read.name_order import paired_names, turned_name, turned_names
from kaedah.read.yaml_nodes import parse_yaml

from tests.conftest import must_read
from tests.example import EXAMPLE

FIELDS = must_read(EXAMPLE).fields
Parse = Callable[[str, tuple[Field, ...], Report], list[MethodDraft]]


def drafts(text: str, parse: Parse = parse_bibliography, name: str = "a.bib") -> tuple[list[MethodDraft], str]:
    report = Report(name)
    found = parse(text, FIELDS, report)
    return found, format_problems(report.problems, every_error=True)


def source(draft: MethodDraft) -> Source:
    """The source of a draft as a site would read it."""
    report = Report("")
    root = parse_yaml(draft.lines["sources"], report)
    assert root is not None
    field = next(item for item in FIELDS if item.id == "sources")
    (found,) = KINDS["sources"].parse(root.pairs[0][1], field, report)
    assert report.problems == []
    assert isinstance(found, Source)
    return found


@pytest.mark.parametrize(
    ("latex", "words", "unknown"),
    [
        (r"The \emph{first} \textbf{second} \LaTeX{} way \textsuperscript{2}", "The first second LaTeX way ²", []),
        (r"{\em Old} {\bf styles} and \textsubscript{10}", "Old styles and ₁₀", []),
        (r"50% and 50\% \& more", "50% and 50% & more", []),
        (r"$\alpha$-tuning of $x^{10}$", "α-tuning of $x^{10}$", []),
        (r"\href{https://a.org/b_c}{words}", "words (https://a.org/b_c)", []),
        (r"\foo{bar} and \baz", "bar and", ["\\foo", "\\baz"]),
        (r"G{\"o}del, {\v S}, \o{} and \ss", "Gödel, Š, ø and ß", []),
        (r"\enquote{quoted} --- \textquotedblleft x\textquotedblright", "“quoted” — “x”", []),
    ],
)
def test_latex_commands_become_words(latex: str, words: str, unknown: list[str]) -> None:
    found, commands = latex_words(latex)
    assert (" ".join(found.split()), commands) == (words, unknown)


@pytest.mark.parametrize(
    ("latex", "address"),
    [
        ("https://example.org/a%20b?c=1", "https://example.org/a%20b?c=1"),
        (r"\url{https://a.org/x_y\%20z}", "https://a.org/x_y%20z"),
        (r"https://a.org/\~{}jane/{a}", "https://a.org/~jane/a"),
    ],
)
def test_addresses_keep_their_signs(latex: str, address: str) -> None:
    assert verbatim(latex) == address


def test_the_percent_sign_of_an_address_arrives_in_the_source() -> None:
    (draft,), told = drafts("@misc{i, title={A}, url={https://example.org/a%20b?c=1}}")
    assert (source(draft).url, told) == ("https://example.org/a%20b?c=1", "")


@pytest.mark.parametrize(
    ("author", "authors", "people"),
    [
        ("{Bell and Howell, Inc.}", [Person("Bell and Howell, Inc.", is_group=True)], ["Bell and Howell, Inc."]),
        ("{OpenAI} and Doe, Jane", [Person("OpenAI"), Person("Doe", "Jane")], ["OpenAI", "Jane Doe"]),
        ("Jan van der Berg", [Person("van der Berg", "Jan")], ["Jan van der Berg"]),
        ("family=Doe, given=Jane", [Person("Doe", "Jane")], ["Jane Doe"]),
        ("Plato", [Person("Plato")], ["Plato"]),
    ],
)
def test_people_and_organisations_stay_what_they_are(author: str, authors: list[Person], people: list[str]) -> None:
    (draft,), told = drafts(f"@misc{{a, author = {{{author}}}, title = {{A}}}}")
    assert (source(draft).authors, told) == (tuple(authors), "")
    assert draft.lines["originators"] == f"originators: {json.dumps(people)}"


SICI = "10.1002/(SICI)1096-8644(199604)99:4<345::AID-AJPA1>3.0.CO;2-X"


def test_old_identifiers_with_angle_brackets_are_kept_and_linked() -> None:
    (draft,), told = drafts(f"@misc{{a, title={{A}}, doi={{{SICI}}}}}")
    assert (source(draft).doi, told) == (SICI, "")
    assert "<" not in doi_address(SICI)


def test_every_field_is_kept_or_named() -> None:
    (draft,), told = drafts(
        "@article{k, title={A}, subtitle={B}, journal={J. Foo}, volume=3, number={2}, publisher={P},\n"
        " editor={Roe, R.}, abstract={C \\& D}, month=jan,\n"
        " url={https://a.org/}, howpublished={\\url{https://b.org/}}, year={2020}}"
    )
    found = source(draft)
    assert (found.title, found.venue, found.url) == ("A: B", "J. Foo 3(2)", "https://a.org/")
    named = [line.split('"')[1] for line in told.splitlines() if "cannot be stored" in line]
    assert named == ["abstract", "editor", "howpublished", "month", "publisher"]


def test_what_a_crossref_names_is_inherited() -> None:
    text = "@inproceedings{a, title={A}, crossref={b}}\n@proceedings{b, title={Book}, year={2019}}"
    found, told = drafts(text)
    assert (source(found[0]).venue, source(found[0]).year, told) == ("Book", 2019, "")


def test_a_brace_left_open_loses_no_other_entry_and_names_its_own() -> None:
    found, told = drafts("@misc{a, title={A}}\n@misc{open, title={Open\n@misc{b, title={B}}\n@misc{c, title={C}}\n")
    assert [draft.slug for draft in found if "sources" in draft.lines] == ["a", "b", "c"]
    assert 'a.bib:2:1: error: the entry "open" cannot be parsed beyond line ' in told


def test_the_line_told_is_that_of_the_entry_itself() -> None:
    text = "@misc{ab, title={First}, crossref={a}}\n\n\n@misc{a, title={Second}, note={x}}"
    assert [line[:9] for line in drafts(text)[1].splitlines() if "note" in line] == ["a.bib:4:1"]


def test_errors_of_a_bibliography_come_before_its_warnings_and_each_is_named() -> None:
    text = "".join(f"@misc{{k{n}, title={{Paper {n}}}, note={{x}}}}\n" for n in range(120))
    told = drafts(text + "@misc{k1, title={Again}}\n")[1].splitlines()
    assert told[0] == 'a.bib:121:1: error: the key "k1" is used twice; this entry was not imported'
    assert told[-2].endswith("21 more warnings in this file are not shown")


CSL = [
    {
        "id": "hu",
        "type": "paper-conference",
        "title": "A title",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"literal": "Bell and Howell, Inc."},
        ],
        "issued": {"date-parts": [[2021, 3, 5]]},
        "container-title": "Proceedings",
        "page": "1-9",
        "DOI": "10.1000/x%20y",
        "note": "kept?",
    }
]


def test_csl_json_is_read() -> None:
    (draft,), told = drafts(json.dumps(CSL, indent=1), parse_csl, "a.json")
    found = source(draft)
    assert found.authors == (Person("van der Berg", "Jan"), Person("Bell and Howell, Inc.", is_group=True))
    assert (found.year, found.venue, found.pages, found.doi) == (2021, "Proceedings", "1–9", "10.1000/x%20y")
    assert told.splitlines()[0] == 'a.json:2:2: warning: "note" of "hu" cannot be stored in a reference'.replace(
        "2:2", "2:1"
    )


@pytest.mark.parametrize("text", ["[]", "[1]", '{"a": 1', '"words"'])
def test_json_that_is_no_bibliography_is_told(text: str) -> None:
    assert "error" in drafts(text, parse_csl)[1]


RIS = """TY  - JOUR
AU  - van der Berg, Jan
AU  - {OpenAI}
TI  - A title
 that goes on
PY  - 2021///
JO  - J. Foo
VL  - 3
IS  - 2
SP  - 1
EP  - 9
UR  - https://a.org/x%20y
XX  - words of another tag
ER  -

TY  - BOOK
T1  - The book
SN  - 978-0-262-03561-3
"""


def test_ris_is_read() -> None:
    found, told = drafts(RIS.replace("{OpenAI}", "OpenAI"), parse_ris, "a.ris")
    first, second = map(source, found)
    assert first.authors == (Person("van der Berg", "Jan"), Person("OpenAI"))
    assert (first.title, first.year, first.venue) == ("A title that goes on", 2021, "J. Foo 3(2)")
    assert (first.pages, first.url, second.isbn) == ("1–9", "https://a.org/x%20y", "978-0-262-03561-3")
    assert 'a.ris:1:1: warning: "XX" of "A title that goes on" cannot be stored in a reference' in told
    assert "a.ris:16:1: warning: this entry has no end\n" in told


def test_a_line_outside_every_entry_of_ris_is_told() -> None:
    assert "a.ris:1:1: error: this line belongs to no entry" in drafts("words\n" + RIS, parse_ris, "a.ris")[1]


# Tables


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Byron, Ada; Roe, Rick", ["Ada Byron", "Rick Roe"]),
        ("Byron, Ada", ["Ada Byron"]),
        ("Hu, Edward J.; OpenAI", ["Edward J. Hu", "OpenAI"]),
        ("Ada Byron; Rick Roe", None),
        ("Ada Byron, Rick Roe", None),
        ("Bell and Howell, Inc.; Roe, Rick", ["Bell and Howell, Inc.", "Rick Roe"]),
        ("Martin Luther King, Jr.; Ada Byron", None),
    ],
)
def test_people_written_family_name_first_are_turned_round(cell: str, names: list[str] | None) -> None:
    assert turned_names(cell) == names


def test_turned_names_are_told_at_their_row() -> None:
    (draft,), told = drafts('name,year,originators\nAlpha,2001,"Byron, Ada; Roe, Rick"\n', parse_table, "t.csv")
    assert draft.lines["originators"] == 'originators: ["Ada Byron", "Rick Roe"]'
    assert told.startswith('t.csv:2:1: warning: "Byron, Ada; Roe, Rick" was read with the family names first\n')


@pytest.mark.parametrize(
    ("names", "paired"),
    [
        (["Hu", "Edward J.", "Shen", "Yelong"], ["Hu, Edward J.", "Shen, Yelong"]),
        (["OpenAI"], []),
        (["Ada Byron", "Rick Roe"], []),
        (["Byron, Ada", "Roe, Rick"], []),
        (["王伟", "李娜"], []),
    ],
)
def test_lists_that_commas_have_cut_are_recognised(names: list[str], paired: list[str]) -> None:
    assert paired_names(names) == paired


def test_a_name_with_a_comma_is_not_always_turned() -> None:
    assert [turned_name(name) for name in ("Byron, Ada", "Acme, Inc.", "a, b, c", "Byron")] == ["Ada Byron", "", "", ""]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["name", "year", "originators", "type"], ["Alpha", 2001.0, "Ada Byron", "=1+1"], [], ["", 2002]):
        sheet.append(row)
    sheet["A2"].comment = openpyxl.comments.Comment("ask Ada", "A")
    book.create_sheet("More").append(["words"])
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_a_workbook_is_read_and_what_it_holds_besides_is_named() -> None:
    report = Report("t.xlsx")
    (draft,) = parse_workbook(workbook(), FIELDS, report)
    assert (draft.name, draft.lines["year"]) == ("Alpha", "year: 2001")
    told = format_problems(report.problems)
    for line in (
        't.xlsx:1:1: warning: the sheet "More" was not imported',
        't.xlsx:2:1: warning: the comment "ask Ada" was not imported',
        "t.xlsx:2:4: warning: the value of the formula =1+1 is not in the file",
        "t.xlsx:4:1: error: this row has no name and was not imported: 2002",
    ):
        assert line in told


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    report = Report("t.xlsx")
    assert parse_workbook(b"", FIELDS, report) == []
    assert "pip install kaedah[xlsx]" in format_problems(report.problems)


def test_a_file_that_is_no_workbook_is_told() -> None:
    report = Report("t.xlsx")
    assert parse_workbook(b"words", FIELDS, report) == []
    assert "error: this is not a workbook that can be read" in format_problems(report.problems)
