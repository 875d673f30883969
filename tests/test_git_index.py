"""What Git tracks, read from its index: beside what Git itself says, in every format that it writes."""

import subprocess
import time
from pathlib import Path

import pytest
from kaedah.disk.git_index import tracked

FORMATS = {
    "version 2": [],
    "version 3": [],
    "version 4": ["-c", "index.version=4"],
    "split": ["-c", "core.splitIndex=true"],
}
PATHS = (
    ".public.kaedah-not/file",
    ".publication",
    "a/.public.kaedah/file",
    "content/methods/one.md",
    "content/methods/ünïcode.md",
    "long/" + "x" * 200 + "/" + "y" * 200 + "/" + "z" * 200,
    "public/index.html",
    "публічне/index.html",
    "very" + "/deep" * 900 + "/file",
)


def git(folder: Path, *words: str, **more: object) -> str:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null"]
    command = ["git", "-C", str(folder), *settings, *words]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", **more).stdout  # type: ignore[call-overload, no-any-return]


def add(folder: Path, path: str, *options: str) -> None:
    """Puts a path into the index alone: some are too long for a disk."""
    blob = git(folder, "hash-object", "-w", "--stdin", input="text").strip()
    git(folder, *options, "update-index", "--add", "--index-info", input=f"100644 {blob}\t{path}\n")


@pytest.fixture(params=["sha1", "sha256"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", f"--object-format={request.param}", "repository")
    return tmp_path / "repository"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_of_the_index_is_read_as_git_reads_it(repository: Path, form: str) -> None:
    git(repository, *FORMATS[form], "read-tree", "--empty")
    for path in PATHS:
        add(repository, path, *FORMATS[form])
    if form == "version 3":  # a flag that version 2 has no place for
        (repository / "public").mkdir()
        (repository / "public/index.html").write_text("text")
        git(repository, "update-index", "--skip-worktree", "public/index.html")
    version = (repository / ".git/index").read_bytes()[7]
    assert version == {"version 3": 3, "version 4": 4}.get(form, 2)
    assert any((repository / ".git").glob("sharedindex.*")) == (form == "split")
    for path in PATHS:
        for place in (Path(path), *Path(path).parents):
            if place != Path() and len(place.parts) < 50:
                assert tracked(repository / place.parent, [place.name]) == [place.name]
    names = [".public.kaedah", "public", "nowhere", "content", ".publi"]
    assert tracked(repository, names) == ["public", "content"]
    assert tracked(repository / "content", ["method", "methods", "one.md"]) == ["methods"]
    assert tracked(repository / "no/such/folder", ["file"]) == []


def test_a_link_a_submodule_and_letters_of_another_case_are_tracked(repository: Path) -> None:
    (repository / ".Public.Kaedah").symlink_to("content")
    git(repository, "add", ".Public.Kaedah")
    assert tracked(repository, [".public.kaedah", "content"]) == [".public.kaedah"]
    size = 64 if "sha256" in (repository / ".git/config").read_text() else 40
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{'1' * size},module")
    assert tracked(repository, ["module"]) == ["module"]


def test_a_folder_that_a_sparse_checkout_leaves_out_is_tracked(repository: Path) -> None:
    for path in ("docs/public/index.html", "content/site.yaml"):
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text("text")
    git(repository, "add", "--all")
    git(repository, "commit", "-q", "-m", "first")
    git(repository, "sparse-checkout", "set", "--cone", "--sparse-index", "content")
    assert not (repository / "docs").exists()
    assert b"docs/public" not in (repository / ".git/index").read_bytes()
    assert tracked(repository / "docs", ["public"]) == ["public"]
    assert tracked(repository, ["docs", "content", "public"]) == ["docs", "content"]


def test_the_nearest_repository_counts(repository: Path) -> None:
    add(repository, "inner/public/file")
    git(repository, "init", "-q", "inner")
    assert tracked(repository / "inner", ["public"]) == []
    add(repository / "inner", "public/file")
    assert tracked(repository / "inner", ["public"]) == ["public"]


def test_another_working_tree_has_an_index_of_its_own(repository: Path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "first")
    git(repository, "worktree", "add", "-q", "../other")
    add(repository.parent / "other", "public/file")
    assert tracked(repository.parent / "other", ["public", "content"]) == ["public"]
    assert tracked(repository, ["public"]) == []


def test_where_there_is_no_git_nobody_knows(tmp_path: Path) -> None:
    assert tracked(tmp_path, ["public"]) is None


@pytest.mark.parametrize(
    "harm", [b"", b"DIRC", b"DIRC\0\0\0\5" + bytes(99), b"DIRC\0\0\0\4\xff\xff\xff\xff", b"x" * 99]
)
def test_an_index_that_cannot_be_read_says_nothing(repository: Path, harm: bytes) -> None:
    (repository / ".git/index").write_bytes(harm)
    assert tracked(repository, ["public"]) is None


def test_an_index_that_was_cut_short_says_nothing_or_the_truth(repository: Path) -> None:
    for path in PATHS:
        add(repository, path, "-c", "index.version=4")
    content = (repository / ".git/index").read_bytes()
    for size in range(0, len(content), 41):
        (repository / ".git/index").write_bytes(content[:size])
        assert tracked(repository, ["public"]) in (None, ["public"])


def test_a_repository_of_ten_thousand_files_is_read_in_milliseconds(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    blob = git(tmp_path, "hash-object", "-w", "--stdin", input="text").strip()
    lines = [f"100644 {blob}\tcontent/methods/method-{number}.uk.md\n" for number in range(10_000)]
    git(tmp_path, "update-index", "--add", "--index-info", input="".join(lines))
    times = []
    for _ in range(5):
        began = time.perf_counter()
        assert tracked(tmp_path, [".public.kaedah", "public"]) == []
        times.append(time.perf_counter() - began)
    assert min(times) < 0.02
