"""Pages → a folder: built beside, verified, swapped once. What is already published is linked, not written again."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from generator.digests import digest_of_bytes
from generator.model import Site
from generator.plan.pages import Page, Plan
from generator.problems import Problem, Report, Spot, listed
from generator.publish.manifest import MANIFEST, Manifest, NoManifest, Published, read_manifest
from generator.publish.swap import discard, locked, recover, swap, workspace_of
from generator.render.render import Job, Rendered, render_job
from generator.workers import Workers, batched

JOB_PAGES = 250
SERIAL_PAGES = 400  # below this many pages a pool of processes costs more than it saves

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: files that were written, that were there already, that are gone."""

    pages: int
    written: int
    kept: int
    removed: int


class Refused(Exception):
    """The folder cannot be published to, for reasons its user can mend. Nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def publish_folder(
    site: Site,
    plan: Plan,
    output: Path,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    clean: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Publishes the plan. Raises Refused, Busy, RenderError or OSError; then the folder is as it was."""
    output = Path(os.path.realpath(output))
    workspace = workspace_of(output)
    with locked(workspace) as lock:
        recover(output, workspace)
        old = _known_files(output)
        assets = _asset_files(site, plan)
        wanted = {path: item.fingerprint for path, (item, _) in assets.items()}
        wanted |= {page.path: page.fingerprint for page in plan.pages}
        kept = (
            {}
            if clean
            else {path: old[path] for path, mark in wanted.items() if _is_published(path, mark, old, output)}
        )
        changed = [page for page in plan.pages if page.path not in kept]
        outcome = Outcome(len(plan.pages), len(changed), len(plan.pages) - len(changed), len(set(old) - set(wanted)))
        if len(kept) == len(wanted) and not outcome.removed:
            return outcome
        staging = workspace / "staging"
        try:
            staging.mkdir()
            _link_all(kept, output, staging)
            files = dict(kept)
            for path, (item, content) in assets.items():
                if path not in kept:
                    _write_file(staging, path, content)
                    files[path] = item
            count = jobs if len(changed) >= SERIAL_PAGES else 1
            with Workers(count, executor, lock, list(make_jobs(site, plan, changed, count))) as workers:
                files |= _write_pages(changed, staging, workers, progress)
            manifest = Manifest(files)
            (staging / MANIFEST).write_text(manifest.to_json(), encoding="utf-8", newline="\n")
            _verify(manifest, staging)
            swap(staging, output, workspace)
        finally:
            discard(staging)
        return outcome


def changed_pages(plan: Plan, output: Path) -> list[Page]:
    """The pages a build would write now. Raises Refused."""
    old = _known_files(output)
    return [page for page in plan.pages if not _is_published(page.path, page.fingerprint, old, output)]


def _is_published(path: str, fingerprint: str, old: Mapping[str, Published], output: Path) -> bool:
    found = old.get(path)
    if found is None or found.fingerprint != fingerprint:
        return False
    try:
        return (output / path).stat().st_size == found.size
    except OSError:
        return False


def _known_files(output: Path) -> Mapping[str, Published]:
    """What an earlier build published there. Raises Refused where the folder holds anything else: it is not ours."""
    if not output.exists():
        return {}
    report = Report(output.as_posix())
    if not output.is_dir():
        report.error(Spot(), "the output is a file, not a folder", "name another place with --output")
        raise Refused(report.problems)
    present = {
        path.relative_to(output).as_posix() for path in output.rglob("*") if not path.is_dir() or path.is_symlink()
    }
    if not present:
        return {}
    try:
        known = read_manifest(output).files
    except NoManifest as error:
        hint = "name an empty folder with --output, or delete this one if nothing in it is needed"
        report.error(
            Spot(),
            "the output folder was not made by this program: its manifest cannot be read ({reason})",
            hint,
            reason=error,
        )
        raise Refused(report.problems) from None
    unknown = sorted(present - set(known) - {MANIFEST})
    if unknown:
        hint = "move them out of the folder: a build replaces all of it"
        report.error(
            Spot(),
            "the output folder holds {count} that no build wrote: {files}",
            hint,
            count="a file" if len(unknown) == 1 else f"{len(unknown)} files",
            files=listed(unknown, 5),
        )
        raise Refused(report.problems)
    return known


def _asset_files(site: Site, plan: Plan) -> dict[str, tuple[Published, bytes]]:
    """The theme's assets by their path in the output."""
    shell = next(iter(plan.editions.values())).shell
    found = {}
    for name, path in shell.assets:
        content = site.theme.assets[name]
        digest = digest_of_bytes(content)
        found[path] = (Published(digest, digest, len(content)), content)
    return found


def _link_all(kept: Mapping[str, Published], output: Path, staging: Path) -> None:
    made: set[str] = set()
    for path in kept:
        _make_folder(staging, path, made)
        try:
            os.link(output / path, staging / path)
        except OSError:  # a file system without hard links
            shutil.copyfile(output / path, staging / path)


def _write_file(staging: Path, path: str, content: bytes) -> None:
    target = staging / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _write_pages(pages: list[Page], staging: Path, workers: Workers, progress: Progress | None) -> dict[str, Published]:
    fingerprints = {page.path: page.fingerprint for page in pages}
    files: dict[str, Published] = {}
    results: Iterator[list[tuple[str, str, int]]]
    if workers.far:
        results = (_write_rendered(found, staging) for found in workers.map_inherited(render_far))
    else:
        results = workers.map_inherited(write_job, str(staging))
    for written in results:
        for path, digest, size in written:
            files[path] = Published(fingerprints[path], digest, size)
        if progress:
            progress(len(files), len(pages))
    return files


def make_jobs(site: Site, plan: Plan, pages: Iterable[Page], workers: int = 1) -> Iterator[Job]:
    """The pages in jobs of one locale each: one a locale where that keeps all workers busy, else smaller ones."""
    languages = len(plan.editions)
    slices = 1 if languages % workers == 0 else -(-2 * workers // languages)
    by_locale: dict[str, list[Page]] = {}
    for page in pages:
        by_locale.setdefault(page.locale, []).append(page)
    for locale, found in by_locale.items():
        for part in batched(found, max(JOB_PAGES, -(-len(found) // slices))):
            yield Job(plan.editions[locale], tuple(part))


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
        _make_folder(staging, page.path, made)
        with open(os.path.join(staging, page.path), "xb") as handle:
            handle.write(page.content)
        written.append((page.path, digest_of_bytes(page.content), len(page.content)))
    return written


def _make_folder(root: Path, path: str, made: set[str]) -> None:
    folder = path.rpartition("/")[0]
    if folder not in made:
        os.makedirs(root / folder, exist_ok=True)
        made.add(folder)


def _verify(manifest: Manifest, staging: Path) -> None:
    """Raises OSError where a file is missing or not as long as it was written: a full disk can do that in silence."""
    for path, item in manifest.files.items():
        if (staging / path).stat().st_size != item.size:
            raise OSError(f"{path} was not written completely")
