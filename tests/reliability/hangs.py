"""Pipes, devices, sockets, folders and links in place of everything that a command opens.

What a command opens is learned from a run of it, so that a file that is opened by new code is tried without a change
here. Prints a line for each command. `KAEDAH_COMMANDS` names some, with commas.
"""

import contextlib
import os
import shutil
import signal
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kaedah.cli import main as kaedah
from kaedah.contribute.live_site import LiveSite
from kaedah.read.folders import Folders

from tests.conftest import ROOT, SITES
from tests.reliability.trial import Trial, main

SECONDS = 20  # after which a command counts as one that hangs
SITE, HOME, TARGET = "site", "home", "target"

# Commands by name, as they are run in the folder of the site.
COMMANDS: dict[str, tuple[str, ...]] = {
    "build": ("build", "-j1"),
    "build with two processes": ("build", "-j2"),
    "build --clean": ("build", "--clean", "-j1"),
    "check": ("check",),
    "check --lang uk": ("check", "--lang", "uk"),
    "check --fix": ("check", "--fix"),
    "check --theme own": ("check", "--theme", "own"),
    "explain": ("explain", "en/index.html"),
    "import a table": ("import", "t.csv"),
    "import a bibliography": ("import", "t.bib"),
    "new": ("new", "three", "--no-input"),
    "schema": ("schema",),
    "translations extract": ("translations", "extract"),
    "translations update": ("translations", "update"),
    "translations status": ("translations", "status"),
    "translations start": ("translations", "start", "qlora", "uk"),
    "translations stamp": ("translations", "stamp", "lora", "uk"),
    "translations diff": ("translations", "diff", "lora", "uk"),
    "export zip": ("export", "zip", "-o", "site.zip"),
    "export epub": ("export", "epub", "-o", "site.epub"),
    "export data": ("export", "data", "-o", "data.zip"),
    "publish": ("publish", "../target"),
    "merge": ("merge", "part1", "part2", "-o", "merged"),
    "serve": ("serve",),
}


# Folders to publish into, which users may keep elsewhere by a link.
OUTPUTS = (f"{SITE}/public", f"{SITE}/merged", TARGET)


class Result(NamedTuple):
    """How a command ended.

    code: its exit code; -1 where it did not end in time.
    text: what it printed.
    """

    code: int
    text: str


def prepare(base: Path) -> Path:
    """A site that was built, published and exported in parts, with a table and a bibliography to import."""
    site = shutil.copytree(SITES / "base", base / SITE)
    for name in ("themes", "locales"):
        shutil.copytree(ROOT / name, site / name, dirs_exist_ok=True)
    shutil.copytree(SITES / "base/locales", site / "locales", dirs_exist_ok=True)
    (site / "themes/own/assets").mkdir(parents=True)
    (site / "themes/own/theme.yaml").write_text("name: own\nextends: default\n", encoding="utf-8")
    (site / "themes/own/assets/own.css").write_text("p{}", encoding="utf-8")
    (site / "content/glossary.yaml").write_text("- {term: layer, definition: A part}\n", encoding="utf-8")
    (site / "t.csv").write_text("name,year\nThree,2003\n", encoding="utf-8")
    (site / "t.bib").write_text("@misc{k, title={Three}, year={2003}}\n", encoding="utf-8")
    (site / ".git").mkdir()  # an empty repository, so that nothing in the site was brought by a commit
    (site / ".git/HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (site / ".git/objects").mkdir()
    (site / ".git/refs").mkdir()
    (base / HOME).mkdir(mode=0o700)
    for command in (
        ("build", "--shard", "1/2", "-o", "part1"),
        ("build", "--shard", "2/2", "-o", "part2"),
        ("build", "-j1"),
        ("translations", "extract"),
        ("publish", "../target"),
        ("build", "-j1"),
        ("merge", "part1", "part2", "-o", "merged"),
    ):
        found = run_command(base, command)
        assert found.code == 0, found.text
    return base


def run_command(base: Path, command: tuple[str, ...], opened: Path | None = None) -> Result:
    """Runs a command in a process of its own; with `opened`, writes what it opens into that file."""
    report = base / "printed"
    child = os.fork()
    if not child:
        os.setsid()
        code = 70
        try:
            code = _command(base, command, report, opened)
        finally:
            os._exit(code)
    ended = time.monotonic() + SECONDS
    while time.monotonic() < ended:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return Result(os.waitstatus_to_exitcode(status), report.read_text(encoding="utf-8", errors="replace"))
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Result(-1, "")


def _command(base: Path, command: tuple[str, ...], report: Path, opened: Path | None) -> int:
    os.chdir(base / SITE)
    printed = os.open(report, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.environ |= {"HOME": str(base / HOME), "XDG_CACHE_HOME": str(base / HOME / ".cache")}
    if opened is not None:
        _note_opened(opened)
    try:
        if command == ("serve",):
            return _serve()
        kaedah([*command], prog_name="build.py")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
        return 70
    return 0


def _serve() -> int:
    """What `serve` reads: the site, and once more after a change of everything."""
    live = LiveSite(Folders(Path("content").absolute(), Path("locales").absolute(), Path("themes").absolute()))
    live.read_all()
    live.page("index.html")
    for problem in live.problems:
        print(problem.path, problem.level, problem.text)
        if problem.hint == "undo the last change, and report this":
            return 70
    return int(any(problem.level == "error" for problem in live.problems))


def _note_opened(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "os.listdir", "os.scandir", "sqlite3.connect") and isinstance(
            arguments[0], str | bytes | os.PathLike
        ):
            os.write(handle, os.path.abspath(os.fsencode(arguments[0])) + b"\n")

    sys.addaudithook(note)


def opened_by(base: Path, command: tuple[str, ...]) -> list[str]:
    """What a command opens of what is there before, as paths below `base`; a copy is made for it."""
    there = {path.relative_to(base).as_posix() for path in base.rglob("*")}
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(base, Path(folder) / "case")
        notes = Path(folder) / "opened"
        found = run_command(copy, command, notes)
        assert found.code == 0, found.text
        begin = os.fsencode(str(copy)) + b"/"
        opened = {os.fsdecode(line.removeprefix(begin)) for line in notes.read_bytes().splitlines()}
    return sorted((opened & there) - {SITE, HOME, "printed"})


def copied(base: Path, target: Path) -> Path:
    """A copy of a prepared folder, links included."""
    return shutil.copytree(base, target, symlinks=True)


def _socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


def _device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:  # only a real administrator can
        path.symlink_to("/dev/zero")


# What is put in the place of a file or folder, which has been moved to the path beside it.
KINDS: dict[str, Callable[[Path, Path], None]] = {
    "pipe": lambda path, moved: os.mkfifo(path),
    "socket": lambda path, moved: _socket(path),
    "device": lambda path, moved: _device(path),
    "folder": lambda path, moved: path.mkdir(),
    "link": lambda path, moved: path.symlink_to(moved),
    "link to a device": lambda path, moved: path.symlink_to("/dev/zero"),
    "link to nothing": lambda path, moved: path.symlink_to("nothing"),
    "link to itself": lambda path, moved: path.symlink_to(path.name),
}


def fault_of(base: Path, command: tuple[str, ...], place: str, kind: str, expected: dict[str, bytes]) -> str:
    """What is wrong when a command finds something else in a place; empty where it says so, or does what it should."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(base, Path(folder) / "case")
        moved = Path(folder) / "moved"
        (copy / place).rename(moved)
        KINDS[kind](copy / place, moved)
        found = run_command(copy, command)
        if found.code == -1:
            return f"did not end within {SECONDS} s"
        if found.code == 2 and "Usage: " in found.text:  # a path of the command line
            return ""
        if "Traceback" in found.text or found.code not in (0, 1):
            return f"exit code {found.code}: {found.text[-600:]}"
        if found.code == 1:
            return "" if "error" in found.text else f"no error was printed: {found.text}"
        return "" if _without(place, _made(copy)) == _without(place, expected) else "another result"


def _without(place: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """The files that are not in a place."""
    return {path: text for path, text in files.items() if path != place and not path.startswith(f"{place}/")}


def _made(base: Path) -> dict[str, bytes]:
    """All files but those of the workspaces and the user's cache."""
    found: dict[str, bytes] = {}
    for path in sorted(base.rglob("*")):
        name = path.relative_to(base).as_posix()
        inner = name.split("/")
        hidden = any(part.startswith(".") and part.endswith(".kaedah") for part in inner) or inner[0] in (
            HOME,
            "printed",
        )
        if not hidden and stat.S_ISREG(path.lstat().st_mode):
            found[name] = path.read_bytes()
    return found


def result_of(base: Path, command: tuple[str, ...]) -> dict[str, bytes]:
    """The files after a command, in a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(base, Path(folder) / "case")
        found = run_command(copy, command)
        assert found.code == 0, found.text
        return _made(copy)


def cases(base: Path, command: tuple[str, ...], kinds: tuple[str, ...], few: bool) -> Iterator[tuple[str, str]]:
    """Places and kinds to try: all, or one place of each folder and sort of file."""
    seen: set[tuple[str, str]] = set()
    for place in opened_by(base, command):
        path = Path(place)
        group = (path.parent.as_posix(), path.suffix if (base / place).is_file() else path.name)
        if few and group in seen:
            continue
        seen.add(group)
        for kind in kinds:
            is_folder = (base / place).is_dir()
            if not (is_folder and (kind == "folder" or (place in OUTPUTS and kind.startswith("link")))):
                yield place, kind


QUICK = ("build", "check", "import a table", "translations update", "publish")


def run(trial: Trial) -> None:
    """Tries every kind in every place for the commands that are wanted."""
    wanted = [name for name in os.environ.get("KAEDAH_COMMANDS", "").split(",") if name]
    names = wanted or (QUICK if trial.quick else [*COMMANDS])
    with tempfile.TemporaryDirectory() as folder:
        base = prepare(Path(folder) / "prepared")
        for name in names:
            before, expected = trial.tried, result_of(base, COMMANDS[name])
            kinds = ("pipe", "folder") if trial.quick else tuple(KINDS)
            for place, kind in cases(base, COMMANDS[name], kinds, few=trial.quick):
                trial.case(f"{name}: {kind} at {place}", fault_of(base, COMMANDS[name], place, kind, expected))
            print(f"{name:26} {trial.tried - before:5} places and kinds", flush=True)


if __name__ == "__main__":
    main(__doc__, run)
