"""The translation status of each language."""

import json

from kaedah.documents import Document, State
from kaedah.model import INTERFACE_LANGUAGE, Locale, Site
from kaedah.read.nouns import own_keys

COUNTED = (State.DONE, State.UNREVIEWED, State.STALE, State.MISSING)
UNFINISHED = (State.STALE, State.MISSING)


def translation_status(site: Site) -> dict[str, dict[str, object]]:
    """By language: counts of parts by state, and the documents with missing or outdated parts."""
    found: dict[str, dict[str, object]] = {}
    for locale in site.settings.locales:
        if locale != site.settings.source:
            found[locale.code] = _locale_status(site, locale)
    return found


def _locale_status(site: Site, locale: Locale) -> dict[str, object]:
    counts = {state.value: 0 for state in COUNTED}
    unfinished_documents: dict[str, dict[str, object]] = {}
    unreviewed = 0
    for kind, document in _documents(site):
        parts = {part: document.state(part, locale.code) for part in document.source.written_parts}
        for state in parts.values():
            counts[state.value] += 1
        text = document.text(locale.code)
        unreviewed += text is not None and not text.reviewed
        unfinished = {part: state.value for part, state in parts.items() if state in UNFINISHED}
        if unfinished:
            unfinished_documents[f"{kind}/{document.id}"] = {
                "parts": unfinished,
                "reviewed": bool(text and text.reviewed),
            }
    words = noun_words_missing(site, locale)
    return {"parts": counts, "unreviewed": unreviewed, "noun_words_missing": words, "unfinished": unfinished_documents}


def noun_words_missing(site: Site, locale: Locale) -> int:
    """How many messages a language has in neutral words, which the site's own noun asks for in words of its own."""
    catalogue = site.catalogues.get(locale.code)
    if locale.code == INTERFACE_LANGUAGE or catalogue is None:
        return 0
    return len(own_keys(site.settings.entry) - catalogue.messages.keys())


def _documents(site: Site) -> list[tuple[str, Document]]:
    found = [("methods", method.document) for method in site.methods.values()]
    found += [("comparisons", item.document) for item in site.sets.values()]
    return found + [("pages", document) for document in site.prose.values()]


def _noun_line(site: Site, count: object) -> list[str]:
    """What the noun of the site still asks for."""
    return [f'  site.po: {count} messages say "entry" in place of "{site.settings.entry.one}"'] if count else []


def format_status(site: Site, form: str) -> str:
    """The translation status as JSON, or as a few lines per language."""
    status = translation_status(site)
    if form == "json":
        return json.dumps(status, ensure_ascii=False, indent=1) + "\n"
    source = site.settings.source
    own = _noun_line(site, noun_words_missing(site, source))
    lines = [f"{source.code}: the source language", *own] if own else []
    for code, found in status.items():
        parts = found["parts"]
        assert isinstance(parts, dict)
        translated = parts["done"] + parts["unreviewed"]
        counts = f"{translated} parts translated, {parts['stale']} out of date, {parts['missing']} missing"
        lines.append(f"{code}: {counts}; {found['unreviewed']} documents not reviewed")
        lines += _noun_line(site, found["noun_words_missing"])
        unfinished = found["unfinished"]
        assert isinstance(unfinished, dict)
        for name, item in unfinished.items():
            lines.append(
                f"  {name}: "
                + ", ".join(
                    f"{part} {'missing' if state == 'missing' else 'out of date'}"
                    for part, state in item["parts"].items()
                )
            )
    return "\n".join(lines) + "\n"
