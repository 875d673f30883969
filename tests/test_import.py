"""Drafts of methods from a table, from a bibliography, and from answers in a terminal."""

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main, new
from kaedah.contribute.import_references import parse_bibliography
from kaedah.model import Source
from kaedah.person import Person
from kaedah.problems import Report, format_problems
from kaedah.read.kinds import KINDS
from kaedah.read.yaml_nodes import parse_yaml
from kaedah.render.bibtex import bibtex_entry, bibtex_type
from playwright.sync_api import Browser

from tests.browsing import open_page
from tests.conftest import ROOT, must_read, read, tree
from tests.example import EXAMPLE, copy_example
from tests.test_export import export

SITE = must_read(EXAMPLE)
SOURCES = {source.identity: source for method in SITE.methods.values() for source in method.values.get("sources", ())}
FIELD = next(field for field in SITE.fields if field.kind == "sources")
BIB = """\
@inproceedings{vaswani2017attention,
  author = {Vaswani, Ashish and M{\\"u}ller, Jan and {OpenAI}},
  title = {{Attention Is All You Need}}, year = {2017}, pages = {5998--6008},
  booktitle = {Advances in Neural Information Processing Systems 30},
  eprint = {1706.03762}, archiveprefix = {arXiv}, abstract = {Long.}
}
"""
ATTENTION = "content/methods/attention-is-all-you-need.md"


def run(base: Path, *arguments: str, answers: str | None = None) -> Result:
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, [*arguments, "--themes", str(ROOT / "themes")], input=answers)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "site")


def begin(base: Path, name: str, text: str) -> Result:
    (base / name).write_text(text, encoding="utf-8")
    return run(base, "import", name)


# Bibliographies


def test_an_entry_becomes_a_draft_with_its_source(site: Path) -> None:
    result = begin(site, "a.bib", BIB)
    assert (result.exit_code, result.stdout) == (0, f"{ATTENTION}\n")
    assert result.stderr == (
        'a.bib:1:1: warning: "abstract" of "vaswani2017attention" cannot be stored in a reference\n'
        "  hint: write what matters into the body\n"
    )
    text = (site / ATTENTION).read_text(encoding="utf-8")
    assert 'name: "Attention Is All You Need"\n' in text
    assert "\nyear: 2017\n" in text
    assert '\noriginators: ["Ashish Vaswani", "Jan Müller", "OpenAI"]\n' in text
    assert (
        '\nsources:\n  - authors: ["Vaswani, Ashish", "Müller, Jan", "OpenAI"]\n    year: 2017\n'
        '    title: "Attention Is All You Need"\n    venue: "Advances in Neural Information Processing Systems 30"\n'
        '    pages: "5998–6008"\n    arxiv: "1706.03762"\n'
    ) in text


def test_check_lists_the_missing_values_of_a_draft(site: Path) -> None:
    begin(site, "a.bib", BIB)
    reported = format_problems(read(site)[1])
    assert [line.split(": ", 1)[1] for line in reported.splitlines() if not line.startswith("  hint")] == [
        'error: the key "field" is empty',
        'error: the key "family" is empty',
        'error: "type" is not filled in yet',
        'error: "summary" is not filled in yet',
        "error: the body is not filled in yet",
    ]


HOSTILE = Source(
    "A {b} <c> ^d ~e \\f %g #h $i _j &k", (Person("Müller-Łęcki", "Ana"), Person("X_{1}")), 2020, url="https://x.org/a"
)


@pytest.mark.parametrize("identity", [*sorted(SOURCES), "hostile"])
def test_exported_bibtex_can_be_imported(identity: str) -> None:
    source = {**SOURCES, "hostile": HOSTILE}[identity]
    key, rest = bibtex_entry(source)
    report = Report("a.bib")
    (draft,) = parse_bibliography(f"@{bibtex_type(source)}{{{key}{rest}", SITE.fields, report)
    assert report.problems == []
    root = parse_yaml(draft.lines["sources"], report)
    assert root is not None
    (again,) = KINDS["sources"].parse(root.pairs[0][1], FIELD, report)
    assert report.problems == []
    assert again == source


def test_an_existing_file_is_not_overwritten(site: Path) -> None:
    before = tree(site)
    result = begin(site, "a.bib", "@misc{x, title={LoRA: Low}, year={2021}}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "a.bib:1:1: error: content/methods/lora.md already exists\n  hint: edit that file" in result.stderr
    (site / "a.bib").unlink()
    assert tree(site) == before


def test_unreadable_bibtex_entries_are_reported_and_the_rest_is_imported(site: Path) -> None:
    result = begin(site, "a.bib", BIB + "@misc{y, title={Open\n")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{ATTENTION}\n")
    assert 'a.bib:7:1: error: the entry "y" cannot be parsed beyond line ' in result.stderr


# Tables


def test_a_row_becomes_a_draft_and_unknown_columns_are_reported(site: Path) -> None:
    result = begin(
        site,
        "t.csv",
        "name,Field,year,originators,type,doi,title,authors,colour\n"
        "Mixup,deep learning,2017,Hongyi Zhang; Moustapha Cisse,Data augmentation,10.1000/xyz,A title,"
        '"Zhang, Hongyi",red\n'
        "Cutout,Deep lerning,soon,,,,,,\n",
    )
    assert (result.exit_code, result.stdout.split()) == (0, ["content/methods/mixup.md", "content/methods/cutout.md"])
    text = (site / "content/methods/mixup.md").read_text(encoding="utf-8")
    for line in ("field: deep-learning", "year: 2017", 'originators: ["Hongyi Zhang", "Moustapha Cisse"]'):
        assert f"\n{line}\n" in text
    assert (
        'sources:\n  - authors: ["Zhang, Hongyi"]\n    year: 2017\n    title: "A title"\n    doi: "10.1000/xyz"\n'
        in text
    )
    assert 't.csv:1:9: warning: the column "colour" cannot be imported\n' in result.stderr
    assert 't.csv:3:1: warning: "field" of "Cutout" was not imported: unknown term "Deep lerning"' in result.stderr
    assert 't.csv:3:1: warning: "year" of "Cutout" was not imported: "soon" is not a year' in result.stderr
    assert "\nyear: \n" in (site / "content/methods/cutout.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("", "t.csv:1:1: error: the table is empty"),
        ("year\n2001\n", "t.csv:1:1: error: there is no column `name`"),
        ("name\n\n机器学习\n", "t.csv:3:1: error: no slug can be made of the name"),
        (
            "name,type\nA,b,c\n",
            "t.csv:2:1: warning: this row has more cells than there are headings; these were not imported: c",
        ),
        ("name,year,year\nA,2001,2002\n", 't.csv:1:3: warning: two columns are "year"'),
        ('name,year\n"A\nB",2001\n"C,2002\n', "t.csv:4:1: error: the quotation marks of this row do not match"),
        (f"name,type\nA,{'x' * 140_000}\n", "t.csv:2:1: error: a cell is longer than 131072 characters"),
        ("name,year\n,2001\n", "t.csv:2:1: error: this row has no name and was not imported: 2001"),
    ],
)
def test_an_invalid_table_is_reported(text: str, reported: str, site: Path) -> None:
    assert reported in begin(site, "t.csv", text).stderr


@pytest.mark.parametrize("sign", [";", "\t", ","], ids=["semicolon", "tab", "comma"])
@pytest.mark.parametrize("before", ["", "\ufeff", "sep={}\r\n", "\n"], ids=["", "mark", "sep", "empty line"])
def test_csv_files_saved_by_spreadsheets_are_read(sign: str, before: str, site: Path) -> None:
    """Where the comma divides the whole from the parts of a number, they put a semicolon between cells."""
    rows = [["name", "year", "title", "authors"], ["Alpha", "2020", '"A paper, of sorts"', '"Lee, Ann; Ek, Bo"']]
    text = before.format(sign) + "\r\n".join(sign.join(row) for row in rows)
    result = begin(site, "t.tsv" if sign == "\t" else "t.csv", text)
    assert (result.exit_code, result.stderr) == (0, "")
    draft = (site / "content/methods/alpha.md").read_text(encoding="utf-8")
    assert '  - authors: ["Lee, Ann", "Ek, Bo"]\n    year: 2020\n    title: "A paper, of sorts"\n' in draft


def test_line_numbers_match_the_editor(site: Path) -> None:
    result = begin(site, "t.csv", 'name,type,year\n\n,,\nAlpha,"one\ntwo",2020\n,,2021\n')
    assert result.stderr == "t.csv:6:1: error: this row has no name and was not imported: 2021\n  hint: add one\n"


def test_an_invalid_part_of_a_reference_does_not_discard_the_rest(site: Path) -> None:
    text = "@misc{a, author={Lee, Ann and others}, title={{Метод}}, date={2021-03}, journaltitle={J},\n"
    text += " eprint={2106.09685v2}, eprinttype={arxiv}, doi={nothing}}\n"
    text += "@misc{b, title={Beta}, year={in press}}\n@misc{b, title={Gamma}}\n"
    result = begin(site, "a.bib", text)
    assert result.exit_code == 1
    draft = (site / "content/methods/a.md").read_text(encoding="utf-8")
    assert '- authors: ["Lee, Ann"]\n    year: 2021\n    title: "Метод"\n    venue: "J"\n' in draft
    assert 'arxiv: "2106.09685"' in draft
    assert 'originators: ["Ann Lee"]' in draft
    assert 'a.bib:1:1: warning: the authors of "a" end in `and others`' in result.stderr
    assert 'a.bib:1:1: warning: "doi" of "Метод" was not imported: ' in result.stderr
    assert 'a.bib:3:1: warning: "year" of "Beta" was not imported: ' in result.stderr
    assert '- title: "Beta"' in (site / "content/methods/beta.md").read_text(encoding="utf-8")
    assert 'a.bib:4:1: error: the key "b" is used twice' in result.stderr


def test_a_bibliography_without_entries_is_reported(site: Path) -> None:
    assert "a.bib:1:1: error: there are no entries" in begin(site, "a.bib", "words\n").stderr


def test_a_file_of_another_kind_is_wrong_usage(site: Path) -> None:
    result = begin(site, "t.txt", "name\n")
    assert result.exit_code == 2
    assert "t.txt is not a .csv, .tsv, .xlsx, .bib, .json or .ris file" in result.stderr


@pytest.mark.browser
def test_a_comparison_exported_as_csv_can_be_imported(browser: Browser, public: Path, site: Path) -> None:
    page = browser.new_page()
    open_page(page, (public / "en/compare/lora/qlora.html").as_uri())
    _, text = export(page, "CSV")
    for name in ("lora", "qlora"):
        (site / f"content/methods/{name}.md").unlink()
    result = begin(site, "lora-qlora.csv", text)
    assert result.stdout.split() == ["content/methods/lora.md", "content/methods/qlora.md"]
    reported = [line for line in result.stderr.splitlines() if not line.startswith("  hint")]
    assert all("have no given names" in line for line in reported), reported
    for path in site.glob("content/methods/*.md"):  # bodies and translations link to headings that are not there now
        if path.name.startswith(("lora.", "qlora.")) and path.name.count(".") > 1:
            path.unlink()
    for name in ("lora", "qlora"):  # what no table holds
        path = site / f"content/methods/{name}.md"
        path.write_text(path.read_text(encoding="utf-8").replace("\n…\n", "\nSome words.\n"), encoding="utf-8")
    again = must_read(site)
    for slug in ("lora", "qlora"):
        method, was = again.methods[slug], SITE.methods[slug]
        for field in ("field", "family", "year", "originators", "related"):
            assert method.values[field] == was.values[field], field
        assert [source.identity for source in method.values["sources"]] == [
            source.identity for source in was.values["sources"]
        ]
        for part in ("name", "type", "summary"):
            assert method.document.source.parts[part] == was.document.source.parts[part]
        assert [alias.text for alias in method.document.source.aliases["aliases"]] == [
            alias.text for alias in was.document.source.aliases["aliases"] if alias.lang == "en"
        ]


# Answers


def test_new_prompts_for_required_values_and_repeats_after_an_invalid_answer(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "is_interactive", lambda: True)
    answers = [
        "Mixup",
        "deep lerning",
        "Deep learning",
        "machine-learning",
        "soon",
        "2017",
        "Hongyi Zhang; Moustapha Cisse",
        "",
        "mixup: Beyond Empirical Risk Minimization",
        "Zhang, Hongyi; Cisse, Moustapha",
        "2017",
        "",
        "https://arxiv.org/abs/1710.09412",
        "It mixes pairs of examples.",
    ]
    result = run(site, "new", "mixup", answers="\n".join(answers) + "\n")
    # Some releases of click echo the answers there when they run a command in a test.
    printed = [line for line in result.stdout.splitlines() if line.strip() not in answers]
    assert (result.exit_code, printed) == (0, ["content/methods/mixup.md"])
    assert '"soon" is not a year (write four digits from 1000 to 2100)' in result.stderr
    assert 'unknown term "deep lerning"' in result.stderr
    reported = [line for line in format_problems(read(site)[1]).splitlines() if not line.startswith("  hint")]
    assert [line.split(": ", 1)[1] for line in reported] == [
        'error: "type" is not filled in yet',
        "error: the body is not filled in yet",
    ]
    assert 'arxiv: "1710.09412"' in (site / "content/methods/mixup.md").read_text(encoding="utf-8")


def test_new_keeps_the_answers_of_an_interview_that_was_interrupted(
    site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(new, "is_interactive", lambda: True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    broken_off = run(site, "new", "mixup", answers="Mixup\ndeep-learning\n")
    assert (broken_off.exit_code, "The answers are kept" in broken_off.stderr) == (1, True)
    assert not (site / "content/methods/mixup.md").exists()
    rest = ["", "", "machine-learning", "2017", "Hongyi Zhang", "", "", "Words."]
    result = run(site, "new", "mixup", answers="\n".join(rest) + "\n")
    assert (result.exit_code, "name [Mixup]" in result.stderr) == (0, True), result.stderr
    text = (site / "content/methods/mixup.md").read_text(encoding="utf-8")
    assert '\nname: "Mixup"\n' in text
    assert "\nfield: deep-learning\n" in text
    (site / "content/methods/mixup.md").unlink()
    assert "name [Mixup]" in run(site, "new", "mixup", answers="").stderr  # made of the slug: nothing is kept


@pytest.mark.parametrize("terminal", [True, False])
def test_new_does_not_prompt_without_a_terminal_or_with_no_input(
    terminal: bool, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "is_interactive", lambda: terminal)
    result = run(site, "new", "mixup", *(["--no-input"] if terminal else []), answers="")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "content/methods/mixup.md\n", "")


def test_new_does_not_prompt_if_the_slug_exists(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "is_interactive", lambda: True)
    result = run(site, "new", "lora", answers="")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "already exists" in result.stderr
