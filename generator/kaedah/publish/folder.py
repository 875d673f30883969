"""A plan → a published folder: built beside, verified, swapped once. What is already published is linked."""

import os
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kaedah.digests import digest_of_bytes
from kaedah.model import Site
from kaedah.plan.site_plan import Page, Plan
from kaedah.publish.left import MANIFEST, Left, Looked, look, read_left, write_left
from kaedah.publish.manifest import Published
from kaedah.publish.notes import close_notes, keep_notes
from kaedah.publish.ownership import known_files
from kaedah.publish.page_writer import Load, make_loads, write_pages
from kaedah.publish.shards import Shard
from kaedah.publish.staging import verify
from kaedah.publish.store import FolderStore
from kaedah.publish.swap import discard, locked, recover, swap, workspace_of
from kaedah.publish.turns import Pagination, Whole, amendment_of
from kaedah.state.stat import stat_file
from kaedah.workers import ALONE, Workers

# In the workspace, the folder of what waits for the processes that render.
LOADS = "loads"


class Outcome(NamedTuple):
    """What a build did: how many pages there are, how many were written or were there already, files that are gone."""

    pages: int
    written: int
    kept: int
    removed: int


class Begun(NamedTuple):
    """A build as far as it takes the plan: the staging folder holds what need not be written, and `loads` are the rest,
    `fresh` of all `pages`. `notes` are the files of the notes on the plan.
    """

    turn: Pagination
    pages: int
    fresh: int = 0
    loads: list[Load] = []
    notes: dict[str, str] = {}


def publish_folder(
    site: Site, plan: Plan, output: Path, *, workers: Workers = ALONE, clean: bool = False, lock: int | None = None
) -> Outcome:
    """Publishes the plan. `lock` is the file by which the caller holds the workspace, if it does.

    Raises Refused, Busy, RenderError or OSError; then the folder is as it was.
    """
    with locked(workspace_of(real(output))) if lock is None else nullcontext():
        return end_folder(begin_folder(site, plan, output, workers, clean=clean), output, workers)


def begin_folder(
    site: Site,
    plan: Plan,
    output: Path,
    workers: Workers = ALONE,
    *,
    clean: bool = False,
    shard: Shard | None = None,
    looked: Looked | None = None,
) -> Begun:
    """Makes ready to publish the plan, or a part of it; the caller holds the workspace. `looked` is what is
    published, if somebody has looked.

    Raises Refused or OSError; then the folder is as it was.
    """
    output = real(output)
    workspace = workspace_of(output)
    staging, store = workspace / "staging", FolderStore(workspace / "templates")
    recover(output, workspace)
    discard(workspace / LOADS)
    if looked is None or not _is_now(output, looked):
        looked = look(output, workspace)
    last = read_left(workspace)
    whole = partial(_whole, site, plan, output, looked, last, clean, shard)
    turn: Pagination | None = (
        amendment_of(plan, output, last) if last and looked.same and not (clean or shard) else None
    )
    count = plan.count
    if turn is None:
        turn, count = whole()
    if turn.idle:
        if looked.others is not None:  # how the folder beside differs from what is there, nobody knows any more
            write_left(workspace, looked.others, [], {})
        return Begun(turn, count)
    try:
        pages = turn.stage(staging)
        if pages is None:
            turn = whole()[0]
            pages = turn.stage(staging)
        loads = make_loads(plan, pages, workspace / LOADS / "jobs", workers, store)
        return Begun(turn, count, len(pages), loads, keep_notes(plan, workspace))
    except BaseException:
        discard(staging)
        raise


def end_folder(begun: Begun, output: Path, workers: Workers = ALONE) -> Outcome:
    """Writes what is to be written, and publishes it all at once; the caller holds the workspace.

    Raises RenderError or OSError; then the folder is as it was.
    """
    turn, output = begun.turn, real(output)
    if turn.idle:
        return Outcome(begun.pages, 0, begun.pages, 0)
    workspace = workspace_of(output)
    staging = workspace / "staging"
    try:
        written = {path: item for path, (item, _) in turn.assets.items()}
        for path, (_, content) in turn.assets.items():
            _write_file(staging, path, content)
        written |= write_pages(begun.loads, staging, workers)
        workers.end()  # what they know is not needed any more, and there is not room for everything
        told = turn.manifest(written)
        (staging / MANIFEST).write_bytes(told)
        verify(written, staging)
        swap(staging, output, workspace)
    except BaseException:
        discard(staging)
        raise
    finally:
        discard(workspace / LOADS)
    close_notes(begun.notes, told, output, workspace)
    del told
    with suppress(OSError, ValueError):  # the site is published; who cannot tell how it was left compares all of it
        turn.leave(written, staging)
    return Outcome(begun.pages, begun.fresh, begun.pages - begun.fresh, turn.removed)


def real(path: Path) -> Path:
    """A path without links on the way."""
    return Path(os.path.realpath(path))


def _whole(
    site: Site, plan: Plan, output: Path, looked: Looked, last: Left | None, clean: bool, shard: Shard | None
) -> tuple[Whole, int]:
    """All of the site or of its part, and how many pages that has. Raises Refused."""
    present = looked.others if looked.others is not None else last.outputs if last else {}
    pages = shard.pages(plan) if shard else plan.pages
    note = shard.note(plan) if shard else None
    return Whole(pages, _assets_of(site, plan), output, present, clean, note), len(pages)


def _is_now(output: Path, looked: Looked) -> bool:
    """Whether no build has published anything since: each makes a manifest of its own."""
    try:
        return looked.manifest == stat_file(os.path.join(output, MANIFEST))
    except OSError:
        return looked.manifest is None and not looked.others


def changed_pages(plan: Plan, output: Path) -> list[Page]:
    """The pages a build would write now. Raises Refused."""
    old = known_files(output)
    return [page for page in plan.pages if page.path not in old or old[page.path].fingerprint != page.fingerprint]


def _assets_of(site: Site, plan: Plan) -> dict[str, tuple[Published, bytes]]:
    """The theme's assets by their path in the output."""
    layout = next(iter(plan.locale_sites.values())).layout
    found = {}
    for name, path in layout.assets:
        content = site.theme.assets[name]
        digest = digest_of_bytes(content)
        found[path] = (Published(digest, digest, len(content)), content)
    return found


def _write_file(staging: Path, path: str, content: bytes) -> None:
    target = staging / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
