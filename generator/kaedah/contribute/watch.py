"""Watches folders for changes."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

CHECKING, CHECKED = "checking\n", "checked, waiting for changes\n"
DEBOUNCE_MS, STEP_MS = 50, 5
POLL_MS = 500


def changes_below(
    folders: Sequence[Path], stopped: threading.Event | None = None, *, initial: bool = False
) -> Iterator[set[Path]]:
    """The paths that change below the folders, in batches, until `stopped` is set or the program is interrupted.

    With `initial`, the folders themselves are yielded once when the watch has started, to cover earlier changes. The
    same happens when a folder is created. A folder that is replaced, for example by checking out another branch, is
    watched again and yielded.
    """
    import watchfiles

    stopped = stopped or threading.Event()
    before = _identities(folders)
    while not stopped.is_set():
        there = [folder for folder in folders if folder.is_dir()]
        if not there:
            stopped.wait(POLL_MS / 1000)
        else:
            for burst in watchfiles.watch(
                *there,
                watch_filter=_is_content,
                debounce=DEBOUNCE_MS,
                step=STEP_MS,
                rust_timeout=POLL_MS,
                yield_on_timeout=True,
                stop_event=stopped,
                raise_interrupt=False,
            ):
                if burst:
                    paths = {Path(path) for _, path in burst}
                    initial = initial or any(
                        path.is_dir() for path in paths
                    )  # files in a new folder may precede its watch
                    yield paths
                elif initial:
                    initial = False
                    yield {*folders}
                if _identities(folders) != before:
                    break
            else:
                return
        now = _identities(folders)
        if now != before:
            yield {folder for folder in folders if now[folder] != before[folder]}
        before = now


def _identities(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Device and inode of each folder; zeros if it does not exist."""
    found = {}
    for folder in folders:
        try:
            status = folder.stat()
            found[folder] = (status.st_dev, status.st_ino)
        except OSError:
            found[folder] = (0, 0)
    return found


def _is_content(_: object, path: str) -> bool:
    """Whether a changed path is content, and not a hidden file or a backup of an editor."""
    name = os.path.basename(path)  # noqa: PTH119
    return not name.startswith(".") and not name.endswith("~")


def watch_content(recheck: Callable[[], None], watched: Iterable[Path], write_text: Callable[[str], None]) -> None:
    """Checks now and after every change below the folders, until interrupted."""
    _check_once(recheck, write_text)
    for _ in changes_below([*watched]):
        _check_once(recheck, write_text)


def _check_once(recheck: Callable[[], None], write_text: Callable[[str], None]) -> None:
    write_text(CHECKING)
    recheck()
    write_text(CHECKED)
