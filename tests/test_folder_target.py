"""Publishing to a folder: in one step where that is possible, and never at the cost of the files of others."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.digests import digest_of_bytes
from kaedah.disk import many_files
from kaedah.publish import folder_swap, folder_target, mounts
from kaedah.publish.mounts import is_mounted
from kaedah.publish.swap import locked, workspace_of

from tests.conftest import tree, write_site
from tests.reliability.publishing import FOREIGN, Sites, broken_links

Files = dict[str, bytes]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "www" / "site"


def send(target: Path, output: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["publish", str(target), "--output", str(output), *arguments], prog_name="kaedah")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def sent(target: Path, output: Path, *arguments: str) -> Result:
    done = send(target, output, *arguments)
    assert done.exit_code == 0, done.output
    return done


def inodes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.lstat().st_ino for path in folder.rglob("*") if path.is_file()}


def left_in_workspace(target: Path) -> list[str]:
    return [path.name for path in workspace_of(target).iterdir() if path.is_dir()]


@pytest.fixture
def at_exchange(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Has something happen just before the folder is exchanged."""

    def arrange(event: Callable[[], None]) -> None:
        exchange = folder_swap.exchange

        def exchanging(one: Path, other: Path) -> bool:
            if "trial" not in one.name:
                event()
            return exchange(one, other)

        monkeypatch.setattr(folder_swap, "exchange", exchanging)

    return arrange


def test_a_folder_holds_the_old_site_until_it_holds_the_new_one(
    sites: Sites, target: Path, at_exchange: Callable[[Callable[[], None]], None]
) -> None:
    sent(target, sites.old)
    before, seen = inodes(target), []
    at_exchange(lambda: seen.append((tree(target), inodes(target))))
    sent(target, sites.new)
    assert seen == [(sites.held[sites.old], before)]
    assert tree(target) == sites.held[sites.new]
    same = {path for path, content in sites.held[sites.old].items() if sites.held[sites.new].get(path) == content}
    assert {path: number for path, number in inodes(target).items() if path in same} == {
        path: number for path, number in before.items() if path in same
    }, "what stays is the same files"
    assert left_in_workspace(target) == []
    sent(target, sites.new)
    assert len(seen) == 1, "there was nothing to do"


def test_the_target_and_the_output_never_share_a_file(sites: Sites, target: Path) -> None:
    sent(target, sites.old)
    sent(target, sites.new)
    assert not {*inodes(target).values()} & {*inodes(sites.old).values(), *inodes(sites.new).values()}


def test_files_of_others_among_those_of_the_site_are_carried_along(
    sites: Sites,
    target: Path,
    at_exchange: Callable[[Callable[[], None]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_site(target, FOREIGN)
    (target / "elsewhere").symlink_to("nowhere")
    sent(target, sites.old)
    before, swaps = inodes(target), []
    at_exchange(lambda: swaps.append(1))
    retire, seen = folder_swap.retire, []

    def retiring(old: Path, root: Path) -> None:
        seen.append(tree(root))
        retire(old, root)

    monkeypatch.setattr(folder_swap, "retire", retiring)
    sent(target, sites.new)
    assert swaps == [1]
    assert seen == [{**sites.held[sites.new], **FOREIGN}], "at the very moment"
    assert tree(target) == {**sites.held[sites.new], **FOREIGN}
    assert (target / "elsewhere").readlink() == Path("nowhere")
    assert all(inodes(target)[path] == before[path] for path in FOREIGN)


def test_files_that_others_write_during_the_swap_are_not_lost(
    sites: Sites, target: Path, at_exchange: Callable[[Callable[[], None]], None]
) -> None:
    write_site(target, FOREIGN)
    sent(target, sites.old)

    def happens() -> None:
        write_site(target, {"robots.txt": "new", "en/methods/mine.txt": "mine", "uploads/deep/photo.txt": "photo"})
        write_site(target, {"CNAME.new": "example.net\n"})
        (target / "CNAME.new").replace(target / "CNAME")
        (target / "en/index.html").write_text("edited by hand, as if we did not publish it")

    at_exchange(happens)
    sent(target, sites.new)
    others = {"robots.txt": b"new", "en/methods/mine.txt": b"mine", "uploads/deep/photo.txt": b"photo"}
    assert tree(target) == {**sites.held[sites.new], **FOREIGN, **others, "CNAME": b"example.net\n"}
    assert left_in_workspace(target) == []


def test_files_that_others_wrote_before_a_kill_are_moved_back_by_the_next_publisher(
    sites: Sites,
    target: Path,
    at_exchange: Callable[[Callable[[], None]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent(target, sites.old)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        at_exchange(lambda: write_site(target, {"robots.txt": "new"}) and None)
        patch.setattr(folder_swap, "retire", killed)
        assert send(target, sites.new).exit_code == 1
    assert tree(target) == sites.held[sites.new]
    assert len(left_in_workspace(target)) == 1
    sent(target, sites.new)
    assert tree(target) == {**sites.held[sites.new], "robots.txt": b"new"}
    assert left_in_workspace(target) == []


@pytest.mark.parametrize("reason", ["folders", "mounted", "no exchange", "asked for"])
def test_a_folder_that_cannot_be_swapped_is_changed_file_by_file(
    reason: str,
    sites: Sites,
    target: Path,
    at_exchange: Callable[[Callable[[], None]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others: Files = {".git/config": b"[core]\n", "uploads/photo.txt": b"photo"} if reason == "folders" else {}
    write_site(target, others)
    swaps: list[int] = []
    at_exchange(lambda: swaps.append(1))
    if reason == "mounted":
        monkeypatch.setattr(folder_target, "is_mounted", lambda folder: folder == target)
    if reason == "no exchange":
        monkeypatch.setattr(folder_swap, "exchange", lambda one, other: False)
    arguments = ["--in-place"] if reason == "asked for" else []
    sent(target, sites.old, *arguments)
    before, folder = inodes(target), target.stat().st_ino
    sent(target, sites.new, *arguments)
    assert swaps == []
    assert tree(target) == {**sites.held[sites.new], **others}
    assert target.stat().st_ino == folder
    assert all(inodes(target)[path] == before[path] for path in others)
    assert not (target / "en/methods/gone.html").exists()
    assert left_in_workspace(target) == []


def test_the_folder_keeps_its_permissions_and_those_within(sites: Sites, target: Path) -> None:
    sent(target, sites.old)
    target.chmod(0o2775)
    (target / "en").chmod(0o750)
    (target / "en/index.html").chmod(0o640)
    sent(target, sites.new)
    modes = [stat.S_IMODE((target / name).stat().st_mode) for name in ("", "en", "en/index.html")]
    assert modes == [0o2775, 0o750, 0o640]


def test_a_folder_whose_parent_may_not_be_written_is_changed_file_by_file(
    sites: Sites, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.mkdir(parents=True)

    def forbidden(_: Path) -> Iterator[None]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folder_target, "locked", forbidden)
    sent(target, sites.old)
    sent(target, sites.new)
    assert tree(target) == sites.held[sites.new]
    assert not workspace_of(target).exists()
    with ExitStack() as held:
        held.enter_context(folder_target._locked_folder(target))
        failed = send(target, sites.old)
    assert failed.exit_code == 1
    assert "another process is publishing to it or building it\n  hint: wait until it has ended" in failed.stderr
    assert tree(target) == sites.held[sites.new]


def test_only_one_publisher_or_build_works_at_a_folder(sites: Sites, target: Path) -> None:
    sent(target, sites.old)
    with locked(workspace_of(target)):
        for arguments in ((), ("--in-place",)):
            failed = send(target, sites.new, *arguments)
            assert failed.exit_code == 1
            assert failed.stderr == (
                f"error: cannot publish to {target}: another process is publishing to it or building it\n"
                "  hint: wait until it has ended, then publish again\n"
            )
    assert tree(target) == sites.held[sites.old]
    sent(target, sites.new)


def test_a_target_that_is_a_link_is_refused_with_the_name_of_the_folder(sites: Sites, target: Path) -> None:
    real = target.parent / "real"
    write_site(real, {"precious.txt": "precious"})
    target.symlink_to(real)
    for arguments in ((), ("--in-place",), ("--dry-run",)):
        failed = send(target, sites.old, *arguments)
        assert failed.exit_code == 1
        assert failed.stderr == (
            f"{target}:1:1: error: this is a symbolic link, and nothing is written through links\n"
            f"  hint: name the folder that it leads to: {real}\n"
        )
    assert tree(real) == {"precious.txt": b"precious"}
    sent(real, sites.old)


def test_a_file_that_is_no_longer_part_of_the_site_is_removed_only_as_it_was_published(
    sites: Sites, target: Path
) -> None:
    sent(target, sites.old)
    for arguments in ((), ("--in-place",)):
        (target / "en/methods/gone.html").write_text("written by somebody else")
        done = sent(target, sites.new, *arguments)
        assert done.stderr == (
            "en/methods/gone.html:1:1: warning: this file is no longer part of the site, but it is not what was "
            "published either, so it stays\n"
            "  hint: remove it yourself if you do not need it\n"
        )
        assert tree(target) == {**sites.held[sites.new], "en/methods/gone.html": b"written by somebody else"}
        (target / "en/methods/gone.html").unlink()
        sent(target, sites.old)


def test_a_manifest_deletes_nothing_that_no_build_wrote(sites: Sites, target: Path, tmp_path: Path) -> None:
    """What it lists is deleted only with the digest that it lists, and never in the folder of a repository."""
    config = b"[core]\n\tbare = false\n"
    others = {".git/config": config, "notes.txt": b"notes"}
    for listed, digest in ((".git/config", digest_of_bytes(config)), ("en/../.git/config", ""), (".GIT", "")):
        write_site(target, others)
        lie = f'{{"kaedah": 1, "files": {{"{listed}": ["a", "{digest}", {len(config)}]}}}}'
        write_site(target, {"manifest.json": lie})
        failed = send(target, sites.old)
        assert failed.exit_code == 1
        assert "the manifest of the published site cannot be read: it lists " in failed.stderr
        assert tree(target) == {**others, "manifest.json": lie.encode()}
    lie = f'{{"kaedah": 1, "files": {{"notes.txt": ["a", "{digest_of_bytes(b"other")}", 5]}}}}'
    write_site(target, {"manifest.json": lie})
    sent(target, sites.old)
    assert tree(target) == {**sites.held[sites.old], **others}


def test_a_damaged_or_deleted_file_of_the_target_is_repaired(sites: Sites, target: Path) -> None:
    sent(target, sites.new)
    unchanged = len(sites.held[sites.new]) - 3  # without those and the manifest
    for arguments in ((), ("--in-place",)):
        page = target / "en/index.html"
        page.write_bytes(page.read_bytes()[:-5] + b"?????")
        (target / "404.html").unlink()
        assert sent(target, sites.new, *arguments).stdout.endswith(f": 2 sent, 0 removed, {unchanged} unchanged\n")
        assert tree(target) == sites.held[sites.new]


def test_a_file_that_changes_after_it_was_compared_is_not_taken_over(
    sites: Sites, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(target, sites.old)
    fill, same = folder_swap._fill, target / "en/data/same.js"

    def filling(*arguments: Any) -> object:
        (target / "other").write_bytes(b"x" * same.stat().st_size)
        (target / "other").replace(same)
        return fill(*arguments)

    monkeypatch.setattr(folder_swap, "_fill", filling)
    sent(target, sites.new)
    assert tree(target) == sites.held[sites.new]


def test_what_a_killed_publisher_has_written_in_part_is_removed(sites: Sites, target: Path) -> None:
    sent(target, sites.old, "--in-place")
    parts = {".kaedah-0123456789abcdef.part": "part", "en/.kaedah-fedcba9876543210.part": "part"}
    write_site(target, parts)
    write_site(workspace_of(target), {"publish-1-0123456789abcdef/en/index.html": "part"})
    send(target, sites.old, "--dry-run")
    assert all((target / part).exists() for part in parts), "a dry run changes nothing"
    sent(target, sites.old)
    assert tree(target) == sites.held[sites.old]
    assert left_in_workspace(target) == []


@pytest.mark.parametrize("arguments", [(), ("--in-place",)])
def test_something_else_that_writes_to_the_target_is_noticed(
    sites: Sites, target: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last look: the manifest does not say that all is well, and the next upload makes it so."""
    sent(target, sites.old)
    write = folder_target.write_files

    def tampering(root: Path, files: Iterable[tuple[str, bytes]]) -> None:
        sent_now = [*files]
        write(root, sent_now)
        if "index.html" in dict(sent_now):
            (target / "en/index.html").write_bytes(b"of another site")

    with monkeypatch.context() as patch:
        patch.setattr(folder_target, "write_files", tampering)
        failed = send(target, sites.new, "--in-place")
    assert failed.exit_code == 1
    assert "en/index.html is not what was sent: something else writes to this target" in failed.stderr
    assert '"publisher"' in (target / "manifest.json").read_text()
    sent(target, sites.new, *arguments)
    assert tree(target) == sites.held[sites.new]


def test_a_folder_that_was_published_in_part_is_completed_in_one_step(
    sites: Sites, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(target, sites.old, "--in-place")
    put_in_place, left = many_files.put_in_place, [15]

    def interrupted(*given: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        put_in_place(*given)

    with monkeypatch.context() as patch:
        patch.setattr(many_files, "put_in_place", interrupted)
        assert send(target, sites.new, "--in-place").exit_code == 1
    assert broken_links(tree(target)) == []
    sent(target, sites.new)
    assert tree(target) == sites.held[sites.new]


PLAIN = "21 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"


@pytest.mark.parametrize(
    ("lines", "mounted"),
    [
        ([PLAIN], False),
        ([PLAIN + "22 21 8:1 /elsewhere /mnt rw - ext4 /dev/sda1 rw\n"], False),
        ([PLAIN + "22 21 0:5 / {target} rw - tmpfs tmpfs rw\n"], True),
        ([PLAIN + "22 21 0:5 / {target}/uploads rw - tmpfs tmpfs rw\n"], True),
        ([PLAIN + "22 21 0:5 / {target}-other rw - tmpfs tmpfs rw\n"], False),
        ([PLAIN + "22 21 8:1 {target} /mnt rw - ext4 /dev/sda1 rw\n"], True),
        ([PLAIN, "30 1 8:1 {target} /usr/share/nginx/html ro - ext4 /dev/sda1 rw\n"], True),
        ([PLAIN, "30 1 8:1 {target}/en /srv ro - ext4 /dev/sda1 rw\n"], True),
        ([PLAIN, "30 1 8:2 {target} /srv ro - ext4 /dev/sdb1 rw\n"], False),
        ([PLAIN, "30 1 8:1 {parent} /srv ro - ext4 /dev/sda1 rw\n"], False),
        ([PLAIN, "nonsense\n"], False),
    ],
)
def test_a_folder_that_a_container_has_mounted_is_recognised(
    lines: list[str], mounted: bool, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.mkdir(parents=True)
    for name, text in zip(("self", "1", "77"), [lines[0], *lines], strict=False):
        mountinfo = text.format(target=target, parent=target.parent)
        write_site(tmp_path / "proc", {f"{name}/mountinfo": mountinfo, f"{name}/ns/unused": ""})
        if name != "self":
            (tmp_path / "proc" / name / "ns/mnt").symlink_to(f"mnt:[{name}]")
    monkeypatch.setattr(mounts, "_PROCESSES", tmp_path / "proc")
    assert is_mounted(target) is mounted


def test_a_mount_point_is_recognised_without_the_list_of_mounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "_PROCESSES", Path("/nowhere"))
    assert is_mounted(Path(os.sep))
