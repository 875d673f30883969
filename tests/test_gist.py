"""The roles of words: what introduces an entry on its page, and what says in lists what it is for."""

from pathlib import Path

import pytest

from tests.conftest import publish, write_site
from tests.page_reader import read_page

FIELDS = (
    "- {id: history, kind: prose, label: History}\n"
    "- {id: use, kind: text, label: Use, role: gist}\n"
    "- {id: summary, kind: prose, label: Summary, role: summary}\n"
)
FILES = {
    "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
    "content/fields.yaml": FIELDS,
    "content/methods/one.md": "---\nname: One\nhistory: Begun in 1999.\nuse: A cache.\nsummary: Long words.\n---\n",
    "content/methods/one.uk.md": "---\nname: Один\nuse: Кеш.\n---\n",
    "content/methods/two.md": "---\nname: Two\nhistory: Begun in 2001.\nuse: n/a\nsummary: Other words.\n---\n",
    "content/methods/three.md": "---\nname: Three\nhistory: Begun in 2002.\n---\n",
}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return publish(write_site(tmp_path / "site", FILES), tmp_path / "public")


def test_lists_and_search_show_the_gist_or_else_the_summary(output: Path) -> None:
    listed = {item.attributes["data-method"]: item for item in read_page(output / "en/index.html").all(class_="item")}
    assert listed["one"].one(class_="about").words == "A cache."
    assert listed["two"].one(class_="about").words == "Other words."
    assert listed["three"].all(class_="about") == []
    assert "\tA cache." in (output / "en/search.js").read_text().replace("\\t", "\t")
    translated = read_page(output / "uk/index.html").all(data_method="one")[0]
    assert translated.one(class_="about").words == "Кеш."


def test_the_summary_introduces_the_page_whatever_prose_comes_first(output: Path) -> None:
    page = read_page(output / "en/methods/one.html")
    assert page.one("p", class_="lead").words == "Long words."
    rows = [row.attributes["data-field"] for row in page.one("table", class_="facts").all("tr")]
    assert rows == ["history", "use"]
    assert read_page(output / "en/methods/three.html").all("p", class_="lead") == []


def test_without_the_role_the_first_prose_introduces_the_page(tmp_path: Path) -> None:
    base = write_site(tmp_path / "site", {**FILES, "content/fields.yaml": FIELDS.replace(", role: summary", "")})
    page = read_page(publish(base, tmp_path / "public") / "en/methods/one.html")
    assert page.one("p", class_="lead").words == "Begun in 1999."


def test_an_edit_of_the_gist_changes_lists_as_a_clean_build_does(tmp_path: Path) -> None:
    base = write_site(tmp_path / "site", FILES)
    publish(base, tmp_path / "public")
    path = base / "content/methods/one.md"
    path.write_text(path.read_text().replace("A cache.", "A queue."))
    publish(base, tmp_path / "public")
    assert "A queue." in (tmp_path / "public/en/index.html").read_text()
    assert "A queue." in (tmp_path / "public/en/search.js").read_text()
