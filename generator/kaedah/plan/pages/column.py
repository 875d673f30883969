"""The column of a method as a script file, for comparisons that are put together in the browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.compare import key_mark
from kaedah.plan.entries import Entry
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import column_path, inner_path


class ColumnView(NamedTuple):
    """One method's column, with a mark of what is compared in each cell.

    marks: by field, the mark of the cell's key; None where nothing is stated
    parts: by field, the marks of the things that the cell lists
    """

    entry: Entry
    marks: tuple[str | None, ...]
    parts: tuple[tuple[str | None, ...], ...]
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnPage(PageData):
    """The column of a method."""

    kind: ClassVar = PageKind("column", "column.js")
    slug: str

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        for slug in context.comparisons.slugs:
            yield make_spec(cls(slug), context.column_needs[slug])

    @property
    def inner(self) -> str:
        return inner_path(column_path("", self.slug))

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.slug,)

    def view(self, locale_site: LocaleSite) -> ColumnView:
        entry, compared = locale_site.column(self.slug)
        fields = [field.id for field in locale_site.site.fields]
        parts = tuple(tuple(map(key_mark, compared.parts.get(name, ()))) for name in fields)
        return ColumnView(entry, tuple(key_mark(compared.keys[name]) for name in fields), parts)
