"""File systems for fsspec that lie in a folder of this machine, so that several processes see the same one.

`bucketdir://` behaves as an object store: an object is there as a whole or not at all, and can be created only where
there is none; `plainbucketdir://` cannot do the latter. `serverdir://` behaves as a file server: a reader sees how
far an upload has come.
"""

import hashlib
import os
import time
from pathlib import Path
from typing import Any

import fsspec
from fsspec.spec import AbstractFileSystem

_PIECE = 1_000  # bytes that an upload to the file server sends at once


class BucketFolder(AbstractFileSystem):  # type: ignore[misc]
    """A bucket. Its objects lie in a folder."""

    protocol = ("bucketdir", "s3")
    _has_no_folders = True
    cachable = False

    def cat_file(self, path: str, *_: object, **__: object) -> bytes:
        return Path(self._strip_protocol(path)).read_bytes()

    def exists(self, path: str, **_: object) -> bool:
        return Path(self._strip_protocol(path)).exists()

    def find(self, path: str, *_: object, detail: bool = False, **__: object) -> Any:
        files = [
            found for found in Path(self._strip_protocol(path)).rglob("*") if not found.is_dir() or found.is_symlink()
        ]
        found = {}
        for file in files:
            kind = "link" if file.is_symlink() else "file"
            try:
                tag = "" if file.is_symlink() else hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
                found[str(file)] = {"size": file.lstat().st_size, "type": kind, "ETag": f'"{tag}"'}
            except FileNotFoundError:  # it was deleted just now
                continue
        return found if detail else sorted(found)

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: object) -> None:
        place = Path(self._strip_protocol(path))
        part = self._written_apart(place, value)
        if mode == "create":
            try:
                os.link(part, place)
            finally:
                part.unlink()
        else:
            part.replace(place)

    def put_file(self, lpath: str, rpath: str, *_: object, **__: object) -> None:
        self.pipe_file(rpath, Path(lpath).read_bytes())

    def rm_file(self, path: str) -> None:
        place = Path(self._strip_protocol(path))
        place.unlink()
        for folder in place.parents if self._has_no_folders else ():
            try:
                folder.rmdir()
            except OSError:
                break

    def _written_apart(self, place: Path, value: bytes) -> Path:
        """The content in a file that is not in the bucket yet."""
        place.parent.mkdir(parents=True, exist_ok=True)
        apart = Path(f"{place.anchor}tmp/kaedah-bucketdir-{os.getuid()}")
        apart.mkdir(exist_ok=True)
        part = apart / os.urandom(8).hex()
        part.write_bytes(value)
        return part


class PlainBucketFolder(BucketFolder):
    """A bucket that takes no notice of a condition, as some servers that speak the language of S3."""

    protocol = ("plainbucketdir", "s3")

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: object) -> None:
        super().pipe_file(path, value)


class ServerFolder(BucketFolder):
    """A file server."""

    protocol = "serverdir"
    _has_no_folders = False

    def rmdir(self, path: str) -> None:
        Path(self._strip_protocol(path)).rmdir()

    def ls(self, path: str, detail: bool = True, **_: object) -> Any:
        names = [str(found) for found in Path(self._strip_protocol(path)).iterdir()]
        return (
            [{"name": name, "type": "directory" if Path(name).is_dir() else "file"} for name in names]
            if detail
            else names
        )

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        Path(self._strip_protocol(path)).mkdir(parents=True, exist_ok=exist_ok)

    def mv(self, path1: str, path2: str, **_: object) -> None:
        Path(self._strip_protocol(path1)).replace(self._strip_protocol(path2))

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: object) -> None:
        place = Path(self._strip_protocol(path))
        if mode == "create" and place.exists():  # as fsspec does where a server has nothing better
            raise FileExistsError(path)
        with place.open("wb", buffering=0) as file:
            for start in range(0, len(value), _PIECE):
                file.write(value[start : start + _PIECE])
                time.sleep(0)


for system in (BucketFolder, PlainBucketFolder, ServerFolder):
    name = system.protocol if isinstance(system.protocol, str) else system.protocol[0]
    fsspec.register_implementation(name, system, clobber=True)
