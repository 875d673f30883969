"""Finds content files, and groups translations with their source, by file name."""

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kaedah.model import Settings
from kaedah.problems import Position, Problem, Report, suggest
from kaedah.read.files import read_text
from kaedah.read.walk import is_device, shown_path, walk_paths
from kaedah.text_forms import letters

if TYPE_CHECKING:
    from kaedah.read.data_row import DataRow

MAX_SLUG = 80
# The folders of documents.
KINDS = ("methods", "comparisons", "pages")
# Those in which folders are part of the ids.
TREES = frozenset({"pages"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Country codes that people write in place of language codes.
_COUNTRIES = {
    "cn": "zh",
    "cz": "cs",
    "dk": "da",
    "gr": "el",
    "jp": "ja",
    "kr": "ko",
    "se": "sv",
    "ua": "uk",
    "vn": "vi",
}


def slug_of(name: str) -> str:
    """A slug of a name: its Latin letters without marks, and its digits; empty where there are none."""
    slug = re.sub(r"[^a-z0-9]+", "-", letters(name)).strip("-")[:MAX_SLUG].strip("-")
    return f"{slug}-1" if is_device(slug) else slug


@dataclass(slots=True)
class DocumentFiles:
    """The files of one document. Paths are strings, which are faster than Path objects.

    row: its row of a data file, where it has one.
    """

    source: str | None = None
    translations: dict[str, str] = field(default_factory=dict)  # path by language
    contents: dict[str, bytes] = field(default_factory=dict)  # of files that have already been read, by path
    row: "DataRow | None" = None
    row_digest: str = ""

    @property
    def paths(self) -> list[str]:
        """The path of the source, then those of the translations in the order of their codes."""
        return [*([self.source] if self.source else []), *(path for _, path in sorted(self.translations.items()))]


def document_id(path: str) -> str:
    """The id of the document that a file belongs to, by its path below the content folder: its slug. A page has the
    folders that it is in before it, as in `guide/start`; the page `index` of a folder has the name of the folder.
    """
    folders, name = path.split("/")[1:-1], _split_name(path.rpartition("/")[2])[0]
    if not folders or path.partition("/")[0] not in TREES:
        return name
    return "/".join(folders if name == "index" else (*folders, name))


def id_of_file(path: Path, content: Path) -> str:
    """The id of the document that a file would belong to; empty outside the content folder."""
    return document_id(path.relative_to(content).as_posix()) if path.is_relative_to(content) else ""


def files_of(paths: Iterable[str], source: str) -> DocumentFiles:
    """The files of one document, from paths with valid names; `source` is the source language."""
    files = DocumentFiles()
    for path in paths:
        suffix = _split_name(path[path.rfind(os.sep) + 1 :])[1]
        if suffix and suffix != source:
            files.translations[suffix] = path
        else:
            files.source = path
    return files


def find_files(folder: Path, base: Path, settings: Settings, problems: list[Problem]) -> dict[str, DocumentFiles]:
    """The files of every document in a folder, by id. Invalid file names are errors."""
    codes = [locale.code for locale in settings.locales]
    found: dict[str, DocumentFiles] = {}
    start, tree = len(str(folder.parent)) + 1, folder.name in TREES
    for path, linked in walk_paths(folder, base, problems):
        name = path[path.rfind(os.sep) + 1 :]
        slug, suffix = _split_name(name)
        if name.endswith(".md") and is_slug(slug) and (not suffix or suffix in codes) and not linked:
            below = path[start:].replace(os.sep, "/")
            if tree and not all(map(is_slug, below.split("/")[:-1])):
                _report_folder(Path(path), below.split("/")[1:-1], base, problems)
                continue
            key = document_id(below)
            files = found.setdefault(key, DocumentFiles())
            if suffix and suffix != settings.source.code:
                first = files.translations.setdefault(suffix, path)
            else:
                first = files.source = files.source or path
            if first is not path:
                report, other = Report(shown_path(Path(path), base), problems), shown_path(Path(first), base)
                if tree:
                    hint = "it is {path}; a page and a folder of one name are the same page"
                    report.error(Position(), 'there is another file for the page "{name}"', hint, name=key, path=other)
                else:
                    hint = "it is {path}; slugs must be unique across all folders"
                    report.error(Position(), 'there is another file named "{name}"', hint, name=name, path=other)
        else:
            _report_unusable(Path(path), codes, Report(shown_path(Path(path), base), problems))
    return found


def _split_name(name: str) -> tuple[str, str]:
    """The slug in a file name, and the language code between it and `.md`; empty if there is none."""
    slug, _, suffix = name.removesuffix(".md").partition(".")
    return slug, suffix


def is_slug(text: str) -> bool:
    """Whether a text can be the name of a document or a theme, on every system."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None and not is_device(text)


def _report_unusable(path: Path, codes: Sequence[str], report: Report) -> None:
    """Reports why a file is not a content file."""
    slug, suffix = _split_name(path.name)
    if path.is_symlink():
        read_text(path, report)
    elif path.suffix != ".md":
        report.warning(Position(), "this file is ignored", "content files end in .md; move it elsewhere")
    elif not is_slug(slug):
        better = slug_of(slug)
        hint = 'name the file "{better}.md"' if better else "name the file with a-z, 0-9 and hyphens"
        if len(slug) > MAX_SLUG:
            hint = 'name the file with at most {limit} characters, as in "{better}.md"'
        report.error(Position(), '"{slug}" is not a slug', hint, slug=slug, better=better, limit=MAX_SLUG)
    else:
        message = 'the file name ends in ".{suffix}", which is not a language of this site'
        hint, more = suggest_language(suffix, codes)
        report.error(Position(), message, hint, suffix=suffix, **more)


def _report_folder(path: Path, names: Sequence[str], base: Path, problems: list[Problem]) -> None:
    """Reports a page whose address cannot be that of its folders."""
    name = next(name for name in names if not is_slug(name))
    hint = 'name the folder "{better}"' if slug_of(name) else "name the folder with a-z, 0-9 and hyphens"
    message = 'the folder "{name}" is part of the address of this page, and is not a slug'
    Report(shown_path(path, base), problems).error(Position(), message, hint, name=name, better=slug_of(name))


def suggest_language(code: str, codes: Collection[str]) -> tuple[str, dict[str, str]]:
    """Like `suggest`, for language codes: a code of the same language, or of a country, counts as similar."""
    first = code.replace("_", "-").partition("-")[0].lower()
    canonical = _COUNTRIES.get(first, first)
    return suggest(next((known for known in codes if known.partition("-")[0] == canonical), code), codes)
