"""Documents by id, decoded when they are asked for, so that a site need not fit into memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from kaedah.read.parsed_document import DocumentContents, ParsedDocument, StoredContents

Thing = TypeVar("Thing")

# Decoded documents that a process keeps. What pages share of them is kept where it is made (`plan/locale_site.py`).
MOST_DECODED = 200


def by_id(documents: Sequence[ParsedDocument], build: Callable[[str, DocumentContents], Thing]) -> Mapping[str, Thing]:
    """What is built from each document, by id: at once from those in memory, on demand from those in packs."""
    places = {document.id: document.contents for document in documents}
    if all(isinstance(place, DocumentContents) for place in places.values()):
        return {name: build(name, place.load()) for name, place in places.items()}
    return LazyDocuments(places, build)


def subset(documents: Mapping[str, Thing], names: Iterable[str]) -> Mapping[str, Thing]:
    """These documents, still packed where they are: for another process of this machine."""
    if isinstance(documents, LazyDocuments):
        return documents.some(names)
    return {name: documents[name] for name in names}


def load_some(documents: Mapping[str, Thing], names: Iterable[str], body_in: str = "") -> None:
    """Reads these documents, so that using them touches no disk; with the body that readers of a language get, where
    one is named.
    """
    if isinstance(documents, LazyDocuments):
        documents.load(list(names), body_in)


class LazyDocuments(Mapping[str, Thing]):
    """What `build` makes of the contents at each place. Raises CorruptPack where a pack was damaged."""

    def __init__(self, places: Mapping[str, StoredContents], build: Callable[[str, DocumentContents], Thing]) -> None:
        self._places, self._build = places, build
        self._decoded: dict[str, Thing] = {}
        self._bodies: set[tuple[str, str]] = set()  # names with the languages whose body is loaded

    def __getstate__(self) -> dict[str, object]:
        return {"_places": self._places, "_build": self._build, "_decoded": {}, "_bodies": set()}

    def some(self, names: Iterable[str]) -> "LazyDocuments[Thing]":
        return LazyDocuments({name: self._places[name] for name in names}, self._build)

    def load(self, names: Sequence[str], body_in: str = "") -> None:
        """Decodes these documents, with the body in a language where one is named."""
        if len(self._decoded) + len(names) > MOST_DECODED:
            self._clear()
        for name in names:
            if body_in and (name, body_in) not in self._bodies:
                self._bodies.add((name, body_in))
                self._decoded[name] = self._build(name, self._places[name].load().with_body(body_in))
            elif name not in self._decoded:
                self._decoded[name] = self._build(name, self._places[name].load())

    def _clear(self) -> None:
        self._decoded.clear()
        self._bodies.clear()

    def __getitem__(self, key: str) -> Thing:
        found = self._decoded.get(key)
        if found is None:
            if len(self._decoded) >= MOST_DECODED:
                self._clear()
            found = self._decoded[key] = self._build(key, self._places[key].load())
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places
