"""Where the bulk of texts lies while nobody asks for it: packs of a folder, written once and never changed."""

import os
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self
from zlib import crc32

from kaedah.documents import Bulk, SourceSpan, Text


class CorruptPack(OSError):
    """What lies on a shelf is not what was put there: whatever remembers it must be forgotten."""


class Shelved(NamedTuple):
    """Something in a pack: the file, where in it, how many bytes, and their checksum."""

    pack: str
    offset: int
    size: int
    sum: int

    def load(self) -> Any:
        """What was put there. Raises Damaged where the pack is gone or is not as it was written."""
        try:
            with open(self.pack, "rb", buffering=0) as handle:
                handle.seek(self.offset)
                found = handle.read(self.size)
        except FileNotFoundError as error:
            raise CorruptPack(error.errno, error.strerror, self.pack) from None
        if crc32(found) != self.sum:
            raise CorruptPack(f"{self.pack} is not as it was written")
        return pickle.loads(found)


class ShelvedBulk(NamedTuple):
    """A bulk in a pack, where it lies as plain values: to give each of its places a type takes longer than to load it,
    and pages do not ask for them.
    """

    place: Shelved

    @property
    def spans(self) -> Mapping[str, SourceSpan]:
        return {path: SourceSpan(*place) for path, place in self.place.load()[2].items()}

    def load(self) -> Bulk:
        body, html, _ = self.place.load()
        return Bulk(body, html)


def plain_bulk(bulk: Bulk) -> tuple[str, str, Mapping[str, tuple[int, int, str]]]:
    """A bulk as it is put into a pack."""
    places = {path: (place.line, place.column, place.raw) for path, place in bulk.spans.items()}
    return bulk.body, bulk.html, places


class FoldedTexts(Mapping[str, Text]):
    """Translations by language as they lie in a pack. A reader wants one language: each is unfolded when it is asked
    for, and the latest stays so.
    """

    def __init__(self, folded: Mapping[str, bytes]) -> None:
        self._folded = folded
        self._latest: tuple[str, Text] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return FoldedTexts, (self._folded,)

    def __getitem__(self, locale: str) -> Text:
        if self._latest is None or self._latest[0] != locale:
            self._latest = locale, pickle.loads(self._folded[locale])
        return self._latest[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._folded)

    def __len__(self) -> int:
        return len(self._folded)


def folded(texts: Mapping[str, Text]) -> FoldedTexts:
    """The same, as it is put into a pack."""
    return FoldedTexts({locale: pickle.dumps(text, pickle.HIGHEST_PROTOCOL) for locale, text in texts.items()})


class Pack:
    """The file that one process adds to during one build. What was put there can be loaded when it is closed.

    `shelf` is how the files of the build begin: a folder, and a name that no other build has.
    """

    def __init__(self, shelf: Path) -> None:
        shelf.parent.mkdir(parents=True, exist_ok=True)
        self.path = f"{shelf}-{os.getpid()}.pack"

    def __enter__(self) -> Self:
        self._handle = open(self.path, "ab")
        return self

    def __exit__(self, *error: object) -> None:
        self._handle.close()

    def put(self, thing: object) -> Shelved:
        """Puts something on the shelf. Raises OSError."""
        piece = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        offset = self._handle.tell()
        self._handle.write(piece)
        return Shelved(self.path, offset, len(piece), crc32(piece))
