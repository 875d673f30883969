"""A release costs what it changes: the two release folders take turns, and the manifest is amended."""

import errno
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaedah.disk.paths import folders_of
from kaedah.pipeline import publish_plan
from kaedah.plan.site_plan import plan_site
from kaedah.publish import release_plan
from kaedah.publish.manifest import MANIFEST, Manifest, ManifestText, Published, ShardNote, read_manifest
from kaedah.publish.output_scan import scan_output
from kaedah.publish.release import Outcome
from kaedah.publish.staging import STAGING, bring_up_to_date, folder_times, pack_times, unpack_times
from kaedah.publish.swap import workspace_of
from kaedah.state.stat import MISSING
from kaedah.state.store import BuildState

from tests.conftest import must_read, publish, tree


def build(site: Path, output: Path) -> Outcome:
    """A build with the state of the last one."""
    time.sleep(0.03)  # times of files are that coarse: what the last build wrote is to be older than this one
    found = must_read(site)
    return publish_plan(found, plan_site(found, "test"), output)


def edit(site: Path, words: str = "One more sentence.") -> None:
    path = site / "content/methods/lora.md"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{words}\n", encoding="utf-8")


def add_method(site: Path) -> None:
    text = (site / "content/methods/adapters.md").read_text(encoding="utf-8")
    text = text.replace("name: Adapters", "name: Another")
    (site / "content/methods/another.md").write_text(text, encoding="utf-8")


def remove_method(site: Path) -> None:
    (site / "content/methods/another.md").unlink()


def refuse_whole(*_: object) -> None:
    raise AssertionError("the whole site was compared")


def state_of(output: Path) -> BuildState:
    return BuildState.open(workspace_of(output), "test")


def must_be_as_clean(site: Path, output: Path, linked: bool = True) -> None:
    """The output is that of a clean build, and the state describes the two release folders as they are; copies have
    stats of their own and are looked at again.
    """
    target = site.parent / "clean" / "public"
    shutil.rmtree(target.parent, ignore_errors=True)
    assert tree(output) == tree(publish(site, target))
    published = {path for path in tree(output) if path != MANIFEST}
    assert read_manifest(output).files.keys() == published
    assert scan_output(output, workspace_of(output)).same or not linked
    staging, here = tree(workspace_of(output) / STAGING), tree(output)
    differing = {path for path in staging.keys() | here.keys() if staging.get(path) != here.get(path)}
    assert differing - {MANIFEST} <= {*state_of(output).differences()}


@pytest.mark.slow
def test_an_edit_compares_only_what_it_changes(site: Path, output: Path) -> None:
    for change in (edit, add_method, edit, remove_method, edit, edit):
        change(site)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(release_plan, "_whole", refuse_whole)
            outcome = build(site, output)
        assert 0 < outcome.written < outcome.pages
        assert outcome.kept == outcome.pages - outcome.written
        must_be_as_clean(site, output)
    assert build(site, output).written == 0


def test_an_edit_that_is_undone_is_published_as_it_was(site: Path, output: Path) -> None:
    before, path = tree(output), site / "content/methods/lora.md"
    text = path.read_bytes()
    edit(site)
    build(site, output)
    path.write_bytes(text)
    build(site, output)
    assert tree(output) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "harm",
    [
        lambda staging: (staging / "en/methods/lora.html").unlink(),
        lambda staging: shutil.rmtree(staging / "uk"),
        lambda staging: (staging / "en/methods/stranger.html").write_text("x", encoding="utf-8"),
        lambda staging: (staging / "en/stranger").mkdir(),
        lambda staging: _replace(staging / "en/index.html"),
        lambda staging: (staging / MANIFEST).unlink(),
        shutil.rmtree,
    ],
    ids=["file gone", "folder gone", "file more", "folder more", "file replaced", "manifest gone", "all gone"],
)
def test_changes_of_the_staging_folder_are_not_published(
    site: Path, output: Path, harm: Callable[[Path], None]
) -> None:
    edit(site)
    build(site, output)
    harm(workspace_of(output) / STAGING)
    edit(site, "A second one.")
    build(site, output)
    must_be_as_clean(site, output)
    edit(site, "A third one.")
    build(site, output)
    must_be_as_clean(site, output)


@pytest.mark.slow
@pytest.mark.parametrize("table", ["page", "need", "ingredient", "output", "difference", "meta", "document"])
def test_a_state_that_lost_rows_costs_time_only(site: Path, output: Path, table: str) -> None:
    """Rows cannot be lost one by one, but a state without them must not publish anything wrong either."""
    edit(site)
    build(site, output)
    state = state_of(output)
    with state.transaction():
        state._db.execute(f"delete from {table}")
        if table in ("page", "need", "ingredient", "difference"):
            state.put("generation", b"")  # these are committed together with it
    state.close()
    edit(site, "A second one.")
    build(site, output)
    must_be_as_clean(site, output)
    assert build(site, output).written == 0


def _replace(path: Path) -> None:
    """Another file in the place of one, as editors do it."""
    beside = path.with_suffix(".new")
    beside.write_text("not ours", encoding="utf-8")
    beside.replace(path)


def test_edits_in_the_staging_folder_are_detected_and_repaired(site: Path, output: Path) -> None:
    """Both folders share their files by hard links: what is written into one shows in the other."""
    edit(site)
    build(site, output)
    with (workspace_of(output) / STAGING / "en/methods/qlora.html").open("a", encoding="utf-8") as handle:
        handle.write("not ours")
    edit(site, "A second one.")
    build(site, output)
    must_be_as_clean(site, output)


@pytest.mark.slow
def test_a_file_system_without_hard_links_is_compared_as_a_whole(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "hard links are not supported")

    monkeypatch.setattr(os, "link", refuse)
    shutil.rmtree(workspace_of(output))
    for words in ("One more.", "And one."):
        edit(site, words)
        build(site, output)
        must_be_as_clean(site, output, linked=False)
        assert unpack_times(state_of(output).get("folders")) == {}


def test_a_release_with_an_unknown_state_is_described_without_writing(site: Path, output: Path) -> None:
    subprocess.run(["git", "init", "-q", output.parent], check=True)  # it says that nobody brought the output
    shutil.rmtree(workspace_of(output))
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    assert build(site, output).written == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert state_of(output).count_pages(root=False) > 0
    edit(site)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release_plan, "_whole", refuse_whole)
        with pytest.raises(AssertionError, match="the whole site"):  # the staging folder is not known yet
            build(site, output)
    assert build(site, output).written > 0
    must_be_as_clean(site, output)


# The staging folder


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A staging folder and a published one, which differ in `a/changed.html`."""
    for name, words in (("staging", "old"), ("output", "new")):
        (tmp_path / name / "a/b").mkdir(parents=True)
        (tmp_path / name / "a/changed.html").write_text(words, encoding="utf-8")
        (tmp_path / name / MANIFEST).write_text(words, encoding="utf-8")
    (tmp_path / "output/a/b/same.html").write_text("same", encoding="utf-8")
    os.link(tmp_path / "output/a/b/same.html", tmp_path / "staging/a/b/same.html")
    return tmp_path / "staging", tmp_path / "output"


def test_the_staging_folder_is_brought_up_to_date(folders: tuple[Path, Path]) -> None:
    staging, output = folders
    times = folder_times(staging, folders_of(["a/b/same.html"]))
    assert times.keys() == {"", "a", "a/b"}
    assert bring_up_to_date(staging, output, times, ["a/changed.html"], ["a/b/same.html", "a/fresh.html"])
    assert tree(staging) == {"a/changed.html": b"new"}
    assert not (staging / "a/b").exists()


@pytest.mark.parametrize("known", [False, True], ids=["nothing known", "a folder changed"])
def test_a_staging_folder_that_is_not_as_it_was_left_is_not_used(folders: tuple[Path, Path], known: bool) -> None:
    staging, output = folders
    times = folder_times(staging, folders_of(["a/b/same.html"])) if known else {}
    (staging / "a/b/more.html").write_text("more", encoding="utf-8")
    os.utime(staging / "a/b", (1, 1))
    before = tree(staging)
    assert not bring_up_to_date(staging, output, times, ["a/changed.html"], [])
    assert tree(staging) == before


@given(st.dictionaries(st.text("abc/", max_size=5), st.integers(0, 2**62), max_size=5))
def test_folder_times_survive_packing(times: dict[str, int]) -> None:
    assert unpack_times(pack_times(times)) == times


def test_no_folder_times_are_none() -> None:
    assert unpack_times(b"") == {}


def test_stats_of_files_that_changed_during_the_build_are_not_trusted() -> None:
    from kaedah.publish.release_state import _trusted

    began = 10_000_000_007
    written = {"new.html": Published("f", "d", 1)}
    stats = {
        "new.html": (1, began + 5, 0, 1),
        "old.html": (1, began - 10**9, 0, 2),
        "late.html": (1, began + 1, 0, 3),
        MANIFEST: (9, began + 9, 0, 4),
    }
    assert _trusted(stats, written, began) == {**stats, "late.html": MISSING}
    later = {**stats, "new.html": (1, began + 10, 0, 1)}
    assert _trusted(later, written, began)["new.html"] == MISSING


# The manifest

PATHS = st.text("ab/é\"'.: [", min_size=1, max_size=6)
FILES = st.dictionaries(PATHS, st.builds(Published, st.text("0f"), st.text("0f"), st.integers(0, 99)), max_size=8)


@given(FILES, FILES, st.data())
def test_an_amended_manifest_is_the_manifest_of_the_amended_site(
    before: dict[str, Published], written: dict[str, Published], data: st.DataObject
) -> None:
    gone = data.draw(st.lists(st.sampled_from(sorted(before)), unique=True) if before else st.just([]))
    gone = [path for path in gone if path not in written]
    files = {path: item for path, item in (before | written).items() if path not in gone}
    text = Manifest(before).to_json()
    manifest = ManifestText(text.encode())
    assert manifest.is_whole_site
    assert manifest.amended(written, gone).decode() == Manifest(files).to_json()
    assert json.loads(text)["files"].keys() == before.keys()
    assert {path: manifest.get(path) for path in before} == {path: item.fingerprint for path, item in before.items()}
    assert all(manifest.get(path) is None for path in written.keys() - before.keys())


def test_the_manifest_of_a_part_is_not_that_of_a_whole_site() -> None:
    assert not ManifestText(Manifest({}, ShardNote(1, 2, "0", 3)).to_json().encode()).is_whole_site
