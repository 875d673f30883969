"""The interface of a target that a site can be uploaded to."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, NamedTuple

from kaedah.publish.manifest import MANIFEST, Published


class TargetError(Exception):
    """A target cannot be reached, read or written. The message gives the reason."""


class Present(NamedTuple):
    """What lies at a path of a target.

    size: in bytes; -1 where it is not a regular file.
    digest: of its content; empty where nobody has looked.
    """

    size: int
    digest: str = ""


class Upload(NamedTuple):
    """The changes that make a target equal to a built site.

    stages: the paths of the files to send; those of a stage may be sent in any order, and at once.
    removed: the paths to remove, each with the digests of which one must lie there.
    files: all files of the site.
    read: the content of a file.
    publisher: the random name of this process.
    found, before, after: the content of the manifest before, during and after the upload; None where there is none.
    """

    stages: Sequence[Sequence[str]]
    removed: Mapping[str, Collection[str]]
    files: Mapping[str, Published]
    read: Callable[[str], bytes]
    publisher: str
    found: bytes | None
    before: bytes
    after: bytes

    @property
    def sent(self) -> list[str]:
        """The paths of all files to send."""
        return [path for stage in self.stages for path in stage]


class Target(ABC):
    """A target that stores files by path. All methods raise TargetError or OSError.

    takes_long: whether an upload may take minutes, in which builds go on.
    """

    takes_long: ClassVar[bool] = False

    @abstractmethod
    def locked(self) -> AbstractContextManager[None]:
        """Keeps other publishers away, where that is possible, and removes what a killed one has left.

        Raises TargetError while another one is at work.
        """

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """The content of a file; None if it does not exist."""

    @abstractmethod
    def look(self, listed: Collection[str]) -> Mapping[str, Present]:
        """What is there, by path. Where that costs no transfer, the listed ones are given with their digests.

        A folder may be given with a slash at its end, and what is in it left out where nothing listed can be there.
        """

    @abstractmethod
    def digests(self, paths: Collection[str]) -> Mapping[str, str]:
        """The digests of the files at these paths; without those at which there is none."""

    @abstractmethod
    def change(self, upload: Upload) -> None:
        """Makes the changes: all at once, or in an order in which no page leads to what is not there."""


class SteppedTarget(Target):
    """A target that changes file by file."""

    def change(self, upload: Upload) -> None:
        """Uploads in stages, looks at the result, and only then removes files and says in the manifest that it is done.

        Wherever this ends, the manifest lists what each file may be, and the next upload goes on from there.
        """
        self._check_alone(upload.found)
        self.put_manifest(upload.before)
        in_the_way = occupied(upload.removed, upload.sent)  # a file where a folder is to be, or the reverse
        self._remove(in_the_way, upload)
        for stage in upload.stages:
            self._check_alone(upload.before)
            self.put_all(stage, upload)
        self._verify(upload)
        self._check_alone(upload.before)
        self._remove(upload.removed.keys() - {*in_the_way}, upload)
        self._check_alone(upload.before)
        self.put_manifest(upload.after)

    def _check_alone(self, manifest: bytes | None) -> None:
        """Raises TargetError where the manifest is not as it was left: where there is no lock, this shows others."""
        if self.read(MANIFEST) != manifest:
            raise _disturbed(MANIFEST)

    def _remove(self, paths: Collection[str], upload: Upload) -> None:
        """Removes those of these files that still are what the manifest says."""
        found = self.digests(paths) if paths else {}
        self.remove_all([path for path in sorted(paths) if found.get(path) in upload.removed[path]])

    def _verify(self, upload: Upload) -> None:
        """Raises TargetError where something else than what was sent lies at the target."""
        present = self.look(upload.files)
        unknown = [path for path in upload.sent if path in present and not present[path].digest]
        found = {path: item.digest for path, item in present.items() if item.digest}
        found |= self.digests_of_sent(unknown, upload)
        wrong = [path for path in upload.sent if path not in found]
        wrong += [
            path for path, digest in found.items() if path in upload.files and upload.files[path].digest != digest
        ]
        wrong += [path for path, item in upload.files.items() if path not in present or present[path].size != item.size]
        if wrong:
            raise _disturbed(wrong[0])

    def digests_of_sent(self, paths: Collection[str], upload: Upload) -> Mapping[str, str]:
        """As `digests`, of files that were sent just now."""
        return self.digests(paths)

    @abstractmethod
    def put_manifest(self, content: bytes) -> None:
        """Writes the manifest in one step."""

    @abstractmethod
    def put_all(self, paths: Sequence[str], upload: Upload) -> None:
        """Sends files. A reader sees the old file or the new one."""

    @abstractmethod
    def remove_all(self, paths: Sequence[str]) -> None:
        """Removes files, and folders that are empty then."""


def _disturbed(path: str) -> TargetError:
    hint = "wait until it has ended, then publish again"
    return TargetError(f"{path} is not what was sent: something else writes to this target\n  hint: {hint}")


def occupied(paths: Collection[str], present: Collection[str]) -> list[str]:
    """The paths at which there is a file or folder, or that lead through a file."""
    taken = {name.rstrip("/") for name in present}
    folders = {parent for name in present for parent in _parents(name.rstrip("/"))}
    files = {name for name in present if not name.endswith("/")}
    return [path for path in paths if path in taken or path in folders or not files.isdisjoint(_parents(path))]


def _parents(path: str) -> list[str]:
    """The parent folders of a path."""
    parts = path.split("/")
    return ["/".join(parts[:number]) for number in range(1, len(parts))]
