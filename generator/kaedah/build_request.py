"""What a build is asked for, and whether anything is to be done for it: told before the rest of the program is read."""

import hashlib
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kaedah.background import Errand
from kaedah.publish.left import Looked, left_size, look
from kaedah.publish.record import Record, read_record
from kaedah.publish.swap import OutputLocked, locked, workspace_of
from kaedah.read.folders import Folders
from kaedah.state.stat import FileStats, scan

# Where the environment says which language it speaks, what counts most first.
ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")
HOME = Path(__file__).parents[2]
# Of what a build leaves for the next, in bytes; with more there are so many files that to look at them takes a while.
LARGE = 100_000
# What decides a page's bytes besides our own code.
LIBRARIES = frozenset({"babel", "jinja2", "markdown", "markupsafe", "math-core", "nh3", "pypinyin", "pyyaml"})


@dataclass
class BuildRequest:
    """A build that is asked for: of which folders, by so many processes or an executor elsewhere, all of it or the
    `shard[0]`-th part of `shard[1]`, anew or not, with problems told in `lang`. `now` is the time in nanoseconds,
    before anything was looked at. `most` tells whether most pages are likely to be written, once `last` has looked.
    """

    folders: Folders
    output: Path
    jobs: int = 1
    executor: str = ""
    shard: tuple[int, int] | None = None
    clean: bool = False
    strict: bool = False
    lang: str = "en"
    now: int = field(default_factory=time.time_ns)
    most: bool = field(default=True, init=False)

    @cached_property
    def target(self) -> Path:
        """The folder to publish into, wherever links lead."""
        return Path(os.path.realpath(self.output))

    @property
    def workspace(self) -> Path:
        return workspace_of(self.target)

    @cached_property
    def salt(self) -> str:
        return program_digest()

    @cached_property
    def key(self) -> str:
        """What decides what a build of the same files gives and says: paths are told from the working directory."""
        return repr((str(Path.cwd()), self.salt, self.folders, self.target, self.shard, self.strict, self._language))

    @property
    def _language(self) -> tuple[str, ...]:
        """What decides the language of problems."""
        names = ENVIRONMENT if self.lang == "auto" else ()
        return (self.lang, *(os.environ.get(name, "") for name in names))

    @cached_property
    def inputs(self) -> FileStats:
        """Prints of all files that are read, as they were when this was first asked for."""
        folders = (self.folders.content, self.folders.locales, self.folders.themes)
        return {path: file_stat for folder in folders for path, file_stat in scan(folder, f"{folder}{os.sep}").items()}

    @cached_property
    def looked(self) -> Looked:
        """What is published, as it was when it was first looked at."""
        return Looked(*self._looking.result())

    @cached_property
    def _looking(self) -> Errand:
        return Errand(_look, self.target, self.workspace, beside=left_size(self.workspace) > LARGE)

    def begin(self) -> None:
        """Looks at what is published, from now on and beside all else where there is much of it."""
        self._looking  # noqa: B018

    def close(self) -> None:
        """Ends what was begun and nobody has asked for."""
        if "_looking" in vars(self):
            self._looking.close()

    def last(self) -> Record | None:
        """The record of the last build if this one would give the same; None too where another build is at work."""
        if self.clean:
            return None
        self.begin()
        inputs = self.inputs
        try:
            with locked(self.workspace):
                record = read_record(self.workspace, self.key)
                if record is None:
                    return None
                self.most = _besides_documents(inputs) != _besides_documents(record.inputs)
                if not record.holds(inputs):
                    return None
                same = self.looked.same and self.looked.manifest == record.manifest
                return record if same else None
        except (OutputLocked, OSError):  # the build will tell
            return None


def _besides_documents(stats: FileStats) -> FileStats:
    """Settings, fields, catalogues and themes: what most pages hang on."""
    return {path: file_stat for path, file_stat in stats.items() if not path.endswith(".md")}


def _look(target: Path, workspace: Path) -> tuple[object, ...]:
    return tuple(look(target, workspace))  # a plain value, which another process can tell


def program_digest() -> str:
    """The digest of all that decides a page's bytes besides content, catalogues and theme: our code and libraries."""
    state = hashlib.blake2b(digest_size=16)
    for folder, folders, names in os.walk(HOME / "generator" / "kaedah"):
        folders.sort()
        for name in sorted(name for name in names if name.endswith(".py")):
            path = os.path.join(folder, name)
            with open(path, "rb", buffering=0) as handle:
                state.update(path.removeprefix(str(HOME)).replace(os.sep, "/").encode() + handle.read())
    state.update(repr(_versions()).encode())
    return state.hexdigest()


def _versions() -> list[tuple[str, str]]:
    """The libraries that decide a page's bytes with their versions, from the names of the folders that describe them:
    to import `importlib.metadata` for it would cost a build with nothing to do a tenth of its time.
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
