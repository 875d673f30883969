"""Where a site is read from."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a site is read from, and what the command line says otherwise than its settings."""

    content: Path
    locales: Path
    themes: Path
    theme: str = ""
    only: tuple[str, ...] = ()
    base_url: str = ""
