"""The same content gives the same bytes on any machine, with any number of jobs and any order on disk."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import kaedah.publish.page_writer as publishing
import kaedah.render.environment as environments
import pytest
from kaedah.plan.site_plan import plan_site

from tests.conftest import ROOT, folders, must_read, publish, tree
from tests.example import copy_example

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "uk", "zh-Hans")


def digest(folder: Path) -> str:
    """The digest of every path below the folder and of every file's content, the manifest's too."""
    state = hashlib.blake2b()
    for path, content in tree(folder).items():
        state.update(f"{path}:{len(content)}:".encode() + content)
    return state.hexdigest()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own content in three languages: the source, one of three plural forms, one ordered by sound."""
    site = copy_example(tmp_path_factory.mktemp("project") / "site")
    settings = site / "content/site.yaml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    kept = [f"locales: [{', '.join(LANGUAGES)}]" if line.startswith("locales:") else line for line in lines]
    settings.write_text("\n".join(kept) + "\nbase_url: https://example.org/kaedah/\n", encoding="utf-8")
    for path in site.glob("content/**/*.*.md"):
        if path.suffixes[-2][1:] not in LANGUAGES:
            path.unlink()
    return site


@pytest.fixture(scope="module")
def expected(site: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of a build in this process, one page after the other."""
    output = publish(site, tmp_path_factory.mktemp("serial") / "public")
    assert len(tree(output)) > 150
    return digest(output)


def test_a_changed_byte_or_path_changes_the_digest(site: Path, tmp_path: Path, expected: str) -> None:
    output = publish(site, tmp_path / "public")
    page = output / "en/index.html"
    text = page.read_bytes()
    page.write_bytes(text[:-1] + b" ")
    assert digest(output) != expected
    page.write_bytes(text)
    assert digest(output) == expected
    page.rename(output / "en/other.html")
    assert digest(output) != expected


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_number_of_jobs_does_not_change_the_output(
    site: Path, tmp_path: Path, expected: str, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(publishing, "SERIAL_PAGES", 0)
    monkeypatch.setattr(publishing, "JOB_PAGES", 17)
    assert digest(publish(site, tmp_path / "public", jobs=jobs)) == expected


def executors(name: str) -> Executor:
    return ThreadPoolExecutor(3) if name == "threads" else ProcessPoolExecutor(2, mp_context=get_context(name))


@pytest.mark.parametrize("name", ["threads", "fork", "spawn"])
def test_the_executor_does_not_change_the_output(
    site: Path, tmp_path: Path, expected: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(publishing, "JOB_PAGES", 40)
    with executors(name) as executor:
        assert digest(publish(site, tmp_path / "public", executor=executor)) == expected


def test_the_order_of_files_on_disk_does_not_change_the_output(
    site: Path, tmp_path: Path, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir
    walked: list[object] = []

    @contextmanager
    def scan_backwards(folder: object) -> Iterator[Iterator[os.DirEntry[str]]]:
        with real(folder) as entries:  # type: ignore[call-overload]
            walked.append(folder)
            yield iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

    monkeypatch.setattr(os, "scandir", scan_backwards)
    assert digest(publish(site, tmp_path / "public")) == expected
    assert len(walked) > 4


def test_the_location_of_the_site_does_not_change_the_output(site: Path, tmp_path: Path, expected: str) -> None:
    moved = tmp_path / "інше місце"
    for path in sorted((path for path in site.rglob("*") if path.is_file()), reverse=True):
        target = moved / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    assert digest(publish(moved, tmp_path / "public")) == expected


def test_subfolders_of_methods_change_only_links_to_their_files(site: Path, tmp_path: Path, expected: str) -> None:
    sorted_in = shutil.copytree(site, tmp_path / "site")
    for path in sorted((sorted_in / "content/methods").glob("*.md")):
        target = path.parent / path.name[0] / path.name
        target.parent.mkdir(exist_ok=True)
        path.rename(target)
    output = publish(sorted_in, tmp_path / "public")
    plain = publish(site, tmp_path / "plain")
    assert {path for path in tree(output) if path.endswith(".html")} == {
        path for path in tree(plain) if path.endswith(".html")
    }
    assert tree(output)["en/index.html"] == tree(plain)["en/index.html"]
    assert digest(plain) == expected


BUILD = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "generator")!r}]
from pathlib import Path
from tests.conftest import publish
publish(Path(sys.argv[1]), Path(sys.argv[2]))
"""


PYPINYIN = "ignore:codecs.open() is deprecated:DeprecationWarning"  # from Python 3.14 on, in a library


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Noronha", "LC_ALL": "ar_EG.UTF-8", "LANGUAGE": "ar"},
        {"PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "UTC"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_environment_variables_do_not_change_the_output(
    site: Path, tmp_path: Path, expected: str, environment: dict[str, str]
) -> None:
    """Hash seed, time zone, language and encoding of the machine; and the folder the build is started in."""
    (tmp_path / "elsewhere").mkdir()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-W", PYPINYIN, "-c", BUILD, str(site), str(tmp_path / "public")],
        cwd=tmp_path / "elsewhere",
        env=inherited | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert digest(tmp_path / "public") == expected


def test_relative_and_absolute_folders_give_the_same_output(
    site: Path, tmp_path: Path, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    assert not folders(Path()).content.is_absolute()
    assert digest(publish(Path(), tmp_path / "public")) == expected


class Shared(dict[tuple[str, str], object]):
    """Environments of a process in which another thread begins its language as soon as one of ours is stored."""

    def __setitem__(self, key: tuple[str, str], environment: object) -> None:
        super().__setitem__(key, environment)
        self.clear()


def test_threads_get_their_environment_while_another_loads_a_language(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = must_read(site)
    plan = plan_site(found, "test")
    monkeypatch.setattr(environments, "_environments", Shared())
    for job in publishing.make_jobs(plan, plan.pages):
        environment = environments.environment_of(found.theme, job.locale_site.layout, job.locale_site.catalogue)
        assert environment.localizer.locale == job.locale_site.locale
