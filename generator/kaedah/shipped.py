"""Where the themes and catalogues that come with the program are."""

import os
from pathlib import Path

# The folder of our code, and the folder that holds it.
PACKAGE = Path(__file__).parent
SOURCES = PACKAGE.parent
# A wheel has themes and catalogues within the package, a checkout has them at its top.
_HOME = PACKAGE if (PACKAGE / "themes").is_dir() else SOURCES.parent
THEMES = _HOME / "themes"
LOCALES = _HOME / "locales"
# What new sites begin with.
STARTERS = PACKAGE / "starters"


def with_shipped_fallback(own: Path, shipped: Path) -> tuple[Path, ...]:
    """A site's folder and the shipped one, in the order in which they are searched; once where both are the same."""
    return (own,) if os.path.realpath(own) == os.path.realpath(shipped) else (own, shipped)


def source_path(path: Path) -> str:
    """The path of a file of our code as it is in a checkout, wherever the code lies."""
    return f"generator/{path.relative_to(PACKAGE.parent).as_posix()}"
