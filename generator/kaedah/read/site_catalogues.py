"""The catalogues of all languages of a site: shipped words of the interface, and the site's own words."""

from collections.abc import Iterator, Sequence

from kaedah.digests import digest_of
from kaedah.glossary import Glossary
from kaedah.model import INTERFACE_LANGUAGE, Catalogue, Field, Settings
from kaedah.problems import Position, Problem, Report, has_errors
from kaedah.read.folders import Folders, catalogue_folders
from kaedah.read.menus import labels_in
from kaedah.read.message_catalogues import FILE, SITE_FILE, catalogue_path, read_layers
from kaedah.read.nouns import METHOD, english_messages, messages_for, own_keys
from kaedah.read.walk import is_missing, shown_path


def labels_of(settings: Settings, fields: Sequence[Field], glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """The words of a site that stand in no document: the context and the text of each, and what it is."""
    for name, text in (("title", settings.title), ("tagline", settings.tagline), ("description", settings.description)):
        if text:
            yield "site", text, f"{name} of the site"
    for text, comment in labels_in(settings):
        yield "menu", text, comment
    for field in fields:
        yield "field", field.label, f"label of the row {field.id}"
    for field in fields:
        if field.help:
            yield "help", field.help, f"what the row {field.id} means"
    for group in dict.fromkeys(field.group for field in fields if field.group):
        yield "group", group, "heading of rows"
    for field in fields:
        for name, text in field.terms.items():
            yield "term", text, f"term {name} of the row {field.id}"
    for term in glossary.terms:
        comment = f"what the term {term.name} means; its renderings are in {glossary.path}"
        yield "definition", term.definition, comment


def read_catalogues(
    folders: Folders, settings: Settings, fields: Sequence[Field], glossary: Glossary, problems: list[Problem]
) -> dict[str, Catalogue]:
    """The catalogue of each language by its code; none of English where the site has no words of its own for it."""
    base = folders.content.parent
    labels = {(context, text) for context, text, _ in labels_of(settings, fields, glossary) if context != "site"}
    title = ("site", settings.title)  # most names are the same in all languages
    found: dict[str, Catalogue] = {}
    for locale in settings.locales:
        own, *others = catalogue_folders(folders)
        files = [own / catalogue_path(locale, name) for name in (SITE_FILE, FILE)]
        noun = settings.entry
        if locale.code == INTERFACE_LANGUAGE and all(map(is_missing, files)):
            if noun != METHOD:
                words, path = english_messages(noun), shown_path(files[0], base)
                found[locale.code] = Catalogue(locale.code, words, "(n != 1)", digest_of(noun), path)
            continue
        site_words, interface = (Report(shown_path(file, base), problems) for file in files)
        shipped = others[0] / catalogue_path(locale) if others else None
        optional = (labels if locale == settings.source else set()) | {title} | own_keys(noun)
        reports = [*zip(files, (site_words, interface), strict=True)]
        catalogue, untranslated = read_layers(reports, shipped, locale, optional)
        known = catalogue.messages.keys()
        if noun != METHOD:
            own_words = messages_for(noun, catalogue.messages, locale.code)
            catalogue = catalogue._replace(
                messages={**catalogue.messages, **own_words},
                fallback=english_messages(noun),
                digest=digest_of(catalogue.digest, noun),
            )
        found[locale.code] = catalogue
        if locale.code != INTERFACE_LANGUAGE and not any(context == "" for context, _ in known):
            message = "the interface has no words in the language {code}; its pages show them in English"
            hint = "run `kaedah translations update`, and translate the messages in {path}"
            interface.warning(Position(), message, hint, code=locale.code, path=interface.path)
        missing = labels - known - untranslated
        if locale != settings.source and missing and not has_errors(problems):
            message = "labels of the content without a translation: {count}; readers see them in the source language"
            hint = "run `kaedah translations update`, and translate them in {path}"
            site_words.warning(Position(), message, hint, count=len(missing), path=site_words.path)
    return found
