"""`content/files/` → files that are published as they are: `robots.txt`, `CNAME`, `.well-known/` and the like."""

from pathlib import Path

from kaedah.model import Settings
from kaedah.problems import Position, Problem, Report
from kaedah.read.files import read_bytes
from kaedah.read.published_files import check_published
from kaedah.read.walk import shown_path, walk_files
from kaedah.text_forms import same_word

FOLDER = "files"  # in the content folder
MAX_BYTES = 1024 * 1024  # of a file
MOST_FILES = 200
# What the program publishes at the root, besides a folder for each language.
_RESERVED = frozenset(
    {"assets", "downloads", "index.html", "404.html", "manifest.json", "translations.json", "sitemap.xml", "sitemap"}
)


def read_site_files(content: Path, settings: Settings, problems: list[Problem]) -> dict[str, bytes]:
    """The content of each file by its path from the root of the site; what is wrong goes to `problems`."""
    base, folder = content.parent, content / FOLDER
    found: dict[str, bytes] = {}
    folded: dict[str, str] = {}
    reserved = {*_RESERVED, *(locale.code for locale in settings.locales)}
    for number, path in enumerate(walk_files(folder, base, problems, hidden=True)):
        report = Report(shown_path(path, base), problems)
        name = path.relative_to(folder).as_posix()
        if number == MOST_FILES:
            hint = "publish large collections beside the site, and link to them"
            report.error(Position(), "there are more than {limit} files in this folder", hint, limit=MOST_FILES)
            break
        if name.partition("/")[0].casefold() in {word.casefold() for word in reserved}:
            report.error(
                Position(),
                'pages of the site are published at "{path}"',
                "choose another name for this file or its folder",
                path=name.partition("/")[0],
            )
            continue
        raw = read_bytes(path, report, MAX_BYTES)
        if raw is None or not check_published(name, raw, report):
            continue
        other = folded.setdefault(same_word(name), name)
        if other != name:
            message = 'some systems take this name for "{other}"'
            report.error(Position(), message, "choose another name", other=other)
            continue
        found[name] = raw
    return found
