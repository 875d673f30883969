"""The folders that a site is read from."""

from pathlib import Path
from typing import NamedTuple

from kaedah.shipped import LOCALES, THEMES, with_shipped_fallback


class Folders(NamedTuple):
    """The folders that a site is read from, and the settings overridden on the command line."""

    content: Path
    locales: Path
    themes: Path
    theme: str = ""
    only: tuple[str, ...] = ()
    base_url: str = ""


def theme_folders(folders: Folders) -> tuple[Path, ...]:
    """The folders in which a theme is searched: the site's, then that of the shipped themes."""
    return with_shipped_fallback(folders.themes, THEMES)


def catalogue_folders(folders: Folders) -> tuple[Path, ...]:
    """The folders of catalogues: the site's, whose messages come first, then that of the shipped ones."""
    return with_shipped_fallback(folders.locales, LOCALES)


def input_folders(folders: Folders) -> dict[str, Path]:
    """Every folder whose files decide what a build of the site gives, by a name that is the same on every machine:
    `content`, `locales` and `themes`; `shipped/locales` and `shipped/themes` too, where the site's are others.
    """
    found = {"content": folders.content}
    for name, searched in (("locales", catalogue_folders(folders)), ("themes", theme_folders(folders))):
        found |= zip((name, f"shipped/{name}"), searched, strict=False)
    return found
