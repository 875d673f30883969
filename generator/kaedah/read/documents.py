"""Content files → parsed documents. What did not change comes from the build state, or from memory while serving.

Methods, curated comparisons and prose pages are all documents: a source file, and translations that hold words only.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kaedah.digests import digest_of
from kaedah.problems import Problem
from kaedah.read.data_files import FOLDER, DataFiles, FoundEntry, is_data
from kaedah.read.discovery import DocumentFiles, files_of, find_files, id_of_file
from kaedah.read.document_codec import PackedContents, decode_document, encode_summary
from kaedah.read.parsed_document import DocumentSchema, ParseContext, ParsedDocument
from kaedah.read.walk import is_ignored
from kaedah.state.stat import MISSING, FileStat, any_racy, stat_or_missing
from kaedah.state.store import BuildState, DocumentRow
from kaedah.workers import Workers, batched

if TYPE_CHECKING:
    from kaedah.read.parse_changed import Parsed

DOCUMENTS_AT_ONCE = 40
# With more packs than this, the documents of the smaller ones are parsed again, so that few files stay.
MOST_PACKS = 40


class _Known(NamedTuple):
    """A document as it was parsed before.

    files: the paths of its files below the content folder, the source's first.
    racy: whether a file may have changed while it was read.
    digest: of its files' content and of all else that decides how it is parsed.
    document: None where its files could not be used; `problems` says why.
    """

    files: tuple[str, ...]
    racy: bool
    digest: str
    document: ParsedDocument | None
    problems: tuple[Problem, ...] = ()


class DocumentLoader:
    """The documents of one content folder: parsed where they changed, else as an earlier build or load parsed them.

    state: where parsed documents are stored; without one they stay in memory, as `serve` has them.
    stats: the stats of the content files by their paths below the content folder, where they are known.
    began: the time in nanoseconds before any file was looked at.
    salt: the digest of the code that parses.
    """

    def __init__(
        self,
        state: BuildState | None = None,
        stats: Mapping[str, FileStat] | None = None,
        began: int = 0,
        salt: str = "",
    ) -> None:
        self._state, self._seen, self._began, self._salt = state, stats, began, salt
        self.packs = state.folder / f"documents-{began:x}" if state else None
        self._stats: dict[str, FileStat] = _below("content/", state.inputs.load()) if state else {}
        self._changed = {path for path, item in (stats or {}).items() if self._stats.get(path) != item}
        self._rows = _by_folder(state.documents()) if state else {}
        self._packs = _usable({row.contents.pack for rows in self._rows.values() for row in rows})
        self._known: dict[str, dict[str, _Known]] = {}
        self._contexts: dict[str, tuple[Path, DocumentSchema, ParseContext, str]] = {}
        self.has_loaded = False  # whether documents were looked at
        self.data = DataFiles()
        self._racy_data = {*state.get("racy data").decode().split("\n")} if state else {*()}

    def load(
        self, content: Path, schema: DocumentSchema, context: ParseContext, problems: list[Problem], workers: Workers
    ) -> tuple[list[ParsedDocument], list[str]]:
        """Every document of one folder, sorted by id, and the ids of all that have a source file.

        Documents whose files cannot be used are left out, with problems; links to them are not wrong.
        """
        kind, blank, self.has_loaded = schema.kind, context.blank, True
        basis = digest_of(self._salt, schema, blank.settings, blank.glossary.terms, content.name)
        self._contexts[kind] = content, schema, context, basis
        known = self._known_of(kind, schema)
        files, found, rows = self._files(content, context, schema, known, basis, problems)
        stats: dict[str, FileStat] = {}
        changed: list[tuple[str, DocumentFiles, str]] = []
        kept: dict[str, _Known] = {}
        for name in sorted(files):
            old = known.get(name)
            if old and not (found or old.racy) and self._changed.isdisjoint(old.files):  # its name and basis are right
                kept[name] = old
                continue
            stats |= {path: self._stat(content, path) for path in files[name]}
            same = old is not None and not old.racy and old.files == files[name] and old.digest.startswith(basis)
            own = [path for path in files[name] if not is_data(path)]
            row = rows.get(name)
            same_row = row is None or (old is not None and old.digest.endswith(f":{row.digest}"))
            if old and same and same_row and all(self._stats.get(path) == stats[path] for path in own):
                kept[name] = old
                continue
            here = found.get(name) or files_of(_paths(content, own), blank.settings.source.code)
            if len(own) == len(files[name]) or self._add_row(name, here, content, context):
                changed.append((name, here, old.digest if old else ""))
        fresh: dict[str, _Known] = {}
        size = min(DOCUMENTS_AT_ONCE, max(5, -(-len(changed) // (2 * workers.count))))  # so that all have work
        batches = workers.map(_parser(), batched(changed, size), schema, context, basis, content) if changed else ()
        for batch in batches:
            for name, digest, document, faults in batch:
                racy = any_racy((stats[path] for path in files[name] if not is_data(path)), self._began)
                if document is not None:
                    fresh[name] = _Known(files[name], racy, digest, _with_fields(document, schema))
                elif faults is None:  # the content is what it was
                    fresh[name] = known[name]._replace(files=files[name], racy=racy)
                else:
                    fresh[name] = _Known(files[name], True, "", None, faults)
        self._keep(kind, content, kept, fresh)
        self._stats.update(stats)
        everything = self._known[kind]
        for name in sorted(everything):
            item = everything[name]
            problems += item.document.problems if item.document else item.problems
        documents = [item.document for _, item in sorted(everything.items()) if item.document]
        return documents, [name for name in files if name not in found or found[name].source or name in rows]

    def reload(self, path: Path) -> tuple[str, ParsedDocument | None, list[Problem]] | None:
        """Parses the document that a file belongs to once more, and gives the folder, the document and the problems
        of its files; None where the file belongs to no document that was loaded, or to one with a row of a data file.
        """
        for kind, (content, schema, context, basis) in self._contexts.items():
            name = id_of_file(path, content)
            old = self._known[kind].get(name)
            if old is None or path not in [content / file for file in old.files]:
                continue
            stats = {file: self._stat(content, file) for file in old.files}
            if any(is_data(file) for file in old.files):  # other documents may have the same files
                return None
            files = files_of(_paths(content, old.files), context.blank.settings.source.code)
            ((_, digest, document, faults),) = _parser()([(name, files, "")], schema, context, basis, content)
            self._known[kind][name] = _Known(old.files, True, digest, document, tuple(faults or ()))
            self._stats.update(stats)
            return kind, document, list(document.problems if document else faults or ())
        return None

    def is_part_of(self, path: Path) -> bool:
        """Whether a loaded document has this file."""
        return path in self._files_in_use(path)

    def is_temporary(self, path: Path) -> bool:
        """Whether an editor made this file beside the documents' and removed it again."""
        if path.exists() or self.is_part_of(path):
            return False
        folders = [content / name for kind, (content, *_) in self._contexts.items() for name in (kind, FOLDER)]
        within = any(path.is_relative_to(folder) for folder in folders)
        return within and not any(path in file.parents for file in self._files_in_use())

    def _files_in_use(self, path: Path | None = None) -> Iterator[Path]:
        """The files of all loaded documents, or of those that this file may belong to."""
        for kind, (content, *_) in self._contexts.items():
            name = id_of_file(path, content) if path else ""
            for key, known in self._known[kind].items():
                if not path or key == name:
                    yield from (content / file for file in known.files)

    def _known_of(self, kind: str, schema: DocumentSchema) -> dict[str, _Known]:
        """The documents of a folder by id, as they were parsed before."""
        if self._state is None:
            return self._known.get(kind, {})
        try:
            return {
                (name := row.key.partition("/")[2]): _Known(
                    row.files, row.racy, row.digest, decode_document(name, row.summary, row.contents, schema.fields)
                )
                for row in self._rows.get(kind, [])
                if row.contents.pack in self._packs
            }
        except msgspec.DecodeError:
            return {}

    def _files(
        self,
        content: Path,
        context: ParseContext,
        schema: DocumentSchema,
        known: Mapping[str, _Known],
        basis: str,
        problems: list[Problem],
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, DocumentFiles], Mapping[str, FoundEntry]]:
        """The files of each document by its id, as paths below the content folder; and as they were found, with the
        rows of data files, where the folder had to be walked.

        Where the stats show just the files that were there before, names are not looked at again.
        """
        if self._seen and known:
            begins = (f"{schema.kind}/", f"{FOLDER}/")[: 1 + schema.has_rows]
            seen = {path: item for path, item in self._seen.items() if path.startswith(begins)}
            there = seen.keys()
            before = {path for item in known.values() for path in item.files}
            if (
                before <= there
                and all(item.digest.startswith(basis) for item in known.values())
                and min(seen.values(), default=MISSING)[0] >= 0
                and all(is_ignored(path.partition("/")[2].replace("/", os.sep)) for path in there - before)
                and all(self._is_same_data(path) for path in before if is_data(path))
            ):
                return {name: item.files for name, item in known.items()}, {}, {}
        found = find_files(content / schema.kind, context.base, context.blank.settings, problems)
        rows: Mapping[str, FoundEntry] = {}
        if schema.has_rows:
            current = all(item.digest.startswith(basis) for item in known.values())
            slugs = {item.digest.partition(":")[2]: name for name, item in known.items()} if current else {}
            rows = self.data.read(content, schema, context.base, context.blank.settings, basis, slugs, found, problems)
            found |= {name: DocumentFiles() for name in rows.keys() - found.keys()}
        start = len(str(content)) + 1
        files = {name: tuple(path[start:].replace(os.sep, "/") for path in item.paths) for name, item in found.items()}
        files |= {name: (*files[name], row.file) for name, row in rows.items()}
        return files, found, rows

    def _is_same_data(self, path: str) -> bool:
        """Whether a data file is as it was when its entries were looked at."""
        return self._stats.get(path) == self._stat(Path(), path) and path not in self._racy_data

    def _add_row(self, name: str, files: DocumentFiles, content: Path, context: ParseContext) -> bool:
        """Adds its row to the files of an entry. False where it has errors, which are reported with its file."""
        if not self.data.entries:  # no data file has changed
            _, schema, _, basis = self._contexts["methods"]
            self.data.read(content, schema, context.base, context.blank.settings, basis, {}, {}, [])
        found = self.data.entries.get(name)
        files.row = found.load(name, content, context.base) if found else None
        files.row_digest = found.digest if found else ""
        return files.row is not None

    def _stat(self, content: Path, path: str) -> FileStat:
        found = self._seen.get(path) if self._seen is not None else None
        return found or stat_or_missing(os.path.join(content, path))

    def _keep(self, kind: str, content: Path, kept: dict[str, _Known], fresh: Mapping[str, _Known]) -> None:
        self._known[kind] = {**kept, **fresh}
        if self._state is None:
            return
        rows = [_row(kind, item.document.id, item) for item in fresh.values() if item.document]
        stored = {f"{kind}/{name}" for name, item in self._known[kind].items() if item.document}
        gone = {row.key for row in self._rows.get(kind, [])} - stored
        self._state.put_documents(rows, gone)
        data = {path for item in self._known[kind].values() for path in item.files if is_data(path)}
        if data:
            racy = [path for path in sorted(data) if any_racy((self._stat(content, path),), self._began)]
            self._state.put("racy data", "\n".join(racy).encode())


def _parser() -> "Callable[..., list[Parsed]]":
    """`parse_changed`, imported where there is something to parse."""
    from kaedah.read.parse_changed import parse_changed

    return parse_changed


def _row(kind: str, name: str, item: _Known) -> DocumentRow:
    assert item.document is not None
    contents = item.document.contents
    assert isinstance(contents, PackedContents)
    return DocumentRow(
        f"{kind}/{name}", item.files, item.racy, item.digest, encode_summary(item.document), contents.place
    )


def _by_folder(rows: Iterator[DocumentRow]) -> dict[str, list[DocumentRow]]:
    found: dict[str, list[DocumentRow]] = {}
    for row in rows:
        found.setdefault(row.key.partition("/")[0], []).append(row)
    return found


def _below(prefix: str, stats: Mapping[str, FileStat]) -> dict[str, FileStat]:
    return {path.removeprefix(prefix): item for path, item in stats.items() if path.startswith(prefix)}


def _paths(content: Path, files: Sequence[str]) -> Iterator[str]:
    return (os.path.join(content, *file.split("/")) for file in files)


def _usable(packs: set[str]) -> set[str]:
    """The packs that exist; of very many the large ones, so that the documents of the others move to a new one."""
    sizes = {pack: stat_or_missing(pack)[0] for pack in packs}
    found = sorted((pack for pack, size in sizes.items() if size >= 0), key=sizes.__getitem__, reverse=True)
    return {*found[: MOST_PACKS // 4]} if len(packs) > MOST_PACKS else {*found}


def _with_fields(document: ParsedDocument, schema: DocumentSchema) -> ParsedDocument:
    """The document from a worker, which is sent without the fields of its schema."""
    found = document.contents
    return document._replace(
        contents=found._replace(fields=schema.fields) if isinstance(found, PackedContents) else found
    )
