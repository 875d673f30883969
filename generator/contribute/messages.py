"""The interface's messages: collected into the POT, and brought into every catalogue."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import denormalize, normalize, read_po, write_po

from generator.contribute.templates import collect_templates
from generator.model import Locale, Site
from generator.read.catalogues import cldr_plural, is_translated, readable
from generator.read.wording import FILE
from generator.wording import ENGLISH

# The former context of a message, by its context and id as Babel has them.
_Contexts = dict[tuple[Any, Any], str]

WIDTH = 100
TEMPLATE = "problems.pot"
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# Header lines that say when and with what a file was written, or nothing at all.
_EMPTY_HEADERS = (
    b"POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To: EMAIL|Last-Translator: FULL NAME",
    b"Language-Team: [^<]*<LL@",
)
_HEADER = re.compile(rb'^"([A-Za-z-]+): .*\\n"$', re.MULTILINE)
_OURS = {b"pot-creation-date", b"generated-by", b"report-msgid-bugs-to"}
_DATES = re.compile(rb'^"(?:' + b"|".join(_EMPTY_HEADERS) + rb").*\n", re.MULTILINE)


def collect_messages(site: Site, home: Path, themes: Path) -> Catalog:
    """Every message: of templates and code with its places, of fields and terms with what it is."""
    template = Catalog(
        project=site.settings.title,
        fuzzy=False,
        header_comment=f"# Messages of {site.settings.title}. Made by `build.py translations extract`; do not edit.",
    )
    for method, root, folder, pattern in (
        ("python", home, home / "generator", "*.py"),
        ("jinja2", themes.parent, themes, "*.html"),
    ):
        for path in sorted(folder.rglob(pattern)):
            place = path.relative_to(root).as_posix()
            options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
            for line, ids, comments, context in extract_from_file(
                method,
                path,
                keywords=_KEYWORDS,
                comment_tags=("TRANSLATORS:",),
                options=options,
                strip_comment_tags=True,
            ):
                template.add(ids, locations=[(place, line)], auto_comments=comments, context=context)
    for context, text, comment in _labels(site):
        template.add(text, auto_comments=[comment], context=context)
    return template


def _labels(site: Site) -> Iterator[tuple[str, str, str]]:
    for field in site.fields:
        yield "field", field.label, f"label of the row {field.id}"
    for field in site.fields:
        if field.help:
            yield "help", field.help, f"what the row {field.id} means"
    for field in site.fields:
        for name, text in field.terms.items():
            yield "term", text, f"term {name} of the row {field.id}"
    for term in site.glossary.terms:
        yield (
            "definition",
            term.definition,
            f"what the term {term.name} means; its renderings are in {site.glossary.path}",
        )


def update_problems(locales: Path, languages: Iterable[Locale]) -> Iterator[str]:
    """Merges the template of what a checker says, where there is one, into its catalogues; gives a line about each."""
    if not (locales / TEMPLATE).is_file():
        return
    with (locales / TEMPLATE).open("rb") as handle:
        template = read_po(handle)
    for locale in languages:
        if locale.code != ENGLISH.locale:
            path = locales / locale.babel / "LC_MESSAGES" / FILE
            yield f"{locale.code}: " + _merged(path, locale, template)


def write_template(site: Site, home: Path, themes: Path, locales: Path) -> int:
    """Writes `messages.pot`, and `problems.pot` where there is one; gives the number of messages of the first."""
    if (locales / TEMPLATE).is_file():
        _write(locales / TEMPLATE, collect_templates(home))
    template = collect_messages(site, home, themes)
    _write(locales / "messages.pot", template)
    return len(template)


def update_catalogues(site: Site, locales: Path) -> Iterator[str]:
    """Merges the POT into the catalogue of every language but the source; gives a line about each."""
    with (locales / "messages.pot").open("rb") as handle:
        template = read_po(handle)
    for locale in site.settings.locales:
        if locale == site.settings.source:
            continue
        yield f"{locale.code}: " + _merged(locales / locale.babel / "LC_MESSAGES" / "messages.po", locale, template)


def _merged(path: Path, locale: Locale, template: Catalog) -> str:
    """Merges the messages of today into a catalogue and tells how far it is."""
    catalog, contexts = _read_or_begin(path, locale)
    former = {(message.context, message.id): message.previous_id for message in catalog if message.previous_id}
    catalog.update(template, no_fuzzy_matching=False, update_header_comment=False, update_creation_date=False)
    for message in catalog:
        if message.fuzzy and not message.previous_id:
            message.previous_id = former.get((message.context, message.id), [])
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, catalog, contexts)
    messages = [message for message in catalog if message.id]
    done = sum(is_translated(message) for message in messages)
    return f"{done} of {len(messages)} messages translated" + (" (problems)" if path.name == FILE else "")


def _read_or_begin(path: Path, locale: Locale) -> tuple[Catalog, _Contexts]:
    """The catalogue, and the former contexts of its messages, which Babel has no place for."""
    contexts: _Contexts = {}
    if path.exists():
        catalog = read_po(readable(path.read_text(encoding="utf-8")), locale=locale.babel)
        for message in catalog:  # Babel reads what a message was made from as a comment
            before = [words for words in message.user_comments if words.startswith("|")]
            message.user_comments = [words for words in message.user_comments if not words.startswith("|")]
            message.previous_id = _previous("msgid(?:_plural)?", before) if message.fuzzy else []
            context = _previous("msgctxt", before)
            if message.previous_id and context:
                contexts[message.context, message.id] = context[0]
        return catalog, contexts
    comment = f"# {locale.name}"
    catalog = Catalog(locale=locale.babel, project="Kaedah", version="1", fuzzy=False, header_comment=comment)
    # Babel's own table gives Malay two plural forms, CLDR one; there is no public way to say so.
    vars(catalog).update(zip(("_num_plurals", "_plural_expr"), cldr_plural(locale), strict=True))
    return catalog, contexts


def _previous(key: str, comments: list[str]) -> list[str]:
    """The former words that the lines `| msgid "…"` hold, unescaped."""
    joined = re.sub(r'"\n\|\s*"', "", "\n".join(comments))
    found = re.findall(rf'^\|\s*{key}\s+(".*")$', joined, re.MULTILINE)
    return [denormalize(words) for words in found]


def _with_contexts(content: bytes, contexts: _Contexts) -> bytes:
    """The entries of a catalogue, with the former contexts above the former messages."""
    entries = content.split(b"\n\n")
    for number, entry in enumerate(entries if contexts else ()):
        if b"\n#| msgid" in entry:
            alone = io.BytesIO(entries[0] + b"\n\n" + entry)  # the head says how many plural forms there are
            (message,) = (message for message in read_po(alone) if message.id)
            context = contexts.get((message.context, message.id))
            if context is not None:
                line = f"#| msgctxt {normalize(context, width=0)}\n#| msgid"
                entries[number] = entry.replace(b"#| msgid", line.encode(), 1)
    return b"\n\n".join(entries)


def _write(path: Path, catalog: Catalog, contexts: _Contexts | None = None) -> None:
    """The catalogue without dates of its own, so that the same messages give the same file.

    Headers of the file that Babel does not know, such as an editor's, stay.
    """
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=WIDTH, include_lineno=False, include_previous=True)
    content = _with_contexts(_DATES.sub(b"", buffer.getvalue()), contexts or {})
    if path.exists():
        head, _, rest = content.partition(b"\n\n")
        known = {name.lower() for name in _HEADER.findall(head)} | _OURS
        before = path.read_bytes().partition(b"\n\n")[0].splitlines()
        kept = [line for line in before if (name := _HEADER.match(line)) and name[1].lower() not in known]
        content = b"\n".join([head, *kept]) + b"\n\n" + rest
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
