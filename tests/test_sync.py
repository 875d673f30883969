"""`build.py publish`: uploads only changed files to a folder, a bucket or a branch, and keeps foreign files."""

import contextlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.disk import many_files
from kaedah.disk.paths import UnsafePath
from kaedah.publish import folder_target
from kaedah.publish.bucket import BucketTarget
from kaedah.publish.bucket_lock import LOCK
from kaedah.publish.built_site import opened_site
from kaedah.publish.folder_target import FolderTarget
from kaedah.publish.sync import plan_sync
from kaedah.publish.target import Target, TargetError
from kaedah.publish.targets import target_for

import tests.reliability.file_systems  # noqa: F401 (registers some)
from tests.conftest import MINIMAL, publish, tree, write_site
from tests.reliability.publishing import Place, Sites, broken_links, mixture

Files = dict[str, bytes]


def send(target: object, output: Path, *arguments: object) -> Result:
    words = [str(word) for word in ("publish", target, "--output", output, *arguments)]
    result = CliRunner().invoke(main, words, prog_name="build.py")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def sent(target: object, output: Path, *arguments: object) -> str:
    done = send(target, output, *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout.removeprefix(f"{target}: ").strip()


@pytest.fixture
def output(minimal: Path) -> Path:
    return publish(minimal, minimal / "public")


def edit(minimal: Path) -> Path:
    """Another method, one less, and another text of a third; built again."""
    (minimal / "content/methods/two.md").unlink()
    one = MINIMAL["content/methods/one.md"].replace("[two]", "[three]").replace("One.", "Once.")
    three = MINIMAL["content/methods/two.md"].replace("Two", "Three")
    write_site(minimal, {"content/methods/one.md": one, "content/methods/three.md": three})
    return publish(minimal, minimal / "public")


def git(folder: Path, *arguments: str) -> bytes:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True).stdout


def in_branch(folder: Path, name: str) -> Files:
    names = git(folder, "ls-tree", "-r", "-z", "--name-only", name).decode().split("\0")
    return {path: git(folder, "show", f"{name}:{path}") for path in names if path and path != ".nojekyll"}


def upload(output: Path, target: Target) -> None:
    """Publishes without the command line, which would report what is raised here."""
    with opened_site(output) as built, target.locked():
        plan_sync(built, target).send(target)


def in_bucket(address: str) -> Files:
    files, root = fsspec.core.url_to_fs(address)
    return {path.removeprefix(f"{root}/"): files.cat_file(path) for path in files.find(root)}


@pytest.fixture(params=["folder", "bucket", "branch"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Callable[[], Files]]:
    """A place by its name, and what it holds."""
    if request.param == "folder":
        target = tmp_path / "www" / "site"
        return str(target), lambda: tree(target)
    if request.param == "bucket":
        address = f"memory://{tmp_path.name}/site"
        return address, lambda: in_bucket(address)
    repository = tmp_path / "repository"
    repository.mkdir()
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "config", "user.name", "Ada")
    git(repository, "config", "user.email", "ada@example.org")
    git(repository, "commit", "--quiet", "--allow-empty", "--message=Begin")
    monkeypatch.chdir(repository)
    return "branch:pages", lambda: in_branch(repository, "pages")


@pytest.mark.slow
def test_a_target_gets_the_site_and_then_only_changed_files(
    minimal: Path, output: Path, place: tuple[str, Callable[[], Files]]
) -> None:
    target, held = place
    first = tree(output)
    assert sent(target, output) == f"{len(first) - 1} sent, 0 removed, 0 unchanged"
    assert held() == first
    assert sent(target, output) == f"0 sent, 0 removed, {len(first) - 1} unchanged"
    second = tree(edit(minimal))
    changed = {path for path, content in second.items() if first.get(path) != content} - {"manifest.json"}
    gone = first.keys() - second.keys()
    assert changed
    assert gone
    assert sent(target, output) == (
        f"{len(changed)} sent, {len(gone)} removed, {len(second) - 1 - len(changed)} unchanged"
    )
    assert held() == second
    assert sent(target, output, "--all") == f"{len(second) - 1} sent, 0 removed, 0 unchanged"
    assert held() == second


def test_foreign_files_are_kept_and_block_an_overwrite(output: Path, tmp_path: Path) -> None:
    target = write_site(tmp_path / "www", {"CNAME": "a.test", "en/other.html": "other", "en/index.html": "mine"})
    before = tree(target)
    failed = send(target, output)
    assert failed.exit_code == 1
    assert failed.stderr == (
        "en/index.html:1:1: error: publishing would overwrite files that are not from this site: en/index.html\n"
        "  hint: move them away, or publish to a target of its own\n"
    )
    assert tree(target) == before
    (target / "en/index.html").unlink()
    sent(target, output)
    assert tree(target) == {**tree(output), "CNAME": b"a.test", "en/other.html": b"other"}
    shutil.rmtree(output)
    output.mkdir()
    write_site(output, {"manifest.json": '{"kaedah": 1, "files": {}}'})
    sent(target, output)
    assert tree(target) == {
        "CNAME": b"a.test",
        "en/other.html": b"other",
        "manifest.json": b'{"kaedah": 1, "files": {\n\n}}\n',
    }


class Broken(Exception):
    """The line is cut."""


def cut_after(steps: int, patch: pytest.MonkeyPatch) -> list[int]:
    """Has the writes and deletions at targets end after so many; gives how many are left."""
    left = [steps]

    def counted(work: Callable[..., object]) -> Callable[..., object]:
        def counting(*arguments: object, **options: object) -> object:
            if LOCK not in arguments:
                if left[0] == 0:
                    raise Broken
                left[0] -= 1
            return work(*arguments, **options)

        return counting

    for place, name in (
        (many_files, "put_in_place"),
        (folder_target, "write_file"),
        (folder_target, "remove_file"),
        (BucketTarget, "_put"),
        (BucketTarget, "delete"),
    ):
        patch.setattr(place, name, counted(getattr(place, name)))
    return left


@pytest.mark.slow
@pytest.mark.parametrize("back", [False, True], ids=["again", "as it was before"])
@pytest.mark.parametrize("kind", ["in-place", "bucket"])
def test_wherever_an_upload_is_cut_readers_come_to_no_missing_file_and_the_next_one_completes_it(
    kind: str, back: bool, sites: Sites, tmp_path: Path
) -> None:
    step, left = -1, [0]
    while left[0] == 0:
        step += 1
        place = Place(kind, tmp_path / str(step))
        sent(place.address, sites.old, *place.options)
        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Broken):
            left = cut_after(step, patch)
            upload(sites.new, target_for(place.address, in_place=True))
        assert broken_links(place.held()) == [], f"cut at step {step}"
        assert mixture(place.held(), sites) == "", f"cut at step {step}"
        wanted = sites.old if back else sites.new
        sent(place.address, wanted, *place.options)
        assert place.held() == sites.held[wanted], f"cut at step {step}"
        assert place.leftovers() == []
    changes = sites.held[sites.new].items() ^ sites.held[sites.old].items()
    assert step > len({path for path, _ in changes}), "every step was cut"


@pytest.mark.parametrize("kind", ["in-place", "bucket"])
def test_uploads_that_are_cut_again_and_again_leave_nothing_of_the_sites_between(
    kind: str, sites: Sites, tmp_path: Path
) -> None:
    place = Place(kind, tmp_path / "place")
    sent(place.address, sites.old, *place.options)
    for step, site in ((4, sites.new), (11, sites.other), (18, sites.old), (9, sites.other), (16, sites.new)):
        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Broken):
            cut_after(step, patch)
            upload(site, target_for(place.address, in_place=True))
        assert broken_links(place.held()) == []
    sent(place.address, sites.old, *place.options)
    assert place.held() == sites.held[sites.old]


def test_download_files_are_uploaded_with_the_site(minimal: Path, output: Path, tmp_path: Path) -> None:
    downloads = write_site(tmp_path / "files", {"test-en.epub": "book"})
    target = tmp_path / "www"
    sent(target, output, "--downloads", downloads)
    assert tree(target / "downloads") == {"test-en.epub": b"book"}
    assert sent(target, output, "--downloads", downloads).startswith("0 sent, 0 removed")
    write_site(downloads, {"test-en.epub": "better"})
    assert sent(target, output, "--downloads", downloads).startswith("1 sent, 0 removed")
    assert sent(target, output).startswith("0 sent, 1 removed")
    assert not (target / "downloads").exists()


def test_an_invalid_downloads_folder_is_refused(output: Path, tmp_path: Path) -> None:
    target = tmp_path / "www"
    assert "--downloads is empty" in send(target, output, "--downloads", "").stderr
    assert "there are no files to download in it" in send(target, output, "--downloads", tmp_path / "none").stderr
    folder = write_site(tmp_path / "files", {"a.zip": "", ".hidden": "", "a b": "", "x/y": ""})
    (folder / "link").symlink_to(__file__)
    failed = send(target, output, "--downloads", folder)
    assert failed.exit_code == 1
    assert "this folder holds other files than downloads: .hidden, a b, link, x\n" in failed.stderr
    assert not target.exists()


def test_a_dry_run_prints_the_changes_and_uploads_nothing(minimal: Path, output: Path, tmp_path: Path) -> None:
    target = tmp_path / "www"
    reported = send(target, output, "--dry-run").stdout.splitlines()
    assert not target.exists()
    assert set(reported[:-1]) == {f"send {path}" for path in tree(output) if path != "manifest.json"}
    assert reported[-1] == f"{target}: {len(reported) - 1} would be sent, 0 would be removed, 0 unchanged"
    sent(target, output)
    edit(minimal)
    assert "remove en/methods/two.html" in send(target, output, "--dry-run").stdout.splitlines()
    assert (target / "en/methods/two.html").exists()


def test_a_folder_that_is_not_a_site_is_not_published(output: Path, tmp_path: Path) -> None:
    page, target = output / "en/methods/one.html", tmp_path / "www"
    right = page.read_bytes()
    page.write_bytes(right + b" ")
    assert send(target, output, "--dry-run").exit_code == 1
    failed = send(target, output)
    assert failed.exit_code == 1
    assert (
        failed.stderr == f"{page}:1:1: error: this file has changed since it was built\n  hint: build the site again\n"
    )
    page.unlink()
    assert "this file has changed since it was built" in send(target, output).stderr
    page.write_bytes(right)
    reported = (output / "manifest.json").read_text()
    (output / "manifest.json").write_text(reported.replace('{"kaedah": 1,', '{"kaedah": 1, "shard": [1, 2, "x", 3],'))
    assert "this is one part of a site\n  hint: join the parts with `merge` first\n" in send(target, output).stderr
    (output / "manifest.json").unlink()
    assert (
        "there is no site to publish: there is no manifest.json\n  hint: build it first\n"
        in send(target, output).stderr
    )
    assert not target.exists()


def test_a_foreign_manifest_is_not_overwritten(output: Path, tmp_path: Path) -> None:
    target = write_site(tmp_path / "www", {"manifest.json": '{"name": "an app"}'})
    failed = send(target, output)
    assert failed.exit_code == 1
    assert "manifest.json:1:1: error: the manifest of the published site cannot be read: " in failed.stderr
    assert tree(target) == {"manifest.json": b'{"name": "an app"}'}


def test_a_target_inside_or_around_the_site_is_refused(output: Path) -> None:
    before = tree(output)
    for target in (output, output / "en", output.parent):
        failed = send(target, output)
        assert failed.exit_code == 1
        assert f"cannot publish {output} to {target}: one contains the other" in failed.stderr
    assert tree(output) == before


def test_an_unwritable_target_is_reported(output: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = send(tmp_path / "file" / "www", output)
    assert failed.exit_code == 1
    assert failed.stderr.startswith(f"error: cannot publish to {tmp_path / 'file' / 'www'}: ")


def test_symbolic_links_in_the_target_are_not_followed_out_of_it(minimal: Path, output: Path, tmp_path: Path) -> None:
    outside = write_site(tmp_path / "outside", {"index.html": "theirs", "secret.txt": "secret"})
    target = write_site(tmp_path / "www", {"CNAME": ""})
    (target / "en").symlink_to(outside)
    for address in (target, f"file://{target}"):
        failed = send(address, output)
        assert failed.exit_code == 1
        assert "publishing would overwrite files that are not from this site: en/" in failed.stderr
    assert tree(outside) == {"index.html": b"theirs", "secret.txt": b"secret"}
    (target / "en").unlink()
    sent(target, output)
    shutil.rmtree(target / "en")
    (target / "en").symlink_to(outside)
    edit(minimal)
    assert send(target, output).exit_code == 1
    (target / "en").unlink()
    place = FolderTarget(target, in_place=True)
    with opened_site(output) as built, place.locked():
        planned = plan_sync(built, place)
        (target / "en").symlink_to(outside)  # at the last moment
        with pytest.raises(UnsafePath, match="this is a symbolic link"):
            planned.send(place)
    assert tree(outside) == {"index.html": b"theirs", "secret.txt": b"secret"}
    reported = (
        '{"kaedah": 1, "files": {"en/secret.txt": ["a", "b", 1], "CNAME/x": ["a", "b", 1], "assets": ["a", "b", 1]}}'
    )
    write_site(target, {"manifest.json": reported})
    (target / "en").unlink()
    shutil.rmtree(target / "assets")
    shutil.rmtree(target / "drafts", ignore_errors=True)
    for path in output.iterdir():
        if path.is_file() and path.name != "manifest.json":
            (target / path.name).unlink()
    write_site(target, {"assets/theirs.txt": "theirs"})
    sent(target, output)
    assert (target / "assets/theirs.txt").read_text() == "theirs"
    assert (target / "CNAME").read_text() == ""
    assert tree(outside) == {"index.html": b"theirs", "secret.txt": b"secret"}


@pytest.mark.parametrize("theirs", ["en", "index.html/precious.txt"])
def test_a_file_in_place_of_a_folder_stops_the_upload_and_the_other_way_round(
    output: Path, place: tuple[str, Callable[[], Files]], theirs: str, tmp_path: Path
) -> None:
    target, held = place
    if target.startswith("branch:"):
        write_site(Path.cwd(), {theirs: "theirs"})
        git(Path.cwd(), "checkout", "--quiet", "-b", "pages")
        git(Path.cwd(), "add", theirs)
        git(Path.cwd(), "commit", "--quiet", "--message=Theirs")
        git(Path.cwd(), "checkout", "--quiet", "main")
    elif "://" in target:
        files, root = fsspec.core.url_to_fs(target)
        files.makedirs(f"{root}/{theirs}".rpartition("/")[0], exist_ok=True)
        files.pipe_file(f"{root}/{theirs}", b"theirs")
    else:
        write_site(Path(target), {theirs: "theirs"})
    failed = send(target, output)
    assert failed.exit_code == 1
    assert "publishing would overwrite files that are not from this site: " in failed.stderr
    assert held() == {theirs: b"theirs"}


@pytest.mark.parametrize(
    "path", ["a\n\nreset refs/heads/evil\nfrom refs/heads/main^0\n", "a\u0000b", "\ud800", "../x", "/x"]
)
def test_a_manifest_with_unsafe_paths_is_refused(output: Path, tmp_path: Path, path: str) -> None:
    reported = json.dumps({"kaedah": 1, "files": {path: ["a", "b", 1]}})
    target = write_site(tmp_path / "www", {"manifest.json": reported})
    failed = send(target, output)
    assert failed.exit_code == 1
    assert "the manifest of the published site cannot be read: it lists " in failed.stderr
    assert "which is not a path within the folder" in failed.stderr
    assert tree(target) == {"manifest.json": reported.encode()}


def test_a_remote_branch_is_fetched_first(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the site would begin a history of its own, without what others put into the branch."""
    first = write_site(tmp_path / "first", {"CNAME": "a.test"})
    git(first, "init", "--quiet", "--initial-branch=pages")
    git(first, "add", "CNAME")
    git(first, "commit", "--quiet", "--message=Name")
    git(first, "checkout", "--quiet", "-b", "main")
    git(tmp_path, "clone", "--quiet", "first", "second")
    git(tmp_path / "second", "config", "user.name", "Ada")
    git(tmp_path / "second", "config", "user.email", "ada@example.org")
    monkeypatch.chdir(tmp_path / "second")
    failed = send("branch:pages", output)
    assert failed.exit_code == 1
    assert failed.stderr == (
        "error: cannot publish to branch:pages: the branch exists at origin but not here\n"
        "  hint: `git fetch origin pages:pages`\n"
    )
    git(tmp_path / "second", "fetch", "--quiet", "origin", "pages:pages")
    sent("branch:pages", output)
    assert in_branch(tmp_path / "second", "pages") == {**tree(output), "CNAME": b"a.test"}
    git(tmp_path / "second", "push", "--quiet", "origin", "pages")
    git(tmp_path / "second", "worktree", "add", "--quiet", str(tmp_path / "third"), "pages")
    assert "the branch is checked out, here or in another worktree" in send("branch:pages", output).stderr


def test_a_branch_keeps_foreign_files_and_its_history(
    minimal: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = write_site(tmp_path / "repository", {"CNAME": "a.test"})
    git(repository, "init", "--quiet", "--initial-branch=pages")
    git(repository, "config", "user.name", "Ada")
    git(repository, "config", "user.email", "ada@example.org")
    git(repository, "add", "CNAME")
    git(repository, "commit", "--quiet", "--message=Name")
    monkeypatch.chdir(repository)
    failed = send("branch:pages", output)
    assert failed.exit_code == 1
    assert "cannot publish to branch:pages: the branch is checked out, here or in another worktree" in failed.stderr
    git(repository, "checkout", "--quiet", "--orphan", "main")
    sent("branch:pages", output)
    assert in_branch(repository, "pages") == {**tree(output), "CNAME": b"a.test"}
    assert git(repository, "show", "pages:.nojekyll") == b""
    sent("branch:pages", output)
    assert git(repository, "log", "--format=%s", "pages").decode().splitlines() == [
        f"Publish: {len(tree(output)) - 1} sent, 0 removed",
        "Name",
    ]
    assert git(repository, "log", "--format=%an", "-1", "pages").strip() == b"Ada"
    edit(minimal)
    sent("branch:pages", output)
    assert in_branch(repository, "pages") == {**tree(output), "CNAME": b"a.test"}
    assert git(repository, "status", "--porcelain") == b"A  CNAME\n"  # as the checkout had left it


def test_a_missing_repository_or_remote_is_reported_with_the_message_of_git(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert "not a git repository" in send("branch:pages", output).stderr
    git(tmp_path, "init", "--quiet")
    failed = send("branch:a..b", output)
    assert failed.exit_code == 1
    assert failed.stderr == "error: cannot publish to branch:a..b: this is not a valid branch name\n"
    monkeypatch.setenv("PATH", "")
    assert "git was not found" in send("branch:pages", output).stderr


def test_an_unknown_target_scheme_is_reported(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = send("nowhere://a/b", output)
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: cannot publish to nowhere://a/b: ")
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(TargetError, match="the package fsspec is not installed\n  hint: `pip install fsspec`"):
        target_for("memory://x")


def test_errors_of_a_bucket_are_reported(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = target_for(f"memory://{tmp_path.name}/broken")
    assert isinstance(place, BucketTarget)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(type(place._files), "put_file", fail)
    failed = send(f"memory://{tmp_path.name}/broken", output)
    assert failed.exit_code == 1
    assert failed.stderr == f"error: cannot publish to memory://{tmp_path.name}/broken: RuntimeError: no room\n"
    monkeypatch.undo()
    sent(f"memory://{tmp_path.name}/broken", output)
    assert in_bucket(f"memory://{tmp_path.name}/broken") == tree(output)
