"""A large build that writes most pages plans in a process of its own: nobody can tell but by the memory."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MINIMAL, ROOT, tree, write_site

pytestmark = pytest.mark.slow

# A build of two processes, as of a site with more files and pages than it has; `here` plans where it renders.
BUILD = """
import os, sys
sys.path.insert(0, "generator")
from kaedah import pipeline
from kaedah.cli import main
from kaedah.publish import page_writer
from kaedah.read import site

mode, *arguments = sys.argv[1:]
pipeline.MOST_PLANNED_HERE = sys.maxsize if mode == "here" else 1
site.SERIAL_FILES, page_writer.SERIAL_PAGES, page_writer.JOB_PAGES = 2, 4, 5
planned = pipeline.prepare_release

def prepare_release(*given, **named):
    print("planned by", "another" if os.getpid() != first else "the first")
    if mode == "killed":
        os.kill(os.getpid(), 9)
    if mode == "full":
        raise OSError(28, "No space left on device", "/somewhere")
    if mode == "mistaken":
        raise LookupError("a mistake of ours")
    return planned(*given, **named)

first, pipeline.prepare_release = os.getpid(), prepare_release
main(arguments, prog_name="build.py")
"""


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    base = write_site(tmp_path / "site", MINIMAL)
    shutil.copytree(ROOT / "themes", base / "themes", dirs_exist_ok=True)
    return base


def build(mode: str, base: Path, output: str = "public", *words: str) -> subprocess.CompletedProcess[str]:
    folders = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    command = [sys.executable, "-c", BUILD, mode, "build", "--jobs=2", f"--output={base / output}", *folders, *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)


def test_the_site_is_the_same_wherever_it_was_planned(site: Path) -> None:
    shutil.copytree(ROOT / "themes", site / "themes", dirs_exist_ok=True)
    here, apart = (build(mode, site, mode) for mode in ("here", "apart"))
    assert here.returncode == apart.returncode == 0, apart.stderr
    assert "planned by the first" in here.stdout
    assert "planned by another" in apart.stdout
    assert tree(site / "apart") == tree(site / "here")
    assert here.stderr.replace("/here", "/apart") == apart.stderr


def test_the_next_build_plans_where_it_renders(minimal: Path) -> None:
    assert "planned by another" in build("apart", minimal).stdout
    path = minimal / "content/methods/one.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert "planned by the first" in build("apart", minimal).stdout
    assert "More." in (minimal / "public/en/methods/one.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [(), ("--theme=ledger",), ("--clean",)])
def test_a_build_that_writes_most_pages_once_more_plans_apart(minimal: Path, words: tuple[str, ...]) -> None:
    build("apart", minimal)
    if not words:
        path = minimal / "content/fields.yaml"
        path.write_bytes(path.read_bytes() + b"\n")
    done = build("apart", minimal, "public", *words)
    assert "planned by another" in done.stdout, done.stderr
    assert build("here", minimal, "fresh", *words).returncode == 0
    assert tree(minimal / "public") == tree(minimal / "fresh")


def test_mistakes_of_the_content_are_reported_wherever_the_site_is_planned(minimal: Path) -> None:
    write_site(minimal, {"content/methods/two.md": "---\nname: Two\nrelated: [nobody]\n---\n"})
    here, apart = build("here", minimal), build("apart", minimal)
    assert 'there is no method "nobody"' in apart.stderr
    assert (here.returncode, here.stderr) == (apart.returncode, apart.stderr)
    assert apart.returncode == 1
    assert not (minimal / "public").exists()


def test_a_folder_of_somebody_else_is_refused_wherever_the_site_is_planned(minimal: Path) -> None:
    write_site(minimal, {"public/notes.txt": "mine"})
    here, apart = build("here", minimal), build("apart", minimal)
    assert "was not made by this program" in apart.stderr
    assert (here.returncode, here.stderr) == (apart.returncode, apart.stderr)
    assert tree(minimal / "public") == {"notes.txt": b"mine"}


def test_a_theme_that_fails_is_reported_wherever_the_site_is_planned(minimal: Path) -> None:
    write_site(minimal, {"themes/default/templates/method.html": "{{ view.nothing.at.all }}"})
    here, apart = build("here", minimal), build("apart", minimal)
    assert "themes/default/templates/method.html:1" in apart.stderr
    assert (here.returncode, here.stderr) == (apart.returncode, apart.stderr)
    assert not (minimal / "public").exists()


@pytest.mark.parametrize(
    ("mode", "told"),
    [("killed", "ended from outside"), ("full", "/somewhere:1:1: error: cannot write this: No space left on device")],
)
def test_what_ends_the_planning_is_reported_and_publishes_nothing(minimal: Path, mode: str, told: str) -> None:
    done = build(mode, minimal)
    assert done.returncode == 1
    assert told in done.stderr
    assert "The published site is as it was." in done.stderr
    assert not (minimal / "public").exists()
    assert build("apart", minimal).returncode == 0


def test_a_mistake_of_ours_says_where_it_was_made(minimal: Path) -> None:
    done = build("mistaken", minimal)
    assert done.returncode == 1
    assert "LookupError: a mistake of ours" in done.stderr
    assert "in prepare_release" in done.stderr
