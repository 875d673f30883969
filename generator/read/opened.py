"""Documents by their id, opened when they are asked for, so that a site need not fit into memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from generator.read.drafts import Contents, Draft

Thing = TypeVar("Thing")

# Documents that a process keeps open: those of a site of ten thousand methods, of which any may stand beside any other.
KEPT = 40_000


def opened(drafts: Sequence[Draft], build: Callable[[Draft], Thing]) -> Mapping[str, Thing]:
    """What is built from each draft, by id: at once from those in memory, on demand from those on a shelf."""
    if all(isinstance(draft.contents, Contents) for draft in drafts):
        return {draft.id: build(draft) for draft in drafts}
    return _OnDemand(drafts, build)


class _OnDemand(Mapping[str, Thing]):
    def __init__(self, drafts: Sequence[Draft], build: Callable[[Draft], Thing]) -> None:
        self._drafts = {draft.id: draft for draft in drafts}
        self._build = build
        self._open: dict[str, Thing] = {}

    def __getitem__(self, key: str) -> Thing:
        found = self._open.get(key)
        if found is None:
            if len(self._open) >= KEPT:
                self._open.clear()
            found = self._open[key] = self._build(self._drafts[key])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._drafts)

    def __len__(self) -> int:
        return len(self._drafts)

    def __contains__(self, key: object) -> bool:
        return key in self._drafts
