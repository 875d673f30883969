"""Parsed documents ⇄ bytes for the build state, as MessagePack: plain data, which runs nothing when it is read."""

from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import msgspec

from kaedah.documents import Alias, Bulk, Document, SourceSpan, Text
from kaedah.model import SPECIAL_VALUES, Field, SpecialValue
from kaedah.problems import Problem, Violation
from kaedah.read.kinds import KINDS
from kaedah.read.parsed_document import DocumentContents, Mention, ParsedDocument
from kaedah.state.packs import CorruptPack, Pack, PackRef
from kaedah.summaries import DocumentSummary

# What decoding raises where the bytes are not those that were written.
_UNDECODABLE = (msgspec.DecodeError, ValueError, LookupError, TypeError, RecursionError)
_encode = msgspec.msgpack.Encoder().encode


class _Summary(NamedTuple):
    """What is read of every document in every build; findings are rule ids with violations."""

    path: str
    mentioned: tuple[str, ...]
    summary: DocumentSummary
    findings: tuple[tuple[str, Violation], ...]
    problems: tuple[Problem, ...]


class _Text(NamedTuple):
    """A text whose bulk lies elsewhere in the same pack."""

    locale: str
    path: str
    parts: dict[str, str]
    bulk: tuple[int, int, int]  # offset, size and checksum
    body_size: int
    aliases: dict[str, tuple[Alias, ...]]
    stamps: dict[str, str] | None
    reviewed: bool
    sort_key: str
    suppressions: dict[str, str]
    digests: dict[str, tuple[str, ...]]
    stem: str
    data: str
    same: tuple[str, ...]


class _Contents(NamedTuple):
    """The contents of a document; of each translation the bytes, because most readers want one language."""

    values: dict[str, msgspec.Raw]
    source: _Text
    translations: dict[str, bytes]
    members: tuple[str, ...]
    mentions: tuple[Mention, ...]
    images: tuple[Mention, ...]
    cited: dict[str, tuple[int, ...]]


_summaries = msgspec.msgpack.Decoder(_Summary)
_contents = msgspec.msgpack.Decoder(_Contents)
_texts = msgspec.msgpack.Decoder(_Text)
_bodies = msgspec.msgpack.Decoder(tuple[str, str, msgspec.Raw])
_places = msgspec.msgpack.Decoder(tuple[msgspec.Raw, msgspec.Raw, dict[str, tuple[int, int, str, str]]])


@cache
def _values(kind: str) -> "msgspec.msgpack.Decoder[Any]":
    boxed: Any = tuple.__class_getitem__((KINDS[kind].value_type,))  # a special value is a text, any other is boxed
    return msgspec.msgpack.Decoder(boxed | str)


def encode_summary(document: ParsedDocument) -> bytes:
    """All of a document but its id and its contents."""
    return _encode(_Summary(document.path, document.mentioned, document.summary, document.findings, document.problems))


def decode_document(name: str, summary: bytes, contents: PackRef, fields: tuple[Field, ...]) -> ParsedDocument:
    """The document of this id. Raises msgspec.DecodeError for bytes that are damaged."""
    path, mentioned, known, findings, problems = _summaries.decode(summary)
    return ParsedDocument(name, path, PackedContents(name, contents, fields), mentioned, known, findings, problems)


def pack_contents(contents: DocumentContents, pack: Pack) -> PackRef:
    """Puts the contents of a document into a pack, and the bulk of its texts apart from them. Raises OSError."""
    values = {
        name: value.written if isinstance(value, SpecialValue) else [value] for name, value in contents.values.items()
    }
    document = contents.document
    translations = {locale: _encode(_packed(text, pack)) for locale, text in document.translations.items()}
    source = _packed(document.source, pack)
    rest = (contents.members, contents.mentions, contents.images, contents.cited)
    return pack.put(_encode((values, source, translations, *rest)))


def _packed(text: Text, pack: Pack) -> tuple[object, ...]:
    bulk = text.bulk.load()
    places = {path: tuple(place) for path, place in text.spans.items()}
    place = pack.put(_encode((bulk.body, bulk.html, places)))
    return (*text[:3], place[1:], *text[4:])


class PackedContents(NamedTuple):
    """The contents of the document `name` in a pack; `fields` are those of its schema."""

    name: str
    place: PackRef
    fields: tuple[Field, ...]

    def load(self) -> DocumentContents:
        """The contents, their texts' bulk still packed. Raises CorruptPack, OSError."""
        kinds = {field.id: field.kind for field in self.fields}
        values: dict[str, Any] = {}
        pack = self.place.pack
        try:
            found = _contents.decode(self.place.load())
            for name, raw in found.values.items():
                value = _values(kinds[name]).decode(raw)
                values[name] = SPECIAL_VALUES[value] if isinstance(value, str) else value[0]
        except _UNDECODABLE as error:
            raise _corrupt(pack, error) from error
        document = Document(self.name, _unpacked(found.source, pack), _PackedTexts(found.translations, pack))
        return DocumentContents(values, document, found.members, found.mentions, found.images, found.cited)


def _corrupt(pack: str, error: Exception) -> CorruptPack:
    return CorruptPack(f"{pack} does not hold what was written: {error}")


def _unpacked(text: _Text, pack: str) -> Text:
    return Text(
        text.locale,
        text.path,
        text.parts,
        PackedBulk(PackRef(pack, *text.bulk)),
        text.body_size,
        text.aliases,
        text.stamps,
        text.reviewed,
        text.sort_key,
        text.suppressions,
        text.digests,
        text.stem,
        text.data,
        text.same,
    )


class PackedBulk(NamedTuple):
    """The bulk of a text in a pack. Pages do not ask for its places, so they are decoded apart."""

    place: PackRef

    @property
    def spans(self) -> Mapping[str, SourceSpan]:
        try:
            found = _places.decode(self.place.load())[2]
        except _UNDECODABLE as error:
            raise _corrupt(self.place.pack, error) from error
        return {path: SourceSpan(*place) for path, place in found.items()}

    def load(self) -> Bulk:
        try:
            body, html, _ = _bodies.decode(self.place.load())
        except _UNDECODABLE as error:
            raise _corrupt(self.place.pack, error) from error
        return Bulk(body, html)


class _PackedTexts(Mapping[str, Text]):
    """Translations by language; each is decoded when it is asked for, and the latest is kept."""

    def __init__(self, texts: Mapping[str, bytes], pack: str) -> None:
        self._texts, self._pack = texts, pack
        self._latest: tuple[str, Text] | None = None

    def __getitem__(self, locale: str) -> Text:
        if self._latest is None or self._latest[0] != locale:
            packed = self._texts[locale]
            try:
                self._latest = locale, _unpacked(_texts.decode(packed), self._pack)
            except _UNDECODABLE as error:
                raise _corrupt(self._pack, error) from error
        return self._latest[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._texts
