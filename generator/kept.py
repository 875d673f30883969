"""Things that take long to make, kept by a process that needs each of them now and then: few of them in memory."""

import pickle
import tempfile
from collections.abc import Hashable
from contextlib import suppress
from typing import BinaryIO, Generic, TypeVar, cast

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Kept(Generic[Key, Thing]):
    """Things by key. The latest `most` are in memory, the others in a file without a name, which goes with the process.

    Where there is no room for the file, what does not fit into memory is forgotten.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._here: dict[Key, Thing] = {}
        self._there: dict[Key, tuple[int, int]] = {}  # where in the file, and how many bytes
        self._file: BinaryIO | None = None

    def get(self, key: Key) -> Thing | None:
        """What is kept, None for what is not."""
        found = self._here.get(key)
        if found is None and key in self._there:
            found = self._here[key] = self._load(*self._there[key])
            self._make_room()
        return found

    def put(self, key: Key, thing: Thing) -> Thing:
        """Keeps a thing, and gives it."""
        self._here[key] = thing
        self._make_room()
        return thing

    def clear(self) -> None:
        """Forgets all."""
        self._here.clear()
        self._there.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _make_room(self) -> None:
        if len(self._here) > self._most:
            key = next(iter(self._here))
            thing = self._here.pop(key)
            if key not in self._there:
                with suppress(OSError):
                    self._there[key] = self._save(thing)

    def _save(self, thing: Thing) -> tuple[int, int]:
        if self._file is None:
            self._file = cast(BinaryIO, tempfile.TemporaryFile(buffering=0))  # noqa: SIM115 - `clear` closes it
        piece = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        place = self._file.seek(0, 2)
        if self._file.write(piece) != len(piece):
            raise OSError("the file is full")
        return place, len(piece)

    def _load(self, place: int, size: int) -> Thing:
        assert self._file is not None
        self._file.seek(place)
        found: Thing = pickle.loads(self._file.read(size))
        return found
