"""The page at the root of the site, which asks for a language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import CHOOSER


class ChooserView(NamedTuple):
    """The layout has all that the page shows."""

    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageChooserPage(PageData):
    """The one page that asks for a language."""

    kind: ClassVar = PageKind("language_chooser", "chooser.html")

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        yield make_spec(cls())

    @property
    def inner(self) -> str:
        return CHOOSER

    def view(self, locale_site: LocaleSite) -> ChooserView:
        return ChooserView()
