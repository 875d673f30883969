"""Publishing to the output folder: prepare → write → verify → swap → commit; one path for every build."""

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.disk.durability import sync_tree
from kaedah.disk.paths import folders_of
from kaedah.disk.writing import write_new
from kaedah.model import Site
from kaedah.plan.site_plan import Plan
from kaedah.progress import SILENT, Progress
from kaedah.publish.image_files import load_file
from kaedah.publish.manifest import MANIFEST, Manifest, ManifestText, Published, ShardNote, manifest_text
from kaedah.publish.output_scan import OutputScan, scan_output
from kaedah.publish.page_writer import WriteTask, make_tasks, write_pages
from kaedah.publish.release_plan import Assets, plan_release
from kaedah.publish.release_state import Description, commit_release, describe_release
from kaedah.publish.shards import Shard
from kaedah.publish.staging import (
    STAGING,
    assemble,
    bring_up_to_date,
    date_all,
    make_folder,
    time_that_is_over,
    unpack_times,
    verify,
)
from kaedah.publish.swap import discard, recover, swap
from kaedah.state.stat import scan
from kaedah.state.store import BuildState
from kaedah.workers import ALONE, Workers

TASKS = "tasks-"  # how folders of work begin in the workspace


class Outcome(NamedTuple):
    """What a build did: the number of pages, of those written and those that stayed, and of files deleted."""

    pages: int
    written: int
    kept: int
    removed: int


class PreparedRelease(NamedTuple):
    """A release whose staging folder holds everything that need not be written. It can be pickled.

    pages, stale, removed: how many.
    tasks, assets: what is to be written.
    kept: the files of the staging folder; None where all published ones stay but those of `gone`.
    gone: the paths that are deleted.
    differing: the paths at which the staging folder will differ once it was swapped.
    folder: of the tasks' packs.
    is_written: whether everything is published already, and only the build state is to be brought up to date.
    """

    pages: int
    stale: int = 0
    removed: int = 0
    tasks: list[WriteTask] = []
    assets: Assets = {}
    kept: Mapping[str, Published] | None = None
    gone: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    shard: ShardNote | None = None
    description: Description | None = None
    folder: str = ""
    is_written: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to publish."""
        return self.description is None


def prepare_release(
    site: Site,
    plan: Plan,
    state: BuildState,
    output: Path,
    workers: Workers = ALONE,
    *,
    found: OutputScan | None = None,
    clean: bool = False,
    shard: Shard | None = None,
) -> PreparedRelease:
    """Plans the release of a site, or of a part, and makes the staging folder ready; the caller holds the lock.

    `found` is what is published, where somebody has looked. Raises OutputError, OSError; the output is as it was.
    """
    workspace = state.folder
    staging = workspace / STAGING
    recover(output, workspace)
    for left_over in workspace.glob(f"{TASKS}*"):
        discard(left_over)
    if found is None or not found.is_current(output):
        found = scan_output(output, workspace)
    release = plan_release(site, plan, state, output, found, clean=clean, shard=shard)
    note = shard.note(plan) if shard else None
    if release.is_idle and (release.kept is None or _is_written(output, release.kept, note)):
        if release.published and found.same:
            return PreparedRelease(release.pages)
        folder = tempfile.mkdtemp(prefix=TASKS, dir=workspace)
        description = describe_release(site, plan, release, state, Path(folder) / "pages")
        return PreparedRelease(release.pages, description=description, folder=folder, is_written=True)
    folder = tempfile.mkdtemp(prefix=TASKS, dir=workspace)
    try:
        differing = [*(item.page.path for item in release.stale), *release.gone]
        kept: Mapping[str, Published] | None = None
        if release.kept is None and not bring_up_to_date(
            staging, output, unpack_times(state.get("folders")), state.differences(), differing
        ):
            release = plan_release(site, plan, state, output, OutputScan(False, None, scan(output)), shard=shard)
        if release.kept is not None:
            kept = assemble(staging, output, release.kept, release.wanted, state.outputs.load())
            differing = [*release.gone, *(path for path in kept if path not in release.kept)]
        pages = [item.page for item in release.stale if kept is None or item.page.path not in kept]
        assets = {path: item for path, item in release.assets.items() if kept is None or path not in kept}
        tasks = make_tasks(plan, pages, Path(folder) / "jobs", workers)
        description = describe_release(site, plan, release, state, Path(folder) / "pages")
        return PreparedRelease(
            release.pages,
            len(pages),
            len(release.gone),
            tasks,
            assets,
            kept,
            tuple(release.gone),
            tuple(differing),
            note,
            description,
            folder,
        )
    except BaseException:
        discard(staging)
        discard(Path(folder))
        raise


def finish_release(
    prepared: PreparedRelease,
    state: BuildState,
    output: Path,
    began: int,
    workers: Workers = ALONE,
    progress: Progress = SILENT,
) -> Outcome:
    """Writes what is to be written, and publishes all of it at once; the caller holds the lock.

    `began` is the time in nanoseconds, by the clock of the file system, before the build looked at anything. Raises
    RenderError, OSError; then the output is as it was.
    """
    if prepared.is_idle:
        return Outcome(prepared.pages, 0, prepared.pages, 0)
    staging = state.folder / STAGING
    if prepared.is_written:
        with suppress(sqlite3.DatabaseError, OSError):
            sync_tree(output)  # somebody else may have put it there just now
            commit_release(prepared, state, output, manifest_text(output), {}, began)
        _discard_tasks(prepared)
        return Outcome(prepared.pages, 0, prepared.pages, 0)
    try:
        progress.stage("render")
        written = {path: item for path, (item, _) in prepared.assets.items()}
        for path, (_, content) in prepared.assets.items():
            _write_file(staging, path, load_file(content))
        written |= write_pages(prepared.tasks, staging, workers, lambda done: progress.pages(done, prepared.stale))
        progress.stage("publish")
        workers.end()  # their memory is needed for the rest
        manifest = _manifest(prepared, output, written)
        write_new(str(staging / MANIFEST), manifest)
        verify(written, staging)
        date_all(staging, (*written, MANIFEST), time_that_is_over(began))
        changed = _changed(prepared, state.differences(), written) if prepared.kept is None else None
        is_durable = swap(staging, output, state.folder, changed)
    except BaseException:
        discard(staging)
        _discard_tasks(prepared)
        raise
    if is_durable:
        with suppress(sqlite3.DatabaseError, OSError):  # it saves time: without it the next build looks at everything
            commit_release(prepared, state, output, manifest, written, began)
    _discard_tasks(prepared)
    return Outcome(prepared.pages, prepared.stale, prepared.pages - prepared.stale, prepared.removed)


def _discard_tasks(prepared: PreparedRelease) -> None:
    if prepared.folder:
        discard(Path(prepared.folder))


def _changed(prepared: PreparedRelease, before: Iterable[str], written: Mapping[str, Published]) -> set[str]:
    """The files that an edit has written to the staging folder, and the folders in which it has changed names."""
    return {*written, MANIFEST, *folders_of((*before, *prepared.differing, *written))}


def _manifest(prepared: PreparedRelease, output: Path, written: Mapping[str, Published]) -> bytes:
    if prepared.kept is None:
        return ManifestText(manifest_text(output)).amended(written, prepared.gone)
    return Manifest({**prepared.kept, **written}, prepared.shard).to_json().encode()


def _is_written(output: Path, files: Mapping[str, Published], note: ShardNote | None) -> bool:
    """Whether the published manifest lists just these files."""
    try:
        return manifest_text(output) == Manifest(files, note).to_json().encode()
    except OSError:
        return False


def _write_file(staging: Path, path: str, content: bytes) -> None:
    make_folder(staging, path, set())
    write_new(os.path.join(staging, path), content)
