"""The interface's messages: collected into the POT, and brought into every catalogue."""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from kaedah.contribute.po_files import CatalogueFile, write_catalogue
from kaedah.contribute.problem_templates import collect_templates
from kaedah.disk.reading import read_regular
from kaedah.model import Locale, Site
from kaedah.problem_messages import ENGLISH
from kaedah.problems import Problem, Report
from kaedah.read.files import MAX_CATALOGUE_BYTES, read_text
from kaedah.read.message_catalogues import catalogue_path, is_translated, read_catalogue
from kaedah.read.problem_catalogues import FILE, read_problem_catalogue
from kaedah.read.themes import MAX_ASSET_BYTES
from kaedah.read.walk import is_missing, shown_path, walk_files
from kaedah.render.template_messages import messages_in
from kaedah.shipped import LOCALES, PACKAGE, source_path, with_shipped_fallback

MESSAGES, TEMPLATE = "messages.pot", "problems.pot"


def collect_messages(site: Site, themes: Sequence[Path], problems: list[Problem]) -> Catalog:
    """Every message: of code and of the templates in the folders of themes with its places, of fields and terms with
    what it is. What cannot be read is an error in `problems`.
    """
    template = Catalog(
        project=site.settings.title,
        fuzzy=False,
        header_comment=f"# Messages of {site.settings.title}. Made by `kaedah translations extract`; do not edit.",
    )
    files = [("python", path, source_path(path)) for path in sorted(PACKAGE.rglob("*.py"))]
    for folder in themes:
        found = sorted(path for path in walk_files(folder, folder.parent, problems) if path.suffix == ".html")
        files += [("jinja2", path, shown_path(path, folder.parent)) for path in found]
    for language, path, place in files:
        report = Report(place, problems)
        text = read_text(path, report, MAX_ASSET_BYTES)
        for message in messages_in(text, language, report) if text is not None else ():
            template.add(
                message.ids,
                locations=[(place, message.line)],
                auto_comments=message.comments,
                context=message.context,
            )
    for context, words, comment in _labels(site):
        template.add(words, auto_comments=[comment], context=context)
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
    """Merges `problems.pot`, if there is one, into its catalogues; gives a line about each.

    Raises CatalogueError.
    """
    if is_missing(locales / TEMPLATE):
        return
    template = _read_template(locales / TEMPLATE)
    for locale in languages:
        if locale.code != ENGLISH.locale:
            yield f"{locale.code}: " + _merged(locales, catalogue_path(locale, FILE), locale, template)


def write_template(site: Site, themes: Sequence[Path], locales: Path, problems: list[Problem]) -> int:
    """Writes `messages.pot`, and `problems.pot` where there is one; gives the number of messages of the first.

    Nothing is written where something cannot be read, which is in `problems`.
    """
    template = collect_messages(site, themes, problems)
    if problems:
        return 0
    if not is_missing(locales / TEMPLATE):
        write_catalogue(locales, Path(TEMPLATE), collect_templates())
    write_catalogue(locales, Path(MESSAGES), template)
    return len(template)


def update_catalogues(site: Site, locales: Path) -> Iterator[str]:
    """Merges the POT into the catalogue of every language but the source; gives a line about each.

    A site's catalogue needs no message that the shipped one translates: it gets the others, and keeps those it has or
    had.
    """
    for locale in site.settings.locales:
        if locale == site.settings.source:
            continue
        template, path = _read_template(locales / MESSAGES), catalogue_path(locale)
        _, *shipped = (folder / path for folder in with_shipped_fallback(locales, LOCALES))
        own = CatalogueFile(locales, path, locale).catalog
        former = {(message.context or "", message.id) for message in own.obsolete.values()}
        for file in shipped:
            for context, words in read_catalogue(file, locale, Report(file.as_posix())).messages:
                if own.get(words, context or None) is None and (context, words) not in former:
                    template.delete(words, context or None)
        if len(template) or not is_missing(locales / path):
            yield f"{locale.code}: " + _merged(locales, path, locale, template)
        else:
            yield f"{locale.code}: the shipped catalogue translates every message"


def _read_template(path: Path) -> Catalog:
    return read_po(io.BytesIO(read_regular(path, MAX_CATALOGUE_BYTES)))


def _merged(locales: Path, path: Path, locale: Locale, template: Catalog) -> str:
    """Merges the current messages into a catalogue; gives a line about its progress."""
    if not is_missing(locales / path) and path.name == FILE:
        read_problem_catalogue(locales / path, locale)
    file = CatalogueFile(locales, path, locale)
    file.update(template)
    catalog = file.catalog
    messages = [message for message in catalog if message.id]
    done = sum(is_translated(message) for message in messages)
    return f"{done} of {len(messages)} messages translated" + (" (problems)" if path.name == FILE else "")
