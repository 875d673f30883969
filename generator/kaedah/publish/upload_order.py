"""The order in which files are uploaded where that takes many steps.

Readers come in by `index.html` and follow links. At no moment may a page that they can reach lead to something that is
not there. So what nobody can reach yet is sent first, and what nobody can reach any more is removed last:

1. new files that are not pages: style sheets, scripts, pictures, data;
2. new pages, to which only new and changed pages lead;
3. of these last the ways in, which lead to everything, `index.html` after all others;
4. changed files that are not pages;
5. changed pages, each of which is complete in its old and in its new form;
6. changed ways in;
7. removals, once no page leads there.

Names of style sheets, scripts and pictures contain a digest, so a changed one is a new file, and a page is never shown
with those of another release.
"""

from collections.abc import Collection, Iterable

INDEX = "index.html"
_ENTRIES = {INDEX, "404.html", "sitemap.xml"}


def upload_stages(new: Collection[str], changed: Collection[str]) -> list[list[str]]:
    """The paths to send, in stages. Those of one stage may be sent in any order and at once."""
    return [stage for paths in (new, changed) for stage in _stages(paths) if stage]


def _stages(paths: Iterable[str]) -> list[list[str]]:
    stages: list[list[str]] = [[], [], [], [], []]
    for path in sorted(paths):
        stages[_stage_of(path)].append(path)
    return stages


def _stage_of(path: str) -> int:
    if path in _ENTRIES:
        return 4 if path == INDEX else 3
    if path.startswith("sitemaps/"):
        return 2
    return 1 if path.endswith(".html") else 0
