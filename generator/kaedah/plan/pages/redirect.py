"""Former addresses of entries: a page at each that leads to the present one, on any host and from a disk; the same for
comparisons put together in the browser; and `_redirects`, which some hosts read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from urllib.parse import urlsplit

from kaedah.model import Site
from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.paths import REDIRECTS, column_path, inner_path, method_path


class FormerAddress(NamedTuple):
    """The folder and the slug of a former address of a method, and its present slug."""

    address: str
    slug: str
    target: str


class RedirectView(NamedTuple):
    """Where a former address leads."""

    target: Link
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RedirectPage(PageData):
    """A former address.

    address, slug: the folder of its page, and what it was called
    target: what it is called now
    """

    kind: ClassVar = PageKind("redirect", "moved.html")
    reasons: ClassVar = {"target": LINKS}
    address: str
    slug: str
    target: str

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for address, slug, target in _former(context.site):
            yield make_spec(cls(address, slug, target), (need("methods", target, "name"),))

    @property
    def inner(self) -> str:
        return inner_path(method_path("", self.address, self.slug))

    def view(self, locale_site: LocaleSite) -> RedirectView:
        path = method_path(locale_site.locale.code, locale_site.layout.address, self.target)
        return RedirectView(Link(path, locale_site.name(self.target), self.target))


class FormerColumnView(NamedTuple):
    """The former slug of a method, and the present one."""

    slug: str
    target: str
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormerColumnPage(PageData):
    """A script file where the column of a method was: comparisons in the browser take the present one for it."""

    kind: ClassVar = PageKind("former_column", "former_column.js")
    reasons: ClassVar = {"target": LINKS}
    slug: str
    target: str

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for target in context.comparisons.slugs:
            for slug in context.site.summaries[f"methods/{target}"].previous:
                yield make_spec(cls(slug, target))

    @property
    def inner(self) -> str:
        return inner_path(column_path("", self.slug))

    def view(self, locale_site: LocaleSite) -> FormerColumnView:
        return FormerColumnView(self.slug, self.target)


class RedirectsView(NamedTuple):
    """Former addresses, each with the present one, from the root of the host."""

    moves: tuple[tuple[str, str], ...]
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RedirectsPage(PageData):
    """`_redirects`: the former addresses for hosts that read such a file. A site may have one of its own.

    base: the folder of the site on its host, with slashes
    address: the folder of the methods' pages
    codes: of the languages that have them
    """

    kind: ClassVar = PageKind("redirects", "_redirects")
    reasons: ClassVar = {"moves": LINKS, "base": LINKS, "address": LINKS, "codes": "the languages of the site"}
    base: str
    address: str
    codes: tuple[str, ...]
    moves: tuple[FormerAddress, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        settings = context.site.settings
        moves = tuple(_former(context.site))
        if moves and REDIRECTS not in context.site.files:
            base = urlsplit(settings.base_url).path or "/"
            yield make_spec(cls(base, settings.address, context.codes, moves))

    @property
    def inner(self) -> str:
        return REDIRECTS

    def view(self, locale_site: LocaleSite) -> RedirectsView:
        return RedirectsView(
            tuple(
                (self.base + method_path(code, address, slug), self.base + method_path(code, self.address, target))
                for code in self.codes
                for address, slug, target in self.moves
            )
        )


def _former(site: Site) -> Iterator[FormerAddress]:
    """The former addresses of all methods."""
    settings = site.settings
    for target in sorted(site.methods):
        slugs = site.summaries[f"methods/{target}"].previous
        yield from (FormerAddress(settings.address, slug, target) for slug in slugs)
        for address in settings.former_addresses:
            yield from (FormerAddress(address, slug, target) for slug in (target, *slugs))
