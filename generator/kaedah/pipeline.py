"""Read, check, plan, publish: what `build` does, and how it says that it could not."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.build_request import BuildRequest, program_digest
from kaedah.check.run import read_checked_site
from kaedah.cli.executors import open_executor
from kaedah.cli.reporting import from_here, tell, translator_for
from kaedah.model import Site, Theme
from kaedah.plan.site_plan import plan_site
from kaedah.problem_messages import ENGLISH, ProblemTranslator
from kaedah.problems import Position, Problem, Report, format_problems, has_errors
from kaedah.publish.folder import Begun, Outcome, begin_folder, end_folder, publish_folder
from kaedah.publish.left import MANIFEST
from kaedah.publish.notes import read_notes
from kaedah.publish.ownership import OutputError
from kaedah.publish.record import Record
from kaedah.publish.shards import Shard
from kaedah.publish.swap import OutputLocked, discard, locked
from kaedah.read.library import Library
from kaedah.read.shelf import CorruptPack
from kaedah.render.render import RenderError
from kaedah.render.template_checks import check_templates
from kaedah.state.stat import stat_file
from kaedah.workers import Workers

# With so many files to read, a build that is likely to write most pages plans in a process of its own: what that takes
# of memory is given back before the pages are rendered.
APART = 2_000
# In the workspace, the folder of what was read.
SHELF = "shelf"
AS_IT_WAS = "The published site is as it was.\n"


class BuildError(Exception):
    """The site was not published; the text says why, in the words a user gets."""


def build_site(request: BuildRequest) -> tuple[int, Outcome]:
    """Reads, checks and publishes; problems are printed, and errors end the program. Raises CannotPublish.

    Gives the number of languages, and what was done. Where what earlier builds read is damaged, all is read anew.
    """
    try:
        return _build_once(request, anew=request.clean)
    except CorruptPack:
        pass
    try:
        return _build_once(request, anew=True)
    except CorruptPack as error:  # what was just written there cannot be read
        raise BuildError(f"error: cannot publish to {request.output}: {error}\n{AS_IT_WAS}") from error


def _build_once(request: BuildRequest, anew: bool) -> tuple[int, Outcome]:
    """As `build_site`; `anew` forgets all that was read. Raises Damaged, CannotPublish."""
    folders, inputs = request.folders, request.inputs  # the prints are of before anything is read
    translator = translator_for(request.lang, folders.locales)
    apart = request.most and not request.executor and len(inputs) >= APART
    if apart:
        request.looked  # noqa: B018 (whoever began to look must be asked in the process that did)
    with (
        told(request.output, translator),
        open_executor(request.executor) as executor,
        locked(request.workspace) as lock,
        Workers(request.jobs, executor, lock) as workers,
    ):
        if anew:
            discard(request.workspace / SHELF)
        begun = workers.apart(_begin_apart, request) if apart else _begin(request, workers)
        tell(begun.problems, "text", folders.content, translator)
        if begun.error is not None:
            raise begun.error
        if begun.build is None or begun.theme is None:
            sys.exit(1)
        with _rendered(begun.theme, translator):
            outcome = end_folder(begun.build, request.output, workers)
        with suppress(OSError):  # it is for speed
            said = format_problems(from_here(begun.problems, folders.content), translator=translator)
            manifest = stat_file(str(request.target / MANIFEST))
            record = Record(request.key, request.now, inputs, manifest, said, outcome.pages, begun.languages)
            record.write(request.workspace)
        return begun.languages, outcome


class _Begun(NamedTuple):
    """How far a build came before anything was rendered: the problems of its content, the error that ended it, if one
    did; else what is left to do.
    """

    problems: list[Problem]
    error: Exception | None = None
    build: Begun | None = None
    theme: Theme | None = None
    languages: int = 0


def _begin_apart(request: BuildRequest) -> _Begun:
    """As `_begin`, in a process of its own."""
    with Workers(request.jobs) as workers:
        return _begin(request, workers)


def _begin(request: BuildRequest, workers: Workers) -> _Begun:
    """Reads, checks and plans. What was read is kept, but not in memory."""
    library = Library(_near(request.workspace / SHELF), request.salt, request.now, request.inputs)
    site, problems = read_checked_site(request.folders, workers, library)
    with suppress(OSError):  # it is for speed
        library.save()
    del library
    if site is None or has_errors(problems, request.strict):
        return _Begun(problems)
    try:
        plan = plan_site(site, request.salt, read_notes(request.target, request.workspace))
        shard = Shard(*request.shard) if request.shard else None
        build = begin_folder(
            site, plan, request.output, workers, clean=request.clean, shard=shard, looked=request.looked
        )
    except CorruptPack:
        raise
    except (OutputError, OSError) as error:
        return _Begun(problems, error)
    return _Begun(problems, None, build, site.theme, len(site.settings.locales))


def publish(site: Site, output: Path, translator: ProblemTranslator = ENGLISH) -> Outcome:
    """Publishes. Raises CannotPublish; then the published site is as it was."""
    with told(output, translator), _rendered(site.theme, translator):
        return publish_folder(site, plan_site(site, program_digest()), output)


def _near(folder: Path) -> Path:
    """The folder as seen from here, so that what is remembered of it holds in another checkout."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # on another drive
        return folder


@contextmanager
def told(output: Path, translator: ProblemTranslator = ENGLISH) -> Iterator[None]:
    """Turns what may go wrong into CannotPublish."""
    try:
        yield
    except OutputError as refused:
        raise BuildError(format_problems(refused.problems, translator=translator)) from None
    except CorruptPack:  # what to do about it is known where all of a build is
        raise
    except OutputLocked:
        hint = "wait for it, or name another folder with --output"
        raise BuildError(f"error: {output} is being built by another process\n  hint: {hint}\n") from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise BuildError(f"error: cannot publish to {output}: {error.strerror or error}{place}\n{AS_IT_WAS}") from error


@contextmanager
def _rendered(theme: Theme, translator: ProblemTranslator) -> Iterator[None]:
    """Turns a page that cannot be rendered into CannotPublish, told by the mistakes of the theme that can be seen."""
    try:
        yield
    except RenderError as error:
        problems = check_templates(theme)
        if not problems and error.place is not None:
            report = Report(error.place[0], problems)
            report.error(
                Position(error.place[1]), "cannot render {page}: {reason}", page=error.path, reason=error.reason
            )
        raise BuildError(
            (format_problems(problems, translator=translator) or f"error: {error}\n") + AS_IT_WAS
        ) from error
