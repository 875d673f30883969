"""The targets that a site can be uploaded to: a folder, a bucket, a Git branch."""

import os
import re
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from kaedah.publish.git_branch import GitBranchTarget
from kaedah.publish.target import Target, TargetError, occupied

BRANCH = "branch:"
_PARALLEL_UPLOADS = 8  # to a bucket
_TEMPORARY = ".kaedah-part"  # name of a file while it is written
# Looks like a URL but is not one, and is hardly the name of a folder.
_MALFORMED_URL = re.compile(r"[a-z][a-z0-9+.-]+:(?!//)")


class FolderTarget(Target):
    """A local or mounted folder. Each file is replaced atomically."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def existing(self, paths: Collection[str]) -> list[str]:
        blocked: dict[Path, bool] = {}
        return [path for path in paths if os.path.lexists(self.folder / path) or self._is_blocked(path, blocked)]

    def change(
        self, files: Mapping[str, Path], removed: Collection[str], before: bytes, after: tuple[str, bytes]
    ) -> None:
        path, content = after
        blocked: dict[Path, bool] = {}
        for name in (path, *files):
            if self._is_blocked(name, blocked):
                raise TargetError(f"a parent folder of {name} is a link or a file")
        self._put(path, before)
        for name, source in files.items():
            self._put(name, source.read_bytes())
        for name in removed:
            target = self.folder / name
            if not self._is_blocked(name, blocked) and (target.is_symlink() or target.is_file()):
                target.unlink()
        for folder in sorted({parent for name in removed for parent in Path(name).parents}, reverse=True):
            with suppress(OSError):  # folders that are not empty stay
                if folder != Path():
                    (self.folder / folder).rmdir()
        self._put(path, content)

    def _is_blocked(self, path: str, blocked: dict[Path, bool]) -> bool:
        """Whether a parent folder of the path is a file or a link."""
        for parent in [*Path(path).parents][-2::-1]:
            if parent not in blocked:
                folder = self.folder / parent
                blocked[parent] = folder.is_symlink() or (folder.exists() and not folder.is_dir())
            if blocked[parent]:
                return True
        return False

    def _put(self, path: str, content: bytes) -> None:
        target, temporary = self.folder / path, self.folder / _TEMPORARY
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(target)


class BucketTarget(Target):
    """Storage that fsspec supports: `s3://…`, `gs://…`, `sftp://…`."""

    def __init__(self, address: str) -> None:
        try:
            import fsspec
        except ImportError:
            raise TargetError("the package fsspec is not installed\n  hint: `pip install fsspec`") from None
        try:
            self._files, root = fsspec.core.url_to_fs(address)
        except Exception as error:  # each file system raises its own
            raise TargetError(str(error)) from error
        self._root = str(root).rstrip("/")

    def read(self, path: str) -> bytes | None:
        try:
            return bytes(self._call("cat_file", self._at(path)))
        except FileNotFoundError:
            return None

    def existing(self, paths: Collection[str]) -> list[str]:
        if not paths:
            return []
        begin = f"{self._root}/".lstrip("/")
        try:
            found = [str(name).lstrip("/").removeprefix(begin) for name in self._call("find", self._root)]
        except FileNotFoundError:
            return []
        return occupied(paths, set(found))

    def change(
        self, files: Mapping[str, Path], removed: Collection[str], before: bytes, after: tuple[str, bytes]
    ) -> None:
        path, content = after
        bucket = self._root.partition("/")[0]
        if bucket and not self._call("exists", bucket):  # or else it would be created
            raise TargetError(f"there is no bucket {bucket}")
        for folder in sorted({self._at(name).rpartition("/")[0] for name in (path, *files)}):
            self._call("makedirs", folder, exist_ok=True)
        self._call("pipe_file", self._at(path), before)
        with ThreadPoolExecutor(_PARALLEL_UPLOADS) as pool:
            for page in (False, True):  # pages after the files that they load
                names = [name for name in files if name.endswith(".html") == page]
                list(pool.map(lambda name: self._put(name, files[name]), names))
            list(pool.map(self._remove, removed))
        self._call("pipe_file", self._at(path), content)

    def _put(self, path: str, source: Path) -> None:
        """Uploads from a path, so that the content type follows from the file name."""
        self._call("put_file", str(source), self._at(path))

    def _remove(self, path: str) -> None:
        with suppress(FileNotFoundError):  # it was never uploaded
            self._call("rm_file", self._at(path))

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _call(self, verb: str, *arguments: object, **options: object) -> Any:
        """The result of a file system call; its errors, which differ by file system, become TargetError."""
        try:
            return getattr(self._files, verb)(*arguments, **options)
        except FileNotFoundError:
            raise
        except Exception as error:
            raise TargetError(f"{type(error).__name__}: {error}") from error


def target_for(target: str) -> Target:
    """The target for `branch:NAME`, a URL with `://`, or a folder. Raises TargetError."""
    if target.startswith(BRANCH):
        return GitBranchTarget(target.removeprefix(BRANCH))
    for scheme in ("file://", "local://"):
        if target.startswith(scheme):
            return FolderTarget(Path(target.removeprefix(scheme)))
    if "://" in target:
        return BucketTarget(target)
    if not target or _MALFORMED_URL.match(target):
        raise TargetError(
            "this is not a target\n  hint: name a folder, branch:NAME, or an address such as s3://NAME/FOLDER"
        )
    return FolderTarget(Path(target))
