"""The page of a curated comparison: methods that somebody chose, and why. `large_comparison.py` has the large ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan import comparisons
from kaedah.plan.comparison_view import ComparisonView, comparison_view
from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite, resolved_body
from kaedah.plan.page_spec import (
    DOCUMENTS,
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
from kaedah.plan.paths import curated_comparison_path, inner_path
from kaedah.summaries import MIN_TRANSLATED, Ingredient


class ListedComparison(NamedTuple):
    """A curated comparison and its methods; of many, the first ones and how many more there are."""

    name: str
    methods: tuple[str, ...]
    more: int


# A comparison in a list: its link, the names of its methods, and how many more it has.
ListedLink = tuple[Link, tuple[LocalizedText, ...], int]


@dataclass(frozen=True, slots=True)
class CuratedComparisonPage(PageData):
    """A curated comparison.

    removals: for each of its methods, the path of the page without it
    """

    kind: ClassVar = PageKind("curated_comparison", "comparison.html", "chapter")
    reasons: ClassVar = {"methods": DOCUMENTS, "removals": LINKS}
    name: str
    methods: tuple[str, ...]
    removals: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for name, methods in context.comparisons.members.items():
            if len(methods) <= comparisons.MOST_COLUMNS:
                removals, alternates = context.comparisons.removals(methods), translated_columns(context, methods)
                data = cls(name, methods, removals, alternates=alternates)
                yield make_spec(data, curated_needs(context, name, methods))

    @property
    def inner(self) -> str:
        return inner_path(curated_comparison_path("", self.name))

    @property
    def columns(self) -> tuple[str, ...]:
        return self.methods

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        yield from PageData.reads(self, locale_site)
        yield f"comparisons/{self.name}", "body"

    def view(self, locale_site: LocaleSite) -> ComparisonView:
        key = f"comparisons/{self.name}"
        return comparison_view(locale_site, self.methods, self.removals, self.alternates)._replace(
            title=locale_site.title(key),
            intro=resolved_body(locale_site.site.sets[self.name].document, locale_site),
            translation=locale_site.translation(key),
        )


def curated_needs(context: PlanContext, name: str, methods: Iterable[str]) -> tuple[Ingredient, ...]:
    """What the page of a curated comparison is made of."""
    summary = context.site.summaries[f"comparisons/{name}"]
    return (
        *chain.from_iterable(context.column_needs[slug] for slug in methods),
        need("comparisons", name, "name"),
        need("comparisons", name, "body"),
        *link_needs(summary.linked),
        *images_needed(summary.body_images),
    )


def translated_columns(context: PlanContext, methods: Iterable[str]) -> tuple[str, ...]:
    """The languages that have most of the translatable cells of these methods; bodies do not count."""
    summaries = [context.site.summaries[f"methods/{slug}"].by_locale for slug in methods]
    found = []
    for code in context.codes:
        tallies = [readings.tally(code) for readings in summaries]
        if sum(tally.done for tally in tallies) >= MIN_TRANSLATED * sum(tally.parts for tally in tallies):
            found.append(code)
    return tuple(found)


def listed_comparisons(context: PlanContext, most: int) -> Iterator[ListedComparison]:
    """The curated comparisons in order, each with at most so many of its methods."""
    for name, methods in context.comparisons.members.items():
        yield ListedComparison(name, methods[:most], len(methods[most:]))


def listed_needs(listed: Iterable[ListedComparison]) -> tuple[Ingredient, ...]:
    """What a list of these comparisons is made of."""
    listed = tuple(listed)
    slugs = dict.fromkeys(chain.from_iterable(item.methods for item in listed))
    return (
        *(need("comparisons", item.name, "name") for item in listed),
        *(need("methods", slug, "name") for slug in slugs),
    )


def listed_links(locale_site: LocaleSite, listed: Iterable[ListedComparison]) -> Iterator[ListedLink]:
    """These comparisons in one language."""
    for item in listed:
        (link,) = comparison_links(locale_site, [item.name])
        yield link, tuple(map(locale_site.name, item.methods)), item.more


def comparison_links(locale_site: LocaleSite, names: Iterable[str]) -> Iterator[Link]:
    """Links to these curated comparisons."""
    for name in names:
        yield Link(
            curated_comparison_path(locale_site.locale.code, name), locale_site.title(f"comparisons/{name}"), name
        )
