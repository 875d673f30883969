"""Parts of a site, which independent machines can build in parallel, and merging them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.digests import digest_of_bytes
from kaedah.disk.paths import DiskError, resolved
from kaedah.disk.reading import read_regular
from kaedah.disk.writing import write_new
from kaedah.plan.site_plan import Page, Plan
from kaedah.problems import Position, Report
from kaedah.publish.manifest import MANIFEST, Manifest, ManifestError, ShardNote, read_manifest
from kaedah.publish.output_scan import recorded_files
from kaedah.publish.ownership import OutputError, listed_files
from kaedah.publish.staging import STAGING, make_folder
from kaedah.publish.swap import discard, locked, recover, swap, workspace_of


class Shard(NamedTuple):
    """One of `total` parts of equal size."""

    part: int  # counts from 1
    total: int

    def pages(self, plan: Plan) -> tuple[Page, ...]:
        """The pages of this part. Neighbouring pages of a language stay together, because they share columns."""
        ordered = sorted(plan.pages, key=lambda page: (page.locale, page.path))
        size = len(ordered)
        return tuple(ordered[size * (self.part - 1) // self.total : size * self.part // self.total])

    def note(self, plan: Plan) -> ShardNote:
        """The note in the manifest of a part, which prevents mixing parts of different builds."""
        whole = "".join(f"{page.path} {page.fingerprint}\n" for page in plan.pages)
        return ShardNote(self.part, self.total, digest_of_bytes(whole.encode()), len(plan.pages))


def merge_shards(parts: Sequence[Path], output: Path) -> int:
    """Publishes the site that consists of the parts, and returns its number of files.

    Raises OutputError if a part is missing, duplicate, changed or of another build; OutputLocked and OSError.
    """
    output = resolved(output)
    manifests = _checked_manifests(parts)
    workspace = workspace_of(output)
    with locked(workspace) as lock:
        recover(output, workspace)
        staging = workspace / STAGING
        listed_files(output, None, lambda: recorded_files(workspace) or {}, staging)
        discard(staging)
        try:
            staging.mkdir()
            for part, manifest in zip(parts, manifests, strict=True):
                _copy_part(part, manifest, staging)
            whole = Manifest({path: item for manifest in manifests for path, item in manifest.files.items()})
            write_new(str(staging / MANIFEST), whole.to_json().encode())
            swap(staging, output, workspace)
            lock.confirm()
        finally:
            discard(staging)
        return len(whole.files)


def _checked_manifests(parts: Sequence[Path]) -> list[Manifest]:
    """The manifests of parts that form a complete site. Raises OutputError."""
    problems = Report(".").problems
    found: list[Manifest] = []
    for part in parts:
        report = Report(part.as_posix(), problems)
        try:
            manifest = read_manifest(part)
        except ManifestError as error:
            report.error(
                Position(), "this is not a part of a site: {reason}", "name a folder built with --shard", reason=error
            )
            continue
        if manifest.shard is None:
            report.error(Position(), "this is a whole site, not a part", "build it with --shard")
            continue
        first = found[0].shard if found else manifest.shard
        assert first is not None
        if (first.of, first.plan) != (manifest.shard.of, manifest.shard.plan):
            report.error(
                Position(),
                "this part belongs to another site than {path}",
                "build all parts from the same content with the same options",
                path=parts[0].as_posix(),
            )
        found.append(manifest)
    numbers = [manifest.shard.part for manifest in found if manifest.shard]
    report = Report(parts[0].as_posix() if parts else ".", problems)
    if found and found[0].shard and not problems:
        for number in range(1, found[0].shard.of + 1):
            counts = {"part": number, "total": found[0].shard.of}
            if number not in numbers:
                report.error(
                    Position(),
                    "part {part} of {total} is missing",
                    "name the folder of every part, each once",
                    **counts,
                )
            elif numbers.count(number) > 1:
                report.error(
                    Position(),
                    "part {part} of {total} is given twice",
                    "name the folder of every part, each once",
                    **counts,
                )
        # Of a file that is no page, and which every part has, the fingerprint is the digest.
        listed = [pair for manifest in found for pair in manifest.files.items()]
        paths = [path for path, item in listed if item.fingerprint != item.digest]
        pages = len(set(paths))
        if not problems and not len(paths) == pages == found[0].shard.pages:
            report.error(
                Position(),
                "the parts hold {count} of {total} pages",
                "build the parts again",
                count=pages,
                total=found[0].shard.pages,
            )
    if problems or not found:
        raise OutputError(problems)
    return found


def _copy_part(part: Path, manifest: Manifest, staging: Path) -> None:
    """Copies and verifies the files of a part. Raises OutputError and OSError."""
    made: set[str] = set()
    for path, item in manifest.files.items():
        if (staging / path).exists():  # an asset that is in several parts
            continue
        make_folder(staging, path, made)
        within = (part / path).resolve().is_relative_to(part.resolve())  # links must not lead out of the part
        content = b""
        if within:
            with suppress(DiskError, FileNotFoundError):
                content = read_regular(part / path, item.size)
        write_new(str(staging / path), content)
        if not within or (digest_of_bytes(content), len(content)) != (item.digest, item.size):
            report = Report((part / path).as_posix())
            report.error(Position(), "this file has changed since it was built", "build or fetch the part again")
            raise OutputError(report.problems)
