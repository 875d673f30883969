"""Where the bulk of texts lies while nobody asks for it: packs of a folder, written once and never changed."""

import os
import pickle
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from generator.texts import Bulk


@dataclass(frozen=True, slots=True)
class Shelved:
    """Something in a pack: the file, where in it, and how many bytes."""

    pack: str
    offset: int
    size: int

    def load(self) -> Any:
        """What was put there. Raises OSError where the pack is gone or cut short."""
        with open(self.pack, "rb", buffering=0) as handle:
            handle.seek(self.offset)
            found = handle.read(self.size)
        if len(found) != self.size:
            raise OSError(f"{self.pack} is not complete")
        return pickle.loads(found)


@dataclass(frozen=True, slots=True)
class ShelvedBulk:
    """A bulk in a pack."""

    place: Shelved

    def load(self) -> Bulk:
        found: Bulk = self.place.load()
        return found


class Pack:
    """A new file of a shelf, of this process alone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        names = (folder / f"{os.getpid()}-{number}.pack" for number in count())
        self.path = str(next(name for name in names if not name.exists()))
        self._handle = open(self.path, "xb")  # noqa: SIM115 - closed when the process ends
        self._size = 0

    def put(self, thing: object) -> Shelved:
        """Puts something on the shelf; it can be loaded after the next `flush`."""
        piece = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        self._handle.write(piece)
        self._size += len(piece)
        return Shelved(self.path, self._size - len(piece), len(piece))

    def flush(self) -> None:
        """Makes what was put loadable. Raises OSError."""
        self._handle.flush()


@lru_cache(maxsize=4)
def pack_of(folder: Path, process: int) -> Pack:
    """The pack of a process (its id is `os.getpid()`, so that a forked one begins its own)."""
    assert process == os.getpid()
    return Pack(folder)
