"""The table of contents of a book. It lies where the site has its index of methods, so that links to that lead here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.page_tree import HOME, PageTree
from kaedah.plan.pages.curated_comparison import comparison_links
from kaedah.plan.pages.prose import CONTRIBUTE, ProseView, home_intro, prose_needs
from kaedah.plan.paths import inner_path, method_index_path, method_path, prose_path
from kaedah.plan.taxonomies import ALL_METHODS


class ContentsView(NamedTuple):
    """The chapters, kind by kind."""

    prose: tuple[Link, ...]
    methods: tuple[Link, ...]
    sets: tuple[Link, ...]
    intro: ProseView | None = None
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookContentsPage(PageData):
    """The one table of contents; `pages` are those of prose, in the order in which they are read."""

    kind: ClassVar = PageKind("book_contents", "book/contents.html", "chapter")
    pages: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        site = context.site
        named = [*(("pages", name) for name in site.prose), *(("comparisons", name) for name in sorted(site.sets))]
        intro = prose_needs(context, HOME) if HOME in site.prose else ()
        pages = tuple(name for name in PageTree(site.prose, site.summaries).in_order() if name != CONTRIBUTE)
        yield make_spec(cls(pages), (ALL_METHODS, *(need(folder, name, "name") for folder, name in named), *intro))

    @property
    def inner(self) -> str:
        return inner_path(method_index_path(""))

    def view(self, locale_site: LocaleSite) -> ContentsView:
        """Methods are in the locale's order of names."""
        code, address = locale_site.locale.code, locale_site.layout.address
        prose = tuple(Link(prose_path(code, name), locale_site.title(f"pages/{name}")) for name in self.pages)
        methods = tuple(
            Link(method_path(code, address, slug), locale_site.name(slug), slug) for slug in locale_site.order
        )
        intro = home_intro(locale_site) if HOME in locale_site.site.prose else None
        return ContentsView(prose, methods, tuple(comparison_links(locale_site, locale_site.sets.members)), intro)

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        if HOME in locale_site.site.prose:
            yield f"pages/{HOME}", "body"
