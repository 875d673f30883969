"""The interface of a target that a site can be uploaded to."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Set
from pathlib import Path, PurePosixPath


class TargetError(Exception):
    """A target cannot be reached, read or written. The message gives the reason."""


class Target(ABC):
    """A target that stores files by path. All methods raise TargetError or OSError."""

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """The content of a file; None if it does not exist."""

    @abstractmethod
    def existing(self, paths: Collection[str]) -> list[str]:
        """The paths at which there is already a file or folder."""

    @abstractmethod
    def change(
        self, files: Mapping[str, Path], removed: Collection[str], before: bytes, after: tuple[str, bytes]
    ) -> None:
        """Uploads files in the given order and removes others.

        `after` is the path and the content of the manifest, which is written last. `before` is its content during
        the change, for targets that do not change atomically.
        """


def occupied(paths: Collection[str], present: Set[str]) -> list[str]:
    """The paths that are taken by a file or folder, or that lead through a file."""
    folders = {parent for name in present for parent in _parents(name)}
    return [path for path in paths if path in present or path in folders or not present.isdisjoint(_parents(path))]


def _parents(path: str) -> list[str]:
    """The parent folders of a path."""
    return [str(parent) for parent in PurePosixPath(path).parents][:-1]
