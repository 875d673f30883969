"""Whole pages of small sites: addresses, sitemaps, and the pages of translation status."""

import re
from pathlib import Path

import pytest
from kaedah.plan.pages import sitemap, translation_status
from kaedah.source_stamps import stamp_of

from tests.conftest import MINIMAL, publish, tree, write_site
from tests.page_reader import broken_links, read_page

ADDRESS = "https://example.org/any/sub/path"


def test_absolute_addresses_lead_to_translated_pages_of_the_site(tmp_path: Path) -> None:
    site = write_site(
        tmp_path,
        {
            "content/site.yaml": f"title: T\nbase_url: {ADDRESS}\nsource_locale: en\nlocales: [en, uk]\n",
            "content/fields.yaml": "- {id: year, kind: year, label: Year}\n",
            "content/methods/one.md": "---\nname: One\nyear: 2001\n---\nBody of some length.\n",
            "content/methods/one.uk.md": "---\nname: Один\ntranslates: {name: 00000000}\n---\nТіло певної довжини.\n",
            "content/methods/two.md": "---\nname: Two\nyear: 2001\n---\nBody of some length, never translated.\n",
        },
    )
    output = publish(site, tmp_path / "public")
    assert broken_links(output, "https://example.org/any/sub/path/") == []
    one, two = (read_page(output / f"uk/methods/{slug}.html") for slug in ("one", "two"))
    assert one.one("link", rel="canonical").attributes["href"] == "https://example.org/any/sub/path/uk/methods/one.html"
    assert {link.attributes["hreflang"] for link in one.all("link", rel="alternate")} == {"en", "uk", "x-default"}
    assert two.one("link", rel="canonical").attributes["href"] == "https://example.org/any/sub/path/en/methods/two.html"
    assert two.all("link", rel="alternate") == []
    sitemap = (output / "sitemap.xml").read_text()
    assert "uk/methods/one.html" in sitemap
    assert "uk/methods/two.html" not in sitemap


def test_a_long_sitemap_is_split_and_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def addresses(*paths: str) -> list[str]:
        return [found for path in paths for found in re.findall("<loc>(.*?)</loc>", (output / path).read_text())]

    base = write_site(
        tmp_path / "site",
        MINIMAL | {"content/site.yaml": f"title: T\nbase_url: {ADDRESS}\nsource_locale: en\nlocales: [en, uk]\n"},
    )
    output = publish(base, tmp_path / "whole")
    whole = addresses("sitemap.xml")
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 5)
    output = publish(base, tmp_path / "cut")
    parts = [address.removeprefix(f"{ADDRESS}/") for address in addresses("sitemap.xml")]
    assert parts == [f"sitemaps/{number}.xml" for number in range(1, len(parts) + 1)]
    assert len(parts) > 1
    assert addresses(*parts) == whole
    assert all(len(addresses(part)) <= 5 for part in parts)


def test_the_translation_status_is_paginated_and_sorted_by_missing_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_status, "PAGE_SIZE", 2)
    files: dict[str, str | bytes] = {
        f"content/methods/{slug}.md": f"---\nname: N{slug}\ntype: T\n---\n" for slug in "abcde"
    }
    words = {
        "a": "reviewed: true\nname: а\ntype: т",  # done
        "b": "translates: {name: 00000000}\nname: б\ntype: т",  # one part out of date
        "c": "name: в",  # one part missing
        "d": "name: г\ntype: т",  # not reviewed
    }
    files |= {f"content/methods/{slug}.uk.md": f"---\n{front}\n---\n" for slug, front in words.items()}
    files["content/site.yaml"] = "title: T\nsource_locale: en\nlocales: [en, uk]\n"
    files["content/fields.yaml"] = "- {id: type, kind: text, label: Type}\n"
    output = publish(write_site(tmp_path / "site", files), tmp_path / "public")
    paths = ("translations.html", *(f"translations/{number}.html" for number in (2, 3, 4)))
    pages = [read_page(output / "uk" / path) for path in paths]
    shown = ["".join(row.one("a").attributes["href"][-6] for row in page.all("th", scope="row")) for page in pages]
    assert shown == ["ec", "ab", "cd", "e"]  # what needs most work, then all of them
    assert {page.one("table").one("caption").words.split()[0] for page in pages} == {"5"}  # all of them
    lists = [len(page.all("ul", **{"class": "states"})) for page in pages]
    rows = [len(page.one("tbody").children) for page in pages]  # each has a list of the parts of its document
    assert [found - count for found, count in zip(lists, rows, strict=True)] == [1, 0, 0, 0]  # the totals
    assert not (output / "uk/translations/5.html").exists()
    assert broken_links(output) == []
    assert [link.attributes["href"] for link in pages[1].one("nav", **{"class": "turner"}).all("a")] == [
        "../../uk/translations.html",
        "../../uk/translations/3.html",
    ]


def test_an_edit_of_a_translated_text_changes_two_status_pages_in_each_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_status, "PAGE_SIZE", 2)
    files: dict[str, str | bytes] = {
        "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk, ms]\n",
        "content/fields.yaml": "- {id: type, kind: text, label: Type}\n",
    }
    for slug in "abcdefgh":
        files[f"content/methods/{slug}.md"] = f"---\nname: {slug}\ntype: T\n---\n\nWords.\n"
        for code in ("uk", "ms"):
            head = f"translates: {{body: {stamp_of('Words.')}}}\nname: {slug}\ntype: T\nreviewed: true"
            files[f"content/methods/{slug}.{code}.md"] = f"---\n{head}\n---\n\nСлова.\n"
    base = write_site(tmp_path / "site", files)
    output = publish(base, tmp_path / "public")
    before = tree(output)
    write_site(base, {"content/methods/e.md": "---\nname: e\ntype: T\n---\n\nOther words.\n"})
    after = tree(publish(base, output))
    changed = {path for path in after if after[path] != before.get(path)} - {"manifest.json"}
    changes = ("methods/e.html", "translations.html", "translations/4.html")
    expected = {f"{code}/{path}" for code in ("uk", "ms") for path in changes}
    assert changed == {"en/methods/e.html", "translations.json", *expected}
    assert after == tree(publish(base, tmp_path / "fresh"))
