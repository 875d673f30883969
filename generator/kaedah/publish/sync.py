"""Uploads a published folder to a target: only the files that changed, and without touching files of others."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kaedah.digests import digest_of_bytes
from kaedah.plan.downloads import FOLDER
from kaedah.problems import Position, Report, join_limited
from kaedah.publish.manifest import MANIFEST, Manifest, ManifestError, Published, parse_manifest, read_manifest
from kaedah.publish.ownership import OutputError
from kaedah.publish.target import Target

# The entry of a file during the upload. No file has this digest, so it is uploaded again after an interruption.
IN_TRANSIT = Published("", "", 0)

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")  # of a file to download


class SyncPlan(NamedTuple):
    """The changes that make a target equal to the built site."""

    files: Mapping[str, Path]  # to upload, in this order: source by path at the target
    removed: tuple[str, ...]  # paths to remove
    unchanged: int  # number of files that stay
    local: Manifest  # of the built site
    remote: Manifest  # of the target

    def send(self, target: Target) -> None:
        """Uploads and removes files. Raises TargetError and OSError; after an interruption, sync again."""
        if not (self.files or self.removed):
            return
        in_transit = dict.fromkeys((*self.files, *self.removed), IN_TRANSIT)
        before = Manifest({**self.remote.files, **in_transit}).to_json().encode()
        target.change(self.files, self.removed, before, (MANIFEST, self.local.to_json().encode()))


def plan_sync(output: Path, target: Target, downloads: Path | None = None, everything: bool = False) -> SyncPlan:
    """The changes that publish the site in `output`, and the files in the folder `downloads`, to the target.

    With `everything`, unchanged files are uploaded too. Raises OutputError if the site is incomplete or was changed
    after the build, or if files that are not ours would be overwritten; TargetError and OSError.
    """
    local = _site_in(output)
    sources = {path: output / path for path in local}
    for file in _download_files(downloads) if downloads else ():
        path, digest = FOLDER + file.name, digest_of_bytes(file.read_bytes())
        local[path], sources[path] = Published(digest, digest, file.stat().st_size), file
    remote = _published_at(target)
    changed = [path for path in local if everything or path not in remote or remote[path].digest != local[path].digest]
    _verify_sources({path: sources[path] for path in changed}, local)
    foreign = target.existing([path for path in changed if path not in remote])
    if foreign:
        message = "publishing would overwrite files that are not from this site: {files}"
        report = Report(foreign[0])
        report.error(
            Position(), message, "move them away, or publish to a target of its own", files=join_limited(foreign, 5)
        )
        raise OutputError(report.problems)
    order = sorted(changed, key=lambda path: (path.endswith(".html"), path))  # pages after the files that they load
    files, removed = {path: sources[path] for path in order}, tuple(sorted(remote.keys() - local.keys()))
    return SyncPlan(files, removed, len(local) - len(changed), Manifest(local), Manifest(remote))


def _download_files(folder: Path) -> list[Path]:
    """The files of `export all`. Raises OutputError if there are none, or other files."""
    report = Report(folder.as_posix())
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    foreign = [file.name for file in found if file.is_symlink() or not (file.is_file() and _NAME.fullmatch(file.name))]
    if foreign:
        message = "this folder holds other files than downloads: {files}"
        report.error(
            Position(), message, "remove the files that `export all` has not written", files=join_limited(foreign, 5)
        )
    elif not found:
        report.error(Position(), "there are no files to download in it", "run `export all` first")
    if report.problems:
        raise OutputError(report.problems)
    return found


def _site_in(output: Path) -> dict[str, Published]:
    report = Report(output.as_posix())
    try:
        found = read_manifest(output)
    except ManifestError as error:
        report.error(Position(), "there is no site to publish: {reason}", "build it first", reason=error)
        raise OutputError(report.problems) from None
    if found.shard is not None:
        report.error(Position(), "this is one part of a site", "join the parts with `merge` first")
        raise OutputError(report.problems)
    return dict(found.files)


def _published_at(target: Target) -> Mapping[str, Published]:
    content = target.read(MANIFEST)
    if content is None:
        return {}
    try:
        return parse_manifest(content).files
    except ManifestError as error:
        report = Report(MANIFEST)
        hint = "publish to another target, or empty this one first"
        report.error(Position(), "the manifest of the published site cannot be read: {reason}", hint, reason=error)
        raise OutputError(report.problems) from None


def _verify_sources(sources: Mapping[str, Path], local: Mapping[str, Published]) -> None:
    for path, source in sources.items():
        try:
            same = digest_of_bytes(source.read_bytes()) == local[path].digest
        except FileNotFoundError:
            same = False
        if not same:
            report = Report(source.as_posix())
            report.error(Position(), "this file has changed since it was built", "build the site again")
            raise OutputError(report.problems)
