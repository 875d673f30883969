"""A round of payloads through all doors: nothing is active in any output; the whole trial is `tests/reliability`."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from kaedah.model import Site

from tests.active_markup import dangers
from tests.reliability.doors import METHODS, Door, Doors
from tests.reliability.engines import Chromium
from tests.reliability.outputs import active_bytes, write_outputs
from tests.reliability.payload_list import payloads
from tests.reliability.payloads import Listener, count_armed, listening, look_at, pages_to_open, settle, words_of

NUMBER = 7


class Round(NamedTuple):
    """A round: what it wrote into a folder, and the server that its payloads ask."""

    site: Site
    refused: set[Door]
    folder: Path
    written: list[Path]
    words: list[str]
    server: Listener


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    folder, doors = tmp_path_factory.mktemp("round"), Doors()
    with listening() as server:
        words = payloads(server.host)
        site, refused = settle(doors, words_of(NUMBER, doors, words), folder)
        yield Round(site, refused, folder, write_outputs(site, folder), words, server)


@pytest.fixture
def engine(browser: Any) -> Iterator[Chromium]:
    page = browser.new_page()
    yield Chromium(page)
    page.close()


def test_there_are_as_many_payloads_and_doors_as_promised() -> None:
    words, doors = payloads("127.0.0.1:8000"), Doors().doors
    assert len(words) == len({*words}) >= 330
    assert len(doors) == len({*doors}) >= 5710
    assert {door.form for door in doors} == {"yaml", "key", "po", "line", "block", "part", "cell", "xml", "css", "raw"}
    assert not any(sign in word for word in words for sign in "§¤⏎")


@pytest.mark.slow
def test_words_are_refused_or_come_out(played: Round) -> None:
    assert 100 < len(played.refused) < len(Doors().doors) / 2
    assert {path.name for path in played.written} >= {"en.epub", "zh-Hans.epub", "site.zip", "data.zip"}
    page = (played.folder / f"public/uk/methods/{METHODS[0]}.html").read_text(encoding="utf-8")
    assert "kaedahRan=" in page


@pytest.mark.slow
def test_no_output_has_an_active_byte(played: Round) -> None:
    assert [*active_bytes(played.site, played.folder, played.written)] == []


@pytest.mark.slow
@pytest.mark.browser
def test_no_payload_runs_in_a_browser(played: Round, engine: Chromium) -> None:
    pages = pages_to_open(played.site, played.folder, NUMBER)
    assert len(pages) > 10
    assert [*look_at(pages, engine, played.server, played.folder)] == []


# The trial can fail


@pytest.mark.slow
@pytest.mark.browser
def test_payloads_run_where_nothing_stops_them(played: Round, engine: Chromium) -> None:
    assert count_armed(engine, played.server, played.words[:64]) > 20


@pytest.mark.slow
@pytest.mark.browser
def test_a_payload_in_a_page_is_found_by_parser_and_browser(played: Round, engine: Chromium, tmp_path: Path) -> None:
    shutil.copytree(played.folder / "public", tmp_path / "public")
    page = tmp_path / f"public/en/methods/{METHODS[0]}.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{played.words[0]}</main>"), encoding="utf-8")
    name = page.relative_to(tmp_path / "public").as_posix()
    assert [*active_bytes(played.site, tmp_path, [])] == [f"{name}: <script>"]
    found = [*look_at([f"/public/{name}"], engine, played.server, tmp_path)]
    assert found == ["payload 0 ran", f"/public/{name}: <script>"]


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<script>x</script>",
            "<script src=https://a/x.js></script>",
            "<img src=x onerror=x>",
            "<p onclick=x>",
            "<p style=x>",
        ),
        *(
            "<a href=javascript:x>",
            "<a href='java\nscript:x'>",
            "<a href=' data:x'>",
            "<iframe srcdoc=x>",
            "<base href=x>",
        ),
        *(
            "<meta http-equiv=refresh>",
            "<link rel=stylesheet href=https://a>",
            "<link rel=preload href=assets/x>",
            "<svg>",
        ),
        *(
            "<?php x ?>",
            "<!DOCTYPE html SYSTEM 'x'>",
            "<form action=x>",
            "<video poster=x>",
            "<b autofocus>",
            "<object data=x>",
        ),
    ],
)
def test_active_markup_is_reported(html: str) -> None:
    assert dangers(html)


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<!doctype html><p class=a id=b>x</p>",
            "<a href=https://a/b>x</a>",
            "<a href=mailto:a@b>x</a>",
            "<a href=../a.html>",
        ),
        *(
            "<script defer src=../assets/a.js></script>",
            "<link rel=stylesheet href=assets/a.0.css>",
            "<math><mi>x</mi></math>",
        ),
        *("&lt;script&gt;", "<td data-x='<script>'>", "<link rel=canonical href=https://a/b>"),
    ],
)
def test_plain_markup_is_not(html: str) -> None:
    assert dangers(html) == []
