"""Summaries of documents: what the plan needs to know without opening a document.

A page declares the ingredients that determine its bytes, and is written again when the digest of one of them changes.
So a page that has not changed does not have to be rendered.
"""

import hashlib
from collections.abc import Hashable, Iterable
from sys import intern
from typing import Any, NamedTuple, TypeVar

from kaedah.documents import Document, State, Status

Value = TypeVar("Value", bound=Hashable)

# A page with less than this share of translated text is not offered to search engines as a translation.
MIN_TRANSLATED = 0.5
# The parts of a document that have a digest: those that differ by language, and those that do not, in the order of the
# digests.
LOCALE_PARTS, SHARED_PARTS = ("name", "cells", "body", "listing", "work"), ("start", "related", "anchors")
IMAGE_PART = "image"  # of an image: its address and its size
DIGEST_SIZE = 8  # bytes
_LOCALE_SIZE = DIGEST_SIZE * len(LOCALE_PARTS)
# Values that many documents share, stored once.
_interned: dict[Hashable, Any] = {}


class Ingredient(NamedTuple):
    """What a page is made of.

    document: the key of a document or of an image, as in `methods/lora`; empty for what no document has alone, such as
        a list.
    part: one of `LOCALE_PARTS` or `SHARED_PARTS`, or `IMAGE_PART`; without a document, the name of the thing.
    """

    document: str
    part: str

    def __str__(self) -> str:
        return f"{self.document}:{self.part}" if self.document else self.part


class TranslationCounts(NamedTuple):
    """Counts of the translated parts of a document in one language."""

    done: int  # translated parts, without the body
    parts: int  # all parts, without the body
    mostly_translated: bool
    whole: bool  # whether every part is translated, the body included
    states: tuple[int, ...]  # number of parts in each state, in the order of `State`


class LocaleSummary(NamedTuple):
    """A document as readers of one language see it.

    The digests are those of `LOCALE_PARTS`: the name (used wherever the document is linked), the cells (in tables), the
    body (on its own page), the listing (in indexes and in search) and the state of its translation. They are stored in
    one bytes object, because a large site has a hundred thousand of them.
    """

    digests: bytes
    tally: TranslationCounts
    title: str  # the name that is displayed
    status: Status  # of the title
    sort_key: str  # what it is sorted by, if not the title


class LocaleSummaries(NamedTuple):
    """The summaries of a document in all languages, one column for each attribute, in the order of `codes`."""

    codes: tuple[str, ...] = ()
    digests: bytes = b""
    tallies: tuple[TranslationCounts, ...] = ()
    titles: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    sort_key: tuple[str, ...] = ()

    def of(self, code: str) -> LocaleSummary:
        """The summary in one language."""
        at = self.codes.index(code)
        return LocaleSummary(
            self.digests[self.place(code)], self.tallies[at], self.titles[at], self.statuses[at], self.sort_key[at]
        )

    def place(self, code: str) -> slice:
        """The slice of the digests of one language."""
        at = self.codes.index(code) * _LOCALE_SIZE
        return slice(at, at + _LOCALE_SIZE)

    def digest(self, code: str, part: str) -> bytes:
        """The digest of one of `LOCALE_PARTS` in one language."""
        begin = self.codes.index(code) * _LOCALE_SIZE + LOCALE_PARTS.index(part) * DIGEST_SIZE
        return self.digests[begin : begin + DIGEST_SIZE]

    def tally(self, code: str) -> TranslationCounts:
        return self.tallies[self.codes.index(code)]

    def shared(self) -> "LocaleSummaries":
        codes, digests, tallies, titles, statuses, sort_key = self
        return LocaleSummaries(
            interned(codes), digests, interned(tallies), titles, interned(statuses), interned(sort_key)
        )

    def only(self, code: str) -> "LocaleSummaries":
        """The summary in one language, without the digests."""
        own = self.of(code)
        return LocaleSummaries((code,), b"", (own.tally,), (own.title,), (own.status,), (own.sort_key,))


class DocumentSummary(NamedTuple):
    """A document as the plan sees it."""

    related: tuple[str, ...] = ()  # slugs of related methods
    linked: tuple[str, ...] = ()  # what its bodies link to: `methods/lora`, `pages/about#use`, `terms/rank`
    members: tuple[str, ...] = ()  # slugs of the methods of a curated comparison
    languages: tuple[str, ...] = ()  # that it is translated into, fully or in part
    shared_digest: bytes = b""  # digests of a new translation of it, of `related` and of `anchors`
    front_matter: bytes = b""  # digest of its front matter, which the rules over several documents depend on
    year: int | None = None  # the value of the first field of kind `year`
    terms: tuple[tuple[str, str], ...] = ()  # lists it is in: field and term, or field and decade such as 2010s
    by_locale: LocaleSummaries = LocaleSummaries()
    shape: bytes = b""  # digest of what determines which pages exist and where they link
    path: str = ""  # of its source file
    previous: tuple[str, ...] = ()  # its former slugs
    order: int | None = None  # its place among the pages of its folder
    # The anchors of its headings, separated by spaces: in the source language, and in each language that has others.
    anchors: tuple[tuple[str, str], ...] = ()
    cell_images: tuple[str, ...] = ()  # that its fields show
    body_images: tuple[str, ...] = ()  # that its bodies show, in any language
    suppressed_rules: tuple[tuple[str, tuple[str, ...]], ...] = ()  # ids of the rules suppressed in its files, by path
    excluded_words: tuple[str, ...] = ()  # of the glossary that its bodies have: language, term, words

    @property
    def images(self) -> tuple[str, ...]:
        """The images that it shows anywhere."""
        return (*self.cell_images, *self.body_images)

    def read_in(self, code: str) -> "DocumentSummary":
        """The summary in one language: enough to make views, not to plan pages."""
        return DocumentSummary(year=self.year, by_locale=self.by_locale.only(code), anchors=self.anchors)

    def anchor_in(self, code: str, anchor: str, written_in: str = "") -> str | None:
        """The anchor of a heading as the page in a language has it, by its anchor in the source text or in the
        language `written_in`; empty where that page lacks the heading, None where no heading has such an anchor.
        """
        known = {lang: anchors.split() for lang, anchors in self.anchors}
        source = next(iter(known.values()), [])
        shown = known.get(code, source)
        for anchors in (source, known.get(written_in, source)):
            if anchor in anchors:
                at = anchors.index(anchor)
                return anchor if anchor in shown else shown[at] if at < len(shown) else ""
        return None

    def shared(self) -> "DocumentSummary":
        """The same summary, sharing equal values with other documents, which makes loading many documents faster."""
        return self._replace(
            related=tuple(map(intern, self.related)),
            linked=tuple(map(intern, self.linked)),
            members=tuple(map(intern, self.members)),
            languages=interned(self.languages),
            terms=interned(self.terms),
            by_locale=self.by_locale.shared(),
        )

    def shaped(self) -> "DocumentSummary":
        """The same summary with the digest of its shape."""
        states = [(code, *tally[:3]) for code, tally in zip(self.by_locale.codes, self.by_locale.tallies, strict=True)]
        own = (self.related, self.linked, self.members, self.languages, self.year, self.terms)
        parts = (*own, self.previous, self.order, states, self.cell_images, self.body_images)
        return self._replace(shape=value_digest(*parts))


def decade_of(year: int) -> str:
    """The decade of a year as used in addresses: `2010s`."""
    return f"{year // 10 * 10}s"


def value_digest(*things: object) -> bytes:
    """The digest of plain values, whose `repr` is the same in every process: 8 bytes."""
    return hashlib.blake2b(repr(things).encode(), digest_size=DIGEST_SIZE).digest()


def digest_of_digests(digests: Iterable[bytes]) -> bytes:
    """The digest of digests in their order: 8 bytes."""
    return hashlib.blake2b(b"".join(digests), digest_size=DIGEST_SIZE).digest()


def summarise_locales(document: Document, values: object, codes: tuple[str, ...]) -> LocaleSummaries:
    """The summaries of a document in the given languages. `values` are its language-neutral values."""
    source = document.source
    neutral = value_digest(values, sorted(source.parts.items()), sorted(source.aliases.items()), source.sort_key)
    texts = {text.locale: text for text in (source, *document.translations.values())}
    words = {code: value_digest(text.parts, text.aliases, text.sort_key) for code, text in texts.items()}
    names = value_digest(sorted(words.items()))
    bodies = {code: digest_of_digests([text.html.encode()]) for code, text in texts.items()}
    sizes = {part: source.size(part) for part in source.written_parts}
    whole = sum(sizes.values())
    summaries: list[LocaleSummary] = []
    for code in codes:
        text = texts.get(code)
        statuses = {part: document.status(part, code) for part in source.written_parts}
        name = value_digest(document.words(document.title, code))
        cells = value_digest(neutral, words.get(code), [status for part, status in statuses.items() if part != "body"])
        work = (statuses, source.path, text and (text.path, text.reviewed))
        body = value_digest(bodies[code] if text and text.html else bodies[source.locale], work)
        listing = value_digest(cells, names)
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
        digests = b"".join((name, cells, body, listing, value_digest(name, work, sort_key)))
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
    """One shared object for all equal values."""
    first: Value = _interned.setdefault(value, value)
    return first


def front_matter_digest(document: Document, values: object) -> bytes:
    """The digest of the front matter in all languages, and of the position of each value."""
    texts = (document.source, *document.translations.values())
    spans = [{path: span for path, span in text.spans.items() if path != "body"} for text in texts]
    return value_digest(values, spans, [(text.path, text.parts, text.aliases, text.suppressions) for text in texts])


def translation_start_digest(document: Document) -> bytes:
    """The digest of the content of a new translation file: the source text and the stamps of its parts."""
    source = document.source
    stamps = [(part, source.stamp(part)) for part in source.written_parts]
    return value_digest(source.path, stamps, source.parts, source.aliases)
