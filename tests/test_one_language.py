"""A site of one language speaks of no other."""

from pathlib import Path

from click.testing import CliRunner
from kaedah.cli import main

from tests.conftest import MINIMAL, write_site
from tests.page_reader import read_page


def test_a_site_of_one_language_has_no_menu_of_languages_and_no_state_of_translation(tmp_path: Path) -> None:
    base = write_site(tmp_path, MINIMAL)
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["build", "-j1", *places, "-o", str(base / "public")])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("13 pages: 13 written")
    names = {path.relative_to(base / "public").as_posix() for path in (base / "public").rglob("*") if path.is_file()}
    assert not [name for name in names if "translations" in name or name.startswith("drafts/")]
    for name in names:
        if name.startswith("en/") and name.endswith(".html"):
            page = read_page(base / "public" / name)
            assert page.all("details", class_="languages") == []
            assert "State of the translation" not in page.one("body").words
    root = read_page(base / "public/index.html")
    assert [meta.attributes.get("content") for meta in root.all("meta") if "http-equiv" in meta.attributes] == [
        "0; url=en/index.html"
    ]
