"""How far each language is translated."""

import json

from generator.model import Locale, Site
from generator.texts import Document, Status


def translation_status(site: Site) -> dict[str, dict[str, object]]:
    """Per language: counts of parts by status, and every document that is not wholly translated and reviewed."""
    found: dict[str, dict[str, object]] = {}
    for locale in site.settings.locales:
        if locale != site.settings.source:
            found[locale.code] = _locale_status(site, locale)
    return found


def _locale_status(site: Site, locale: Locale) -> dict[str, object]:
    counts = {status.value: 0 for status in (Status.CURRENT, Status.STALE, Status.FALLBACK)}
    open_work: dict[str, dict[str, object]] = {}
    unreviewed = 0
    for kind, document in _documents(site):
        parts = {part: document.status(part, locale.code) for part in document.source.written}
        for status in parts.values():
            counts[status.value] += 1
        text = document.text(locale.code)
        unreviewed += text is not None and not text.reviewed
        unfinished = {part: status.value for part, status in parts.items() if status is not Status.CURRENT}
        if unfinished:
            open_work[f"{kind}/{document.id}"] = {"parts": unfinished, "reviewed": bool(text and text.reviewed)}
    return {"parts": counts, "unreviewed": unreviewed, "unfinished": open_work}


def _documents(site: Site) -> list[tuple[str, Document]]:
    found = [("methods", method.document) for method in site.methods.values()]
    found += [("comparisons", item.document) for item in site.sets.values()]
    return found + [("pages", document) for document in site.prose.values()]


def show_status(site: Site, form: str) -> str:
    """The status as JSON, or as a few lines a language."""
    status = translation_status(site)
    if form == "json":
        return json.dumps(status, ensure_ascii=False, indent=1) + "\n"
    lines = []
    for code, found in status.items():
        parts = found["parts"]
        assert isinstance(parts, dict)
        counts = f"{parts['current']} parts translated, {parts['stale']} out of date, {parts['fallback']} missing"
        lines.append(f"{code}: {counts}; {found['unreviewed']} documents not reviewed")
        unfinished = found["unfinished"]
        assert isinstance(unfinished, dict)
        for name, work in unfinished.items():
            lines.append(
                f"  {name}: "
                + ", ".join(
                    f"{part} {'missing' if state == 'fallback' else 'out of date'}"
                    for part, state in work["parts"].items()
                )
            )
    return "\n".join(lines) + "\n"
