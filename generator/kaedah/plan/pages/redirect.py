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
    """A former address: `slug` is what the entry was called, `target` what it is called now."""

    kind: ClassVar = PageKind("redirect", "moved.html")
    reasons: ClassVar = {"target": LINKS}
    slug: str
    target: str

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for target in context.comparisons.slugs:
            for slug in context.site.summaries[f"methods/{target}"].previous:
                yield make_spec(cls(slug, target), (need("methods", target, "name"),))

    @property
    def inner(self) -> str:
        return inner_path(method_path("", self.slug))

    def view(self, locale_site: LocaleSite) -> RedirectView:
        path = method_path(locale_site.locale.code, self.target)
        return RedirectView(Link(path, locale_site.name(self.target), self.target))
