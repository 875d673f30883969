"""Parses documents whose files may have changed. A worker does it, so it gets and gives what can be sent."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from kaedah.problems import Problem, Report
from kaedah.read.discovery import DocumentFiles
from kaedah.read.document_codec import PackedContents, pack_contents
from kaedah.read.files import MAX_FILE_BYTES, read_bytes
from kaedah.read.parse_document import parse_document
from kaedah.read.parsed_document import DocumentSchema, ParseContext, ParsedDocument
from kaedah.state.packs import Pack, PackRef

# Of a document that was looked at: its id, its digest, the document where it had to be parsed and can be used; else
# its problems, None where its content is as it was.
Parsed = tuple[str, str, ParsedDocument | None, tuple[Problem, ...] | None]


def parse_changed(
    found: Sequence[tuple[str, DocumentFiles, str]],
    schema: DocumentSchema,
    context: ParseContext,
    basis: str,
    content: Path,
) -> list[Parsed]:
    """Documents, each with the digest it had before, parsed where that is another one now."""
    results: list[Parsed] = []
    with Pack(context.packs) if context.packs else nullcontext() as pack:
        for name, files, before in found:
            digest = _digest(files, content, basis)
            if digest and digest == before:
                results.append((name, digest, None, None))
                continue
            own: list[Problem] = []
            document = parse_document(name, files, schema, context, own)
            files.contents.clear()
            if document is None:
                results.append((name, "", None, tuple(own)))
                continue
            document = document._replace(findings=context.inspect(schema, document, context.blank), problems=tuple(own))
            if pack is not None:
                place: PackRef = pack_contents(document.contents.load(), pack)
                document = document._replace(contents=PackedContents(name, place, ()))
            results.append((name, digest, document, None))
    return results


def _digest(files: DocumentFiles, content: Path, basis: str) -> str:
    """The digest of the files of a document, with their names, after `basis`; empty where a file cannot be read. What
    was read stays with the files.
    """
    state = hashlib.blake2b(digest_size=16)
    start = len(str(content)) + 1
    for path in files.paths:
        found = read_bytes(path, Report(path), MAX_FILE_BYTES)
        if found is None:  # parsing the document reports it
            return ""
        files.contents[path] = found
        state.update(f"{path[start:].replace(os.sep, '/')} {len(found)} ".encode() + found)
    return basis + state.hexdigest() + (f":{files.row_digest}" if files.row else "")
