"""Documents as they were read, for a process that reads one site again and again.

A file that is as it was (its time, size and inode) is not read again. Builds do not use this: a fresh checkout has
fresh times, and only a server that has seen the files itself can tell that they are the same.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaedah.model import Site
from kaedah.problems import Problem, has_errors
from kaedah.read.discovery import DocumentFiles, find_files, shown_path
from kaedah.read.documents import DOCUMENTS_AT_ONCE, read_some
from kaedah.read.methods import build_method, build_prose, build_set, check_mentions
from kaedah.read.parsed_document import DocumentSchema, ParseContext, ParsedDocument
from kaedah.state.stat import FileStats, stat_or_gone
from kaedah.workers import Workers, batched


@dataclass(slots=True)
class _Kept:
    """A document, or None where its files are wrong, with the problems of its own files."""

    files: DocumentFiles
    stats: FileStats
    draft: ParsedDocument | None
    problems: list[Problem]


@dataclass(slots=True)
class _Read:
    """The documents of one kind, read in the same way."""

    schema: DocumentSchema
    reading: ParseContext
    kept: dict[str, _Kept] = field(default_factory=dict)

    @property
    def basis(self) -> tuple[object, ...]:
        """All besides its files that decides what a document reads as."""
        return self.schema, self.reading.blank.settings, self.reading.blank.glossary.terms


class Memory:
    """What a process knows of the documents it has read."""

    shelf = None  # all of it is kept where it is

    def __init__(self) -> None:
        self._kinds: dict[Path, _Read] = {}

    def read_documents(
        self, content: Path, schema: DocumentSchema, reading: ParseContext, problems: list[Problem], workers: Workers
    ) -> tuple[list[ParsedDocument], list[str]]:
        """As `read.documents.read_documents`, but what has not changed since the last time is not read."""
        folder, settings = content / schema.kind, reading.blank.settings
        known = self._kinds.get(folder)
        begun = _Read(schema, reading)
        if known is None or known.basis != begun.basis:
            known = self._kinds[folder] = begun
        known.reading = reading
        found = sorted(find_files(folder, reading.base, settings, problems).items())
        stats = {name: _prints(files) for name, files in found}
        fresh = [item for item in found if item[0] not in known.kept or known.kept[item[0]].stats != stats[item[0]]]
        batches = [*batched(fresh, DOCUMENTS_AT_ONCE)]
        for batch, (read, faults) in zip(batches, workers.map(read_some, batches, schema, reading), strict=True):
            by_name = {draft.id: draft for draft in read}
            for name, files in batch:
                own = _own(faults, files, reading.base)
                known.kept[name] = _Kept(files, stats[name], by_name.get(name), own)
        known.kept = {name: known.kept[name] for name, _ in found}
        problems += [problem for kept in known.kept.values() for problem in kept.problems]
        drafts = [kept.draft for kept in known.kept.values() if kept.draft is not None]
        return drafts, [name for name, files in found if files.source is not None]

    def read_again(self, site: Site, paths: Collection[Path]) -> tuple[Site, list[Problem]] | None:
        """The site with the documents behind these files as they are now, and the problems of their files.

        A document with errors stays as it was. None where more may have changed than documents that the site has. Rules
        over all of the site are not asked: this is for showing at once what was just written.
        """
        places = {self._place(path) for path in paths if not self._is_passing(path)}
        if None in places or not all(path.is_file() for path in paths if not self._is_passing(path)):
            return None
        told: list[Problem] = []
        for folder, name in sorted(place for place in places if place is not None):
            known = self._kinds[folder]
            files = known.kept[name].files
            stats = _prints(files)
            drafts, problems = read_some([(name, files)], known.schema, known.reading)
            draft = drafts[0] if drafts else None
            own = _own(problems, files, known.reading.base)
            known.kept[name] = _Kept(files, stats, draft, own)
            changed = site
            if draft is not None:
                check_mentions([draft], frozenset(site.methods), problems)
                found = _with_document(site, draft, known.schema.kind)
                if found is None:
                    return None
                changed = found
            site = site if has_errors(problems) else changed
            told += problems
        return site, told

    def _place(self, path: Path) -> tuple[Path, str] | None:
        """The folder and the name of the document that a file belongs to, if it was read before."""
        name = path.name.partition(".")[0]
        for folder, known in self._kinds.items():
            kept = known.kept.get(name)
            if kept is not None and path in _paths(kept.files):
                return folder, name
        return None

    def _is_passing(self, path: Path) -> bool:
        """Whether this is a file that an editor made beside ours and has taken away again."""
        if path.exists() or self._place(path) or not any(path.is_relative_to(folder) for folder in self._kinds):
            return False
        kept = (document for known in self._kinds.values() for document in known.kept.values())
        return not any(path in file.parents for document in kept for file in _paths(document.files))


def _with_document(site: Site, draft: ParsedDocument, kind: str) -> Site | None:
    """The site with this document in the place of the one of its name; None where it had none."""
    key = f"{kind}/{draft.id}"
    if key not in site.summaries:
        return None
    old = site.document(key)
    paths = {text.path for text in (old.source, *old.translations.values())}
    findings = tuple(item for item in site.findings if item[1].path not in paths) + draft.findings
    changes: dict[str, Any] = {"outlines": {**site.summaries, key: draft.summary}, "findings": findings}
    if kind == "methods":
        changes["methods"] = {**site.methods, draft.id: build_method(draft.id, draft.open(), site.fields)}
    elif kind == "comparisons":
        changes["sets"] = {**site.sets, draft.id: build_set(draft.id, draft.open())}
    else:
        changes["prose"] = {**site.prose, draft.id: build_prose(draft.id, draft.open())}
    return site._replace(**changes)


def _paths(files: DocumentFiles) -> list[Path]:
    return [*map(Path, files.paths)]


def _own(problems: list[Problem], files: DocumentFiles, base: Path) -> list[Problem]:
    paths = {shown_path(path, base) for path in _paths(files)}
    return [problem for problem in problems if problem.path in paths]


def _prints(files: DocumentFiles) -> FileStats:
    return {path: stat_or_gone(path) for path in files.paths}
