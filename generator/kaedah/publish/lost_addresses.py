"""Addresses of entries that a build takes away without a page that leads on."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kaedah.model import Site
from kaedah.plan.paths import column_path, method_path
from kaedah.problems import Position, Problem, Report, join_limited
from kaedah.read.nouns import RESERVED_ADDRESSES
from kaedah.read.walk import shown_path

MOST_NAMED = 5


def lost_addresses(site: Site, gone: Iterable[str], content: Path) -> Iterator[Problem]:
    """A warning that names the pages of entries among the paths that are deleted; none where there are none.

    It concerns the published site, not the content. So it is no error of a strict build.
    """
    code, settings = site.settings.source.code, site.settings
    paths = {*gone}
    page = re.compile(rf"{re.escape(code)}/([^/]+)/([^/]+)\.html")
    lost = sorted(
        path
        for path in paths
        if (match := page.fullmatch(path))
        and match[1] not in RESERVED_ADDRESSES
        and (
            column_path(code, match[2]) in paths
            or (match[2] in site.methods and path != method_path(code, settings.address, match[2]))
        )
    )
    if not lost:
        return
    report = Report(shown_path(content / "methods", content.parent))
    renamed = len(lost) == sum(path.rpartition("/")[2].removesuffix(".html") in site.methods for path in lost)
    hint = (
        "keep them: add `previous: [{name}]` to `entry` in site.yaml"
        if renamed
        else "if an entry was renamed, write its former name into its file, as in `previous: [{name}]`"
    )
    name = lost[0].split("/")[1] if renamed else lost[0].rpartition("/")[2].removesuffix(".html")
    message = "these addresses of the last build lead nowhere now: {paths}"
    report.warning(Position(), message, hint, paths=join_limited(lost, MOST_NAMED), name=name)
    yield from report.problems
