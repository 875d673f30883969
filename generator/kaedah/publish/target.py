"""What a place is that a site is sent to, besides the folder it is built in."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Set
from pathlib import Path, PurePosixPath


class TargetError(Exception):
    """A place cannot be reached, read or written; the text says why."""


class Target(ABC):
    """A place that holds files by their paths. All methods raise PlaceError or OSError."""

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """What the file holds; None where there is none."""

    @abstractmethod
    def existing(self, paths: Collection[str]) -> list[str]:
        """Those of the paths at which there is something."""

    @abstractmethod
    def change(
        self, files: Mapping[str, Path], removed: Collection[str], before: bytes, after: tuple[str, bytes]
    ) -> None:
        """Puts files there, in the order given, and takes others away. `after` is the path and the content of what
        is put there last; `before` stands at that path while things are changed, if they cannot change at once.
        """


def occupied(paths: Collection[str], present: Set[str]) -> list[str]:
    """Those of the paths at which there is a file or a folder, or on the way to which a file stands."""
    folders = {parent for name in present for parent in _parents(name)}
    return [path for path in paths if path in present or path in folders or not present.isdisjoint(_parents(path))]


def _parents(path: str) -> list[str]:
    """The folders that a path leads through."""
    return [str(parent) for parent in PurePosixPath(path).parents][:-1]
