"""The page at a former address of an entry: it leads to the present one, on any host and from a disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import LINKS, PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.paths import inner_path, method_path


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
        settings = context.site.settings
        for target in context.comparisons.slugs:
            slugs = context.site.summaries[f"methods/{target}"].previous
            places = [*((settings.address, slug) for slug in slugs)]
            places += [(address, slug) for address in settings.former_addresses for slug in (target, *slugs)]
            for address, slug in places:
                yield make_spec(cls(address, slug, target), (need("methods", target, "name"),))

    @property
    def inner(self) -> str:
        return inner_path(method_path("", self.address, self.slug))

    def view(self, locale_site: LocaleSite) -> RedirectView:
        path = method_path(locale_site.locale.code, locale_site.layout.address, self.target)
        return RedirectView(Link(path, locale_site.name(self.target), self.target))
