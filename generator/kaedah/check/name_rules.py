"""Rules about names: redundant and shared names and aliases, and terms with two translations."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from kaedah.check.rule import violation_at
from kaedah.documents import Alias, Status, Text
from kaedah.model import Site
from kaedah.problems import Violation
from kaedah.text_forms import same_word

# Prefixes of Unicode letter names, for scripts that consist of several Unicode scripts.
_SCRIPTS = {"Kore": ("HANGUL", "CJK"), "Hans": ("CJK",), "Hant": ("CJK",), "Jpan": ("CJK", "HIRAGANA", "KATAKANA")}
_LETTERS = {
    "Latn": "LATIN",
    "Cyrl": "CYRILLIC",
    "Grek": "GREEK",
    "Arab": "ARABIC",
    "Hebr": "HEBREW",
    "Deva": "DEVANAGARI",
}
# A word of the Latin script that is no abbreviation and no proper name of mixed case.
_PLAIN_LATIN = re.compile(r"\b[A-Za-z][a-z]{3,}\b")


def _aliases(text: Text) -> Iterator[tuple[Alias, str]]:
    """The aliases with their key paths."""
    for field, aliases in text.aliases.items():
        for number, alias in enumerate(aliases):
            yield alias, f"{field}.{number}"


def _normalised(words: str) -> str:
    return same_word(unicodedata.normalize("NFKC", words))


def find_aliases_that_are_the_name(site: Site) -> Iterator[Violation]:
    """Aliases equal to the name of their own method in the same file."""
    for method in site.methods.values():
        for text in (method.document.source, *method.document.translations.values()):
            name = _normalised(text.parts.get("name", ""))
            for alias, path in _aliases(text):
                if _normalised(alias.text) == name:
                    yield violation_at(text, text.span(path), alias=alias.text)


def find_shared_aliases(site: Site) -> Iterator[Violation]:
    """Aliases that two methods share in one language; reported at the later one."""
    first: dict[tuple[str, str], str] = {}
    for slug in sorted(site.methods):
        document = site.methods[slug].document
        for text in (document.source, *document.translations.values()):
            for alias, key_path in _aliases(text):
                owner = first.setdefault((alias.lang, _normalised(alias.text)), slug)
                if owner != slug:
                    path = site.summaries[f"methods/{owner}"].path
                    yield violation_at(text, text.span(key_path), alias=alias.text, other=owner, path=path)


def find_shared_names(site: Site) -> Iterator[Violation]:
    """Names that two methods share in one language; reported at the later one. Only these methods are opened."""
    first: dict[tuple[str, str], str] = {}
    for slug in sorted(site.methods):
        readings = site.summaries[f"methods/{slug}"].by_locale
        for code, name, status in zip(readings.codes, readings.titles, readings.statuses, strict=True):
            own = status is not Status.FALLBACK
            owner = first.setdefault((code, _normalised(name)), slug) if own else slug
            text = site.methods[slug].document.text(code) if owner != slug else None
            if text is not None:
                path = site.summaries[f"methods/{owner}"].path
                yield violation_at(text, text.span("name"), name=name, other=owner, path=path)


def find_aliases_in_other_scripts(site: Site) -> Iterator[Violation]:
    """Aliases written in letters that their language does not use."""
    known = {locale.code: locale.script for locale in site.settings.locales}
    for method in site.methods.values():
        for text in (method.document.source, *method.document.translations.values()):
            for alias, path in _aliases(text):
                scripts = _letters(known[alias.lang] if alias.lang in known else _script(alias.lang))
                if scripts and not _fits(alias.text, scripts):
                    yield violation_at(text, text.span(path), alias=alias.text, lang=alias.lang)


@cache
def _script(lang: str) -> str:
    """The script of a language that is not one of the site; loads the table of all languages."""
    from kaedah.read.locales import script_of

    return script_of(lang)


def _letters(script: str) -> tuple[str, ...]:
    """The prefixes of the Unicode names of the letters of a script; empty if not known."""
    return _SCRIPTS.get(script) or tuple(_LETTERS[name] for name in (script,) if name in _LETTERS)


def _fits(words: str, scripts: tuple[str, ...]) -> bool:
    """Whether the words are in these scripts. Latin abbreviations and single symbols are fine in every language."""
    letters = [unicodedata.name(char, "") for char in words if char.isalpha()]
    own = [name for name in letters if name.startswith(scripts)]
    foreign = [name for name in letters if not name.startswith((*scripts, "LATIN", "GREEK", "MODIFIER"))]
    return not foreign and (bool(own) or not _PLAIN_LATIN.search(words))


def find_terms_with_two_renderings(site: Site) -> Iterator[Violation]:
    """Messages with the same source text and different translations."""
    for catalogue in site.catalogues.values():
        first: dict[str, tuple[str, str]] = {}
        allowed = {key for key, reasons in catalogue.suppressions.items() if "term-rendered-twice" in reasons}
        for key, _ in sorted(catalogue.lines.items(), key=lambda item: (item[0] in allowed, item[1])):
            forms = catalogue.messages[key]
            before = first.setdefault(same_word(key[1]), key)
            there = catalogue.messages[before]
            if [_normalised(form) for form in there] != [_normalised(form) for form in forms]:
                values = {"term": key[1], "here": forms[0], "there": there[0], "line": catalogue.lines.get(before, 1)}
                pairs = tuple((name, str(value)) for name, value in values.items())
                yield Violation(catalogue.path_of(key), catalogue.lines.get(key, 1), 1, pairs, key)
