"""`build.py export epub`: one language of the site as a book."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from html import escape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from kaedah.plan.layout import make_layout
from kaedah.publish import archive
from kaedah.publish.epub import write_epub
from kaedah.render.epub_package import Item, package_document
from kaedah.render.xhtml import XhtmlError, to_xhtml

from tests.conftest import MINIMAL, ROOT, export, must_read, write_site
from tests.example import EXAMPLE
from tests.page_reader import read_page

pytestmark = pytest.mark.slow

NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
}
OPS = "{http://www.idpf.org/2007/ops}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")

Book = dict[str, bytes]


run = partial(export, "epub")


def opened(path: Path) -> Book:
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        names = book.namelist()
        assert len(names) == len(set(names))
        return {name: book.read(name) for name in names}


def chapters(book: Book) -> dict[str, ElementTree.Element]:
    """Every chapter as the XML that it must be."""
    return {name: ElementTree.fromstring(content) for name, content in book.items() if name.endswith(".xhtml")}


def package(book: Book) -> ElementTree.Element:
    return ElementTree.fromstring(book["EPUB/package.opf"])


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Book]:
    """The books of the example site by their languages, each made when it is asked for."""
    folder, site = tmp_path_factory.mktemp("books"), must_read(EXAMPLE)
    locales = {locale.code: locale for locale in site.settings.locales}

    @cache
    def book(code: str) -> Book:
        write_epub(site, locales[code], folder / f"{code}.epub", "test")
        return opened(folder / f"{code}.epub")

    return book


@pytest.mark.parametrize("code", LOCALES)
def test_every_book_of_the_example_is_complete(public: Path, books: Callable[[str], Book], code: str) -> None:
    """All in one go, for a book takes longer to make than to look at."""
    book = books(code)
    is_opened(book, code)
    leads_to_chapters_or_out(book)
    holds_nothing_to_press_to_fill_in_or_to_fetch(book)
    says_what_the_site_says(public, book, code)
    names_every_method_in_order(public, book, code)


def is_opened(book: Book, code: str) -> None:
    assert next(iter(book)) == "mimetype"
    assert book["mimetype"] == b"application/epub+zip"
    container = ElementTree.fromstring(book["META-INF/container.xml"])
    assert [element.get("full-path") for element in container.iter() if "full-path" in element.keys()] == [  # noqa: SIM118
        "EPUB/package.opf"
    ]
    items = {item.get("id"): item for item in package(book).iterfind("o:manifest/o:item", NAMES)}
    listed = {f"EPUB/{item.get('href')}" for item in items.values()}
    assert listed == set(book) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    spine = [str(item.get("idref")) for item in package(book).iterfind("o:spine/o:itemref", NAMES)]
    assert len(spine) == len(set(spine)) == len(chapters(book))
    assert set(spine) == {name for name, item in items.items() if item.get("media-type") == "application/xhtml+xml"}
    assert [name for name, item in items.items() if "nav" in str(item.get("properties"))] == spine[:1]
    for item in items.values():
        content = book[f"EPUB/{item.get('href')}"]
        assert ("mathml" in str(item.get("properties"))) == (b"<math" in content)
    assert package(book).findtext("o:metadata/d:language", namespaces=NAMES) == code


def links(page: ElementTree.Element) -> Iterator[str]:
    for element in page.iter():
        for name in ("href", "src"):
            if element.get(name):
                yield str(element.get(name))


def leads_to_chapters_or_out(book: Book) -> None:
    pages = chapters(book)
    ids = {name: {element.get("id") for element in page.iter()} for name, page in pages.items()}
    count = 0
    for name, page in pages.items():
        for href in links(page):
            parts = urlsplit(href)
            if parts.scheme:
                assert parts.scheme in ("https", "http"), href
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), parts.path)) if parts.path else name
            assert target in book, f"{name}: {href}"
            assert not parts.fragment or parts.fragment in ids[target], f"{name}: {href}"
            count += 1
    assert count > 500
    reached = {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), urlsplit(href).path))
        for name, page in pages.items()
        for href in links(page)
    }
    assert set(pages) <= reached  # a chapter that is not read in its turn is opened from another


def holds_nothing_to_press_to_fill_in_or_to_fetch(book: Book) -> None:
    tags = {element.tag.rpartition("}")[2] for page in chapters(book).values() for element in page.iter()}
    assert not tags & {"script", "form", "input", "button", "select", "img", "style", "iframe", "details"}


def says_what_the_site_says(public: Path, book: Book, code: str) -> None:
    """Marks and values are those of its pages."""
    pages = chapters(book)
    compared = sorted((public / code / "compare").rglob("*.html"))
    seen = 0
    for path in compared:
        if path == public / code / "compare/index.html":
            continue
        there = read_page(path)
        here = pages[f"EPUB/{path.relative_to(public).with_suffix('.xhtml').as_posix()}"]
        rows = [element for element in here.iter() if "data-field" in element.keys()]  # noqa: SIM118
        wanted = [row for row in there.one("table", class_="comparison").all("tr") if "data-field" in row.attributes]
        assert [(row.get("data-field"), row.get("data-verdict")) for row in rows] == [
            (row.attributes["data-field"], row.attributes.get("data-verdict")) for row in wanted
        ]
        for row, other in zip(rows, wanted, strict=True):
            assert ("≠" in "".join(row.itertext())) == (row.get("data-verdict") == "differs")
            words = " ".join("".join(row.itertext()).split())
            for cell in other.all("td"):
                assert cell.words in words
        seen += 1
    assert seen == len([name for name in pages if "/compare/" in name]) > 15


def test_lang_and_xml_lang_agree(books: Callable[[str], Book]) -> None:
    """HTML's attribute is what style sheets see, XML's what some readers speak by."""
    found = set()
    for page in chapters(books("ko")).values():
        assert page.get("lang") == "ko"
        for element in page.iter():
            assert element.get("lang") == element.get(XML_LANG)
            found.add(element.get("lang"))
    assert {"ko", "en", None} <= found


def names_every_method_in_order(public: Path, book: Book, code: str) -> None:
    page = chapters(book)[f"EPUB/{code}/index.xhtml"]
    nav = next(element for element in page.iter() if element.get(f"{OPS}type") == "toc")
    names = [str(link.text) for link in nav.iter("{http://www.w3.org/1999/xhtml}a")]
    listed = [item.one("dt").one("a").words for item in read_page(public / code / "index.html").all(class_="item")]
    begin = names.index(listed[0])
    assert names[begin : begin + len(listed)] == listed


def test_the_book_is_reproducible(minimal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = must_read(minimal)
    one = write_epub(site, site.settings.source, tmp_path / "one.epub", "test")
    monkeypatch.setattr(archive, "SERIAL_PAGES", 1)
    other = write_epub(must_read(minimal), site.settings.source, tmp_path / "other.epub", "other", jobs=2)
    assert one == other
    assert (tmp_path / "one.epub").read_bytes() == (tmp_path / "other.epub").read_bytes()


def test_a_book_states_its_modification_date(minimal: Path, tmp_path: Path) -> None:
    target = tmp_path / "book.epub"
    for epoch, reported in (("1700000000", "2023-11-14T22:13:20Z"), ("", "1980-01-01T00:00:00Z")):
        assert run(minimal, "--output", str(target), SOURCE_DATE_EPOCH=epoch).exit_code == 0
        metas = package(opened(target)).iterfind("o:metadata/o:meta", NAMES)
        assert [meta.text for meta in metas if meta.get("property") == "dcterms:modified"] == [reported]


def test_the_identifier_of_a_book_is_stable_and_unique_to_its_language(
    books: Callable[[str], Book], tmp_path: Path
) -> None:
    def name(book: Book) -> str | None:
        return package(book).findtext("o:metadata/d:identifier", namespaces=NAMES)

    assert len({name(books(code)) for code in ("en", "ko")}) == 2
    site = must_read(EXAMPLE)
    changed = site._replace(prose={})
    write_epub(changed, site.settings.source, tmp_path / "book.epub")
    assert name(opened(tmp_path / "book.epub")) == name(books("en"))


def test_links_outside_the_book_lead_to_the_site_or_are_removed() -> None:
    page = '<!doctype html><html lang="en"><p><a class="x" lang="ko" href="../by/{0}.html#a">Go</a></p></html>'
    reported = to_xhtml(page.format("year"), "en/methods/one.html", set()).content.decode()
    assert '<span class="x" lang="ko" xml:lang="ko">Go</span>' in reported
    reported = to_xhtml(page.format("year"), "en/methods/one.html", set(), "https://kaedah.test/a/").content.decode()
    assert 'href="https://kaedah.test/a/en/by/year.html#a"' in reported
    reported = to_xhtml(page.format("year"), "en/methods/one.html", {"en/by/year.html"}).content.decode()
    assert 'href="../by/year.xhtml#a"' in reported


@pytest.mark.parametrize(
    ("href", "written"),
    [
        ("https://a.test/b?c=d&e=f#g", "https://a.test/b?c=d&e=f#g"),
        ("https://a.test/a b|c^d{e}\\f", "https://a.test/a%20b%7Cc%5Ed%7Be%7D%5Cf"),
        ("https://a.test/50%/%zz/%41", "https://a.test/50%25/%25zz/%41"),
        ("https://a.test/#a#b", "https://a.test/#a%23b"),
        ("https://a.test/a[1]", "https://a.test/a%5B1%5D"),
        ("https://[::1]/a", "https://[::1]/a"),
        ("https://a.test/й", "https://a.test/%D0%B9"),
        ('mailto:a"b@c.test', "mailto:a%22b@c.test"),
        ("http://[x", None),
    ],
)
def test_addresses_are_encoded_for_reading_systems(href: str, written: str | None) -> None:
    content = to_xhtml(f"<p><a href='{escape(href)}'>x</a></p>", "en/one.html", set()).content
    (element,) = ElementTree.fromstring(content)
    assert (element.tag, element.get("href")) == (("a", written) if written else ("span", None))


def test_html_is_converted_to_xhtml() -> None:
    page = (
        '<!doctype html><html lang="en"><body hidden><p>a&nbsp;&lt;b&amp;c<br>d</p><!-- e --><hr/>'
        "<math><mi>x</mi></math><p title='\"&lt;'></p></body></html>"
    )
    content, properties, _ = to_xhtml(page, "en/one.html", set())
    root = ElementTree.fromstring(content)
    body = root.find("h:body", NAMES)
    assert body is not None
    assert body.get("hidden") == ""
    assert [child.tag.rpartition("}")[2] for child in body] == ["p", "hr", "math", "p"]
    assert "".join(body[0].itertext()) == "a\xa0<b&cd"
    assert body[2].tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert body[3].get("title") == '"<'
    assert properties == ("mathml",)


@pytest.mark.parametrize(
    ("page", "reported"),
    [
        ("<p><b>one</p>", "</p> at 1:10 of the page: <b> is not closed"),
        ("<p>one", "<p> is not closed"),
        ("one</p>", "</p> at 1:4 of the page: it was not opened"),
        ('<p @click="go">one</p>', "not well-formed (invalid token), on line 3 of the chapter"),
        ("<p>one</p><p>two</p>", "junk after document element, on line 3 of the chapter"),
        ('<p x:y="1">one</p>', "unbound prefix, on line 3 of the chapter"),
        ("<p>a\x0cb</p>", "not well-formed (invalid token), on line 3 of the chapter"),
        ("<p><img src=a></p>", "<img> at 1:4 of the page: it is not one of the images of the content"),
        ('<p><svg viewBox="0"></svg></p>', "<svg> at 1:4 of the page: a book holds nothing but words and images"),
    ],
)
def test_content_that_a_book_cannot_contain_is_reported(page: str, reported: str) -> None:
    with pytest.raises(XhtmlError, match=f"^{re.escape(reported)}$"):
        to_xhtml(page, "en/one.html", set())


def test_a_theme_that_produces_invalid_xml_is_reported_and_the_existing_book_stays(
    minimal: Path, tmp_path: Path
) -> None:
    target = tmp_path / "book.epub"
    assert run(minimal, "--output", str(target)).exit_code == 0
    before = target.read_bytes()
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "themes/default").rglob("*.*")}
    write_site(minimal, {**files, "themes/own/theme.yaml": "name: own\nextends: default\n"})
    method = '{% extends "default/method.html" %}\n{% block main %}<p>{{ super() }}{% endblock %}\n'
    write_site(minimal, {"themes/own/templates/method.html": method})
    failed = run(minimal, "--output", str(target), "--theme", "own")
    assert failed.exit_code == 1
    assert (
        "cannot render en/methods/one.html with its template: no XHTML can be made of it: </main> at " in failed.stderr
    )
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["book.epub"]


def test_a_language_that_the_site_does_not_have_is_reported(minimal: Path, tmp_path: Path) -> None:
    failed = run(minimal, "--locale", "xx", "--output", str(tmp_path / "book.epub"))
    assert failed.exit_code == 1
    assert 'the site has no language "xx"' in failed.stderr
    assert not (tmp_path / "book.epub").exists()


def test_a_book_is_never_written_into_the_source_folders(minimal: Path) -> None:
    target = minimal / "content/methods/one.md"
    failed = run(minimal, "--output", str(target))
    assert failed.exit_code == 1
    assert f"error: cannot write {target}: the site is made from {minimal / 'content'}" in failed.stderr
    assert target.read_text() == MINIMAL["content/methods/one.md"]


def test_a_site_without_methods_has_a_valid_book(minimal: Path, tmp_path: Path) -> None:
    for path in (minimal / "content/methods").iterdir():
        path.unlink()
    target = tmp_path / "book.epub"
    assert run(minimal, "--output", str(target)).exit_code == 0
    book = opened(target)
    assert [*chapters(book)] == ["EPUB/en/index.xhtml"]
    for listing in chapters(book)["EPUB/en/index.xhtml"].iter("{http://www.w3.org/1999/xhtml}ol"):
        assert len(listing)  # EPUB allows no empty list


@pytest.mark.parametrize("pairs", ["all", "none", "related"])
def test_every_chapter_is_in_the_table_of_contents(minimal: Path, tmp_path: Path, pairs: str) -> None:
    three = MINIMAL["content/methods/one.md"].replace("One", "Three").replace("[two]", "[one]")
    write_site(minimal, {"content/methods/three.md": three})
    settle = minimal / "content/site.yaml"
    settle.write_text(settle.read_text() + f"compare: {{pairs: {pairs}}}\n")
    target = tmp_path / "book.epub"
    assert run(minimal, "--output", str(target)).exit_code == 0
    pages = chapters(opened(target))
    reached = {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), urlsplit(href).path))
        for name, page in pages.items()
        for href in links(page)
    }
    assert set(pages) <= reached
    wanted = [] if pairs == "none" else ["one/three", "one/two"]
    assert [name for name in sorted(pages) if "/compare/" in name] == [
        f"EPUB/en/compare/{pair}.xhtml" for pair in wanted
    ]


def test_a_right_to_left_book_sets_its_page_progression(minimal: Path, tmp_path: Path) -> None:
    settings = minimal / "content/site.yaml"
    settings.write_text("title: Test\nsource_locale: he\nlocales: [he]\n")
    target = tmp_path / "book.epub"
    assert run(minimal, "--output", str(target)).exit_code == 0
    spine = package(opened(target)).find("o:spine", NAMES)
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"


def test_chapters_with_formulas_declare_mathml(minimal: Path, tmp_path: Path, books: Callable[[str], Book]) -> None:
    target = tmp_path / "book.epub"
    assert run(minimal, "--output", str(target)).exit_code == 0
    assert b">MathML<" not in opened(target)["EPUB/package.opf"]
    assert b">MathML<" in books("en")["EPUB/package.opf"]


def test_text_in_the_package_document_is_escaped() -> None:
    site = must_read(EXAMPLE)
    made = make_layout(site, site.settings.source, "", book=True)._replace(title="A & <B>")
    root = ElementTree.fromstring(package_document(made, [Item("a&b.xhtml", True, ())], "<d>", "2026-11-22T00:00:00Z"))
    assert root.findtext("o:metadata/d:title", namespaces=NAMES) == "A & <B>"
    assert [item.get("href") for item in root.iterfind("o:manifest/o:item", NAMES)] == ["a&b.xhtml", "style.css"]


def test_cells_equal_only_in_one_language_are_not_grouped_in_a_differing_row(minimal: Path, tmp_path: Path) -> None:
    """Three methods: two with equal years; types that differ in the source, and read the same in the translation."""
    three = (
        MINIMAL["content/methods/one.md"].replace("One", "Three").replace("First", "Third").replace("[two]", "[one]")
    )
    files = {"content/methods/three.md": three}
    files["content/site.yaml"] = "title: Test\nsource_locale: en\nlocales: [en, uk]\n"
    files["content/comparisons/all.md"] = "---\ntitle: All\nmethods: [one, two, three]\n---\n"
    for name in ("one", "two", "three"):
        files[f"content/methods/{name}.uk.md"] = f"---\nname: {name}-uk\ntype: Те саме\n---\n"
    target = tmp_path / "book.epub"
    assert run(write_site(minimal, files), "--locale", "uk", "--output", str(target)).exit_code == 0
    page = chapters(opened(target))["EPUB/uk/compare/all.xhtml"]
    rows = {row.get("data-field"): row for row in page.iter("{http://www.w3.org/1999/xhtml}section")}
    reported = {
        name: [
            ["".join(part.itertext()) for part in rows[name].iterfind(f"h:dl/h:{tag}", NAMES)] for tag in ("dt", "dd")
        ]
        for name in ("year", "type")
    }
    assert reported["year"] == [["one-uk і three-uk", "two-uk"], ["2001", "2002"]]
    assert reported["type"] == [["one-uk", "two-uk", "three-uk"], ["Те саме"] * 3]
