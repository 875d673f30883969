"""Texts in one language, and documents in all their languages."""

from collections import ChainMap
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

from kaedah.source_stamps import stamps_of


class Status(StrEnum):
    """The relation of a displayed text to its source text."""

    SOURCE = "source"
    CURRENT = "current"
    STALE = "stale"
    FALLBACK = "fallback"


class State(StrEnum):
    """The state of translation of a part. `done` is up to date and reviewed by a native speaker."""

    SOURCE = "source"
    DONE = "done"
    UNREVIEWED = "unreviewed"
    STALE = "stale"
    MISSING = "missing"


class LocalizedText(NamedTuple):
    """A text with the language it is actually in."""

    text: str
    lang: str  # BCP 47 code
    status: Status = Status.SOURCE


class Alias(NamedTuple):
    """Another name of a method, with its language."""

    text: str
    lang: str


class SourceSpan(NamedTuple):
    """The position of a value in a file, and its text as written."""

    line: int  # counts from 1
    column: int  # counts from 1
    raw: str = ""
    path: str = ""  # of the file, where it is not that of the text


class Bulk(NamedTuple):
    """The large and rarely used parts of a text."""

    body: str = ""  # Markdown
    html: str = ""
    spans: Mapping[str, SourceSpan] = {}  # by key path, as in `sources.0.url`

    def load(self) -> "Bulk":
        return self


class LazyBulk(Protocol):
    """A bulk in memory, or one that is loaded on demand; the spans are loaded apart from the rest."""

    @property
    def spans(self) -> Mapping[str, SourceSpan]: ...

    def load(self) -> Bulk: ...


class Text(NamedTuple):
    """The text of one content file, all in one language."""

    locale: str
    path: str
    parts: Mapping[str, str]  # short translatable values: `name` or `title`, and the text and prose fields
    bulk: LazyBulk = Bulk()
    body_size: int = 0  # characters
    aliases: Mapping[str, tuple[Alias, ...]] = {}  # by field
    stamps: Mapping[str, str] | None = None  # digests of the source parts it was translated from; None if unstamped
    reviewed: bool = False  # by a native speaker
    sort_key: str = ""
    suppressions: Mapping[str, str] = {}  # reasons, by the id of the rule that does not apply
    digests: Mapping[str, tuple[str, ...]] = {}  # stamps of its own parts, where they are known
    stem: str = ""  # of an entry in a data file: the path of its Markdown file without the ending
    data: str = ""  # the data file that has values of it too
    same: tuple[str, ...] = ()  # of a source text, the parts that all languages have alike

    @property
    def html(self) -> str:
        return self.bulk.load().html if self.body_size else ""

    @property
    def spans(self) -> Mapping[str, SourceSpan]:
        """The position of each value, by key path."""
        return self.bulk.spans

    @property
    def written_parts(self) -> tuple[str, ...]:
        """The names of the parts that are not empty, the body last; without those that all languages have alike."""
        own = (part for part in self.parts if self.parts[part] and part not in self.same)
        return (*own, *(("body",) if self.body_size else ()))

    def words(self, part: str) -> str:
        """The text of a part as written; empty for a part that was not written."""
        return self.bulk.load().body if part == "body" else self.parts.get(part, "")

    def size(self, part: str) -> int:
        return self.body_size if part == "body" else len(self.parts.get(part, ""))

    def loaded(self) -> "Text":
        return self._replace(bulk=self.bulk.load()._replace(spans=self.spans))

    def stamp(self, part: str) -> str:
        """The digest of the part, which its translations record."""
        return self.all_stamps(part)[0]

    def all_stamps(self, part: str) -> tuple[str, ...]:
        """The digests of the part that translations may record: the present one, and that in a former form."""
        return self.digests.get(part) or stamps_of(self.words(part))

    def span(self, path: str) -> SourceSpan:
        """The position of a value, or that of the value it is part of; else the beginning of the file."""
        spans = self.spans
        while path and path not in spans:
            path = path.rpartition(".")[0]
        return spans.get(path, SourceSpan(1, 1))


class Document(NamedTuple):
    """A document in all its languages."""

    id: str
    source: Text
    translations: Mapping[str, Text] = {}  # by locale, those that exist

    def text(self, locale: str) -> Text | None:
        return self.source if locale == self.source.locale else self.translations.get(locale)

    def status(self, part: str, locale: str) -> Status:
        text = self.text(locale)
        if text is self.source or part in self.source.same:
            return Status.SOURCE
        if text is None or not text.size(part):
            return Status.FALLBACK
        stamp = (text.stamps or {}).get(part)
        return Status.CURRENT if stamp is None or stamp in self.source.all_stamps(part) else Status.STALE

    def state(self, part: str, locale: str) -> State:
        text, status = self.text(locale), self.status(part, locale)
        if status is Status.CURRENT:
            return State.DONE if text and text.reviewed else State.UNREVIEWED
        return {Status.SOURCE: State.SOURCE, Status.STALE: State.STALE, Status.FALLBACK: State.MISSING}[status]

    def words(self, part: str, locale: str) -> LocalizedText:
        """The text of a part in `locale`, or in the source language if it is not translated."""
        if part in self.source.same:
            return LocalizedText(self.source.words(part), locale)
        status = self.status(part, locale)
        return LocalizedText(self._shown(locale, status).words(part), self._shown(locale, status).locale, status)

    def html(self, locale: str) -> LocalizedText:
        """The body as HTML, in `locale` or in the source language."""
        status = self.status("body", locale)
        return LocalizedText(self._shown(locale, status).html, self._shown(locale, status).locale, status)

    def with_body(self, locale: str) -> "Document":
        """The same with the body that readers of a language get in memory."""
        text = self._shown(locale, self.status("body", locale))
        if not text.body_size:
            return self
        loaded = text._replace(bulk=text.bulk.load())
        if text is self.source:
            return self._replace(source=loaded)
        return self._replace(translations=ChainMap({locale: loaded}, self.translations))  # type: ignore[arg-type]

    def loaded(self) -> "Document":
        """The document with all texts in memory, for pickling."""
        translations = {locale: text.loaded() for locale, text in self.translations.items()}
        return Document(self.id, self.source.loaded(), translations)

    @property
    def stem(self) -> str:
        """The path of its Markdown files, without a language and the ending."""
        return self.source.stem or self.source.path.removesuffix(".md")

    @property
    def title(self) -> str:
        """The name of the part that names the document: `name` or `title`."""
        return "name" if "name" in self.source.parts else "title"

    def _shown(self, locale: str, status: Status) -> Text:
        text = self.text(locale)
        return self.source if text is None or status is Status.FALLBACK else text
