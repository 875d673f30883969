"""Every command that writes, on full disks, in folders that may not be written to, and with disks that fail.

    python -m tests.reliability.full_disks

A trial copies a site, breaks the disk, runs a command, and repairs the disk. The command must end with code 1 and say
where and what to do; no file may be empty, cut short, or anything but what it was or what the command makes of it; no
temporary file may be left. Then it is run again, and must give what it gives where no disk was ever broken.

Where file systems can be mounted, disks are really full and really read-only. Elsewhere the system refuses files of
more than some bytes, and folders that the process may not write to.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.conftest import MINIMAL, ROOT, SOURCE, write_site
from tests.reliability.trial import Trial, main

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
SITE = {
    **MINIMAL,
    "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en, uk]\n",
    "content/methods/two.uk.md": "---\nname: Два\n---\n\n## Meaning\n\nДва п'ять.\n",
    "locales/problems.pot": HEADER,
    "table.csv": "name,year\nThree,2003\nFour,2004\nFive,2005\n",
}
LONG_BODY = {"content/methods/one.md": MINIMAL["content/methods/one.md"] + "\nOne more sentence.\n" * 200}


class Command(NamedTuple):
    """A command and what goes before it.

    words: with which it is called.
    writes: the files and folders that it may change; all others stay as they are.
    before: the commands that are run while the disk is whole.
    edit: the files that are written after those.
    until: what a command says, which goes on then, when it has done its work or failed; it is ended then.
    """

    words: tuple[str, ...]
    writes: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    edit: Mapping[str, str] = {}
    until: tuple[str, ...] = ()


PARTS = tuple(("build", "-q", "--shard", f"{number}/2", "--output", f"part{number}") for number in (1, 2))
BUILT = (("build", "-q"),)
SERVE, SERVED = ("serve", "--port", "0", "--output", "public"), (" pages written", "  hint: ")
COMMANDS: Mapping[str, Command] = {
    "new": Command(("new", "three"), ("content/methods/three.md",)),
    "init": Command(("init", "made"), ("made",)),
    "init --table": Command(("init", "made", "--table", "table.csv"), ("made",)),
    "import": Command(
        ("import", "table.csv"), tuple(f"content/methods/{name}.md" for name in ("three", "four", "five"))
    ),
    "schema": Command(("schema",), ("content/method.schema.json", "content/glossary.schema.json")),
    "schema again": Command(
        ("schema",),
        ("content/method.schema.json", "content/glossary.schema.json"),
        (("schema",),),
        {"content/fields.yaml": MINIMAL["content/fields.yaml"] + "- {id: extra, kind: text, label: Extra}\n"},
    ),
    "check --fix": Command(("check", "--fix"), ("content/methods/two.uk.md",)),
    "translations extract": Command(
        ("translations", "extract"), ("locales/messages.pot", "locales/site.pot", "locales/problems.pot")
    ),
    "translations update": Command(
        ("translations", "update"),
        ("locales/messages.pot", "locales/site.pot", "locales/problems.pot", "locales/uk"),
    ),
    "translations update again": Command(
        ("translations", "update"),
        ("locales/messages.pot", "locales/site.pot", "locales/problems.pot", "locales/uk"),
        (("translations", "update"),),
        {"content/fields.yaml": MINIMAL["content/fields.yaml"] + "- {id: extra, kind: text, label: Extra}\n"},
    ),
    "translations start": Command(("translations", "start", "one", "uk"), ("content/methods/one.uk.md",)),
    "translations stamp": Command(("translations", "stamp", "two", "uk"), ("content/methods/two.uk.md",)),
    "translations stamp --all": Command(("translations", "stamp", "--all"), ("content/methods/two.uk.md",)),
    "build": Command(("build",), ("public",)),
    "build again": Command(("build",), ("public",), BUILT, LONG_BODY),
    "serve --output": Command(SERVE, ("public",), until=SERVED),
    "serve --output again": Command(SERVE, ("public",), BUILT, LONG_BODY, until=SERVED),
    "build --clean": Command(("build", "--clean"), ("public",), BUILT, LONG_BODY),
    "merge": Command(("merge", "part1", "part2"), ("public",), PARTS),
    "merge again": Command(
        ("merge", "part1", "part2"), ("public",), (("build", "-q", "--base-url", "https://a.example/"), *PARTS)
    ),
    "export zip": Command(("export", "zip", "--output", "site.zip"), ("site.zip",)),
    "export zip again": Command(
        ("export", "zip", "--output", "site.zip"),
        ("site.zip",),
        (("export", "zip", "--output", "site.zip"),),
        LONG_BODY,
    ),
    "export epub": Command(("export", "epub", "--output", "out/site.epub"), ("out",)),
    "export data": Command(("export", "data", "--output", "site-data.zip"), ("site-data.zip",)),
    "export all": Command(("export", "all", "--output", "downloads"), ("downloads",)),
}


class Broken(NamedTuple):
    """How a command is run on a broken disk.

    prepare: is called in its process, before the program begins.
    path: of the module `sitecustomize`, which makes calls fail.
    """

    prepare: Callable[[], None] = lambda: None
    path: str = ""


# A disk breaks a site that lies on it, and is whole again at the end. None where this machine cannot break it so.
Fault = Callable[[Path], "contextmanager[Broken]"]


class NotHereError(Exception):
    """This machine cannot break a disk in this way."""


@contextmanager
def filled(site: Path, free: int) -> Iterator[Broken]:
    """The disk has only so many bytes left."""
    disk = site.parent
    if not os.path.ismount(disk):
        raise NotHereError
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - free)
    yield Broken()
    filler.unlink()


@contextmanager
def mounted_read_only(site: Path) -> Iterator[Broken]:
    """The file system is read-only."""
    if not os.path.ismount(site.parent):
        raise NotHereError
    subprocess.run(["mount", "-o", "remount,ro", site.parent], check=True)
    yield Broken()
    subprocess.run(["mount", "-o", "remount,rw", site.parent], check=True)


@contextmanager
def forbidden(site: Path) -> Iterator[Broken]:
    """No folder may be written to, not even by the administrator."""
    folders = [site, *(path for path in site.rglob("*") if path.is_dir() and not path.is_symlink())]
    modes = {folder: folder.stat().st_mode for folder in folders}
    for folder in folders:
        folder.chmod(0o555)
    yield Broken(_drop_override)
    for folder, mode in modes.items():
        folder.chmod(mode)


def _drop_override() -> None:
    """Takes from a process, and what it becomes, the power to write where permissions forbid it."""
    bound_drop, dac_override = 24, 1
    ctypes.CDLL(None).prctl(bound_drop, dac_override, 0, 0, 0)


@contextmanager
def limited(_: Path, size: int) -> Iterator[Broken]:
    """No file grows beyond so many bytes: what is written is cut short, then refused."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    yield Broken(limit)


# Makes calls fail in a process. A build keeps its state with SQLite, which has calls of its own.
FAILING = """
import errno, os, sys
def failing(call):
    def fail(*given, **named):
        raise OSError(errno.{error}, os.strerror(errno.{error}))
    return fail
for name in {calls!r}:
    setattr(os, name, failing(name))
"""


@contextmanager
def failing(_: Path, error: str, *calls: str) -> Iterator[Broken]:
    """Some calls of the system fail."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(FAILING.format(error=error, calls=calls))
        yield Broken(path=folder)


FAULTS: Mapping[str, Fault] = {
    "a full disk": lambda site: filled(site, 0),
    "a disk with 4 KB left": lambda site: filled(site, 4096),
    "a disk with 48 KB left": lambda site: filled(site, 12 * 4096),
    "a read-only file system": mounted_read_only,
    "folders without permission": forbidden,
    "files of 0 bytes at most": lambda site: limited(site, 0),
    "files of 100 bytes at most": lambda site: limited(site, 100),
    "files of 4 KB at most": lambda site: limited(site, 4096),
    "an error when a file is flushed": lambda site: failing(site, "EIO", "fsync"),
    "an error when a file takes its place": lambda site: failing(site, "EACCES", "replace", "rename", "link"),
    "no more open files": lambda site: failing(site, "EMFILE", "open"),
}
# Those that need no file system of their own.
EVERYWHERE = [name for name in FAULTS if not any(word in name for word in ("disk", "file system"))]


def run(
    site: Path, words: tuple[str, ...], broken: Broken | None = None, until: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own. One that is ended when it says `until` has failed if it said an error."""
    broken = broken or Broken()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [broken.path, str(SOURCE)])),
        "XDG_CACHE_HOME": str(site.parent.parent / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "kaedah", *words]
    if words[0] not in ("merge", "init"):
        command += ["--themes", str(ROOT / "themes")]
    if until:
        return _run_until(command, site, environment, broken, until)
    return subprocess.run(
        command,
        check=False,
        cwd=site,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=broken.prepare,
        timeout=120,
    )


def _run_until(
    command: list[str], site: Path, environment: dict[str, str], broken: Broken, until: tuple[str, ...]
) -> subprocess.CompletedProcess[str]:
    def prepare() -> None:
        broken.prepare()
        signal.alarm(120)

    process = subprocess.Popen(
        command,
        cwd=site,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        preexec_fn=prepare,  # noqa: PLW1509 (there are no threads)
    )
    assert process.stdout is not None
    lines = list[str]()
    for line in process.stdout:
        lines.append(line)
        if any(words in line for words in until):
            break
    process.terminate()
    rest, _ = process.communicate()
    said = "".join([*lines, rest])
    assert any(words in said for words in until), said
    return subprocess.CompletedProcess(command, int("error: " in said), "", said)


def contents(site: Path) -> dict[str, bytes]:
    """Every file but those of workspaces, which may differ in what they hold."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not any(part.endswith(".kaedah") for part in path.relative_to(site).parts[:-1])
    }


class OneCommand:
    """One command, and what it makes on a disk that is whole."""

    def __init__(self, name: str, folder: Path) -> None:
        self.command, self.folder = COMMANDS[name], folder
        self.template = write_site(folder / "template", SITE)
        for words in self.command.before:
            done = run(self.template, words)
            assert done.returncode == 0, done.stderr
        write_site(self.template, self.command.edit)
        healthy = shutil.copytree(self.template, folder / "healthy/site", symlinks=True)
        done = run(healthy, self.command.words, until=self.command.until)
        assert done.returncode == 0, done.stderr
        self.before, self.after = contents(self.template), contents(healthy)
        assert self.before != self.after
        foreign = {path for path in self.before | self.after if self.before.get(path) != self.after.get(path)}
        assert all(path.startswith(self.command.writes) for path in foreign), foreign

    def attempt(self, fault: Fault, disk: Path) -> list[str]:
        """What is wrong with the command on a broken disk; empty where nothing is. Raises NotHereError."""
        site = shutil.copytree(self.template, disk / "site", symlinks=True)
        try:
            with fault(site) as broken:
                done = run(site, self.command.words, broken, self.command.until)
                found = contents(site)
            wrong = [f"it says {word}" for word in ("Traceback", "Exception ignored") if word in done.stderr]
            if done.returncode == 0:
                wrong += [] if found == self.after else ["it says that all is well"]
            else:
                wrong += [] if done.returncode == 1 else [f"the exit code is {done.returncode}"]
                wrong += (
                    [] if "error: " in done.stderr and "  hint: " in done.stderr else ["it does not say what to do"]
                )
            wrong += [
                f"{path} is gone"
                for path in self.before
                if path not in found and (done.returncode or path in self.after)
            ]
            wrong += [
                f"{path} is neither what it was nor what it becomes"
                for path, content in found.items()
                if content not in (self.before.get(path), self.after.get(path))
            ]
            if self.command.writes == ("public",):  # all of it, or nothing
                sites = [
                    {path: text for path, text in files.items() if path.startswith("public/")}
                    for files in (self.before, self.after, found)
                ]
                wrong += [] if sites[2] in sites[:2] else ["a part of a site is published"]
            again = run(site, self.command.words, until=self.command.until)
            if (
                self.command.words[0] in ("new", "import", "init") or "start" in self.command.words
            ):  # what is there is kept
                wrong += [] if again.returncode in (0, 1) else ["it cannot be run again"]
            else:
                wrong += [] if again.returncode == 0 else [f"it cannot be run again: {again.stderr}"]
            wrong += [] if contents(site) == self.after else ["run again, it gives something else"]
            return [f"{problem} ({done.stderr.strip()[-300:]})" for problem in wrong]
        finally:
            shutil.rmtree(site)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a few megabytes; a folder where none can be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = (
        shutil.which("mount")
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True, check=False
        ).returncode
    )
    try:
        yield disk
    finally:
        if mounted:
            subprocess.run(["umount", disk], check=True)


def run_all(trial: Trial) -> None:
    """Every command on every kind of broken disk."""
    chosen = [*FAULTS][:: 4 if trial.quick else 1]
    for name in COMMANDS:
        with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder)) as disk:
            command = OneCommand(name, Path(folder))
            for fault in chosen:
                with suppress(NotHereError):
                    trial.case(f"{name}, {fault}", "; ".join(command.attempt(FAULTS[fault], disk)))


if __name__ == "__main__":
    main(__doc__, run_all)
