"""How far each language is translated, for machines: one small file for all languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import State
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import WORK_TOTALS, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import TRANSLATION_TOTALS


class TranslationTotalsView(NamedTuple):
    """How many documents there are; by the code of each language but the source, how many parts are in each state."""

    documents: int
    languages: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class TranslationTotalsPage(PageData):
    """The one file of totals; `documents` is how many there are."""

    kind: ClassVar = PageKind("translation_totals", "translations.json")
    documents: int

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        if len(context.site.settings.locales) == 1:
            return
        yield make_spec(cls(len(context.site.summaries)), (WORK_TOTALS,))

    @property
    def inner(self) -> str:
        return TRANSLATION_TOTALS

    def view(self, locale_site: LocaleSite) -> TranslationTotalsView:
        source, totals = locale_site.layout.source.code, locale_site.progress.by_language
        shown = [state for state in State if state is not State.SOURCE]
        languages = {
            code: {state.value: counts[state] for state in shown} for code, counts in totals.items() if code != source
        }
        return TranslationTotalsView(self.documents, languages)
