"""Pages → one ZIP file for offline reading. The same site gives the same bytes."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from kaedah.disk.paths import resolved
from kaedah.disk.writing import replaced_file
from kaedah.model import Site
from kaedah.plan.layout import published_files
from kaedah.plan.site_plan import Plan
from kaedah.publish.image_files import load_file
from kaedah.publish.page_writer import SERIAL_PAGES, make_jobs, render_remote
from kaedah.render.render import Rendered
from kaedah.workers import Workers

CHECKSUMS = "SHA256SUMS"
# The earliest date that a ZIP file can store; the clock is not used.
EARLIEST = (1980, 1, 1, 0, 0, 0)

Date = tuple[int, int, int, int, int, int]


class Archive(NamedTuple):
    """An archive that was written."""

    files: int  # number of files in it
    size: int  # in bytes
    sha256: str  # in hexadecimal digits


def write_archive(site: Site, plan: Plan, target: Path, jobs: int = 1, date: Date = EARLIEST) -> Archive:
    """Writes the site as a ZIP file with checksums; replaces `target` atomically. All files have the given date.

    Raises RenderError or OSError; an existing file is then unchanged.
    """
    checksums: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for path, content in site_files(site, plan, jobs):
            yield path, content
            checksums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")
        yield CHECKSUMS, "".join(sorted(checksums, key=lambda line: line[66:])).encode()

    return write_zip(files(), target, date)


def site_files(site: Site, plan: Plan, jobs: int) -> Iterator[tuple[str, bytes]]:
    """Every file of the site, in an order that does not depend on the number of processes. Raises RenderError,
    OSError.
    """
    layout = next(iter(plan.locale_sites.values())).layout
    yield from ((path, load_file(content)) for path, content in published_files(site, layout))
    yield from render_all(plan, jobs)


def render_all(plan: Plan, jobs: int) -> Iterator[Rendered]:
    """Every page, in an order that does not depend on the number of processes. Raises RenderError."""
    count = jobs if len(plan.pages) >= SERIAL_PAGES else 1
    with Workers(count) as workers:
        yield from chain.from_iterable(
            workers.map(render_remote, (job.self_contained() for job in make_jobs(plan, plan.pages, count)))
        )


def write_zip(
    files: Iterable[tuple[str, bytes | Iterable[bytes]]], target: Path, date: Date, first: str = ""
) -> Archive:
    """Writes files, whole or in pieces, as a ZIP file; replaces `target` atomically.

    The file named `first` is not compressed, as EPUB requires of its media type. Raises OSError, and whatever `files`
    raises; an existing file is then unchanged.
    """
    target = resolved(target) if target.is_symlink() else target
    with replaced_file(target.parent, target.name) as file:
        with zipfile.ZipFile(file, "w") as archive:
            for path, content in files:
                entry = _entry(path, date, compressed=path != first)
                if isinstance(content, bytes):
                    archive.writestr(entry, content)
                    continue
                with archive.open(entry, "w", force_zip64=True) as stream:  # its size is not known in advance
                    for piece in content:
                        stream.write(piece)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Archive(len(archive.filelist), file.tell(), digest)


def _entry(path: str, date: Date, compressed: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date)
    entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    entry.create_system = 3  # the same on every system, so that the bytes are the same
    entry.external_attr = 0o100644 << 16
    return entry
