"""The messages of the interface and the words of the site: collected into the POT files, and brought into every
catalogue.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from kaedah.contribute.po_files import CatalogueFile, write_catalogue
from kaedah.contribute.problem_templates import collect_templates
from kaedah.disk.reading import read_regular
from kaedah.model import INTERFACE_LANGUAGE, Locale, Site
from kaedah.problem_messages import ENGLISH
from kaedah.problems import Problem, Report
from kaedah.read import message_catalogues, problem_catalogues
from kaedah.read.files import MAX_CATALOGUE_BYTES, read_text
from kaedah.read.locales import find_locale
from kaedah.read.message_catalogues import SITE_FILE, catalogue_path, is_translated, read_catalogue
from kaedah.read.nouns import CONTEXT, own_keys, own_messages
from kaedah.read.problem_catalogues import read_problem_catalogue
from kaedah.read.site_catalogues import labels_of
from kaedah.read.themes import MAX_ASSET_BYTES
from kaedah.read.walk import is_missing, shown_path, walk_files
from kaedah.render.template_messages import messages_in
from kaedah.shipped import LOCALES, PACKAGE, source_path, with_shipped_fallback

MESSAGES, SITE, PROBLEMS = "messages.pot", "site.pot", "problems.pot"
_MADE = "Made by `kaedah translations extract`; do not edit."


def collect_messages(themes: Sequence[Path], problems: list[Problem]) -> Catalog:
    """Every message of the code, and of the templates in the folders of themes, with its places. What cannot be read is
    an error in `problems`.
    """
    template = Catalog(project="Kaedah", fuzzy=False, header_comment=f"# Messages of the interface. {_MADE}")
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
    return template


def collect_labels(site: Site) -> Catalog:
    """The site's own words that stand in no document, each with what it is."""
    title = site.settings.title
    template = Catalog(project=title, fuzzy=False, header_comment=f"# Words of the site {title}. {_MADE}")
    for context, text, comment in labels_of(site.settings, site.fields, site.glossary):
        template.add(text, auto_comments=[comment], context=context)
    for forms, meaning in own_messages(site.settings.entry):
        ids = forms if len(forms) > 1 else forms[0]
        template.add(ids, auto_comments=[f"with the noun of the site: {meaning}"], context=CONTEXT)
    return template


def write_templates(site: Site, themes: Sequence[Path], locales: Path, problems: list[Problem]) -> int:
    """Writes `messages.pot`, `site.pot`, and `problems.pot` where there is one; gives the number of messages of the
    first two. Nothing is written where something cannot be read, which is in `problems`.
    """
    templates = {MESSAGES: collect_messages(themes, problems), SITE: collect_labels(site)}
    if problems:
        return 0
    if not is_missing(locales / PROBLEMS):
        write_catalogue(locales, Path(PROBLEMS), collect_templates())
    for name, template in templates.items():
        write_catalogue(locales, Path(name), template)
    return sum(map(len, templates.values()))


def _with_context(template: Catalog, context: str) -> Catalog:
    """The messages of a template that have this context."""
    for message in [*template]:
        if message.id and message.context != context:
            template.delete(message.id, message.context)
    return template


def update_catalogues(site: Site, locales: Path) -> Iterator[str]:
    """Merges the POT files into the catalogues of every language; gives a line about each.

    A site's catalogue needs no message that the shipped one translates: it gets the others, and keeps those it has or
    had. Labels that an older version kept in `messages.po` move to `site.po`. Where the folder is the shipped one, the
    catalogues of languages that its site does not have are merged too.
    """
    for locale in site.settings.locales:
        path, words = catalogue_path(locale), catalogue_path(locale, SITE_FILE)
        _, *shipped = (folder / path for folder in with_shipped_fallback(locales, LOCALES))
        asked = locale.code != INTERFACE_LANGUAGE and bool(own_keys(site.settings.entry))
        if locale != site.settings.source or asked or not is_missing(locales / words):
            labels = _read_template(locales / SITE)
            if locale == site.settings.source and is_missing(locales / words):  # whose labels are the content's
                labels = _with_context(labels, CONTEXT)
            yield f"{locale.code}: " + _merged(locales, words, locale, labels, former=path)
        if locale.code == INTERFACE_LANGUAGE:
            continue
        template = _read_template(locales / MESSAGES)
        own = CatalogueFile(locales, path, locale).catalog
        former = {(message.context or "", message.id) for message in own.obsolete.values()}
        for file in shipped:
            for context, text in _messages_in(file, locale):
                if own.get(text, context or None) is None and (context, text) not in former:
                    template.delete(text, context or None)
        if len(template) or not is_missing(locales / path):
            moved = _read_template(locales / SITE)
            yield f"{locale.code}: " + _merged(locales, path, locale, template, moved=moved)
        else:
            yield f"{locale.code}: the shipped catalogue translates every message"
    if len(with_shipped_fallback(locales, LOCALES)) == 1:
        for path in sorted(locales.glob(f"*/LC_MESSAGES/{message_catalogues.FILE}")):
            other = find_locale(path.parts[-3].replace("_", "-"))
            if other is not None and other not in site.settings.locales:
                yield f"{other.code}: " + _merged(
                    locales, path.relative_to(locales), other, _read_template(locales / MESSAGES)
                )


def _messages_in(file: Path, locale: Locale) -> Iterable[tuple[str, str]]:
    """The context and the id of each message of a shipped catalogue; none where nothing is shipped."""
    return () if is_missing(file) else read_catalogue(file, locale, Report(file.as_posix())).messages


def update_problems(locales: Path, languages: Iterable[Locale]) -> Iterator[str]:
    """Merges `problems.pot`, if there is one, into its catalogues; gives a line about each.

    Raises CatalogueError.
    """
    if is_missing(locales / PROBLEMS):
        return
    for locale in languages:
        if locale.code != ENGLISH.locale:
            path = catalogue_path(locale, problem_catalogues.FILE)
            if not is_missing(locales / path):
                read_problem_catalogue(locales / path, locale)
            yield f"{locale.code}: " + _merged(locales, path, locale, _read_template(locales / PROBLEMS))


def _read_template(path: Path) -> Catalog:
    return read_po(io.BytesIO(read_regular(path, MAX_CATALOGUE_BYTES)))


# What a line about the progress of a catalogue adds, by the name of the file.
_ABOUT = {message_catalogues.FILE: "", SITE_FILE: " (site)", problem_catalogues.FILE: " (problems)"}


def _merged(
    locales: Path,
    path: Path,
    locale: Locale,
    template: Catalog,
    former: Path | None = None,
    moved: Catalog | None = None,
) -> str:
    """Merges the current messages into a catalogue; gives a line about its progress. New ones are taken from the
    catalogue `former` where that has them; those of the catalogue `moved` are removed. Paths are below `locales`.
    """
    file = CatalogueFile(locales, path, locale)
    if moved is not None:
        file.drop(moved)
    known = CatalogueFile(locales, former, locale).catalog if former and not is_missing(locales / former) else None
    file.update(template, known)
    messages = [message for message in file.catalog if message.id]
    done = sum(is_translated(message) for message in messages)
    return f"{done} of {len(messages)} messages translated{_ABOUT[path.name]}"
