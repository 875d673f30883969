"""A built site, to be uploaded: its files as the manifest lists them, whatever a build does to the folder meanwhile."""

import errno
import os
import re
import stat
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from kaedah.digests import digest_of_bytes
from kaedah.disk.paths import BASIC, Folder, opened_folder
from kaedah.plan.downloads import FOLDER
from kaedah.problems import Position, Report, join_limited
from kaedah.publish.manifest import MANIFEST, ManifestError, Published, parse_manifest
from kaedah.publish.ownership import OutputError

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")  # of a file to download
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for its writer


class BuiltSite:
    """The files of one build. The folder was opened once: a build that swaps it does not change what is read here.

    files: what the manifest lists, and the downloads.
    """

    def __init__(
        self, opened: ExitStack, folder: Folder, files: Mapping[str, Published], downloads: Mapping[str, Path]
    ) -> None:
        self.files = files
        self._opened, self._folder, self._downloads = opened, folder, downloads
        self._spool: IO[bytes] | None = None
        self._kept: dict[str, tuple[int, int]] = {}  # where in the spool a file begins, and its size
        self._turn = threading.Lock()

    def read(self, path: str) -> bytes:
        """The content of a file, which has the digest that `files` lists.

        Raises OutputError where it has changed since the build, OSError.
        """
        source = self._downloads.get(path)
        try:
            if path in self._kept:
                content: bytes | None = self._read_kept(*self._kept[path])
            else:
                content = _read(source) if source else _read(self._folder.place(path), self._folder.handle)
        except (FileNotFoundError, NotADirectoryError):
            content = None
        if content is None or digest_of_bytes(content) != self.files[path].digest:
            report = Report((source or self._folder.path / path).as_posix())
            report.error(Position(), "this file has changed since it was built", "build the site again")
            raise OutputError(report.problems)
        return content

    def verify(self, paths: Iterable[str]) -> None:
        """Raises OutputError where one of these files has changed since the build, OSError."""
        for path in paths:
            self.read(path)

    def keep(self, paths: Iterable[str]) -> None:
        """Copies files to one without a name, from which they are read whatever builds do from now on.

        Raises OutputError where one of them has changed since the build, OSError.
        """
        spool = self._spool = self._spool or self._opened.enter_context(_nameless_file(self._folder.path.parent))
        for path in paths:
            content = self.read(path)
            place = spool.seek(0, os.SEEK_END), len(content)
            spool.write(content)
            self._kept[path] = place

    def _read_kept(self, start: int, size: int) -> bytes:
        assert self._spool is not None
        with self._turn:
            self._spool.seek(start)
            return self._spool.read(size)


def _nameless_file(folder: Path) -> IO[bytes]:
    """A file that is gone once it is closed, in a folder where a site has room, or else where the system has such."""
    try:
        return TemporaryFile(dir=folder)
    except OSError:
        return TemporaryFile()


@contextmanager
def opened_site(output: Path, downloads: Path | None = None) -> Iterator[BuiltSite]:
    """The site that was built into a folder, and the files of `export all`.

    Raises OutputError where there is no whole site, or other files among the downloads, and OSError.
    """
    report = Report(output.as_posix())
    with ExitStack() as opened:
        try:
            folder = opened.enter_context(opened_folder(output))
            found = parse_manifest(_read(folder.place(MANIFEST), folder.handle))
        except (FileNotFoundError, NotADirectoryError):
            raise _no_site(report, f"there is no {MANIFEST}") from None
        except ManifestError as error:
            raise _no_site(report, str(error)) from None
        if found.shard is not None:
            report.error(Position(), "this is one part of a site", "join the parts with `merge` first")
            raise OutputError(report.problems)
        files, sources = dict(found.files), dict[str, Path]()
        for file in _download_files(downloads) if downloads else ():
            content = _read(file)
            digest = digest_of_bytes(content)
            files[FOLDER + file.name], sources[FOLDER + file.name] = Published(digest, digest, len(content)), file
        yield BuiltSite(opened, folder, files, sources)


def _no_site(report: Report, reason: str) -> OutputError:
    report.error(Position(), "there is no site to publish: {reason}", "build it first", reason=reason)
    return OutputError(report.problems)


def _read(path: Path | str, handle: int | None = None) -> bytes:
    """The content of a regular file. Raises OSError; it never waits."""
    with open(os.open(path, os.O_RDONLY | BASIC | _NO_WAITING, dir_fd=handle), "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "this is not a regular file", str(path))
        return file.read()


def _download_files(folder: Path) -> list[Path]:
    """The files of `export all`. Raises OutputError if there are none, or other files."""
    report = Report(folder.as_posix())
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    foreign = [file.name for file in found if file.is_symlink() or not (file.is_file() and _NAME.fullmatch(file.name))]
    if foreign:
        message = "this folder holds other files than downloads: {files}"
        report.error(
            Position(), message, "remove the files that `export all` has not written", files=join_limited(foreign, 5)
        )
    elif not found:
        report.error(Position(), "there are no files to download in it", "run `export all` first")
    if report.problems:
        raise OutputError(report.problems)
    return found
