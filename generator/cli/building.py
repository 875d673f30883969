"""Read, check, plan, publish: what `build` does, and how it says that it could not."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import click

from generator.check.site import read_checked_site
from generator.cli.far import executor_of
from generator.cli.reading import from_here, judge, tell
from generator.model import Site
from generator.plan.pages import plan_site
from generator.problems import Report, Spot, show
from generator.publish.folder import Outcome, publish_folder
from generator.publish.record import Record, prints_below, read_record
from generator.publish.shards import Shard
from generator.publish.staging import Refused
from generator.publish.swap import Busy, locked, workspace_of
from generator.read.library import Library
from generator.read.site import Folders
from generator.render.render import RenderError
from generator.render.templates import check_templates

HOME = Path(__file__).parent.parent.parent
AS_IT_WAS = "The published site is as it was.\n"


class CannotPublish(Exception):
    """The site was not published; the text says why, in the words a user gets."""


@dataclass(frozen=True, slots=True)
class Means:
    """How a build is done: by so many processes or by an executor elsewhere, all of it or a part, anew or not."""

    jobs: int = 1
    executor: str = ""
    shard: Shard | None = None
    clean: bool = False
    strict: bool = False


def build_site(folders: Folders, output: Path, means: Means) -> tuple[int, Outcome]:
    """Reads, checks and publishes; problems are printed, and errors end the program. Raises CannotPublish.

    Gives the number of languages, and what was done.
    """
    salt, now = generator_digest(), time.time_ns()
    target = Path(os.path.realpath(output))
    workspace = workspace_of(target)
    key = repr((salt, folders, target, means.shard, means.strict))
    inputs = prints_below(folders.content, folders.locales, folders.themes)  # as it was before anything was read
    with told(output), executor_of(means.executor) as executor, locked(workspace) as lock:
        record = None if means.clean else read_record(workspace, key)
        if record and record.holds(inputs, prints_below(target)):
            click.echo(record.told, err=True, nl=False)
            return record.languages, Outcome(record.pages, 0, record.pages, 0)
        library = Library(_near(workspace / "shelf"), salt, now, inputs)
        site, problems = read_checked_site(folders, means.jobs, library)
        with suppress(OSError):  # it is for speed
            library.save()
        tell(problems, "text", folders.content)
        site = judge(site, problems, means.strict)
        with _rendered(site):
            outcome = publish_folder(
                site,
                plan_site(site, salt),
                output,
                jobs=means.jobs,
                executor=executor,
                clean=means.clean,
                lock=lock,
                shard=means.shard,
            )
        languages = len(site.settings.locales)
        with suppress(OSError):  # it is for speed
            outputs = prints_below(target)
            Record(
                key, now, inputs, outputs, show(from_here(problems, folders.content)), outcome.pages, languages
            ).write(workspace)
        return languages, outcome


def publish(site: Site, output: Path, jobs: int) -> Outcome:
    """Publishes. Raises CannotPublish; then the published site is as it was."""
    with told(output), _rendered(site):
        return publish_folder(site, plan_site(site, generator_digest()), output, jobs=jobs)


def _near(folder: Path) -> Path:
    """The folder as seen from here, so that what is remembered of it holds in another checkout."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # on another drive
        return folder


@contextmanager
def told(output: Path) -> Iterator[None]:
    """Turns what may go wrong into CannotPublish."""
    try:
        yield
    except Refused as refused:
        raise CannotPublish(show(refused.problems)) from None
    except Busy:
        hint = "wait for it, or name another folder with --output"
        raise CannotPublish(f"error: {output} is being built by another process\n  hint: {hint}\n") from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise CannotPublish(
            f"error: cannot publish to {output}: {error.strerror or error}{place}\n{AS_IT_WAS}"
        ) from error


@contextmanager
def _rendered(site: Site) -> Iterator[None]:
    """Turns a page that cannot be rendered into CannotPublish, told by the mistakes of the theme that can be seen."""
    try:
        yield
    except RenderError as error:
        problems = check_templates(site.theme)
        if not problems and error.place is not None:
            report = Report(error.place[0], problems)
            report.error(Spot(error.place[1]), "cannot render {page}: {reason}", page=error.path, reason=error.reason)
        raise CannotPublish((show(problems) or f"error: {error}\n") + AS_IT_WAS) from error


def generator_digest() -> str:
    """The digest of all that decides a page's bytes besides content, catalogues and theme: our code and libraries."""
    state = hashlib.blake2b(digest_size=16)
    for path in sorted((HOME / "generator").rglob("*.py")):
        state.update(path.relative_to(HOME).as_posix().encode() + path.read_bytes())
    for name in ("babel", "jinja2", "markdown", "markupsafe", "math-core", "nh3"):
        state.update(f"{name}={metadata.version(name)}".encode())
    return state.hexdigest()
