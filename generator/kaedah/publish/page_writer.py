"""Pages → files, in as many processes or on as many machines as there are."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from kaedah.digests import digest_of_bytes
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.site_plan import Page, Plan
from kaedah.publish.manifest import Published
from kaedah.publish.staging import make_folder
from kaedah.read.shelf import Pack, Shelved
from kaedah.render.bytecode_cache import Store
from kaedah.render.render import Job, Rendered, render_job
from kaedah.workers import ALONE, Workers, batched

Thing = TypeVar("Thing")

JOB_PAGES = 250
SERIAL_PAGES = 400  # below this many pages a pool of processes costs more than it saves

# Parts of work that keep an executor busy whose size is not known.
FAR = 1_000

# The digest of a file, and its size in bytes.
Written = tuple[str, int]


class Load(NamedTuple):
    """A job, and the path and fingerprint of each of its pages. Both lie on a shelf until they are asked for, where
    another process of this machine does the job: so the one that planned it need not hold it.
    """

    job: Job | Shelved
    marks: list[tuple[str, str]] | Shelved


def make_loads(
    plan: Plan, pages: Sequence[Page], shelf: Path, workers: Workers, store: Store | None = None
) -> list[Load]:
    """The pages as work for `write_pages`; `shelf` is how the file begins that jobs lie in. Raises OSError."""
    if workers.executor:
        return [Load(job, _marks(job)) for job in make_jobs(plan, pages, FAR)]
    if workers.count == 1 or len(pages) < SERIAL_PAGES:
        return [Load(job, _marks(job)) for job in make_jobs(plan, pages, store=store)]
    with Pack(shelf) as pack:
        jobs = make_jobs(plan, pages, workers.count, store)
        return [Load(pack.put(job.alone()), pack.put(_marks(job))) for job in jobs]


def _marks(job: Job) -> list[tuple[str, str]]:
    return [(page.path, page.fingerprint) for page in job.pages]


def make_jobs(plan: Plan, pages: Iterable[Page], workers: int = 1, store: Store | None = None) -> Iterator[Job]:
    """The pages in jobs of one locale each: one a locale where that keeps all workers busy, else smaller ones.

    In the `store`, if there is one, compiled templates are kept.
    """
    languages = len(plan.locale_sites)
    slices = 1 if languages % workers == 0 else -(-2 * workers // languages)
    by_locale: dict[str, list[Page]] = {}
    for page in pages:
        by_locale.setdefault(page.locale, []).append(page)
    for locale, found in by_locale.items():
        walked = _walked(found, plan.locale_sites[locale].sets) if len(found) > JOB_PAGES else found
        for part in batched(walked, max(JOB_PAGES, -(-len(found) // slices))):
            yield Job(plan.locale_sites[locale], tuple(part), store)


def _walked(pages: list[Page], sets: Comparisons) -> list[Page]:
    """The pages in an order in which those that show the same columns follow each other: a column is made once, and
    soon let go of. Lists come last: what they show of methods is known by then.
    """
    end = len(sets.walk)

    def place(page: Page) -> int:
        return max(map(sets.walk.__getitem__, sets.columns(page.spec)), default=end)

    return sorted(pages, key=place)


def write_pages(loads: Sequence[Load], staging: Path, workers: Workers = ALONE) -> dict[str, Published]:
    """Renders pages into the staging folder, here, by other processes or far away; gives what was written.

    Raises RenderError, OSError.
    """
    files: dict[str, Published] = {}
    jobs = [load.job for load in loads]
    results: Iterator[list[Written]]
    if workers.executor:
        far = workers.map_far(render_far, (_taken(job).alone(far=True) for job in jobs))
        results = (_write_rendered(found, staging) for found in far)
    else:
        apart = any(isinstance(job, Shelved) for job in jobs)
        results = (workers if apart else ALONE).map(write_job, jobs, str(staging))
    for load, written in zip(loads, results, strict=True):
        for (path, fingerprint), (digest, size) in zip(_taken(load.marks), written, strict=True):
            files[path] = Published(fingerprint, digest, size)
    return files


def _taken(thing: Thing | Shelved) -> Thing:
    """What may lie on a shelf."""
    return cast(Thing, thing.load()) if isinstance(thing, Shelved) else thing


def write_job(job: Job | Shelved, staging: str) -> list[Written]:
    """Renders a job straight into the staging folder; gives what was written, in the order of its pages."""
    return _write_rendered(render_job(_taken(job)), Path(staging))


def render_far(job: Job) -> list[Rendered]:
    """Renders a job where its files cannot be written."""
    return list(render_job(job))


def _write_rendered(pages: Iterable[Rendered], staging: Path) -> list[Written]:
    written = []
    made: set[str] = set()
    begin = os.path.join(staging, "")
    for page in pages:
        make_folder(staging, page.path, made)
        with open(begin + page.path, "xb") as handle:
            handle.write(page.content)
        written.append((digest_of_bytes(page.content), len(page.content)))
    return written
