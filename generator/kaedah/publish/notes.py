"""The notes on what was published last, beside the output: for `explain`, and for the next plan.

They lie in a folder, a file for each piece under the digest of its content, and an index that is written last:
an edit of ten thousand methods writes the pieces that it changes.
"""

import marshal
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from kaedah.digests import digest_of_bytes
from kaedah.plan.causes import notes_of
from kaedah.plan.notes import Notes
from kaedah.plan.site_plan import Plan
from kaedah.publish.left import MANIFEST
from kaedah.publish.store import FolderStore
from kaedah.state.stat import stat_file

NOTES, INDEX = "noted", "index"
# Of the pieces and what is in them.
VERSION = 4


class KeptNotes(Notes):
    """Notes in a folder on what is published with a manifest; `files` are the names of the pieces' files."""

    def __init__(self, store: FolderStore, manifest: Path, files: dict[str, str]) -> None:
        super().__init__(self._content)
        self._store, self._manifest, self.files = store, manifest, files

    @cached_property
    def told(self) -> bytes:
        """The manifest. Raises OSError."""
        return self._manifest.read_bytes()

    def _content(self, name: str) -> bytes:
        file = self.files.get(name, "")
        content = self._store.load(file)
        if digest_of_bytes(content) != file:
            self._store.forget(file)  # so that the next build makes notes anew
            raise OSError(f"{name} is not what was noted")
        return content


def keep_notes(plan: Plan, workspace: Path) -> dict[str, str]:
    """Keeps the pieces of the notes on a plan, and gives the files that they are in; without room for them builds take
    longer. Those of what is published stay too.
    """
    store = FolderStore(workspace / NOTES)
    known = plan.before.files if isinstance(plan.before, KeptNotes) else {}
    files = {}
    for name, content in notes_of(plan):
        files[name] = known[name] if content is None else digest_of_bytes(content)
        if content is not None:
            store.keep(files[name], content)
    return files


def close_notes(files: dict[str, str], told: bytes, output: Path, workspace: Path) -> None:
    """Makes these the notes on what is published, now that it is; `told` is its manifest."""
    store = FolderStore(workspace / NOTES)
    with suppress(OSError):
        mark = stat_file(str(output / MANIFEST))
        store.keep(INDEX, marshal.dumps((VERSION, mark, digest_of_bytes(told), files)))
    store.clear({INDEX, *files.values()})


def read_notes(output: Path, workspace: Path) -> KeptNotes | None:
    """The notes on what is published in the folder; None where there are none of just that, or some are gone."""
    store = FolderStore(workspace / NOTES)
    with suppress(OSError, ValueError, EOFError, TypeError):
        version, mark, digest, files = marshal.loads(store.load(INDEX))
        notes = KeptNotes(store, output / MANIFEST, files)
        same = mark == stat_file(str(output / MANIFEST)) or digest == digest_of_bytes(notes.told)
        if version == VERSION and same and store.names >= {*files.values()}:
            return notes if notes.is_complete else None
    return None
