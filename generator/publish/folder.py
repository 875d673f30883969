"""A plan → a published folder: built beside, verified, swapped once. What is already published is linked."""

import os
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from generator.digests import digest_of_bytes
from generator.model import Site
from generator.plan.pages import Page, Plan
from generator.publish.manifest import MANIFEST, Manifest, Published
from generator.publish.notes import write_notes
from generator.publish.record import Prints, print_of, prints_below
from generator.publish.shards import Shard
from generator.publish.staging import known_files, mirror, note_end, prepare, verify
from generator.publish.swap import discard, locked, recover, swap, workspace_of
from generator.publish.writing import Progress, write_pages


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: files that were written, that were there already, that are gone; and the prints of all that
    is published now.
    """

    pages: int
    written: int
    kept: int
    removed: int
    prints: Prints = field(default_factory=dict, repr=False)


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
    shard: Shard | None = None,
    seen: Prints | None = None,
) -> Outcome:
    """Publishes the plan, or a part of it. `lock` is the file by which the caller holds the workspace, if it does;
    `seen` are the prints of what is published, if they are known.

    Raises Refused, Busy, RenderError or OSError; then the folder is as it was.
    """
    output = Path(os.path.realpath(output))
    workspace = workspace_of(output)
    with locked(workspace) if lock is None else nullcontext(lock) as held:
        recover(output, workspace)
        if seen is not None and not _is_seen(output, seen):
            seen = None
        old = known_files(output, seen)
        assets = _asset_files(site, plan)
        wanted = {path: item.fingerprint for path, (item, _) in assets.items()}
        pages = shard.pages(plan) if shard else plan.pages
        wanted |= {page.path: page.fingerprint for page in pages}
        kept = {} if clean else {path: item for path, item in old.items() if wanted.get(path) == item.fingerprint}
        removed = sum(path not in wanted for path in old)
        if len(kept) == len(wanted) and not removed:
            note_end(workspace)
            return Outcome(len(pages), 0, len(pages), 0, prints_below(output) if seen is None else seen)
        staging = workspace / "staging"
        try:
            files, prints = prepare(staging, output, kept, {} if clean else wanted)
            changed = [page for page in pages if page.path not in files]
            written = {path: item for path, (item, _) in assets.items() if path not in files}
            for path in written:
                _write_file(staging, path, assets[path][1])
            written |= write_pages(plan, changed, staging, jobs=jobs, executor=executor, lock=held, progress=progress)
            manifest = Manifest(files | written, shard.told(plan) if shard else None)
            told = manifest.to_json().encode()
            (staging / MANIFEST).write_bytes(told)
            verify(written, staging)
            swap(staging, output, workspace)
        except BaseException:
            discard(staging)
            raise
        write_notes(plan, told, workspace)
        if not staging.exists():
            mirror(output, manifest, staging)
            prints = {}  # of a file that has got a second name
        for path in manifest.files.keys() - prints.keys() | {MANIFEST}:
            prints[path] = print_of(os.path.join(output, path))
        note_end(workspace)
        return Outcome(len(pages), len(changed), len(pages) - len(changed), removed, prints)


def _is_seen(output: Path, seen: Prints) -> bool:
    """Whether no build has published anything since: each makes a manifest of its own."""
    try:
        return seen.get(MANIFEST) == print_of(os.path.join(output, MANIFEST))
    except OSError:
        return not seen


def changed_pages(plan: Plan, output: Path) -> list[Page]:
    """The pages a build would write now. Raises Refused."""
    old = known_files(output)
    return [page for page in plan.pages if page.path not in old or old[page.path].fingerprint != page.fingerprint]


def _asset_files(site: Site, plan: Plan) -> dict[str, tuple[Published, bytes]]:
    """The theme's assets by their path in the output."""
    shell = next(iter(plan.editions.values())).shell
    found = {}
    for name, path in shell.assets:
        content = site.theme.assets[name]
        digest = digest_of_bytes(content)
        found[path] = (Published(digest, digest, len(content)), content)
    return found


def _write_file(staging: Path, path: str, content: bytes) -> None:
    target = staging / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
