"""The site as readers of one locale see it: a method as an Entry, with the language of each of its words."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from kaedah.compare import MethodKeys
from kaedah.documents import Document, LocalizedText, State
from kaedah.model import Locale, Site
from kaedah.plan.collation import index_letter, sort_key
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.entries import Entry, ListEntry, PartStatus, TranslationState
from kaedah.plan.layout import Layout, title_of
from kaedah.plan.method_column import compared, make_entry, make_listed
from kaedah.plan.paths import ROOT_MARK, glossary_path, method_path
from kaedah.plan.translation_progress import TranslationProgress
from kaedah.summaries import LocaleSummary

_METHOD_LINK = re.compile(r'<a href="method:([^"]+)">(.*?)</a>', re.DOTALL)


class LocaleSite:
    """One locale's site. Entries are made when they are asked for, and kept."""

    def __init__(
        self, site: Site, locale: Locale, layout: Layout, sets: Comparisons, progress: TranslationProgress | None = None
    ) -> None:
        self.site, self.locale, self.layout, self.sets = site, locale, layout, sets
        self.progress = progress or TranslationProgress(site.summaries)
        self.catalogue = site.catalogues.get(locale.code)
        self._columns: dict[str, tuple[Entry, MethodKeys]] = {}
        self._listed: dict[str, ListEntry] = {}
        self._translations: dict[str, TranslationState] = {}
        self._titles: dict[str, LocalizedText] = {}
        self._most_work: dict[int, tuple[str, ...]] = {}

    def entry(self, slug: str) -> Entry:
        return self.column(slug)[0]

    def column(self, slug: str) -> tuple[Entry, MethodKeys]:
        """A method as its column shows it, and what of it is compared."""
        found = self._columns.get(slug)
        if found is None:
            method = self.site.methods[slug]
            entry = make_entry(self.site, method, self.locale, self.catalogue, self.name)
            found = self._columns[slug] = entry, compared(method, self.site.fields)
            # To open a document takes as long as to render from it: what lists show of it is seen to at once.
            self._listed[slug] = make_listed(method, self.site.fields, entry)
            self.translation(f"methods/{slug}")
        return found

    def listed(self, slug: str) -> ListEntry:
        """A method as lists and search show it."""
        if slug not in self._listed:
            self.column(slug)
            self.forget(slug)
        return self._listed[slug]

    def is_cached(self, key: str, part: str) -> bool:
        """Whether what views take of a document was made of it, so that it need not be opened."""
        name = key.partition("/")[2]
        made = {"cells": self._columns.keys(), "listing": self._listed.keys()}
        return key in self._translations if part == "work" else name in made.get(part, ())

    def forget(self, slug: str) -> Entry:
        """Forgets the column of a method, which was made; what lists show of it stays."""
        return self._columns.pop(slug)[0]

    def clear(self) -> None:
        """Forgets what was made of documents."""
        for made in (self._columns, self._listed, self._translations, self._titles):
            made.clear()

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All methods in the locale's order of their names."""
        return tuple(sorted(self.site.methods, key=self._sort_key))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each method in that order."""
        return {slug: place for place, slug in enumerate(self.order)}

    def most_untranslated(self, count: int) -> tuple[str, ...]:
        """The keys of the `count` documents that need most work in this language, in order of urgency."""
        found = self._most_work.get(count)
        if found is None:
            found = self._most_work[count] = tuple(self.progress.most_urgent(self.locale.code, count))
        return found

    @property
    def parts(self) -> Mapping[State, int]:
        """How many parts of all documents are in each state in this language."""
        return self.progress.by_language.get(self.locale.code) or dict.fromkeys(State, 0)

    def ordered(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """These methods in that order."""
        return tuple(sorted(slugs, key=self.places.__getitem__))

    def title(self, key: str) -> LocalizedText:
        """The name of a document by its key in the outlines: no document is opened for it."""
        found = self._titles.get(key)
        if found is None:
            found = self._titles[key] = title_of(self.site, key, self.locale.code)
        return found

    def name(self, slug: str) -> LocalizedText:
        """The name of a method."""
        return self.title(f"methods/{slug}")

    def translation(self, key: str) -> TranslationState:
        """How a document stands in the locale."""
        found = self._translations.get(key)
        if found is None:
            found = self._translations[key] = translation_state_of(self.site.document(key), self.locale)
        return found

    def letter(self, slug: str) -> str:
        """The letter that the method is filed under."""
        reading = self._reading(slug)
        return index_letter(self.locale.code, reading.title, reading.sort_key)

    def _sort_key(self, slug: str) -> tuple[Any, ...]:
        reading = self._reading(slug)
        return sort_key(self.locale.code, reading.title, reading.sort_key)

    def is_whole(self, slug: str) -> bool:
        """Whether all of the method is translated."""
        return self._reading(slug).tally.whole

    def _reading(self, slug: str) -> LocaleSummary:
        return self.site.summaries[f"methods/{slug}"].by_locale.of(self.locale.code)


_parts: dict[tuple[PartStatus, ...], tuple[PartStatus, ...]] = {}  # most documents stand as many others do


def translation_state_of(document: Document, locale: Locale) -> TranslationState:
    """How the document stands in the locale, part by part, and the files to change it."""
    source = document.source
    text = document.text(locale.code)
    parts = tuple(
        PartStatus(part, document.status(part, locale.code), document.state(part, locale.code))
        for part in source.written_parts
    )
    path = text.path if text else source.path.removesuffix(".md") + f".{locale.code}.md"
    return TranslationState(
        _parts.setdefault(parts, parts), text.reviewed if text else True, source.path, path, text is not None
    )


def resolved_body(document: Document, locale_site: LocaleSite) -> LocalizedText:
    """The body with its links to methods leading to their pages in this locale; a link without words gets the name."""
    code, address = locale_site.locale.code, locale_site.site.settings.address
    body = document.html(code)

    def link(match: re.Match[str]) -> str:
        words = match[2]
        if not words.strip():
            from markupsafe import escape

            words = str(escape(locale_site.name(match[1]).text))
        return f'<a href="{ROOT_MARK}{method_path(code, address, match[1])}">{words}</a>'

    begin = '<a class="term" href="'  # in code that shows such a link it would be escaped
    text = body.text.replace(f"{begin}glossary:", f"{begin}{ROOT_MARK}{glossary_path(code)}#")
    return body._replace(text=_METHOD_LINK.sub(link, text))
