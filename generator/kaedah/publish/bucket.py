"""A bucket, or anything else that fsspec can write to, as a target."""

import base64
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from kaedah.digests import digest_of_bytes
from kaedah.disk.paths import folders_of
from kaedah.publish.bucket_lock import LOCK, BucketLock
from kaedah.publish.manifest import MANIFEST
from kaedah.publish.target import Present, SteppedTarget, TargetError, Upload

Result = TypeVar("Result")

_PARALLEL_UPLOADS = 8  # to an object store; a connection to a file server is not shared
_PART = re.compile(r"\.kaedah-part-[0-9a-f]{32}")  # the name of a file while it is uploaded
# File systems in which an object is there as a whole or not at all.
_OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "oci", "memory"}
_CONDITIONAL = {"s3", "s3a", "gs", "gcs", "memory"}  # of these, those that can create one only if there is none


class BucketTarget(SteppedTarget):
    """Storage that fsspec supports: `s3://…`, `gs://…`, `sftp://…`.

    A file server, unlike an object store, shows files that are uploaded in part. There, each is uploaded under a name
    of its own, and renamed.
    """

    takes_long = True

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
        self._is_store = self._speaks(_OBJECT_STORES)
        self._lock: BucketLock | None = None
        self._listing: Mapping[str, Mapping[str, Any]] = {}
        self._sums: dict[str, bytes] = {}  # the MD5 of what was sent

    def _speaks(self, protocols: Collection[str]) -> bool:
        spoken = self._files.protocol
        return any(name in protocols for name in ((spoken,) if isinstance(spoken, str) else spoken))

    @contextmanager
    def locked(self) -> Iterator[None]:
        self._check_bucket()
        if not self._is_store:
            self._call("makedirs", self._root, exist_ok=True)
        lock = BucketLock(self, is_atomic=self._speaks(_CONDITIONAL))
        with lock.held(in_background=self._is_store):
            self._lock = lock
            try:
                self._remove_parts()
                yield
            finally:
                self._lock = None

    def _check_bucket(self) -> None:
        bucket = self._root.partition("/")[0]
        if self._is_store and bucket and not self._call("exists", bucket):  # or else it would be created
            raise TargetError(f"there is no bucket {bucket}")

    def _remove_parts(self) -> None:
        """Removes what a killed publisher has uploaded in part."""
        if not self._is_store:
            for name in self._call("ls", self._root, detail=False):
                if _PART.fullmatch(str(name).rpartition("/")[2]):
                    self._call("rm_file", name)

    def read(self, path: str) -> bytes | None:
        try:
            return bytes(self._call("cat_file", self._at(path)))
        except FileNotFoundError:
            return None

    def look(self, listed: Collection[str]) -> Mapping[str, Present]:
        begin = f"{self._root}/".lstrip("/")
        with suppress(Exception):  # not all keep what they have seen
            self._files.invalidate_cache()
        try:
            found = self._call("find", self._root, detail=True)
        except FileNotFoundError:
            found = {}
        things = {str(name).lstrip("/").removeprefix(begin): item for name, item in found.items()}
        self._listing = {path: item for path, item in things.items() if item.get("type") != "directory"}
        shown = (path for path in self._listing if path != LOCK and not _PART.fullmatch(path))
        return {path: self._present(path, self._listing[path]) for path in shown}

    def _present(self, path: str, item: Mapping[str, Any]) -> Present:
        if item.get("type", "file") != "file":
            return Present(-1)
        size = item.get("size")
        return Present(int(size) if size is not None else len(self.read(path) or b""))

    def digests(self, paths: Collection[str]) -> Mapping[str, str]:
        contents = zip(paths, self._each(self.read, paths), strict=True)
        return {path: digest_of_bytes(content) for path, content in contents if content is not None}

    def digests_of_sent(self, paths: Collection[str], upload: Upload) -> Mapping[str, str]:
        """By the checksums of the target where it has them, else by reading all of it again."""
        known = {path for path in paths if self._sums.get(path) in _checksums(self._listing[path])}
        found = self.digests([path for path in paths if path not in known])
        return {**found, **{path: upload.files[path].digest for path in known}}

    def put_manifest(self, content: bytes) -> None:
        self._put(MANIFEST, content)

    def put_all(self, paths: Sequence[str], upload: Upload) -> None:
        if not self._is_store:
            for folder in sorted({self._at(path).rpartition("/")[0] for path in paths}):
                self._call("makedirs", folder, exist_ok=True)
        self._each(lambda path: self._put(path, upload.read(path)), paths)

    def _put(self, path: str, content: bytes) -> None:
        """Uploads from a path, so that the content type follows from the file name."""
        self._sums[path] = hashlib.md5(content, usedforsecurity=False).digest()
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / path.rpartition("/")[2]
            source.write_bytes(content)
            part = self._at(path if self._is_store else f".kaedah-part-{os.urandom(16).hex()}")
            self._call("put_file", str(source), part)
        if not self._is_store:
            self._rename(part, self._at(path))

    def _rename(self, part: str, place: str) -> None:
        try:
            self._call("mv", part, place)
        except TargetError:  # the server does not rename over a file
            if not self._call("exists", place):
                raise
            self._call("rm_file", place)
            self._call("mv", part, place)

    def remove_all(self, paths: Sequence[str]) -> None:
        self._each(self.delete, paths)
        for folder in sorted(folders_of(paths) - {""}, reverse=True) if not self._is_store else ():
            with suppress(TargetError, FileNotFoundError):
                if not self._call("ls", self._at(folder), detail=False):  # a few servers delete more than empty ones
                    self._call("rmdir", self._at(folder))

    def create(self, path: str, content: bytes) -> bool:
        """Writes a file if there is none; else gives False."""
        try:
            self._call("pipe_file", self._at(path), content, mode="create")
        except FileExistsError:
            return False
        except TargetError:  # it exists, or this cannot be asked for
            if self.read(path) is not None:
                return False
            self.write(path, content)
        return True

    def write(self, path: str, content: bytes) -> None:
        """Writes a file of a few bytes."""
        self._call("pipe_file", self._at(path), content)

    def delete(self, path: str) -> None:
        """Deletes a file, if it exists."""
        with suppress(FileNotFoundError):
            self._call("rm_file", self._at(path))

    def _each(self, work: Callable[[str], Result], paths: Collection[str]) -> list[Result]:
        """The results of work on each path, several at once where the target can do that. The lock is renewed."""

        def renewed(path: str) -> Any:
            if self._lock:
                self._lock.renew()
            return work(path)

        if not self._is_store:
            return [renewed(path) for path in paths]
        with ThreadPoolExecutor(_PARALLEL_UPLOADS) as pool:
            pending = [pool.submit(renewed, path) for path in paths]
            try:
                return [future.result() for future in pending]
            finally:
                for future in pending:
                    future.cancel()

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _call(self, verb: str, *arguments: object, **options: object) -> Any:
        """The result of a file system call; its errors, which differ by file system, become TargetError."""
        try:
            return getattr(self._files, verb)(*arguments, **options)
        except (FileNotFoundError, FileExistsError):
            raise
        except Exception as error:
            raise TargetError(f"{type(error).__name__}: {error}") from error


def _checksums(item: Mapping[str, Any]) -> set[bytes]:
    """What a listing says of the MD5 of a file: S3 and its like as ETag, Google's storage as `md5Hash`."""
    found = set()
    with suppress(ValueError, TypeError):
        found.add(bytes.fromhex(str(item.get("ETag", "")).strip('"')))
    with suppress(ValueError, TypeError):
        found.add(base64.b64decode(str(item.get("md5Hash", ""))))
    return found - {b""}
