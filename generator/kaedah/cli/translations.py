"""`kaedah translations …`: commands for translators."""

import os
from pathlib import Path

import click

from kaedah.cli.options import folder_options
from kaedah.cli.printing import echo
from kaedah.cli.reporting import (
    exit_with_error,
    exit_with_problems,
    from_working_folder,
    path_from_working_folder,
    read_content,
)
from kaedah.model import Site
from kaedah.problems import Problem
from kaedah.read.discovery import id_of_file
from kaedah.read.folders import Folders, theme_folders
from kaedah.read.problem_catalogues import CatalogueError


@click.group()
def translations() -> None:
    """Commands for translators: extract, update, status, start, diff, stamp."""


def _slug_and_locale(slug: str | None, locale: str | None, content: Path) -> tuple[str, str]:
    """A document and a language; the path of a translation file may be given in place of both."""
    if slug and slug.endswith(".md") and not locale:
        path = Path(os.path.abspath(slug))
        locale = path.stem.partition(".")[2]
        slug = id_of_file(path, Path(os.path.abspath(content))) or path.stem.partition(".")[0]
    return slug or "", locale or ""


def _write_templates(site: Site, folders: Folders) -> int:
    """Collects every message, and gives their number. Ends the program where something cannot be read."""
    from kaedah.contribute.messages import write_templates

    problems: list[Problem] = []
    count = write_templates(site, theme_folders(folders), folders.locales, problems)
    if problems:
        exit_with_problems(from_working_folder(problems, folders.content))
    return count


@translations.command()
@folder_options
def extract(content: Path, locales: Path, themes: Path) -> None:
    """Collect the messages of templates and code into LOCALES/messages.pot, the site's own words into site.pot."""
    folders = Folders(content, locales, themes)
    count = _write_templates(read_content(folders), folders)
    echo(f"{count} messages in {locales / 'messages.pot'} and {locales / 'site.pot'}")


@translations.command()
@folder_options
def update(content: Path, locales: Path, themes: Path) -> None:
    """Collect the messages, then merge them into every catalogue; create missing catalogues."""
    from kaedah.contribute.messages import update_catalogues, update_problems

    folders = Folders(content, locales, themes)
    site = read_content(folders)
    _write_templates(site, folders)
    try:
        for line in (*update_catalogues(site, locales), *update_problems(locales, site.settings.locales)):
            echo(line)
    except CatalogueError as refused:
        exit_with_error(str(refused))


@translations.command()
@folder_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(content: Path, locales: Path, themes: Path, form: str) -> None:
    """Print what is translated, missing or out of date, for each language."""
    from kaedah.contribute.status import format_status

    site = read_content(Folders(content, locales, themes))
    echo(format_status(site, form), nl=False)


@translations.command()
@folder_options
@click.argument("slug", required=False)
@click.argument("locale", required=False)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Stamp every translation that has no stamp yet, and renew stamps in a former form.",
)
@click.option("--part", "parts", multiple=True, help="Stamp only this part, such as summary or body; repeatable.")
def stamp(
    content: Path,
    locales: Path,
    themes: Path,
    slug: str | None,
    locale: str | None,
    everything: bool,
    parts: tuple[str, ...],
) -> None:
    """Record which source text a translation was made from. Run it after you have translated or checked."""
    from kaedah.contribute.stamps import stamp_translations
    from kaedah.contribute.start_translation import TranslationError, find_document, missing_message

    slug, locale = _slug_and_locale(slug, locale, content)
    if everything == bool(slug) or bool(slug) != bool(locale):
        raise click.UsageError("name a document and a language, as in `stamp lora uk`, or write --all")
    if parts and not slug:
        raise click.UsageError("--part goes with a document and a language, as in `stamp lora uk --part summary`")
    site = read_content(Folders(content, locales, themes))
    try:
        if slug:
            document = find_document(site, slug, locale)
            text = document.translations.get(locale or "")
            known = [part for part in document.source.written_parts if text is not None and text.size(part)]
            unknown = next((part for part in parts if part not in known), "")
            if unknown and text is not None:
                exit_with_error(f'the translation has no part "{unknown}"\n  hint: it has {", ".join(known)}')
    except TranslationError as error:
        exit_with_error(str(error))
    found = stamp_translations(site, content.parent, slug, locale, parts)
    if not found and slug:
        exit_with_error(missing_message(slug, locale))
    for path in found:
        echo(path_from_working_folder(path, content))


@translations.command()
@folder_options
@click.argument("slug")
@click.argument("locale")
def start(content: Path, locales: Path, themes: Path, slug: str, locale: str) -> None:
    """Write a translation file with the source text, also of the body, as comments. Never overwrites a file."""
    from kaedah.contribute.start_translation import TranslationError, start_translation

    try:
        site = read_content(Folders(content, locales, themes))
        echo(path_from_working_folder(start_translation(site, content.parent, slug, locale), content))
    except TranslationError as error:
        exit_with_error(str(error))


@translations.command()
@folder_options
@click.argument("slug")
@click.argument("locale", required=False)
def diff(content: Path, locales: Path, themes: Path, slug: str, locale: str | None) -> None:
    """Show the parts whose source text has changed since they were translated."""
    from kaedah.contribute.start_translation import TranslationError, format_stale_parts

    slug, locale = _slug_and_locale(slug, locale, content)
    if not locale:
        raise click.UsageError("name a document and a language, as in `diff lora uk`")
    try:
        site = read_content(Folders(content, locales, themes))
        echo(
            format_stale_parts(
                site, content.parent, slug, locale, lambda path: path_from_working_folder(path, content)
            ),
            nl=False,
        )
    except TranslationError as error:
        exit_with_error(str(error))
