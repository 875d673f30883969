"""`locales/<locale>/LC_MESSAGES/problems.po` → ProblemTranslator."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from kaedah.model import Locale
from kaedah.problem_messages import PLACEHOLDER, ProblemTranslator
from kaedah.problems import Report
from kaedah.read.files import MAX_CATALOGUE_BYTES, read_text
from kaedah.read.message_catalogues import catalogue_path, has_few_messages, readable
from kaedah.read.walk import is_missing

FILE = "problems.po"


class CatalogueError(Exception):
    """A catalogue is not valid. The message has its path and the reason."""


def read_problem_messages(folders: Iterable[Path], locale: Locale) -> ProblemTranslator | None:
    """The translator of a language, from the first of the folders that has its catalogue; None if none has.

    Fuzzy messages, and those with other placeholders than the original, are left out. Raises CatalogueError.
    """
    paths = [path for folder in folders if not is_missing(path := folder / catalogue_path(locale, FILE))]
    messages = {key: words for path in reversed(paths) for key, words in _usable(read_problem_catalogue(path, locale))}
    return ProblemTranslator(locale.code, messages) if paths else None


def _usable(catalog: Catalog) -> Iterator[tuple[tuple[str, str], str]]:
    for message in catalog:
        if message.id and message.string and not message.fuzzy and _has_same_placeholders(message.id, message.string):
            yield (message.context or "", str(message.id)), str(message.string)


def read_problem_catalogue(path: Path, locale: Locale) -> Catalog:
    """A catalogue of problem messages. Raises CatalogueError if it cannot be read, or is not valid."""
    report = Report(path.as_posix())
    text = read_text(path, report, MAX_CATALOGUE_BYTES, root=path.parents[2])
    if text is None or not has_few_messages(text, report):
        problem = report.problems[-1]
        raise CatalogueError(f"{path}: {problem.text}\n  hint: {problem.hint_text}")
    try:
        return read_po(readable(text), locale=locale.babel, abort_invalid=True)
    except Exception as error:  # what the library raises depends on where it fails
        hint = "open it in a PO editor, or fix the line"
        raise CatalogueError(f"{path}: this is not a valid catalogue: {error}\n  hint: {hint}") from None


def _has_same_placeholders(template: object, translation: object) -> bool:
    return set(PLACEHOLDER.findall(str(template))) == set(PLACEHOLDER.findall(str(translation)))
