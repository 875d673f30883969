"""Content files → drafts, as many at once as there are: what is read in one process, and what lies on a shelf.

Methods, curated comparisons and prose pages are all documents: a source file, and translations that hold words only.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from generator.problems import Problem
from generator.read.discovery import DocumentFiles, find_files
from generator.read.drafting import draft_of
from generator.read.drafts import Contents, Draft, Reading, Schema
from generator.read.shelf import Pack, ShelvedBulk, folded, plain_bulk
from generator.texts import Document, Text
from generator.workers import Workers, batched

DOCUMENTS_AT_ONCE = 40


def read_documents(
    content: Path, schema: Schema, reading: Reading, problems: list[Problem], workers: Workers
) -> tuple[list[Draft], list[str]]:
    """Every document of one kind, sorted by id, and the ids of all that are there.

    Files that cannot be used are left out of the documents, with problems; what links to them is not wrong.
    """
    found = sorted(find_files(content / schema.kind, reading.base, reading.blank.settings, problems).items())
    drafts: list[Draft] = []
    for read, faults in workers.map(read_some, batched(found, DOCUMENTS_AT_ONCE), schema, reading):
        problems += faults
        drafts += read
    return drafts, [name for name, files in found if files.source is not None]


def read_some(
    found: Sequence[tuple[str, DocumentFiles]], schema: Schema, reading: Reading
) -> tuple[list[Draft], list[Problem]]:
    """Some documents and their problems; what a worker does."""
    problems: list[Problem] = []
    drafts = []
    with Pack(reading.shelf) if reading.shelf else nullcontext() as pack:
        for name, files in found:
            own: list[Problem] = []
            draft = draft_of(name, files, schema, reading, own)
            problems += own
            if draft is not None:
                draft = draft._replace(findings=reading.inspect(schema, draft, reading.blank), problems=tuple(own))
                drafts.append(_shelved(draft, pack) if pack else draft)
    return drafts, problems


def _shelved(draft: Draft, pack: Pack) -> Draft:
    """The draft with its contents put away, and the bulk of its texts apart from them."""
    values, document, members = draft.values, draft.document, draft.members

    def put(text: Text) -> Text:
        return text._replace(bulk=ShelvedBulk(pack.put(plain_bulk(text.bulk.load()))))

    translations = folded({locale: put(text) for locale, text in document.translations.items()})
    whole = Document(document.id, put(document.source), translations)
    contents = Contents(values, whole, members, draft.open().mentions)
    return draft._replace(contents=pack.put(contents))
