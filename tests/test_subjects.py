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
from playwright.sync_api import Browser

from tests.browsing import resize
from tests.conftest import ROOT, export, make_once
from tests.page_reader import read_page
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
