"""Read, check, plan, publish: what `build` does, and how it says that it could not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.check.site import read_checked_site
from generator.cli.asked import Asked, generator_digest
from generator.cli.far import executor_of
from generator.cli.reading import from_here, judge, tell, wording_of
from generator.model import Site
from generator.plan.pages import plan_site
from generator.problems import Problem, Report, Spot, show
from generator.publish.folder import Outcome, publish_folder
from generator.publish.known import Refused
from generator.publish.left import MANIFEST
from generator.publish.notes import read_notes
from generator.publish.record import Record, print_of
from generator.publish.shards import Shard
from generator.publish.swap import Busy, locked
from generator.read.library import Library
from generator.render.render import RenderError
from generator.render.templates import check_templates
from generator.wording import ENGLISH, Wording
from generator.workers import Workers

AS_IT_WAS = "The published site is as it was.\n"


class CannotPublish(Exception):
    """The site was not published; the text says why, in the words a user gets."""


def build_site(asked: Asked) -> tuple[int, Outcome]:
    """Reads, checks and publishes; problems are printed, and errors end the program. Raises CannotPublish.

    Gives the number of languages, and what was done.
    """
    folders, inputs = asked.folders, asked.inputs  # the prints are of before anything is read
    wording = wording_of(asked.lang, folders.locales)
    with (
        told(asked.output, wording),
        executor_of(asked.executor) as executor,
        locked(asked.workspace) as lock,
        Workers(asked.jobs, executor, lock) as workers,
    ):
        site, problems = _read(asked, workers)
        tell(problems, "text", folders.content, wording)
        site = judge(site, problems, asked.strict)
        with _rendered(site, wording):
            outcome = publish_folder(
                site,
                plan_site(site, asked.salt, read_notes(asked.target, asked.workspace)),
                asked.output,
                workers=workers,
                clean=asked.clean,
                lock=lock,
                shard=Shard(*asked.shard) if asked.shard else None,
                seen=asked.outputs,
            )
        languages = len(site.settings.locales)
        with suppress(OSError):  # it is for speed
            said = show(from_here(problems, folders.content), speaker=wording)
            manifest = print_of(str(asked.target / MANIFEST))
            record = Record(asked.key, asked.now, inputs, manifest, said, outcome.pages, languages)
            record.write(asked.workspace)
        return languages, outcome


def _read(asked: Asked, workers: Workers) -> tuple[Site | None, list[Problem]]:
    """The site, and all that is wrong with it. What was read is kept, but not in memory."""
    library = Library(_near(asked.workspace / "shelf"), asked.salt, asked.now, asked.inputs)
    found = read_checked_site(asked.folders, workers, library)
    with suppress(OSError):  # it is for speed
        library.save()
    return found


def publish(site: Site, output: Path, wording: Wording = ENGLISH) -> Outcome:
    """Publishes. Raises CannotPublish; then the published site is as it was."""
    with told(output, wording), _rendered(site, wording):
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
    except Busy:
        hint = "wait for it, or name another folder with --output"
        raise CannotPublish(f"error: {output} is being built by another process\n  hint: {hint}\n") from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise CannotPublish(
            f"error: cannot publish to {output}: {error.strerror or error}{place}\n{AS_IT_WAS}"
        ) from error


@contextmanager
def _rendered(site: Site, wording: Wording) -> Iterator[None]:
    """Turns a page that cannot be rendered into CannotPublish, told by the mistakes of the theme that can be seen."""
    try:
        yield
    except RenderError as error:
        problems = check_templates(site.theme)
        if not problems and error.place is not None:
            report = Report(error.place[0], problems)
            report.error(Spot(error.place[1]), "cannot render {page}: {reason}", page=error.path, reason=error.reason)
        raise CannotPublish((show(problems, speaker=wording) or f"error: {error}\n") + AS_IT_WAS) from error
