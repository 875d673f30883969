"""Pages → one ZIP file, to be carried on a stick and read without a network. The same site gives the same bytes."""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from generator.model import Site
from generator.plan.pages import Plan
from generator.publish.writing import SERIAL_PAGES, make_jobs, render_far
from generator.workers import Workers

SUMS = "SHA256SUMS"
# What a ZIP file can say at the earliest: no clock is asked.
EARLIEST = (1980, 1, 1, 0, 0, 0)

Date = tuple[int, int, int, int, int, int]


class Archive(NamedTuple):
    """What was written: how many files are in it, and its own size in bytes and SHA-256 in hexadecimal digits."""

    files: int
    size: int
    sha256: str


def write_archive(site: Site, plan: Plan, target: Path, *, jobs: int = 1, date: Date = EARLIEST) -> Archive:
    """Writes the site as a ZIP file with a list of checksums, beside and then in one step. All files bear `date`.

    Raises RenderError or OSError; then a file that was there is as it was.
    """
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    sums: list[str] = []
    try:
        with zipfile.ZipFile(beside, "x", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path, content in _files(site, plan, jobs):
                archive.writestr(_entry(path, date), content)
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")
            archive.writestr(_entry(SUMS, date), "".join(sorted(sums, key=lambda line: line[66:])))
        digest, size = _digest(beside)
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return Archive(len(sums) + 1, size, digest)


def _files(site: Site, plan: Plan, jobs: int) -> Iterator[tuple[str, bytes]]:
    """Every file of the site, in an order that does not depend on the number of processes."""
    shell = next(iter(plan.editions.values())).shell
    for name, path in shell.assets:
        yield path, site.theme.assets[name]
    count = jobs if len(plan.pages) >= SERIAL_PAGES else 1
    with Workers(count) as workers:
        for pages in workers.map(render_far, (job.alone() for job in make_jobs(plan, plan.pages, count))):
            yield from ((page.path, page.content) for page in pages)


def _entry(path: str, date: Date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # whatever system this is, so that the bytes are the same
    entry.external_attr = 0o100644 << 16
    return entry


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest(), handle.tell()
