"""What a build is asked for, and whether there is anything to do: answered before the rest of the program is loaded."""

import hashlib
import json
import os
import sqlite3
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kaedah.disk.paths import resolved
from kaedah.publish.output_scan import OutputScan, scan_output
from kaedah.publish.swap import OutputLocked, locked, workspace_of
from kaedah.publish.workspace import LOCK, check_workspace
from kaedah.read.folders import Folders, input_folders
from kaedah.state.stat import FileStats, any_racy, scan, time_before, time_before_elsewhere
from kaedah.state.store import FILE, BuildState
from kaedah.workers import BackgroundCall

if TYPE_CHECKING:
    from kaedah.problems import Format

# The variables that give the language of the environment, the strongest first.
ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")
PACKAGE = Path(__file__).parent
# With a state file of more bytes, a site has so many files that their stats are read by another process.
LARGE = 500_000
# The libraries that decide a page's bytes, besides our own code.
LIBRARIES = frozenset({"babel", "jinja2", "markdown", "markupsafe", "math-core", "nh3", "pypinyin", "pyyaml"})


def _now() -> int:
    return time.time_ns()


class LastBuild(NamedTuple):
    """A build that ended well.

    key: what it was asked for.
    began: the time in nanoseconds before it looked at anything.
    text: the problems it printed.
    pages, languages: how many.
    """

    key: str
    began: int
    text: str
    pages: int
    languages: int


@dataclass
class BuildRequest:
    """A build.

    folders: what it reads.
    output: the folder to publish into.
    jobs: the number of processes.
    executor: where to render instead, as `dask:ADDRESS`.
    shard: which part of how many, for a part of the site.
    clean: whether to read and render everything again.
    strict: whether warnings are errors.
    lang: the language of problems.
    form: the format of problems.
    began: the time in nanoseconds, before anything was looked at; once `ask_clocks` was called, by the clock of the
        file system of what is read.
    began_at_output: the same by the clock of the file system of the output.
    writes_most: whether most pages are likely to be written, once `last_build` was asked for.
    """

    folders: Folders
    output: Path
    jobs: int = 1
    executor: str = ""
    shard: tuple[int, int] | None = None
    clean: bool = False
    strict: bool = False
    lang: str = "en"
    form: "Format" = "text"
    began: int = field(default_factory=_now)
    began_at_output: int = field(default=0, init=False)
    writes_most: bool = field(default=True, init=False)

    @cached_property
    def target(self) -> Path:
        """The folder to publish into, without links. Raises UnsafePath where Git tracks one of them."""
        return resolved(self.output)

    @property
    def workspace(self) -> Path:
        """The folder of the build state, as a path from here, so that it also holds in another checkout."""
        folder = workspace_of(self.target)
        try:
            return Path(os.path.relpath(folder))
        except ValueError:  # on another drive
            return folder

    @cached_property
    def salt(self) -> str:
        """The digest of the program."""
        return program_digest()

    @cached_property
    def key(self) -> str:
        """What decides the result and the messages of a build of the same files, whose paths begin where it runs."""
        how = (self.shard, self.strict, self._language, self.form)
        return repr((str(Path.cwd()), self.salt, self.folders, self.target, *how))

    @property
    def _language(self) -> tuple[str, ...]:
        names = ENVIRONMENT if self.lang == "auto" else ()
        return (self.lang, *(os.environ.get(name, "") for name in names))

    @cached_property
    def inputs(self) -> FileStats:
        """The stats of all files that are read, by the name of their folder and the path below it."""
        folders = input_folders(self.folders)
        return {path: item for name, folder in folders.items() for path, item in scan(folder, f"{name}/").items()}

    def ask_clocks(self) -> None:
        """Has `began` be the time of the file systems, which may have another clock. The caller holds the lock."""
        started = self.began
        self.began = self.began_at_output = time_before(started, self.workspace / LOCK)
        device = self.workspace.stat().st_dev
        for name, folder in input_folders(self.folders).items():
            with suppress(OSError):  # reading it reports the error
                if folder.stat().st_dev != device:
                    there = [item for path, item in self.inputs.items() if path.startswith(f"{name}/")]
                    self.began = min(self.began, time_before_elsewhere(started, there))

    @cached_property
    def output_scan(self) -> OutputScan:
        """What is published, as it was when it was first looked at."""
        return OutputScan(*self._scanning.result())

    @cached_property
    def _scanning(self) -> BackgroundCall:
        try:
            large = (self.workspace / FILE).stat().st_size > LARGE
        except OSError:
            large = False
        return BackgroundCall(_scan_plain, self.target, self.workspace, forked=large)

    def start(self) -> None:
        """Looks at the published files from now on, in another process where there are many."""
        self._scanning  # noqa: B018

    def close(self) -> None:
        """Ends what was started and not asked for."""
        if "_scanning" in vars(self):
            self._scanning.close()

    def distrust(self) -> None:
        """Makes it a clean build, which believes nothing of what it finds in the output."""
        self.clean = True
        self.close()
        for name in ("output_scan", "_scanning"):
            vars(self).pop(name, None)

    def last_build(self) -> LastBuild | None:
        """The last build, if this one would give the same; None too where another build is running."""
        try:
            if self.clean or not (self.workspace / FILE).exists():
                return None
            check_workspace(self.workspace, self.target)
            self.start()
            inputs = self.inputs
            with locked(self.workspace):
                state = BuildState.open(self.workspace, self.salt)
                try:
                    found = json.loads(state.get("last_build") or "null")
                    recorded = state.inputs.load()
                finally:
                    state.close()
                last = LastBuild(*found) if found else None
                if last is None or last.key != self.key:
                    return None
                self.writes_most = _besides_documents(inputs) != _besides_documents(recorded)
                seen = self.output_scan if inputs == recorded and not any_racy(inputs.values(), last.began) else None
                if seen is None or not (seen.same and seen.is_sound):
                    return None
                return last
        except (OutputLocked, OSError, sqlite3.DatabaseError, ValueError, TypeError):  # the build reports it
            return None


def _besides_documents(stats: FileStats) -> FileStats:
    """Settings, fields, catalogues and themes: what most pages depend on."""
    return {
        path: item for path, item in stats.items() if not path.endswith(".md") and not path.startswith("content/data/")
    }


def _scan_plain(target: Path, workspace: Path) -> tuple[object, ...]:
    return tuple(scan_output(target, workspace))  # plain values, which another process can send


def program_digest() -> str:
    """The digest of code, tables and libraries, which decide a page's bytes besides content, catalogues and theme."""
    state = hashlib.blake2b(digest_size=16)
    begin = len(str(PACKAGE)) + 1
    for folder, folders, names in os.walk(PACKAGE):
        folders.sort()
        for name in sorted(name for name in names if name.endswith((".py", ".txt"))):
            path = os.path.join(folder, name)
            with open(path, "rb", buffering=0) as handle:
                state.update(path[begin:].replace(os.sep, "/").encode() + handle.read())
    state.update(repr(_versions()).encode())
    return state.hexdigest()


def _versions() -> list[tuple[str, str]]:
    """The libraries that decide a page's bytes with their versions, from the names of the folders that describe them:
    importing `importlib.metadata` would cost a build with nothing to do a tenth of its time.
    """
    found: dict[str, str] = {}
    for place in reversed(sys.path):  # the first that has a library is the one that is imported
        with suppress(OSError):
            parted = [path.stem.lower().partition("-") for path in Path(place or ".").glob("*.dist-info")]
            found |= {name.replace("_", "-"): version for name, _, version in parted}
    if not found.keys() >= LIBRARIES:  # described in another way
        from importlib import metadata

        return [(name, metadata.version(name)) for name in sorted(LIBRARIES)]
    return [(name, found[name]) for name in sorted(LIBRARIES)]
