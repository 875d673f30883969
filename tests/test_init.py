"""`kaedah init`: a new site builds at once, whatever it begins with."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.contribute.infer_fields import guess_fields, name_column
from kaedah.problems import format_problems

from tests.conftest import publish, read, tree
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
