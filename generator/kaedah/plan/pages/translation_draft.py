"""The beginning of a translation as a script file, for the form: of every document that some language lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec, need
from kaedah.plan.paths import draft_path
from kaedah.plan.scaffolds import translation_template, words_in


class DraftView(NamedTuple):
    """The beginning of a translation.

    key: of the document
    stem: the path of the source file without its suffix
    text: the file to be filled in
    """

    key: str
    stem: str
    text: str
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationDraftPage(PageData):
    """The beginning of a translation of a document, named as in `methods/lora`."""

    kind: ClassVar = PageKind("translation_draft", "draft.js")
    document: str

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        if len(context.site.settings.locales) == 1:
            return
        others = {*context.codes} - {context.site.settings.source.code}
        for key, summary in context.site.summaries.items():
            if others.difference(summary.languages):
                folder, _, name = key.partition("/")
                yield make_spec(cls(key), (need(folder, name, "start"),))

    @property
    def inner(self) -> str:
        return draft_path(self.document)

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        yield self.document, "start"

    def view(self, locale_site: LocaleSite) -> DraftView:
        document = locale_site.site.document(self.document)
        site = locale_site.site
        say = words_in(site.catalogues.get(site.settings.source.code))
        return DraftView(self.document, document.stem, translation_template(document, say))
