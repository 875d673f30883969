"""Former addresses of an entry lead to the present one."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.problems import format_problems
from playwright.sync_api import Browser

from tests.browsing import expect_address, open_page, watch
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


def test_hosts_that_read_a_file_of_redirects_have_one(tmp_path: Path) -> None:
    base = site_with(tmp_path, "[uno]")
    settings = "title: T\nsource_locale: en\nlocales: [en, uk]\nbase_url: https://example.org/ref/\n"
    write_site(base, {"content/site.yaml": settings + "entry: {one: b, many: bs, address: bs, previous: [methods]}\n"})
    output = publish(base, tmp_path / "public")
    moves = [line.split() for line in (output / "_redirects").read_text(encoding="utf-8").splitlines()]
    assert moves[:2] == [
        ["/ref/en/bs/uno.html", "/ref/en/bs/one.html", "301"],
        ["/ref/en/methods/one.html", "/ref/en/bs/one.html", "301"],
    ]
    assert len(moves) == 8
    for former, present, _ in moves:
        assert all((output / path.removeprefix("/ref/")).is_file() for path in (former, present))
    write_site(base, {"content/files/_redirects": "/old /en/index.html\n"})
    publish(base, output)
    assert (output / "_redirects").read_text(encoding="utf-8") == "/old /en/index.html\n"
    assert tree(output) == tree(publish(base, tmp_path / "clean"))


def test_without_former_addresses_there_is_no_such_file(tmp_path: Path) -> None:
    assert not (publish(write_site(tmp_path, MINIMAL), tmp_path / "public") / "_redirects").exists()


def build(base: Path, *options: str) -> Result:
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["build", "-j1", *places, "-o", str(base / "public"), *options])
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("kept", [True, False])
def test_an_address_that_a_build_takes_away_is_told_and_is_no_error(kept: bool, tmp_path: Path) -> None:
    base = site_with(tmp_path, "[uno]")
    write_site(base, {"content/comparisons/both.md": "---\ntitle: Both\nmethods: [one, two]\n---\n"})
    assert build(base).stderr == ""
    (base / "content/comparisons/both.md").unlink()
    (base / "content/methods/two.md").rename(base / "content/methods/zwei.md")
    if kept:
        write_site(base, {"content/methods/zwei.md": "---\nname: Two\nprevious: [two]\n---\n"})
    told = build(base, "--strict").stderr
    if kept:
        assert told == ""
    else:
        assert told.endswith(
            "content/methods:1:1: warning: these addresses of the last build lead nowhere now: en/methods/two.html\n"
            "  hint: if an entry was renamed, write its former name into its file, as in `previous: [two]`\n"
        )
    write_site(base, {"content/methods/one.md": "---\nname: One, edited\nprevious: [uno]\n---\n"})
    assert build(base).stderr == ""


def test_another_address_of_all_entries_is_told(tmp_path: Path) -> None:
    base = site_with(tmp_path, "[]")
    build(base)
    write_site(base, {"content/site.yaml": MINIMAL["content/site.yaml"] + "entry: {one: b, many: bs, address: bs}\n"})
    told = build(base).stderr
    assert "lead nowhere now: en/methods/one.html, en/methods/two.html\n" in told
    assert "hint: keep them: add `previous: [methods]` to `entry` in site.yaml" in told


@pytest.mark.browser
def test_a_comparison_put_together_by_hand_finds_what_has_another_slug_now(browser: Browser, tmp_path: Path) -> None:
    output = publish(site_with(tmp_path, "[uno]"), tmp_path / "public")
    page = browser.new_page()
    faults = watch(page)
    open_page(page, (output / "en/compare/index.html").as_uri() + "#two,uno")
    page.wait_for_selector('.compare[data-drawn="two,one"]')
    expect_address(page, "index.html#two,one")
    assert page.locator("th[data-method]").evaluate_all("all => all.map((head) => head.dataset.method)") == [
        "two",
        "one",
    ]
    assert faults == []
    page.close()
