"""Reading and printing that commands share, and the ways in which they end."""

import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import NoReturn

import click

from kaedah import __version__
from kaedah.build_request import ENVIRONMENT
from kaedah.check.run import inspect_document, read_checked_site
from kaedah.check.sarif import format_sarif
from kaedah.cli.printing import echo
from kaedah.model import Locale, Site
from kaedah.problem_messages import ENGLISH, ProblemTranslator
from kaedah.problems import Format, Problem, format_problems, has_errors
from kaedah.read.folders import Folders
from kaedah.read.site import read_site
from kaedah.shipped import LOCALES, with_shipped_fallback
from kaedah.workers import Workers


def read_or_exit(folders: Folders, form: Format, strict: bool, translator: ProblemTranslator = ENGLISH) -> Site:
    """The site; problems are printed, and errors end the program."""
    with Workers(os.cpu_count() or 1) as workers:
        site, problems = read_checked_site(folders, workers)
    print_problems(problems, form, folders.content, translator)
    return exit_on_errors(site, problems, strict)


def exit_on_errors(site: Site | None, problems: list[Problem], strict: bool) -> Site:
    """The site. Ends the program where a problem is an error."""
    if site is None or has_errors(problems, strict):
        sys.exit(1)
    return site


def print_problems(
    problems: list[Problem],
    form: Format,
    content: Path,
    translator: ProblemTranslator = ENGLISH,
    first: Collection[str] = (),
) -> str:
    """Prints problems in the form and the language asked for, those of the files `first` before others, and gives the
    text.
    """
    placed = from_working_folder(problems, content)
    text = (
        format_sarif(placed, __version__, translator)
        if form == "sarif"
        else format_problems(placed, form, translator, first=first)
    )
    echo(text, err=True, nl=False, commands=form == "github")
    return text


def translator_for(lang: str, locales: Path) -> ProblemTranslator:
    """The translator for a language code; with `auto`, for the language of the environment where it has a catalogue."""
    codes = [lang] if lang != "auto" else _environment_codes()
    for code in codes:
        if code.partition("-")[0] == ENGLISH.locale:
            return ENGLISH
        from kaedah.read.locales import accepted_code, find_locale

        locale = find_locale(accepted_code(code))
        translator = _read_translator(locales, locale) if locale is not None else None
        if translator is not None:
            return translator
    if lang == "auto":
        return ENGLISH
    from kaedah.read.problem_catalogues import FILE

    known = sorted(path.parent.parent.name.replace("_", "-") for path in LOCALES.glob(f"*/*/{FILE}"))
    raise click.UsageError(f"--lang {lang}: known are auto, en, {', '.join(known)}")


def _read_translator(locales: Path, locale: Locale) -> ProblemTranslator | None:
    """The translator of a language, from its catalogues; loaded only where problems are not in English."""
    from kaedah.read.problem_catalogues import CatalogueError, read_problem_messages

    try:
        return read_problem_messages(with_shipped_fallback(locales, LOCALES), locale)
    except CatalogueError as refused:
        exit_with_error(str(refused))


def _environment_codes() -> list[str]:
    """The languages of the environment, the more specific first: `uk_UA.UTF-8` gives uk-UA, then uk."""
    request = next((value for name in ENVIRONMENT if (value := os.environ.get(name))), "")
    code = request.partition(".")[0].partition("@")[0].replace("_", "-")
    return [code, code.partition("-")[0]] if code not in ("", "C", "POSIX") else []


def from_working_folder(problems: list[Problem], content: Path) -> list[Problem]:
    """The problems with paths from the working folder instead of the folder that holds `content/`."""
    return [
        problem._replace(
            path=path_from_working_folder(problem.path, content),
            values=tuple(
                (key, path_from_working_folder(text, content) if key == "path" else text)
                for key, text in problem.values
            ),
        )
        for problem in problems
    ]


def path_from_working_folder(path: str, content: Path) -> str:
    """A path from the working folder: relative where it is below that folder, else absolute."""
    whole = Path(os.path.abspath(content.parent / path))
    return (whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole).as_posix()


def read_content(folders: Folders) -> Site:
    """The site for a translator's command, which prints errors only: warnings about translations are its subject."""
    site, problems = read_site(folders, inspect=inspect_document)
    if site is None:
        exit_with_problems(
            from_working_folder([problem for problem in problems if problem.level == "error"], folders.content)
        )
    return site


def exit_with_problems(problems: list[Problem], translator: ProblemTranslator = ENGLISH) -> NoReturn:
    """Ends the program with problems."""
    echo(format_problems(problems, translator=translator), err=True, nl=False)
    sys.exit(1)


def exit_with_error(message: str) -> NoReturn:
    """Ends the program with a message."""
    echo(f"error: {message}", err=True)
    sys.exit(1)
