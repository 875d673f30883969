"""The program as a package: what a wheel holds, and that it builds, checks and helps where nothing but content is."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, tree
from tests.example import EXAMPLE

pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path) -> str:
    """What a command prints to standard output. It knows nothing of the checkout, and must succeed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [str(word) for word in words]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make_wheel(source: Path, folder: Path) -> Path:
    folder.mkdir()
    offline = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", folder, source, cwd=folder)
    (wheel,) = folder.iterdir()
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_wheel(ROOT, tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a new environment with the wheel and the libraries of the tests' environment."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    offline = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", commands / "python", "install", *offline, wheel, cwd=folder)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(commands / "python", "-c", where, cwd=folder).strip())
    libraries = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "libraries.pth").write_text("".join(f"{path}\n" for path in libraries), encoding="utf-8")
    return commands


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with nothing but a site, and a module that must not be taken for ours."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "generator.py").write_text("raise SystemExit('this is not the program')\n", encoding="utf-8")
    return tmp_path


def test_a_wheel_holds_the_program_its_themes_and_its_catalogues_and_nothing_else(wheel: Path) -> None:
    package = ROOT / "generator/kaedah"
    suffixes = (".py", ".css", ".js", ".txt")
    files = {path: path.relative_to(package) for path in package.rglob("*") if path.suffix in suffixes}
    files |= {path: path.relative_to(package) for path in (package / "starters").rglob("*") if path.is_file()}
    files |= {path: path.relative_to(ROOT) for path in (ROOT / "themes").rglob("*") if path.is_file()}
    catalogues = (path for path in (ROOT / "locales").rglob("*.po") if path.name != "site.po")
    files |= {path: path.relative_to(ROOT) for path in catalogues}
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {f"kaedah/{name.as_posix()}": path.read_bytes() for path, name in files.items()}


def test_a_wheel_is_the_same_from_a_checkout_and_from_a_source_distribution(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path / "sdist", cwd=ROOT)
    (source,) = (tmp_path / "sdist").iterdir()
    again = make_wheel(source, tmp_path / "dist")
    assert (again.name, again.read_bytes()) == (wheel.name, wheel.read_bytes())


@pytest.mark.parametrize("theme", ["default", "ledger"])
def test_an_installed_program_builds_the_same_pages_as_a_checkout(installed: Path, folder: Path, theme: str) -> None:
    words = ("build", "--content", "content", "--theme", theme)
    run(installed / "kaedah", *words, "--output", "public", cwd=folder)
    run(sys.executable, ROOT / "build.py", *words, "--output", "expected", cwd=folder)
    pages, expected = tree(folder / "public"), tree(folder / "expected")
    assert len(pages) > 100
    assert pages == expected
    assert {path.name for path in folder.iterdir() if path.suffix != ".kaedah"} == {
        *("content", "expected", "generator.py", "locales", "public")
    }


def test_an_installed_program_checks_and_helps_and_tells_its_version(installed: Path, folder: Path) -> None:
    python = installed / "python"
    for command in ((installed / "kaedah",), (python, "-m", "kaedah")):
        assert run(*command, "check", "--strict", cwd=folder) == "no errors; methods: 12, languages: 6\n"
        assert run(*command, "check", "--lang", "uk", cwd=folder) == "методів: 12, мов: 6; помилок немає\n"
        assert run(*command, "--help", cwd=folder).startswith("Usage: kaedah [OPTIONS] COMMAND [ARGS]...\n")
        assert run(*command, "--version", cwd=folder).startswith("kaedah, version ")


def test_an_installed_program_packs_its_code_for_other_machines(installed: Path, tmp_path: Path) -> None:
    pack = "from pathlib import Path; from kaedah.cli.executors import _packed_code; _packed_code(Path())"
    run(installed / "python", "-c", pack, cwd=tmp_path)
    with zipfile.ZipFile(tmp_path / "kaedah.zip") as archive:
        names = archive.namelist()
    assert "kaedah/render/render.py" in names
    assert all(name.startswith("kaedah/") and name.endswith((".py", "/collation.txt")) for name in names)
    where = "import sys; sys.path.insert(0, 'kaedah.zip'); import kaedah.render.render as found; print(found.__file__)"
    assert "kaedah.zip" in run(installed / "python", "-c", where, cwd=tmp_path)


def test_a_new_user_begins_builds_and_publishes_with_the_installed_program(installed: Path, tmp_path: Path) -> None:
    """From a spreadsheet, and from nothing: each of the commands that the README has, in a folder of its own."""
    kaedah = installed / "kaedah"
    (tmp_path / "castles.csv").write_text("Castle,Built,Height (m)\nBran,1377,60\nEltz,c. 1157,35\n", encoding="utf-8")
    assert "a site with 2 entries" in run(kaedah, "init", "castles", "--table", "castles.csv", cwd=tmp_path)
    run(kaedah, "init", "empty", cwd=tmp_path)
    run(kaedah, "new", "first", "--no-input", cwd=tmp_path / "empty")
    entry = tmp_path / "empty/content/methods/first.md"
    entry.write_text(entry.read_text(encoding="utf-8").replace("\n…\n", "\nWords.\n"), encoding="utf-8")
    for name, page in (("castles", "en/entries/bran.html"), ("empty", "en/entries/first.html")):
        site = tmp_path / name
        assert run(kaedah, "check", "--strict", cwd=site).startswith("no errors")
        run(kaedah, "build", cwd=site)
        run(kaedah, "publish", tmp_path / f"www-{name}", cwd=site)
        assert tree(tmp_path / f"www-{name}") == tree(site / "public")
        assert (tmp_path / f"www-{name}" / page).is_file()
