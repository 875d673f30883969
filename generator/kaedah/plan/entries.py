"""What readers of one locale see of a document: a method as a column or in a list, and how its translation stands."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kaedah.documents import Alias, LocalizedText, State, Status
from kaedah.model import Source


class PartStatus(NamedTuple):
    """How one part of a document stands in a locale. `id` is `name`, `title`, `body` or the id of a field."""

    id: str
    status: Status
    state: State


class TranslationState(NamedTuple):
    """The state of the translation of a document, and its files."""

    parts: tuple[PartStatus, ...] = ()
    reviewed: bool = True  # by a native speaker
    source_path: str = ""
    path: str = ""  # the translation's file, which may not exist yet
    exists: bool = True
    stem: str = ""  # of its Markdown files: their path without a language and the ending
    data_path: str = ""  # the data file with its facts, where its text is in another file

    def parts_with(self, status: Status) -> tuple[PartStatus, ...]:
        return tuple(part for part in self.parts if part.status is status)


class ValueNote(NamedTuple):
    """What is noted on a value: words, and the references that it is from with their numbers."""

    words: LocalizedText | None
    sources: tuple[tuple[int, Source], ...]


class Entry(NamedTuple):
    """One method as readers of one locale see it: the stuff of a column. Values are in the order of the fields; notes
    stand at the places of theirs.

    facts: the values before they were put into the language, by field
    number: tells it from every other entry that the process made
    """

    slug: str
    locale: str
    name: LocalizedText
    original: LocalizedText
    values: tuple[Any, ...]
    lead: LocalizedText | None
    facts: Mapping[str, Any]
    number: int = 0
    notes: Mapping[int, ValueNote] = {}

    @property
    def lead_place(self) -> int:
        """The place of the lead among the values."""
        return next(place for place, value in enumerate(self.values) if value is self.lead)

    @property
    def noted(self) -> bool:
        """Whether a value has a note in words."""
        return any(note.words for note in self.notes.values())


class ListEntry(NamedTuple):
    """What lists and search show of a method: its name here and in the source, all its other names, its gist or else
    its lead; and the people by whom it is found.
    """

    slug: str
    name: LocalizedText
    original: LocalizedText
    others: tuple[Alias, ...]
    lead: LocalizedText | None
    people: tuple[str, ...] = ()
