"""Files in `content/files/` are published at the root, as they are."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from kaedah.cli import main

from tests.conftest import MINIMAL, read, tree, write_site

FILES = {
    "content/files/robots.txt": "User-agent: *\n",
    "content/files/CNAME": "example.org\n",
    "content/files/.well-known/security.txt": "Contact: mailto:a@example.org\n",
    "content/files/papers/one.txt": "One\n",
}


def build(base: Path, *more: str) -> str:
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["build", "-j1", *places, "-o", str(base / "public"), *more])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_files_are_published_as_they_are_and_follow_their_sources(tmp_path: Path) -> None:
    base = write_site(tmp_path, MINIMAL | FILES)
    build(base)
    for path, text in FILES.items():
        assert (base / "public" / path.removeprefix("content/files/")).read_text(encoding="utf-8") == text
    (base / "content/files/CNAME").write_text("www.example.org\n", encoding="utf-8")
    (base / "content/files/papers/one.txt").unlink()
    (base / "content/files/ads.txt").write_text("none\n", encoding="utf-8")
    assert ": 0 written" in build(base)  # no page is rendered again
    assert (base / "public/CNAME").read_text(encoding="utf-8") == "www.example.org\n"
    assert (base / "public/ads.txt").is_file()
    assert not (base / "public/papers").exists()
    incremental = tree(base / "public")
    build(base, "--clean")
    assert tree(base / "public") == incremental


def test_files_are_in_the_archive(tmp_path: Path) -> None:
    base = write_site(tmp_path, MINIMAL | FILES)
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["export", "zip", *places, "-o", str(tmp_path / "site.zip")])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert {"robots.txt", ".well-known/security.txt"} <= set(archive.namelist())


@pytest.mark.parametrize(
    "name", ["index.html", "en/about.html", "assets/x.css", "manifest.json", "EN/x", "sitemap.xml"]
)
def test_a_file_in_the_place_of_a_page_is_an_error(name: str, tmp_path: Path) -> None:
    (problem,) = read(write_site(tmp_path, MINIMAL | {f"content/files/{name}": "x"}))[1]
    assert (problem.level, problem.path) == ("error", f"content/files/{name}")


def test_a_link_among_the_files_is_an_error(tmp_path: Path) -> None:
    base = write_site(tmp_path / "site", MINIMAL | FILES)
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (base / "content/files/link.txt").symlink_to(tmp_path / "secret")
    (base / "content/files/folder").symlink_to(tmp_path)
    problems = read(base)[1]
    assert [(problem.path, problem.text) for problem in problems] == [
        ("content/files/folder", "this is a symbolic link"),
        ("content/files/link.txt", "this is a symbolic link"),
    ]
