"""The content checked again at every change, between two lines that an editor's problem matcher knows."""

from collections.abc import Callable, Iterable
from pathlib import Path

BEGIN, END = "checking\n", "checked, waiting for changes\n"


def watch_content(recheck: Callable[[], None], watched: Iterable[Path], say: Callable[[str], None]) -> None:
    """Checks now and after every change below the folders, until interrupted."""
    import watchfiles

    folders = [path for path in watched if path.exists()]
    _check_once(recheck, say)
    for _ in watchfiles.watch(*folders, debounce=100, step=20, raise_interrupt=False):
        _check_once(recheck, say)


def _check_once(recheck: Callable[[], None], say: Callable[[str], None]) -> None:
    say(BEGIN)
    recheck()
    say(END)
