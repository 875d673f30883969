"""Sites of other subjects and languages, in `tests/subjects/`: nothing is reported, and every kind of page is right."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.read.fields import PURPOSES
from kaedah.read.kinds import KINDS, is_translated
from playwright.sync_api import Browser

from tests.browsing import resize
from tests.conftest import ROOT, export, make_once, must_read, tree
from tests.page_reader import broken_links, read_page
from tests.subjects import SUBJECTS, folder_of, options_of
from tests.test_accessibility import AXE, LOOKS, look_at, page_with_axe
from tests.test_epub import is_opened, opened

English = dict[tuple[str, str], str]


def run(subject: str, *arguments: str) -> str:
    """The output of a command on a site of `tests/subjects`, which must succeed."""
    result = CliRunner().invoke(main, [*arguments, *options_of(subject)])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="session")
def built_subject(shared: Path) -> Callable[[str], Path]:
    """A site of `tests/subjects`, built once for all workers; tests must not change it."""

    def build(subject: str) -> Path:
        def make(folder: Path) -> None:
            run(subject, "-q", "build", "--clean", "-j1", f"--output={folder / 'public'}")

        return make_once(shared / f"built-subject-{subject}", make) / "public"

    return cache(build)


def pages_of_each_kind(public: Path, most: int = 2) -> list[str]:
    """The addresses of a few pages of each folder and language, and those of all that stand alone."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for path in sorted(public.rglob("*.html")):
        name = path.relative_to(public).as_posix()
        if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8"):
            kinds[name if name.count("/") < 2 else name.rpartition("/")[0].partition("/compare/")[0]].append(name)
    return [name for names in kinds.values() for name in names[:most]]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_nothing_is_reported(subject: str) -> None:
    assert re.fullmatch(r"no errors; methods: \d+, languages: \d+\n", run(subject, "check", "--strict"))


def test_thirty_databases_are_never_called_methods(built_subject: Callable[[str], Path]) -> None:
    public = built_subject("databases")
    for name in set(pages_of_each_kind(public)) - {"en/contribute.html"}:  # which names the folder content/methods
        assert "method" not in read_page(public / name).one("body").words.lower(), name


@cache
def sentences(code: str) -> English:
    """Messages of the interface in English whose translation is another text, in several words and without values."""
    with (ROOT / f"locales/{code}/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, code)
    return {
        (str(message.context), message.id): str(message.string)
        for message in catalogue
        if isinstance(message.id, str) and " " in message.id and not re.search(r"[%{]", message.id)
        if message.string and message.id not in str(message.string)
    }


@pytest.mark.parametrize("code", ["de", "fr", "ar"])
def test_a_german_site_with_french_and_arabic_has_no_english_words(
    built_subject: Callable[[str], Path], code: str
) -> None:
    public = built_subject("teas")
    english = sentences(code)
    assert len(english) > 50
    count = 0
    for name in pages_of_each_kind(public):
        if name.startswith(f"{code}/"):
            words = " ".join(read_page(public / name).one("body").words.split())
            assert not [key for key in english if re.search(rf"\b{re.escape(key[1])}\b", words)], name
            count += any(local in words for local in english.values())
    assert count > 5


def test_a_site_of_one_language_and_one_field_compares_it(built_subject: Callable[[str], Path]) -> None:
    page = read_page(built_subject("nudos") / "es/compare/as-de-guia/llano.html")
    (head,) = [head for head in page.all("th") if head.attributes.get("scope") == "row"]
    assert head.words == "Uso ≠valores distintos"
    assert not page.all("details", class_="languages")


def test_one_site_has_every_kind_role_and_way_to_write_content(built_subject: Callable[[str], Path]) -> None:
    site = must_read(folder_of("languages"))
    assert {field.kind for field in site.fields} == {*KINDS}
    assert {field.purpose for field in site.fields} - {""} == {*PURPOSES}
    stated = {name for method in site.methods.values() for name in method.values}
    assert stated >= {field.id for field in site.fields if not is_translated(field)}
    public = built_subject("languages")
    lua = read_page(public / "uk/languages/lua.html")
    groups = [row.words for row in lua.one("table", class_="facts").all("tr", class_="group")]
    assert groups == ["Мова", "Файли", "Історія", "Більше"]
    assert "Інтерпретатор Lua 5.4" in lua.one("ol", class_="value-notes").words
    assert [image.attributes["alt"] for image in lua.one("div", class_="body").all("img")] == [
        "Таблиця з двома стовпцями"
    ]
    assert lua.one("aside", class_="own-top").words == "A site that tests Kaedah"
    home = read_page(public / "en/index.html")
    assert home.one("h1").words == "Which language?"
    menu = ["Languages", "Comparisons", "Guide", "Timeline", "Who we are"]
    assert [link.words for link in home.all("header")[0].all("nav")[0].all("a")] == menu
    large = read_page(public / "en/compare/all.html")
    assert len(large.one("tbody").all("tr")) == 14
    assert len(large.all("sup", class_="notes")) == 7
    assert (
        read_page(public / "uk/methods/golang.html")
        .one("main")
        .all("a")[0]
        .attributes["href"]
        .endswith("languages/go.html")
    )
    assert {"robots.txt", ".well-known/security.txt", "assets"} <= {
        *tree(public),
        *(path.name for path in public.iterdir()),
    }
    assert broken_links(public) == []


@pytest.mark.browser
@pytest.mark.parametrize("subject", SUBJECTS)
def test_axe_finds_no_fault_and_nothing_overflows(
    browser: Browser, built_subject: Callable[[str], Path], subject: str
) -> None:
    public = built_subject(subject)
    page = page_with_axe(browser)
    reported: list[str] = []
    page.on("console", lambda message: reported.append(message.text))
    page.on("pageerror", lambda error: reported.append(str(error)))
    found = []
    for at, name in enumerate(pages_of_each_kind(public, 1)):
        look_at(page, f"{public.as_uri()}/{name}", *LOOKS[at % len(LOOKS)])
        found += [(name, fault) for fault in page.evaluate(AXE, True)]
        for width in (360, 1280):
            resize(page, width)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((name, f"wider than {width} px"))
    assert found == []
    assert reported == []
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_books_and_the_archive_are_whole(subject: str, tmp_path: Path) -> None:
    settings = (folder_of(subject) / "content/site.yaml").read_text(encoding="utf-8")
    for code in re.findall(r"[\w-]+", settings.partition("locales: [")[2].partition("]")[0]):
        result = export("epub", folder_of(subject), f"--locale={code}", f"--output={tmp_path / code}.epub")
        assert result.exit_code == 0, result.output
        is_opened(opened(tmp_path / f"{code}.epub"), code)
    result = export("zip", folder_of(subject), f"--output={tmp_path / 'site.zip'}")
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert archive.testzip() is None
