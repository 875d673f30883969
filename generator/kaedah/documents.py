"""Words as they are written: texts in one language, and documents in all of theirs."""

from collections import ChainMap
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

from kaedah.digests import stamp_of


class Status(StrEnum):
    """How words stand to their source."""

    SOURCE = "source"
    CURRENT = "current"
    STALE = "stale"
    FALLBACK = "fallback"


class State(StrEnum):
    """How far the translation of a part is: `done` is up to date and in a text that a native speaker has read."""

    SOURCE = "source"
    DONE = "done"
    UNREVIEWED = "unreviewed"
    STALE = "stale"
    MISSING = "missing"


class LocalizedText(NamedTuple):
    """Words with the language they are really in."""

    text: str
    lang: str
    status: Status = Status.SOURCE


class Alias(NamedTuple):
    """Another name of a method, with the language it belongs to."""

    text: str
    lang: str


class SourceSpan(NamedTuple):
    """A place in a file, and the characters that stand there as they are written. Both numbers count from 1."""

    line: int
    column: int
    raw: str = ""


class Bulk(NamedTuple):
    """What of a text is large and seldom asked for: its body as Markdown and as HTML, and where each value stands."""

    body: str = ""
    html: str = ""
    spans: Mapping[str, SourceSpan] = {}

    def load(self) -> "Bulk":
        return self


class LazyBulk(Protocol):
    """A bulk that is here, or one that lies elsewhere until it is asked for: the places alone, or all but them."""

    @property
    def spans(self) -> Mapping[str, SourceSpan]: ...

    def load(self) -> Bulk: ...


class Text(NamedTuple):
    """The words of one content file, all in one language.

    `parts` holds the short translatable values by name (`name`, `title`, the ids of text and prose fields); `stamps`
    the digests of the source parts that were translated; `silences` the reasons given for rules that do not apply;
    `digests` the stamps of its own parts; `body_size` the characters of its body.
    """

    locale: str
    path: str
    parts: Mapping[str, str]
    bulk: LazyBulk = Bulk()
    body_size: int = 0
    aliases: Mapping[str, tuple[Alias, ...]] = {}
    stamps: Mapping[str, str] | None = None
    reviewed: bool = False
    sort_key: str = ""
    suppressions: Mapping[str, str] = {}
    digests: Mapping[str, str] = {}

    @property
    def html(self) -> str:
        return self.bulk.load().html if self.body_size else ""

    @property
    def spans(self) -> Mapping[str, SourceSpan]:
        """Where each value stands, by key path."""
        return self.bulk.spans

    @property
    def written_parts(self) -> tuple[str, ...]:
        """The parts that say something, the body last."""
        return (*(part for part in self.parts if self.parts[part]), *(("body",) if self.body_size else ()))

    def words(self, part: str) -> str:
        """A part as it is written; empty where it is not."""
        return self.bulk.load().body if part == "body" else self.parts.get(part, "")

    def size(self, part: str) -> int:
        return self.body_size if part == "body" else len(self.parts.get(part, ""))

    def loaded(self) -> "Text":
        return self._replace(bulk=self.bulk.load()._replace(spans=self.spans))

    def stamp(self, part: str) -> str:
        """What translations of the part record of it."""
        return self.digests.get(part) or stamp_of(self.words(part))

    def span(self, path: str) -> SourceSpan:
        """Where a value stands, or what holds it where the file writes it shorter; else the file's beginning."""
        spans = self.spans
        while path and path not in spans:
            path = path.rpartition(".")[0]
        return spans.get(path, SourceSpan(1, 1))


class Document(NamedTuple):
    """One thing in all its languages: the source text, and the translations that exist."""

    id: str
    source: Text
    translations: Mapping[str, Text] = {}

    def text(self, locale: str) -> Text | None:
        return self.source if locale == self.source.locale else self.translations.get(locale)

    def status(self, part: str, locale: str) -> Status:
        text = self.text(locale)
        if text is self.source:
            return Status.SOURCE
        if text is None or not text.size(part):
            return Status.FALLBACK
        stamp = (text.stamps or {}).get(part)
        return Status.CURRENT if stamp is None or stamp == self.source.stamp(part) else Status.STALE

    def state(self, part: str, locale: str) -> State:
        text, status = self.text(locale), self.status(part, locale)
        if status is Status.CURRENT:
            return State.DONE if text and text.reviewed else State.UNREVIEWED
        return {Status.SOURCE: State.SOURCE, Status.STALE: State.STALE, Status.FALLBACK: State.MISSING}[status]

    def words(self, part: str, locale: str) -> LocalizedText:
        """The part in `locale`, or in the source language where it is not translated."""
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
        """The same with the bulk of its texts at hand, for sending it far."""
        translations = {locale: text.loaded() for locale, text in self.translations.items()}
        return Document(self.id, self.source.loaded(), translations)

    @property
    def title(self) -> str:
        """The part that names it."""
        return "name" if "name" in self.source.parts else "title"

    def _shown(self, locale: str, status: Status) -> Text:
        text = self.text(locale)
        return self.source if text is None or status is Status.FALLBACK else text
