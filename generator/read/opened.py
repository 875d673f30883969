"""Documents by their id, opened when they are asked for, so that a site need not fit into memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from generator.read.drafts import Contents, Draft
from generator.read.shelf import Shelved

Thing = TypeVar("Thing")

# Methods that a process keeps open: those of a large site, for any may stand beside any other; of other documents few.
MANY, FEW = 12_000, 100


def opened(drafts: Sequence[Draft], build: Callable[[str, Contents], Thing], kept: int = FEW) -> Mapping[str, Thing]:
    """What is built from each draft, by id: at once from those in memory, on demand from those on a shelf, of which at
    most so many are kept open.
    """
    places = {draft.id: draft.contents for draft in drafts}
    if any(isinstance(place, Shelved) for place in places.values()):
        return _OnDemand(places, build, kept)
    return {name: build(name, place.load()) for name, place in places.items()}


def let_go(documents: Mapping[str, Thing]) -> None:
    """Closes what was opened on demand."""
    if isinstance(documents, _OnDemand):
        documents.close()


class _OnDemand(Mapping[str, Thing]):
    def __init__(
        self, places: Mapping[str, Contents | Shelved], build: Callable[[str, Contents], Thing], kept: int
    ) -> None:
        self._places, self._build, self._kept = places, build, kept
        self._open: dict[str, Thing] = {}

    def close(self) -> None:
        self._open.clear()

    def __getitem__(self, key: str) -> Thing:
        found = self._open.get(key)
        if found is None:
            if len(self._open) >= self._kept:
                self._open.clear()
            found = self._open[key] = self._build(key, self._places[key].load())
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places
