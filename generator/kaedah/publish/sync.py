"""Uploads a built site to a target: only the files that changed, and without touching files of others."""

import os
from collections.abc import Collection, Mapping
from typing import NamedTuple

from kaedah.problems import Position, Problem, Report, join_limited
from kaedah.publish.built_site import BuiltSite
from kaedah.publish.manifest import MANIFEST, Manifest, ManifestError, Published, parse_manifest
from kaedah.publish.ownership import OutputError
from kaedah.publish.target import Present, Target, Upload, occupied
from kaedah.publish.upload_order import upload_stages

# The entry of a file during an upload. No file has this digest; what may lie there is noted apart.
IN_TRANSIT = Published("", "", 0)
NOTHING = ""  # the digest of no file


class SyncPlan(NamedTuple):
    """The changes that make a target equal to the built site.

    stages: the paths to send, in stages.
    removed: the paths to remove, each with the digests that an upload may have given it.
    not_removed: the paths that would be removed, but hold something else than was uploaded.
    unchanged: number of files that stay.
    remote: the manifest of the target.
    written: its text; None where there is none.
    """

    built: BuiltSite
    stages: list[list[str]]
    removed: Mapping[str, Collection[str]]
    not_removed: tuple[str, ...]
    unchanged: int
    remote: Manifest
    written: bytes | None

    @property
    def sent(self) -> list[str]:
        """The paths to send, in order."""
        return [path for stage in self.stages for path in stage]

    @property
    def warnings(self) -> list[Problem]:
        """What is left at the target, for the user to know."""
        found: list[Problem] = []
        for path in self.not_removed:
            message = "this file is no longer part of the site, but it is not what was published either, so it stays"
            Report(path, found).warning(Position(), message, "remove it yourself if you do not need it")
        return found

    def send(self, target: Target) -> None:
        """Uploads and removes files. Raises OutputError, TargetError and OSError; after an interruption, sync again."""
        after = Manifest(self.built.files).to_json().encode()
        if after == self.written and not self.stages:
            return
        publisher, sent = os.urandom(16).hex(), self.sent
        if target.takes_long:
            self.built.keep(sent)
        files = {**self.remote.files, **dict.fromkeys((*sent, *self.removed), IN_TRANSIT)}
        pending = {path: {*_digests_at(path, self.remote)} for path, item in files.items() if item == IN_TRANSIT}
        for path in sent:
            pending[path].add(self.built.files[path].digest)
        for path in self.removed:
            pending[path].add(NOTHING)
        before = Manifest(files, pending=pending, publisher=publisher).to_json().encode()
        read, written = self.built.read, self.written
        target.change(Upload(self.stages, self.removed, self.built.files, read, publisher, written, before, after))


def plan_sync(built: BuiltSite, target: Target, everything: bool = False) -> SyncPlan:
    """The changes that publish a built site at a target.

    With `everything`, unchanged files are uploaded too. Raises OutputError if the site was changed after the build, or
    if files that are not ours would be overwritten; TargetError and OSError.
    """
    written = target.read(MANIFEST)
    remote = _parsed(written)
    local = built.files
    present = target.look({*local, *remote.files})
    sent = [path for path in local if everything or not _is_there(path, local[path], remote, present)]
    _check_foreign(sent, remote, present)
    built.verify(sent)
    new = {path for path in sent if NOTHING in _digests_at(path, remote) or path not in present}
    gone = {path: _digests_at(path, remote) for path in remote.files.keys() - local.keys() if path in present}
    found = {path: present[path].digest for path in gone if present[path].digest}
    found |= target.digests([path for path in gone if path not in found and present[path].size >= 0])
    removed = {path: digests - {NOTHING} for path, digests in sorted(gone.items()) if found.get(path) in digests}
    not_removed = tuple(path for path in sorted(gone) if path not in removed)
    stages = upload_stages(new, [path for path in sent if path not in new])
    return SyncPlan(built, stages, removed, not_removed, len(local) - len(sent), remote, written)


def _is_there(path: str, wanted: Published, remote: Manifest, present: Mapping[str, Present]) -> bool:
    """Whether a file lies at the target as it is wanted."""
    listed, found = remote.files.get(path), present.get(path)
    if listed is None or found is None or found.size != wanted.size:
        return False
    return (found.digest or listed.digest) == wanted.digest


def _digests_at(path: str, remote: Manifest) -> frozenset[str]:
    """The digests of which one lies at a path if only uploads have written there."""
    listed = remote.files.get(path)
    if listed is None or listed == IN_TRANSIT:
        return frozenset(remote.pending.get(path, {NOTHING}))
    return frozenset({listed.digest})


def _parsed(written: bytes | None) -> Manifest:
    """The manifest of a target, from its text. Raises OutputError."""
    if written is None:
        return Manifest()
    try:
        return parse_manifest(written)
    except ManifestError as error:
        report = Report(MANIFEST)
        hint = "publish to another target, or empty this one first"
        report.error(Position(), "the manifest of the published site cannot be read: {reason}", hint, reason=error)
        raise OutputError(report.problems) from None


def _check_foreign(sent: Collection[str], remote: Manifest, present: Mapping[str, Present]) -> None:
    """Raises OutputError where an upload would take the place of anything but a file of ours."""
    others = {path: item for path, item in present.items() if path not in remote.files or item.size < 0}
    foreign = occupied(sent, others)
    if foreign:
        message = "publishing would overwrite files that are not from this site: {files}"
        report = Report(foreign[0])
        report.error(
            Position(), message, "move them away, or publish to a target of its own", files=join_limited(foreign, 5)
        )
        raise OutputError(report.problems)
