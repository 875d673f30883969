"""What a page is made of. A page is a pure function of its view: nothing else about the site reaches a template."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kaedah.compare import Comparison, Verdict
from kaedah.documents import LocalizedText, State
from kaedah.model import Catalogue, Field, Locale
from kaedah.plan.diagrams import Neighbourhood, TimelineView
from kaedah.plan.entries import Entry, ListEntry, TranslationState
from kaedah.plan.forms import Control
from kaedah.plan.layout import Link
from kaedah.plan.taxonomies import FilterOption, Pagination


class MethodView(NamedTuple):
    """A method's page."""

    entry: Entry
    body: LocalizedText
    related: tuple[tuple[Link, str], ...]  # a neighbour, and the path of the comparison with it (or "")
    comparisons: tuple[Link, ...]  # the curated ones it is in
    neighbourhood: Neighbourhood | None
    translation: TranslationState
    alternates: tuple[str, ...] = ()


class Counts(NamedTuple):
    """How many rows there are, and how many have each verdict."""

    all: int
    same: int
    differs: int
    incomplete: int


class ComparisonView(NamedTuple):
    """Methods side by side; `title`, `intro` and `work` are those of a curated set."""

    entries: tuple[Entry, ...]
    comparison: Comparison
    removals: tuple[str, ...]  # per column the address of the set without it
    title: LocalizedText | None = None
    intro: LocalizedText | None = None
    translation: TranslationState = TranslationState()
    alternates: tuple[str, ...] = ()

    @property
    def shares(self) -> bool:
        """Whether some cells that differ have parts in common."""
        return any(row.shared for row in self.comparison.rows)

    @property
    def counts(self) -> "Counts":
        """How many rows have each verdict, and how many there are."""
        verdicts = Counter(row.verdict for row in self.comparison.rows)
        return Counts(verdicts.total(), verdicts[Verdict.SAME], verdicts[Verdict.DIFFERS], verdicts[Verdict.INCOMPLETE])


@dataclass(frozen=True, slots=True)
class MethodIndexView:
    """A page of a list of all methods or those of the filter `current`, under letters; counts are the whole list's."""

    groups: tuple[tuple[str, tuple["ListEntry", ...]], ...]
    sets: tuple[Link, ...]
    more_sets: bool  # whether there are others
    count: int
    translated: int
    timeline: str  # the path of its first page; empty where there is none
    alternates: tuple[str, ...] = ()
    filters: tuple[tuple[LocalizedText, tuple[FilterOption, ...]], ...] = ()  # by the label of the field
    current: tuple[LocalizedText, FilterOption] | None = None
    turn: Pagination = field(default_factory=Pagination)


class SetsView(NamedTuple):
    """The curated comparisons with the names of their methods; `blank` compares none, for any other set."""

    sets: tuple[tuple[Link, tuple[LocalizedText, ...]], ...]
    blank: ComparisonView
    alternates: tuple[str, ...] = ()
    turn: Pagination = Pagination()


class ColumnView(NamedTuple):
    """One method's column as a file of its own, with a mark of what is compared in each cell."""

    entry: Entry
    marks: tuple[str | None, ...]
    parts: tuple[tuple[str | None, ...], ...]  # per field, of the things that a cell lists
    alternates: tuple[str, ...] = ()


class SearchView(NamedTuple):
    """Everything that can be found, in the locale's order of names."""

    entries: tuple[ListEntry, ...]
    alternates: tuple[str, ...] = ()


class ProseView(NamedTuple):
    """A page of prose."""

    title: LocalizedText
    body: LocalizedText
    translation: TranslationState
    alternates: tuple[str, ...] = ()


class ContributeView(NamedTuple):
    """The form that makes a method's file. `slots` are its fields with the words of their choices."""

    slots: tuple[tuple[Field, Control, tuple[LocalizedText, ...]], ...]
    slug: Control
    template: str  # the file in which everything is still to be said
    title: LocalizedText | None = None
    body: LocalizedText | None = None
    translation: TranslationState = TranslationState()
    alternates: tuple[str, ...] = ()


class DraftView(NamedTuple):
    """The beginning of a translation: the source's path without its suffix, and the text."""

    stem: str
    text: str
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationStatusView:
    """How far a language is translated: documents with their kinds, and how many parts of all are how far."""

    documents: tuple[tuple[str, Link, TranslationState], ...]
    count: int
    parts: Mapping[State, int]
    turn: Pagination = field(default_factory=Pagination)
    alternates: tuple[str, ...] = ()


class GlossaryEntry(NamedTuple):
    """A term as readers of one locale see it. `forbidden` pairs wordings to avoid with the reasons."""

    id: str
    name: LocalizedText
    original: LocalizedText
    definition: LocalizedText
    others: tuple[LocalizedText, ...]
    renderings: tuple[LocalizedText, ...]
    forbidden: tuple[tuple[str, LocalizedText], ...]


class GlossaryView(NamedTuple):
    """Every term of the site, in the locale's order."""

    entries: tuple[GlossaryEntry, ...]
    translation: TranslationState
    alternates: tuple[str, ...] = ()


class ContentsView(NamedTuple):
    """The table of contents of a book."""

    prose: tuple[Link, ...]
    methods: tuple[Link, ...]
    sets: tuple[Link, ...]
    alternates: tuple[str, ...] = ()


class ChooserView(NamedTuple):
    """The page that asks for a language."""

    alternates: tuple[str, ...] = ()


class NotFoundView(NamedTuple):
    """The page for addresses that do not exist, which speaks all languages at once."""

    source: Locale
    catalogues: Mapping[str, Catalogue]
    alternates: tuple[str, ...] = ()

    def say(self, code: str, message: str) -> LocalizedText:
        """A message in a language, else in the source language."""
        forms = self.catalogues[code].messages.get(("", str(message))) if code in self.catalogues else None
        return LocalizedText(forms[0], code) if forms else LocalizedText(str(message), self.source.code)


class SitemapView(NamedTuple):
    """Pages by their path inside a locale, each with the locales it is translated into."""

    pages: tuple[tuple[str, tuple[str, ...]], ...]


class SitemapIndexView(NamedTuple):
    """The paths of the files of a sitemap that one file could not hold."""

    paths: tuple[str, ...]


View = (
    MethodView
    | ComparisonView
    | MethodIndexView
    | SetsView
    | ColumnView
    | SearchView
    | ProseView
    | TimelineView
    | ContributeView
    | DraftView
    | TranslationStatusView
    | GlossaryView
    | ContentsView
    | ChooserView
    | NotFoundView
    | SitemapView
    | SitemapIndexView
)
