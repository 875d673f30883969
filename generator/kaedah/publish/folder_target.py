"""A folder of this machine, or a mounted one, as a target."""

import errno
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kaedah.disk.durability import sync_tree
from kaedah.disk.many_files import write_files
from kaedah.disk.paths import UnsafePath, folders_of, opened_folder, resolved
from kaedah.disk.reading import read_regular
from kaedah.disk.writing import PART, remove_file, write_file
from kaedah.problems import Position, Report
from kaedah.publish.folder_look import FolderLook, digest_in, look_into
from kaedah.publish.folder_swap import recover_swaps, replace_at_once
from kaedah.publish.manifest import LARGEST, MANIFEST
from kaedah.publish.mounts import is_mounted
from kaedah.publish.ownership import OutputError
from kaedah.publish.swap import OutputLocked, locked, workspace_of
from kaedah.publish.target import Present, SteppedTarget, TargetError, Upload
from kaedah.publish.workspace import ForeignFolder

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class FolderTarget(SteppedTarget):
    """A folder. It is changed in one step where that is possible, else file by file.

    in_place: whether it is changed file by file in any case.
    folder: its path, which leads through no link; the last component may be one, which is refused.
    """

    def __init__(self, folder: Path, in_place: bool = False) -> None:
        whole = Path.cwd() / folder
        is_named = whole.name not in ("", "..")
        self.folder = resolved(whole.parent) / whole.name if is_named else resolved(whole)
        self._in_place = in_place
        self._is_locked = False
        self._workspace: Path | None = None  # while it is locked, and a folder beside it could be made
        self._found = FolderLook({}, frozenset())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps publishers and builds away, by a lock beside the folder and by the folder itself.

        Where there can be no folder of ours beside it, or Git tracks what is in it, it is changed file by file.
        """
        self._check_root()
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        workspace = workspace_of(self.folder)
        with ExitStack() as held:
            try:
                held.enter_context(locked(workspace))
                self._workspace = workspace
            except OutputLocked:
                raise _busy() from None
            except (ForeignFolder, UnsafePath):
                pass
            except OSError as error:
                if error.errno not in _FORBIDDEN:
                    raise
            if not self._workspace:
                self.folder.mkdir(exist_ok=True)
            held.enter_context(_locked_folder(self.folder))
            if self._workspace:
                recover_swaps(self.folder, self._workspace)
            self._is_locked = True
            try:
                yield
            finally:
                self._is_locked, self._workspace = False, None

    def _check_root(self) -> None:
        """Raises OutputError where the target is a link."""
        if self.folder.is_symlink():
            report = Report(self.folder.as_posix())
            report.error(
                Position(),
                "this is a symbolic link, and nothing is written through links",
                "name the folder that it leads to: {path}",
                path=os.path.realpath(self.folder),
            )
            raise OutputError(report.problems)

    def read(self, path: str) -> bytes | None:
        try:
            with opened_folder(self.folder, path.rpartition("/")[0]):
                return read_regular(self.folder / path, LARGEST)
        except FileNotFoundError:
            return None

    def look(self, listed: Collection[str]) -> Mapping[str, Present]:
        self._check_root()
        self._found = found = look_into(self.folder, listed)
        parts = [path for path in found.files if PART.fullmatch(path.rpartition("/")[2])]
        for path in parts:
            seen = found.files.pop(path)
            if self._is_locked and seen.is_file:  # a killed publisher has left it
                remove_file(self.folder, path)
        sizes = {path: seen.status.st_size if seen.is_file else -1 for path, seen in found.files.items()}
        present = {path: Present(size, found.files[path].digest) for path, size in sizes.items()}
        return present | {f"{path}/": Present(-1) for path in found.strange}

    def digests(self, paths: Collection[str]) -> Mapping[str, str]:
        found = {}
        for path in paths:
            below, _, name = path.rpartition("/")
            with suppress(FileNotFoundError, NotADirectoryError), opened_folder(self.folder, below) as folder:
                found[path] = digest_in(folder, name)
        return {path: digest for path, digest in found.items() if digest}

    def change(self, upload: Upload) -> None:
        if not self._changes_at_once(upload):
            super().change(upload)

    def _changes_at_once(self, upload: Upload) -> bool:
        if self._in_place or not self._workspace or is_mounted(self.folder):
            return False
        return replace_at_once(self.folder, self._workspace, upload, self._found)

    def put_manifest(self, content: bytes) -> None:
        write_file(self.folder, MANIFEST, content)

    def put_all(self, paths: Sequence[str], upload: Upload) -> None:
        write_files(self.folder, ((path, upload.read(path)) for path in paths))  # before the next stage leads here

    def remove_all(self, paths: Sequence[str]) -> None:
        for path in paths:
            with suppress(FileNotFoundError):
                remove_file(self.folder, path)
        folders = folders_of(paths)
        for folder in sorted(folders - {""}, reverse=True):
            above, _, name = folder.rpartition("/")
            with suppress(OSError), opened_folder(self.folder, above) as opened:  # folders that are not empty stay
                os.rmdir(opened.place(name), dir_fd=opened.handle)
        sync_tree(self.folder, folders)


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    """Locks a folder itself, where it exists and the system can do that, against those who cannot write beside it.

    Raises TargetError where it is locked.
    """
    if sys.platform == "win32" or not folder.is_dir():
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                raise _busy() from None
        yield
    finally:
        os.close(handle)


def _busy() -> TargetError:
    return TargetError(
        "another process is publishing to it or building it\n  hint: wait until it has ended, then publish again"
    )
