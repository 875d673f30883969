"""The sitemap: every page in the languages that truly have it, in as many files as it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.pages.redirect import RedirectPage
from kaedah.plan.paths import SITEMAP, sitemap_part_path

# Addresses in one file: the protocol allows 50,000 and 50 MB; a tenth of that need not stand in memory at once.
MOST_ADDRESSES = 5_000


class MappedPage(NamedTuple):
    """A page by its path inside a locale, with the codes of the languages that truly have it."""

    inner: str
    codes: tuple[str, ...]


class SitemapView(NamedTuple):
    """The pages in a file of the sitemap."""

    pages: tuple[MappedPage, ...]


class SitemapIndexView(NamedTuple):
    """The paths of the files of a sitemap that one file could not hold."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SitemapPage(PageData):
    """A file of the sitemap; `part` counts from 1, and is 0 where one file holds all of it."""

    kind: ClassVar = PageKind("sitemap", "sitemap.xml")
    reasons: ClassVar = {"pages": LINKS}
    part: int
    pages: tuple[MappedPage, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        parts = _parts(context)
        if len(parts) > 1:
            yield make_spec(SitemapIndexPage(len(parts)))
        for number, pages in enumerate(parts, 1):
            yield make_spec(cls(number if len(parts) > 1 else 0, pages))

    @property
    def inner(self) -> str:
        return sitemap_part_path(self.part) if self.part else SITEMAP

    def view(self, locale_site: LocaleSite) -> SitemapView:
        return SitemapView(self.pages)


@dataclass(frozen=True, slots=True)
class SitemapIndexPage(PageData):
    """The list of the files of a sitemap that takes several."""

    kind: ClassVar = PageKind("sitemap_index", "sitemap_index.xml")
    reasons: ClassVar = {"parts": LINKS}
    parts: int

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        return iter(())  # it is planned with the files that it lists

    @property
    def inner(self) -> str:
        return SITEMAP

    def view(self, locale_site: LocaleSite) -> SitemapIndexView:
        return SitemapIndexView(tuple(map(sitemap_part_path, range(1, self.parts + 1))))


def _parts(context: PlanContext) -> list[tuple[MappedPage, ...]]:
    """The pages of each file of the sitemap; none where the site has no address."""
    if not context.site.settings.base_url:
        return []
    parts: list[list[MappedPage]] = [[]]
    count = 0
    for page in sorted(MappedPage(spec.inner, spec.alternates) for spec in context.specs if _is_mapped(spec)):
        if count + len(page.codes) > MOST_ADDRESSES:
            parts.append([])
            count = 0
        parts[-1].append(page)
        count += len(page.codes)
    return [*map(tuple, parts)]


def _is_mapped(spec: PageSpec) -> bool:
    return spec.inner.endswith(".html") and not isinstance(spec.data, RedirectPage)
