"""What a build keeps of the documents that it read, and how the next one loads it."""

import pickle
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

from kaedah.problems import Problem
from kaedah.read.parsed_document import ParsedDocument
from kaedah.state.stat import FileStat

CATALOGUE = "documents"
# What has changed since the catalogue was written; with more than one in so many, the catalogue is written anew.
CHANGES, MOST_CHANGES = "changes", 10

_SUM = 4  # bytes of a checksum
# What was found wrong with all documents together, and the digest of what was looked at.
Judged = tuple[str, list[Problem]]
NOTHING: Judged = ("", [])


class Volume(NamedTuple):
    """A document on the shelf: its files, the source's first; `digest` is of them and of all else that decides how they
    are read.

    `settled` tells whether the files were left alone for long enough before they were read that their times can be
    trusted: what a file is changed to at that very time may have the same.
    """

    files: tuple[str, ...]
    settled: bool
    digest: str
    draft: ParsedDocument


class Kept(NamedTuple):
    """What the same code saved: the catalogue with the time it is of, what it lists and the prints it notes; and what
    is known by now of documents, their files, and what is wrong with all of them together.
    """

    locale_site: int = 0
    listed: Mapping[str, Volume] = {}
    noted: Mapping[str, FileStat] = {}
    volumes: Mapping[str, Volume] = {}
    stats: Mapping[str, FileStat] = {}
    judged: Judged = NOTHING


def load_kept(folder: Path, salt: str) -> Kept:
    """What was saved; nothing where that cannot be read."""
    try:
        with opened(folder / CATALOGUE) as handle:
            if pickle.load(handle) != salt:  # what another code wrote may be of types that are no more
                return Kept()
            locale_site, listed, noted, judged = pickle.load(handle)
            kept = _with_changes(folder, Kept(locale_site, listed, noted, listed, noted, judged))
            if all(Path(pack).exists() for pack in {item.draft.pack for item in kept.volumes.values()}):
                return kept
    except Exception:  # whatever it is, it is read anew
        pass
    return Kept()


def opened(path: Path) -> BytesIO:
    """What `write_parts` wrote, to be unpickled part by part. Raises OSError; ValueError where it is damaged."""
    content = path.read_bytes()
    if content[:_SUM] != crc32(memoryview(content)[_SUM:]).to_bytes(_SUM, "big"):
        raise ValueError(f"{path} is not as it was written")
    stream = BytesIO(content)
    stream.seek(_SUM)
    return stream


def write_parts(path: Path, parts: Iterable[object]) -> None:
    """Pickles the parts into a file one after the other, with a checksum before them. Raises OSError."""
    with path.open("wb") as handle:
        summed = _Summed(handle)
        handle.write(bytes(_SUM))
        for part in parts:
            pickle.dump(part, summed, pickle.HIGHEST_PROTOCOL)
        handle.seek(0)
        handle.write(summed.sum.to_bytes(_SUM, "big"))


class _Summed:
    """A file that is written to, and the checksum of it."""

    def __init__(self, handle: BinaryIO) -> None:
        self._handle, self.sum = handle, 0

    def write(self, piece: bytes | bytearray | memoryview) -> int:
        self.sum = crc32(piece, self.sum)
        return self._handle.write(piece)


def _with_changes(folder: Path, kept: Kept) -> Kept:
    """The catalogue of this edition brought up to date; as it is where nothing has changed since."""
    with suppress(Exception), opened(folder / CHANGES) as handle:  # without it some documents are read again
        if pickle.load(handle) == kept.locale_site:
            changed, gone, stats, judged = pickle.load(handle)
            known = {**kept.listed, **changed}
            volumes = {key: volume for key, volume in known.items() if key not in gone}
            return kept._replace(volumes=volumes, stats={**kept.noted, **stats}, judged=judged)
    return kept
