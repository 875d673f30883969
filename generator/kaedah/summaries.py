"""What the plan knows of a document without opening it: what it leads to, and digests of what readers get of it.

A page names the ingredients that decide its bytes; it is written again when one of them has another digest. So what
may change a page is declared, never observed, and a page can be left alone without being made.
"""

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable
from sys import intern
from typing import Any, NamedTuple, TypeVar

from kaedah.documents import Document, State, Status

Value = TypeVar("Value", bound=Hashable)

# Below this share of translated words a page is the source page in other clothes: search engines are sent there.
MIN_TRANSLATED = 0.5
_SIZE = 40  # bytes of the digests of a document in one language
# What many documents have in common, once.
_interned: dict[Hashable, Any] = {}


class TranslationCounts(NamedTuple):
    """How far a document is in one language. Of its `parts` besides the body so many are `done`; `ample` tells whether
    most of its words are in the language, `whole` whether all are; `states` counts its parts by how far they are.
    """

    done: int
    parts: int
    mostly_translated: bool
    whole: bool
    states: tuple[int, ...]  # in the order of `State`


class LocaleSummary(NamedTuple):
    """What readers of one language get of a document: digests by where it is shown, and what orders it.

    `name` wherever it is linked, `cells` in tables, `body` on its own page, `listing` in indexes and in search, `work`
    where the state of translations is told; all in one text, for a large site has a hundred thousand of each. `title`
    is the name that is shown and `status` how it stands to its source, `filed` what it is sorted by where that is
    something else.
    """

    digests: bytes
    tally: TranslationCounts
    title: str
    status: Status
    sort_key: str

    @property
    def name(self) -> bytes:
        return self.digests[:8]

    @property
    def cells(self) -> bytes:
        return self.digests[8:16]

    @property
    def body(self) -> bytes:
        return self.digests[16:24]

    @property
    def listing(self) -> bytes:
        return self.digests[24:32]

    @property
    def work(self) -> bytes:
        return self.digests[32:]


class LocaleSummaries(NamedTuple):
    """The ingredients of a document in all languages, thing by thing in the order of `codes`: a large site has a
    hundred thousand of them, and an edit looks at a few.
    """

    codes: tuple[str, ...] = ()
    digests: bytes = b""
    tallies: tuple[TranslationCounts, ...] = ()
    titles: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    sort_key: tuple[str, ...] = ()

    def of(self, code: str) -> LocaleSummary:
        """Those of one language."""
        at = self.codes.index(code)
        return LocaleSummary(
            self.digests[self.place(code)], self.tallies[at], self.titles[at], self.statuses[at], self.sort_key[at]
        )

    def place(self, code: str) -> slice:
        """Where the digests of a language stand in those of all."""
        at = self.codes.index(code) * _SIZE
        return slice(at, at + _SIZE)

    def tally(self, code: str) -> TranslationCounts:
        return self.tallies[self.codes.index(code)]

    def shared(self) -> "LocaleSummaries":
        codes, digests, tallies, titles, statuses, sort_key = self
        return LocaleSummaries(
            interned(codes), digests, interned(tallies), titles, interned(statuses), interned(sort_key)
        )

    def only(self, code: str) -> "LocaleSummaries":
        """Those of one language, without the digests."""
        own = self.of(code)
        return LocaleSummaries((code,), b"", (own.tally,), (own.title,), (own.status,), (own.sort_key,))


class DocumentSummary(NamedTuple):
    """A document as the plan sees it: the methods it is related to, links to in its words, and compares, and more."""

    related: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # that it is translated into, wholly or in part
    shared_digest: bytes = (
        b""  # digests that are the same in every language: of what a translation begins with, of `related`
    )
    front_matter: bytes = b""  # the digest of all its front matter: what rules over several documents look at
    year: int | None = None  # by the first field of years
    terms: tuple[tuple[str, str], ...] = ()  # what lists it is in: fields with a term, or with a decade such as 2010s
    by_locale: LocaleSummaries = LocaleSummaries()
    shape: bytes = b""  # the digest of what decides which pages there are and where their links lead
    path: str = ""  # of its source file
    suppressed_rules: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # the rules that its files silence, by the path of each

    def read_in(self, code: str) -> "DocumentSummary":
        """What its readers in one language see: enough to make views, not to plan pages."""
        return DocumentSummary(year=self.year, by_locale=self.by_locale.only(code))

    def shared(self) -> "DocumentSummary":
        """The same, with what other documents have too as one thing for all of them: thousands of documents are loaded
        in two thirds of the time.
        """
        return self._replace(
            related=tuple(map(intern, self.related)),
            linked=tuple(map(intern, self.linked)),
            members=tuple(map(intern, self.members)),
            languages=interned(self.languages),
            terms=interned(self.terms),
            by_locale=self.by_locale.shared(),
        )

    def shaped(self) -> "DocumentSummary":
        """The same with the digest of its shape."""
        states = [(code, *tally[:3]) for code, tally in zip(self.by_locale.codes, self.by_locale.tallies, strict=True)]
        parts = (self.related, self.linked, self.members, self.languages, self.year, self.terms, states)
        return self._replace(shape=ingredient(*parts))


def totals_of(summaries: Iterable[DocumentSummary]) -> dict[str, dict[State, int]]:
    """By language, how many parts of these documents are in each state."""
    found: dict[str, dict[State, int]] = {}
    alike = Counter((summary.by_locale.codes, summary.by_locale.tallies) for summary in summaries)  # most are
    for (codes, tallies), documents in alike.items():
        for code, tally in zip(codes, tallies, strict=True):
            counts = found.setdefault(code, dict.fromkeys(State, 0))
            for state, parts in zip(State, tally.states, strict=True):
                counts[state] += parts * documents
    return found


def decade_of(year: int) -> str:
    """The decade of a year as it stands in addresses: `2010s`."""
    return f"{year // 10 * 10}s"


def ingredient(*things: object) -> bytes:
    """A digest of plain values whose `repr` is the same wherever it is made: 8 bytes."""
    return hashlib.blake2b(repr(things).encode(), digest_size=8).digest()


def digest_of_digests(digests: Iterable[bytes]) -> bytes:
    """The digest of digests in their order: 8 bytes."""
    return hashlib.blake2b(b"".join(digests), digest_size=8).digest()


def summarise_locales(document: Document, values: object, codes: tuple[str, ...]) -> LocaleSummaries:
    """The ingredients of a document in each language. `values` are those that are the same in all of them."""
    source = document.source
    neutral = ingredient(values, sorted(source.parts.items()), sorted(source.aliases.items()), source.sort_key)
    texts = {text.locale: text for text in (source, *document.translations.values())}
    words = {code: ingredient(text.parts, text.aliases, text.sort_key) for code, text in texts.items()}
    names = ingredient(sorted(words.items()))
    bodies = {code: digest_of_digests([text.html.encode()]) for code, text in texts.items()}
    sizes = {part: source.size(part) for part in source.written_parts}
    whole = sum(sizes.values()) or 1
    summaries: list[LocaleSummary] = []
    for code in codes:
        text = texts.get(code)
        statuses = {part: document.status(part, code) for part in source.written_parts}
        name = ingredient(document.words(document.title, code))
        cells = ingredient(neutral, words.get(code), [status for part, status in statuses.items() if part != "body"])
        work = (statuses, source.path, text and (text.path, text.reviewed))
        body = ingredient(bodies[code] if text and text.html else bodies[source.locale], work)
        listing = ingredient(cells, names)
        states = [document.state(part, code) for part in sizes]
        shown = document.words(document.title, code)
        shown_text = document.text(shown.lang)
        sort_key = shown_text.sort_key if shown_text else ""
        translated = [part for part in sizes if statuses[part] is not Status.FALLBACK]
        done = sum(part != "body" for part in translated)
        mostly_translated = sum(sizes[part] for part in translated) >= MIN_TRANSLATED * whole
        tally = TranslationCounts(
            done,
            sum(part != "body" for part in sizes),
            mostly_translated,
            len(translated) == len(sizes),
            tuple(map(states.count, State)),
        )
        digests = b"".join((name, cells, body, listing, ingredient(name, work, sort_key)))
        summaries.append(LocaleSummary(digests, interned(tally), shown.text, shown.status, sort_key))
    return LocaleSummaries(
        codes,
        b"".join(item.digests for item in summaries),
        tuple(item.tally for item in summaries),
        tuple(item.title for item in summaries),
        tuple(item.status for item in summaries),
        tuple(item.sort_key for item in summaries),
    )


def interned(value: Value) -> Value:
    """The same thing for all who have an equal one."""
    first: Value = _interned.setdefault(value, value)
    return first


def front_matter_digest(document: Document, values: object) -> bytes:
    """The digest of the front matter in all languages, and of where in its files each value stands."""
    texts = (document.source, *document.translations.values())
    spans = [{path: span for path, span in text.spans.items() if path != "body"} for text in texts]
    return ingredient(values, spans, [(text.path, text.parts, text.aliases, text.suppressions) for text in texts])


def translation_start_digest(document: Document) -> bytes:
    """The digest of what a translation of the document begins with: its source words, and the stamps of its parts."""
    source = document.source
    stamps = [(part, source.stamp(part)) for part in source.written_parts]
    return ingredient(source.path, stamps, source.parts, source.aliases)
