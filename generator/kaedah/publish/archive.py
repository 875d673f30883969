"""Pages → one ZIP file, to be carried on a stick and read without a network. The same site gives the same bytes."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from kaedah.model import Site
from kaedah.plan.site_plan import Plan
from kaedah.publish.page_writer import SERIAL_PAGES, make_jobs, render_far
from kaedah.render.render import Rendered
from kaedah.workers import Workers

CHECKSUMS = "SHA256SUMS"
# What a ZIP file can say at the earliest: no clock is asked.
EARLIEST = (1980, 1, 1, 0, 0, 0)

Date = tuple[int, int, int, int, int, int]


class Archive(NamedTuple):
    """What was written: how many files are in it, and its own size in bytes and SHA-256 in hexadecimal digits."""

    files: int
    size: int
    sha256: str


def write_archive(site: Site, plan: Plan, target: Path, jobs: int = 1, date: Date = EARLIEST) -> Archive:
    """Writes the site as a ZIP file with a list of checksums, beside and then in one step. All files bear `date`.

    Raises RenderError or OSError; then a file that was there is as it was.
    """
    checksums: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for path, content in site_files(site, plan, jobs):
            yield path, content
            checksums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")
        yield CHECKSUMS, "".join(sorted(checksums, key=lambda line: line[66:])).encode()

    return write_zip(files(), target, date)


def site_files(site: Site, plan: Plan, jobs: int) -> Iterator[tuple[str, bytes]]:
    """Every file of the site, in an order that does not depend on the number of processes. Raises RenderError."""
    layout = next(iter(plan.locale_sites.values())).layout
    yield from ((path, site.theme.assets[name]) for name, path in layout.assets)
    yield from render_all(plan, jobs)


def render_all(plan: Plan, jobs: int) -> Iterator[Rendered]:
    """Every page, in an order that does not depend on the number of processes. Raises RenderError."""
    count = jobs if len(plan.pages) >= SERIAL_PAGES else 1
    with Workers(count) as workers:
        yield from chain.from_iterable(
            workers.map(render_far, (job.alone() for job in make_jobs(plan, plan.pages, count)))
        )


def write_zip(
    files: Iterable[tuple[str, bytes | Iterable[bytes]]], target: Path, date: Date, first: str = ""
) -> Archive:
    """Writes files, whole or by pieces, as a ZIP file, beside and then in one step. The file called `first` is not
    packed, so that its words stand where whoever opens the file looks for them.

    Raises OSError, and what `files` does; then a file that was there is as it was.
    """
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with zipfile.ZipFile(beside, "x") as archive:
            for path, content in files:
                entry = _entry(path, date, packed=path != first)
                if isinstance(content, bytes):
                    archive.writestr(entry, content)
                    continue
                with archive.open(entry, "w", force_zip64=True) as opened:  # how large it is, only its end tells
                    for piece in content:
                        opened.write(piece)
            count = len(archive.filelist)
        digest, size = _digest(beside)
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return Archive(count, size, digest)


def _entry(path: str, date: Date, packed: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date)
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.create_system = 3  # whatever system this is, so that the bytes are the same
    entry.external_attr = 0o100644 << 16
    return entry


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest(), handle.tell()
