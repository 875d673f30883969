"""The glossary: every term in the reader's language, what it means, and its renderings in the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText, Status
from kaedah.glossary import GlossaryTerm
from kaedah.model import Site
from kaedah.plan.collation import sort_key
from kaedah.plan.entries import TranslationState
from kaedah.plan.layout import label
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import GLOSSARY, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import glossary_path, inner_path


class GlossaryEntry(NamedTuple):
    """A term as readers of one locale see it. `forbidden` pairs wordings to avoid with the reasons."""

    id: str
    name: LocalizedText
    original: LocalizedText
    definition: LocalizedText
    others: tuple[LocalizedText, ...]
    renderings: tuple[LocalizedText, ...]
    forbidden: tuple[tuple[str, LocalizedText], ...]


class GlossaryView(NamedTuple):
    """Every term of the site, in the locale's order."""

    entries: tuple[GlossaryEntry, ...]
    translation: TranslationState
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GlossaryPage(PageData):
    """The one page of the glossary, where the site has one."""

    kind: ClassVar = PageKind("glossary", "glossary.html", "chapter")

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        if context.site.glossary.terms:
            yield make_spec(cls(alternates=context.codes), (GLOSSARY,))

    @property
    def inner(self) -> str:
        return inner_path(glossary_path(""))

    def view(self, locale_site: LocaleSite) -> GlossaryView:
        glossary = locale_site.site.glossary
        entries = [_entry(term, locale_site.site, locale_site) for term in glossary.terms]
        entries.sort(key=lambda entry: sort_key(locale_site.locale.code, entry.name.text))
        return GlossaryView(
            tuple(entries), TranslationState(source_path=glossary.path, path=glossary.path), self.alternates
        )


def _entry(term: GlossaryTerm, site: Site, locale_site: LocaleSite) -> GlossaryEntry:
    code, source = locale_site.locale.code, site.settings.source
    original = LocalizedText(term.name, source.code)
    own = term.renderings.get(code)
    names = {locale.code: term.renderings.get(locale.code) for locale in site.settings.locales}
    return GlossaryEntry(
        term.id,
        LocalizedText(own.text, code) if own else LocalizedText(term.name, source.code, Status.FALLBACK),
        original,
        label(site.catalogues.get(code), source, "definition", term.definition),
        tuple(LocalizedText(alias, code) for alias in own.aliases) if own else (),
        tuple(
            LocalizedText(found.text, lang)
            for lang, found in names.items()
            if found and lang not in (code, source.code)
        ),
        tuple(
            (translator.replace("*", "…"), LocalizedText(own.forbidden[translator], code))
            for translator in sorted(own.forbidden)
        )
        if own
        else (),
    )
