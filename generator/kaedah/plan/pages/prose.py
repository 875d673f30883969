"""A page of prose, such as the one about the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan.entries import TranslationState
from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite, resolved_body
from kaedah.plan.page_spec import (
    LINKS,
    DocumentPart,
    PageData,
    PageKind,
    PageSpec,
    PlanContext,
    images_needed,
    link_needs,
    make_spec,
    need,
)
from kaedah.plan.page_tree import HOME, PageTree, SectionItem
from kaedah.plan.paths import inner_path, prose_path
from kaedah.summaries import Ingredient

# The prose page whose words stand above the form for contributions.
CONTRIBUTE = "contribute"


class SectionLink(NamedTuple):
    """A link of a side menu, with those below it; `current` tells whether it leads to the page itself."""

    link: Link
    current: bool
    below: tuple["SectionLink", ...]


class ProseView(NamedTuple):
    """A page of prose; `section` is the side menu of its folder, if it is in one."""

    title: LocalizedText
    body: LocalizedText
    translation: TranslationState
    section: SectionLink | None = None
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProsePage(PageData):
    """A page of prose; `section` are the pages in its side menu."""

    kind: ClassVar = PageKind("prose", "prose.html", "chapter")
    reasons: ClassVar = {"section": LINKS}
    name: str
    section: tuple[SectionItem, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        tree = PageTree(context.site.prose, context.site.summaries)
        for name in context.site.prose:
            if name not in (CONTRIBUTE, HOME):
                alternates, section = context.translated(context.site.summaries[f"pages/{name}"]), tree.section(name)
                titles = (need("pages", item.page, "name") for item in section)
                yield make_spec(cls(name, section, alternates=alternates), (*prose_needs(context, name), *titles))

    @property
    def inner(self) -> str:
        return inner_path(prose_path("", self.name))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        yield f"pages/{self.name}", "body"

    def view(self, locale_site: LocaleSite) -> ProseView:
        key, body = f"pages/{self.name}", resolved_body(locale_site.site.prose[self.name], locale_site)
        section = self._section(locale_site) if self.section else None
        return ProseView(locale_site.title(key), body, locale_site.translation(key), section, self.alternates)

    def _section(self, locale_site: LocaleSite) -> SectionLink:
        """The side menu as a tree."""

        def below(place: int) -> tuple[SectionLink, ...]:
            """The items that are one level deeper than that at a place, before the next that is no deeper."""
            found: list[SectionLink] = []
            for at in range(place + 1, len(self.section)):
                if self.section[at].depth <= self.section[place].depth:
                    break
                if self.section[at].depth == self.section[place].depth + 1:
                    found.append(link(at))
            return tuple(found)

        def link(place: int) -> SectionLink:
            name = self.section[place].page
            title = locale_site.title(f"pages/{name}")
            return SectionLink(Link(prose_path(locale_site.locale.code, name), title), name == self.name, below(place))

        return link(0)


def home_intro(locale_site: LocaleSite) -> ProseView:
    """The words that introduce the home page."""
    key, body = f"pages/{HOME}", resolved_body(locale_site.site.prose[HOME], locale_site)
    return ProseView(locale_site.title(key), body, locale_site.translation(key))


def prose_needs(context: PlanContext, name: str) -> tuple[Ingredient, ...]:
    """What the words of a prose page are made of."""
    summary = context.site.summaries[f"pages/{name}"]
    return (
        need("pages", name, "name"),
        need("pages", name, "body"),
        *link_needs(summary.linked),
        *images_needed(summary.body_images),
    )
