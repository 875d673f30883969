"""A page of prose, such as the one about the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan.entries import TranslationState
from kaedah.plan.locale_site import LocaleSite, resolved_body
from kaedah.plan.page_spec import (
    DocumentPart,
    PageData,
    PageKind,
    PageSpec,
    PlanContext,
    images_needed,
    make_spec,
    need,
)
from kaedah.plan.paths import inner_path, prose_path
from kaedah.summaries import Ingredient

# The prose page whose words stand above the form for contributions.
CONTRIBUTE = "contribute"


class ProseView(NamedTuple):
    """A page of prose."""

    title: LocalizedText
    body: LocalizedText
    translation: TranslationState
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProsePage(PageData):
    """A page of prose."""

    kind: ClassVar = PageKind("prose", "prose.html", "chapter")
    name: str

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for name in context.site.prose:
            if name != CONTRIBUTE:
                alternates = context.translated(context.site.summaries[f"pages/{name}"])
                yield make_spec(cls(name, alternates=alternates), prose_needs(context, name))

    @property
    def inner(self) -> str:
        return inner_path(prose_path("", self.name))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        yield f"pages/{self.name}", "body"

    def view(self, locale_site: LocaleSite) -> ProseView:
        key, body = f"pages/{self.name}", resolved_body(locale_site.site.prose[self.name], locale_site)
        return ProseView(locale_site.title(key), body, locale_site.translation(key), self.alternates)


def prose_needs(context: PlanContext, name: str) -> tuple[Ingredient, ...]:
    """What the words of a prose page are made of."""
    summary = context.site.summaries[f"pages/{name}"]
    return (
        need("pages", name, "name"),
        need("pages", name, "body"),
        *(need("methods", slug, "name") for slug in summary.linked),
        *images_needed(summary.body_images),
    )
