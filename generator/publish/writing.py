"""Pages → files, in as many processes or on as many machines as there are."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from generator.digests import digest_of_bytes
from generator.plan.pages import Page, Plan
from generator.plan.sets import Sets
from generator.publish.manifest import Published
from generator.publish.staging import make_folder
from generator.render.compiled import Store
from generator.render.render import Job, Rendered, render_job
from generator.workers import ALONE, Workers, batched

JOB_PAGES = 250
SERIAL_PAGES = 400  # below this many pages a pool of processes costs more than it saves

# Parts of work that keep an executor busy whose size is not known.
FAR = 1_000

Progress = Callable[[int, int], None]
# The digest of a file, and its size in bytes.
Written = tuple[str, int]


def write_pages(
    plan: Plan,
    pages: Sequence[Page],
    staging: Path,
    workers: Workers = ALONE,
    *,
    store: Store | None = None,
    progress: Progress | None = None,
) -> dict[str, Published]:
    """Renders pages into the staging folder, here, by other processes or far away; gives what was written.

    `store` as in `make_jobs`. Raises RenderError, OSError.
    """
    workers = workers if workers.executor or len(pages) >= SERIAL_PAGES else ALONE
    jobs = [*make_jobs(plan, pages, FAR if workers.executor else workers.count, store)]
    files: dict[str, Published] = {}
    results: Iterator[list[Written]]
    if workers.executor:
        far = workers.map_far(render_far, (job.alone(far=True) for job in jobs))
        results = (_write_rendered(found, staging) for found in far)
    elif workers.count > 1:
        results = workers.map(write_job, (job.alone() for job in jobs), str(staging))
    else:
        results = (write_job(job, str(staging)) for job in jobs)
    for job, written in zip(jobs, results, strict=True):
        for page, (digest, size) in zip(job.pages, written, strict=True):
            files[page.path] = Published(page.fingerprint, digest, size)
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
        walked = _walked(found, plan.editions[locale].sets) if len(found) > JOB_PAGES else found
        for part in batched(walked, max(JOB_PAGES, -(-len(found) // slices))):
            yield Job(plan.editions[locale], tuple(part), store)


def _walked(pages: list[Page], sets: Sets) -> list[Page]:
    """The pages in an order in which those that show the same columns follow each other: a column is made once, and
    soon let go of. Lists come last: what they show of methods is known by then.
    """
    end = len(sets.walk)

    def place(page: Page) -> int:
        return max(map(sets.walk.__getitem__, sets.columns(page.sheet)), default=end)

    return sorted(pages, key=place)


def write_job(job: Job, staging: str) -> list[Written]:
    """Renders a job straight into the staging folder; gives what was written, in the order of its pages."""
    return _write_rendered(render_job(job), Path(staging))


def render_far(job: Job) -> list[Rendered]:
    """Renders a job where its files cannot be written."""
    return list(render_job(job))


def _write_rendered(pages: Iterable[Rendered], staging: Path) -> list[Written]:
    written = []
    made: set[str] = set()
    for page in pages:
        make_folder(staging, page.path, made)
        with open(os.path.join(staging, page.path), "xb") as handle:
            handle.write(page.content)
        written.append((digest_of_bytes(page.content), len(page.content)))
    return written
