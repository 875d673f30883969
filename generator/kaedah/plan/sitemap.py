"""The sitemap: every page in the languages that truly have it, in as many files as it takes."""

from collections.abc import Iterable, Iterator

from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageSpec, make_spec
from kaedah.plan.paths import SITEMAP, sitemap_part_path
from kaedah.plan.views import SitemapIndexView, SitemapView

# Addresses in one file: the protocol allows 50,000 and 50 MB; a tenth of that need not stand in memory at once.
MOST_ADDRESSES = 5_000


def sitemap_specs(specs: Iterable[PageSpec]) -> Iterator[PageSpec]:
    """The sitemap of these pages; where it takes several files, those and the list of them."""
    rows = sorted((spec.inner, *spec.alternates) for spec in specs if spec.inner.endswith(".html"))
    parts: list[list[str]] = [[]]
    count = 0
    for row in rows:
        if count + len(row) - 1 > MOST_ADDRESSES:
            parts.append([])
            count = 0
        parts[-1].append(" ".join(row))
        count += len(row) - 1
    if len(parts) == 1:
        yield make_spec(SITEMAP, "sitemap", ways=tuple(parts[0]))
        return
    paths = [sitemap_part_path(number) for number in range(1, len(parts) + 1)]
    yield make_spec(SITEMAP, "sitemap_index", ways=tuple(paths))
    for path, part in zip(paths, parts, strict=True):
        yield make_spec(path, "sitemap", ways=tuple(part))


def sitemap_view(locale_site: LocaleSite, spec: PageSpec) -> SitemapView:
    """Pages, each with the locales that truly have it."""
    rows = [row.split(" ") for row in spec.ways]
    return SitemapView(tuple((inner, tuple(codes)) for inner, *codes in rows))


def sitemap_index_view(locale_site: LocaleSite, spec: PageSpec) -> SitemapIndexView:
    """The files that the sitemap is in."""
    return SitemapIndexView(spec.ways)
