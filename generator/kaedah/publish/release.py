"""Publishing to the output folder: prepare → write → verify → swap → commit; one path for every build."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaedah.digests import digest_of_bytes
from kaedah.model import Site
from kaedah.plan.ingredients import digests_of
from kaedah.plan.out_of_date import shared_digests
from kaedah.plan.page_spec import pack
from kaedah.plan.site_plan import Plan
from kaedah.publish.manifest import MANIFEST, Manifest, ManifestText, Published, ShardNote
from kaedah.publish.output_scan import OutputScan, scan_output
from kaedah.publish.page_writer import WriteTask, make_tasks, write_pages
from kaedah.publish.release_plan import Assets, ReleasePlan, plan_release
from kaedah.publish.shards import Shard
from kaedah.publish.staging import (
    assemble,
    bring_up_to_date,
    folder_times,
    folders_of,
    mirror,
    pack_times,
    unpack_times,
    verify,
)
from kaedah.publish.swap import discard, recover, swap
from kaedah.state.packs import Pack, PackRef
from kaedah.state.stat import MISSING, FileStat, FileStats, scan, stat_or_missing
from kaedah.state.store import BuildState, PageRow
from kaedah.workers import ALONE, Workers

STAGING, TASKS = "staging", "tasks-"  # in the workspace
# Page rows that are packed together.
_ROWS = 1_000
# The resolution of file times, in nanoseconds.
_RESOLUTION = 20_000_000


class Outcome(NamedTuple):
    """What a build did: the number of pages, of those written and those that stayed, and of files deleted."""

    pages: int
    written: int
    kept: int
    removed: int


class Description(NamedTuple):
    """What the build state is to hold of the release, once it is published.

    values: by name.
    ingredients: the digests that changed, by document; `gone` are the documents without any.
    pages: chunks of page rows in a pack; None where they are what they were.
    """

    values: Mapping[str, bytes]
    ingredients: Mapping[str, bytes]
    gone: tuple[str, ...]
    pages: tuple[PackRef, ...] | None


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
        description = _describe(site, plan, release, Path(folder) / "pages")
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
        description = _describe(site, plan, release, Path(folder) / "pages")
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
    prepared: PreparedRelease, state: BuildState, output: Path, began: int, workers: Workers = ALONE
) -> Outcome:
    """Writes what is to be written, and publishes all of it at once; the caller holds the lock.

    `began` is the time in nanoseconds before the build looked at anything. Raises RenderError, OSError; then the output
    is as it was.
    """
    if prepared.is_idle:
        return Outcome(prepared.pages, 0, prepared.pages, 0)
    staging = state.folder / STAGING
    if prepared.is_written:
        with suppress(sqlite3.DatabaseError, OSError):
            _commit(prepared, state, output, (output / MANIFEST).read_bytes(), {}, began)
        _discard_tasks(prepared)
        return Outcome(prepared.pages, 0, prepared.pages, 0)
    try:
        written = {path: item for path, (item, _) in prepared.assets.items()}
        for path, (_, content) in prepared.assets.items():
            _write_file(staging, path, content)
        written |= write_pages(prepared.tasks, staging, workers)
        workers.end()  # their memory is needed for the rest
        manifest = _manifest(prepared, output, written)
        (staging / MANIFEST).write_bytes(manifest)
        verify(written, staging)
        swap(staging, output, state.folder)
    except BaseException:
        discard(staging)
        _discard_tasks(prepared)
        raise
    with suppress(sqlite3.DatabaseError, OSError):  # the site is published; without this the next build looks at it all
        _commit(prepared, state, output, manifest, written, began)
    _discard_tasks(prepared)
    return Outcome(prepared.pages, prepared.stale, prepared.pages - prepared.stale, prepared.removed)


def _discard_tasks(prepared: PreparedRelease) -> None:
    if prepared.folder:
        discard(Path(prepared.folder))


def _manifest(prepared: PreparedRelease, output: Path, written: Mapping[str, Published]) -> bytes:
    if prepared.kept is None:
        return ManifestText((output / MANIFEST).read_bytes()).amended(written, prepared.gone)
    return Manifest({**prepared.kept, **written}, prepared.shard).to_json().encode()


def _is_written(output: Path, files: Mapping[str, Published], note: ShardNote | None) -> bool:
    """Whether the published manifest lists just these files."""
    try:
        return (output / MANIFEST).read_bytes() == Manifest(files, note).to_json().encode()
    except OSError:
        return False


def _describe(site: Site, plan: Plan, release: ReleasePlan, packs: Path) -> Description:
    """What the state is to hold. Rows go into a pack, because another process may have planned them."""
    before = release.published
    shared = {
        code: dict(before.shared[code])
        if before and code not in release.changes.shared and code in before.shared
        else shared_digests(locale_site, plan.salt)
        for code, locale_site in plan.locale_sites.items()
    }
    values = {
        "shape": plan.shape,
        "layouts": json.dumps({code: found.layout.digest for code, found in plan.locale_sites.items()}),
        "shared": json.dumps(shared),
    }
    now, known = digests_of(site), before.ingredients if before else {}
    changed = {key: digests for key, digests in now.items() if known.get(key) != digests}
    pages: tuple[PackRef, ...] | None = None
    if before is None or before.shape != plan.shape:
        rows = [
            *(PageRow(spec.inner, False, spec.digest, pack(spec), spec.needs) for spec in plan.specs),
            *(PageRow(spec.inner, True, spec.digest, pack(spec), spec.needs) for spec in plan.roots),
        ]
        with Pack(packs) as file:
            pages = tuple(
                file.put(msgspec.msgpack.encode(rows[start : start + _ROWS])) for start in range(0, len(rows), _ROWS)
            )
    encoded = {name: value.encode() for name, value in values.items()}
    return Description(encoded, changed, tuple(known.keys() - now.keys()), pages)


def _rows(chunks: Iterable[PackRef]) -> Iterator[PageRow]:
    for chunk in chunks:
        yield from msgspec.msgpack.decode(chunk.load(), type=list[PageRow])


def _commit(
    prepared: PreparedRelease,
    state: BuildState,
    output: Path,
    manifest: bytes,
    written: Mapping[str, Published],
    began: int,
) -> None:
    """Brings the build state to what is published now; the staging folder holds the release before."""
    description = prepared.description
    assert description is not None
    with state.transaction():
        for name, value in description.values.items():
            state.put(name, value)
        if description.pages is not None:
            state.replace_pages(_rows(description.pages))
        state.put_ingredients(description.ingredients, description.gone)
        if prepared.is_written:
            state.outputs.replace(_trusted(scan(output), {}, began))
            state.put("folders", b"")  # how the staging folder differs is not known
        elif prepared.kept is None:
            _commit_changes(prepared, state, output, written, began)
        else:
            _commit_all(prepared, state, output, written, began)
        state.put("generation", digest_of_bytes(manifest).encode())


def _commit_changes(
    prepared: PreparedRelease, state: BuildState, output: Path, written: Mapping[str, Published], began: int
) -> None:
    """The stats of the files that this release changed, and of those that were linked for it."""
    staging, before = state.folder / STAGING, state.differences()
    times = unpack_times(state.get("folders"))
    stats: FileStats = {}
    changes: dict[str, FileStat | None] = {}
    for path in (*before, *prepared.differing, MANIFEST):
        found = stat_or_missing(os.path.join(output, path))
        if found == MISSING:
            changes[path] = None
        else:
            stats[path] = found
    changes |= _trusted(stats, written, began)
    state.outputs.update(changes)
    state.replace_differences(prepared.differing)
    folders = times.keys() | folders_of((*before, *prepared.differing))
    state.put("folders", pack_times(folder_times(staging, folders)))


def _commit_all(
    prepared: PreparedRelease, state: BuildState, output: Path, written: Mapping[str, Published], began: int
) -> None:
    """The stats of all files, and how the staging folder differs; one that differs in most is made again."""
    assert prepared.kept is not None
    staging = state.folder / STAGING
    paths, differing = [*prepared.kept, *written], [*prepared.differing, *written]
    if len(differing) * 2 > len(paths):  # to link most of it is this build's work, not that of the next edit
        discard(staging)
    if not staging.exists():
        mirror(output, paths, staging)
        differing = []
    stats = scan(output)
    state.outputs.replace(_trusted(stats, written, began))
    state.replace_differences(differing)
    others = {*differing, MANIFEST}
    shared = next((path for path in stats if path not in others), None)
    linked = shared is not None and os.lstat(output / shared).st_nlink > 1
    folders = folders_of(scan(staging)) if linked else set()  # a change of a copy does not show in the other
    state.put("folders", pack_times(folder_times(staging, folders)))


def _trusted(stats: FileStats, written: Mapping[str, Published], began: int) -> FileStats:
    """The stats, MISSING for files that somebody changed while the build ran: this build wrote the manifest last."""
    last = stats.get(MANIFEST, MISSING)[1]
    latest = began - _RESOLUTION
    return {
        path: item if item[1] <= (last if path in written or path == MANIFEST else latest) else MISSING
        for path, item in stats.items()
    }


def _write_file(staging: Path, path: str, content: bytes) -> None:
    target = staging / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
