"""Things kept by name in a folder of the workspace, for speed: what cannot be kept is made again."""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class FolderStore(NamedTuple):
    """A file for each name. Processes may keep the same thing at the same time: one of them wins."""

    folder: Path

    @property
    def names(self) -> set[str]:
        """The names of what is kept. Raises OSError where nothing ever was."""
        return {path.name for path in self.folder.iterdir()}

    def load(self, name: str) -> bytes:
        """What is kept by that name. Raises OSError where there is nothing."""
        return (self.folder / name).read_bytes()

    def keep(self, name: str, content: bytes) -> None:
        """Keeps it, if there is room for it."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = self.folder / f"{name}.{os.getpid()}"
            beside.write_bytes(content)
            beside.replace(self.folder / name)

    def forget(self, name: str) -> None:
        """Deletes what is kept by that name."""
        with suppress(OSError):
            (self.folder / name).unlink()

    def clear(self, names: set[str]) -> None:
        """Deletes all but what is kept by these names."""
        with suppress(OSError):
            for name in self.names - names:
                self.forget(name)
