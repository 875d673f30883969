"""What is read before any document is kept with the times of its files, and read again when one of them is another."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kaedah.build_request import BuildRequest
from kaedah.problems import format_problems
from kaedah.read import library
from kaedah.read.config import SiteConfig, read_config

from tests.conftest import folders

LONG_AGO = time.time() - 3600
SITE, FIELDS, CATALOGUE = "content/site.yaml", "content/fields.yaml", "locales/uk/LC_MESSAGES/messages.po"


def read(base: Path) -> tuple[SiteConfig | None, str, bool]:
    """The frame as a build has it, what it tells, and whether its files were read for it."""
    asked, problems, opened = BuildRequest(folders(base), base / "public"), [], []

    def read_now(*given: object) -> SiteConfig | None:
        opened.append(True)
        return read_config(*given)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "read_config", read_now)
        kept = library.Library(base / "shelf", "test", asked.now, asked.inputs)
        found = kept.framed(asked.folders, problems)
        kept.save()
    return found, format_problems(problems), bool(opened)


def settle(base: Path) -> None:
    """Makes every file old: times of change alone tell nothing of what was changed just now."""
    for path in base.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    time.sleep(0.05)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def framed(site: Path) -> Path:
    """A site of which a build has kept the frame."""
    settle(site)
    assert read(site)[2]
    return site


def test_what_is_as_it_was_is_not_read_again(framed: Path) -> None:
    frame, told, opened = read(framed)
    problems: list[library.Problem] = []
    assert not opened
    assert frame == read_config(folders(framed), problems)
    assert told == format_problems(problems)
    append(framed / "content/methods/lora.md", "\nOne more.\n")
    assert read(framed) == (frame, told, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda base: append(base / SITE, "\n"),
        lambda base: append(base / FIELDS, "\n"),
        lambda base: append(base / CATALOGUE, "\n"),
        lambda base: (base / CATALOGUE).unlink(),
        lambda base: (base / CATALOGUE).write_bytes((base / CATALOGUE).read_bytes().replace(b"msgstr", b"msgstr", 1)),
        lambda base: (base / "content/glossary.yaml").write_text("[]\n", encoding="utf-8"),
        lambda base: (base / "shelf/frame").write_bytes(b"x"),
        lambda base: (base / "shelf/frame").write_bytes((base / "shelf/frame").read_bytes()[:-9]),
        lambda base: (base / "shelf/frame").unlink(),
    ],
    ids=["settings", "fields", "words", "no words", "the same words", "glossary", "spoilt", "cut short", "gone"],
)
def test_what_is_another_than_it_was_is_read_again(framed: Path, change: Callable[[Path], object]) -> None:
    change(framed)
    frame, told, opened = read(framed)
    problems: list[library.Problem] = []
    assert opened
    assert frame == read_config(folders(framed), problems)
    assert told == format_problems(problems)


def test_what_lies_behind_a_link_is_read_each_time(framed: Path) -> None:
    words = framed / "locales/uk"
    words.rename(framed / "elsewhere")
    words.symlink_to(framed / "elsewhere")
    for _ in range(2):
        time.sleep(0.05)
        assert read(framed)[2]


def test_a_frame_with_errors_is_not_kept(framed: Path) -> None:
    text = (framed / SITE).read_text(encoding="utf-8")
    append(framed / SITE, "strange: 1\n")
    for _ in range(2):
        assert "strange" in read(framed)[1]
    (framed / SITE).write_text(text, encoding="utf-8")
    frame, told, _ = read(framed)
    assert frame is not None
    assert "strange" not in told


def test_other_options_are_another_frame(framed: Path) -> None:
    asked = BuildRequest(folders(framed, base_url="https://example.org/"), framed / "public")
    kept = library.Library(framed / "shelf", "test", asked.now, asked.inputs)
    frame = kept.framed(asked.folders, [])
    assert frame is not None
    assert frame.settings.base_url == "https://example.org/"
