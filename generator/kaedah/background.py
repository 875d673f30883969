"""Something done in a process of its own while this one goes on, and asked for later.

To look at the times of all published files takes as long as to start Python and import what a build needs. Done beside
that, it costs an edit nothing: a tenth of its time at a thousand methods, more at ten thousand.
"""

import marshal
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any


class Errand:
    """The result of `function(*given)`, which must be plain values. Where no process can be forked it is done here."""

    def __init__(self, function: Callable[..., Any], *given: Any, beside: bool = True) -> None:
        self._function, self._given = function, given
        self._child = self._handle = -1
        if beside and sys.platform.startswith("linux") and threading.active_count() == 1:
            self._begin()

    def result(self) -> Any:
        """What the function gave."""
        told = b""
        if self._handle >= 0:
            with os.fdopen(self._handle, "rb") as handle:
                self._handle = -1
                told = handle.read()
            os.waitpid(self._child, 0)
        with suppress(EOFError, ValueError, TypeError):  # it was ended from outside
            return marshal.loads(told)
        return self._function(*self._given)

    def close(self) -> None:
        """Ends it where nobody has asked for the result."""
        if self._handle >= 0:
            os.close(self._handle)  # who writes to it is ended
            self._handle = -1
            os.waitpid(self._child, 0)

    def _begin(self) -> None:
        read, write = os.pipe()
        child = os.fork()
        if child:
            os.close(write)
            self._child, self._handle = child, read
            return
        try:
            os.close(read)
            told = memoryview(marshal.dumps(self._function(*self._given)))
            while told:
                told = told[os.write(write, told) :]
        finally:
            os._exit(0)
