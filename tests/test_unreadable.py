"""What cannot be read is an error, whatever it is and however it fails: no page is left out without a word."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main

from tests.conftest import ROOT, SITES, tree, write_site

FOLDERS = (
    "content",
    "content/methods",
    "content/methods/tuning",
    "content/comparisons",
    "content/pages",
    "locales",
    "locales/uk",
    "locales/uk/LC_MESSAGES",
    "themes",
    "themes/own",
    "themes/own/templates",
    "themes/own/templates/deep",
    "themes/own/assets",
    "themes/own/additions",
)
FILES = (
    "content/site.yaml",
    "content/fields.yaml",
    "content/glossary.yaml",
    "content/methods/adapters.md",
    "content/methods/lora.uk.md",
    "content/methods/tuning/qlora.md",
    "content/comparisons/two-ways.md",
    "content/pages/about.md",
    "locales/uk/LC_MESSAGES/messages.po",
    "themes/own/theme.yaml",
    "themes/own/templates/deep/part.html",
    "themes/own/assets/own.css",
    "themes/own/additions/kaedah.css",
)
ERRORS = (errno.EIO, errno.ESTALE, errno.EACCES, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR, errno.ENOENT)
EVERY_ERROR = (
    "content/methods",
    "content/methods/adapters.md",
    "locales/uk/LC_MESSAGES/messages.po",
    "themes/own/assets",
)
OWN = {
    "content/glossary.yaml": "- {term: layer, definition: A part}\n",
    "themes/own/theme.yaml": "name: own\nextends: default\n",
    "themes/own/templates/deep/part.html": "Some words.",
    "themes/own/assets/own.css": "p{}",
    "themes/own/additions/kaedah.css": "p{}",
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with every kind of source, which was built."""
    base = shutil.copytree(SITES / "base", tmp_path_factory.mktemp("prepared") / "site")
    write_site(base, OWN)
    result = run(base, "build")
    assert result.exit_code == 0, result.output
    return base


@pytest.fixture
def built(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "site", symlinks=True)


def run(base: Path, command: str, *more: str) -> Result:
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    output = ["-j1", f"--output={base / 'public'}"] if command == "build" else []
    result = CliRunner().invoke(main, [command, "--theme=own", *places, *output, *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def must_refuse(base: Path, place: str, *commands: str) -> None:
    """The commands end with an error that names the place, or what lies in it."""
    for command in commands:
        result = run(base, command)
        assert result.exit_code == 1, f"{command} of {place}: {result.output}"
        assert any(place in line and "error: " in line for line in result.stderr.splitlines()), result.stderr


# By permissions, which hold for administrators too where they may not override them

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2


def give_up_overriding() -> None:
    """Takes from this process what lets an administrator read everything; nothing where that is not needed."""
    if sys.platform != "linux" or os.geteuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, twice
    assert libc.capget(head, data) == 0
    data[0] &= ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    assert libc.capset(head, data) == 0


def without_overriding(check: Callable[[], None]) -> None:
    """Runs a check in a process that permissions hold for; fails as it does."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            give_up_overriding()
            check()
            os.write(write, b"good")
        except BaseException as error:
            os.write(write, f"{type(error).__name__}: {error}".encode()[:60_000])
        finally:
            os._exit(0)
    os.close(write)
    with open(read, encoding="utf-8") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    assert text == "good"


@pytest.mark.parametrize("place", [*FOLDERS, *FILES])
def test_what_may_not_be_read_is_an_error_and_the_published_site_stays(built: Path, place: str) -> None:
    before = tree(built / "public")
    (built / place).chmod(0)

    def check() -> None:
        with pytest.raises(PermissionError):
            [*(built / place).iterdir()] if (built / place).is_dir() else (built / place).read_bytes()
        must_refuse(built, place, "build", "check", "build")

    try:
        without_overriding(check)
    finally:
        (built / place).chmod(0o700)
    assert tree(built / "public") == before
    result = run(built, "build")
    assert result.exit_code == 0, result.output
    assert tree(built / "public") == before


def test_a_folder_that_is_new_and_may_not_be_read_is_an_error_in_an_edit(built: Path) -> None:
    """Nothing that was there before has changed, so that only the new folder could tell."""
    new = built / "content/methods/new"
    write_site(built, {"content/methods/new/extra.md": "---\nname: X\n---\n"})
    new.chmod(0)
    try:
        without_overriding(lambda: must_refuse(built, "content/methods/new", "build", "check", "build"))
    finally:
        new.chmod(0o700)


@pytest.mark.parametrize("command", ["new", "import", "extract"])
def test_commands_that_write_do_not_take_an_unreadable_folder_for_an_empty_one(built: Path, command: str) -> None:
    write_site(built, {"t.csv": "name\nQLoRA\n", "themes/other/templates/a.html": "{{ _('A message') }}"})
    place = "themes/other/templates" if command == "extract" else "content/methods/tuning"
    arguments = {
        "new": ["new", "qlora", "--no-input"],
        "import": ["import", str(built / "t.csv")],
        "extract": ["translations", "extract"],
    }[command]
    before = tree(built)
    (built / place).chmod(0)

    def check() -> None:
        places = [f"--{name}={built / name}" for name in ("content", "locales", "themes")]
        result = CliRunner().invoke(main, [*arguments, *places])
        assert result.exit_code == 1, result.output
        assert f"{place}:1:1: error: cannot read this folder: Permission denied" in result.stderr

    try:
        without_overriding(check)
    finally:
        (built / place).chmod(0o700)
    assert tree(built) == before


# By errors of the disk


class BrokenDisk:
    """Fails with an error wherever one file or folder is listed, opened or read."""

    def __init__(self, patch: pytest.MonkeyPatch, place: Path) -> None:
        self.place, self.number = str(place), 0
        self._open, self._scan, self._read = os.open, os.scandir, os.read
        self._handles: set[int] = set()
        self.reading = False  # whether only reading fails, once a file is open
        patch.setattr(os, "open", self.open)
        patch.setattr(os, "scandir", self.scandir)
        patch.setattr(os, "read", self.read)

    def _fail(self) -> None:
        raise OSError(self.number, os.strerror(self.number), self.place)

    def open(self, path: str, flags: int, *rest: int, **more: int) -> int:
        is_place = os.path.abspath(path) == self.place
        if self.number and is_place and not self.reading:
            self._fail()
        handle = self._open(path, flags, *rest, **more)
        (self._handles.add if is_place else self._handles.discard)(handle)
        return handle

    def scandir(self, path: str | int) -> Iterator[os.DirEntry[str]]:
        if self.number and (path in self._handles if isinstance(path, int) else os.path.abspath(path) == self.place):
            self._fail()
        return self._scan(path)

    def read(self, handle: int, size: int) -> bytes:
        if self.number and handle in self._handles:
            self._fail()
        return self._read(handle, size)


def errors_of(place: str) -> tuple[int, ...]:
    """Every error for one place of each kind; elsewhere that of a file that is not there, and one of the others."""
    others = ERRORS[:-1]
    return ERRORS if place in EVERY_ERROR else (others[(*FOLDERS, *FILES).index(place) % len(others)], ERRORS[-1])


# Folders whose files are asked for by name: an error of the folder shows where they are opened.
LISTED = tuple(place for place in FOLDERS if place not in ("content", "locales", "locales/uk", "themes", "themes/own"))


@pytest.mark.parametrize("place", [*(place for place in LISTED if "LC_MESSAGES" not in place), *FILES])
def test_every_error_of_the_disk_is_reported_and_the_published_site_stays(
    built: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(built / "public")
    os.utime(built / "content/site.yaml")  # so that nothing is taken from the build state
    disk = BrokenDisk(monkeypatch, built / place)
    for disk.number in errors_of(place):
        must_refuse(built, place, "build", "check")
    if place in FILES:
        disk.number, disk.reading = errno.EIO, True
        must_refuse(built, place, "build", "check")
    monkeypatch.undo()
    assert tree(built / "public") == before


def test_an_error_while_a_folder_is_listed_is_reported(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some disks fail only after the first names."""
    scan = os.scandir

    class Broken:
        def __init__(self, path: str) -> None:
            self.found = scan(path)

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            yield_one = iter([next(self.found)])

            def names() -> Iterator[os.DirEntry[str]]:
                yield from yield_one
                raise OSError(errno.EIO, os.strerror(errno.EIO))

            return names()

        def __exit__(self, *error: object) -> None:
            self.found.close()

    def scandir(path: str) -> object:
        return Broken(path) if str(path).endswith("/methods") else scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = run(built, "check")
    assert result.exit_code == 1
    assert "content/methods:1:1: error: cannot read this folder: Input/output error" in result.stderr


def test_a_folder_that_goes_away_while_it_is_read_is_an_error(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def scandir(path: str) -> object:
        found = scan(path)
        if str(path).endswith("/methods"):
            shutil.rmtree(built / "content/methods/tuning", ignore_errors=True)
        return found

    monkeypatch.setattr(os, "scandir", scandir)
    result = run(built, "check")
    assert result.exit_code == 1
    assert "error: " in result.stderr


def test_a_file_that_could_be_read_at_the_second_try_is_not_believed_unchanged(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document whose digest could not be had is parsed again in every build until it can."""
    place = built / "content/methods/adapters.md"
    text = place.read_text(encoding="utf-8")
    opened, real = [0], os.open

    def fail_once(path: str, *rest: int, **more: int) -> int:
        if os.path.abspath(path) == str(place):
            opened[0] += 1
            if opened[0] == 1:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return real(path, *rest, **more)

    for number in (1, 2):
        place.write_text(text + f"\nSentence {number}.\n", encoding="utf-8")
        monkeypatch.setattr(os, "open", fail_once)
        opened[0] = 0
        result = run(built, "build")
        monkeypatch.undo()
        assert opened[0] > 1
        assert result.exit_code == 0, result.output
        assert f"Sentence {number}." in (built / "public/en/methods/adapters.html").read_text(encoding="utf-8")


# Names


def test_a_name_that_is_not_utf_8_is_an_error_wherever_it_is(built: Path) -> None:
    before = tree(built / "public")
    names = {
        "content/methods/caf\udce9/one.md": "---\nname: One\n---\n",
        "content/methods/caf\udce9.md": "---\nname: One\n---\n",
        "content/pages/\udcff.md": "---\ntitle: One\n---\n",
        "themes/own/assets/\udcff.css": "p{}",
        "themes/own/templates/\udcff/a.html": "a",
        "themes/own/additions/\udcff.css": "p{}",
    }
    for name, text in names.items():
        write_site(built, {name: text})
        shown = name.partition("/one.md")[0].partition("/a.html")[0].encode(errors="backslashreplace").decode()
        for command in ("check", "build"):
            for form in ("text", "json", "github", "sarif") if command == "check" else ("text",):
                result = run(built, command, *([f"--format={form}"] if command == "check" else []))
                assert result.exit_code == 1, (name, form)
                assert "this name is not UTF-8 text" in result.stderr
                result.stderr.encode()
        assert f"{shown}:1:1: error: this name is not UTF-8 text" in run(built, "check").stderr
        top = built / name.partition("\udce9")[0].partition("\udcff")[0]
        for path in [*(top.parent if top.name.startswith("caf") else top).iterdir()]:
            if any("\udc80" <= char <= "\udcff" for char in path.name):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert run(built, "build").exit_code == 0
    assert tree(built / "public") == before


def test_a_site_may_lie_in_a_folder_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    base = shutil.copytree(SITES / "base", tmp_path / "caf\udce9")
    shutil.copytree(ROOT / "themes", base / "themes")
    for command in ("build", "check", "build"):
        places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
        output = [f"--output={base / 'public'}"] if command == "build" else []
        result = CliRunner().invoke(main, [command, *places, *output])
        assert result.exit_code == 0, result.output
    (base / "content/methods/Bad.md").write_text("x", encoding="utf-8")
    for form in ("text", "json", "github", "sarif"):
        result = CliRunner().invoke(main, ["check", f"--format={form}", *places])
        assert result.exit_code == 1, result.output
        result.stderr.encode()


def test_folders_nested_too_deep_are_an_error(built: Path) -> None:
    deep = "/".join(["d"] * 26)
    write_site(built, {f"content/methods/{deep}/extra.md": "---\nname: X\n---\n"})
    result = run(built, "check")
    assert result.exit_code == 1
    assert "error: folders are nested more than 24 deep\n  hint: move its folders further up" in result.stderr


def test_a_folder_in_the_place_of_a_file_and_a_file_in_that_of_a_folder_are_errors(built: Path) -> None:
    for place in ("content/methods", "content/pages", "themes/own/assets", "locales/uk"):
        (built / place).rename(built / "moved")
        (built / place).write_text("", encoding="utf-8")
        must_refuse(built, place, "check", "build")
        (built / place).unlink()
        (built / "moved").rename(built / place)


# Links on the way, and what a theme is called


@pytest.mark.parametrize("place", ["locales/uk", "locales/uk/LC_MESSAGES", "themes/own"])
def test_a_folder_that_is_a_link_is_refused_on_the_way_to_a_file(built: Path, place: str) -> None:
    (built / place).rename(built / "moved")
    (built / place).symlink_to(built / "moved")
    must_refuse(built, place, "check", "build")
    assert f'the folder "{Path(place).name}" is a symbolic link' in run(built, "check").stderr


@pytest.mark.parametrize(
    "name", ["../outside", "/etc", "..", ".", "a/b", "a\\b", "Default", "x" * 81, "x" * 300, "caf\u00e9", "a..b", "-a"]
)
def test_a_theme_extends_only_what_lies_in_a_folder_of_themes(built: Path, name: str) -> None:
    outside = shutil.copytree(ROOT / "themes/default", built / "outside")
    assert (outside / "theme.yaml").exists()
    write_site(built, {"themes/own/theme.yaml": f"name: own\nextends: '{name}'\n"})
    result = run(built, "check")
    assert result.exit_code == 1
    assert "themes/own/theme.yaml:2:10: error: " in result.stderr
    assert "is not the name of a theme" in result.stderr
    result = CliRunner().invoke(
        main, ["check", f"--theme={name}", *[f"--{key}={built / key}" for key in ("content", "locales", "themes")]]
    )
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "is not the name of a theme" in result.stderr


def test_a_theme_of_too_many_files_or_bytes_is_refused(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaedah.read.themes.MAX_FILES", 3)
    write_site(built, {f"themes/own/assets/{number}.css": "p{}" for number in range(5)})
    assert "the theme has more than 3 files or 32 MB" in run(built, "check").stderr
    monkeypatch.setattr("kaedah.read.themes.MAX_FILES", 100)
    monkeypatch.setattr("kaedah.read.themes.MAX_BYTES", 1 << 20)
    write_site(built, {f"themes/own/assets/{number}.css": b" " * 500_000 for number in range(5)})
    assert "the theme has more than 100 files or 1 MB" in run(built, "check").stderr
