"""The order in which the pages of a language are rendered: columns are made once, and live briefly."""

import shutil
from pathlib import Path

import pytest
from kaedah.plan.entries import Entry
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.site_plan import Plan, plan_site
from kaedah.publish.page_writer import make_jobs, render_job, write_job
from kaedah.render.columns import Columns

from tests.conftest import MINIMAL, must_read, publish, tree, write_site

# Each method of a ring is compared with the two before it; their names tell nothing of where they stand.
RING = 90


def name_of(number: int) -> str:
    return f"m{number * 37 % RING:02}"


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = write_site(tmp_path_factory.mktemp("ring") / "site", MINIMAL)
    shutil.rmtree(base / "content/methods")
    files = {}
    for number in range(RING):
        one, two = name_of(number - 1), name_of(number - 2)
        values = f"name: Method {number}\nyear: {1900 + number}\nrelated: [{one}]"
        files[f"content/methods/{name_of(number)}.md"] = f"---\n{values}\n---\nText.\n"
        members = f"[{name_of(number)}, {one}, {two}]"
        files[f"content/comparisons/c{number}.md"] = f"---\ntitle: Set {number}\nmethods: {members}\n---\n"
    return write_site(base, files)


def plan_of(base: Path) -> Plan:
    return plan_site(must_read(base), "test")


def test_a_column_is_made_once_and_forgotten_when_no_further_page_shows_it(
    ring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaedah.publish.page_writer.JOB_PAGES", 10)
    made: list[str] = []
    rendered = Columns._rendered

    def count(columns: Columns, entry: Entry) -> tuple[str, ...]:
        made.append(entry.slug)
        return rendered(columns, entry)

    monkeypatch.setattr(Columns, "_rendered", count)
    plan = plan_of(ring)
    (job,) = [
        job for job in make_jobs(plan, plan.pages, 1) if job.locale_site.locale.code == "en" and len(job.pages) > 50
    ]
    most = max(len(job.locale_site._columns) for _ in render_job(job))
    assert sorted(set(made)) == sorted(f"m{number:02}" for number in range(RING))
    assert len(made) <= RING + 2  # the home page, which comes late, shows two of them again
    assert most < RING / 6
    assert not job.locale_site._columns


def test_the_order_has_every_page_once_and_lists_last(ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaedah.publish.page_writer.JOB_PAGES", 10)
    plan = plan_of(ring)
    pages = [page for job in make_jobs(plan, plan.pages, 4) for page in job.pages]
    assert sorted(page.path for page in pages) == [page.path for page in plan.pages]
    shown = [bool(page.spec.data.columns) for page in pages if page.locale == "en"]
    assert shown == sorted(shown, reverse=True)


def test_what_lists_show_is_made_once_too(ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    column = LocaleSite.column

    def count(locale_site: LocaleSite, slug: str) -> object:
        if slug not in locale_site._columns:
            opened.append(slug)
        return column(locale_site, slug)

    monkeypatch.setattr("kaedah.publish.page_writer.JOB_PAGES", 10)
    monkeypatch.setattr(LocaleSite, "column", count)
    plan = plan_of(ring)
    for job in make_jobs(plan, [page for page in plan.pages if page.locale == "en"], 1):
        assert len([*render_job(job)]) == len(job.pages)
    assert len(opened) <= RING + 2  # the home page, which comes late, shows two of them again


def test_the_order_changes_no_byte(ring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tree(publish(ring, tmp_path / "public"))
    monkeypatch.setattr("kaedah.publish.page_writer.JOB_PAGES", 10)
    plan = plan_of(ring)
    for job in make_jobs(plan, plan.pages, 4):
        write_job(job, str(tmp_path / "walked"))
    walked = tree(tmp_path / "walked")
    assert walked == {path: expected[path] for path in walked}
    assert expected.keys() - walked.keys() == {path for path in expected if path.startswith("assets/")} | {
        "manifest.json"
    }
