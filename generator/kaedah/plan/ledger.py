"""The digests of all ingredients of a site, by the names that sheets use."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from kaedah.model import Site
from kaedah.plan.comparisons import Comparisons
from kaedah.summaries import digest_of_digests, ingredient

# The digest of the state of all translations.
ALL_WORK = "all translations"
GLOSSARY = "glossary"

# What pages take of a document, in the order of the digests of a language and of those that all languages share.
_OWN, _SHARED = ("name", "cells", "body", "listing", "work"), ("start", "related")
_DIGEST = 8  # bytes
# Where in the digests of a language those begin that decide lists.
_LISTED = 3 * _DIGEST


class Ledger:
    """The digests of one language. `keys` are those of the outlines, in their order; `own` is a text of the digests
    that each document has in the language, `shared` one of that of the glossary and of those that are the same in all
    languages. `lists` makes the digests of what shows many documents.
    """

    def __init__(
        self, keys: Sequence[str], shared: bytes, own: bytes, lists: Callable[[], Mapping[str, bytes]]
    ) -> None:
        self.keys, self.shared, self.own, self._make_lists = keys, shared, own, lists
        self._found: dict[str, bytes] = {}

    @cached_property
    def lists(self) -> Mapping[str, bytes]:
        return self._make_lists()

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: place for place, key in enumerate(self.keys)}

    def __getitem__(self, name: str) -> bytes:
        """The digest of an ingredient. Raises KeyError."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._digest(name)
        return found

    def _digest(self, name: str) -> bytes:
        key, _, taken = name.partition(":")
        if not taken:
            return self.shared[:_DIGEST] if name == GLOSSARY else self.lists[name]
        place = self._places[key]
        if taken in _OWN:
            begin = (place * len(_OWN) + _OWN.index(taken)) * _DIGEST
            return self.own[begin : begin + _DIGEST]
        begin = (place * len(_SHARED) + _SHARED.index(taken) + 1) * _DIGEST
        return self.shared[begin : begin + _DIGEST]

    @cached_property
    def in_full(self) -> Mapping[str, bytes]:
        """Every digest by the name of its ingredient."""
        names = [GLOSSARY, *self.lists, *(f"{key}:{part}" for key in self.keys for part in (*_OWN, *_SHARED))]
        return {name: self._digest(name) for name in names}

    def otherwise_in_full(self, before: "Ledger") -> set[str]:
        """The ingredients that are others than they were, whatever has changed."""
        known = before.in_full
        return {name for name, digest in self.in_full.items() if known.get(name) != digest}

    def otherwise(self, before: "Ledger") -> set[str]:
        """The ingredients that are others than they were, of a site of which no shape has changed: it has the same
        documents and lists.
        """
        if self.keys != before.keys:
            return self.otherwise_in_full(before)
        found: set[str] = {GLOSSARY} if self.shared[:_DIGEST] != before.shared[:_DIGEST] else set()
        listed = False
        for key, now, then in _differing(self.keys, self.own, before.own, len(_OWN)):
            found |= {f"{key}:{taken}" for taken, one, other in zip(_OWN, now, then, strict=True) if one != other}
            listed = listed or now[_LISTED // _DIGEST :] != then[_LISTED // _DIGEST :]
        for key, now, then in _differing(self.keys, self.shared[_DIGEST:], before.shared[_DIGEST:], len(_SHARED)):
            found |= {f"{key}:{taken}" for taken, one, other in zip(_SHARED, now, then, strict=True) if one != other}
        if listed:
            found |= {name for name, digest in self.lists.items() if before.lists.get(name) != digest}
        else:
            self._make_lists = partial(getattr, before, "lists")  # they are the same
        return found


def _differing(
    keys: Sequence[str], now: bytes, then: bytes, parts: int
) -> Iterator[tuple[str, list[bytes], list[bytes]]]:
    """The documents that have other digests than they had, with both."""
    width = parts * _DIGEST
    if now != then:
        for place, key in enumerate(keys):
            one, other = now[place * width : (place + 1) * width], then[place * width : (place + 1) * width]
            if one != other:
                yield key, _cut(one), _cut(other)


def _cut(digests: bytes) -> list[bytes]:
    return [digests[begin : begin + _DIGEST] for begin in range(0, len(digests), _DIGEST)]


class Ledgers(Mapping[str, Ledger]):
    """The ledgers of a site by language, each made when it is asked for: an edit asks for those that it changes."""

    def __init__(self, site: Site, sets: Comparisons) -> None:
        self._site, self._sets = site, sets
        self._made: dict[str, Ledger] = {}

    def __getitem__(self, code: str) -> Ledger:
        if code not in self._made:
            self._made[code] = Ledger(self.documents, self.shared, self._own(code), lambda: self._lists(code))
        return self._made[code]

    def let_go(self, code: str) -> None:
        """Forgets a ledger, which is made again for whoever asks: all of them take much memory."""
        self._made.pop(code, None)

    def __iter__(self) -> Iterator[str]:
        return (locale.code for locale in self._site.settings.locales)

    def __len__(self) -> int:
        return len(self._site.settings.locales)

    @cached_property
    def documents(self) -> list[str]:
        """The keys of the outlines."""
        return [*self._site.summaries]

    @cached_property
    def shared(self) -> bytes:
        """The digest of the glossary, and of each document those that are the same in every language."""
        digests = [summary.shared_digest for summary in self._site.summaries.values()]
        return b"".join([ingredient(self._site.glossary.terms), *digests])

    @cached_property
    def sums(self) -> Mapping[str, bytes]:
        """By language the digest of the digests that it does not share."""
        return {code: hashlib.blake2b(self[code].own, digest_size=16).digest() for code in self}

    def _own(self, code: str) -> bytes:
        readings = [summary.by_locale for summary in self._site.summaries.values()]
        if not readings:
            return b""
        cut = readings[0].place(code)  # in all of them: they were read with the same settings
        return b"".join([item.digests[cut] for item in readings])

    def _lists(self, code: str) -> Mapping[str, bytes]:
        summaries = self._site.summaries
        readings = [summary.by_locale.of(code) for summary in summaries.values()]
        found = {ALL_WORK: digest_of_digests([ingredient(self.documents), *(reading.work for reading in readings)])}
        listed = {slug: summaries[f"methods/{slug}"].by_locale.of(code) for slug in self._sets.slugs}
        for listing in self._sets.lists.values():
            shown = [listed[slug] for slug in listing.slugs]
            whole = sum(reading.tally.whole for reading in shown)
            found[listing.ingredient] = digest_of_digests(
                [ingredient(listing.slugs, whole), *(item.listing for item in shown)]
            )
        return found
