"""The folders that a site is read from."""

from pathlib import Path
from typing import NamedTuple


class Folders(NamedTuple):
    """The folders that a site is read from, and the settings overridden on the command line."""

    content: Path
    locales: Path
    themes: Path
    theme: str = ""
    only: tuple[str, ...] = ()
    base_url: str = ""
