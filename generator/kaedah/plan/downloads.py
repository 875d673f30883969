"""The site as files to be carried: what they are called, and where a published site offers them."""

import re
from typing import Literal, NamedTuple

from kaedah.model import Locale, Settings

FOLDER = "downloads/"

Form = Literal["epub", "zip", "data", "zim"]


class Download(NamedTuple):
    """A file that holds all of the site, or all of it in one language."""

    form: Form
    name: str
    locale: Locale | None = None


def downloads_of(settings: Settings) -> list[Download]:
    """A book for each language, the site, its data. Their names are those of the site as far as ASCII writes it."""
    stem = stem_of(settings)
    books = [Download("epub", f"{stem}-{locale.code}.epub", locale) for locale in settings.locales]
    return [*books, Download("zip", f"{stem}.zip"), Download("data", f"{stem}-data.zip")]


def stem_of(settings: Settings) -> str:
    """The title as the beginning of a file's name."""
    return "-".join(re.findall("[a-z0-9]+", settings.title.lower())) or "site"


def downloads_for(settings: Settings, locale: Locale) -> tuple[tuple[Form, str], ...]:
    """The addresses of what readers of a language are offered: none where the site has no address, or has no files."""
    if not (settings.downloads and settings.base_url):
        return ()
    found = [item for item in downloads_of(settings) if item.locale in (None, locale)]
    return tuple((item.form, f"{settings.base_url}{FOLDER}{item.name}") for item in found)
