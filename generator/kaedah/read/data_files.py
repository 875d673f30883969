"""The files in `content/data` → the entries in them, by slug."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from kaedah.digests import digest_of_bytes
from kaedah.model import Settings
from kaedah.problems import Position, Problem, Report, has_errors
from kaedah.read.data_row import DataRow
from kaedah.read.data_rows import ENDINGS, MAX_BYTES, DataEntry, DataFile, split_data_file
from kaedah.read.discovery import DocumentFiles
from kaedah.read.files import read_bytes
from kaedah.read.parsed_document import DocumentSchema
from kaedah.read.walk import shown_path, walk_paths

FOLDER = "data"  # in the content folder


def is_data(path: str) -> bool:
    """Whether a path below the content folder is that of a data file."""
    return path.startswith(f"{FOLDER}/")


class FoundEntry(NamedTuple):
    """An entry and its file, as a path below the content folder and as problems show it."""

    file: str
    shown: str
    entry: DataEntry

    @property
    def digest(self) -> str:
        return self.entry.digest

    def load(self, slug: str, content: Path, base: Path) -> DataRow | None:
        """The nodes of the entry. None where they have errors, which were reported with the file."""
        report = Report(self.shown)
        row = self.entry.load(report)
        stem = shown_path(content / "methods" / slug, base)
        return row._replace(stem=stem, problems=(*row.problems, *report.problems)) if row else None


class DataFiles:
    """The data files of one content folder. What was split before is not split again.

    has_errors: whether entries may be missing because a file could not be used.
    """

    def __init__(self) -> None:
        self.has_errors = False
        self.entries: dict[str, FoundEntry] = {}
        self._split: dict[str, tuple[str, DataFile]] = {}  # by path, with the digest of the content and the basis

    def read(
        self,
        content: Path,
        schema: DocumentSchema,
        base: Path,
        settings: Settings,
        basis: str,
        slugs: Mapping[str, str],
        markdown: Mapping[str, DocumentFiles],
        problems: list[Problem],
    ) -> Mapping[str, FoundEntry]:
        """The entries of all files by slug; one that cannot be used is an error.

        base: the folder that holds the content folder.
        basis: the digest of all that decides how a file is split.
        slugs: of entries that are known already, by their digest.
        markdown: the Markdown files by slug; these may state what a row leaves out.
        """
        own: list[Problem] = []
        codes = tuple(locale.code for locale in settings.locales if locale != settings.source)
        found: dict[str, FoundEntry] = {}
        split: dict[str, tuple[str, DataFile]] = {}
        for path, linked in walk_paths(content / FOLDER, base, own):
            shown = shown_path(Path(path), base)
            report = Report(shown, own)
            if not linked and not path.lower().endswith(ENDINGS):
                hint = "data files end in .csv, .tsv, .json or .yaml: save it as one of these, or move it elsewhere"
                report.warning(Position(), "this file is ignored", hint)
                continue
            raw = read_bytes(path, report, MAX_BYTES)
            if raw is None:
                continue
            key = basis + digest_of_bytes(raw)
            before = self._split.get(path)
            made = before[1] if before and before[0] == key else split_data_file(shown, raw, schema, codes, slugs)
            split[path] = key, made
            own += made.problems
            name = path[len(str(content)) + 1 :].replace(os.sep, "/")
            _add(found, made, name, markdown, report)
        self._split, self.entries, self.has_errors = split, found, has_errors(own)
        problems += own
        return found


def _add(
    found: dict[str, FoundEntry], file: DataFile, name: str, markdown: Mapping[str, DocumentFiles], report: Report
) -> None:
    """Adds the entries of a file to those of others. A slug that is there already is an error."""
    for entry in file.entries:
        first = found.setdefault(entry.slug, FoundEntry(name, report.path, entry))
        if first.entry is not entry:
            report.error(
                entry.place,
                'the slug "{slug}" is that of another row: {path}',
                "remove one of the two, or give one another `slug`",
                slug=entry.slug,
                path=f"{first.shown}:{first.entry.place.line}",
            )
    has_source: Collection[str] = {slug for slug, files in markdown.items() if files.source}
    if file.missing and any(entry.slug not in has_source for entry in file.entries):
        for column in file.missing:
            message = 'missing {what} "{name}"'
            report.error(Position(), message, "add a column `{name}`", what="column", name=column)
