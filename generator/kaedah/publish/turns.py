"""What a build changes in the published folder, and how the folder that has its turn is made ready for it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from kaedah.plan.site_plan import Changes, Page, Plan
from kaedah.publish.left import MANIFEST, Left, amend_left, doubted, folders_of, left_at, times_of, write_left
from kaedah.publish.manifest import Manifest, Published, ShardNote, amended, is_whole
from kaedah.publish.notes import KeptNotes
from kaedah.publish.ownership import known_files
from kaedah.publish.staging import bring_up, mirror, prepare
from kaedah.publish.swap import discard
from kaedah.state.stat import FileStat, FileStats, scan, stat_file

# Files that are no pages, by their path: what is published, and the content.
Assets = Mapping[str, tuple[Published, bytes]]


class Pagination(Protocol):
    """What one build changes: whether that is nothing, the assets that it still has to write, and how many files will
    be gone. It can be pickled, and goes without the plan once the staging folder is made.
    """

    idle: bool
    assets: Assets
    removed: int

    def stage(self, staging: Path) -> Sequence[Page] | None:
        """Makes the staging folder hold what need not be written, and gives the pages that must be. None where that
        cannot be done in this way.
        """
        ...

    def manifest(self, written: Mapping[str, Published]) -> bytes:
        """The text of the manifest, now that this was written."""
        ...

    def leave(self, written: Iterable[str], staging: Path) -> None:
        """Leaves word of it for the next build, now that these files were written and all is published; the staging
        folder holds the site before.
        """
        ...


class Whole(Pagination):
    """All of the site compared with all that is published."""

    def __init__(
        self,
        pages: Sequence[Page],
        assets: Assets,
        output: Path,
        present: FileStats,
        clean: bool,
        shard: ShardNote | None,
    ) -> None:
        """Raises Refused."""
        self._output, self._present, self._shard, self._pages = output, present, shard, pages
        wanted = {path: item.fingerprint for path, (item, _) in assets.items()}
        wanted |= {page.path: page.fingerprint for page in pages}
        old = known_files(output, present)
        self._wanted = {} if clean else wanted
        self._kept = {path: item for path, item in old.items() if self._wanted.get(path) == item.fingerprint}
        self.assets = assets
        gone = [path for path in present.keys() - {MANIFEST} if path not in wanted]
        self._others, self.removed = gone, len(gone)
        self.idle = not gone and self._kept.keys() == wanted.keys() and self._is_told()

    def _is_told(self) -> bool:
        """Whether the manifest says of what is kept just what it must."""
        try:
            return (self._output / MANIFEST).read_bytes() == Manifest(self._kept, self._shard).to_json().encode()
        except OSError:
            return False

    def stage(self, staging: Path) -> Sequence[Page]:
        self._taken = prepare(staging, self._output, self._kept, self._wanted)
        self._end = left_at(staging.parent) or staging.stat().st_mtime_ns
        pages = [page for page in self._pages if page.path not in self._taken]
        self._others += [path for path in self._taken if path not in self._kept]
        self.assets = {path: asset for path, asset in self.assets.items() if path not in self._taken}
        self._pages, self._wanted, self._kept = (), {}, {}  # of a large site these take much memory
        return pages

    def manifest(self, written: Mapping[str, Published]) -> bytes:
        return Manifest({**self._taken, **written}, self._shard).to_json().encode()

    def leave(self, written: Iterable[str], staging: Path) -> None:
        paths, others, folders = [*self._taken, *written], [*self._others, *written], folders_of(self._present)
        if len(others) * 2 > len(paths):  # to link most of it is the work of this build, not of the edit after it
            discard(staging)
        if not staging.exists():
            mirror(self._output, paths, staging)
            others, folders = [], folders_of(paths)
        outputs = doubted(scan(self._output), {*written, MANIFEST}, self._end)
        differing = {*others, MANIFEST}
        shared = next((path for path in outputs if path not in differing), None)
        if shared is None or os.lstat(self._output / shared).st_nlink < 2:
            folders = set()  # copies: what is done to one does not show in the other
        write_left(staging.parent, outputs, others, times_of(staging, folders))


class Amendment(Pagination):
    """What is known to have changed since the last build, whose traces are as it left them."""

    def __init__(self, changes: Changes, output: Path, last: Left, told: bytes) -> None:
        self._pages, self.assets, self._gone = changes.pages, dict[str, tuple[Published, bytes]](), changes.gone
        self._others = [*(page.path for page in changes.pages), *changes.gone]
        self.idle, self.removed = not self._others, len(changes.gone)
        self._output, self._last, self._told = output, last, told

    def stage(self, staging: Path) -> Sequence[Page] | None:
        return self._pages if bring_up(staging, self._output, self._last, self._others) else None

    def manifest(self, written: Mapping[str, Published]) -> bytes:
        return amended(self._told, written, self._gone)

    def leave(self, written: Iterable[str], staging: Path) -> None:
        last, stats, changes = self._last, FileStats(), dict[str, FileStat | None]()
        for path in (*last.others, *self._others, MANIFEST):  # the others of before were linked, which changes a print
            try:
                stats[path] = stat_file(os.path.join(self._output, path))
            except FileNotFoundError:
                changes[path] = None
        changes |= doubted(stats, {*written, MANIFEST}, left_at(staging.parent))
        folders = last.folders.keys() | folders_of(last.others)
        amend_left(staging.parent, last, changes, self._others, times_of(staging, folders))


def amendment_of(plan: Plan, output: Path, last: Left) -> Amendment | None:
    """The changes since the last build, which left what is published as it is; None where more is not known of it."""
    if not isinstance(plan.before, KeptNotes):
        return None
    changes = plan.changes()
    return Amendment(changes, output, last, plan.before.told) if changes and is_whole(plan.before.told) else None
