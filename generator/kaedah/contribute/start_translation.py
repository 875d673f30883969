"""Starts a translation file, and shows how the source text has changed since it was translated."""

from collections.abc import Callable
from pathlib import Path

from kaedah.check.rule import documents_of
from kaedah.contribute.history import changed_lines, previous_words
from kaedah.contribute.source_files import write_source
from kaedah.documents import Document, Status
from kaedah.model import Site
from kaedah.plan.scaffolds import translation_template, words_in
from kaedah.problems import nearest
from kaedah.read.discovery import suggest_language


class TranslationError(Exception):
    """The command does not apply to this document and language. The message gives the reason and a fix."""


def start_translation(site: Site, base: Path, slug: str, locale: str) -> str:
    """Writes a translation file with the source text in comments, and returns its path. Never overwrites a file.

    Raises TranslationError, WriteError.
    """
    document = find_document(site, slug, locale)
    path = f"{document.stem}.{locale}.md"
    try:
        say = words_in(site.catalogues.get(site.settings.source.code))
        body = document.source.words("body").strip("\n") if document.source.body_size else ""
        write_source(base, path, translation_template(document, say, body).encode(), exclusive=True)
    except FileExistsError:
        hint = f"edit that file; `kaedah translations diff {slug} {locale}` shows what has changed"
        raise TranslationError(f"{path} already exists\n  hint: {hint}") from None
    return path


def format_stale_parts(site: Site, base: Path, slug: str, locale: str, format_path: Callable[[str], str]) -> str:
    """The parts whose source text has changed since they were stamped, as text; `format_path` formats paths.

    Shows a diff if Git has the stamped version, else the current source text. Raises TranslationError.
    """
    document = find_document(site, slug, locale)
    text = document.translations.get(locale)
    if text is None:
        raise TranslationError(missing_message(slug, locale))
    stale = [part for part in document.source.written_parts if document.status(part, locale) is Status.STALE]
    previous: dict[str, str] = {}
    stamps = {part: (text.stamps or {}).get(part, "") for part in stale}
    files = {part: document.source.span(part).path or document.source.path for part in stale}
    for path in sorted({*files.values()}):
        wanted = {part: stamp for part, stamp in stamps.items() if files[part] == path}
        previous |= previous_words(base / path, wanted, document.id, site)
    lines = []
    for part in stale:
        place, translated = document.source.span(part), text.span(part)
        position = f"{format_path(text.path)}:{translated.line}:{translated.column}"
        lines.append(f"{position}: {part} was translated from an older version of the source text")
        lines.append(f"  {format_path(files[part])}:{place.line}:{place.column}:")
        now = document.source.words(part)
        words = changed_lines(previous[part], now) if part in previous else now.split("\n")
        lines += [f"    {line}".rstrip() for line in words]
    return "\n".join(lines) + "\n" if lines else f"{format_path(text.path)}: nothing has changed\n"


def missing_message(slug: str, locale: str) -> str:
    """The error message for a document without a translation into the language."""
    hint = f"start it with `kaedah translations start {slug} {locale}`"
    return f"there is no translation of {slug} into {locale}\n  hint: {hint}"


def find_document(site: Site, slug: str, locale: str) -> Document:
    """The document with this slug. Raises TranslationError if it does not exist or cannot be translated."""
    codes = [item.code for item in site.settings.locales if item != site.settings.source]
    if locale not in codes:
        hint, more = suggest_language(locale, codes)
        raise TranslationError(f'"{locale}" is not a language to translate into\n  hint: {hint.format(**more)}')
    documents = {document.id: document for document in reversed(list(documents_of(site)))}
    if slug not in documents:
        near = nearest(slug, documents)
        hint = f'did you mean "{near}"?' if near else "name a method, comparison or page by its file name without .md"
        raise TranslationError(f'there is no document "{slug}"\n  hint: {hint}')
    return documents[slug]
