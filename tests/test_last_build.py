"""A build with nothing to do does nothing, and no change of anything escapes it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah import build_request, pipeline
from kaedah.cli import main
from kaedah.read import documents

from tests.conftest import ROOT, tree
from tests.example import copy_example

pytestmark = pytest.mark.slow

LORA, CATALOGUE = "content/methods/lora.md", "locales/uk/LC_MESSAGES/messages.po"

# The environment in which a new interpreter finds the program.
IMPORTABLE = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The project in two languages with files that were left alone for a while, built."""
    base = copy_example(tmp_path / "site", without=("ms", "ko", "bg", "zh-Hans"))
    time.sleep(0.05)
    assert build(base).exit_code == 0
    return base


def build(base: Path, *words: str) -> Result:
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    return CliRunner().invoke(main, ["build", *places, "-o", str(base.parent / "public"), *words])


def test_the_digest_covers_the_installed_versions_of_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = [(name, metadata.version(name)) for name in sorted(build_request.LIBRARIES)]
    assert build_request._versions() == installed
    monkeypatch.setattr(build_request, "LIBRARIES", frozenset({"jinja2", "markdown"}))
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))  # described in another way than by folders
    assert build_request._versions() == [item for item in installed if item[0] in build_request.LIBRARIES]


def test_a_build_with_nothing_to_do_reads_no_content(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("the site was read")

    monkeypatch.setattr(pipeline, "read_checked_site", fail)
    result = build(site)
    assert (result.exit_code, result.stderr) == (0, "")
    assert ": 0 written, " in result.stdout
    assert isinstance(build(site, "--clean").exception, AssertionError)
    assert isinstance(build(site, "--base-url=https://a.example/").exception, AssertionError)


def test_a_build_with_nothing_to_do_does_not_load_the_program(site: Path) -> None:
    code = (
        "import sys; from kaedah.cli import main; main(sys.argv[1:], standalone_mode=False);"
        "late = {'babel', 'jinja2', 'markdown', 'yaml', 'importlib.metadata', 'kaedah.model'};"
        "print(sorted(late & sys.modules.keys()))"
    )
    words = ["build", *(f"--{name}={site / name}" for name in ("content", "locales", "themes"))]
    command = [sys.executable, "-c", code, *words, "-o", str(site.parent / "public")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, env=IMPORTABLE)
    assert ": 0 written, " in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_build_from_caches_loads_nothing_that_parses_or_renders(site: Path) -> None:
    shutil.rmtree(site.parent / "public")
    code = (
        "import sys; from kaedah.cli import main; main(sys.argv[1:], standalone_mode=False);"
        "late = {'babel', 'concurrent.futures', 'jinja2', 'markdown', 'nh3', 'yaml'};"
        "print(sorted(late & sys.modules.keys()))"
    )
    words = ["build", *(f"--{name}={site / name}" for name in ("content", "locales", "themes"))]
    command = [sys.executable, "-c", code, *words, "-o", str(site.parent / "public")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, env=IMPORTABLE)
    assert (site.parent / "public/index.html").exists()
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_edit_of_a_translation_does_not_load_babel(site: Path) -> None:
    path = next((site / "content").rglob("lora.uk.md"))
    path.write_text(path.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    code = (
        "import sys; from kaedah.cli import main; main(sys.argv[1:], standalone_mode=False);"
        "print(sorted({'babel', 'markdown', 'kaedah.read.settings'} & sys.modules.keys()))"
    )
    words = ["build", "-j1", *(f"--{name}={site / name}" for name in ("content", "locales", "themes"))]
    command = [sys.executable, "-c", code, *words, "-o", str(site.parent / "public")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, env=IMPORTABLE)
    assert ": 0 written, " not in done.stdout
    assert done.stdout.splitlines()[-1] == "['markdown']"


def test_a_pipe_among_the_content_is_an_error_and_does_not_block(site: Path) -> None:
    os.mkfifo(site / "content/methods/pipe.md")
    result = build(site)
    assert result.exit_code == 1
    assert "methods/pipe.md:1:1: error: this is not a regular file" in result.stderr


def test_the_warnings_of_the_last_build_are_printed_again(site: Path) -> None:
    path = site / "content/methods/lora.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n<b>so</b>\n", encoding="utf-8")
    first, again, third = build(site), build(site), build(site)
    assert "HTML is not supported here" in first.stderr
    assert first.stderr == again.stderr == third.stderr


def move(path: Path, target: Path) -> None:
    path.rename(target)


def link(path: Path, target: Path) -> None:
    path.symlink_to(target)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def same_times(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Changes a file so that its size and its time of change stay."""
    status = path.stat()
    old = path.read_bytes()
    new = change(old)
    assert len(new) == len(old)
    assert new != old
    path.write_bytes(new)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        lambda base: same_times(base / LORA, lambda text: text.replace(b"frozen", b"FROZEN")),
        lambda base: same_times(
            base / CATALOGUE, lambda text: text.replace("Порівняння".encode(), "Порівнянне".encode())
        ),
        lambda base: same_times(base / "themes/default/assets/kaedah.css", lambda text: text.replace(b"1rem", b"2rem")),
        lambda base: (base / LORA).with_name("fresh.md").write_bytes((base / LORA).read_bytes()),
        lambda base: (base / "content/methods/lora.uk.md").unlink(),
        lambda base: (
            (base / "content/methods/more").mkdir() or move(base / LORA, base / "content/methods/more/lora.md")
        ),
        lambda base: (base / "content/methods/lora.xx.md").write_bytes(b"no language"),
        lambda base: (base / "content/methods/notes.txt").write_bytes(b"no content file"),
        lambda base: link(base / "content/methods/linked.md", base / LORA),
        lambda base: replace(base / "content/site.yaml", "source_locale: en", "source_locale: ms"),
        lambda base: (base.parent / "public/en/index.html").unlink(),
        lambda base: shutil.rmtree(base.parent / "public"),
        lambda base: (base.parent / ".public.kaedah/state.sqlite").write_bytes(b"nonsense"),
    ],
)
def test_every_change_is_noticed(site: Path, tmp_path: Path, change: Callable[[Path], object]) -> None:
    assert ": 0 written, " in build(site).stdout
    change(site)
    result = build(site)
    if result.exit_code == 0:
        fresh = tmp_path / "fresh"
        places = [f"--{name}={site / name}" for name in ("content", "locales", "themes")]
        assert CliRunner().invoke(main, ["build", *places, "-o", str(fresh)]).exit_code == 0
        assert tree(tmp_path / "public") == tree(fresh)
    else:
        assert "error: " in result.stderr


def test_names_of_known_files_are_not_looked_up_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    find_files = documents.find_files

    def look(folder: Path, *rest: object) -> object:
        looked.append(folder)
        return find_files(folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "find_files", look)
    time.sleep(0.05)
    for name in (".hidden.md", "lora.md~", ".folder/lora.md"):
        (site / "content/methods" / name).parent.mkdir(exist_ok=True)
        (site / "content/methods" / name).write_bytes(b"passed over")
        (site / LORA).write_bytes((site / LORA).read_bytes() + b"\nMore.\n")
        result = build(site)
        assert result.exit_code == 0
        assert ": 0 written, " not in result.stdout
        assert looked == []
    (site / "content/methods/fresh.md").write_bytes((site / LORA).read_bytes())
    build(site)
    assert looked == [site / "content/methods"]


def test_a_file_that_changes_during_a_build_is_read_by_the_next(site: Path) -> None:
    path = site / LORA
    for number in range(5):
        same = path.read_bytes().replace(b"frozen", b"FROZEN") if number % 2 else path.read_bytes()
        path.write_bytes(same.replace(b"FROZEN", b"frozen") if not number % 2 else same)
        assert build(site).exit_code == 0
        page = (site.parent / "public/en/methods/lora.html").read_bytes()
        assert (b"FROZEN" in page) == bool(number % 2)


def test_a_change_behind_a_link_is_published(site: Path) -> None:
    (site / "locales").rename(site / "elsewhere")
    (site / "locales").symlink_to(site / "elsewhere")
    for _ in range(2):
        time.sleep(0.05)
        assert build(site).exit_code == 0
    path = site / CATALOGUE
    path.write_bytes(path.read_bytes().replace("Порівняння".encode(), "Порівнянне".encode()))
    time.sleep(0.05)
    assert ": 0 written, " not in build(site).stdout
    assert "Порівнянне" in (site.parent / "public/uk/index.html").read_text(encoding="utf-8")
