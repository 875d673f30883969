"""Content files → drafts, as many at once as there are: what is read in one process, and what lies on a shelf.

Methods, curated comparisons and prose pages are all documents: a source file, and translations that hold words only.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from kaedah.documents import Document, Text
from kaedah.problems import Problem
from kaedah.read.discovery import DocumentFiles, find_files
from kaedah.read.parse_document import parse_document
from kaedah.read.parsed_document import DocumentContents, DocumentSchema, ParseContext, ParsedDocument
from kaedah.read.shelf import Pack, ShelvedBulk, folded, plain_bulk
from kaedah.workers import Workers, batched

DOCUMENTS_AT_ONCE = 40


def read_documents(
    content: Path, schema: DocumentSchema, reading: ParseContext, problems: list[Problem], workers: Workers
) -> tuple[list[ParsedDocument], list[str]]:
    """Every document of one kind, sorted by id, and the ids of all that are there.

    Files that cannot be used are left out of the documents, with problems; what links to them is not wrong.
    """
    found = sorted(find_files(content / schema.kind, reading.base, reading.blank.settings, problems).items())
    drafts: list[ParsedDocument] = []
    for read, faults in workers.map(read_some, batched(found, DOCUMENTS_AT_ONCE), schema, reading):
        problems += faults
        drafts += read
    return drafts, [name for name, files in found if files.source is not None]


def read_some(
    found: Sequence[tuple[str, DocumentFiles]], schema: DocumentSchema, reading: ParseContext
) -> tuple[list[ParsedDocument], list[Problem]]:
    """Some documents and their problems; what a worker does."""
    problems: list[Problem] = []
    drafts = []
    with Pack(reading.shelf) if reading.shelf else nullcontext() as pack:
        for name, files in found:
            own: list[Problem] = []
            draft = parse_document(name, files, schema, reading, own)
            problems += own
            if draft is not None:
                draft = draft._replace(findings=reading.inspect(schema, draft, reading.blank), problems=tuple(own))
                drafts.append(_shelved(draft, pack) if pack else draft)
    return drafts, problems


def _shelved(draft: ParsedDocument, pack: Pack) -> ParsedDocument:
    """The draft with its contents put away, and the bulk of its texts apart from them."""
    values, document, members = draft.values, draft.document, draft.members

    def put(text: Text) -> Text:
        return text._replace(bulk=ShelvedBulk(pack.put(plain_bulk(text.bulk.load()))))

    translations = folded({locale: put(text) for locale, text in document.translations.items()})
    whole = Document(document.id, put(document.source), translations)
    contents = DocumentContents(values, whole, members, draft.open().mentions)
    return draft._replace(contents=pack.put(contents))
