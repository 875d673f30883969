"""Former addresses of an entry lead to the present one."""

from pathlib import Path

import pytest
from kaedah.problems import format_problems

from tests.conftest import MINIMAL, publish, read, tree, write_site
from tests.page_reader import read_page

SITE = MINIMAL | {
    "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\nbase_url: https://example.org/\n",
    "content/methods/one.md": "---\nname: One\nyear: 2001\nsummary: S\nprevious: [uno, ein]\n---\n",
    "content/methods/two.md": "---\nname: Two\nyear: 2002\nsummary: S\n---\n",
}


def site_with(base: Path, previous: str, other: str = "") -> Path:
    files = {"content/methods/one.md": f"---\nname: One\nprevious: {previous}\n---\n"}
    files["content/fields.yaml"] = "- {id: size, kind: number, label: Size}\n"
    files["content/methods/two.md"] = f"---\nname: Two\n{other}---\n"
    return write_site(base, MINIMAL | files)


def test_a_former_address_leads_on_in_every_language_and_is_in_no_sitemap(tmp_path: Path) -> None:
    base = write_site(
        tmp_path,
        SITE | {"content/fields.yaml": "- {id: year, kind: year, label: Y}\n- {id: summary, kind: prose, label: S}\n"},
    )
    output = publish(base, tmp_path / "public")
    for code in ("en", "uk"):
        for slug in ("uno", "ein"):
            page = read_page(output / f"{code}/methods/{slug}.html")
            assert page.one("a").attributes["href"] == f"../../{code}/methods/one.html"
            refresh = [meta for meta in page.all("meta") if meta.attributes.get("http-equiv") == "refresh"]
            assert [meta.attributes["content"] for meta in refresh] == [f"0; url=../../{code}/methods/one.html"]
    assert "uno" not in (output / "sitemap.xml").read_text(encoding="utf-8")


def test_an_incremental_build_adds_and_removes_former_addresses(tmp_path: Path) -> None:
    base = site_with(tmp_path, "[uno]")
    output = publish(base, tmp_path / "public")
    assert (output / "en/methods/uno.html").is_file()
    site_with(tmp_path, "[eins]")
    publish(base, output)
    assert not (output / "en/methods/uno.html").exists()
    assert tree(output) == tree(publish(base, tmp_path / "clean"))


@pytest.mark.parametrize(
    ("previous", "other", "problem"),
    [
        ("[two]", "", 'content/methods/one.md:3:12: error: the former slug "two" is that of another file'),
        ("[uno]", "previous: [uno]\n", 'content/methods/two.md:3:12: error: the former slug "uno" is that of another'),
        ("[one]", "", 'content/methods/one.md:3:12: error: "one" is not a former slug of this method'),
        ("[No Slug]", "", 'content/methods/one.md:3:12: error: "No Slug" is not a former slug of this method'),
        ("uno", "", 'content/methods/one.md:3:11: error: "previous" must be a list'),
    ],
)
def test_a_former_slug_that_is_wrong_is_an_error(previous: str, other: str, problem: str, tmp_path: Path) -> None:
    assert format_problems(read(site_with(tmp_path, previous, other))[1]).startswith(problem)
