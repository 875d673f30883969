"""What a page is, before its language and its words."""

import marshal
from collections.abc import Collection, Iterator, Sequence, Set
from sys import intern
from typing import NamedTuple

from kaedah.summaries import ingredient

# So many names are looked for in the bytes of all sheets in less time than it takes to unpack them.
FEW = 20


class PageSpec(NamedTuple):
    """A page in whatever language: where it lies inside a locale, what it is about, and what it is made of.

    `needs` name ingredients; `ways` are the addresses on it that depend on which pages there are; `alternates` are the
    languages that truly have it. `digest` is of all this: what a page is but for its language and its ingredients.
    """

    inner: str
    kind: str
    subject: tuple[str, ...]
    needs: tuple[str, ...]
    ways: tuple[str, ...]
    alternates: tuple[str, ...]
    digest: bytes

    def packed(self) -> bytes:
        return marshal.dumps(tuple(self))


class PackedSpecs(Collection[PageSpec]):
    """Sheets as they are kept, each for itself: an edit of one text unpacks those that its pages are made by."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        self._packed = packed

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[PageSpec]:
        return (PageSpec(*marshal.loads(item)) for item in self._packed)

    def __contains__(self, spec: object) -> bool:
        return any(item == spec for item in self)

    def at(self, inner: str) -> PageSpec | None:
        """The sheet of the page that lies there, if there is one."""
        return next((spec for spec in self._naming({inner}) if spec.inner == inner), None)

    def needing(self, names: Set[str]) -> list[PageSpec]:
        """The sheets of pages that are made of any of these ingredients."""
        return [spec for spec in self._naming(names) if not names.isdisjoint(spec.needs)]

    def _naming(self, names: Set[str]) -> "PackedSpecs":
        """The sheets in which one of these texts stands, and others where there are many texts."""
        if len(names) > FEW:
            return self
        signs = [name.encode() for name in names]  # in what is packed each text stands as it is
        return PackedSpecs([item for item in self._packed if any(map(item.__contains__, signs))] if signs else ())


def bare(spec: PageSpec) -> PageSpec:
    """What a view is made of: the sheet without what tells whether its page must be made."""
    return PageSpec("", spec.kind, spec.subject, (), spec.ways, spec.alternates, b"")


def make_spec(
    inner: str,
    kind: str,
    subject: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    ways: tuple[str, ...] = (),
    alternates: tuple[str, ...] = (),
) -> PageSpec:
    """The sheet with its digest."""
    return PageSpec(inner, kind, subject, needs, ways, alternates, ingredient(kind, subject, needs, ways, alternates))


def need(kind: str, name: str, taken: str) -> str:
    """The name of an ingredient, as in `methods/lora:cells`; one text wherever it stands, for many pages need it."""
    return intern(f"{kind}/{name}:{taken}")
