"""Publishers that are killed, overtaken by builds or by each other, at targets of each kind."""

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from kaedah.cli import main
from kaedah.digests import digest_of_bytes
from kaedah.publish import bucket_lock
from kaedah.publish.bucket import BucketTarget
from kaedah.publish.bucket_lock import LOCK
from kaedah.publish.built_site import BuiltSite
from kaedah.publish.git_branch import GitBranchTarget
from kaedah.publish.manifest import Manifest, Published
from kaedah.publish.target import TargetError
from kaedah.publish.upload_order import upload_stages

import tests.reliability.file_systems  # noqa: F401 (registers some)
from tests.conftest import publish, tree, write_site
from tests.reliability.publish_kills import kill_publishers
from tests.reliability.publishing import KINDS, NEW, OLD, OTHER, Place, Sites, broken_links
from tests.reliability.two_publishers import build, run_rounds, says_it_is_whole


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A target of the kind asked for, in whose folder the program works."""
    made = Place(request.param, tmp_path / "place")
    monkeypatch.chdir(made.base)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    return made


@pytest.fixture(autouse=True)
def nobody_waits_long(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock settles at once, except where processes really compete for it."""
    if not request.node.get_closest_marker("slow"):
        monkeypatch.setattr(bucket_lock, "_SETTLED", 0.05)
        monkeypatch.setattr(bucket_lock, "_WATCHED", 0.1)


def at(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", kinds, indirect=True)


def send(place: Place, output: Path, *arguments: str) -> Result:
    words = ["publish", place.address, "--output", str(output), *place.options, *arguments]
    result = CliRunner().invoke(main, words, prog_name="kaedah")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def sent(place: Place, output: Path, *arguments: str) -> str:
    done = send(place, output, *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "folder-foreign", "folder-deep", "branch", "bucket", "server"])
def test_a_publisher_may_be_killed_at_any_moment(kind: str, sites: Sites, tmp_path: Path) -> None:
    """A few of the kills of `tests/reliability/publish_kills.py`."""
    totals = kill_publishers(Place(kind, tmp_path / kind), 3 if kind == "server" else 6, 2, sites)
    assert totals.faults == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "in-place", "branch", "bucket", "plain-bucket"])
def test_two_publishers_at_once_leave_one_site(kind: str, sites: Sites, tmp_path: Path) -> None:
    """A few of the rounds of `tests/reliability/two_publishers.py`."""
    assert run_rounds(kind, 2, 2, tmp_path, sites, "two publishers")[1] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "in-place", "branch", "bucket"])
def test_a_publisher_beside_builds_sends_one_site_or_none(kind: str, sites: Sites, tmp_path: Path) -> None:
    assert run_rounds(kind, 1, 2, tmp_path, sites, "beside builds")[1] == []


def during(monkeypatch: pytest.MonkeyPatch, number: int, event: Callable[[], object]) -> None:
    """Has something happen before the file of this number is read to be sent."""
    read, counted = BuiltSite.read, [0]

    def reading(self: BuiltSite, path: str) -> bytes:
        counted[0] += 1
        if counted[0] == number:
            event()
        return read(self, path)

    monkeypatch.setattr(BuiltSite, "read", reading)


@at("bucket", "plain-bucket", "server")
def test_builds_during_a_long_upload_do_not_change_what_is_sent(
    place: Place, sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = tmp_path / "live", tmp_path / "public"
    build(source, OLD, output)
    sent(place, sites.other)

    def two_builds() -> None:
        for files in (OTHER, NEW):
            build(source, files, output)

    during(monkeypatch, 50, two_builds)
    sent(place, output)
    assert place.held() == sites.held[sites.old], "not one file of the other sites"
    assert tree(output) == sites.held[sites.new]


@at("folder")
def test_an_edit_that_is_built_during_an_upload_does_not_change_what_is_sent(
    place: Place, sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder that was published before is still there: it is the one that was opened."""
    source, output = tmp_path / "live", tmp_path / "public"
    edited = OLD["content/methods/same.md"].replace("Always", "Now and then")
    build(source, OLD, output)
    before = tree(output)

    def edit() -> None:
        publish(write_site(source, {"content/methods/same.md": edited}), output)

    during(monkeypatch, 20, edit)
    sent(place, output)
    assert tree(output) != before
    assert place.held() == before


@at("folder", "folder-foreign", "branch", "in-place")
def test_files_that_change_during_an_upload_end_it(
    place: Place, sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes in one step is as it was then; elsewhere no page leads to nothing."""
    source, output = tmp_path / "live", tmp_path / "public"
    build(source, OLD, output)
    sent(place, sites.other)
    with monkeypatch.context() as patch:
        during(patch, 30, lambda: build(source, NEW, output))
        failed = send(place, output)
    assert failed.exit_code == 1
    assert ":1:1: error: this file has changed since it was built\n  hint: build the site again\n" in failed.stderr
    assert broken_links(place.held()) == []
    assert place.is_atomic is (place.held() == sites.held[sites.other])
    assert place.is_atomic is says_it_is_whole(place)
    sent(place, output)
    assert place.held() == sites.held[sites.new]
    assert place.leftovers() == []


@at("branch")
def test_a_commit_of_somebody_else_is_never_lost(place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(place, sites.old)

    def commit() -> None:
        tree_of = place.git("rev-parse", "pages^{tree}").decode().strip()
        made = place.git("commit-tree", "-p", "pages", "-m", "Theirs", tree_of).decode().strip()
        place.git("update-ref", "refs/heads/pages", made)

    with monkeypatch.context() as patch:
        during(patch, 5, commit)
        failed = send(place, sites.new)
    assert failed.exit_code == 1
    assert "cannot publish to branch:pages: something else has changed the branch meanwhile (" in failed.stderr
    assert failed.stderr.endswith("  hint: publish again\n")
    assert place.held() == sites.held[sites.old]
    with monkeypatch.context() as patch:  # also where their commit took one back
        during(patch, 5, lambda: place.git("update-ref", "refs/heads/pages", "pages~1"))
        assert send(place, sites.new).exit_code == 1
    sent(place, sites.new)
    count = len(sites.held[sites.old]) - 1  # without the manifest
    assert place.git("log", "--format=%s", "pages").decode().splitlines()[1:] == [f"Publish: {count} sent, 0 removed"]
    assert place.held() == sites.held[sites.new]


@at("branch")
def test_a_branch_that_somebody_else_begins_meanwhile_is_not_overwritten(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    during(monkeypatch, 40, lambda: place.git("branch", "pages", "main"))
    failed = send(place, sites.new)
    assert failed.exit_code == 1
    assert "something else has changed the branch meanwhile" in failed.stderr
    assert place.held() == {}


@at("branch")
def test_a_stream_that_ends_early_makes_no_commit(place: Place, sites: Sites) -> None:
    """As when the publisher is killed: `git` itself goes on, and would commit what it has."""
    sent(place, sites.old)
    target = GitBranchTarget("pages")
    with pytest.raises(TargetError, match="stream ends early"):
        target._fast_import([b"commit refs/heads/pages\nmark :1\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n\n"])
    assert place.held() == sites.held[sites.old]


@at("branch")
def test_a_file_that_somebody_changed_in_the_branch_is_not_removed(place: Place, sites: Sites) -> None:
    sent(place, sites.old)
    index = {"GIT_INDEX_FILE": str(place.base / "index"), "GIT_DIR": str(place.base / ".git")}
    (place.base / "theirs").write_bytes(b"theirs")
    blob = place.git("hash-object", "-w", "theirs")
    for words in (
        ("read-tree", "pages"),
        ("update-index", "--cacheinfo", f"100644,{blob.decode().strip()},en/methods/gone.html"),
    ):
        subprocess.run(["git", *words], cwd=place.base, env=index, check=True)
    done = subprocess.run(["git", "write-tree"], cwd=place.base, env=index, check=True, capture_output=True)
    made = place.git("commit-tree", "-p", "pages", "-m", "Theirs", done.stdout.decode().strip()).decode().strip()
    place.git("update-ref", "refs/heads/pages", made)
    done_publishing = send(place, sites.new)
    assert "en/methods/gone.html:1:1: warning: this file is no longer part of the site" in done_publishing.stderr
    assert place.held() == {**sites.held[sites.new], "en/methods/gone.html": b"theirs"}


@at("bucket", "server")
def test_a_file_that_somebody_changed_in_a_bucket_is_not_removed(place: Place, sites: Sites) -> None:
    sent(place, sites.old)
    page = place.folder / "en/methods/gone.html"
    page.write_bytes(b"x" * page.stat().st_size)
    assert "en/methods/gone.html:1:1: warning: this file is no longer part" in send(place, sites.new).stderr
    assert page.exists()
    sent(place, sites.old.parent / "other-public")
    assert page.exists(), "it is nobody's now"


def write_built(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder as a build leaves it, with any files."""
    digests = {path: digest_of_bytes(content) for path, content in files.items()}
    listed = {path: Published(digest, digest, len(files[path])) for path, digest in digests.items()}
    return write_site(folder, {**files, "manifest.json": Manifest(listed).to_json()})


@at(*KINDS)
def test_a_file_may_become_a_folder_and_the_other_way_round(place: Place, tmp_path: Path) -> None:
    sites = (
        write_built(tmp_path / "1", {"index.html": b"1", "a": b"a", "b/c.html": b"c", "b/d/e.html": b"e"}),
        write_built(tmp_path / "2", {"index.html": b"2", "a/b/c.html": b"a", "b": b"b"}),
    )
    for site in (*sites, *sites):
        sent(place, site)
        assert place.held() == tree(site)


@at("in-place", "bucket", "server")
def test_a_file_that_somebody_changes_during_an_upload_is_not_removed(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(place, sites.old)
    page = place.folder / "en/methods/gone.html"
    during(monkeypatch, 30, lambda: page.write_bytes(b"x" * page.stat().st_size))
    sent(place, sites.new)
    assert place.held().keys() == {*sites.held[sites.new], "en/methods/gone.html"}


@at("server")
def test_nothing_is_written_through_a_link_at_a_file_server(place: Place, sites: Sites, tmp_path: Path) -> None:
    sent(place, sites.old)
    outside = write_site(tmp_path / "outside", {"index.html": "theirs"})
    (place.folder / "en/index.html").unlink()
    (place.folder / "en/index.html").symlink_to(outside / "index.html")
    failed = send(place, sites.new)
    assert failed.exit_code == 1
    assert "publishing would overwrite files that are not from this site: en/index.html" in failed.stderr
    assert tree(outside) == {"index.html": b"theirs"}


@at("bucket")
def test_files_that_are_missing_or_cut_in_a_bucket_are_sent_again(place: Place, sites: Sites) -> None:
    sent(place, sites.old)
    (place.folder / "en/index.html").unlink()
    (place.folder / "404.html").write_bytes(b"cut")
    unchanged = len(sites.held[sites.old]) - 3  # without those and the manifest
    assert f"2 sent, 0 removed, {unchanged} unchanged" in sent(place, sites.old)
    assert place.held() == sites.held[sites.old]


@at("bucket")
def test_a_bucket_with_checksums_is_verified_without_reading_it_again(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    reading = BucketTarget.read

    def counted(self: BucketTarget, path: str) -> bytes | None:
        read.append(path)
        return reading(self, path)

    monkeypatch.setattr(BucketTarget, "read", counted)
    sent(place, sites.old)
    assert {*read} == {LOCK, "manifest.json"}


def after_put(patch: pytest.MonkeyPatch, last: str, act: Callable[[], object]) -> None:
    """Has something happen in a bucket right after a file was uploaded to it."""
    put = BucketTarget._put

    def putting(self: BucketTarget, path: str, content: bytes) -> None:
        put(self, path, content)
        if path == last:
            act()

    patch.setattr(BucketTarget, "_put", putting)


@at("bucket", "server")
def test_something_else_that_writes_to_a_bucket_is_noticed(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(place, sites.old)
    page = place.folder / "en/index.html"
    with monkeypatch.context() as patch:
        after_put(patch, "index.html", lambda: page.write_bytes(b"x" * page.stat().st_size))
        failed = send(place, sites.new)
    assert failed.exit_code == 1
    assert "en/index.html is not what was sent: something else writes to this target" in failed.stderr
    assert not says_it_is_whole(place)
    sent(place, sites.new)
    assert place.held() == sites.held[sites.new]


@at("bucket", "server")
def test_a_publisher_without_a_lock_that_takes_part_is_noticed(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of an older version, say: it writes a manifest of its own."""
    sent(place, sites.old)
    theirs = sites.held[sites.old]["manifest.json"]
    after_put(monkeypatch, "en/data/fresh.js", lambda: (place.folder / "manifest.json").write_bytes(theirs))
    failed = send(place, sites.new)
    assert failed.exit_code == 1
    assert "manifest.json is not what was sent: something else writes to this target" in failed.stderr
    assert broken_links(place.held()) == []


class Others:
    """A publisher that holds the lock of a bucket, as another process would."""

    def __init__(self, place: Place) -> None:
        self.place, self.renewals = place, 0

    def write(self, **more: str) -> None:
        self.renewals += 1
        holder = {"owner": "theirs", "machine": "another", "process": "1 2", "renewed": self.renewals, **more}
        (self.place.folder / LOCK).write_text(str(holder).replace("'", '"'))

    def renew(self, ended: threading.Event) -> None:
        while not ended.wait(0.05):
            self.write()


@at("bucket", "plain-bucket", "server")
def test_a_bucket_that_another_publisher_holds_is_refused(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(place, sites.old)
    ended, others = threading.Event(), Others(place)
    others.write()
    renewing = threading.Thread(target=others.renew, args=(ended,))
    renewing.start()
    try:
        failed = send(place, sites.new)
    finally:
        ended.set()
        renewing.join()
    assert failed.exit_code == 1
    assert failed.stderr == (
        f"error: cannot publish to {place.address}: another process is publishing to it\n"
        "  hint: wait until it has ended, then publish again\n"
    )
    assert place.held() == sites.held[sites.old]


@at("plain-bucket", "server")
def test_of_two_that_write_the_lock_at_the_same_time_the_last_one_has_it(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(place, sites.old)
    others = Others(place)
    monkeypatch.setattr(bucket_lock.time, "sleep", lambda seconds: others.write())
    failed = send(place, sites.new)
    assert failed.exit_code == 1
    assert "another process is publishing to it\n  hint: wait until it has ended" in failed.stderr
    assert b"theirs" in (place.folder / LOCK).read_bytes()
    assert place.held() == sites.held[sites.old]


@at("bucket", "server")
def test_the_lock_of_a_publisher_that_is_gone_is_taken_over(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_lock, "EXPIRED", 0.1)
    others = Others(place)
    others.write()
    sent(place, sites.old)
    (place.folder / LOCK).write_bytes(b"nonsense")
    sent(place, sites.new)
    assert place.held() == sites.held[sites.new]
    assert place.leftovers() == []


@at("bucket")
def test_the_lock_of_a_dead_process_of_this_machine_is_taken_over_at_once(place: Place, sites: Sites) -> None:
    ended = subprocess.Popen(["true"])
    started = bucket_lock._process(ended.pid)
    ended.wait()
    machine, ourselves = bucket_lock._this_process()
    others = Others(place)
    others.write(machine=machine, process=started or f"{ended.pid} 1")
    began = time.monotonic()
    sent(place, sites.old)
    assert time.monotonic() - began < bucket_lock.EXPIRED / 2
    assert not bucket_lock._is_dead(
        str({"owner": "", "machine": machine, "process": ourselves}).replace("'", '"').encode()
    )


@at("bucket", "server")
def test_a_publisher_whose_lock_was_taken_over_sends_nothing_more(
    place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was suspended, say."""
    sent(place, sites.old)
    others, monotonic = Others(place), time.monotonic

    def suspended() -> None:
        others.write()
        monkeypatch.setattr(bucket_lock.time, "monotonic", lambda: monotonic() + bucket_lock.RENEWED)

    during(monkeypatch, 25, suspended)
    failed = send(place, sites.new)
    assert failed.exit_code == 1
    assert "another process has taken over the lock\n  hint: publish again when it has ended" in failed.stderr
    assert not says_it_is_whole(place)
    assert b"theirs" in (place.folder / LOCK).read_bytes(), "their lock is not deleted"


@at("bucket")
def test_a_long_upload_to_a_bucket_renews_its_lock(place: Place, sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_lock, "RENEWED", 0.05)
    seen: list[bytes] = []

    def slow() -> None:
        for _ in range(3):
            seen.append((place.folder / LOCK).read_bytes())
            time.sleep(0.3)

    during(monkeypatch, 40, slow)
    sent(place, sites.old)
    assert len({*seen}) == 3


PATHS = st.sampled_from(
    [
        "index.html",
        "404.html",
        "sitemap.xml",
        "sitemaps/1.xml",
        "en/index.html",
        "en/methods/a.html",
        "en/methods/b.html",
        "en/data/a.js",
        "en/search.js",
        "assets/kaedah.0123456789.css",
        "translations.json",
        "robots.txt",
    ]
)


@given(st.sets(PATHS), st.sets(PATHS))
def test_an_upload_sends_what_nobody_reaches_first_and_the_ways_in_last(new: set[str], changed: set[str]) -> None:
    changed -= new
    stages = upload_stages(new, changed)
    order = [path for stage in stages for path in stage]
    assert sorted(order) == sorted(new | changed)
    assert all(stages)

    def last(paths: set[str]) -> int:
        return max((number for number, stage in enumerate(stages) if paths & {*stage}), default=-1)

    def first(paths: set[str]) -> int:
        return min((number for number, stage in enumerate(stages) if paths & {*stage}), default=len(stages))

    ways_in = {"index.html", "404.html", "sitemap.xml"}
    for files in (new, changed):
        pages = {path for path in files if path.endswith(".html")} - ways_in
        assert last({path for path in files - ways_in if "." in path and not path.endswith((".html", ".xml"))}) < first(
            pages
        )
        assert last(pages) < first(files & ways_in)
        assert last(files - {"index.html"}) < first(files & {"index.html"})
    assert last(new) < first(changed)
