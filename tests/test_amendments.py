"""An edit costs what it changes: the folders that take turns, the notes and the manifest are amended."""

import errno
import json
import marshal
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaedah.pipeline import publish_plan
from kaedah.plan.site_plan import plan_site
from kaedah.publish import folder, left
from kaedah.publish.left import read_left
from kaedah.publish.manifest import MANIFEST, Manifest, Published, ShardNote, amended, is_whole, read_manifest
from kaedah.publish.notes import NOTES, KeptNotes, read_notes
from kaedah.publish.release import Outcome
from kaedah.publish.swap import workspace_of
from kaedah.render import environment

from tests.conftest import must_read, publish, tree

pytestmark = pytest.mark.slow


def build(site: Path, output: Path) -> Outcome:
    """A build with the notes of the last one, as the command line has them."""
    found = must_read(site)
    return publish_plan(found, plan_site(found, "test", read_notes(output, workspace_of(output))), output)


def edit(site: Path, words: str = "One more sentence.") -> None:
    path = site / "content/methods/lora.md"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{words}\n", encoding="utf-8")


def add_method(site: Path) -> None:
    text = (site / "content/methods/adapters.md").read_text(encoding="utf-8")
    text = text.replace("name: Adapters", "name: Another")
    (site / "content/methods/another.md").write_text(text, encoding="utf-8")


def remove_method(site: Path) -> None:
    (site / "content/methods/another.md").unlink()


def must_note(output: Path) -> KeptNotes:
    notes = read_notes(output, workspace_of(output))
    assert notes is not None
    return notes


def turn_away(*_: object) -> None:
    raise AssertionError("the whole site was compared")


def must_be_as_clean(site: Path, output: Path) -> None:
    target = site.parent / "clean" / "public"
    shutil.rmtree(target.parent, ignore_errors=True)
    assert tree(output) == tree(publish(site, target))
    published = {path for path in tree(output) if path != MANIFEST}
    assert read_manifest(output).files.keys() == published
    found = read_left(workspace_of(output))
    assert found is not None
    assert found.outputs.keys() == published | {MANIFEST}


def test_edits_compare_nothing_but_what_they_change(site: Path, output: Path) -> None:
    for change in (edit, add_method, edit, remove_method, edit, edit):
        change(site)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(folder, "Whole", turn_away)
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
def test_what_somebody_did_to_the_folder_beside_is_not_published(
    site: Path, output: Path, harm: Callable[[Path], None]
) -> None:
    edit(site)
    build(site, output)
    harm(workspace_of(output) / "staging")
    edit(site, "A second one.")
    build(site, output)
    must_be_as_clean(site, output)
    edit(site, "A third one.")
    build(site, output)
    must_be_as_clean(site, output)


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_notes_that_cannot_be_read_cost_time_and_nothing_else(site: Path, output: Path, content: bytes | None) -> None:
    workspace = workspace_of(output)
    for name in ["index", *must_note(output).files]:
        path = workspace / NOTES / must_note(output).files.get(name, name)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        edit(site, f"Harm to {name}.")
        build(site, output)
        must_be_as_clean(site, output)
        assert build(site, output).written == 0


@pytest.mark.parametrize("content", [b"x", None])
def test_a_piece_of_the_notes_that_is_lost_is_made_again(site: Path, output: Path, content: bytes | None) -> None:
    notes = must_note(output)
    path = workspace_of(output) / NOTES / notes.files["frame uk"]
    whole = path.read_bytes()
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
        assert notes.frame("uk") == {}
    for number in range(2):
        edit(site, f"Number {number}.")
        build(site, output)
    found = must_note(output)
    assert found.frame("uk").keys() == marshal.loads(whole).keys()


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_compiled_templates_that_cannot_be_read_are_compiled_again(
    nothing_compiled: Callable[[], None], site: Path, output: Path, content: bytes | None
) -> None:
    for path in (workspace_of(output) / "templates").iterdir():
        path.write_bytes(path.read_bytes()[:-9] if content is None else content)
    edit(site)
    nothing_compiled()
    build(site, output)
    must_be_as_clean(site, output)


def test_compiled_templates_are_taken_from_the_last_build(
    nothing_compiled: Callable[[], None], site: Path, output: Path
) -> None:
    edit(site)
    nothing_compiled()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "fold_constants", turn_away)
        build(site, output)
    must_be_as_clean(site, output)


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_what_was_left_and_cannot_be_read_costs_time_and_nothing_else(
    site: Path, output: Path, content: bytes | None
) -> None:
    workspace = workspace_of(output)
    for pattern in ("left", "left-*"):
        edit(site, f"Before {pattern}.")
        build(site, output)
        (path,) = workspace.glob(pattern)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        edit(site, f"After {pattern}.")
        build(site, output)
        must_be_as_clean(site, output)
        assert build(site, output).written == 0


def test_many_edits_are_written_down_together_now_and_then(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(site)
    build(site, output)
    first = read_left(workspace_of(output))
    assert first is not None
    monkeypatch.setattr(left, "MOST_CHANGES", len(first.changes) + 1)
    bases = [first.base]
    for change in (edit, add_method, edit, edit, remove_method, edit):
        change(site)
        build(site, output)
        must_be_as_clean(site, output)
        found = read_left(workspace_of(output))
        assert found is not None
        assert len(found.changes) <= left.MOST_CHANGES
        assert [path.name for path in workspace_of(output).glob("left-*")] == [found.base]
        bases.append(found.base)
    assert bases[1] == bases[0] != bases[2] != bases[5]


def _replace(path: Path) -> None:
    """Another file in the place of one, as editors do it."""
    beside = path.with_suffix(".new")
    beside.write_text("not ours", encoding="utf-8")
    beside.replace(path)


def test_what_is_written_into_a_file_of_the_folder_beside_shows_in_the_published_one_and_is_mended(
    site: Path, output: Path
) -> None:
    edit(site)
    build(site, output)
    with (workspace_of(output) / "staging/en/methods/qlora.html").open("a", encoding="utf-8") as handle:
        handle.write("not ours")
    edit(site, "A second one.")
    build(site, output)
    must_be_as_clean(site, output)


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
        must_be_as_clean(site, output)
        found = read_left(workspace_of(output))
        assert found is not None
        assert found.folders == {}


PATHS = st.text("ab/é\"'.: [", min_size=1, max_size=6)
FILES = st.dictionaries(PATHS, st.builds(Published, st.text("0f"), st.text("0f"), st.integers(0, 99)), max_size=8)


@given(FILES, FILES, st.data())
def test_an_amended_manifest_is_the_manifest_of_the_amended_site(
    before: dict[str, Published], written: dict[str, Published], data: st.DataObject
) -> None:
    gone = data.draw(st.lists(st.sampled_from(sorted(before)), unique=True) if before else st.just([]))
    gone = [path for path in gone if path not in written]
    files = {path: item for path, item in (before | written).items() if path not in gone}
    told = Manifest(before).to_json()
    assert is_whole(told.encode())
    assert amended(told.encode(), written, gone).decode() == Manifest(files).to_json()
    assert json.loads(told)["files"].keys() == before.keys()


def test_a_part_is_no_whole() -> None:
    assert not is_whole(Manifest({}, ShardNote(1, 2, "0", 3)).to_json().encode())
