"""What can be searched, as a script file: every method with all its names, pages, comparisons and terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan.entries import ListEntry
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import (
    DOCUMENTS,
    GLOSSARY,
    DocumentPart,
    PageData,
    PageKind,
    PageSpec,
    PlanContext,
    make_spec,
    need,
)
from kaedah.plan.paths import curated_comparison_path, glossary_path, inner_path, prose_path, search_path
from kaedah.plan.taxonomies import ALL_METHODS
from kaedah.text_forms import FOLDING


class Findable(NamedTuple):
    """A page, a comparison or a term: its path inside the locale, and all its names, the one that is shown first."""

    inner: str
    names: tuple[LocalizedText, ...]


class SearchView(NamedTuple):
    """Every method, in the locale's order of names; pages, comparisons and terms."""

    entries: tuple[ListEntry, ...]
    pages: tuple[Findable, ...]
    comparisons: tuple[Findable, ...]
    terms: tuple[Findable, ...]
    folding: Mapping[str, Any] = FOLDING  # which letters are the same
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchIndexPage(PageData):
    """The one search index of a language, with the pages of prose and the comparisons that it has."""

    kind: ClassVar = PageKind("search_index", "search.js")
    reasons: ClassVar = {"pages": DOCUMENTS, "comparisons": DOCUMENTS}
    pages: tuple[str, ...]
    comparisons: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        pages, comparisons = (*context.site.prose,), (*context.comparisons.members,)
        named = [*(("pages", name) for name in pages), *(("comparisons", name) for name in comparisons)]
        names = (need(folder, name, "name") for folder, name in named)
        yield make_spec(cls(pages, comparisons), (ALL_METHODS, GLOSSARY, *names))

    @property
    def inner(self) -> str:
        return inner_path(search_path(""))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        return ((f"methods/{slug}", "listing") for slug in locale_site.order)

    def view(self, locale_site: LocaleSite) -> SearchView:
        code = locale_site.locale.code
        return SearchView(
            tuple(map(locale_site.listed, locale_site.order)),
            tuple(
                Findable(inner_path(prose_path(code, name)), (locale_site.title(f"pages/{name}"),))
                for name in self.pages
            ),
            tuple(
                Findable(inner_path(curated_comparison_path(code, name)), (locale_site.title(f"comparisons/{name}"),))
                for name in self.comparisons
            ),
            tuple(_terms(locale_site)),
        )


def _terms(locale_site: LocaleSite) -> Iterator[Findable]:
    """The terms by all their names in the language, and in the source language."""
    code, source = locale_site.locale.code, locale_site.site.settings.source.code
    for term in locale_site.site.glossary.terms:
        texts: dict[str, LocalizedText] = {}
        for lang in dict.fromkeys((code, source)):
            found = term.renderings.get(lang)
            for text in (found.text, *found.aliases) if found else ():
                texts.setdefault(text, LocalizedText(text, lang))
        texts.setdefault(term.name, LocalizedText(term.name, source))
        yield Findable(f"{inner_path(glossary_path(code))}#{term.id}", tuple(texts.values()))
