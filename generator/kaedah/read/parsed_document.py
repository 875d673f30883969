"""What a content file may hold, and what is known of a document once its own files are read."""

from collections.abc import Callable
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from kaedah.documents import Document
from kaedah.model import Field, Site
from kaedah.problems import Problem
from kaedah.read.kinds import KINDS
from kaedah.read.shelf import Shelved
from kaedah.summaries import DocumentSummary


class DocumentSchema(NamedTuple):
    """What the front matter of one sort of document may hold."""

    kind: str  # the folder: `methods`, `comparisons` or `pages`
    name: str  # the part that names the document: `name` or `title`
    fields: tuple[Field, ...] = ()
    neutral: tuple[str, ...] = ()  # further keys of the source file

    @property
    def parts(self) -> tuple[str, ...]:
        """What is translated, in page order, without the body."""
        return (self.name, *(item.id for item in self.fields if KINDS[item.kind].translated and item.kind != "names"))

    @property
    def names(self) -> tuple[Field, ...]:
        return tuple(item for item in self.fields if item.kind == "names")

    @property
    def source_keys(self) -> tuple[str, ...]:
        return (self.name, *(item.id for item in self.fields), *self.neutral, "sort_key", "allow")

    @property
    def translation_keys(self) -> tuple[str, ...]:
        return ("translates", "reviewed", *self.parts, *(item.id for item in self.names), "sort_key", "allow")


class Mention(NamedTuple):
    """A method that a file names, and where."""

    slug: str
    path: str
    line: int
    column: int


class DocumentContents(NamedTuple):
    """The values and the words of a document, the methods that it compares, and where its files name methods."""

    values: dict[str, object]
    document: Document
    members: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def load(self) -> "DocumentContents":
        return self


class ParsedDocument(NamedTuple):
    """A document that was read on its own: what other files may show wrong of it is still to be judged.

    Its contents may lie on a shelf until they are asked for.
    """

    id: str
    path: str
    contents: DocumentContents | Shelved
    mentioned: tuple[str, ...] = ()  # the methods that its files name
    summary: DocumentSummary = DocumentSummary()
    findings: tuple[Any, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def values(self) -> dict[str, object]:
        return self.open().values

    @property
    def document(self) -> Document:
        return self.open().document

    @property
    def members(self) -> tuple[str, ...]:
        return self.open().members

    @property
    def pack(self) -> str:
        """The file it lies in; empty where it is in memory."""
        return self.contents.pack if isinstance(self.contents, Shelved) else ""

    def shared(self) -> "ParsedDocument":
        """The same, with what other documents have too as one thing for all of them."""
        return self._replace(mentioned=tuple(map(intern, self.mentioned)), summary=self.summary.shared())

    def open(self) -> DocumentContents:
        contents: DocumentContents = self.contents.load()
        return contents


Inspect = Callable[[DocumentSchema, ParsedDocument, Site], tuple[Any, ...]]


class ParseContext(NamedTuple):
    """What reading a document takes besides its files: how it is inspected while all of it is at hand, where its bulk
    is put (None keeps it in memory), and a site without documents.
    """

    base: Path
    blank: Site
    inspect: Inspect
    shelf: Path | None = None
