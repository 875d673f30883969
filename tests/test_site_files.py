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


CODE = "<script>fetch('/')</script>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg">{CODE}</svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("guide.html", f"<!doctype html>{CODE}"),
        ("guide.HTM", CODE),
        ("plain.html", "+ADw-script+AD4-\x1b$B"),
        ("guide.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml">{CODE}</html>'),
        ("guide.shtml", "<!--#exec cmd='id' -->"),
        ("image.svg", SVG),
        ("image.svgz", "x"),
        ("image.xml", SVG),
        ("feed.rss", '<rss xmlns:h="http://www.w3.org/1999/xhtml"><h:script>fetch(1)</h:script></rss>'),
        ("styled.xml", '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="a.xsl"?><a/>'),
        ("entities.xml", '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'),
        ("wide.xml", SVG.encode("utf-16")),
        ("sheet.xsl", "<a/>"),
        ("code.js", "fetch(1)"),
        ("code.mjs", "fetch(1)"),
        ("sheet.css", "p{}"),
        ("code.wasm", "x"),
        ("page.mhtml", "x"),
        ("page.php", "<?php"),
        ("page.php.", "<?php"),
        ("page", f"  {CODE}"),
        (".page", CODE),
    ],
)
def test_a_file_that_browsers_run_is_refused(name: str, content: str | bytes, tmp_path: Path) -> None:
    (problem,) = read(write_site(tmp_path, MINIMAL | {f"content/files/{name}": content}))[1]
    assert (problem.level, problem.path, problem.text) == (
        "error",
        f"content/files/{name}",
        "browsers can run code in a file of this kind",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("google0123456789abcdef.html", "google-site-verification: google0123456789abcdef.html\n"),
        ("BingSiteAuth.xml", '<?xml version="1.0"?>\n<users>\n\t<user>ABC</user>\n</users>'),
        ("opensearch.xml", '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"/>'),
        (".well-known/apple-app-site-association", "{}"),
        ("_headers", "/*\n  X-Frame-Options: DENY\n"),
        (".nojekyll", ""),
        ("icon.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'),
        ("notes.txt", CODE),
        ("paper.PDF", "%PDF-1.7"),
    ],
)
def test_a_file_that_browsers_show_or_save_is_published(name: str, content: str, tmp_path: Path) -> None:
    site, problems = read(write_site(tmp_path, MINIMAL | {f"content/files/{name}": content}))
    assert problems == []
    assert site is not None
    assert site.files[name] == content.encode()


@pytest.mark.parametrize("name", ["aux.txt", "papers/CON/one.txt", "LPT1", "a:b.txt", "a\nb.txt", "papers./one.txt"])
def test_a_name_that_windows_cannot_hold_is_an_error(name: str, tmp_path: Path) -> None:
    (problem,) = read(write_site(tmp_path, MINIMAL | {f"content/files/{name}": "x"}))[1]
    assert problem.level == "error"
    assert problem.text.startswith("Windows cannot hold a file named ")
    assert "\n" not in problem.text


@pytest.mark.parametrize(("one", "other"), [("A.txt", "a.txt"), ("caf\u00e9.txt", "cafe\u0301.txt")])
def test_two_names_that_some_systems_take_for_one_are_an_error(one: str, other: str, tmp_path: Path) -> None:
    site = write_site(tmp_path, MINIMAL | {f"content/files/{name}": "x" for name in (one, other)})
    if len(list((site / "content/files").iterdir())) == 2:  # this system tells them apart
        (problem,) = read(site)[1]
        assert problem.text.startswith("some systems take this name for ")


@pytest.mark.parametrize("kind", ["methods", "comparisons", "pages"])
def test_no_page_has_a_name_that_windows_cannot_hold(kind: str, tmp_path: Path) -> None:
    (problem,) = read(write_site(tmp_path, MINIMAL | {f"content/{kind}/con.md": "---\nname: Con\n---\n"}))[1]
    assert (problem.path, problem.text) == (f"content/{kind}/con.md", '"con" is not a slug')
    assert problem.hint_text == 'name the file "con-1.md"'
