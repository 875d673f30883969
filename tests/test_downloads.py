"""`build.py export all`, and the links to its files on published pages."""

import re
import zipfile
from pathlib import Path

import pytest
import yaml
from kaedah.plan.downloads import downloads_of

from tests.conftest import ROOT, export, must_read, publish, tree
from tests.example import EXAMPLE
from tests.page_reader import Element, read_page

pytestmark = pytest.mark.slow


def settle(base: Path, words: str) -> None:
    settings = base / "content/site.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + words, encoding="utf-8")


def foot(page: Path) -> list[Element]:
    return read_page(page).one("footer").all("a")


def test_a_book_exported_alone_equals_the_one_exported_with_all(site: Path, tmp_path: Path) -> None:
    assert export("all", site, "--output", str(tmp_path / "all")).exit_code == 0
    for code in ("en", "uk"):
        one = tmp_path / f"{code}.epub"
        assert export("epub", site, "--locale", code, "--output", str(one)).exit_code == 0
        (other,) = (tmp_path / "all").glob(f"*-{code}.epub")
        assert one.read_bytes() == other.read_bytes()


def test_exporting_everything_equals_exporting_each_format(minimal: Path, tmp_path: Path) -> None:
    settle(minimal, "base_url: https://a.test/b/\ndownloads: true\n")
    done = export("all", minimal, "--output", str(tmp_path / "all"))
    assert done.exit_code == 0, done.output
    for form, name in (("epub", "test-en.epub"), ("zip", "test.zip"), ("data", "test-data.zip")):
        assert export(form, minimal, "--output", str(tmp_path / "one" / name)).exit_code == 0
    assert tree(tmp_path / "all") == tree(tmp_path / "one")
    assert done.stdout.splitlines()[1::2] == [
        (tmp_path / "all" / name).as_posix() for name in ("test-en.epub", "test.zip", "test-data.zip")
    ]


def test_pages_link_exactly_the_files_that_are_written(site: Path, tmp_path: Path) -> None:
    """Every language its own book, and all the same site and data."""
    settle(site, "downloads: true\n")
    begin = must_read(site).settings.base_url + "downloads/"
    assert begin.startswith("https://")
    assert export("all", site, "--output", str(tmp_path / "all")).exit_code == 0
    output = publish(site, tmp_path / "public")
    downloads_for = set()
    codes = [locale.code for locale in must_read(site).settings.locales]
    for code in codes:
        links = {link.words: link.attributes["href"] for link in foot(output / code / "methods/lora.html")}
        assert re.fullmatch(f"{begin}[a-z-]+-{code}\\.epub", links["EPUB"])
        downloads_for |= {links[form].removeprefix(begin) for form in ("EPUB", "ZIP", "CSV, JSON")}
    assert downloads_for == {path.name for path in (tmp_path / "all").iterdir()}
    assert len(downloads_for) == len(codes) + 2


@pytest.mark.parametrize("words", ["downloads: true\n", "base_url: https://a.test/b/\n", ""])
def test_no_page_links_a_download_that_is_not_published(minimal: Path, words: str) -> None:
    settle(minimal, words)
    output = publish(minimal, minimal / "public")
    assert not [link.words for link in foot(output / "en/methods/one.html") if link.words in ("EPUB", "ZIP")]


def test_the_licence_is_in_the_footer_and_in_books(minimal: Path, tmp_path: Path) -> None:
    plain = publish(minimal, tmp_path / "plain")
    assert not [link for link in foot(plain / "en/methods/one.html") if link.attributes.get("rel") == "license"]
    settle(minimal, 'licence: {name: "A & B", url: "https://l.test/?a=1&b=2"}\n')
    output = publish(minimal, tmp_path / "public")
    (link,) = [link for link in foot(output / "en/methods/one.html") if link.attributes.get("rel") == "license"]
    assert (link.words, link.attributes["href"]) == ("A & B", "https://l.test/?a=1&b=2")
    assert export("epub", minimal, "--output", str(tmp_path / "book.epub")).exit_code == 0
    with zipfile.ZipFile(tmp_path / "book.epub") as book:
        assert b"<dc:rights>A &amp; B https://l.test/?a=1&amp;b=2</dc:rights>" in book.read("EPUB/package.opf")
        assert b'<a rel="license" href="https://l.test/?a=1&amp;b=2">A &amp; B</a>' in book.read("EPUB/en/index.xhtml")


@pytest.mark.parametrize(
    ("title", "name"), [("Kaedah", "kaedah.zip"), ("A/../b  C!", "a-b-c.zip"), ("方法", "site.zip"), ("..", "site.zip")]
)
def test_file_names_are_the_title_of_the_site_in_ascii(title: str, name: str) -> None:
    settings = must_read(EXAMPLE).settings._replace(title=title)
    assert [item.name for item in downloads_of(settings) if item.form == "zip"] == [name]


def test_the_workflows_write_downloads_where_pages_link_them() -> None:
    """Below the published folder, after the build, with the address that pages have."""
    github = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
    steps = [step.get("run", step.get("uses", "")) for step in github["jobs"]["build"]["steps"]]
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    for commands in (steps, gitlab["pages"]["script"]):
        (build,) = [number for number, text in enumerate(commands) if "build.py build --output public " in text]
        (export,) = [number for number, text in enumerate(commands) if "export all --output public/downloads " in text]
        assert build < export
        assert commands[build].partition(" --output public ")[2] == commands[export].partition("/downloads ")[2]
        assert not [text for text in commands[:export] if text.startswith("actions/upload")]
