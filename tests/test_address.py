"""The address of entries: a site names the folder of their pages, and links follow."""

import zipfile
from pathlib import Path

import pytest
from kaedah.read.markdown import convert

from tests.conftest import MINIMAL, export, must_read, publish, read, tree, write_site
from tests.page_reader import broken_links, read_page

ENTRY = "entry: {one: database, many: databases, address: databases}\n"
SETTINGS = (
    "title: T\nsource_locale: en\nlocales: [en, uk]\nbase_url: https://example.org/\ndownloads: true\n"
    "repository: https://github.com/o/r\n"
)


def site_with(base: Path, entry: str = ENTRY, scheme: str = "database") -> Path:
    one = (
        f"---\nname: One\nyear: 2001\nrelated: [two]\nprevious: [uno]\n---\n\nSee [two]({scheme}:two), [](entry:two).\n"
    )
    about = f"---\ntitle: About\n---\n\n[One](entry:one) and [two]({scheme}:two).\n"
    files = {
        "content/site.yaml": SETTINGS + entry,
        "content/methods/one.md": one,
        "content/pages/about.md": about,
        "content/comparisons/both.md": "---\ntitle: Both\nmethods: [one, two]\n---\n",
        "content/glossary.yaml": "- {term: data, definition: What is known.}\n",
    }
    return write_site(base, MINIMAL | files)


def test_pages_are_published_at_the_address_and_every_link_leads_there(tmp_path: Path) -> None:
    base = site_with(tmp_path)
    output = publish(base, tmp_path / "public")
    assert broken_links(output, "https://example.org/") == []
    for code in ("en", "uk"):
        assert (output / code / "databases/one.html").is_file()
        assert not (output / code / "methods").exists()
        assert "databases/one.html" in (output / code / "databases/uno.html").read_text(encoding="utf-8")
    page = read_page(output / "en/databases/one.html")
    links = [link.attributes["href"] for link in page.one(class_="body").all("a")]
    assert links == ["../../en/databases/two.html"] * 2
    pages = {path: content for path, content in tree(output).items() if path.endswith((".html", ".xml", "search.js"))}
    assert [path for path, content in pages.items() if b"/methods/" in content.replace(b"content/methods/", b"")] == []
    assert "https://example.org/en/databases/one.html" in (output / "sitemap.xml").read_text(encoding="utf-8")


def test_books_and_archives_have_the_address(tmp_path: Path) -> None:
    base = site_with(tmp_path)
    for form, name in (("epub", "en/databases/one.xhtml"), ("zip", "en/databases/one.html")):
        target = tmp_path / f"site.{form}"
        result = export(form, base, *(("--locale", "en") if form == "epub" else ()), "--output", str(target))
        assert result.exit_code == 0, result.output
        names = zipfile.ZipFile(target).namelist()
        assert any(found.endswith(name) for found in names), names
        assert not any("/methods/" in found for found in names if "drafts/" not in found)


def test_another_address_makes_the_same_site_whether_built_on_the_old_one_or_clean(tmp_path: Path) -> None:
    base, output = site_with(tmp_path, "", "method"), tmp_path / "public"
    publish(base, output)
    assert (output / "en/methods/one.html").is_file()
    site_with(tmp_path)
    publish(base, output)
    assert not (output / "en/methods").exists()
    assert tree(output) == tree(publish(base, tmp_path / "clean"))


def test_former_addresses_lead_to_the_present_one(tmp_path: Path) -> None:
    base, output = site_with(tmp_path, "", "method"), tmp_path / "public"
    before = {path for path in tree(publish(base, output)) if "/methods/" in path}
    site_with(tmp_path, ENTRY.replace("}", ", previous: [methods, things]}"))
    publish(base, output)
    assert before <= tree(output).keys()
    for path in ("uk/methods/one.html", "uk/things/one.html", "uk/things/uno.html", "uk/databases/uno.html"):
        assert read_page(output / path).one("a").attributes["href"] == "../../uk/databases/one.html"
    assert "/methods/" not in (output / "sitemap.xml").read_text(encoding="utf-8")
    assert broken_links(output, "https://example.org/") == []
    assert tree(output) == tree(publish(base, tmp_path / "clean"))


@pytest.mark.parametrize(
    ("one", "scheme"),
    [("database", "database"), ("Map projection", "map-projection"), ("term", "entry"), ("日", "entry")],
)
def test_the_scheme_of_links_is_the_word_for_one_entry(one: str, scheme: str, tmp_path: Path) -> None:
    base = site_with(tmp_path, f"entry: {{one: {one}, many: things, address: things}}\n", scheme)
    assert must_read(base).settings.link_scheme == scheme


def test_without_an_address_the_noun_changes_no_link(tmp_path: Path) -> None:
    base = site_with(tmp_path, "entry: {one: database, many: databases}\n", "method")
    assert [problem for problem in read(base)[1] if problem.level == "error"] == []
    assert (publish(base, tmp_path / "public") / "en/methods/one.html").is_file()


def test_a_link_is_the_same_whatever_its_scheme() -> None:
    assert convert("[a](tea:x)", scheme="tea").html == convert("[a](entry:x)").html == convert("[a](method:x)").html
    assert [finding.message for finding in convert("[a](tea:x)").findings] == ['the link "{href}" has no valid target']
