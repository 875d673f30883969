"""What all pages of one locale share, and the links they are made of."""

from typing import NamedTuple

from generator.model import Locale
from generator.texts import Words


class Link(NamedTuple):
    """A page of the site, by its path from the root, and what it is called."""

    path: str
    name: Words
    slug: str = ""


class RowHead(NamedTuple):
    """A field's label in one locale."""

    field: str
    kind: str
    label: Words
    help: Words


class Shell(NamedTuple):
    """What all pages of one locale share; nothing in it grows with the number of methods."""

    title: str
    locale: Locale
    locales: tuple[Locale, ...]
    source: Locale
    base_url: str
    repository: str
    branch: str
    navigation: tuple[Link, ...]
    heads: tuple[RowHead, ...]
    assets: tuple[tuple[str, str], ...]  # name in the theme, path in the output
    glossary: bool = False  # whether there is one to link to
    digest: str = ""
