"""Documents by their id, opened when they are asked for, so that a site need not fit into memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from kaedah.read.parsed_document import DocumentContents, ParsedDocument
from kaedah.read.shelf import Shelved

Thing = TypeVar("Thing")

# Documents that a process keeps open. What pages have in common of them is kept where it is made (`plan/edition.py`).
KEPT = 200


def opened(drafts: Sequence[ParsedDocument], build: Callable[[str, DocumentContents], Thing]) -> Mapping[str, Thing]:
    """What is built from each draft, by id: at once from those in memory, on demand from those on a shelf."""
    places = {draft.id: draft.contents for draft in drafts}
    if any(isinstance(place, Shelved) for place in places.values()):
        return _OnDemand(places, build)
    return {name: build(name, place.load()) for name, place in places.items()}


def chosen(documents: Mapping[str, Thing], names: Iterable[str]) -> Mapping[str, Thing]:
    """These of the documents, those on a shelf left there: for sending them to another process of this machine."""
    if isinstance(documents, _OnDemand):
        return documents.of(names)
    return {name: documents[name] for name in names}


class _OnDemand(Mapping[str, Thing]):
    def __init__(
        self, places: Mapping[str, DocumentContents | Shelved], build: Callable[[str, DocumentContents], Thing]
    ) -> None:
        self._places, self._build = places, build
        self._open: dict[str, Thing] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _OnDemand, (self._places, self._build)

    def of(self, names: Iterable[str]) -> "_OnDemand[Thing]":
        return _OnDemand({name: self._places[name] for name in names}, self._build)

    def __getitem__(self, key: str) -> Thing:
        found = self._open.get(key)
        if found is None:
            if len(self._open) >= KEPT:
                self._open.clear()
            found = self._open[key] = self._build(key, self._places[key].load())
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places
