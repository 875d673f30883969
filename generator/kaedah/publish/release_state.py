"""What the build state holds of a release: planned beside it, committed once it is published."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from kaedah.digests import digest_of_bytes
from kaedah.disk.durability import sync_tree
from kaedah.disk.paths import folders_of
from kaedah.model import Site
from kaedah.plan.ingredients import digests_of
from kaedah.plan.layout import files_digest
from kaedah.plan.out_of_date import shared_digests
from kaedah.plan.page_spec import pack
from kaedah.plan.site_plan import Plan
from kaedah.publish.manifest import MANIFEST, Published
from kaedah.publish.output_scan import recorded_files
from kaedah.publish.release_plan import ReleasePlan
from kaedah.publish.staging import (
    STAGING,
    mirror,
    pack_times,
    settled_times,
    unpack_times,
)
from kaedah.publish.swap import discard
from kaedah.state.packs import CorruptPack, Pack, PackRef
from kaedah.state.stat import MISSING, FileStat, FileStats, is_recent, scan, stat_or_missing
from kaedah.state.store import FILE, BuildState, PageRow

# Page rows that are packed together.
_ROWS = 1_000


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


class Release(Protocol):
    """What a commit takes of a prepared release; see `release.py`."""

    @property
    def description(self) -> Description | None: ...
    @property
    def kept(self) -> Mapping[str, Published] | None: ...
    @property
    def differing(self) -> tuple[str, ...]: ...
    @property
    def is_written(self) -> bool: ...


def describe_release(site: Site, plan: Plan, release: ReleasePlan, state: BuildState, packs: Path) -> Description:
    """What the state is to hold. Rows go into a pack, because another process may have planned them.

    What the state holds already is left alone, also where it describes a site that is not the published one.
    """
    before = release.published
    shared = {
        code: dict(before.shared[code])
        if before and code not in release.changes.shared and code in before.shared
        else shared_digests(locale_site, plan.salt)
        for code, locale_site in plan.locale_sites.items()
    }
    values = {
        "shape": plan.shape,
        "files": files_digest(site),
        "layouts": json.dumps({code: found.layout.digest for code, found in plan.locale_sites.items()}),
        "shared": json.dumps(shared),
    }
    now, known = digests_of(site), before.ingredients if before else state.ingredients()
    changed = {key: digests for key, digests in now.items() if known.get(key) != digests}
    pages: tuple[PackRef, ...] | None = None
    if state.get("shape") != plan.shape.encode():
        rows = [
            *(PageRow(spec.inner, False, spec.digest, pack(spec), tuple(map(str, spec.needs))) for spec in plan.specs),
            *(PageRow(spec.inner, True, spec.digest, pack(spec), tuple(map(str, spec.needs))) for spec in plan.roots),
        ]
        with Pack(packs) as file:
            pages = tuple(
                file.put(msgspec.msgpack.encode(rows[start : start + _ROWS])) for start in range(0, len(rows), _ROWS)
            )
    encoded = {name: value.encode() for name, value in values.items()}
    return Description(encoded, changed, tuple(known.keys() - now.keys()), pages)


def _rows(chunks: Iterable[PackRef]) -> Iterator[PageRow]:
    for chunk in chunks:
        try:
            rows = msgspec.msgpack.decode(chunk.load(), type=list[PageRow])
        except msgspec.DecodeError as error:
            raise CorruptPack(f"{chunk.pack} does not hold what was written: {error}") from error
        yield from rows


def commit_release(
    prepared: Release,
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
    prepared: Release, state: BuildState, output: Path, written: Mapping[str, Published], began: int
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
    state.put("folders", pack_times(settled_times(staging, folders, began)))


def _commit_all(
    prepared: Release, state: BuildState, output: Path, written: Mapping[str, Published], began: int
) -> None:
    """The stats of all files, and how the staging folder differs; one that differs in most is made again."""
    assert prepared.kept is not None
    staging = state.folder / STAGING
    paths, differing = [*prepared.kept, *written], [*prepared.differing, *written]
    if len(differing) * 2 > len(paths):  # to link most of it is this build's work, not that of the next edit
        discard(staging)
    if not staging.exists():
        mirror(output, paths, staging)
        sync_tree(staging)  # an edit puts only what it changes on the disk
        differing = []
    stats = scan(output)
    state.outputs.replace(_trusted(stats, written, began))
    state.replace_differences(differing)
    others = {*differing, MANIFEST}
    shared = next((path for path in stats if path not in others), None)
    linked = shared is not None and os.lstat(output / shared).st_nlink > 1
    folders = folders_of([*stats, *differing]) if linked else set()  # a change of a copy does not show in the other
    state.put("folders", pack_times(settled_times(staging, folders, began)))


def _trusted(stats: FileStats, written: Mapping[str, Published], began: int) -> FileStats:
    """The stats, MISSING for files that somebody changed while the build ran: it gave what it wrote the time of the
    manifest, which was over by then.
    """
    dated = stats.get(MANIFEST, MISSING)[1]
    return {
        path: item
        if (item[1] <= dated if path in written or path == MANIFEST else not is_recent(item[1], began))
        else MISSING
        for path, item in stats.items()
    }


def forget_state(workspace: Path, salt: str) -> None:
    """Deletes all that earlier builds stored but which files they published: whose these are is not found out again."""
    published = recorded_files(workspace)
    for path in (*workspace.glob(f"{FILE}*"), *workspace.glob("*.pack")):
        discard(path)
    if published:
        with closing(BuildState.open(workspace, salt)) as state, state.transaction():
            state.outputs.update(published)
