"""Builds split over machines and pages rendered on a cluster give the same bytes."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main

from tests.conftest import ROOT, tree
from tests.example import EXAMPLE

pytestmark = pytest.mark.slow


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def build(output: Path, *words: str) -> Result:
    places = [f"--{name}={EXAMPLE / name}" for name in ("content", "locales")] + [f"--themes={ROOT / 'themes'}"]
    return run("build", *places, "-o", str(output), *words)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("whole") / "public"
    assert build(output).exit_code == 0
    return output


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("parts")
    found = [folder / f"part-{number}" for number in (1, 2, 3)]
    for number, part in enumerate(found, 1):
        result = build(part, "--shard", f"{number}/3")
        assert result.exit_code == 0, result.output
    return found


def test_parts_contain_each_page_once_and_merge_into_the_whole_site(
    parts: list[Path], whole: Path, tmp_path: Path
) -> None:
    pages = [
        path for part in parts for path in tree(part) if path != "manifest.json" and not path.startswith("assets/")
    ]
    assert len(pages) == len(set(pages))
    sizes = [len(tree(part)) for part in parts]
    assert max(sizes) - min(sizes) <= 1
    result = run("merge", *map(str, parts), "-o", str(tmp_path / "public"))
    assert result.exit_code == 0, result.output
    assert tree(tmp_path / "public") == tree(whole)
    assert build(tmp_path / "public").stdout.startswith(f"{len(pages)} pages in 6 languages: 0 written")


@pytest.mark.parametrize(
    ("given", "reported"),
    [
        ([0, 1], "part 3 of 3 is missing"),
        ([0, 1, 1, 2], "part 2 of 3 is given twice"),
        ([], "Missing argument"),
    ],
)
def test_an_incomplete_set_of_parts_is_refused(
    parts: list[Path], tmp_path: Path, given: list[int], reported: str
) -> None:
    result = run("merge", *(str(parts[number]) for number in given), "-o", str(tmp_path / "public"))
    assert result.exit_code == (1 if given else 2)
    assert reported in result.output
    assert not (tmp_path / "public").exists()


def test_parts_of_another_site_and_folders_that_are_no_part_are_refused(
    parts: list[Path], whole: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    assert build(other, "--shard", "2/3", "--base-url", "https://other.example/").exit_code == 0
    for wrong, reported in (
        (other, "belongs to another site"),
        (whole, "a whole site"),
        (tmp_path, "not a part of a site"),
    ):
        result = run("merge", str(parts[0]), str(wrong), str(parts[2]), "-o", str(tmp_path / "public"))
        assert (result.exit_code, reported in result.output) == (1, True), result.output


def test_a_modified_part_is_refused_and_the_published_site_stays(
    parts: list[Path], whole: Path, tmp_path: Path
) -> None:
    output, broken = tmp_path / "public", tmp_path / "broken"
    shutil.copytree(whole, output)
    shutil.copytree(parts[1], broken)
    page = min(broken.rglob("*.html"))
    page.write_bytes(page.read_bytes().replace(b"<title>", b"<title>x"))
    result = run("merge", str(parts[0]), str(broken), str(parts[2]), "-o", str(output))
    assert result.exit_code == 1
    assert "has changed since it was built" in result.output
    assert tree(output) == tree(whole)


@pytest.mark.parametrize(
    "path", ["../evil.txt", "assets/../../evil.txt", "/tmp/evil.txt", "a//b", "./a", "C:/evil.txt", "a\\..\\b", ""]
)
def test_a_part_with_a_path_outside_the_site_is_refused(parts: list[Path], tmp_path: Path, path: str) -> None:
    broken = shutil.copytree(parts[1], tmp_path / "broken")
    reported = json.loads((broken / "manifest.json").read_bytes())
    reported["files"][path] = ["0", hashlib.blake2b(b"evil", digest_size=16).hexdigest(), 4]
    (broken / "manifest.json").write_text(json.dumps(reported))
    (tmp_path / "evil.txt").write_text("evil")
    before = tree(tmp_path)
    result = run("merge", str(parts[0]), str(broken), str(parts[2]), "-o", str(tmp_path / "out/public"))
    assert result.exit_code == 1
    assert "is not a path within the folder" in result.output
    assert tree(tmp_path) == before


def test_symbolic_links_out_of_a_part_are_not_followed(parts: list[Path], tmp_path: Path) -> None:
    broken = shutil.copytree(parts[1], tmp_path / "broken")
    page = min(broken.rglob("*.html"))
    page.rename(tmp_path / "outside.html")
    page.symlink_to(tmp_path / "outside.html")
    result = run("merge", str(parts[0]), str(broken), str(parts[2]), "-o", str(tmp_path / "public"))
    assert (result.exit_code, "has changed since it was built" in result.output) == (1, True)


@pytest.mark.parametrize("shard", ["0/3", "4/3", "2", "a/b", "1/0", "-1/3"])
def test_an_impossible_part_number_is_wrong_usage(tmp_path: Path, shard: str) -> None:
    result = build(tmp_path / "public", f"--shard={shard}")
    assert result.exit_code == 2
    assert "is no part" in result.output


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """A Dask scheduler and two workers, each a process in a folder of its own that knows nothing of this checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "DASK"))}
    folders = [tmp_path / name for name in ("scheduler", "one", "two")]
    for folder in folders:
        folder.mkdir()
    address_file = folders[0] / "address.json"

    def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
        log = (folder / "log").open("wb")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
            )

    found = f"--scheduler-file={address_file}"
    running = [start(folders[0], "dask_scheduler", "--port=0", "--no-dashboard", found)]
    for folder in folders[1:]:
        own = f"--local-directory={folder}"
        running += [start(folder, "dask_worker", found, "--no-dashboard", "--nthreads=1", own)]
    try:
        from distributed import Client

        with Client(scheduler_file=str(address_file), timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            yield client.scheduler.address
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_cluster_without_a_shared_folder_renders_the_same_output(scheduler: str, whole: Path, tmp_path: Path) -> None:
    result = build(tmp_path / "public", "--executor", f"dask:{scheduler}")
    assert result.exit_code == 0, result.output
    assert tree(tmp_path / "public") == tree(whole)


def test_an_unknown_executor_is_wrong_usage(tmp_path: Path) -> None:
    for name in ("dask", "dask:", "ray:1.2.3.4"):
        result = build(tmp_path / "public", "--executor", name)
        assert (result.exit_code, "write dask:ADDRESS" in result.output) == (2, True)
