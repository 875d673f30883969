"""What is published is on the disk: nothing is swapped in before, nothing recorded before, and damage is repaired."""

import errno
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.disk import durability
from kaedah.publish import page_writer, release
from kaedah.publish import swap as swapping
from kaedah.publish.manifest import MANIFEST
from kaedah.publish.staging import STAGING
from kaedah.publish.swap import workspace_of
from kaedah.publish.workspace import MARK
from kaedah.state.store import FILE, BuildState

from tests.conftest import ROOT, tree


def build(site: Path, *words: str, output: str = "public") -> Result:
    places = [f"--{name}={site / name}" for name in ("content", "locales")]
    return CliRunner().invoke(
        main, ["build", "-j1", *places, f"--themes={ROOT / 'themes'}", "-o", str(site / output), *words]
    )


def must_build(site: Path, *words: str) -> None:
    result = build(site, *words)
    assert result.exit_code == 0, result.output


def must_be_as_clean(site: Path) -> None:
    for name in ("fresh", ".fresh.kaedah"):
        shutil.rmtree(site / name, ignore_errors=True)
    assert build(site, output="fresh").exit_code == 0
    assert tree(site / "public") == tree(site / "fresh")


def edit(site: Path, words: str = "One more sentence.") -> None:
    with (site / "content/methods/lora.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")


def add_method(site: Path) -> None:
    text = (site / "content/methods/adapters.md").read_text(encoding="utf-8")
    (site / "content/methods/another.md").write_text(text.replace("name: Adapters", "name: Another"), encoding="utf-8")


def change_everything(site: Path) -> None:
    path = site / "content/site.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Base", "Bose"), encoding="utf-8")


class Disk:
    """What is on the disk as far as anybody asked for it: the content of files and the names in folders, by inode."""

    def __init__(self) -> None:
        self.holds: dict[int, object] = {}

    def put(self, place: Path | int) -> None:
        self.holds[_status(place).st_ino] = self._now(place)

    def put_all(self, folder: Path) -> None:
        for place in (folder, *folder.rglob("*")):
            self.put(place)

    def lacks(self, folder: Path) -> list[str]:
        """The files and folders that a power cut would leave otherwise than they are now."""
        places = (folder, *sorted(folder.rglob("*")))
        return [str(place) for place in places if self.holds.get(place.stat().st_ino) != self._now(place)]

    def _now(self, place: Path | int) -> object:
        if stat.S_ISDIR(_status(place).st_mode):
            with os.scandir(place) as entries:
                return {entry.name: entry.inode() for entry in entries}
        if isinstance(place, Path):
            return place.read_bytes()
        return os.pread(place, os.fstat(place).st_size, 0)


def _status(place: Path | int) -> os.stat_result:
    return place.stat() if isinstance(place, Path) else os.fstat(place)


@pytest.fixture
def disk(site: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk under a site. Each swap must find the staging folder on it, each commit the swap."""
    found = Disk()
    fsync, sync_file_system = os.fsync, durability._sync_file_system
    exchange, rename, commit = swapping.exchange, os.rename, release.commit_release

    def watched_fsync(handle: int) -> None:
        fsync(handle)
        found.put(handle)

    def watched_sync_file_system(folder: Path) -> bool:
        done = sync_file_system(folder)
        if done:
            found.put_all(site)
        return done

    def watched_exchange(staging: Path, output: Path) -> bool:
        assert found.lacks(staging) == []
        return exchange(staging, output)

    def watched_rename(source: Any, target: Any, **more: Any) -> None:
        if Path(target).name == "public":
            assert found.lacks(Path(source)) == []
        rename(source, target, **more)

    def watched_commit(prepared: Any, state: BuildState, output: Path, *more: Any) -> None:
        assert found.lacks(output) == []
        for folder in (output.parent, state.folder):
            known = found.holds[folder.stat().st_ino]
            assert isinstance(known, dict)
            for name in (output.name, STAGING):
                place = folder / name
                assert known.get(name) == (place.stat().st_ino if place.exists() else None)
        commit(prepared, state, output, *more)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "rename", watched_rename)
    monkeypatch.setattr(durability, "_sync_file_system", watched_sync_file_system)
    monkeypatch.setattr(swapping, "exchange", watched_exchange)
    monkeypatch.setattr(release, "commit_release", watched_commit)
    return found


CHANGES = [edit, edit, add_method, edit, change_everything, edit]


@pytest.mark.slow
@pytest.mark.parametrize("lacking", ["nothing", "syncfs", "exchange", "hard links"])
def test_nothing_is_published_or_recorded_before_it_is_on_the_disk(
    site: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "hard links are not supported")

    if lacking == "syncfs":
        monkeypatch.setattr(durability, "_sync_file_system", lambda _: False)
    elif lacking == "exchange":
        monkeypatch.setattr(swapping, "exchange", lambda *_: False)
    elif lacking == "hard links":
        monkeypatch.setattr(os, "link", refuse)
    must_build(site)
    for change in CHANGES:
        change(site)
        must_build(site)
        assert disk.lacks(site / "public") == []
    must_be_as_clean(site)


def test_pages_of_other_processes_are_on_the_disk_too(site: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_writer, "SERIAL_PAGES", 0)
    monkeypatch.setattr(page_writer, "JOB_PAGES", 9)
    must_build(site, "-j2")
    edit(site)
    must_build(site, "-j2")
    assert disk.lacks(site / "public") == []


@pytest.mark.slow
def test_a_site_of_parts_is_on_the_disk(site: Path, disk: Disk) -> None:
    for part in ("1", "2"):
        assert build(site, "--shard", f"{part}/2", output=f"part-{part}").exit_code == 0
    for _ in range(2):  # a first one, and one that replaces it
        parts = [str(site / "part-1"), str(site / "part-2")]
        result = CliRunner().invoke(main, ["merge", *parts, "-o", str(site / "public")])
        assert result.exit_code == 0, result.output
        assert disk.lacks(site / "public") == []
    must_be_as_clean(site)


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize("first", [True, False], ids=["a first build", "an edit"])
def test_a_release_that_is_not_on_the_disk_is_noticed_by_these_tests(
    site: Path, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    if not first:
        must_build(site)
        edit(site)
    monkeypatch.setattr(swapping, "sync_tree", lambda *_: None)
    assert isinstance(build(site).exception, AssertionError)


@pytest.mark.usefixtures("disk")
def test_a_swap_that_is_not_on_the_disk_is_noticed_by_these_tests(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapping, "sync_folders", lambda *_: None)
    assert isinstance(build(site).exception, AssertionError)


@pytest.mark.slow
def test_a_disk_that_does_not_take_the_release_leaves_the_site_as_it_was(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    must_build(site)
    before = tree(site / "public")
    edit(site)

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        result = build(site)
    assert result.exit_code == 1
    assert "Input/output error" in result.output
    assert tree(site / "public") == before
    must_build(site)
    must_be_as_clean(site)


@pytest.mark.slow
def test_a_swap_that_may_not_be_on_the_disk_is_not_recorded(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    must_build(site)
    edit(site)

    def fail(_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "sync_folders", fail)
        patch.setattr(release, "commit_release", lambda *_: pytest.fail("it was recorded"))
        must_build(site)
    must_build(site)
    must_be_as_clean(site)


def test_a_file_system_that_cannot_put_anything_on_the_disk_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    (tmp_path / "a").mkdir()
    monkeypatch.setattr(os, "fsync", refuse)
    monkeypatch.setattr(durability, "_sync_file_system", lambda _: False)
    durability.sync_tree(tmp_path)
    durability.sync_tree(tmp_path, ["a", "gone"])
    durability.sync_folders([tmp_path])


def test_a_folder_that_cannot_be_read_is_put_on_the_disk_with_its_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object, __: int) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    seen: list[Path] = []
    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(durability, "_sync_file_system", seen.append)
    durability.sync_folders([tmp_path])
    assert seen == [tmp_path]


def test_every_file_is_put_on_the_disk_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        (tmp_path / f"{number}").write_text("x", encoding="utf-8")
    seen: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(os.fstat(handle).st_ino))
    monkeypatch.setattr(durability, "_sync_file_system", lambda _: False)
    durability.sync_tree(tmp_path)
    assert sorted(seen) == sorted(path.stat().st_ino for path in (tmp_path, *tmp_path.iterdir()))


# What a power cut may leave


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


DAMAGE = {
    "empty": empty,
    "gone": Path.unlink,
    "cut short": cut_short,
    "garbage": lambda path: path.write_bytes(b"\0" * 9),
}


@pytest.fixture
def edited(site: Path) -> Path:
    """A site that was built twice, so that there is a release before the published one."""
    must_build(site)
    edit(site)
    must_build(site)
    return site


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--clean",)], ids=["build", "clean"])
@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_published_folder_with_a_damaged_manifest_is_repaired(
    edited: Path, harm: Any, words: tuple[str, ...]
) -> None:
    harm(edited / "public" / MANIFEST)
    must_build(edited, *words)
    must_be_as_clean(edited)
    edit(edited, "Another.")
    must_build(edited)
    must_be_as_clean(edited)


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--clean",)], ids=["build", "clean"])
def test_a_published_folder_of_empty_files_is_repaired(edited: Path, words: tuple[str, ...]) -> None:
    for path in (edited / "public").rglob("*"):
        if path.is_file():
            path.unlink()  # the release before has the same files
            empty(path)
    must_build(edited, *words)
    must_be_as_clean(edited)


@pytest.mark.slow
def test_empty_pages_are_written_again(edited: Path) -> None:
    for name in ("index.html", "en/methods/lora.html", "uk/index.html"):
        (edited / "public" / name).unlink()
        empty(edited / "public" / name)
    must_build(edited)
    must_be_as_clean(edited)


@pytest.mark.slow
def test_a_damaged_manifest_is_repaired_by_another_version_of_the_program(
    edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty(edited / "public" / MANIFEST)
    monkeypatch.setattr("kaedah.build_request.program_digest", lambda: "another")
    must_build(edited)
    must_be_as_clean(edited)


@pytest.mark.slow
def test_a_damaged_manifest_is_repaired_by_the_release_before_where_the_state_is_lost(edited: Path) -> None:
    workspace = workspace_of(edited / "public")
    for path in workspace.glob(f"{FILE}*"):
        path.unlink()
    before = tree(workspace / STAGING)
    for name, content in tree(edited / "public").items():
        if before.get(name) != content:  # what was written last is what a power cut takes
            empty(edited / "public" / name)
    must_build(edited)
    must_be_as_clean(edited)


@pytest.mark.parametrize("words", [(), ("--clean",)], ids=["build", "clean"])
@pytest.mark.parametrize("place", ["notes.txt", "index.html"], ids=["another name", "a name of ours"])
def test_a_file_of_somebody_else_is_not_replaced_because_the_manifest_is_damaged(
    edited: Path, place: str, words: tuple[str, ...]
) -> None:
    empty(edited / "public" / MANIFEST)
    own = edited / "own"
    own.write_text("mine", encoding="utf-8")
    own.replace(edited / "public" / place)
    before = tree(edited / "public")
    result = build(edited, *words)
    assert result.exit_code == 1
    assert "the output folder was not made by this program" in result.output
    assert tree(edited / "public") == before


def test_a_folder_with_a_manifest_of_somebody_else_is_not_ours(site: Path) -> None:
    must_build(site)
    shutil.rmtree(site / "public")
    (site / "public").mkdir()
    (site / "public" / MANIFEST).write_text('{"name": "a web application"}', encoding="utf-8")
    assert build(site).exit_code == 1
    assert [*tree(site / "public")] == [MANIFEST]


@pytest.mark.slow
def test_pages_that_a_damaged_manifest_does_not_list_are_ours(edited: Path) -> None:
    manifest = edited / "public" / MANIFEST
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if "lora" not in line), encoding="utf-8")
    must_build(edited)
    must_be_as_clean(edited)


@pytest.mark.parametrize("left", [[".kaedah-0123456789abcdef.part"], [".gitignore"]], ids=["unfinished", "no mark"])
def test_a_workspace_whose_mark_was_not_finished_is_ours(site: Path, left: list[str]) -> None:
    workspace = workspace_of(site / "public")
    workspace.mkdir()
    for name in ("lock", *left):
        empty(workspace / name)
    must_build(site)
    assert not [*workspace.glob("*.part")]


def test_the_mark_of_a_workspace_is_on_the_disk(site: Path, disk: Disk) -> None:
    must_build(site)
    mark = workspace_of(site / "public") / MARK
    assert disk.holds[mark.stat().st_ino] == mark.read_bytes()
