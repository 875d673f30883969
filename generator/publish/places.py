"""Where a site is sent to, besides the folder it is built in: another folder, a bucket, a branch."""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

BRANCH = "branch:"
_AT_ONCE = 8  # files on their way to a bucket


class PlaceError(Exception):
    """A place cannot be reached, read or written; the text says why."""


class Place(ABC):
    """A place that holds files by their paths. All methods raise PlaceError or OSError."""

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """What the file holds; None where there is none."""

    @abstractmethod
    def there(self, paths: Collection[str]) -> list[str]:
        """Those of the paths at which there is something."""

    @abstractmethod
    def change(self, files: Mapping[str, Path], gone: Collection[str], before: bytes, after: tuple[str, bytes]) -> None:
        """Puts files there, in the order given, and takes others away. `after` is the path and the content of what
        is put there last; `before` stands at that path while things are changed, if they cannot change at once.
        """


class FolderPlace(Place):
    """A folder of this machine, or one that is mounted here. A file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def there(self, paths: Collection[str]) -> list[str]:
        return [path for path in paths if os.path.lexists(self.folder / path)]

    def change(self, files: Mapping[str, Path], gone: Collection[str], before: bytes, after: tuple[str, bytes]) -> None:
        path, content = after
        self._put(path, before)
        for name, source in files.items():
            self._put(name, source.read_bytes())
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
        for folder in sorted({parent for name in gone for parent in Path(name).parents}, reverse=True):
            with suppress(OSError):  # what else is in it stays
                if folder != Path():
                    (self.folder / folder).rmdir()
        self._put(path, content)

    def _put(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            beside.write_bytes(content)
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise


class BucketPlace(Place):
    """Whatever fsspec reaches by its address: `s3://…`, `gs://…`, `sftp://…`. What each needs, fsspec says."""

    def __init__(self, address: str) -> None:
        try:
            import fsspec
        except ImportError:
            raise PlaceError("the package fsspec is not there\n  hint: `pip install fsspec`") from None
        try:
            self._files, root = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise PlaceError(str(error)) from error
        self._root = str(root).rstrip("/")

    def read(self, path: str) -> bytes | None:
        try:
            return bytes(self._told("cat_file", self._at(path)))
        except FileNotFoundError:
            return None

    def there(self, paths: Collection[str]) -> list[str]:
        if not paths:
            return []
        try:
            present = {str(name).lstrip("/") for name in self._told("find", self._root)}
        except FileNotFoundError:
            return []
        return [path for path in paths if self._at(path).lstrip("/") in present]

    def change(self, files: Mapping[str, Path], gone: Collection[str], before: bytes, after: tuple[str, bytes]) -> None:
        path, content = after
        bucket = self._root.partition("/")[0]
        if bucket and not self._told("exists", bucket):  # which else would be made, of whatever name
            raise PlaceError(f"there is no bucket {bucket}")
        for folder in sorted({self._at(name).rpartition("/")[0] for name in (path, *files)}):
            self._told("makedirs", folder, exist_ok=True)
        self._told("pipe_file", self._at(path), before)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for page in (False, True):  # a page must not be there before what it asks for
                names = [name for name in files if name.endswith(".html") == page]
                list(pool.map(lambda name: self._put(name, files[name]), names))
            list(pool.map(self._remove, gone))
        self._told("pipe_file", self._at(path), content)

    def _put(self, path: str, source: Path) -> None:
        """By its file, so that the bucket learns by its name what it is."""
        self._told("put_file", str(source), self._at(path))

    def _remove(self, path: str) -> None:
        with suppress(FileNotFoundError):  # it never arrived
            self._told("rm_file", self._at(path))

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _told(self, verb: str, *arguments: object, **options: object) -> Any:
        """What the place answers; each kind has errors of its own."""
        try:
            return getattr(self._files, verb)(*arguments, **options)
        except FileNotFoundError:
            raise
        except Exception as error:
            raise PlaceError(f"{type(error).__name__}: {error}") from error


class BranchPlace(Place):
    """A branch of the git repository of the working folder: all that is sent is one commit."""

    def __init__(self, name: str) -> None:
        if shutil.which("git") is None:
            raise PlaceError("git was not found")
        self._ref = f"refs/heads/{name}"
        self._git("rev-parse", "--git-dir")
        self._git("check-ref-format", self._ref)
        head = self._asked("symbolic-ref", "--quiet", "HEAD")
        if head is not None and head.decode().strip() == self._ref:
            raise PlaceError("it is the branch that is checked out here\n  hint: name a branch for the site alone")
        self._begun = self._asked("rev-parse", "--verify", "--quiet", self._ref)

    def read(self, path: str) -> bytes | None:
        return self._asked("cat-file", "blob", f"{self._ref}:{path}") if self._begun else None

    def there(self, paths: Collection[str]) -> list[str]:
        if not (self._begun and paths):
            return []
        present = set(self._git("ls-tree", "-r", "-z", "--name-only", self._ref).decode().split("\0"))
        return [path for path in paths if path in present]

    def change(self, files: Mapping[str, Path], gone: Collection[str], before: bytes, after: tuple[str, bytes]) -> None:
        path, content = after
        told = f"Publish: {len(files)} sent, {len(gone)} removed\n".encode()
        pieces = [f"commit {self._ref}\ncommitter ".encode(), self._git("var", "GIT_COMMITTER_IDENT"), _data(told)]
        if self._begun:
            pieces.append(b"from " + self._begun)
        if self.there([".nojekyll"]) == []:  # GitHub would take the site for the source of another
            pieces.append(_blob(".nojekyll", b""))
        pieces += [f"D {name}\n".encode() for name in gone]
        blobs = (_blob(name, source.read_bytes()) for name, source in files.items())
        self._import((*pieces, *blobs, _blob(path, content)))

    def _import(self, pieces: Iterable[bytes]) -> None:
        """Makes the commit, all of it or none."""
        command = ["git", "fast-import", "--quiet", "--date-format=raw"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            assert running.stdin is not None
            with suppress(BrokenPipeError):  # then it says why
                running.stdin.writelines(pieces)
            _, said = running.communicate()
        if running.returncode:
            raise PlaceError(_last_line(said) or "git fast-import failed")

    def _asked(self, *arguments: str) -> bytes | None:
        """What git answers; None where it has none."""
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
        return None if done.returncode else done.stdout

    def _git(self, *arguments: str) -> bytes:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
        if done.returncode:
            raise PlaceError(_last_line(done.stderr) or f"git {arguments[0]} failed")
        return done.stdout


def _blob(path: str, content: bytes) -> bytes:
    return f"M 100644 inline {path}\n".encode() + _data(content)


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"


def _last_line(said: bytes) -> str:
    return (said.decode(errors="replace").strip().splitlines() or [""])[-1]


def place_of(target: str) -> Place:
    """The place that is called so: `branch:NAME`, an address with `://`, else a folder. Raises PlaceError."""
    if target.startswith(BRANCH):
        return BranchPlace(target.removeprefix(BRANCH))
    return BucketPlace(target) if "://" in target else FolderPlace(Path(target))
