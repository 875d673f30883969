"""The notes on what was published last, beside the output: for `explain`."""

import marshal
from contextlib import suppress
from pathlib import Path

from generator.digests import digest_of_bytes
from generator.plan.causes import Notes, notes_of
from generator.plan.pages import Plan
from generator.publish.manifest import MANIFEST

NOTES = "notes"


def write_notes(plan: Plan, manifest: bytes, workspace: Path) -> None:
    """Keeps the notes on a plan that is published with this manifest; without room for them `explain` does without."""
    with suppress(OSError):
        beside = workspace / f"{NOTES}.new"
        beside.write_bytes(marshal.dumps((digest_of_bytes(manifest), tuple(notes_of(plan)))))
        beside.replace(workspace / NOTES)


def read_notes(output: Path, workspace: Path) -> Notes | None:
    """The notes on what is published in the folder; None where there are none of just that."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        digest, found = marshal.loads((workspace / NOTES).read_bytes())
        if digest == digest_of_bytes((output / MANIFEST).read_bytes()):
            return Notes(*found)
    return None
