"""How far a build is: its stages, the time that each of them took, and the pages that are rendered."""

import time
from collections.abc import Mapping


class Progress:
    """What a build says of itself while it runs. This one passes nothing on."""

    def stage(self, name: str) -> None:
        """A stage begins, and the one before it has ended; an empty name ends the last."""

    def took(self, seconds: Mapping[str, float]) -> None:
        """Stages have ended, in this process or in another: the time of each in seconds."""

    def pages(self, done: int, total: int) -> None:
        """Pages were rendered, out of all that are to be."""


class StageTimes(Progress):
    """The time of each stage.

    seconds: by the name of the stage, in the order in which they began.
    """

    def __init__(self, name: str = "") -> None:
        """The stage `name` begins, if there is one."""
        self.seconds: dict[str, float] = {}
        self._name, self._began = name, time.perf_counter()

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._began
        self._name, self._began = name, now

    def ended(self) -> dict[str, float]:
        """The times, once the last stage has ended."""
        self.stage("")
        return self.seconds

    def took(self, seconds: Mapping[str, float]) -> None:
        for name, duration in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + duration


SILENT = Progress()
