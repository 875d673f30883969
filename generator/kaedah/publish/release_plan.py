"""What a build must write: the planned pages beside what is published and what the build state knows of it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaedah.digests import digest_of_bytes
from kaedah.model import Image, Site
from kaedah.plan.ingredients import changed_ingredients
from kaedah.plan.layout import files_digest, published_files
from kaedah.plan.out_of_date import (
    NOTHING_KNOWN,
    Changes,
    PublishedState,
    Stale,
    candidates,
    changed_shared,
    out_of_date,
)
from kaedah.plan.page_spec import PageSpec, unpack
from kaedah.plan.site_plan import Page, Plan
from kaedah.publish.manifest import MANIFEST, ManifestText, Published, manifest_text
from kaedah.publish.output_scan import OutputScan
from kaedah.publish.ownership import listed_files, unchanged
from kaedah.publish.shards import Shard
from kaedah.publish.staging import STAGING
from kaedah.state.seal import CorruptState
from kaedah.state.store import BuildState

# Files that are not pages, by their path: what is published, and the content.
Assets = Mapping[str, tuple[Published, bytes | Image]]


class ReleasePlan(NamedTuple):
    """What is to be written and deleted to publish a plan.

    pages: how many pages the release has.
    stale: the pages to write.
    gone: the paths to delete.
    assets: the assets to write.
    kept: the published files that stay, by path; None where all stay but those above, which need not be listed.
    wanted: the fingerprints of all files of the release; empty where `kept` is None.
    changes: what differs from the published site, as far as it is known.
    published: what the build state knows of the published site; None where that is nothing.
    """

    pages: int
    stale: list[Stale]
    gone: list[str]
    assets: Assets
    kept: Mapping[str, Published] | None
    wanted: Mapping[str, str]
    changes: Changes
    published: PublishedState | None

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.stale or self.gone or self.assets)


def plan_release(
    site: Site,
    plan: Plan,
    state: BuildState,
    output: Path,
    found: OutputScan,
    *,
    clean: bool = False,
    shard: Shard | None = None,
) -> ReleasePlan:
    """What must be written. Raises OutputError, OSError."""
    text = _manifest(output)
    published = _published(state) if text is not None and _is_known(state, text) else None
    changes = _changes(site, plan, state, published) if published else NOTHING_KNOWN
    same_layout = plan.locale_sites.keys() - changes.shared.keys()
    same_files = state.get("files").decode() == files_digest(site)
    if published and text and found.same and same_layout and same_files and not (clean or shard):
        manifest = ManifestText(text)
        if manifest.is_whole_site:
            pages = _changed_pages(plan, state, published, changes)
            stale = [*out_of_date(pages, manifest.get, changes)]
            gone = _gone(plan, state, published)
            return ReleasePlan(_count(plan, state, published), stale, gone, {}, None, {}, changes, published)
    return _whole(site, plan, state, output, found, published, changes, clean, shard)


def _whole(
    site: Site,
    plan: Plan,
    state: BuildState,
    output: Path,
    found: OutputScan,
    published: PublishedState | None,
    changes: Changes,
    clean: bool,
    shard: Shard | None,
) -> ReleasePlan:
    """All of the site, or of its part, beside all that is published."""
    recorded = state.outputs.load()
    present = found.present if found.present is not None else recorded
    trusted = recorded if recorded.get(MANIFEST) == present.get(MANIFEST) else {}
    pages = shard.pages(plan) if shard else plan.pages
    assets = assets_of(site, plan)
    wanted = {path: item.fingerprint for path, (item, _) in assets.items()}
    wanted |= {page.path: page.fingerprint for page in pages}
    listed = listed_files(output, present, state.outputs.load, state.folder / STAGING)
    files = {} if clean else unchanged(listed, present, output, trusted)
    kept = {path: item for path, item in files.items() if wanted.get(path) == item.fingerprint}
    known = {} if clean else {path: item.fingerprint for path, item in listed.items()}
    stale = [*out_of_date(pages, known.get, changes, damaged=listed.keys() - files.keys())]
    gone = [path for path in present.keys() - {MANIFEST} if path not in wanted]
    missing = {path: asset for path, asset in assets.items() if path not in kept}
    return ReleasePlan(len(pages), stale, gone, missing, kept, {} if clean else wanted, changes, published)


def assets_of(site: Site, plan: Plan) -> dict[str, tuple[Published, bytes | Image]]:
    """The theme's assets, and the site's files and images, by their path in the output."""
    layout = next(iter(plan.locale_sites.values())).layout
    found: dict[str, tuple[Published, bytes | Image]] = {}
    for path, content in published_files(site, layout):
        if isinstance(content, Image):
            found[path] = Published(content.digest, content.digest, content.size), content
        else:
            digest = digest_of_bytes(content)
            found[path] = Published(digest, digest, len(content)), content
    return found


def _manifest(output: Path) -> bytes | None:
    try:
        return manifest_text(output)
    except OSError:
        return None


def _is_known(state: BuildState, manifest: bytes) -> bool:
    """Whether the state describes the site with this manifest."""
    return state.get("generation") == digest_of_bytes(manifest).encode()


def _published(state: BuildState) -> PublishedState:
    try:
        layouts = msgspec.json.decode(state.get("layouts") or b"{}", type=dict[str, str])
        shared = msgspec.json.decode(state.get("shared") or b"{}", type=dict[str, dict[str, str]])
        return PublishedState(state.get("shape").decode(), layouts, shared, state.ingredients())
    except (ValueError, msgspec.DecodeError) as error:
        raise CorruptState(str(error)) from error


def _changes(site: Site, plan: Plan, state: BuildState, published: PublishedState) -> Changes:
    shared = changed_shared(plan, published)
    if published.layouts.keys() != plan.locale_sites.keys():
        return Changes(shared)
    names = changed_ingredients(published.ingredients, site, plan.comparisons)
    specs: set[str] = set()
    if published.shape != plan.shape:
        for root, prefix, found in ((False, "", plan.specs), (True, "/", plan.roots)):
            before = state.page_digests(root)
            specs |= {prefix + spec.inner for spec in found if before.get(spec.inner) != spec.digest}
    return Changes(shared, {code: frozenset(own) for code, own in names.items()}, frozenset(specs))


def _changed_pages(plan: Plan, state: BuildState, published: PublishedState, changes: Changes) -> Iterable[Page]:
    """The pages that may be out of date."""
    needing: dict[str, Iterable[PageSpec]] = {}
    for code, root in (*((code, False) for code in plan.locale_sites), ("", True)):
        names = changes.ingredients.get(code or plan.source, frozenset())
        if published.shape == plan.shape:
            try:
                needing[code] = [unpack(packed) for packed in state.pages_needing(sorted(map(str, names)), root)]
            except ValueError as error:
                raise CorruptState(str(error)) from error
        else:
            prefix, found = ("/", plan.roots) if root else ("", plan.specs)
            needing[code] = [
                spec for spec in found if prefix + spec.inner in changes.specs or not names.isdisjoint(spec.needs)
            ]
    return candidates(plan, changes, needing)


def _gone(plan: Plan, state: BuildState, published: PublishedState) -> list[str]:
    """The paths that were published and have no page any more."""
    if published.shape == plan.shape:
        return []
    here = {f"{code}/{spec.inner}" for code in plan.locale_sites for spec in plan.specs}
    here |= {spec.inner for spec in plan.roots}
    there = {f"{code}/{inner}" for code in published.layouts for inner in state.page_digests(root=False)}
    there |= state.page_digests(root=True).keys()
    return sorted(there - here)


def _count(plan: Plan, state: BuildState, published: PublishedState) -> int:
    if published.shape == plan.shape:
        return state.count_pages(root=False) * len(plan.locale_sites) + state.count_pages(root=True)
    return len(plan.specs) * len(plan.locale_sites) + len(plan.roots)
