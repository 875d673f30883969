"""The site as readers of one locale see it: a method as an Entry, with the language of each of its words."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from kaedah.compare import MethodKeys
from kaedah.documents import Document, LocalizedText, State, Status
from kaedah.markup import shown
from kaedah.model import Locale, Site
from kaedah.plan.collation import index_letter, sort_key
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.entries import Entry, ListEntry, PartStatus, TranslationState
from kaedah.plan.layout import Layout, title_of
from kaedah.plan.method_column import compared, make_entry, make_listed
from kaedah.plan.paths import (
    ROOT_MARK,
    curated_comparison_path,
    glossary_path,
    image_path,
    method_path,
    prose_path,
)
from kaedah.plan.translation_progress import TranslationProgress
from kaedah.summaries import LocaleSummary

_IMAGE = re.compile(r'<img (alt="[^"]*" )?src="image:([^"]+)"')
_SITE_LINK = re.compile(r'<a href="(method|comparison|page|term):([^"#]*)(?:#([^"]*))?">(.*?)</a>', re.DOTALL)


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
    path = text.path if text else f"{document.stem}.{locale.code}.md"
    return TranslationState(
        _parts.setdefault(parts, parts),
        text.reviewed if text else True,
        source.path,
        path,
        text is not None,
        document.stem,
        source.data,
    )


def resolved_body(document: Document, locale_site: LocaleSite) -> LocalizedText:
    """The body with its links to the site leading to their pages in this locale; a link without words gets the name of
    what it leads to. Its images have their addresses and sizes.
    """
    code, entries = locale_site.locale.code, locale_site.site.settings.address
    body = document.html(code)
    directions = {locale.code: locale.direction for locale in locale_site.site.settings.locales}

    def link(match: re.Match[str]) -> str:
        scheme, name, anchor, words = match.groups()
        folder = _LINKED[scheme]
        address = method_path(code, entries, name) if scheme == "method" else _PATHS[scheme](code, name)
        if folder and anchor:
            summary = locale_site.site.summaries[f"{folder}/{name}"]
            anchor = summary.anchor_in(code, anchor, body.lang)
        address += f"#{anchor}" if anchor else ""
        lang = ""
        if not words.strip():
            found = locale_site.title(f"{folder}/{name}") if folder else _term_name(locale_site, name)
            words = shown(found.text)
            if found.lang != body.lang:
                lang = f' lang="{found.lang}" dir="{directions[found.lang]}"'
        return f'<a href="{ROOT_MARK}{address}"{lang}>{words}</a>'

    def image(match: re.Match[str]) -> str:
        alt, name = match.groups("")
        found = locale_site.site.images[name]
        source = f'src="{ROOT_MARK}{image_path(name, found.digest)}" width="{found.width}" height="{found.height}"'
        return f'<img {alt}{source} loading="lazy" decoding="async"'

    begin = '<a class="term" href="'  # in code that shows such a link it would be escaped
    text = body.text.replace(f"{begin}glossary:", f"{begin}{ROOT_MARK}{glossary_path(code)}#")
    return body._replace(text=_IMAGE.sub(image, _SITE_LINK.sub(link, text)))


def _term_path(code: str, name: str) -> str:
    return f"{glossary_path(code)}#{name}"


# By the scheme of a link, the folder of what it leads to, which terms do not have; and the path in a language.
_LINKED = {"method": "methods", "comparison": "comparisons", "page": "pages", "term": ""}
_PATHS: Mapping[str, Callable[[str, str], str]] = {
    "comparison": curated_comparison_path,
    "page": prose_path,
    "term": _term_path,
}


def _term_name(locale_site: "LocaleSite", name: str) -> LocalizedText:
    """A term of the glossary in the reader's language, else in the source language."""
    term = locale_site.site.glossary.by_id[name]
    rendering = term.renderings.get(locale_site.locale.code)
    if rendering is None:
        return LocalizedText(term.name, locale_site.site.settings.source.code, Status.FALLBACK)
    return LocalizedText(rendering.text, locale_site.locale.code)
