"""Where a site is read from."""

from pathlib import Path
from typing import NamedTuple


class Folders(NamedTuple):
    """Where a site is read from, and what the command line says otherwise than its settings."""

    content: Path
    locales: Path
    themes: Path
    theme: str = ""
    only: tuple[str, ...] = ()
    base_url: str = ""
