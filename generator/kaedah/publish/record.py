"""What the last build saw and did, so that one with nothing to do can tell without reading a file."""

import marshal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.state.stat import FileStat, FileStats, are_settled

RECORD = "record"


class Record(NamedTuple):
    """A build that ended well. `key` tells how it was asked for, `told` what it printed; `manifest` is the print of the
    manifest that it published or left; times in nanoseconds.
    """

    key: str
    began: int
    inputs: FileStats
    manifest: FileStat
    told: str
    pages: int
    languages: int

    def holds(self, inputs: FileStats) -> bool:
        """Whether a build of these inputs would do the same again."""
        return inputs == self.inputs and are_settled(inputs.values(), self.began)

    def write(self, workspace: Path) -> None:
        """Keeps it for the next build. Raises OSError."""
        beside = workspace / f"{RECORD}.new"
        values = (self.key, self.began, self.inputs, self.manifest, self.told, self.pages, self.languages)
        beside.write_bytes(marshal.dumps(values))
        beside.replace(workspace / RECORD)


def read_record(workspace: Path, key: str) -> Record | None:
    """The record of the last build, if that was asked for in the same way."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        record = Record(*marshal.loads((workspace / RECORD).read_bytes()))
        return record if record.key == key else None
    return None
