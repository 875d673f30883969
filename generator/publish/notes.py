"""The notes on what was published last, beside the output: for `explain`, and for the next plan."""

import marshal
from contextlib import suppress
from pathlib import Path

from generator.digests import digest_of_bytes
from generator.plan.causes import notes_of
from generator.plan.notes import Notes
from generator.plan.pages import Plan
from generator.publish.left import MANIFEST

NOTES = "notes"


def write_notes(plan: Plan, manifest: bytes, workspace: Path) -> None:
    """Keeps the notes on a plan that is published with this manifest; without room for them builds take longer."""
    with suppress(OSError):
        beside = workspace / f"{NOTES}.new"
        beside.write_bytes(marshal.dumps((digest_of_bytes(manifest), dict(notes_of(plan).pieces))))
        beside.replace(workspace / NOTES)


def read_notes(output: Path, workspace: Path) -> Notes | None:
    """The notes on what is published in the folder; None where there are none of just that."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        digest, pieces = marshal.loads((workspace / NOTES).read_bytes())
        if digest == digest_of_bytes((output / MANIFEST).read_bytes()):
            return Notes(pieces, digest)
    return None
