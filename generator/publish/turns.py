"""What a build changes in the published folder, and how the folder that has its turn is made ready for it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from generator.digests import digest_of_bytes
from generator.plan.pages import Changes, Page, Plan
from generator.publish.known import known_files
from generator.publish.left import MANIFEST, Left, folders_of
from generator.publish.manifest import Manifest, Published, ShardNote, amended, is_whole
from generator.publish.notes import KeptNotes
from generator.publish.record import Prints, print_of, prints_below
from generator.publish.staging import bring_up, prepare

# Files that are no pages, by their path: what is published, and the content.
Assets = Mapping[str, tuple[Published, bytes]]


class Turn(Protocol):
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

    def others(self, written: Iterable[str]) -> list[str]:
        """The paths of all files that are others than they were, or gone, now that these pages were written."""
        ...

    def manifest(self, written: Mapping[str, Published]) -> str:
        """The text of the manifest, now that this was written."""
        ...

    def prints(self, output: Path) -> Prints:
        """The prints of all that is published now."""
        ...

    def folders(self) -> set[str]:
        """Every folder that the published folder had before."""
        ...


class Whole(Turn):
    """All of the site compared with all that is published."""

    def __init__(
        self, pages: Sequence[Page], assets: Assets, output: Path, present: Prints, clean: bool, shard: ShardNote | None
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
        self.idle = not gone and self._kept.keys() == wanted.keys()

    def stage(self, staging: Path) -> Sequence[Page]:
        self._taken = prepare(staging, self._output, self._kept, self._wanted)
        pages = [page for page in self._pages if page.path not in self._taken]
        self._others += [path for path in self._taken if path not in self._kept]
        self._others += [path for path in self.assets if path not in self._taken]
        self.assets = {path: asset for path, asset in self.assets.items() if path not in self._taken}
        self._pages, self._wanted, self._kept = (), {}, {}  # of a large site these take much memory
        return pages

    def others(self, written: Iterable[str]) -> list[str]:
        return [*self._others, *written]

    def manifest(self, written: Mapping[str, Published]) -> str:
        return Manifest({**self._taken, **written}, self._shard).to_json()

    def prints(self, output: Path) -> Prints:
        return prints_below(output)

    def folders(self) -> set[str]:
        return folders_of(self._present)


class Amendment(Turn):
    """What is known to have changed since the last build, whose traces are as it left them."""

    def __init__(self, changes: Changes, output: Path, last: Left, told: str) -> None:
        self._pages, self.assets, self._gone = changes.pages, dict[str, tuple[Published, bytes]](), changes.gone
        self._others = [*(page.path for page in changes.pages), *changes.gone]
        self.idle, self.removed = not self._others, len(changes.gone)
        self._output, self._last, self._told = output, last, told

    def stage(self, staging: Path) -> Sequence[Page] | None:
        return self._pages if bring_up(staging, self._output, self._last, self._others) else None

    def others(self, written: Iterable[str]) -> list[str]:
        return self._others

    def manifest(self, written: Mapping[str, Published]) -> str:
        return amended(self._told, written, self._gone)

    def prints(self, output: Path) -> Prints:
        outputs, gone = self._last.outputs, {*self._gone}
        found = {path: mark for path, mark in outputs.items() if path not in gone} if gone else dict(outputs)
        relinked = [path for path in self._last.others if path in found]
        for path in (*relinked, *(path for path in self._others if path not in gone), MANIFEST):
            found[path] = print_of(os.path.join(output, path))
        return found

    def folders(self) -> set[str]:
        return self._last.folders.keys() | folders_of(self._last.others)


def amendment_of(plan: Plan, output: Path, present: Prints, last: Left | None) -> Amendment | None:
    """The changes since the last build; None where its traces are not at hand, or not as it left them."""
    if not isinstance(plan.before, KeptNotes) or last is None or present != last.outputs:
        return None
    told = (output / MANIFEST).read_bytes()
    changes = plan.changes() if digest_of_bytes(told) == plan.before.manifest else None
    return Amendment(changes, output, last, told.decode()) if changes and is_whole(told) else None
