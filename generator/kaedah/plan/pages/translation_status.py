"""How far a language is translated. The first page has the totals, and the documents that need most work; where one
page cannot hold all documents, further pages list them in an order that no edit of a text changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from kaedah.documents import State
from kaedah.plan.entries import TranslationState
from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import (
    ALL_WORK,
    LINKS,
    DocumentPart,
    PageData,
    PageKind,
    PageSpec,
    PlanContext,
    make_spec,
    need,
)
from kaedah.plan.pagination import Pagination, page_count, page_slice, paginate
from kaedah.plan.paths import curated_comparison_path, inner_path, method_path, prose_path, translation_status_path

# Documents on a page.
PAGE_SIZE = 100
_FOLDERS = ("methods", "comparisons", "pages")


@dataclass(frozen=True, slots=True)
class TranslationStatusView:
    """How far a language is translated.

    documents: those that the page shows, each with its folder
    count: how many documents there are
    parts: how many parts of all documents are in each state; empty on a page other than the first
    """

    documents: tuple[tuple[str, Link, TranslationState], ...]
    count: int
    parts: Mapping[State, int]
    turn: Pagination = field(default_factory=Pagination)
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationStatusPage(PageData):
    """A page of the state of the translation.

    number, pages: its number, from 1, and how many there are
    count: how many documents there are
    documents: what the page lists; none for the first page, whose documents are those that need most work
    """

    kind: ClassVar = PageKind("translation_status", "coverage.html")
    reasons: ClassVar = {"pages": LINKS}
    number: int
    pages: int
    count: int
    documents: tuple[str, ...] = ()

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        if len(context.site.settings.locales) == 1:
            return
        keys = sorted(context.site.summaries, key=_place)
        lists = page_count(len(keys), PAGE_SIZE)
        pages = lists + 1 if lists > 1 else 1
        yield make_spec(cls(1, pages, len(keys), alternates=context.codes), (ALL_WORK,))
        for number in range(2, pages + 1):
            shown = tuple(page_slice(number - 1, keys, PAGE_SIZE))
            needs = tuple(need(*_split(key), "work") for key in shown)
            yield make_spec(cls(number, pages, len(keys), shown, alternates=context.codes), needs)

    @property
    def inner(self) -> str:
        return inner_path(translation_status_path("", self.number))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        return ((key, "work") for key in self._shown(locale_site))

    def view(self, locale_site: LocaleSite) -> TranslationStatusView:
        first = self.number == 1
        turn = paginate(self.number, self.pages, partial(translation_status_path, locale_site.locale.code))
        parts = locale_site.parts if first else {}
        return TranslationStatusView(
            tuple(_rows(locale_site, self._shown(locale_site))), self.count, parts, turn, self.alternates
        )

    def _shown(self, locale_site: LocaleSite) -> Sequence[str]:
        """The keys of the documents on the page."""
        return locale_site.most_untranslated(PAGE_SIZE) if self.number == 1 else self.documents


def _rows(locale_site: LocaleSite, keys: Sequence[str]) -> Iterator[tuple[str, Link, TranslationState]]:
    for key in keys:
        folder, name = _split(key)
        yield (
            folder,
            Link(_path_of(locale_site, folder, name), locale_site.title(key), name),
            locale_site.translation(key),
        )


def _path_of(locale_site: LocaleSite, folder: str, name: str) -> str:
    code = locale_site.locale.code
    if folder == "methods":
        return method_path(code, locale_site.layout.address, name)
    return curated_comparison_path(code, name) if folder == "comparisons" else prose_path(code, name)


def _split(key: str) -> tuple[str, str]:
    folder, _, name = key.partition("/")
    return folder, name


def _place(key: str) -> tuple[int, str]:
    """Methods first, then comparisons and pages, each in the order of their names."""
    folder, name = _split(key)
    return _FOLDERS.index(folder), name
