"""Pages → a folder: built beside, verified, swapped once. What is already published is linked, not written again.

There are two folders, which take turns: the published one, and one beside it that holds the site before it. A build
brings the second up to date and exchanges them, so that an edit costs what it changes and not what the site holds.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import nullcontext, suppress
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
    lock: int | None = None,
) -> Outcome:
    """Publishes the plan. `lock` is the file by which the caller holds the workspace, if it does.

    Raises Refused, Busy, RenderError or OSError; then the folder is as it was.
    """
    output = Path(os.path.realpath(output))
    workspace = workspace_of(output)
    with locked(workspace) if lock is None else nullcontext(lock) as held:
        recover(output, workspace)
        old = _known_files(output)
        assets = _asset_files(site, plan)
        wanted = {path: item.fingerprint for path, (item, _) in assets.items()}
        wanted |= {page.path: page.fingerprint for page in plan.pages}
        kept = {} if clean else {path: item for path, item in old.items() if wanted.get(path) == item.fingerprint}
        removed = sum(path not in wanted for path in old)
        if len(kept) == len(wanted) and not removed:
            return Outcome(len(plan.pages), 0, len(plan.pages), 0)
        staging = workspace / "staging"
        try:
            files = _prepare(staging, output, kept, {} if clean else wanted)
            changed = [page for page in plan.pages if page.path not in files]
            written = {path: item for path, (item, _) in assets.items() if path not in files}
            for path in written:
                _write_file(staging, path, assets[path][1])
            count = jobs if len(changed) >= SERIAL_PAGES else 1
            with Workers(count, executor, held, list(make_jobs(site, plan, changed, count))) as workers:
                written |= _write_pages(changed, staging, workers, progress)
            manifest = Manifest(files | written)
            (staging / MANIFEST).write_text(manifest.to_json(), encoding="utf-8", newline="\n")
            _verify(written, staging)
            swap(staging, output, workspace)
        except BaseException:
            discard(staging)
            raise
        if not staging.exists():
            _mirror(output, manifest, staging)
        return Outcome(len(plan.pages), len(changed), len(plan.pages) - len(changed), removed)


def _prepare(
    staging: Path, output: Path, kept: Mapping[str, Published], wanted: Mapping[str, str]
) -> dict[str, Published]:
    """Makes the staging folder hold what is wanted and need not be written, and gives what that is.

    The folder is the site as it was published the time before last: most of it is as it must be. A file that is
    wanted as it was then is left there; one that is published now is linked; all others are deleted.
    """
    found = dict(kept)
    try:
        there = read_manifest(staging).files
        (staging / MANIFEST).unlink()  # from here on the folder is what no manifest says
    except NoManifest:
        discard(staging)
        staging.mkdir()
        there = {}
    present = dict(_files_below(str(staging), ""))
    right = {
        path for path, item in there.items() if wanted.get(path) == item.fingerprint and present.get(path) == item.size
    }
    for path in right:
        found.setdefault(path, there[path])
    for path in present.keys() - right:
        (staging / path).unlink()
    _prune(staging, present.keys() - right)
    _link_all([path for path in kept if path not in right], output, staging)
    return found


def _prune(root: Path, paths: Iterable[str]) -> None:
    """Deletes the folders that held these files and hold nothing any more."""
    folders = {path.rpartition("/")[0] for path in paths}
    while folders := {folder for folder in folders if folder}:
        for folder in folders:
            with suppress(OSError):
                (root / folder).rmdir()
        folders = {folder.rpartition("/")[0] for folder in folders}


def _mirror(output: Path, manifest: Manifest, staging: Path) -> None:
    """Makes the next build's staging folder, of links. It is for speed: where there is no room for it, do without."""
    try:
        staging.mkdir()
        _link_all(manifest.files, output, staging)
        shutil.copyfile(output / MANIFEST, staging / MANIFEST)
    except OSError:
        discard(staging)


def changed_pages(plan: Plan, output: Path) -> list[Page]:
    """The pages a build would write now. Raises Refused."""
    old = _known_files(output)
    return [page for page in plan.pages if page.path not in old or old[page.path].fingerprint != page.fingerprint]


def _known_files(output: Path) -> Mapping[str, Published]:
    """What an earlier build published there and is there still, as long as it was written.

    Raises Refused where the folder holds anything else: it is not ours.
    """
    if not output.exists():
        return {}
    report = Report(output.as_posix())
    if not output.is_dir():
        report.error(Spot(), "the output is a file, not a folder", "name another place with --output")
        raise Refused(report.problems)
    present = dict(_files_below(str(output), ""))
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
    unknown = sorted(present.keys() - known.keys() - {MANIFEST})
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
    return {path: item for path, item in known.items() if present.get(path) == item.size}


def _files_below(folder: str, before: str) -> Iterator[tuple[str, int]]:
    """Everything below a folder that is no folder, with its size in bytes; -1 for what is no file either."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(entry.path, f"{before}{entry.name}/")
            else:
                plain = entry.is_file(follow_symlinks=False)
                yield before + entry.name, entry.stat(follow_symlinks=False).st_size if plain else -1


def _asset_files(site: Site, plan: Plan) -> dict[str, tuple[Published, bytes]]:
    """The theme's assets by their path in the output."""
    shell = next(iter(plan.editions.values())).shell
    found = {}
    for name, path in shell.assets:
        content = site.theme.assets[name]
        digest = digest_of_bytes(content)
        found[path] = (Published(digest, digest, len(content)), content)
    return found


def _link_all(kept: Iterable[str], output: Path, staging: Path) -> None:
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


def _verify(written: Mapping[str, Published], staging: Path) -> None:
    """Raises OSError where a file is missing or not as long as it was written: a full disk can do that in silence."""
    for path, item in written.items():
        if (staging / path).lstat().st_size != item.size:
            raise OSError(f"{path} was not written completely")
