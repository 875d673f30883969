"""What a rule is: a pure function over a site that says where it is broken, and the words that tell of it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kaedah.documents import Document, Text
from kaedah.model import Site
from kaedah.problems import Level, Located, Position, Violation


class Example(NamedTuple):
    """The same lines wrong and right: front matter, a body, or an entry of a catalogue."""

    where: str
    bad: str
    good: str


class Rule(NamedTuple):
    """A rule with all that is said of it. `about` is its line in the document, `message` and `hint` are templates."""

    id: str
    level: Level
    about: str
    message: str
    hint: str
    example: Example
    find: Callable[[Site], Iterator[Violation]]
    alone: bool = True  # whether a document is judged without the others, while it is read


def violation_at(text: Text, position: Located, **values: object) -> Violation:
    """What is wrong with a value of a content file."""
    return Violation(
        text.path, position.line, position.column, tuple((name, str(value)) for name, value in values.items())
    )


def position_in(position: Located, raw: str, index: int) -> Position:
    """The place of a character of what stands at `place`."""
    lines = raw.count("\n", 0, index)
    return Position(position.line + lines, index - raw.rfind("\n", 0, index) if lines else position.column + index)


def documents_of(site: Site) -> Iterator[Document]:
    """Everything that has words: methods, curated comparisons and prose pages."""
    yield from (method.document for method in site.methods.values())
    yield from (item.document for item in site.sets.values())
    yield from site.prose.values()


def texts_of(site: Site) -> Iterator[Text]:
    """Every content file, sources and translations."""
    for document in documents_of(site):
        yield document.source
        yield from document.translations.values()
