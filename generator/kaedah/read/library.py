"""Documents as an earlier build read them, in a folder that the next build, or another machine's, begins with.

What decides is the content of the files: a document is known by the digest of its files, and a fresh checkout with
fresh times finds all of them. A file that has the time, size and inode it had is not even opened: as Git does, and with
Git's care for files that were changed at the very time they were read.
"""

import hashlib
import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import cast

from kaedah.digests import digest_of
from kaedah.problems import Problem, Report, has_errors
from kaedah.read.config import SiteConfig, read_config
from kaedah.read.discovery import KINDS, DocumentFiles, files_of, find_files
from kaedah.read.documents import DOCUMENTS_AT_ONCE, read_some
from kaedah.read.files import MAX_FILE_BYTES, is_ignored, read_bytes
from kaedah.read.folders import Folders
from kaedah.read.kept import CATALOGUE, CHANGES, MOST_CHANGES, NOTHING, Volume, load_kept, opened, write_parts
from kaedah.read.parsed_document import DocumentSchema, ParseContext, ParsedDocument
from kaedah.state.stat import FileStat, are_settled, stat_or_gone
from kaedah.workers import Workers, batched

# What was read before any document.
FRAME = "frame"
# Packs that a folder may have before the small ones are given up: what they hold is read again.
MOST_PACKS = 40


class Library:
    """The documents of one site in one folder.

    `salt` stands for the code that reads them; `now` is the time in nanoseconds, before any file was looked at; `seen`
    are prints of files that were looked at since, by path.
    """

    def __init__(self, folder: Path, salt: str, now: int, seen: Mapping[str, FileStat] | None = None) -> None:
        self.folder, self._salt, self._began, self._seen = folder, salt, now, seen or {}
        self.shelf = folder / f"{self._began:x}"
        self._kept = load_kept(folder, salt)
        self._now: dict[str, Volume] = {}
        self._prints: dict[str, FileStat] = {}
        self._judged_now = NOTHING
        self._framed: tuple[str, int, list[Problem], SiteConfig] | None = None

    def framed(self, folders: Folders, problems: list[Problem]) -> SiteConfig | None:
        """As `read_frame`, but files that are as an earlier build read them are not read again."""
        documents = tuple(f"{folders.content}{os.sep}{kind}{os.sep}" for kind in KINDS)
        stats = sorted(item for item in self._seen.items() if not item[0].startswith(documents))
        basis = digest_of(self._salt, repr(folders), stats)
        with suppress(Exception), opened(self.folder / FRAME) as handle:  # whatever it is, it is read anew
            known, began = pickle.load(handle)
            if known == basis and stats and are_settled((file_stat for _, file_stat in stats), began):
                told, frame = pickle.load(handle)
                problems += told
                return cast(SiteConfig, frame)
        own: list[Problem] = []
        found = read_config(folders, own)
        problems += own
        if found is not None and not has_errors(own):
            self._framed = basis, self._began, own, found
        return found

    def read_documents(
        self, content: Path, schema: DocumentSchema, reading: ParseContext, problems: list[Problem], workers: Workers
    ) -> tuple[list[ParsedDocument], list[str]]:
        """As `read.documents.read_documents`, but what an earlier build has read is not read again."""
        blank = reading.blank
        basis = digest_of(self._salt, schema, blank.settings, blank.glossary.terms, str(reading.base))
        folder, kind, source = content / schema.kind, schema.kind, blank.settings.source.code
        files = self._files_before(folder, kind, basis)
        found: dict[str, DocumentFiles] = {}
        if files is None:
            found = find_files(folder, reading.base, blank.settings, problems)
            files = {name: tuple(item.paths) for name, item in found.items()}
        stats = {path: self._seen.get(path) or stat_or_gone(path) for paths in files.values() for path in paths}
        touched = {path for path, file_stat in stats.items() if self._kept.stats.get(path) != file_stat}
        self._prints |= stats
        names = sorted(files)
        changed: list[tuple[str, DocumentFiles, str]] = []
        for name in names:
            known = self._kept.volumes.get(f"{kind}/{name}")
            same = known and known.settled and known.files == files[name] and known.digest.startswith(basis)
            if known and same and touched.isdisjoint(known.files):
                self._now[f"{kind}/{name}"] = known
            else:
                changed.append((name, found.get(name) or files_of(files[name], source), known.digest if known else ""))
        reread = set()
        for batch, faults in workers.map(_read_changed, batched(changed, DOCUMENTS_AT_ONCE), schema, reading, basis):
            problems += faults
            for name, digest, draft in batch:
                key = f"{kind}/{name}"
                settled = are_settled((stats[path] for path in files[name]), self._began)
                read = draft.shared() if draft else self._kept.volumes[key].draft
                self._now[key] = Volume(files[name], settled, digest, read)
                if draft is not None:
                    reread.add(name)
        drafts = [self._now[key].draft for name in names if (key := f"{kind}/{name}") in self._now]
        problems += [fault for draft in drafts if draft.id not in reread for fault in draft.problems]
        return drafts, [name for name in names if name not in found or found[name].source is not None]

    def _files_before(self, folder: Path, kind: str, basis: str) -> dict[str, tuple[str, ...]] | None:
        """The files of each document of a folder, where there are just those that it had before: to look them up by
        their names would take as long as to look at their times. None where there may be others.
        """
        begin, sort = f"{folder}{os.sep}", f"{kind}/"
        there = {path: file_stat for path, file_stat in self._seen.items() if path.startswith(begin)}
        known = {key: volume for key, volume in self._kept.volumes.items() if key.startswith(sort)}
        files = {key.removeprefix(sort): volume.files for key, volume in known.items()}
        left = there.keys() - chain.from_iterable(files.values())
        same = (
            len(there) - len(left) == sum(map(len, files.values()))
            and all(volume.digest.startswith(basis) for volume in known.values())
            and all(file_stat[0] >= 0 for file_stat in there.values())
            and all(is_ignored(path.removeprefix(begin)) for path in left)
        )
        return files if same and known and self._seen else None

    def judged(self, basis: str, find: Callable[[], list[Problem]]) -> list[Problem]:
        """What rules over all documents find; not asked again where nothing changed that they look at."""
        self._judged_now = self._kept.judged if self._kept.judged[0] == basis else (basis, find())
        return self._judged_now[1]

    def save(self) -> None:
        """Keeps what was read for the next build. Raises OSError."""
        if self._framed is not None:
            basis, began, problems, frame = self._framed
            self._write(FRAME, (basis, began), (problems, frame))
        was = self._kept
        if self._now == was.volumes and self._prints == was.stats and self._judged_now[0] == was.judged[0]:
            return
        kept = self._now if len(self._packs()) <= MOST_PACKS else self._without_small_packs()
        changed = {key: volume for key, volume in kept.items() if was.listed.get(key) is not volume}
        gone = [*(was.listed.keys() - kept.keys())]
        if (len(changed) + len(gone)) * MOST_CHANGES < len(kept):
            stats = {path: file_stat for path, file_stat in self._prints.items() if was.noted.get(path) != file_stat}
            self._write(CHANGES, was.locale_site, (changed, gone, stats, self._judged_now))
        else:
            self._write(CATALOGUE, self._salt, (self._began, kept, self._prints, self._judged_now))
        used = self._packs()  # this build may open what the next one reads anew
        for path in self.folder.glob("*.pack"):
            if str(path) not in used:
                with suppress(OSError):
                    path.unlink()

    def _write(self, name: str, *parts: object) -> None:
        beside = self.folder / f"{name}.new"
        self.folder.mkdir(parents=True, exist_ok=True)
        write_parts(beside, parts)
        beside.replace(self.folder / name)

    def _packs(self) -> set[str]:
        return {volume.draft.pack for volume in self._now.values()}

    def _without_small_packs(self) -> dict[str, Volume]:
        largest = sorted(self._packs(), key=lambda pack: Path(pack).stat().st_size, reverse=True)[: MOST_PACKS // 4]
        return {key: volume for key, volume in self._now.items() if volume.draft.pack in largest}


def _read_changed(
    found: Sequence[tuple[str, DocumentFiles, str]], schema: DocumentSchema, reading: ParseContext, basis: str
) -> tuple[list[tuple[str, str, ParsedDocument | None]], list[Problem]]:
    """Documents with their digests, None in the place of those that are the known ones; and the problems of others."""
    digests = {name: basis + _digest(files) for name, files, _ in found}
    known: list[tuple[str, str, ParsedDocument | None]] = [
        (name, was, None) for name, _, was in found if digests[name] == was
    ]
    others = [(name, files) for name, files, was in found if digests[name] != was]
    drafts, problems = read_some(others, schema, reading) if others else ([], [])
    for _, files, _ in found:
        files.contents.clear()
    return known + [(draft.id, digests[draft.id], draft) for draft in drafts], problems


def _digest(files: DocumentFiles) -> str:
    """The digest of the files of a document, with their names; nothing fits what cannot be read. What was read stays
    with the files.
    """
    state = hashlib.blake2b(digest_size=16)
    for path in files.paths:
        content = read_bytes(Path(path), Report(path), MAX_FILE_BYTES)
        if content is None:  # reading the document will tell
            return "unreadable"
        files.contents[path] = content
        state.update(f"{path} {len(content)} ".encode() + content)
    return state.hexdigest()
