"""`check --fix` fixes problems with exactly one right form, and changes no other byte."""

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.check.rules import BY_ID
from kaedah.cli import main
from kaedah.contribute.autofix import fix_content

from tests.conftest import ROOT, must_read, tree, write_site
from tests.test_rules import ONE, written

FIXABLE = ("straight-apostrophe", "ascii-punctuation", "page-hyphen", "derivable-id")


def fix(base: Path) -> Result:
    options = [f"--content={base / 'content'}", f"--locales={base / 'locales'}", f"--themes={ROOT / 'themes'}"]
    with contextlib.chdir(base):
        return CliRunner().invoke(main, ["check", "--fix", *options], prog_name="build.py")


def fixed(base: Path, where: str, before: str) -> str:
    """The file of an example after the fix."""
    write_site(base, written(where, before))
    fix_content(must_read(base), base)
    return (base / ONE[where][0]).read_bytes().decode()


@pytest.mark.parametrize("name", FIXABLE)
def test_fixing_the_bad_example_gives_the_good_one(name: str, tmp_path: Path) -> None:
    example = BY_ID[name].example
    good = written(example.where, example.good)
    write_site(tmp_path, written(example.where, example.bad))
    result = fix(tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{ONE[example.where][0]}: 1 fixed\n")
    assert tree(tmp_path) == {path: text.encode() for path, text in good.items()}


def test_the_document_marks_exactly_the_fixable_rules() -> None:
    assert {name for name, rule in BY_ID.items() if "`check --fix` corrects it" in rule.about} == set(FIXABLE)


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_byte_order_marks_and_other_bytes_are_kept(ending: str, mark: str, tmp_path: Path) -> None:
    front = "---\ntranslates: {name: 00000000}\nname: зв'язок # it's\naliases: [п'ять, 'm''ясо'] \n---\n"
    before = front + "\nТут пов'язані,  об'єкти. `п'ять`\n"
    files = written("body", "") | {"content/methods/one.uk.md": (mark + before).replace("\n", ending)}
    write_site(tmp_path, files)
    assert fix_content(must_read(tmp_path), tmp_path) == {"content/methods/one.uk.md": 4}
    after = before.replace("зв'я", "зв’я").replace("[п'ять", "[п’ять").replace("пов'я", "пов’я").replace("об'є", "об’є")
    assert (tmp_path / "content/methods/one.uk.md").read_bytes() == (mark + after).replace("\n", ending).encode()


def test_suppressed_problems_are_not_fixed(tmp_path: Path) -> None:
    lines = "allow: {page-hyphen: the article is numbered 12-3}\nsources: [{title: A, pages: 12-3}]"
    assert lines in fixed(tmp_path, "front matter", lines)


def test_every_reference_on_one_line_is_fixed(tmp_path: Path) -> None:
    before = "sources: [{title: A, pages: '1-2', url: 'https://doi.org/10.1000/1-2'}, {title: B-C, pages: \"3--4\"}]"
    after = 'sources: [{title: A, pages: \'1–2\', doi: "10.1000/1-2"}, {title: B-C, pages: "3–4"}]'
    assert after in fixed(tmp_path, "front matter", before)


def test_a_value_written_with_escapes_is_not_fixed_automatically(tmp_path: Path) -> None:
    lines = 'sources: [{title: A, pages: "1\\x2D2"}]'
    assert lines in fixed(tmp_path, "front matter", lines)


def test_a_site_with_errors_is_not_touched(tmp_path: Path) -> None:
    files = written("body of uk", "пов'язані") | {"content/methods/two.md": "---\nyaer: 1\n---\n"}
    write_site(tmp_path, files)
    assert fix(tmp_path).exit_code == 1
    assert tree(tmp_path) == {path: text.encode() for path, text in files.items()}


def test_fixing_twice_changes_nothing(tmp_path: Path) -> None:
    fixed(tmp_path, "body of zh-Hans", "冻结,训练:矩阵(低秩)更新")
    assert "冻结，训练：矩阵（低秩）更新" in (tmp_path / "content/methods/one.zh-Hans.md").read_text(encoding="utf-8")
    assert fix_content(must_read(tmp_path), tmp_path) == {}
