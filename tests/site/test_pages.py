"""The shipped site as it is published. What holds for the pages of every site is tested with the example site."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import audit
from tests.conftest import ROOT, THEMES
from tests.page_reader import broken_links, read_page
from tests.test_page_weight import SCRIPTS, heavy_pages

pytestmark = pytest.mark.slow

GROWING = re.compile(r"[\w-]+/(index|contribute|by/.*|compare/[\w-]+)\.html")
LARGE_TABLE = 20 * 1024  # bytes, gzip -9


def test_no_link_is_broken(built_site: Callable[[str], Path]) -> None:
    assert broken_links(built_site("default")) == []


@pytest.mark.parametrize("theme", THEMES)
def test_no_page_is_heavy(built_site: Callable[[str], Path], theme: str) -> None:
    """A list of methods, or a comparison of three or more, grows with its content: the first round trip, of 14 KB,
    brings its style sheets and the rows that a window shows; see docs/decisions/0016-content.md.
    """
    heavy = heavy_pages(built_site(theme))
    assert [page for page in heavy if not GROWING.fullmatch(page[0])] == []
    assert [page for page in heavy if page[1] > LARGE_TABLE or page[2] > SCRIPTS] == []


def test_the_eight_methods_of_the_chinese_article_have_meaning_and_principle(
    built_site: Callable[[str], Path],
) -> None:
    pages = built_site("default") / "zh-Hans"
    table = read_page(pages / "compare/parameter-efficient-methods.html").one("table", class_="comparison")
    slugs = [cell.attributes["data-method"] for cell in table.one("thead").all("th")[1:]]
    assert slugs == [
        "lora",
        "adapter-tuning",
        "prompt-tuning",
        "prefix-tuning",
        "p-tuning",
        "p-tuning-v2",
        "bitfit",
        "distilbert",
    ]
    for slug in slugs:
        body = read_page(pages / f"methods/{slug}.html").one("div", class_="body")
        assert [body.one("h2", id=name).words for name in ("meaning", "principle")] == ["一句话概括", "原理"]
        assert body.lang == "zh-Hans"


def test_every_audited_page_is_in_the_site_and_in_the_documented_figures(built_site: Callable[[str], Path]) -> None:
    quality = (ROOT / "docs/explanation/quality.md").read_text(encoding="utf-8")
    for name, path in audit.PAGES.items():
        assert (built_site("default") / path.split("#")[0]).is_file(), path
        for preset in audit.PRESETS:
            assert f"| {name} | {preset} |" in quality, (name, preset)
    assert audit.THEMES == THEMES
