"""Read, check, plan, publish: what `build` does, and how it says that it could not."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from generator.check.site import read_checked_site
from generator.cli.asked import Asked, generator_digest
from generator.cli.far import executor_of
from generator.cli.reading import from_here, tell, wording_of
from generator.model import Site, Theme
from generator.plan.pages import plan_site
from generator.problems import Problem, Report, Spot, has_errors, show
from generator.publish.folder import Begun, Outcome, begin_folder, end_folder, publish_folder
from generator.publish.known import Refused
from generator.publish.left import MANIFEST
from generator.publish.notes import read_notes
from generator.publish.record import Record
from generator.publish.shards import Shard
from generator.publish.swap import Busy, discard, locked
from generator.read.library import Library
from generator.read.prints import print_of
from generator.read.shelf import Damaged
from generator.render.render import RenderError
from generator.render.templates import check_templates
from generator.wording import ENGLISH, Wording
from generator.workers import Workers

# With so many files to read, a build that is likely to write most pages plans in a process of its own: what that takes
# of memory is given back before the pages are rendered.
APART = 2_000
# In the workspace, the folder of what was read.
SHELF = "shelf"
AS_IT_WAS = "The published site is as it was.\n"


class CannotPublish(Exception):
    """The site was not published; the text says why, in the words a user gets."""


def build_site(asked: Asked) -> tuple[int, Outcome]:
    """Reads, checks and publishes; problems are printed, and errors end the program. Raises CannotPublish.

    Gives the number of languages, and what was done. Where what earlier builds read is damaged, all is read anew.
    """
    try:
        return _build_once(asked, anew=asked.clean)
    except Damaged:
        pass
    try:
        return _build_once(asked, anew=True)
    except Damaged as error:  # what was just written there cannot be read
        raise CannotPublish(f"error: cannot publish to {asked.output}: {error}\n{AS_IT_WAS}") from error


def _build_once(asked: Asked, anew: bool) -> tuple[int, Outcome]:
    """As `build_site`; `anew` forgets all that was read. Raises Damaged, CannotPublish."""
    folders, inputs = asked.folders, asked.inputs  # the prints are of before anything is read
    wording = wording_of(asked.lang, folders.locales)
    apart = asked.most and not asked.executor and len(inputs) >= APART
    if apart:
        asked.looked  # noqa: B018 (whoever began to look must be asked in the process that did)
    with (
        told(asked.output, wording),
        executor_of(asked.executor) as executor,
        locked(asked.workspace) as lock,
        Workers(asked.jobs, executor, lock) as workers,
    ):
        if anew:
            discard(asked.workspace / SHELF)
        begun = workers.apart(_begin_apart, asked) if apart else _begin(asked, workers)
        tell(begun.problems, "text", folders.content, wording)
        if begun.error is not None:
            raise begun.error
        if begun.build is None or begun.theme is None:
            sys.exit(1)
        with _rendered(begun.theme, wording):
            outcome = end_folder(begun.build, asked.output, workers)
        with suppress(OSError):  # it is for speed
            said = show(from_here(begun.problems, folders.content), speaker=wording)
            manifest = print_of(str(asked.target / MANIFEST))
            record = Record(asked.key, asked.now, inputs, manifest, said, outcome.pages, begun.languages)
            record.write(asked.workspace)
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


def _begin_apart(asked: Asked) -> _Begun:
    """As `_begin`, in a process of its own."""
    with Workers(asked.jobs) as workers:
        return _begin(asked, workers)


def _begin(asked: Asked, workers: Workers) -> _Begun:
    """Reads, checks and plans. What was read is kept, but not in memory."""
    library = Library(_near(asked.workspace / SHELF), asked.salt, asked.now, asked.inputs)
    site, problems = read_checked_site(asked.folders, workers, library)
    with suppress(OSError):  # it is for speed
        library.save()
    del library
    if site is None or has_errors(problems, asked.strict):
        return _Begun(problems)
    try:
        plan = plan_site(site, asked.salt, read_notes(asked.target, asked.workspace))
        shard = Shard(*asked.shard) if asked.shard else None
        build = begin_folder(site, plan, asked.output, workers, clean=asked.clean, shard=shard, looked=asked.looked)
    except Damaged:
        raise
    except (Refused, OSError) as error:
        return _Begun(problems, error)
    return _Begun(problems, None, build, site.theme, len(site.settings.locales))


def publish(site: Site, output: Path, wording: Wording = ENGLISH) -> Outcome:
    """Publishes. Raises CannotPublish; then the published site is as it was."""
    with told(output, wording), _rendered(site.theme, wording):
        return publish_folder(site, plan_site(site, generator_digest()), output)


def _near(folder: Path) -> Path:
    """The folder as seen from here, so that what is remembered of it holds in another checkout."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # on another drive
        return folder


@contextmanager
def told(output: Path, wording: Wording = ENGLISH) -> Iterator[None]:
    """Turns what may go wrong into CannotPublish."""
    try:
        yield
    except Refused as refused:
        raise CannotPublish(show(refused.problems, speaker=wording)) from None
    except Damaged:  # what to do about it is known where all of a build is
        raise
    except Busy:
        hint = "wait for it, or name another folder with --output"
        raise CannotPublish(f"error: {output} is being built by another process\n  hint: {hint}\n") from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise CannotPublish(
            f"error: cannot publish to {output}: {error.strerror or error}{place}\n{AS_IT_WAS}"
        ) from error


@contextmanager
def _rendered(theme: Theme, wording: Wording) -> Iterator[None]:
    """Turns a page that cannot be rendered into CannotPublish, told by the mistakes of the theme that can be seen."""
    try:
        yield
    except RenderError as error:
        problems = check_templates(theme)
        if not problems and error.place is not None:
            report = Report(error.place[0], problems)
            report.error(Spot(error.place[1]), "cannot render {page}: {reason}", page=error.path, reason=error.reason)
        raise CannotPublish((show(problems, speaker=wording) or f"error: {error}\n") + AS_IT_WAS) from error
