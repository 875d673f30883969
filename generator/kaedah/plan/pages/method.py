"""The page of a method: its facts, its words, and what it is compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan.diagrams import Neighbourhood, layout_neighbourhood
from kaedah.plan.entries import Entry, TranslationState
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
from kaedah.plan.paths import curated_comparison_path, inner_path, method_path
from kaedah.read.kinds import Role, role_of


class MethodView(NamedTuple):
    """A method's page.

    related: by the place of each field of links that has some, each neighbour with the path of the comparison with it,
        empty where there is none
    comparisons: the curated comparisons that it is in
    """

    entry: Entry
    body: LocalizedText
    related: tuple[tuple[int, tuple[tuple[Link, str], ...]], ...]
    comparisons: tuple[Link, ...]
    neighbourhood: Neighbourhood | None
    translation: TranslationState
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MethodPage(PageData):
    """The page of a method.

    address: the folder of such pages
    pairs: for each method that it is related to, the path of the comparison with it, or an empty text
    """

    kind: ClassVar = PageKind("method", "method.html", "chapter")
    reasons: ClassVar = {"pairs": LINKS}
    slug: str
    pairs: tuple[str, ...]
    address: str = "methods"

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        comparisons, address = context.comparisons, context.site.settings.address
        for slug in comparisons.slugs:
            summary = context.site.summaries[f"methods/{slug}"]
            needs = (
                need("methods", slug, "cells"),
                need("methods", slug, "body"),
                *(need("methods", other, "name") for other in dict.fromkeys(summary.related)),
                *link_needs(summary.linked),
                *(need("methods", other, "related") for other in dict.fromkeys(summary.related)),
                *(need("comparisons", name, "name") for name in comparisons.by_method.get(slug, ())),
                *images_needed(dict.fromkeys(summary.images)),
            )
            pairs = tuple(comparisons.path((slug, other)) for other in summary.related)
            yield make_spec(cls(slug, pairs, address, alternates=context.translated(summary)), needs)

    @property
    def inner(self) -> str:
        return inner_path(method_path("", self.address, self.slug))

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.slug,)

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        yield f"methods/{self.slug}", "body"

    def view(self, locale_site: LocaleSite) -> MethodView:
        code, slug, comparisons = locale_site.locale.code, self.slug, locale_site.sets
        pairs = dict(zip(comparisons.related[slug], self.pairs, strict=True))
        method = locale_site.site.methods[slug]
        related = tuple(
            (place, tuple(self._link(other, pairs[other], locale_site) for other in value))
            for place, field in enumerate(locale_site.site.fields)
            if role_of(field) is Role.LINKS and isinstance(value := method.values.get(field.id), tuple) and value
        )
        curated = tuple(
            Link(curated_comparison_path(code, name), locale_site.title(f"comparisons/{name}"))
            for name in comparisons.by_method.get(slug, ())
        )
        named = [(other, locale_site.name(other)) for other in dict.fromkeys((slug, *comparisons.related[slug]))]
        return MethodView(
            locale_site.entry(slug),
            resolved_body(method.document, locale_site),
            related,
            curated,
            layout_neighbourhood(named, comparisons.related) if len(named) > 1 else None,
            locale_site.translation(f"methods/{slug}"),
            self.alternates,
        )

    def _link(self, other: str, pair: str, locale_site: LocaleSite) -> tuple[Link, str]:
        code = locale_site.locale.code
        link = Link(method_path(code, self.address, other), locale_site.name(other), other)
        return link, f"{code}/{pair}" if pair else ""
