"""The page of a curated comparison of many methods: a table with a row for each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.compare import Comparison, compare_methods
from kaedah.documents import LocalizedText
from kaedah.plan import comparisons
from kaedah.plan.entries import TranslationState
from kaedah.plan.entry_table import EntryTable, entry_table
from kaedah.plan.locale_site import LocaleSite, resolved_body
from kaedah.plan.page_spec import DOCUMENTS, DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.pages.curated_comparison import curated_needs, translated_columns
from kaedah.plan.paths import curated_comparison_path, inner_path
from kaedah.plan.term_filters import FilterGroup, TermCount, filter_groups

# Rows of many columns that a phone puts in order in a moment.
PAGE_SIZE = 200


class LargeComparisonView(NamedTuple):
    """A comparison with methods as rows.

    comparison: the verdict of each column, in the order of the fields
    filters: the terms and decades of its methods
    page_size: how many rows script shows at once; without it, the page shows all of them
    """

    title: LocalizedText
    intro: LocalizedText
    translation: TranslationState
    table: EntryTable
    comparison: Comparison
    filters: tuple[FilterGroup, ...]
    page_size: int
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LargeComparisonPage(PageData):
    """A curated comparison of more methods than a table has room for as columns."""

    kind: ClassVar = PageKind("large_comparison", "large_comparison.html", "chapter")
    reasons: ClassVar = {"methods": DOCUMENTS}
    name: str
    methods: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for name, methods in context.comparisons.members.items():
            if len(methods) > comparisons.MOST_COLUMNS:
                data = cls(name, methods, alternates=translated_columns(context, methods))
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

    def view(self, locale_site: LocaleSite) -> LargeComparisonView:
        key, fields = f"comparisons/{self.name}", locale_site.site.fields
        return LargeComparisonView(
            locale_site.title(key),
            resolved_body(locale_site.site.sets[self.name].document, locale_site),
            locale_site.translation(key),
            entry_table(locale_site, self.methods, [field.id for field in fields]),
            compare_methods(fields, [locale_site.column(slug)[1] for slug in self.methods]),
            self._filters(locale_site),
            PAGE_SIZE,
            self.alternates,
        )

    def _filters(self, locale_site: LocaleSite) -> tuple[FilterGroup, ...]:
        """The filters that work in the browser, which makes their addresses: each is a state of this page."""
        members = frozenset(self.methods)
        found = (
            TermCount(item.field, item.term, len(members.intersection(item.slugs)))
            for item in locale_site.sets.lists.values()
            if item.field
        )
        return filter_groups(locale_site, (count for count in found if count.methods), lambda count: "")
