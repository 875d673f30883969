"""The line of a terminal that shows how far a build is."""

import time

from kaedah.cli.printing import overwrite_line
from kaedah.progress import StageTimes

DELAY = 1.0  # seconds; what is done sooner needs no line
INTERVAL = 0.1  # seconds between two changes of it


class ProgressLine(StageTimes):
    """The pages that are rendered, on the last line of standard error while a build takes longer than a second."""

    def __init__(self, shown: bool) -> None:
        """Nothing is printed where `shown` is false."""
        super().__init__()
        self._shown = shown
        self._next = time.monotonic() + DELAY
        self._width = 0

    def pages(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._shown and now >= self._next:
            self._next = now + INTERVAL
            self._print(f"rendering: {done} of {total} pages")

    def clear(self) -> None:
        """Takes the line away."""
        if self._width:
            self._print("")

    def _print(self, text: str) -> None:
        overwrite_line(text, self._width)
        self._width = len(text)
