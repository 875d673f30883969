"""The frozen types that travel through the house. Everything here can be pickled and holds no open thing."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

from generator.digests import stamp_of

CompareMode = Literal["value", "set", "count", "none"]
Pairs = Literal["related", "all", "none"]


class Status(StrEnum):
    """How words stand to their source."""

    SOURCE = "source"
    CURRENT = "current"
    STALE = "stale"
    FALLBACK = "fallback"


class NotApplicable:
    """The value of a field that has no meaning for a method; stated, unlike a missing one."""

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NotApplicable)

    def __hash__(self) -> int:
        return hash(NotApplicable)


NOT_APPLICABLE: Final = NotApplicable()


@dataclass(frozen=True, slots=True)
class Locale:
    """A language of the site: its BCP 47 code, its name in itself, and its writing direction."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]

    @property
    def babel(self) -> str:
        """The code as Babel and the folders in `locales/` spell it."""
        return self.code.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Words:
    """Words with the language they are really in."""

    text: str
    lang: str
    status: Status = Status.SOURCE


@dataclass(frozen=True, slots=True)
class Field:
    """One comparison row, as `content/fields.yaml` declares it."""

    id: str
    kind: str
    label: str
    help: str = ""
    required: bool = False
    compare: CompareMode = "value"
    terms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Author:
    """A person as a reference names them."""

    family: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A reference. `doi` and `arxiv` are bare identifiers, without resolver address or version."""

    title: str
    authors: tuple[Author, ...] = ()
    year: int | None = None
    venue: str = ""
    pages: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    isbn: str = ""
    lang: str = ""

    @property
    def identity(self) -> str:
        """What makes two references one: the DOI, else the arXiv id, else the URL, else the title."""
        if self.doi:
            return "doi:" + self.doi.casefold()
        if self.arxiv:
            return "arxiv:" + self.arxiv.casefold()
        return self.url or " ".join(self.title.casefold().split())

    @property
    def address(self) -> str:
        """Where the reference can be opened; empty where no identifier is known."""
        if self.doi:
            return "https://doi.org/" + self.doi
        if self.arxiv:
            return "https://arxiv.org/abs/" + self.arxiv
        return self.url


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a method, with the language it belongs to."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place in a file, and the characters that stand there as they are written. Both numbers count from 1."""

    line: int
    column: int
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one content file, all in one language.

    `parts` holds the translatable values by name (`name`, `title`, the ids of text and prose fields, and `body` as
    Markdown source); `html` is the body converted; `stamps` the digests of the source parts that were translated;
    `places` where each value stands, by key path; `silences` the reasons given for rules that do not apply.
    """

    locale: str
    path: str
    parts: Mapping[str, str]
    html: str = ""
    aliases: Mapping[str, tuple[Alias, ...]] = field(default_factory=dict)
    stamps: Mapping[str, str] | None = None
    reviewed: bool = False
    sort_key: str = ""
    places: Mapping[str, Stretch] = field(default_factory=dict)
    silences: Mapping[str, str] = field(default_factory=dict)

    def place(self, path: str) -> Stretch:
        """Where a value stands, or what holds it where the file writes it shorter; else the file's beginning."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path, Stretch(1, 1))


@dataclass(frozen=True, slots=True)
class Document:
    """One thing in all its languages: the source text, and the translations that exist."""

    id: str
    source: Text
    translations: Mapping[str, Text] = field(default_factory=dict)

    def text(self, locale: str) -> Text | None:
        return self.source if locale == self.source.locale else self.translations.get(locale)

    def status(self, part: str, locale: str) -> Status:
        text = self.text(locale)
        if text is self.source:
            return Status.SOURCE
        if text is None or not text.parts.get(part):
            return Status.FALLBACK
        stamp = (text.stamps or {}).get(part)
        fits = stamp is None or stamp == stamp_of(self.source.parts.get(part, ""))
        return Status.CURRENT if fits else Status.STALE

    def words(self, part: str, locale: str) -> Words:
        """The part in `locale`, or in the source language where it is not translated."""
        status = self.status(part, locale)
        text = self.source if status is Status.FALLBACK else self.text(locale)
        assert text is not None
        return Words(text.parts.get(part, ""), text.locale, status)

    def html(self, locale: str) -> Words:
        """The body as HTML, in `locale` or in the source language."""
        words = self.words("body", locale)
        text = self.text(words.lang)
        assert text is not None
        return Words(text.html, words.lang, words.status)


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its language-neutral values by field id, what is compared of each, and its words."""

    slug: str
    values: Mapping[str, Any]
    keys: Mapping[str, Hashable | None]
    document: Document


@dataclass(frozen=True, slots=True)
class CuratedSet:
    """A comparison somebody chose and introduced."""

    id: str
    methods: tuple[str, ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Settings:
    """`content/site.yaml`, checked."""

    title: str
    source: Locale
    locales: tuple[Locale, ...]
    base_url: str = ""
    repository: str = ""
    branch: str = "main"
    theme: str = "default"
    pairs: Pairs = "related"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The interface words of one locale.

    `messages` maps (context, message id) to its plural forms, one for a message without a plural; what is missing,
    fuzzy or wrong is not in it. `plural` is the expression of the catalogue's Plural-Forms. `lines` tells where each
    message stands; `silences` the reasons its comments give for rules that do not apply to it.
    """

    locale: str
    messages: Mapping[tuple[str, str], tuple[str, ...]]
    plural: str
    digest: str
    path: str = ""
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    silences: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Theme:
    """Templates and assets by name, with the digest of all of them."""

    name: str
    templates: Mapping[str, str]
    assets: Mapping[str, bytes]
    digest: str


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that was read, checked and found good."""

    settings: Settings
    fields: tuple[Field, ...]
    methods: Mapping[str, Method]
    sets: Mapping[str, CuratedSet]
    prose: Mapping[str, Document]
    catalogues: Mapping[str, Catalogue]
    theme: Theme
