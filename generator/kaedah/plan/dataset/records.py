"""Site → records: every method as its files write it, for machines."""

from collections.abc import Iterator
from typing import Any

from kaedah.documents import Document
from kaedah.model import Method, Site, SpecialValue
from kaedah.read.kinds import KINDS


def records_of(site: Site) -> Iterator[dict[str, Any]]:
    """Every method: what stands in its front matter, as its schema has it, its body, and each of its translations."""
    for slug, method in sorted(site.methods.items()):
        document = method.document
        translations = {code: _translation(document, code) for code in sorted(document.translations)}
        matter, body = _front_matter(site, method), document.source.words("body")
        yield {"slug": slug, "front_matter": matter, "body": body, "translations": translations}


def _front_matter(site: Site, method: Method) -> dict[str, Any]:
    parts = method.document.source.parts
    found: dict[str, Any] = {"name": parts["name"]}
    for field in site.fields:
        value = method.values.get(field.id)
        if value is None:
            continue
        plain = value.written if isinstance(value, SpecialValue) else KINDS[field.kind].plain(value)
        noted: dict[str, Any] = {}
        if field.note in parts:
            noted["note"] = parts[field.note]
        if field.id in method.cited:
            noted["source"] = list(method.cited[field.id])
        found[field.id] = {"value": plain, **noted} if noted else plain
    return found


def _translation(document: Document, code: str) -> dict[str, Any]:
    text = document.translations[code]
    return {
        "reviewed": text.reviewed,
        "parts": {part: text.words(part) for part in text.written_parts},
        "names": {name: [alias.text for alias in found] for name, found in text.aliases.items()},
        "states": {part: str(document.state(part, code)) for part in document.source.written_parts},
    }
