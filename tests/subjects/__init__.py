"""Sites of other subjects and source languages, which the program's tests and audits build.

databases: thirty databases in one language, with a noun of their own
teas: German, with French and Arabic
languages: every kind of field, role and page, in two languages, with data files and a theme of its own
nudos: Spanish, with one field and nothing else
"""

from pathlib import Path

FOLDER = Path(__file__).parent
SUBJECTS = tuple(sorted(path.parent.parent.name for path in FOLDER.glob("*/content/site.yaml")))


def folder_of(subject: str) -> Path:
    """The folder of the site."""
    return FOLDER / subject


def options_of(subject: str) -> tuple[str, ...]:
    """The options of a command that reads the site, with the program's own themes and catalogues."""
    site = folder_of(subject)
    return tuple(f"--{name}={site / name}" for name in ("content", "locales", "themes"))
