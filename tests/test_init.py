"""`kaedah init`: a new site builds at once, whatever it begins with."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.contribute.infer_fields import guess_fields, name_column
from kaedah.problems import format_problems

from tests.conftest import must_read, publish, read, tree
from tests.page_reader import read_page

TABLE = """\
Model;Name;Since;Open;Cost;Home;About
relational;Alpha;1996;yes;0;https://example.org/a;One
relational;Beta;2000;no;12.50;https://example.org/b;Two
document;Gamma;2009;yes;3;;Three
document;"Del;ta";2011;no;;https://example.org/d;Four
"""


def init(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["init", *map(str, arguments)], prog_name="kaedah")


@pytest.mark.parametrize("starter", ["blank", "example"])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_a_new_site_builds_without_errors_in_any_source_language(starter: str, language: str, tmp_path: Path) -> None:
    site = tmp_path / "my-site"
    result = init(site, "--from", starter, "--language", language)
    assert (result.exit_code, result.stderr) == (0, "")
    problems = read(site)[1]
    assert [problem.level for problem in problems if problem.level == "error"] == []
    if language == "en":
        assert format_problems(problems) == ""
    source = must_read(site).settings.source.code
    assert source == ("en" if starter == "example" else language)
    page = read_page(publish(site, tmp_path / "public") / language / "index.html")
    assert page.one("html").attributes["lang"] == language
    assert "My site" in page.one("title").words


def test_every_file_of_a_new_site_is_its_own(tmp_path: Path) -> None:
    site = tmp_path / "site"
    init(site, "--title", "Teas")
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {"README.md", "requirements.txt", ".gitignore", ".gitlab-ci.yml", ".github/workflows/site.yml"} <= found
    assert (site / "requirements.txt").read_text(encoding="utf-8").startswith("kaedah==")
    assert "# Teas" in (site / "README.md").read_text(encoding="utf-8")


def test_a_table_may_be_kept_and_gives_the_same_site(tmp_path: Path) -> None:
    table = tmp_path / "My table.csv"
    table.write_text(TABLE, encoding="utf-8")
    files, kept = tmp_path / "files" / "bases", tmp_path / "kept" / "bases"
    assert init(files, "--table", table).exit_code == 0
    result = init(kept, "--table", table, "--keep-table")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "a site with 4 entries" in result.stdout
    rows = (kept / "content/data/my-table.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "slug,name,model,since,open,cost,home,about"
    assert rows[1] == "alpha,Alpha,relational,1996,yes,0,https://example.org/a,One"
    assert format_problems(read(kept)[1]) == ""
    pages = [tree(publish(site, site / "public")) for site in (files, kept)]
    for found in pages:
        del found["manifest.json"]  # with digests of the files' names
    assert pages[0] == pages[1]


def test_keeping_a_table_needs_a_table(tmp_path: Path) -> None:
    result = init(tmp_path / "site", "--keep-table")
    assert result.exit_code == 2
    assert "--keep-table needs a --table" in result.stderr


def test_a_table_becomes_a_site_with_an_entry_for_each_row(tmp_path: Path) -> None:
    table, site = tmp_path / "table.csv", tmp_path / "databases"
    table.write_text(TABLE, encoding="utf-8")
    result = init(site, "--table", table)
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(path.stem for path in (site / "content/methods").iterdir()) == ["alpha", "beta", "del-ta", "gamma"]
    found, problems = read(site)
    assert found is not None
    assert format_problems(problems) == ""
    kinds = {field.id: field.kind for field in found.fields}
    assert kinds == {
        "model": "term",
        "since": "year",
        "open": "flag",
        "cost": "number",
        "home": "url",
        "about": "text",
    }
    values = found.methods["beta"].values
    assert (values["model"], values["since"], values["open"], str(values["cost"])) == (
        "relational",
        2000,
        False,
        "12.50",
    )


# As people write spreadsheets: a heading, the kind and unit that are guessed, the cells, and what they become.
COLUMNS = {
    "years": ("Built", "year ", "1869|c. 1250|1274–1406|1920s (rebuilt)|n/a",
        "1869|1250|1274|1920|n/a"),
    "early years": ("Built", "date ", "870|1333|1519|1238|12th century",
        "870|1333|1519|1238|"),
    "money": ("Ticket", "quantity ", "€ 18.00|14 EUR|£19.50|¥1,000|€ 26,00",
        "18.00 EUR|14 EUR|19.50 GBP|1000 JPY|26.00 EUR"),
    "headings with units": ("Height (m)", "quantity m", "65|46.4 m|~80|≥ 5|0.1 km",
        "65|46.4|~ 80|≥ 5|0.1 km"),
    "the unit of others": ("Area", "quantity m²", "6000 m²|70|4-8 m2|?|-",
        "6000 m²|70|4-8 m²|unknown|"),
    "large numbers": ("Visitors", "quantity ", "1.5 million|2400000|800,000|2 million|—",
        "1.5 million|2400000|800000|2 million|"),
    "decimal commas": ("Price", "number ", "1.000|12,5|1.234,50|-3|7 000",
        "1000|12.5|1234.50|-3|7000"),
    "thousands": ("Price", "number ", "1,000|1,234,567|12|1'000|3",
        "1000|1234567|12|1000|3"),
    "flags": ("Open", "flag ", "Yes|x|-|partly|✓",
        "yes|yes|no|partial|yes"),
    "odd flags": ("Open", "flag ", "yes|no|no|yes|a ruin",
        "yes|no|no|yes|"),
    "addresses": ("Site", "url ", "www.example.org|https://a.example/|b.example.com/x||",
        "https://www.example.org|https://a.example/|https://b.example.com/x||"),
    "dates": ("Seen", "date ", "19.11.1377|March 5, 2001|5 Mar 2001|May 1999|2001-03",
        "1377-11-19|2001-03-05|2001-03-05|1999-05|2001-03"),
    "days first": ("Seen", "date ", "3/4/2015|31/1/2016|||",
        "2015-04-03|2016-01-31|||"),
    "months first": ("Seen", "date ", "3/4/2015|1/31/2016|||",
        "2015-03-04|2016-01-31|||"),
    "neither": ("Seen", "text ", "3/4/2015|1/2/2016|||",
        "3/4/2015|1/2/2016|||"),
    "terms": ("Land", "term ", "France|Spain|france|Spain|Malta",
        "France|Spain|france|Spain|Malta"),
    "several terms": ("Style", "terms ", "Gothic, Norman|Gothic|Norman; Gothic|Moorish|Gothic",
        "Gothic; Norman|Gothic|Norman; Gothic|Moorish|Gothic"),
    "lists": ("By", "list ", "A, B|C, D|E|F, G|H",
        "A; B|C; D|E|F; G|H"),
    "words": ("Note (old)", "text ", "1 of 2|two|3 or so|four|5?",
        "1 of 2|two|3 or so|four|5?"),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_what_most_of_its_cells_are(name: str, tmp_path: Path) -> None:
    heading, kind, *columns = COLUMNS[name]
    cells, wanted = (column.split("|") for column in columns)
    rows = [["Name", heading], *([f"Entry {at}", cell] for at, cell in enumerate(cells))]
    (guess,) = guess_fields(rows)
    assert f"{guess.field.kind} {guess.field.unit}" == kind
    table, site = tmp_path / "table.csv", tmp_path / "site"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    result = init(site, "--table", table, "--keep-table")
    assert result.exit_code == 0
    assert format_problems(read(site)[1]) == ""
    with (site / "content/data/table.csv").open(encoding="utf-8", newline="") as file:
        made = [row[guess.field.id] for row in csv.DictReader(file)]
    assert made == wanted
    odd = [cell for cell, own in zip(cells, wanted, strict=True) if cell not in ("", "-", "—") and not own]
    assert result.stderr.count("warning:") == len(odd)
    assert all(cell in result.stderr for cell in odd)


def test_nothing_of_a_table_is_lost(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("Name,Built\nA,c. 1250\nB,1300\nC,1400\nD,1500\nE,in the 12th century\n", encoding="utf-8")
    files, kept = tmp_path / "files", tmp_path / "kept"
    init(files, "--table", table)
    assert init(kept, "--table", table, "--keep-table").stderr == (
        f'{table.as_posix()}:6:2: warning: "in the 12th century" is unlike the other values of "Built" and was left out'
        ' of "E"\n  hint: write it as the others are, or change the kind in fields.yaml\n'
    )
    assert 'built:\n  value: 1250\n  note: "c. 1250"\n' in (files / "content/methods/a.md").read_text(encoding="utf-8")
    assert "\n# built: in the 12th century\n" in (files / "content/methods/e.md").read_text(encoding="utf-8")
    assert (kept / "content/data/table.csv").read_text(encoding="utf-8").splitlines()[:3] == [
        "slug,name,built,built.note",
        "a,A,1250,c. 1250",
        "b,B,1300,",
    ]
    page = read_page(publish(kept, kept / "public") / "en/index.html")
    assert [head.words for head in page.all("th") if "data-sort" in head.attributes] == ["Name", "Built"]


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = init(tmp_path)
    assert result.exit_code == 1
    assert "is not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("text", ["", "Name\n", "Name\nAlpha\n", 'Name,"A\nB'])
def test_what_is_no_table_is_an_error_and_no_folder_is_made(text: str, tmp_path: Path) -> None:
    table, site = tmp_path / "table.csv", tmp_path / "site"
    table.write_text(text, encoding="utf-8")
    result = init(site, "--table", table)
    assert result.exit_code == 1
    assert "error:" in result.stderr
    assert not site.exists()


def test_columns_are_guessed_from_all_their_cells() -> None:
    rows = [["Nom", "Année", "Année", "Prix", "Étiquette", "Vide", ""], ["a", "1999", "w", "un peu", "q", "", "z"]]
    assert name_column(rows[0]) == 0
    assert [(guess.field.id, guess.field.kind) for guess in guess_fields(rows)] == [
        ("annee", "year"),
        ("annee_3", "text"),
        ("prix", "text"),
        ("etiquette", "text"),
    ]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("de", ["Art", "Jahr", "Andere Namen", "Verwandte Einträge", "Zusammenfassung"]),
        ("ja", ["種類", "年", "別名", "関連項目", "概要"]),
        ("cy", ["Type", "Year", "Other names", "Related entries", "Summary"]),  # no catalogue comes with the program
    ],
)
def test_a_blank_site_names_its_rows_in_its_language(language: str, labels: list[str], tmp_path: Path) -> None:
    site = tmp_path / "site"
    init(site, "--language", language)
    found, _ = read(site)
    assert found is not None
    assert [field.label for field in found.fields] == labels
    assert (found.fields[0].help == "What it is, in one phrase.") == (language == "cy")


def test_comments_in_a_new_file_have_the_punctuation_of_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "site", "--language", "ja")
    monkeypatch.chdir(tmp_path / "site")
    assert CliRunner().invoke(main, ["new", "one", "--no-input"]).exit_code == 0
    text = Path("content/methods/one.md").read_text(encoding="utf-8")
    assert "# 名称（必須）。文献での表記どおりに書きます。\n" in text
    assert "# 年。始まった年。\n" in text
    assert "# 別名。\n" in text
