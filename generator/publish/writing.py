"""Pages → files, in as many processes or on as many machines as there are."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

from generator.digests import digest_of_bytes
from generator.plan.pages import Page, Plan
from generator.publish.manifest import Published
from generator.publish.staging import make_folder
from generator.render.compiled import Store
from generator.render.render import Job, Rendered, render_job
from generator.workers import Workers, batched

JOB_PAGES = 250
SERIAL_PAGES = 400  # below this many pages a pool of processes costs more than it saves

# Parts of work that keep an executor busy whose size is not known.
FAR = 1_000

Progress = Callable[[int, int], None]


def write_pages(
    plan: Plan,
    pages: Sequence[Page],
    staging: Path,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    lock: int = -1,
    store: Store | None = None,
    progress: Progress | None = None,
) -> dict[str, Published]:
    """Renders pages into the staging folder, by so many processes or by an executor; gives what was written.

    `lock` is a file that worker processes must not hold on to; `store` as in `make_jobs`. Raises RenderError, OSError.
    """
    count = jobs if len(pages) >= SERIAL_PAGES else 1
    work = list(make_jobs(plan, pages, FAR if executor else count, store))
    fingerprints = {page.path: page.fingerprint for page in pages}
    files: dict[str, Published] = {}
    with Workers(count, executor, lock, work) as workers:
        results: Iterator[list[tuple[str, str, int]]]
        if executor:
            far = workers.map(render_far, (job.alone() for job in work))
            results = (_write_rendered(found, staging) for found in far)
        else:
            results = workers.map_inherited(write_job, str(staging))
        for written in results:
            for path, digest, size in written:
                files[path] = Published(fingerprints[path], digest, size)
            if progress:
                progress(len(files), len(pages))
    return files


def make_jobs(plan: Plan, pages: Iterable[Page], workers: int = 1, store: Store | None = None) -> Iterator[Job]:
    """The pages in jobs of one locale each: one a locale where that keeps all workers busy, else smaller ones.

    in the `store`, if there is one, compiled templates are kept.
    """
    languages = len(plan.editions)
    slices = 1 if languages % workers == 0 else -(-2 * workers // languages)
    by_locale: dict[str, list[Page]] = {}
    for page in pages:
        by_locale.setdefault(page.locale, []).append(page)
    for locale, found in by_locale.items():
        for part in batched(found, max(JOB_PAGES, -(-len(found) // slices))):
            yield Job(plan.editions[locale], tuple(part), store)


def write_job(job: Job, staging: str) -> list[tuple[str, str, int]]:
    """Renders a job straight into the staging folder; gives path, digest and size of each file."""
    return _write_rendered(render_job(job), Path(staging))


def render_far(job: Job) -> list[Rendered]:
    """Renders a job where its files cannot be written."""
    return list(render_job(job))


def _write_rendered(pages: Iterable[Rendered], staging: Path) -> list[tuple[str, str, int]]:
    written = []
    made: set[str] = set()
    for page in pages:
        make_folder(staging, page.path, made)
        with open(os.path.join(staging, page.path), "xb") as handle:
            handle.write(page.content)
        written.append((page.path, digest_of_bytes(page.content), len(page.content)))
    return written
