"""Publishing: what is there stays until all of the new site is there; what did not change is not written again."""

import errno
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import kaedah.publish.page_writer as publishing
import kaedah.publish.swap as swapping
import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.pipeline import publish_plan
from kaedah.plan.site_plan import plan_site
from kaedah.problems import format_problems
from kaedah.publish.manifest import MANIFEST
from kaedah.publish.ownership import OutputError
from kaedah.publish.release import Outcome
from kaedah.publish.swap import OutputLocked, workspace_of
from kaedah.render.render import Job

from tests.conftest import MINIMAL, ROOT, must_read, publish, tree, write_site

pytestmark = pytest.mark.slow

TWO_LANGUAGES = {**MINIMAL, "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en, uk]\n"}
ONE = "content/methods/one.md"


def publish_now(site: Path, output: Path, **options: object) -> Outcome:
    found = must_read(site)
    return publish_plan(found, plan_site(found, "test"), output, **options)  # type: ignore[arg-type]


def change(site: Path) -> None:
    """One more sentence in the body of one method."""
    path = site / "content/methods/lora.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")


def clean(site: Path) -> dict[str, bytes]:
    """What a build into a fresh folder gives."""
    target = site.parent / "clean" / "public"
    shutil.rmtree(target.parent, ignore_errors=True)
    return tree(publish(site, target))


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of change of the folder and of all that is in it."""
    found = [folder, *folder.rglob("*")]
    return {path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def rewritten(before: Mapping[str, tuple[int, int]], output: Path) -> set[str]:
    """The files that are not the very files they were."""
    return {path for path, mark in marks(output).items() if (output / path).is_file() and before.get(path) != mark}


def litter(output: Path) -> set[str]:
    """What lies beside the output, but for the mark and the lock, the build state and the staging folder."""
    found = {path.relative_to(output.parent).as_posix() for path in output.parent.rglob("*")}
    mine = {path for path in found if path == output.name or path.startswith(output.name + "/")}
    workspace = workspace_of(output).name
    begins = (f"{workspace}/staging/", f"{workspace}/state.sqlite", f"{workspace}/documents-")
    known = {path for path in found if f"{path}/".startswith(begins)}
    return (
        found
        - mine
        - known
        - {workspace, *(f"{workspace}/{name}" for name in ("lock", "made-here", "CACHEDIR.TAG", ".gitignore"))}
    )


def arguments(site: Path, output: Path | str) -> list[str]:
    themes = site / "themes" if (site / "themes").exists() else ROOT / "themes"
    return [
        f"--content={site / 'content'}",
        f"--locales={site / 'locales'}",
        f"--themes={themes}",
        f"--output={output}",
    ]


def build(site: Path, output: Path | str, *more: str) -> Result:
    """`build.py build` in this process; an exception that the command line does not expect fails the test."""
    result = CliRunner().invoke(main, ["build", *arguments(site, output), *more], prog_name="build.py")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, command)], cwd=cwd, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


# What is written, and what is not


def test_second_run_with_nothing_changed_writes_nothing(site: Path, output: Path) -> None:
    before = marks(output)
    outcome = publish_now(site, output)
    assert marks(output) == before
    assert (outcome.written, outcome.removed) == (0, 0)
    assert outcome.kept == outcome.pages > 20


def test_one_changed_body_rewrites_only_the_pages_that_show_it(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", TWO_LANGUAGES)
    output = publish(site, tmp_path / "public")
    before = marks(output)
    write_site(site, {ONE: MINIMAL[ONE] + "\nOne more sentence.\n"})
    outcome = publish_now(site, output)
    pages = {path for path in rewritten(before, output) if path.endswith(".html")}
    assert pages == {"en/methods/one.html", "uk/methods/one.html"}
    assert outcome.written == 3  # and the beginning of the translation that is missing, which bears its stamp
    assert b"One more sentence." in (output / "uk/methods/one.html").read_bytes()


def test_assets_that_did_not_change_are_linked_and_not_written_again(site: Path, output: Path) -> None:
    before = marks(output)
    change(site)
    publish_now(site, output)
    assert {path for path in rewritten(before, output) if path.startswith("assets/")} == set()


def test_pages_of_a_removed_method_go_away_with_their_folders(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", MINIMAL)
    output = publish(site, tmp_path / "public")
    assert (output / "en/compare/one/two.html").exists()
    (site / "content/methods/two.md").unlink()
    write_site(site, {ONE: "---\nname: One\nyear: 2001\n---\n"})
    outcome = publish_now(site, output)
    assert outcome.removed == 3, "its page, its comparison, its column"
    assert not (output / "en/methods/two.html").exists()
    assert not (output / "en/compare/one").exists()
    assert tree(output) == clean(site)


def test_page_and_asset_that_went_missing_are_published_again(site: Path, output: Path) -> None:
    expected = tree(output)
    (output / "en/methods/lora.html").unlink()
    publish_now(site, output)
    assert tree(output) == expected
    next((output / "assets").glob("*.css")).unlink()
    publish_now(site, output)
    assert tree(output) == expected


def test_page_that_was_cut_short_is_published_again(site: Path, output: Path) -> None:
    expected = tree(output)
    page = output / "en/index.html"
    page.write_bytes(page.read_bytes()[:100])
    publish_now(site, output)
    assert tree(output) == expected


@pytest.mark.parametrize("replaced", [False, True])
def test_page_that_somebody_changed_without_changing_its_length_is_published_again(
    site: Path, output: Path, replaced: bool
) -> None:
    expected = tree(output)
    page = output / "en/index.html"
    content = page.read_bytes().replace(b"LoRA", b"AroL")
    time.sleep(0.05)  # times of files are that coarse
    if replaced:
        page.unlink()
    page.write_bytes(content)  # where it is not, the workspace has the same file under another name
    publish_now(site, output)
    assert tree(output) == expected


def test_clean_build_writes_every_page_again(site: Path, output: Path) -> None:
    expected = tree(output)
    outcome = publish_now(site, output, clean=True)
    assert (outcome.written, outcome.kept) == (outcome.pages, 0)
    assert tree(output) == expected


def test_file_system_without_hard_links_gives_the_same_tree(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "hard links are not supported")

    monkeypatch.setattr(os, "link", refuse)
    shutil.rmtree(workspace_of(output) / "staging")
    before = marks(output)
    change(site)
    assert publish_now(site, output).kept > 0
    assert "en/index.html" in rewritten(before, output)
    assert tree(output) == clean(site)


def test_an_empty_output_is_filled_from_the_workspace_without_rendering(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(output)
    shutil.rmtree(output)
    monkeypatch.setattr(publishing, "write_job", die_at_once)
    assert publish_now(site, output).written == 0
    assert tree(output) == before
    monkeypatch.undo()
    change(site)
    publish_now(site, output)
    assert tree(output) == clean(site)


def test_a_page_that_went_missing_from_the_workspace_too_is_written_again(site: Path, output: Path) -> None:
    before = tree(output)
    (output / "en/index.html").unlink()
    (workspace_of(output) / "staging/en/index.html").write_text("cut short")
    assert publish_now(site, output).written == 1
    assert tree(output) == before


# Folders that are not ours


def refused_as(site: Path, output: Path) -> str:
    """The problems that stop the build; the output must be as it was."""
    change(site)
    before = marks(output) | {"content": tree(output)} if output.is_dir() else output.read_bytes()  # type: ignore[dict-item]
    with pytest.raises(OutputError) as caught:
        publish_now(site, output)
    after = marks(output) | {"content": tree(output)} if output.is_dir() else output.read_bytes()  # type: ignore[dict-item]
    assert after == before
    assert litter(output) == set()
    return format_problems(caught.value.problems)


def test_unknown_files_in_the_output_stop_the_build_and_are_named(site: Path, output: Path) -> None:
    write_site(output, {"notes.txt": "mine", "en/methods/own.html": "mine", ".htaccess": "mine"})
    told = refused_as(site, output)
    assert "the output folder holds files not written by a build (3): " in told
    assert all(name in told for name in ("notes.txt", "en/methods/own.html", ".htaccess"))
    code = build(site, output).exit_code
    assert code == 1


def test_link_in_the_output_is_an_unknown_file_even_where_it_leads_to_a_folder(
    site: Path, output: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (output / "elsewhere").symlink_to(tmp_path / "elsewhere")
    assert "elsewhere" in refused_as(site, output)


def test_folder_with_files_and_no_manifest_is_refused(site: Path, tmp_path: Path) -> None:
    output = write_site(tmp_path / "out" / "home", {"letter.txt": "dear", "photos/cat.jpg": b"\xff\xd8"})
    told = refused_as(site, output)
    assert "was not made by this program" in told
    assert "hint:" in told
    assert build(site, output).exit_code == 1


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'"text"',
        b'{"kaedah": 1}',
        b'{"kaedah": 2, "files": {}}',
        b'{"kaedah": 1, "files": []}',
        b'{"kaedah": 1, "files": {"index.html": "abc"}}',
        b'{"kaedah": 1, "files": {"index.html": []}}',
        b'{"kaedah": 1, "files": {"index.html": ["a", "b", null]}}',
        b'{"kaedah": 1, "files": {"index.html": ["a", "b", 1e999]}}',
        b'{"kaedah": 1, "files": {"index.html": ["a", "b", ' + b"9" * 5000 + b"]}}",
        b"[" * 100_000,
    ],
    ids=lambda manifest: manifest[:50].decode("ascii", "replace") or "empty",
)
@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_folder_with_a_corrupt_manifest_is_refused_unless_its_files_are_known(
    site: Path, output: Path, manifest: bytes, known: bool
) -> None:
    (output / MANIFEST).write_bytes(manifest)
    if known:
        publish_now(site, output)
        assert tree(output) == clean(site)
    else:
        shutil.rmtree(workspace_of(output))
        assert "its manifest cannot be read" in refused_as(site, output)


def test_manifest_that_was_cut_short_is_refused_where_nothing_is_known(site: Path, output: Path) -> None:
    shutil.rmtree(workspace_of(output))
    manifest = output / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-20])
    assert "its manifest cannot be read" in refused_as(site, output)


def test_output_that_is_a_file_is_refused(site: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "public"
    output.parent.mkdir()
    output.write_text("a file", encoding="utf-8")
    assert "the output is a file, not a folder" in refused_as(site, output)
    result = build(site, output)
    assert result.exit_code == 2
    assert "is a file" in result.stderr
    assert output.read_text(encoding="utf-8") == "a file"


def test_empty_folder_is_published_into(site: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "public"
    output.mkdir(parents=True)
    publish_now(site, output)
    assert tree(output) == clean(site)
    assert litter(output) == set()


def test_output_that_is_a_link_to_a_folder_stays_a_link_and_can_be_built_again(site: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    output = tmp_path / "out" / "public"
    output.parent.mkdir()
    output.symlink_to(real)
    publish_now(site, output)
    change(site)
    publish_now(site, output)
    assert output.is_symlink()
    assert tree(output) == tree(real) == clean(site)


# A build that is killed

KILLED = f"""
import os, signal, sys, time
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "generator")!r}]
from pathlib import Path
import kaedah.publish.release as release, kaedah.publish.swap as swapping
import kaedah.publish.staging as staging, kaedah.publish.page_writer as writing
from tests.conftest import publish

moment, site, output = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def before(module, name):
    setattr(module, name, die)

def after(module, name):
    real = getattr(module, name)
    setattr(module, name, lambda *given, **named: (real(*given, **named), die()))

options = {{}}
if moment == "slow":
    real_digest, left = writing.digest_of_bytes, int(sys.argv[4])
    def slow_digest(content):
        global left
        left -= 1
        if not left:
            print("there", flush=True)
            time.sleep(60)
        return real_digest(content)
    writing.digest_of_bytes = slow_digest
elif moment == "pool":
    writing.SERIAL_PAGES, writing.JOB_PAGES = 0, 2
    before(writing, "Published")
    options = {{"jobs": 2}}
elif moment == "locked":
    before(release, "recover")
elif moment == "staging made":
    before(staging, "link_all")
elif moment == "unchanged linked":
    after(staging, "link_all")
elif moment == "pages written":
    after(release, "write_pages")
elif moment == "manifest written":
    before(release, "verify")
elif moment == "verified":
    before(release, "swap")
elif moment == "exchanged":
    after(swapping, "exchange")
elif moment == "swapped":
    after(release, "swap")
elif moment in ("put aside", "renamed"):
    swapping.exchange = lambda one, other: False
    real_rename, wanted = os.rename, "previous" if moment == "put aside" else "public"
    def rename(one, other):
        real_rename(one, other)
        if Path(other).name == wanted:
            die()
    os.rename = rename
else:
    raise ValueError(moment)
publish(site, output, clean=True, **options)
print("ended", flush=True)
"""


def start_killed(moment: str, site: Path, output: Path, files: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", KILLED, moment, str(site), str(output), str(files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True, cwd=ROOT)


def must_build_again(site: Path, output: Path) -> None:
    publish_now(site, output)
    assert tree(output) == clean(site)
    assert litter(output) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment", ["locked", "staging made", "unchanged linked", "pages written", "manifest written", "verified"]
)
def test_build_killed_before_the_swap_leaves_the_site_as_it_was(site: Path, output: Path, moment: str) -> None:
    old, inodes = tree(output), marks(output)
    change(site)
    with start_killed(moment, site, output) as process:
        assert process.stdout is not None
        assert process.stdout.read() == ""
    assert process.returncode == -signal.SIGKILL
    assert tree(output) == old
    assert marks(output) == inodes
    must_build_again(site, output)


@pytest.mark.slow
@pytest.mark.parametrize("files", [1, 9, 23])
def test_build_killed_while_it_writes_pages_leaves_the_site_as_it_was(site: Path, output: Path, files: int) -> None:
    old = tree(output)
    change(site)
    with start_killed("slow", site, output, files) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert tree(output) == old
    must_build_again(site, output)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["exchanged", "swapped", "renamed"])
def test_build_killed_in_the_swap_leaves_the_old_site_or_the_new_one(site: Path, output: Path, moment: str) -> None:
    old = tree(output)
    change(site)
    new = clean(site)
    with start_killed(moment, site, output) as process:
        process.wait(30)
    assert process.returncode == -signal.SIGKILL
    assert tree(output) in (old, new)
    must_build_again(site, output)


@pytest.mark.slow
def test_build_killed_between_two_renames_is_recovered_by_the_next(site: Path, output: Path) -> None:
    old = tree(output)
    with start_killed("put aside", site, output) as process:
        process.wait(30)
    assert process.returncode == -signal.SIGKILL
    assert not output.exists()
    swapping.recover(output, workspace_of(output))
    assert tree(output) == old
    change(site)
    must_build_again(site, output)


def test_old_site_that_was_put_aside_comes_back_even_where_the_next_build_fails(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tree(output)
    output.rename(workspace_of(output) / "previous")
    assert not output.exists()
    change(site)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(publishing, "write_job", fail)
    with pytest.raises(OSError, match="No space left"):
        publish_now(site, output)
    assert tree(output) == old
    assert litter(output) == set()


@contextmanager
def killed_pool(site: Path, output: Path) -> Iterator[subprocess.Popen[str]]:
    """A build with two worker processes, killed after the first job; whatever it leaves running is ended at last."""
    process = start_killed("pool", site, output)
    try:
        ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # not reaped: the group stays ours
        assert ended is not None
        assert ended.si_status == signal.SIGKILL
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.slow
def test_build_with_worker_processes_that_was_killed_does_not_lock_the_next_one_out(site: Path, output: Path) -> None:
    old = tree(output)
    change(site)
    with killed_pool(site, output):
        assert tree(output) == old
        limit = time.monotonic() + 5
        while True:
            try:
                publish_now(site, output)
                break
            except OutputLocked:
                assert time.monotonic() < limit, "the workers of the killed build hold its lock"
                time.sleep(0.2)
    must_build_again(site, output)


@pytest.mark.slow
def test_worker_processes_end_when_their_build_is_killed(site: Path, output: Path) -> None:
    with killed_pool(site, output) as process:
        assert process.stdout is not None
        ended, _, _ = select.select([process.stdout], [], [], 5)  # the last process that could still write has ended
        assert ended, "worker processes live on without their build"
        assert process.stdout.read() == ""


# The swap


def test_swap_without_exchange_gives_the_same_site(site: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapping, "exchange", lambda one, other: False)
    change(site)
    must_build_again(site, output)


def test_swap_that_fails_half_way_puts_the_old_site_back(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tree(output)
    real = os.rename

    def rename(one: Path, other: Path) -> None:
        if Path(one).name.startswith("staging"):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        real(one, other)

    monkeypatch.setattr(swapping, "exchange", lambda one, other: False)
    monkeypatch.setattr(os, "rename", rename)
    change(site)
    with pytest.raises(PermissionError):
        publish_now(site, output)
    assert tree(output) == old
    assert litter(output) == set()


def test_old_site_that_cannot_be_deleted_does_not_turn_a_published_build_into_a_failure(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(workspace_of(output) / "previous", {"left.html": "of an earlier build"})
    real = shutil.rmtree

    def rmtree(path: Path, *given: object, **named: object) -> None:
        if Path(path).name == "previous":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        real(path, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(shutil, "rmtree", rmtree)
    change(site)
    result = build(site, output)
    assert (result.exit_code, "as it was" in result.stderr) == (0, False)


# Builds that cannot go on


def test_second_build_at_the_same_time_stops_with_a_message(site: Path, output: Path) -> None:
    old = tree(output)
    change(site)
    holder = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'generator')!r}]\n"
        "from pathlib import Path\nfrom kaedah.publish.swap import locked, workspace_of\n"
        "with locked(workspace_of(Path(sys.argv[1]))):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holder, str(output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(OutputLocked):
            publish_now(site, output)
        result = build(site, output)
        assert process.stdin is not None
        process.stdin.close()
    assert result.exit_code == 1
    assert "is being built by another process" in result.stderr
    assert result.stdout == ""
    assert tree(output) == old
    must_build_again(site, output)


def must_fail_and_change_nothing(site: Path, output: Path, words: str) -> None:
    """The command line says what happened, ends with code 1, and the published site is the very same."""
    before, old = marks(output), tree(output)
    change(site)
    result = build(site, output)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "The published site is as it was." in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert (marks(output), tree(output)) == (before, old)
    assert litter(output) == set()


def failing_after(calls: int, real: Callable[..., object], error: OSError) -> Callable[..., object]:
    """The function, which fails from some call on."""
    left = [calls]

    def call(*given: object, **named: object) -> object:
        if not left[0]:
            raise error
        left[0] -= 1
        return real(*given, **named)

    return call


@pytest.mark.parametrize("pages", [0, 1, 10])
def test_full_disk_leaves_the_site_as_it_was(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere/page.html")
    monkeypatch.setattr(publishing, "make_folder", failing_after(pages, publishing.make_folder, full))
    must_fail_and_change_nothing(
        site, output, "somewhere/page.html:1:1: error: cannot write this: No space left on device"
    )


def test_full_disk_in_a_whole_job_leaves_the_site_as_it_was(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(publishing, "_write_rendered", failing_after(1, publishing._write_rendered, full))
    must_fail_and_change_nothing(site, output, "No space left on device")


def test_page_that_was_silently_cut_short_is_not_published(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = publishing.write_job

    def write_less(job: Job, staging: str) -> list[tuple[str, int]]:
        written = real(job, staging)
        os.truncate(Path(staging, job.pages[0].path), 10)
        return written

    monkeypatch.setattr(publishing, "write_job", write_less)
    must_fail_and_change_nothing(site, output, "was not written completely")


@pytest.mark.parametrize("folder", [".public.kaedah", "staging"])
def test_parent_folder_that_may_not_be_written_leaves_the_site_as_it_was(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    real = Path.mkdir

    def mkdir(self: Path, *given: object, **named: object) -> None:
        if self.name.startswith(folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        real(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)
    shutil.rmtree(workspace_of(output) / "staging")
    must_fail_and_change_nothing(site, output, "Permission denied")


def die_at_once(*_: object) -> list[tuple[str, str, int]]:
    os._exit(9)


@pytest.mark.slow
def test_worker_process_that_is_killed_ends_the_build_with_a_message(
    site: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "SERIAL_PAGES", 0)
    monkeypatch.setattr(publishing, "write_job", die_at_once)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    must_fail_and_change_nothing(site, output, "error: ")


def test_template_that_fails_names_the_page_and_leaves_the_site_as_it_was(site: Path, output: Path) -> None:
    shutil.copytree(ROOT / "themes", site / "themes")
    template = site / "themes/default/templates/method.html"
    template.write_text(template.read_text(encoding="utf-8") + "{{ nothing.here }}", encoding="utf-8")
    (site / "themes/default/templates/layout.html").write_text("{{ nothing.here }}", encoding="utf-8")
    must_fail_and_change_nothing(site, output, "cannot render en/")


def test_broken_content_leaves_the_site_as_it_was(site: Path, output: Path) -> None:
    before, old = marks(output), tree(output)
    (site / "content/methods/lora.md").write_text("---\nname: [\n---\n", encoding="utf-8")
    result = build(site, output)
    assert result.exit_code == 1
    assert "content/methods/lora.md:" in result.stderr
    assert result.stdout == ""
    assert (marks(output), tree(output)) == (before, old)
    assert litter(output) == set()


def test_strict_build_takes_a_warning_for_an_error(site: Path, output: Path) -> None:
    old = tree(output)
    (site / "content/methods/lora.md").write_text(
        (site / "content/methods/lora.md").read_text(encoding="utf-8") + "\n<b>bold</b>\n", encoding="utf-8"
    )
    result = build(site, output, "--strict")
    assert result.exit_code == 1
    assert "warning: " in result.stderr
    assert tree(output) == old
    assert build(site, output).exit_code == 0


# The command line


def test_site_without_methods_is_built(tmp_path: Path) -> None:
    files = {path: text for path, text in TWO_LANGUAGES.items() if "/methods/" not in path}
    site = write_site(tmp_path / "site", files)
    output = tmp_path / "public"
    assert build(site, output).exit_code == 0
    pages = {path for path in tree(output) if path.endswith(".html")}
    assert {"index.html", "en/index.html", "uk/index.html", "en/compare/index.html"} <= pages
    assert b"There are no methods yet." in tree(output)["en/index.html"]


def test_output_path_may_have_spaces_and_letters_of_any_script(site: Path, output: Path, tmp_path: Path) -> None:
    place = tmp_path / "мій сайт 中文" / 'it\'s %20 "here" — 방법'
    publish_now(site, place)
    assert tree(place) == tree(output)
    change(site)
    must_build_again(site, place)
    result = build(site, place)
    assert result.exit_code == 0
    assert str(place / "index.html") in result.stdout


def test_relative_output_lies_below_the_working_directory(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert build(site, "deep/public").exit_code == 0
    assert (tmp_path / "elsewhere/deep/public/index.html").exists()
    assert build(site, "../elsewhere/deep/../deep/public/").stdout.endswith("\n")
    assert litter(tmp_path / "elsewhere/deep/public") == set()


@pytest.mark.slow
def test_command_without_the_word_build_builds(site: Path, tmp_path: Path) -> None:
    result = run(ROOT / "build.py", "--output", "public", "--themes", ROOT / "themes", cwd=site)
    assert (result.returncode, result.stderr) == (0, "")
    words = run(ROOT / "build.py", "build", "--output", "other", "--themes", ROOT / "themes", cwd=site)
    assert words.returncode == 0
    assert tree(site / "public") == tree(site / "other")
    assert "index.html" in tree(site / "public")
    first, second = result.stdout.splitlines()
    assert first.endswith("written, 0 unchanged, 0 removed")
    assert second == f"open {Path('public/index.html')}"


@pytest.mark.parametrize("words", [["build", "--quiet"], ["--quiet", "build"], ["--quiet"], ["-q"]])
def test_quiet_build_prints_nothing(site: Path, tmp_path: Path, words: list[str]) -> None:
    places = arguments(site, tmp_path / "public")
    result = CliRunner().invoke(main, [*words, *places], prog_name="build.py")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "public/index.html").exists()


def test_quiet_build_still_prints_problems(site: Path, tmp_path: Path) -> None:
    (site / "content/methods/lora.md").unlink()
    result = build(site, tmp_path / "public", "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'there is no method "lora"' in result.stderr
