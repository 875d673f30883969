"""Rules of the glossary: forbidden wordings, and names and labels that differ from its translations."""

import re
from collections.abc import Iterator
from itertools import islice

from kaedah.check.rule import position_in, texts_of, violation_at
from kaedah.check.typography import passages_of
from kaedah.glossary import ABBREVIATION, Rendering
from kaedah.model import Site
from kaedah.problems import Violation
from kaedah.summaries import DocumentSummary
from kaedah.text_forms import same_word

_ORIGINAL = re.compile(r"[(（][^()（）]*$")  # text in brackets is the original beside its translation
_IN_BRACKETS = re.compile(r"\s*[(（][^)）]*[)）]\s*$")


def find_forbidden_renderings(site: Site) -> Iterator[Violation]:
    """Forbidden wordings in texts of the language. Aliases may contain them."""
    for text in texts_of(site):
        finder = site.glossary.forbidden.get(text.locale)
        for passage in passages_of(text) if finder else ():
            if finder and passage.path.partition(".")[0] not in text.aliases:
                for begin, end, wording, name in finder.find(passage.plain):
                    if not _ORIGINAL.search(passage.plain, max(begin - 80, 0), begin):
                        values = _values(site, name, text.locale, passage.plain[begin:end], wording)
                        yield violation_at(text, position_in(passage.span, passage.plain, begin), **values)


def find_forbidden_labels(site: Site) -> Iterator[Violation]:
    """Catalogue messages with a forbidden wording."""
    for locale, finder in site.glossary.forbidden.items():
        catalogue = site.catalogues.get(locale)
        for key, forms in catalogue.own.items() if catalogue else ():
            words = "\n".join(forms)
            for begin, end, wording, name in islice(finder.find(words), 1):
                assert catalogue is not None
                values = _values(site, name, locale, words[begin:end], wording)
                yield Violation(catalogue.path_of(key), catalogue.lines.get(key, 1), 1, tuple(values.items()), key)


def _values(site: Site, name: str, locale: str, words: str, wording: str = "") -> dict[str, str]:
    term = site.glossary.by_id[name]
    rendering = term.renderings[locale]
    return {
        "wording": " ".join(words.split()),
        "term": term.name,
        "right": rendering.text,
        "reason": rendering.forbidden.get(wording, ""),
        "path": site.glossary.path,
        "line": str(term.line),
    }


def find_terms_unlike_the_glossary(site: Site) -> Iterator[Violation]:
    """Labels and names of methods that are terms in the source language and not in the translation."""
    source = _source(site)
    terms = {
        _normalised(words): term
        for term in site.glossary.terms
        for words in (term.renderings[source].text, *term.renderings[source].aliases)
        if not ABBREVIATION.search(words)
    }
    for catalogue in site.catalogues.values():
        for key, forms in catalogue.own.items():
            term = terms.get(_normalised(key[1]))
            rendering = term.renderings.get(catalogue.locale) if term else None
            if term and rendering and len(forms) == 1 and not _renders(forms[0], rendering):
                pairs = tuple(_values(site, term.id, catalogue.locale, forms[0]).items())
                yield Violation(catalogue.path_of(key), catalogue.lines.get(key, 1), 1, pairs, key)
    for slug in site.methods:
        term = terms.get(_normalised(site.summaries[f"methods/{slug}"].by_locale.of(source).title))
        for locale, text in site.methods[slug].document.translations.items() if term else ():
            rendering = term.renderings.get(locale) if term else None
            name = text.parts.get("name", "")
            if term and rendering and name and not _renders(name, rendering):
                yield violation_at(text, text.span("name"), **_values(site, term.id, locale, name))


def find_terms_not_in_the_glossary(site: Site) -> Iterator[Violation]:
    """Terms that methods use and the glossary does not define, of fields of which it defines others; reported at the
    first use.
    """
    known = {
        _normalised(words)
        for term in site.glossary.terms
        for words in (term.name, *term.renderings[_source(site)].aliases)
    }
    reported: set[str] = set()
    # Methods that suppress the rule come first, so that one suppression covers all uses of a term.
    rule = "term-not-in-glossary"
    summaries = {slug: site.summaries[f"methods/{slug}"] for slug in site.methods}
    methods = sorted(summaries, key=lambda slug: (summaries[slug].path, rule) not in _suppressed_rules(summaries[slug]))
    for field in site.fields if site.glossary.terms else ():
        if not any(_normalised(label) in known for label in field.terms.values()):
            continue
        for slug in methods:
            for label in (field.terms[term] for name, term in summaries[slug].terms if name == field.id):
                if label not in reported and _normalised(label) not in known:
                    reported.add(label)
                    text = site.methods[slug].document.source
                    yield violation_at(text, text.span(field.id), term=label, path=site.glossary.path)


def _suppressed_rules(summary: DocumentSummary) -> set[tuple[str, str]]:
    """The rules suppressed in the files of a document, each with the path of the file."""
    return {(path, name) for path, names in summary.suppressed_rules for name in names}


def _source(site: Site) -> str:
    return site.settings.source.code


def _renders(words: str, rendering: Rendering) -> bool:
    return _normalised(words) in {_normalised(own) for own in (rendering.text, *rendering.aliases)}


def _normalised(words: str) -> str:
    """The words as they are compared: case-folded, without a trailing text in brackets."""
    return same_word(_IN_BRACKETS.sub("", words)).replace("'", "’")
