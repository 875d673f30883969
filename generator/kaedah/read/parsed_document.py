"""The schema of a content file, and the result of parsing the files of a document."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from kaedah.documents import Document
from kaedah.model import Field, Site
from kaedah.problems import Problem, Violation
from kaedah.read.kinds import Role, is_translated, with_role
from kaedah.summaries import DocumentSummary


class DocumentSchema(NamedTuple):
    """The schema of the front matter of one type of document."""

    kind: str  # the folder: `methods`, `comparisons` or `pages`
    name: str  # the part that names the document: `name` or `title`
    fields: tuple[Field, ...] = ()
    neutral: tuple[str, ...] = ()  # further keys of the source file, all required
    optional: tuple[str, ...] = ()  # further keys of the source file that may be left out
    has_rows: bool = False  # whether documents may be rows of data files
    links_terms: bool = False  # whether the first use of each term of the glossary is linked in its bodies
    same: tuple[str, ...] = ()  # the parts that all languages have alike

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the translated parts in page order, without the body."""
        return (self.name, *(item.id for item in self.fields if is_translated(item) and item not in self.names))

    @property
    def all_parts(self) -> tuple[str, ...]:
        """The same, each followed by that of the note on it."""
        own = self.parts
        noted = [part for item in self.fields for part in (item.id, item.note) if part in own or part == item.note]
        return (self.name, *noted)

    @property
    def names(self) -> tuple[Field, ...]:
        """The fields of other names, of which a translation has its own."""
        return tuple(field for field in with_role(self.fields, Role.NAMES) if field.translate)

    @property
    def source_keys(self) -> tuple[str, ...]:
        return (self.name, *(item.id for item in self.fields), *self.neutral, *self.optional, "sort_key", "allow")

    @property
    def translation_keys(self) -> tuple[str, ...]:
        parts = [part for part in self.parts if part not in self.same]
        return ("translates", "reviewed", *parts, *(item.id for item in self.names), "sort_key", "allow")


def methods_schema(fields: tuple[Field, ...], same: tuple[str, ...] = ()) -> DocumentSchema:
    """The schema of the methods of a site with these fields; `same` are the parts that all languages have alike."""
    optional = ("previous",)
    return DocumentSchema("methods", "name", fields, optional=optional, has_rows=True, links_terms=True, same=same)


class Mention(NamedTuple):
    """A mention of a document or a term of the site in a file; or of an image.

    key: as in `methods/lora` or `terms/rank`; of an image its name.
    path, line, column: where.
    anchor: of a heading of the document; empty without one.
    lang: the language of the text; empty for what is the same in all languages.
    """

    key: str
    path: str
    line: int
    column: int
    anchor: str = ""
    lang: str = ""

    @property
    def link(self) -> str:
        """The key with the anchor: `methods/lora#use`."""
        return f"{self.key}#{self.anchor}" if self.anchor else self.key


class DocumentContents(NamedTuple):
    """The contents of a parsed document."""

    values: dict[str, object]  # typed values by field
    document: Document
    members: tuple[str, ...] = ()  # slugs of the methods of a curated comparison
    mentions: tuple[Mention, ...] = ()  # of documents and terms in its files
    images: tuple[Mention, ...] = ()  # that its files show
    cited: dict[str, tuple[int, ...]] = {}  # by field, the numbers of the references that its value is from

    def load(self) -> "DocumentContents":
        """Itself: it is in memory."""
        return self

    def with_body(self, locale: str) -> "DocumentContents":
        """The same contents, with the body of one language in memory."""
        return self._replace(document=self.document.with_body(locale))


class StoredContents(Protocol):
    """Contents in memory, or in a pack and loaded on demand."""

    def load(self) -> DocumentContents: ...


class ParsedDocument(NamedTuple):
    """A document parsed on its own, before checks across documents.

    id: its slug or name.
    path: of its source file, as problems show it.
    contents: its values and words.
    mentioned: what of the site its files name, as in `methods/lora` and `methods/lora#use`.
    summary: what the plan knows of it.
    findings: the ids of rules that need no other document, each with a violation.
    problems: what is wrong with its files.
    """

    id: str
    path: str
    contents: StoredContents
    mentioned: tuple[str, ...] = ()
    summary: DocumentSummary = DocumentSummary()
    findings: tuple[tuple[str, Violation], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def values(self) -> dict[str, object]:
        return self.contents.load().values

    @property
    def document(self) -> Document:
        return self.contents.load().document

    @property
    def members(self) -> tuple[str, ...]:
        return self.contents.load().members


Inspect = Callable[[DocumentSchema, ParsedDocument, Site], tuple[tuple[str, Violation], ...]]


class ParseContext(NamedTuple):
    """What parsing a document needs besides its files.

    base: the folder that holds the content folder.
    blank: the site without documents.
    inspect: finds what rules say of one document while all of it is at hand.
    packs: how the paths of the packs begin that contents are put into; None keeps them in memory.
    """

    base: Path
    blank: Site
    inspect: Inspect
    packs: Path | None = None
