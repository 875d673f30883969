"""The staging folder: it becomes what is published, by links and not by writing, whatever it held before."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from kaedah.digests import digest_of_bytes
from kaedah.disk.paths import folders_of
from kaedah.publish.manifest import MANIFEST, Manifest, Published
from kaedah.publish.staging import (
    STAGING,
    assemble,
    bring_up_to_date,
    date_all,
    folder_times,
    link_all,
    make_folder,
    mirror,
    pack_times,
    settled_times,
    time_that_is_over,
    unpack_times,
    verify,
)
from kaedah.state.seal import CorruptState
from kaedah.state.stat import scan

from tests.conftest import tree, write_site

SECOND = 1_000_000_000
PAGES = {"index.html": b"one", "a/b/c.html": b"two", "a/d.html": b"three", "e/f.html": b"four"}


def listed(pages: dict[str, bytes]) -> dict[str, Published]:
    """These files as a manifest lists them."""
    return {
        path: Published(digest_of_bytes(b"made" + text), digest_of_bytes(text), len(text))
        for path, text in pages.items()
    }


def released(folder: Path, pages: dict[str, bytes]) -> Path:
    """A folder with these files and their manifest."""
    write_site(folder, pages)
    (folder / MANIFEST).write_text(Manifest(listed(pages)).to_json(), encoding="utf-8")
    return folder


def wanted(pages: dict[str, bytes]) -> dict[str, str]:
    return {path: item.fingerprint for path, item in listed(pages).items()}


def alike(one: Path, other: Path, paths: Iterable[str]) -> set[str]:
    """The paths at which two folders hold one file."""
    return {path for path in paths if (one / path).stat().st_ino == (other / path).stat().st_ino}


def test_the_folder_has_a_name_that_is_known_as_ours() -> None:
    assert STAGING == "staging"


# Bringing it up to date


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A staging folder as a build left it, and the published one."""
    output = released(tmp_path / "output", PAGES)
    staging = tmp_path / "staging"
    mirror(output, PAGES, staging)
    return staging, output


def times_of(staging: Path) -> dict[str, int]:
    return folder_times(staging, folders_of(PAGES))


def test_what_differs_is_linked_and_what_is_fresh_is_left_out(folders: tuple[Path, Path]) -> None:
    staging, output = folders
    (output / "a/d.html").unlink()
    (output / "a/d.html").write_bytes(b"newer")
    (output / "g").mkdir()
    (output / "g/h.html").write_bytes(b"more")
    (output / "e/f.html").unlink()
    differing = ["a/d.html", "g/h.html", "e/f.html", "index.html"]
    assert bring_up_to_date(staging, output, times_of(staging), differing, ["index.html", "i/new.html"]) is True
    assert tree(staging) == {"a/b/c.html": b"two", "a/d.html": b"newer", "g/h.html": b"more"}
    assert {path.name for path in staging.iterdir()} == {"a", "g"}  # no empty folder stays
    assert alike(staging, output, tree(staging)) == {"a/b/c.html", "a/d.html", "g/h.html"}


def test_nothing_is_done_where_nothing_is_known_of_it(folders: tuple[Path, Path]) -> None:
    staging, output = folders
    before = tree(staging)
    assert bring_up_to_date(staging, output, {}, ["index.html"], ["index.html"]) is False
    assert tree(staging) == before


def test_nothing_is_done_where_a_folder_has_changed(folders: tuple[Path, Path]) -> None:
    staging, output = folders
    times, before = times_of(staging), tree(staging)
    os.utime(staging / "a/b", ns=(1, 1))
    assert bring_up_to_date(staging, output, times, ["index.html"], ["index.html"]) is False
    assert tree(staging) == before


def test_nothing_is_done_without_its_manifest(folders: tuple[Path, Path]) -> None:
    staging, output = folders
    (staging / MANIFEST).unlink()
    before = tree(staging)
    assert bring_up_to_date(staging, output, times_of(staging), ["index.html"], ["index.html"]) is False
    assert tree(staging) == before


# Assembling it from whatever is there


def test_pages_of_the_release_before_that_are_wanted_again_stay(tmp_path: Path) -> None:
    staging = released(tmp_path / "staging", {"a.html": b"again", "b/c.html": b"not any more", "d.html": b"also"})
    output = released(tmp_path / "output", {"a.html": b"now", "kept.html": b"kept"})
    (staging / "d.html").write_bytes(b"als0")
    pages = {"a.html": b"again", "d.html": b"also", "kept.html": b"kept", "new.html": b"new"}
    kept = listed({"kept.html": b"kept"})
    before = (staging / "a.html").stat().st_ino
    found = assemble(staging, output, kept, wanted(pages), {})
    assert found == {**listed({"a.html": b"again"}), **kept}
    assert tree(staging) == {"a.html": b"again", "kept.html": b"kept"}
    assert [path.name for path in staging.iterdir() if path.is_dir()] == []
    assert (staging / "a.html").stat().st_ino == before
    assert alike(staging, output, ["kept.html"])


def test_a_folder_without_a_manifest_is_made_again(tmp_path: Path) -> None:
    staging = write_site(tmp_path / "staging", {"a.html": b"again", "more/b.html": b"more"})
    output = released(tmp_path / "output", {"kept.html": b"kept"})
    kept = listed({"kept.html": b"kept"})
    assert assemble(staging, output, kept, wanted({"a.html": b"again", "kept.html": b"kept"}), {}) == kept
    assert tree(staging) == {"kept.html": b"kept"}
    assert [path.name for path in staging.iterdir()] == ["kept.html"]


@pytest.mark.parametrize("inner", ["", "index.html"])
def test_a_folder_in_the_place_of_a_page_gives_way(tmp_path: Path, inner: str) -> None:
    staging = released(tmp_path / "staging", {"a.html": b"again", "new.html": b"old", "kept.html": b"kept"})
    output = released(tmp_path / "output", {"kept.html": b"kept"})
    for name in ("new.html", "kept.html"):
        (staging / name).unlink()
        (staging / name).mkdir()
        if inner:
            (staging / name / inner).write_bytes(b"page")
    pages = {"a.html": b"again", "kept.html": b"kept", "new.html": b"new"}
    assemble(staging, output, listed({"kept.html": b"kept"}), wanted(pages), {})
    assert tree(staging) == {"a.html": b"again", "kept.html": b"kept"}
    assert [path.name for path in staging.iterdir() if path.is_dir()] == []


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    output = released(tmp_path / "output", {"kept.html": b"kept"})
    assemble(tmp_path / "staging", output, listed({"kept.html": b"kept"}), wanted({"kept.html": b"kept"}), {})
    assert tree(tmp_path / "staging") == {"kept.html": b"kept"}


def test_a_file_with_a_trusted_stat_is_not_read_again(tmp_path: Path) -> None:
    staging = released(tmp_path / "staging", {"a.html": b"again"})
    (staging / "a.html").write_bytes(b"agaiN")
    pages = {"a.html": b"again"}
    trusted = {path: item for path, item in scan(staging).items() if path == "a.html"}
    assert assemble(staging, tmp_path / "nowhere", {}, wanted(pages), trusted) == listed(pages)
    (staging / MANIFEST).write_text(Manifest(listed(pages)).to_json(), encoding="utf-8")
    assert assemble(staging, tmp_path / "nowhere", {}, wanted(pages), {}) == {}
    assert tree(staging) == {}


# The mirror of the published folder


def test_a_mirror_is_of_links_and_has_a_manifest_of_its_own(tmp_path: Path) -> None:
    output, staging = released(tmp_path / "output", PAGES), tmp_path / "staging"
    mirror(output, [*PAGES, MANIFEST], staging)
    assert tree(staging) == tree(output)
    assert alike(staging, output, [*PAGES, MANIFEST]) == {*PAGES}


def test_a_mirror_that_cannot_be_made_is_none(tmp_path: Path) -> None:
    output, staging = released(tmp_path / "output", PAGES), tmp_path / "staging"
    mirror(output, [*PAGES, "missing.html"], staging)
    assert not staging.exists()


# Files and folders


def test_a_folder_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, made = tmp_path / "root", set[str]()
    for path in ("a/b/c.html", "e.html"):
        make_folder(root, path, made)
    assert (root / "a/b").is_dir()
    assert made == {"a/b", ""}
    make_folder(root, "a/b/g.html", set())  # it may be there

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it is known to be there")

    monkeypatch.setattr("os.makedirs", refuse)
    make_folder(root, "a/b/d.html", made)
    make_folder(root, "f.html", made)
    with pytest.raises(AssertionError):
        make_folder(root, "a/h.html", made)


def test_files_are_linked_with_the_folders_that_they_lie_in(tmp_path: Path) -> None:
    output = released(tmp_path / "output", PAGES)
    link_all(["a/b/c.html", "index.html"], output, tmp_path / "target")
    assert tree(tmp_path / "target") == {"a/b/c.html": b"two", "index.html": b"one"}
    assert alike(tmp_path / "target", output, ["a/b/c.html", "index.html"]) == {"a/b/c.html", "index.html"}


@pytest.mark.parametrize("harm", ["shorter", "longer", "missing"])
def test_what_was_not_written_completely_is_an_error(tmp_path: Path, harm: str) -> None:
    folder = released(tmp_path / "staging", PAGES)
    verify(listed(PAGES), folder)
    if harm == "missing":
        (folder / "e/f.html").unlink()
    else:
        (folder / "e/f.html").write_bytes(b"fo" if harm == "shorter" else b"fourfour")
    with pytest.raises(OSError, match=r"e/f\.html"):
        verify(listed(PAGES), folder)


def test_what_a_build_writes_has_a_time_that_is_over(tmp_path: Path) -> None:
    folder = released(tmp_path / "staging", PAGES)
    assert time_that_is_over(100 * SECOND) == 96 * SECOND
    date_all(folder, ["index.html", "missing.html", "a"], 5 * SECOND)
    found = {name: (folder / name).stat().st_mtime_ns for name in ("index.html", "a", "a/d.html")}
    assert (found["index.html"], found["a"]) == (5 * SECOND, 5 * SECOND)
    assert found["a/d.html"] > 1000 * SECOND


def test_the_folders_of_files_are_all_above_them() -> None:
    assert folders_of([]) == {""}
    assert folders_of(["index.html"]) == {""}
    assert folders_of(["a/b/c/d.html", "a/e.html", "f/g.html"]) == {"", "a", "a/b", "a/b/c", "f"}


def test_times_are_those_of_the_folders_that_there_are(tmp_path: Path) -> None:
    folder = released(tmp_path / "staging", PAGES)
    os.utime(folder / "a", ns=(7 * SECOND, 7 * SECOND))
    os.utime(folder, ns=(8 * SECOND, 8 * SECOND))
    assert folder_times(folder, ["", "a", "missing"]) == {"": 8 * SECOND, "a": 7 * SECOND}


def test_only_folders_that_changed_just_now_are_dated(tmp_path: Path) -> None:
    folder = released(tmp_path / "staging", PAGES)
    began = 100 * SECOND
    os.utime(folder / "a", ns=(7 * SECOND, 7 * SECOND))
    os.utime(folder / "e", ns=(began + 1, began + 1))
    assert settled_times(folder, ["a", "e"], began) == {"a": 7 * SECOND, "e": 96 * SECOND}
    assert folder_times(folder, ["a", "e"]) == {"a": 7 * SECOND, "e": 96 * SECOND}


def test_packed_times_are_unpacked_or_reported_as_damaged() -> None:
    times = {"": 1, "a/b": 2**62, "c": -5}
    packed = pack_times(times)
    assert unpack_times(packed) == times
    assert unpack_times(pack_times({})) == {}
    assert packed[:8] == (3).to_bytes(8, "big")
    for damaged in (packed[:20], packed[:8] + packed[9:], packed + b"\0more"):
        with pytest.raises(CorruptState):
            unpack_times(damaged)
