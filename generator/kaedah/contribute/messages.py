"""The interface's messages: collected into the POT, and brought into every catalogue."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from kaedah.contribute.po_files import CatalogueFile, write_catalogue
from kaedah.contribute.problem_templates import collect_templates
from kaedah.model import Locale, Site
from kaedah.problem_messages import ENGLISH
from kaedah.read.message_catalogues import is_translated
from kaedah.read.problem_catalogues import FILE, read_problem_catalogue

TEMPLATE = "problems.pot"
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


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
    """Merges the template of what a checker says, where there is one, into its catalogues; gives a line about each.

    Raises CatalogueRefused.
    """
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
        write_catalogue(locales / TEMPLATE, collect_templates(home))
    template = collect_messages(site, home, themes)
    write_catalogue(locales / "messages.pot", template)
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
    if path.exists() and path.name == FILE:
        read_problem_catalogue(path, locale)
    file = CatalogueFile(path, locale)
    file.update(template)
    catalog = file.catalog
    messages = [message for message in catalog if message.id]
    done = sum(is_translated(message) for message in messages)
    return f"{done} of {len(messages)} messages translated" + (" (problems)" if path.name == FILE else "")
