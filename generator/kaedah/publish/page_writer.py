"""Pages → files, in as many processes or on as many machines as there are.

The template engine is imported where there is something to render: a build from caches renders nothing.
"""

import itertools
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from kaedah.digests import digest_of_bytes
from kaedah.disk.writing import write_new
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageData
from kaedah.plan.site_plan import Page, Plan
from kaedah.publish.manifest import Published
from kaedah.publish.staging import make_folder
from kaedah.read.lazy_documents import load_some
from kaedah.state.packs import Pack, PackRef
from kaedah.workers import ALONE, BackgroundCall, Workers, batched

if TYPE_CHECKING:
    from kaedah.render.render import Job, Rendered

Thing = TypeVar("Thing")

JOB_PAGES = 250
SERIAL_PAGES = 400  # below this many pages a pool of processes costs more than it saves
ALONE_PAGES = 8  # below this many pages a second process costs more than it saves

# Parts of work that keep an executor busy whose size is not known.
FAR = 1_000

# The digest of a file, and its size in bytes.
Written = tuple[str, int]


class WriteTask(NamedTuple):
    """A job, and the path and fingerprint of each of its pages.

    Both lie in a pack until they are needed where another process does the job: so the process that planned it need
    not hold them. The pack is a file of this build, in a folder that it made.
    """

    job: "Job | PackRef"
    pages: list[tuple[str, str]] | PackRef


def make_tasks(plan: Plan, pages: Sequence[Page], packs: Path, workers: Workers) -> list[WriteTask]:
    """The pages as work for `write_pages`; `packs` is how the paths of the packs begin. Raises OSError."""
    if not pages:
        return []
    if workers.executor:
        return [WriteTask(job, _fingerprints(job)) for job in make_jobs(plan, pages, FAR)]
    if workers.count == 1 or len(pages) < SERIAL_PAGES:
        return [WriteTask(job, _fingerprints(job)) for job in make_jobs(plan, pages)]
    from kaedah.publish.template_cache import prepare_templates

    prepare_templates(next(iter(plan.locale_sites.values())))
    with Pack(packs) as pack:
        jobs = make_jobs(plan, pages, workers.count)
        return [WriteTask(_packed(job.self_contained(), pack), _packed(_fingerprints(job), pack)) for job in jobs]


def _packed(thing: object, pack: Pack) -> PackRef:
    return pack.put(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))


def _loaded(thing: Thing | PackRef) -> Thing:
    return cast(Thing, pickle.loads(thing.load())) if isinstance(thing, PackRef) else thing


def _fingerprints(job: "Job") -> list[tuple[str, str]]:
    return [(page.path, page.fingerprint) for page in job.pages]


def make_jobs(plan: Plan, pages: Iterable[Page], workers: int = 1) -> Iterator["Job"]:
    """The pages in jobs of one locale each: one a locale where that keeps all workers busy, else smaller ones."""
    from kaedah.render.render import Job

    languages = len(plan.locale_sites)
    slices = 1 if languages % workers == 0 else -(-2 * workers // languages)
    by_locale: dict[str, list[Page]] = {}
    for page in pages:
        by_locale.setdefault(page.locale, []).append(page)
    for locale, found in by_locale.items():
        ordered = _by_locality(found, plan.comparisons) if len(found) > JOB_PAGES else found
        for part in batched(ordered, max(JOB_PAGES, -(-len(found) // slices))):
            yield Job(plan.locale_sites[locale], tuple(part))


def _by_locality(pages: list[Page], sets: Comparisons) -> list[Page]:
    """The pages in an order in which those that show the same columns follow each other, so that a column is rendered
    once and soon forgotten. Lists come last: what they show of methods is known by then.
    """
    end = len(sets.locality_order)

    def place(page: Page) -> int:
        return max(map(sets.locality_order.__getitem__, page.spec.data.columns), default=end)

    return sorted(pages, key=place)


def _nothing(count: int) -> None:
    pass


def write_pages(
    tasks: Sequence[WriteTask], staging: Path, workers: Workers = ALONE, rendered: Callable[[int], None] = _nothing
) -> dict[str, Published]:
    """Renders pages into the staging folder, here, by other processes or far away; gives what was written.

    Raises RenderError, OSError.
    """
    files: dict[str, Published] = {}
    jobs = [task.job for task in tasks]
    if not jobs:
        return files
    results: Iterator[list[Written]]
    if workers.executor:
        far = workers.map_remote(render_remote, (_loaded(job).self_contained(far=True) for job in jobs))
        results = (_write_rendered(found, staging) for found in far)
    elif any(isinstance(job, PackRef) for job in jobs):
        results = workers.map(write_job, jobs, str(staging))
    else:
        results = _write_few([_loaded(job) for job in jobs], staging, workers)
    for task, written in zip(tasks, results, strict=True):
        for (path, fingerprint), (digest, size) in zip(_loaded(task.pages), written, strict=True):
            files[path] = Published(fingerprint, digest, size)
        rendered(len(files))
    return files


def _write_few(jobs: Sequence["Job"], staging: Path, workers: Workers) -> Iterator[list[Written]]:
    """Renders the jobs of an edit: half of them in a forked process, where that is worth it."""
    from kaedah.render.render import Rendered

    pages = sum(len(job.pages) for job in jobs)
    here = len(jobs) if workers.count == 1 or pages < ALONE_PAGES else (len(jobs) + 1) // 2
    beside = BackgroundCall(_render_plain, jobs[here:], forked=here < len(jobs))
    try:
        yield from (write_job(job, str(staging)) for job in jobs[:here])
        for rendered in beside.result():
            yield _write_rendered(itertools.starmap(Rendered, rendered), staging)
    finally:
        beside.close()


def _render_plain(jobs: Sequence["Job"]) -> list[list[tuple[str, bytes]]]:
    """The pages of jobs as plain values."""
    return [[(page.path, page.content) for page in render_remote(job)] for job in jobs]


def render_job(job: "Job") -> Iterator["Rendered"]:
    """Every page of a job, in its order. What a page needs of documents is read before it is rendered.

    Raises RenderError, CorruptPack, OSError.
    """
    from kaedah.render.render import JobRenderer

    renderer = JobRenderer(job)
    for page in job.pages:
        _load_documents(page.spec.data, job.locale_site)
        yield renderer.render(page)
    renderer.close()


def _load_documents(data: PageData, locale_site: LocaleSite) -> None:
    """Reads the documents that a page shows. What lists show of them is made at once, because they may be many."""
    site = locale_site.site
    folders: dict[str, Mapping[str, object]] = {"methods": site.methods, "comparisons": site.sets, "pages": site.prose}
    together: dict[str, list[str]] = {folder: [] for folder in folders}
    bodies: list[tuple[str, str]] = []
    for key, part in data.reads(locale_site):
        folder, _, name = key.partition("/")
        if part == "body":
            bodies.append((folder, name))
        elif not locale_site.is_cached(key, part):
            if part == "listing":
                load_some(folders[folder], [name])
                locale_site.listed(name)
            elif part == "work":
                load_some(folders[folder], [name])
                locale_site.translation(key)
            else:
                together[folder].append(name)
    for folder, names in together.items():
        load_some(folders[folder], names)
    for folder, name in bodies:
        load_some(folders[folder], [name], locale_site.locale.code)


def write_job(job: "Job | PackRef", staging: str) -> list[Written]:
    """Renders a job straight into the staging folder; gives what was written, in the order of its pages."""
    loaded = _loaded(job)
    with _templates_of(loaded):
        return _write_rendered(render_job(loaded), Path(staging))


def render_remote(job: "Job") -> list["Rendered"]:
    """Renders a job where its files cannot be written."""
    with _templates_of(job):
        return list(render_job(job))


def _templates_of(job: "Job") -> AbstractContextManager[None]:
    from kaedah.publish.template_cache import cached_templates

    return cached_templates(job.locale_site.site.theme, job.locale_site.layout.book)


def _write_rendered(pages: Iterable["Rendered"], staging: Path) -> list[Written]:
    written = []
    made: set[str] = set()
    begin = os.path.join(staging, "")
    for page in pages:
        make_folder(staging, page.path, made)
        write_new(begin + page.path, page.content)
        written.append((digest_of_bytes(page.content), len(page.content)))
    return written
