"""Creates method files from the fields of the site."""

from collections.abc import Mapping
from pathlib import Path

from kaedah.disk.many_files import write_files
from kaedah.model import INTERFACE_LANGUAGE, Field
from kaedah.plan.scaffolds import Say, body_template, method_template, words_in
from kaedah.problems import Problem, Report, format_problems
from kaedah.read.data_files import DataFiles
from kaedah.read.discovery import is_slug, slug_of
from kaedah.read.fields import read_fields
from kaedah.read.folders import Folders, catalogue_folders
from kaedah.read.message_catalogues import FILE, SITE_FILE, catalogue_path, read_layers
from kaedah.read.parsed_document import methods_schema
from kaedah.read.settings import read_settings
from kaedah.read.walk import walk_files


class ContentError(Exception):
    """The fields or the folders of the site cannot be read. The message lists their problems."""


class SlugError(Exception):
    """No file can be written for a slug.

    message, hint: templates of the reason and of a fix.
    values: of the placeholders in both.
    """

    def __init__(self, message: str, hint: str, **values: str) -> None:
        super().__init__(message, hint, values)
        self.message, self.hint, self.values = message, hint, values

    def __str__(self) -> str:
        problem = Problem("", 1, 1, "error", self.message, self.hint, tuple(self.values.items()))
        return f"{problem.text}\n  hint: {problem.hint_text}"


def write_method(
    content: Path,
    fields: tuple[Field, ...],
    slug: str,
    name: str = "",
    lines: Mapping[str, str] | None = None,
    say: Say = str,
    scheme: str = "method",
) -> Path:
    """Writes a method file with the given YAML lines by field, and returns its path. Never overwrites a file.

    say: gives messages in the source language.
    scheme: of links to methods.

    Raises SlugError, ContentError, UnsafePath, WriteError.
    """
    check_slug(content, slug)
    text = method_template(slug, fields, name, lines or {}, say, scheme)
    write_methods(content, {f"methods/{slug}.md": text})
    return content / "methods" / f"{slug}.md"


def write_methods(content: Path, texts: Mapping[str, str]) -> None:
    """Writes new method files by their paths below the folder of the content. Never overwrites a file.

    Raises SlugError, UnsafePath, WriteError; then none was written.
    """
    try:
        write_files(content, ((path, text.encode()) for path, text in texts.items()), exclusive=True)
    except FileExistsError as error:
        raise _exists(Path(error.filename)) from None


def write_body(content: Path, slug: str, row: str, say: Say = str, scheme: str = "method") -> Path:
    """Writes a Markdown file for the body of an entry that is a row of a data file, and returns its path.

    row: the place of the row.

    Raises SlugError, ContentError, UnsafePath, WriteError.
    """
    check_slug(content, slug, rows={})
    write_methods(content, {f"methods/{slug}.md": body_template(row, say, scheme)})
    return content / "methods" / f"{slug}.md"


def rows_by_slug(content: Path) -> dict[str, str]:
    """The place of each entry that is a row of a data file, by slug. What is wrong with the files is left out."""
    settings, _ = read_settings(content / "site.yaml", Report(""))
    fields = read_fields(content / "fields.yaml", Report(""))
    if settings is None:
        return {}
    found = DataFiles().read(content, methods_schema(fields), content.parent, settings, "", {}, {}, [])
    return {slug: f"{item.shown}:{item.entry.place.line}" for slug, item in found.items()}


def files_by_name(content: Path) -> dict[str, Path]:
    """The method files by name, in all folders. Raises ContentError."""
    problems: list[Problem] = []
    found = {path.name: path for path in walk_files(content / "methods", content.parent, problems)}
    if problems:
        raise ContentError("the methods cannot be read\n" + format_problems(problems))
    return found


def _exists(path: Path) -> SlugError:
    return SlugError("{path} already exists", "edit that file, or choose another slug", path=path.as_posix())


def check_slug(
    content: Path, slug: str, files: Mapping[str, Path] | None = None, rows: Mapping[str, str] | None = None
) -> None:
    """Raises SlugError if the slug is not valid, or already used, and ContentError."""
    if not is_slug(slug):
        better = slug_of(slug)
        hint = 'try "{better}"' if better else "use a-z, 0-9 and hyphens"
        raise SlugError('"{slug}" is not a slug', hint, slug=slug, better=better)
    path = (files_by_name(content) if files is None else files).get(f"{slug}.md")
    if path is not None:
        raise _exists(path)
    row = (rows_by_slug(content) if rows is None else rows).get(slug)
    if row is not None:
        raise SlugError('"{slug}" is a row of a data file: {path}', "edit that row", slug=slug, path=row)


def source_words(folders: Folders) -> Say:
    """The messages of new files in the source language of the site; in English where its settings cannot be read."""
    settings, _ = read_settings(folders.content / "site.yaml", Report(""))
    if settings is None or settings.source.code == INTERFACE_LANGUAGE:
        return str
    own, *shipped = catalogue_folders(folders)
    files = [(own / catalogue_path(settings.source, name), Report("")) for name in (SITE_FILE, FILE)]
    under = shipped[0] / catalogue_path(settings.source) if shipped else None
    return words_in(read_layers(files, under, settings.source)[0])


def link_scheme_of(folders: Folders) -> str:
    """The scheme of links to methods in bodies; that which every site has, where its settings cannot be read."""
    settings, _ = read_settings(folders.content / "site.yaml", Report(""))
    return settings.link_scheme if settings else "entry"


def fields_of(content: Path) -> tuple[Field, ...]:
    """The fields of the site. Raises ContentError."""
    report = Report((content / "fields.yaml").as_posix())
    fields = read_fields(content / "fields.yaml", report)
    if not fields:
        raise ContentError("the fields cannot be read\n" + format_problems(report.problems))
    return fields
