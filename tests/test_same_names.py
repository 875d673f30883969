"""`names: {translate: false}`: entries that have the same name in every language."""

import json
from pathlib import Path

import pytest
from kaedah.documents import State
from kaedah.plan.dataset.tables import tables_of
from kaedah.plan.scaffolds import translation_template

from tests.conftest import must_read, publish, read, write_site
from tests.page_reader import read_page
from tests.test_value_notes import run

FILES = {
    "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\nnames: {translate: false}\n",
    "content/fields.yaml": "- {id: type, kind: text, label: Type}\n- {id: related, kind: links, label: Related}\n",
    "content/methods/redis.md": "---\nname: Redis\ntype: Store\nrelated: [sqlite]\n---\n\nWords.\n",
    "content/methods/redis.uk.md": "---\ntype: Сховище\n---\n\nСлова.\n",
    "content/methods/sqlite.md": "---\nname: SQLite\n---\n",
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", FILES)


def test_a_translation_need_not_hold_a_name_and_is_complete_without_one(base: Path) -> None:
    assert run(base, "translations", "stamp", "redis", "uk")[0] == 0
    assert "name" not in (base / "content/methods/redis.uk.md").read_text()
    site = must_read(base)
    document = site.methods["redis"].document
    assert {part: document.state(part, "uk") for part in document.source.written_parts} == {
        "type": State.UNREVIEWED,
        "body": State.UNREVIEWED,
    }
    assert document.words("name", "uk") == ("Redis", "uk", "source")
    tally = site.summaries["methods/redis"].by_locale.tally("uk")
    assert (tally.done, tally.parts, tally.whole, tally.mostly_translated) == (1, 1, True, True)
    bare = site.summaries["methods/sqlite"].by_locale.tally("uk")  # all it has is a name
    assert (bare.parts, bare.whole, bare.mostly_translated) == (0, True, True)
    status = json.loads(run(base, "translations", "status", "--format", "json")[1])
    assert status["uk"]["unfinished"] == {}
    assert "name" not in translation_template(document)
    texts = next(table for table in tables_of(site) if table.name == "texts")
    assert {row[1] for row in texts.rows()} == {"type", "body"}


def test_pages_show_the_name_as_words_of_their_own_language(base: Path) -> None:
    output = publish(base, base.parent / "public")
    page = read_page(output / "uk/methods/redis.html")
    assert page.one("h1").words == "Redis"
    assert page.one("h1").lang == "uk"
    assert page.all("p", class_="original") == page.all("p", class_="name-badge") == []
    column = read_page(output / "uk/compare/redis/sqlite.html").one("thead").all("th")[1]
    assert column.words.startswith("Redis")
    assert column.all("span", class_="badge") == []
    item = read_page(output / "uk/index.html").all(data_method="sqlite")[0]
    assert item.all("span", class_="badge") == []


def test_a_name_in_a_translation_is_an_error_and_none_where_names_are_translated(base: Path) -> None:
    path = base / "content/methods/redis.uk.md"
    path.write_text(path.read_text().replace("---\n", "---\nname: Редіс\n", 1))
    site, problems = read(base)
    assert site is None
    assert [(problem.text, problem.line) for problem in problems if problem.level == "error"] == [
        ('"name" is the same in every language and does not belong in a translation', 2)
    ]
    settings = base / "content/site.yaml"
    settings.write_text(settings.read_text().replace("names: {translate: false}\n", ""))
    assert must_read(base).methods["redis"].document.words("name", "uk").text == "Редіс"
