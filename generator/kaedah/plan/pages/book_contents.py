"""The table of contents of a book. It lies where the site has its index of methods, so that links to that lead here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.pages.curated_comparison import comparison_links
from kaedah.plan.pages.prose import CONTRIBUTE
from kaedah.plan.paths import inner_path, method_index_path, method_path, prose_path
from kaedah.plan.taxonomies import ALL_METHODS


class ContentsView(NamedTuple):
    """The chapters, kind by kind."""

    prose: tuple[Link, ...]
    methods: tuple[Link, ...]
    sets: tuple[Link, ...]
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookContentsPage(PageData):
    """The one table of contents."""

    kind: ClassVar = PageKind("book_contents", "book/contents.html", "chapter")

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        site = context.site
        named = [*(("pages", name) for name in site.prose), *(("comparisons", name) for name in sorted(site.sets))]
        yield make_spec(cls(), (ALL_METHODS, *(need(folder, name, "name") for folder, name in named)))

    @property
    def inner(self) -> str:
        return inner_path(method_index_path(""))

    def view(self, locale_site: LocaleSite) -> ContentsView:
        """Methods are in the locale's order of names."""
        code, address = locale_site.locale.code, locale_site.layout.address
        prose = tuple(
            Link(prose_path(code, name), locale_site.title(f"pages/{name}"))
            for name in locale_site.site.prose
            if name != CONTRIBUTE
        )
        methods = tuple(
            Link(method_path(code, address, slug), locale_site.name(slug), slug) for slug in locale_site.order
        )
        return ContentsView(prose, methods, tuple(comparison_links(locale_site, locale_site.sets.members)))
