"""Builds that follow each other give what a clean build gives; `test_incremental.py` tries it at random."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kaedah import build_request
from kaedah.build_request import BuildRequest
from kaedah.pipeline import ContentErrors, build_site, explained, publish_plan
from kaedah.plan import pagination
from kaedah.plan.site_plan import plan_site
from kaedah.problems import Problem, format_problems
from kaedah.publish.release import Outcome
from kaedah.publish.swap import workspace_of
from kaedah.render import environment
from kaedah.state.stat import FileStats, scan
from kaedah.state.store import FILE
from kaedah.workers import ALONE

from tests.conftest import MINIMAL, ROOT, folders, of_the_content, read, tree, write_site

PO = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
FILES = MINIMAL | {
    "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en, bg]\ntheme: own\n",
    "content/methods/one.bg.md": "---\nname: Едно\n---\n\n## Значение\n\nДуми.\n",
    "content/methods/three.md": "---\nname: Three\nyear: 1999\naliases: [third]\n---\n\nAs in [one](method:one).\n",
    "content/comparisons/both.md": "---\ntitle: Both\nmethods: [one, three]\n---\n\nWhy.\n",
    "content/pages/about.md": "---\ntitle: About\n---\n\nThis site.\n",
    "locales/bg/LC_MESSAGES/messages.po": PO + '\nmsgid "Methods"\nmsgstr "Методи"\n',
    "themes/own/theme.yaml": "name: own\nextends: default\n",
    "themes/own/assets/more.css": "p { margin: 1px }\n",
}


@pytest.fixture(autouse=True)
def one_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BuildRequest, "salt", "test")
    monkeypatch.setattr(pagination, "PAGE_SIZE", 2)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A built site that was left alone for a while."""
    base = write_site(tmp_path / "site", FILES)
    time.sleep(0.03)
    build(base)
    return base


def build(base: Path, printed: list[str] | None = None, **options: object) -> Outcome:
    """A build on the last one, as the command makes it; problems are added to `printed`. Raises ContentErrors."""
    request = BuildRequest(folders(base, **options), base / "public")
    told = [] if printed is None else printed

    def report(problems: list[Problem]) -> str:
        told.append(format_problems(problems))
        return told[-1]

    try:
        last = request.last_build()
        if last:
            told.append(last.text)
            return Outcome(last.pages, 0, last.pages, 0)
        return build_site(request, report)[1]
    finally:
        request.close()


def change(base: Path, path: str, old: str, new: str) -> None:
    """Another text in a file, long enough before the next build for its time to tell."""
    text = (base / path).read_text(encoding="utf-8")
    assert old in text
    (base / path).write_text(text.replace(old, new), encoding="utf-8")
    time.sleep(0.03)


def must_be_as_clean(base: Path, **options: object) -> Outcome:
    printed: list[str] = []
    outcome = build(base, printed, **options)
    site, problems = read(base, **options)
    assert site is not None
    assert [*map(of_the_content, printed)] == [format_problems(problems)]
    clean = base / "clean" / "public"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "_environments", {})  # else a clean build would say what an earlier one has learned
        publish_plan(site, plan_site(site, "test"), clean)
    found, wanted = tree(base / "public"), tree(clean)
    shutil.rmtree(clean.parent)
    assert found.keys() == wanted.keys()
    assert [path for path in wanted if found[path] != wanted[path]] == []
    return outcome


ONE, SITE = "content/methods/one.md", "content/site.yaml"


def own_template(name: str) -> str:
    return (ROOT / "themes/default/templates" / name).read_text(encoding="utf-8")


def change_unseen(base: Path, path: str, old: str, new: str) -> None:
    """As some programs that copy files and keep their times."""
    before = (base / path).stat()
    change(base, path, old, new)
    os.utime(base / path, ns=(before.st_atime_ns, before.st_mtime_ns))
    time.sleep(0.03)


def remove_method(base: Path) -> None:
    (base / "content/methods/two.md").unlink()
    change(base, ONE, "related: [two]\n", "")


def move_method(base: Path) -> None:
    (base / "content/methods/more").mkdir()
    for path in (base / "content/methods").glob("one.*"):
        path.rename(path.parent / "more" / path.name)


def swap_files(base: Path, one: str, other: str) -> None:
    os.rename(base / one, base / "aside")
    os.rename(base / other, base / one)
    os.rename(base / "aside", base / other)


EDITS: dict[str, Callable[[Path], object]] = {
    "a body": lambda base: change(base, ONE, "One.", "More."),
    "a body by as many bytes, with the time it had": lambda base: change_unseen(base, ONE, "One.", "Two."),
    "a name": lambda base: change(base, ONE, "name: One", "name: Won"),
    "a fact": lambda base: change(base, ONE, "year: 2001", "year: 1987"),
    "a relation": lambda base: change(base, ONE, "related: [two]", "related: [three]"),
    "a link in a body": lambda base: change(base, ONE, "One.", "See [it](method:three)."),
    "a sort key": lambda base: change(base, ONE, "name: One", "name: One\nsort_key: zzz"),
    "another name": lambda base: change(base, "content/methods/three.md", "[third]", "[last, third]"),
    "a translation": lambda base: change(base, "content/methods/one.bg.md", "Едно", "Първо"),
    "a review": lambda base: change(base, "content/methods/one.bg.md", "name: ", "reviewed: true\nname: "),
    "a translation less": lambda base: (base / "content/methods/one.bg.md").unlink(),
    "a method more": lambda base: write_site(base, {"content/methods/four.md": "---\nname: Four\nyear: 2004\n---\n"}),
    "a method less": remove_method,
    "a method elsewhere": move_method,
    "two files that change places": lambda base: swap_files(base, "content/methods/two.md", "content/methods/three.md"),
    "a comparison": lambda base: change(base, "content/comparisons/both.md", "[one, three]", "[one, two]"),
    "the body of a comparison": lambda base: change(base, "content/comparisons/both.md", "Why.", "Because."),
    "a page": lambda base: change(base, "content/pages/about.md", "This site.", "That site."),
    "a page more": lambda base: write_site(base, {"content/pages/news.md": "---\ntitle: News\n---\n\nNone.\n"}),
    "a page less": lambda base: (base / "content/pages/about.md").unlink(),
    "a glossary": lambda base: write_site(
        base, {"content/glossary.yaml": "- {term: words, definition: What is said., renderings: {bg: думи}}\n"}
    ),
    "a title": lambda base: change(base, SITE, "title: Test", "title: Tests"),
    "an address": lambda base: change(base, SITE, "theme: own", "theme: own\nbase_url: https://example.org/"),
    "pairs": lambda base: change(base, SITE, "theme: own", "theme: own\ncompare: {pairs: all}"),
    "a language more": lambda base: change(base, SITE, "[en, bg]", "[en, bg, uk]"),
    "a label": lambda base: change(base, "content/fields.yaml", "label: Type", "label: Kind"),
    "how a field is compared": lambda base: change(base, "content/fields.yaml", "compare: set", "compare: count"),
    "a message": lambda base: change(base, "locales/bg/LC_MESSAGES/messages.po", "Методи", "Начини"),
    "a style": lambda base: change(base, "themes/own/assets/more.css", "1px", "2px"),
    "a template": lambda base: write_site(
        base, {"themes/own/templates/parts.html": own_template("parts.html").replace("<li", '<li data-more=""')}
    ),
    "another theme": lambda base: change(base, SITE, "theme: own", "theme: ledger"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_build_after_an_edit_equals_a_clean_one(base: Path, edit: str) -> None:
    before = tree(base / "public")
    EDITS[edit](base)
    must_be_as_clean(base)
    assert tree(base / "public") != before


def test_edits_that_follow_each_other_are_all_published(base: Path) -> None:
    """Each brings up to date what two builds before left in the other release folder."""
    for number in range(5):
        change(base, ONE, "name: One" + "e" * number, "name: One" + "e" * (number + 1))
        if number % 2:
            (base / f"content/methods/four-{number}.md").write_text(f"---\nname: Four {number}\nyear: 2004\n---\n")
        must_be_as_clean(base)


def test_an_edit_that_is_taken_back_gives_the_site_before(base: Path) -> None:
    before = tree(base / "public")
    change(base, ONE, "name: One", "name: Other")
    must_be_as_clean(base)
    change(base, ONE, "name: Other", "name: One")
    must_be_as_clean(base)
    assert tree(base / "public") == before


def test_a_second_build_writes_nothing(base: Path) -> None:
    time.sleep(0.03)
    build(base)  # what was published may have changed at the moment in which the first build ended
    before = {path: path.stat() for path in (base / "public").rglob("*")}
    assert build(base).written == 0
    assert {path: path.stat() for path in (base / "public").rglob("*")} == before


@pytest.mark.parametrize("spoilt", [SITE, "content/fields.yaml"])
def test_an_edit_beside_a_mistake_in_the_settings_is_published_once_that_is_fixed(base: Path, spoilt: str) -> None:
    before = (base / spoilt).read_text(encoding="utf-8")
    change(base, spoilt, before, "spoilt: [\n")
    change(base, ONE, "One.", "Two.")
    with pytest.raises(ContentErrors):
        build(base)
    time.sleep(0.03)
    (base / spoilt).write_text(before, encoding="utf-8")
    must_be_as_clean(base)
    assert "Two." in (base / "public/en/methods/one.html").read_text(encoding="utf-8")


def test_a_second_save_in_the_same_tick_is_published(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the file system tells no time of change, and the file is as long as before."""
    monkeypatch.setattr(build_request, "scan", scan_without_time_of_change)
    time.sleep(0.03)
    moment = 0
    for words in ("Two.", "Six."):
        (base / ONE).write_text(FILES[ONE].replace("One.", words), encoding="utf-8")
        moment = moment or time.time_ns()
        os.utime(base / ONE, ns=(moment, moment))
        must_be_as_clean(base)
        assert words in (base / "public/en/methods/one.html").read_text(encoding="utf-8")


def test_a_second_edit_of_a_table_in_the_same_tick_is_published(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_request, "scan", scan_without_time_of_change)
    time.sleep(0.03)
    moment, rows = 0, base / "content/data/rows.csv"
    rows.parent.mkdir()
    for name in ("First", "Third"):
        rows.write_text(f"slug,name,year\nrow,{name},2020\n", encoding="utf-8")
        moment = moment or time.time_ns()
        os.utime(rows, ns=(moment, moment))
        must_be_as_clean(base)
        assert name in (base / "public/en/methods/row.html").read_text(encoding="utf-8")


def scan_without_time_of_change(folder: Path, prefix: str = "") -> FileStats:
    return {path: (size, modified, 0, inode) for path, (size, modified, _, inode) in scan(folder, prefix).items()}


def test_a_warning_over_two_files_follows_an_edit_of_one(base: Path) -> None:
    change(base, "content/methods/two.md", "name: Two", "name: One")
    must_be_as_clean(base)
    change(base, "content/methods/two.md", "name: One", "name: Two")
    must_be_as_clean(base)


@pytest.mark.parametrize("only", [("en",), ("en", "uk")])
def test_a_build_of_some_languages_counts_what_changed_in_the_others(base: Path, only: tuple[str, ...]) -> None:
    change(base, SITE, "[en, bg]", "[en, bg, uk]")
    must_be_as_clean(base, only=only)
    change(base, "content/methods/one.bg.md", "name: ", "reviewed: true\nname: ")
    must_be_as_clean(base, only=only)


def test_languages_in_another_order_hide_no_edit(base: Path) -> None:
    change(base, SITE, "[en, bg]", "[en, bg, uk]")
    must_be_as_clean(base, only=("bg",))
    change(base, SITE, "[en, bg, uk]", "[en, uk, bg]")
    (base / "content/methods/one.bg.md").unlink()
    must_be_as_clean(base, only=("bg",))


def test_a_damaged_output_is_repaired(base: Path) -> None:
    pages = [base / "public/en/methods/one.html", base / "public/en/index.html", base / "public/bg/index.html"]
    pages[0].unlink()
    pages[1].write_text("cut")
    pages[2].write_bytes(pages[2].read_bytes()[::-1])
    must_be_as_clean(base)


def test_explain_reads_everything_again_where_the_state_is_damaged(base: Path) -> None:
    state = workspace_of(base / "public") / FILE
    os.truncate(state, state.stat().st_size // 2)
    request = BuildRequest(folders(base), base / "public")
    try:
        with explained(request, ALONE) as found:
            assert found.stale == []
    finally:
        request.close()
    must_be_as_clean(base)


def test_an_asset_is_called_by_what_is_in_it(base: Path) -> None:
    """Browsers may keep it for ever."""
    before = {path.name for path in (base / "public/assets").glob("more.*")}
    change(base, "themes/own/assets/more.css", "1px", "2px")
    must_be_as_clean(base)
    now = {path.name for path in (base / "public/assets").glob("more.*")}
    assert (len(before), len(now)) == (1, 1)
    assert before != now
