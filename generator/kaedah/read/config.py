"""What a site is besides its documents: settings, fields, catalogues, theme and glossary."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kaedah.glossary import Glossary
from kaedah.model import Catalogue, Field, Image, Settings, Theme
from kaedah.problems import Position, Problem, Report, has_errors, suggest
from kaedah.read.folders import Folders, theme_folders
from kaedah.read.walk import is_missing, shown_path


class SiteConfig(NamedTuple):
    """All that is read before any document. The theme is None where it cannot be used."""

    settings: Settings
    fields: tuple[Field, ...]
    catalogues: Mapping[str, Catalogue]
    theme: Theme | None
    glossary: Glossary
    files: Mapping[str, bytes]
    images: Mapping[str, Image]


def read_config(folders: Folders, problems: list[Problem]) -> SiteConfig | None:
    """The frame, with what is wrong in its files; None where no document can be read with it."""
    from kaedah.read.fields import read_fields
    from kaedah.read.images.read_images import read_images
    from kaedah.read.plugins import theme_folders_of
    from kaedah.read.read_glossary import PATH as GLOSSARY
    from kaedah.read.read_glossary import read_glossary
    from kaedah.read.settings import check_columns, read_settings
    from kaedah.read.site_catalogues import read_catalogues  # a kept configuration needs none of these
    from kaedah.read.site_files import read_site_files
    from kaedah.read.themes import read_theme

    base = folders.content.parent

    def report(path: Path) -> Report:
        return Report(shown_path(path, base), problems)

    settings_path = folders.content / "site.yaml"
    if is_missing(settings_path):
        report(settings_path).error(
            Position(),
            "there is no such file",
            "run this in the folder of a site, or name the content folder with --content",
        )
        return None
    settings, theme_place = read_settings(settings_path, report(settings_path))
    fields_path = folders.content / "fields.yaml"
    fields = read_fields(fields_path, report(fields_path))
    if settings is not None and fields:
        check_columns(settings, fields, report(settings_path))
    if settings is None or not fields or has_errors(problems):
        return None
    settings = settings._replace(theme=folders.theme or settings.theme, base_url=folders.base_url or settings.base_url)
    unknown = sorted(set(folders.only) - {locale.code for locale in settings.locales})
    for code in unknown:
        known = [locale.code for locale in settings.locales]
        hint, more = suggest(code, known)
        report(settings_path).error(Position(), 'the site has no language "{code}"', hint, code=code, **more)

    theme = read_theme(
        (*theme_folders(folders), *theme_folders_of(settings.plugins)), settings.theme, base, problems, theme_place
    )

    glossary = read_glossary(folders.content / GLOSSARY, settings, report(folders.content / GLOSSARY))
    catalogues = read_catalogues(folders, settings, fields, glossary, problems)
    files = read_site_files(folders.content, settings, problems)
    images = read_images(folders.content, problems)
    return SiteConfig(settings, fields, catalogues, theme, glossary, files, images)
