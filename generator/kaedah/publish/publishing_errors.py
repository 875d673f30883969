"""Why a site was not published, as users read it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kaedah.disk.paths import DiskError
from kaedah.disk.writing import write_error
from kaedah.model import Theme
from kaedah.problem_messages import ENGLISH, ProblemTranslator
from kaedah.problems import Position, Report, format_problems
from kaedah.publish.ownership import OutputError
from kaedah.publish.swap import OutputLocked, workspace_of
from kaedah.render.render_error import RenderError
from kaedah.state.store import FILE, error_number

UNCHANGED = "The published site is as it was.\n"


class BuildError(Exception):
    """The site was not published; the text says why, as users read it."""


@contextmanager
def publishing_errors(output: Path, translator: ProblemTranslator = ENGLISH) -> Iterator[None]:
    """Turns what may go wrong into BuildError."""
    try:
        yield
    except OutputError as error:
        raise BuildError(format_problems(error.problems, translator=translator)) from None
    except DiskError as error:
        raise BuildError(format_problems([error.problem], translator=translator) + UNCHANGED) from None
    except OutputLocked:
        hint = "wait for it, or name another folder with --output"
        raise BuildError(f"error: {output} is being built by another process\n  hint: {hint}\n") from None
    except OSError as error:
        if error.errno is None:  # one of ours
            raise BuildError(f"error: cannot publish to {output}: {error}\n{UNCHANGED}") from error
        problem = write_error(error.filename or output, error).problem
        raise BuildError(format_problems([problem], translator=translator) + UNCHANGED) from error
    except sqlite3.DatabaseError as error:
        number = error_number(error)
        if number is None:
            hint = "build the site: what is damaged is made again"
            raise BuildError(f"error: the build state of {output} is damaged: {error}\n  hint: {hint}\n") from error
        problem = write_error(workspace_of(output) / FILE, OSError(number, str(error))).problem
        raise BuildError(format_problems([problem], translator=translator) + UNCHANGED) from error


@contextmanager
def rendering_errors(theme: Theme, translator: ProblemTranslator) -> Iterator[None]:
    """Turns a page that cannot be rendered into BuildError, with the theme's mistakes that can be found."""
    try:
        yield
    except RenderError as error:
        from kaedah.render.template_checks import check_templates

        problems = check_templates(theme)
        if not problems and error.place is not None:
            report = Report(error.place[0], problems)
            report.error(
                Position(error.place[1]), "cannot render {page}: {reason}", page=error.path, reason=error.reason
            )
        raise BuildError(
            (format_problems(problems, translator=translator) or f"error: {error}\n") + UNCHANGED
        ) from error
