"""The type of a rule: a pure function that finds violations in a site, with its message and hint."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kaedah.documents import Document, Text
from kaedah.model import Site
from kaedah.problems import Level, Located, Position, Violation


class Example(NamedTuple):
    """The same lines wrong and right."""

    where: str  # front matter, a body, or an entry of a catalogue
    bad: str
    good: str


class Rule(NamedTuple):
    """A rule with its texts."""

    id: str
    level: Level
    about: str  # one sentence for the documentation
    message: str  # a template
    hint: str  # a template
    example: Example
    find: Callable[[Site], Iterator[Violation]]
    alone: bool = True  # whether it checks each document alone, while the document is read


def violation_at(text: Text, position: Located, **values: object) -> Violation:
    """A violation at a position in a content file."""
    path = getattr(position, "path", "") or text.path
    pairs = tuple((name, str(value)) for name, value in values.items())
    return Violation(path, position.line, position.column, pairs, None, text.path if path != text.path else "")


def position_in(position: Located, raw: str, index: int) -> Position:
    """The position of the character `index` of a text that starts at `position`."""
    lines = raw.count("\n", 0, index)
    column = index - raw.rfind("\n", 0, index) if lines else position.column + index
    return Position(position.line + lines, column, getattr(position, "path", ""))


def documents_of(site: Site) -> Iterator[Document]:
    """Every document: methods, curated comparisons and prose pages."""
    yield from (method.document for method in site.methods.values())
    yield from (item.document for item in site.sets.values())
    yield from site.prose.values()


def texts_of(site: Site) -> Iterator[Text]:
    """Every text: sources and translations."""
    for document in documents_of(site):
        yield document.source
        yield from document.translations.values()
