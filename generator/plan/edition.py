"""The site as readers of one locale see it: a method as an Entry, with the language of each of its words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from generator.digests import digest_of
from generator.model import NOT_APPLICABLE, Catalogue, Locale, Method, Site
from generator.outline import Ingredients
from generator.plan.addresses import ROOT_MARK, glossary_path, method_path, prose_path
from generator.plan.collation import index_letter, sort_key
from generator.plan.sets import Sets
from generator.plan.shell import Link, RowHead, Shell
from generator.plan.views import Entry, Part, Work
from generator.read.kinds import KINDS
from generator.texts import Alias, Document, State, Status, Words

_METHOD_LINK = re.compile(r'<a href="method:([^"]+)">(.*?)</a>', re.DOTALL)

# What of a translation is to be done first.
URGENCY = (State.MISSING, State.STALE, State.UNREVIEWED)
# Entries a process keeps: any method may stand beside any other; one that renders for hours must not keep all.
KEPT = 12_000


class Edition:
    """One locale's site. Entries are made when they are asked for, and kept for a while."""

    def __init__(self, site: Site, locale: Locale, shell: Shell, sets: Sets) -> None:
        self.site, self.locale, self.shell, self.sets = site, locale, shell, sets
        self.catalogue = site.catalogues.get(locale.code)
        self._entries: dict[str, Entry] = {}

    def entry(self, slug: str) -> Entry:
        found = self._entries.get(slug)
        if found is None:
            if len(self._entries) >= KEPT:
                self._entries.clear()
            found = self._entries[slug] = _entry(self.site, self.site.methods[slug], self.locale, self.catalogue)
        return found

    def let_go(self) -> None:
        """Forgets the entries."""
        self._entries.clear()

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All methods in the locale's order of their names."""
        return tuple(sorted(self.site.methods, key=self._sort_key))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each method in that order."""
        return {slug: place for place, slug in enumerate(self.order)}

    @cached_property
    def worklist(self) -> tuple[str, ...]:
        """The keys of all documents: those with most that is missing first, then out of date, then not reviewed."""
        code, places = self.locale.code, [[*State].index(state) for state in URGENCY]
        rows = []
        for key, outline in self.site.outlines.items():
            reading = outline.readings[code]
            urgency = [-reading.tally.states[place] for place in places]
            rows.append((urgency, not key.startswith("methods/"), sort_key(code, reading.title, reading.filed), key))
        return tuple(key for *_, key in sorted(rows))

    def ordered(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """These methods in that order."""
        return tuple(sorted(slugs, key=self.places.__getitem__))

    @property
    def entries(self) -> Iterator[Entry]:
        """Every method in that order."""
        return map(self.entry, self.order)

    def title(self, document: Document) -> Words:
        return document.words(document.title, self.locale.code)

    def work(self, document: Document) -> Work:
        return work_of(document, self.locale)

    def letter(self, slug: str) -> str:
        """The letter that the method is filed under."""
        reading = self._reading(slug)
        return index_letter(self.locale.code, reading.title, reading.filed)

    def _sort_key(self, slug: str) -> tuple[Any, ...]:
        reading = self._reading(slug)
        return sort_key(self.locale.code, reading.title, reading.filed)

    def is_whole(self, slug: str) -> bool:
        """Whether all of the method is translated."""
        return self._reading(slug).tally.whole

    def _reading(self, slug: str) -> Ingredients:
        return self.site.outlines[f"methods/{slug}"].readings[self.locale.code]


def make_shell(site: Site, locale: Locale, salt: str) -> Shell:
    """What the pages of a locale share. `salt` is the digest of all else that decides the bytes of a page."""
    catalogue = site.catalogues.get(locale.code)
    shell = _shell(site, locale, catalogue)
    return shell._replace(digest=digest_of(shell, site.fields, site.theme, catalogue, salt))


def label(catalogue: Catalogue | None, source: Locale, context: str, text: str) -> Words:
    """A label of the content (a field, a term) in the catalogue's language, else in the source language."""
    if catalogue is None:
        return Words(text, source.code)
    forms = catalogue.messages.get((context, text))
    return Words(forms[0], catalogue.locale, Status.CURRENT) if forms else Words(text, source.code, Status.FALLBACK)


def _shell(site: Site, locale: Locale, catalogue: Catalogue | None) -> Shell:
    settings = site.settings
    heads = tuple(
        RowHead(
            field.id,
            field.kind,
            label(catalogue, settings.source, "field", field.label),
            label(catalogue, settings.source, "help", field.help) if field.help else Words("", locale.code),
        )
        for field in site.fields
    )
    pages = tuple(
        Link(prose_path(locale.code, name), page.words("title", locale.code)) for name, page in site.prose.items()
    )
    assets = tuple((name, asset_path(name, content)) for name, content in sorted(site.theme.assets.items()))
    return Shell(
        settings.title,
        locale,
        settings.locales,
        settings.source,
        settings.base_url,
        settings.repository,
        settings.branch,
        pages,
        heads,
        assets,
        bool(site.glossary.terms),
    )


def asset_path(name: str, content: bytes) -> str:
    """Where an asset is published: its name with its digest, so that it may be cached for ever."""
    stem, dot, suffix = name.rpartition(".")
    return (
        f"assets/{stem}.{digest_of(content)[:10]}{dot}{suffix}" if dot else f"assets/{name}.{digest_of(content)[:10]}"
    )


def _entry(site: Site, method: Method, locale: Locale, catalogue: Catalogue | None) -> Entry:
    reader = _Reader(site, method, locale, catalogue)
    values: list[Any] = []
    lead: Words | None = None
    for field in site.fields:
        value = method.values.get(field.id)
        if field.kind == "names" and value is None:
            value = ()
        if value is not None and value is not NOT_APPLICABLE:
            value = KINDS[field.kind].localise(value, field, reader)
            if field.kind == "prose" and lead is None:
                lead = value
        values.append(None if value == () else value)
    name = method.document.words("name", locale.code)
    original = method.document.words("name", method.document.source.locale)
    return Entry(method.slug, locale.code, name, original, tuple(values), lead)


def work_of(document: Document, locale: Locale) -> Work:
    """How the document stands in the locale, part by part, and the files to change it."""
    source = document.source
    text = document.text(locale.code)
    parts = tuple(
        Part(part, document.status(part, locale.code), document.state(part, locale.code)) for part in source.written
    )
    path = text.path if text else source.path.removesuffix(".md") + f".{locale.code}.md"
    return Work(parts, text.reviewed if text else True, source.path, path, text is not None)


def resolved_body(document: Document, locale: Locale, site: Site) -> Words:
    """The body with its links to methods leading to their pages in this locale; a link without words gets the name."""
    body = document.html(locale.code)

    def link(match: re.Match[str]) -> str:
        words = match[2]
        if not words.strip():
            from markupsafe import escape

            words = str(escape(site.methods[match[1]].document.words("name", locale.code).text))
        return f'<a href="{ROOT_MARK}{method_path(locale.code, match[1])}">{words}</a>'

    text = body.text.replace('href="glossary:', f'href="{ROOT_MARK}{glossary_path(locale.code)}#')
    return body._replace(text=_METHOD_LINK.sub(link, text))


class _Reader(NamedTuple):
    """Answers what a field kind asks about one method in one locale."""

    site: Site
    method: Method
    locale: Locale
    catalogue: Catalogue | None

    @property
    def source_lang(self) -> str:
        return self.site.settings.source.code

    def label(self, context: str, text: str) -> Words:
        return label(self.catalogue, self.site.settings.source, context, text)

    def words(self, part: str) -> Words:
        return self.method.document.words(part, self.locale.code)

    def name_of(self, slug: str) -> Words:
        return self.site.methods[slug].document.words("name", self.locale.code)

    def aliases(self, field_id: str) -> tuple[Alias, ...]:
        document = self.method.document
        text = document.text(self.locale.code)
        own = text.aliases.get(field_id, ()) if text else ()
        source = document.source.aliases.get(field_id, ())
        seen = {self.words("name").text.casefold()}
        found = []
        for lang in (self.locale.code, document.source.locale):
            for alias in (*own, *source):
                if alias.lang == lang and alias.text.casefold() not in seen:
                    seen.add(alias.text.casefold())
                    found.append(alias)
        return tuple(found)
