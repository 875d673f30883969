"""Site → the rows of the dataset's tables, each in an order that never changes."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from kaedah.compare import MethodKeys, compare_methods
from kaedah.documents import Alias, Document, Text
from kaedah.model import Field, Method, Site, Source, SpecialValue
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.layout import label
from kaedah.plan.method_column import compared
from kaedah.read.kinds import KINDS, Role, with_role
from kaedah.read.kinds.sources import KEYS, plain_source

LISTS = "; "  # between the things that one cell lists

Cell = str | int | float | None
Row = tuple[Cell, ...]


def method_rows(site: Site) -> Iterator[Row]:
    """A row per method, its cells in the order of the fields."""
    for slug, method in sorted(site.methods.items()):
        source = method.document.source
        yield slug, source.parts["name"], *(_cell(field, method) for field in site.fields)


def _cell(field: Field, method: Method) -> Cell:
    """A value as one cell."""
    value = method.values.get(field.id)
    if isinstance(value, SpecialValue):
        return value.written
    if value is not None:
        value = KINDS[field.kind].flat(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return LISTS.join(value) if isinstance(value, list) else value


def reference_rows(site: Site) -> Iterator[Row]:
    """A row per reference."""
    for slug, method in sorted(site.methods.items()):
        number = 0
        for field, sources in _sources(site, method):
            for source in sources:
                number += 1
                plain = plain_source(source)
                authors = LISTS.join(author.inverted for author in source.authors)
                known = any(author.orcid for author in source.authors)
                orcids = LISTS.join(author.orcid for author in source.authors) if known else None
                yield slug, field.id, number, authors, *(plain.get(key) for key in KEYS[1:]), orcids


def _sources(site: Site, method: Method) -> Iterator[tuple[Field, tuple[Source, ...]]]:
    for field in with_role(site.fields, Role.REFERENCES):
        value = method.values.get(field.id)
        if isinstance(value, tuple):
            yield field, value


def note_rows(site: Site) -> Iterator[Row]:
    """A row per value that has a note or a source."""
    for slug, method in sorted(site.methods.items()):
        parts = method.document.source.parts
        for field in site.fields:
            numbers = method.cited.get(field.id, ())
            if numbers or field.note in parts:
                yield slug, field.id, parts.get(field.note, ""), LISTS.join(map(str, numbers))


def alias_rows(site: Site) -> Iterator[Row]:
    """A row per other name, none twice."""
    for slug, method in sorted(site.methods.items()):
        document = method.document
        for field in site.fields:
            found: dict[Alias, None] = {}
            for text in _texts(document):
                found |= {Alias(a.text, a.lang or text.locale): None for a in text.aliases.get(field.id, ())}
            yield from ((slug, field.id, alias.lang, alias.text) for alias in found)


def comparison_rows(site: Site) -> Iterator[Row]:
    """A row per field of every comparison."""
    sets = Comparisons(site)
    shown = [(f"{one}/{other}", (one, other)) for one, other in sets.pairs]

    @cache
    def column(slug: str) -> MethodKeys:
        return compared(site.methods[slug], site.fields)

    for path, slugs in chain(shown, sets.members.items()):
        for row in compare_methods(site.fields, [*map(column, slugs)]).rows:
            if row.verdict is not None:
                yield path, LISTS.join(slugs), row.field, str(row.verdict)


def text_rows(site: Site) -> Iterator[Row]:
    """A row per part of every document in every language."""
    codes = [locale.code for locale in site.settings.locales]
    for key in site.summaries:
        document = site.document(key)
        for part in document.source.written_parts:
            for code in codes:
                text = document.text(code)
                yield key, part, code, str(document.state(part, code)), text.words(part) if text else ""


def label_rows(site: Site) -> Iterator[Row]:
    """A row per label of the content in every language that says it."""
    for field in site.fields:
        yield from _labels(site, "field", field.id, field.label)
        if field.help:
            yield from _labels(site, "help", field.id, field.help)
    for group in dict.fromkeys(field.group for field in site.fields if field.group):
        yield from _labels(site, "group", group, group)
    for field in site.fields:
        for term, text in field.terms.items():
            yield from _labels(site, "term", f"{field.id}/{term}", text)


def _labels(site: Site, context: str, name: str, text: str) -> Iterator[Row]:
    for code, words in _translations_of(site, context, text).items():
        yield context, name, code, words


def _translations_of(site: Site, context: str, text: str) -> Mapping[str, str]:
    """What a message of the content is in each language that says it, the source first."""
    source = site.settings.source
    found = {source.code: text}
    for locale in site.settings.locales:
        words = label(site.catalogues.get(locale.code), source, context, text)
        if words.lang == locale.code:
            found[locale.code] = words.text
    return found


def glossary_rows(site: Site) -> Iterator[Row]:
    """A row per term in every language that renders it."""
    source = site.settings.source
    for term in site.glossary.terms:
        meanings = _translations_of(site, "definition", term.definition)
        for locale in site.settings.locales:
            found = term.renderings.get(locale.code)
            meaning = meanings.get(locale.code, "")
            if locale == source:
                yield term.id, locale.code, term.name, LISTS.join(found.aliases if found else ()), meaning
            elif found is not None:
                yield term.id, locale.code, found.text, LISTS.join(found.aliases), meaning


def _texts(document: Document) -> Sequence[Text]:
    return [document.source, *(text for _, text in sorted(document.translations.items()))]
