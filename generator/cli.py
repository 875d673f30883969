"""The command line: the only place that prints, and that knows of exit codes."""

import hashlib
import os
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

import click

from generator import __version__
from generator.model import Site
from generator.plan.pages import plan_site
from generator.problems import Format, Problem, has_errors, show
from generator.publish.folder import Outcome, Refused, changed_pages, publish_folder
from generator.publish.swap import Busy
from generator.read.site import Folders, read_site
from generator.render.render import RenderError

HOME = Path(__file__).parent.parent
_FOLDER = click.Path(file_okay=False, path_type=Path)


def folder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that reads a site."""
    for option in (
        click.option(
            "--content",
            type=_FOLDER,
            default=Path("content"),
            show_default=True,
            help="Folder of site.yaml, fields.yaml and the methods.",
        ),
        click.option(
            "--locales",
            type=_FOLDER,
            default=Path("locales"),
            show_default=True,
            help="Folder of the interface catalogues.",
        ),
        click.option("--themes", type=_FOLDER, default=Path("themes"), show_default=True, help="Folder of the themes."),
    ):
        command = option(command)
    return command


class _Commands(click.Group):
    """Without a command it builds; `--quiet` and `--no-color` may stand anywhere."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        everywhere = [arg for arg in args if arg in ("--quiet", "-q", "--no-color")]
        rest = [arg for arg in args if arg not in everywhere]
        if not rest or (rest[0].startswith("-") and rest[0] not in ("-h", "--help", "--version")):
            rest = ["build", *rest]
        return super().parse_args(context, everywhere + rest)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaedah")
@click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
@click.option("--no-color", is_flag=True, help="Print without colours.")
@click.pass_context
def main(context: click.Context, quiet: bool, no_color: bool) -> None:
    """Kaedah: method files in, a multilingual comparison site out. Without a command: build."""
    context.obj = {"quiet": quiet}
    if no_color or "NO_COLOR" in os.environ:
        context.color = False


@main.command()
@folder_options
@click.option("--output", "-o", type=_FOLDER, default=Path("public"), show_default=True, help="Folder to publish into.")
@click.option("--theme", default="", help="Theme to use instead of the one in site.yaml.")
@click.option(
    "--locale", "-l", "only", multiple=True, help="Build these languages only (and the source language); repeatable."
)
@click.option("--base-url", default="", help="Address the site will have; for canonical links and the sitemap.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    default=None,
    help="Processes to render with; as many as there are processors where not given.",
)
@click.option("--clean", is_flag=True, help="Render every page again, whatever is published already.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.pass_obj
def build(
    options: dict[str, Any],
    content: Path,
    locales: Path,
    themes: Path,
    output: Path,
    theme: str,
    only: tuple[str, ...],
    base_url: str,
    jobs: int | None,
    clean: bool,
    strict: bool,
) -> None:
    """Check the content, then publish the site.

    Exit codes: 0 published, 1 problems in the content or the folder (nothing was changed), 2 wrong usage.
    """
    if base_url and not base_url.startswith(("https://", "http://")):
        raise click.UsageError("--base-url must begin with https:// or http://")
    folders = Folders(content, locales, themes, theme, only, base_url.rstrip("/") + "/" if base_url else "")
    site = _read(folders, "text", strict)
    outcome = publish(site, output, jobs or os.cpu_count() or 1, clean=clean)
    if not options["quiet"]:
        languages = len(site.settings.locales)
        counts = f"{outcome.written} written, {outcome.kept} unchanged, {outcome.removed} removed"
        click.echo(f"{outcome.pages} pages in {languages} languages: {counts}")
        click.echo(f"open {output / 'index.html'}")


def publish(site: Site, output: Path, jobs: int, *, clean: bool = False) -> Outcome:
    """Publishes, and ends the program with a message and code 1 where that is not possible."""
    plan = plan_site(site, generator_digest())
    try:
        return publish_folder(site, plan, Path(os.path.abspath(output)), jobs=jobs, clean=clean)
    except Refused as refused:
        _fail(refused.problems)
    except Busy:
        _stop(f"{output} is being built by another process; wait for it, or name another folder with --output")
    except RenderError as error:
        _stop(f"{error}\nThe published site is as it was.")
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        _stop(f"cannot publish to {output}: {error.strerror or error}{place}\nThe published site is as it was.")


@main.command()
@folder_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How to print problems.",
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.pass_obj
def check(options: dict[str, Any], content: Path, locales: Path, themes: Path, form: Format, strict: bool) -> None:
    """Check everything, publish nothing."""
    site = _read(Folders(content, locales, themes), form, strict)
    if not options["quiet"] and form == "text":
        click.echo(f"{len(site.methods)} methods in {len(site.settings.locales)} languages: no errors")


@main.command()
@folder_options
@click.option(
    "--output", "-o", type=_FOLDER, default=Path("public"), show_default=True, help="Folder of the published site."
)
@click.argument("path")
def explain(content: Path, locales: Path, themes: Path, output: Path, path: str) -> None:
    """Tell what the page PATH (from the root of the output) is made of, and whether a build would write it."""
    from generator.contribute.explain import explain_page

    site = _read(Folders(content, locales, themes), "text", strict=False)
    plan = plan_site(site, generator_digest())
    try:
        stale = {page.path for page in changed_pages(plan, Path(os.path.abspath(output)))}
    except Refused as refused:
        _fail(refused.problems)
    click.echo(explain_page(site, plan, path, path in stale), nl=False)
    if path not in {page.path for page in plan.pages}:
        sys.exit(1)


@main.command()
@folder_options
@click.argument("slug")
def new(content: Path, locales: Path, themes: Path, slug: str) -> None:
    """Write a commented file content/methods/SLUG.md, ready to fill in."""
    from generator.contribute.scaffold import SlugRefused, write_method

    try:
        path = write_method(content, slug)
    except SlugRefused as error:
        _stop(str(error))
    click.echo(path.as_posix())


@main.command()
@folder_options
@click.option("--output", "-o", type=_FOLDER, default=Path("public"), show_default=True, help="Folder to publish into.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
def serve(content: Path, locales: Path, themes: Path, output: Path, port: int) -> None:
    """Build, show the site on this machine, and build again whenever a file changes."""
    from generator.contribute.serve import serve_site

    def rebuild() -> str:
        site, problems = read_site(Folders(content, locales, themes))
        if site is None:
            return show(problems)
        plan = plan_site(site, generator_digest())
        outcome = publish_folder(site, plan, Path(os.path.abspath(output)), jobs=os.cpu_count() or 1)
        return show(problems) + f"{outcome.written} pages written, {outcome.kept} unchanged\n"

    serve_site(rebuild, (content, locales, themes), output, port, say=lambda text: click.echo(text, nl=False))


@main.group()
def translations() -> None:
    """The translators' loop: extract, update, status, stamp."""


@translations.command()
@folder_options
def extract(content: Path, locales: Path, themes: Path) -> None:
    """Collect every message of templates, code, fields and terms into LOCALES/messages.pot."""
    from generator.contribute.messages import write_template

    site = _read_content(Folders(content, locales, themes))
    count = write_template(site, HOME, themes, locales)
    click.echo(f"{count} messages in {locales / 'messages.pot'}")


@translations.command()
@folder_options
def update(content: Path, locales: Path, themes: Path) -> None:
    """Bring every catalogue up to the messages of today; begin those that are missing."""
    from generator.contribute.messages import update_catalogues, write_template

    site = _read_content(Folders(content, locales, themes))
    write_template(site, HOME, themes, locales)
    for line in update_catalogues(site, locales):
        click.echo(line)


@translations.command()
@folder_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(content: Path, locales: Path, themes: Path, form: str) -> None:
    """Tell what is translated, missing or out of date, per language."""
    from generator.contribute.status import show_status

    site = _read_content(Folders(content, locales, themes))
    click.echo(show_status(site, form), nl=False)


@translations.command()
@folder_options
@click.argument("slug", required=False)
@click.argument("locale", required=False)
@click.option("--all", "everything", is_flag=True, help="Stamp every translation that has no stamp yet.")
def stamp(content: Path, locales: Path, themes: Path, slug: str | None, locale: str | None, everything: bool) -> None:
    """Record in a translation which source words it was made from; run it after translating or checking it."""
    from generator.contribute.stamps import stamp_translations

    if everything == bool(slug) or bool(slug) != bool(locale):
        raise click.UsageError("name a document and a language, as in `stamp lora uk`, or write --all")
    site = _read_content(Folders(content, locales, themes))
    found = stamp_translations(site, content.parent, slug or "", locale or "")
    if not found and slug:
        _stop(f"there is no translation of {slug} into {locale}")
    for path in found:
        click.echo(path)


def _read(folders: Folders, form: Format, strict: bool) -> Site:
    """The site; problems are printed, and errors end the program."""
    site, problems = read_site(folders)
    click.echo(show(problems, form), err=True, nl=False)
    if site is None or has_errors(problems, strict):
        sys.exit(1)
    return site


def _read_content(folders: Folders) -> Site:
    """The site for a translator's command: warnings about translations are what the command is for, and stay unsaid."""
    site, problems = read_site(folders)
    if site is None:
        _fail([problem for problem in problems if problem.level == "error"])
    return site


def _fail(problems: list[Problem]) -> NoReturn:
    click.echo(show(problems), err=True, nl=False)
    sys.exit(1)


def _stop(message: str) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(1)


def generator_digest() -> str:
    """The digest of all that decides a page's bytes besides content, catalogues and theme: our code and libraries."""
    state = hashlib.blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        state.update(path.relative_to(HOME).as_posix().encode() + path.read_bytes())
    for name in ("babel", "jinja2", "markdown", "markupsafe", "math-core", "nh3"):
        state.update(f"{name}={metadata.version(name)}".encode())
    return state.hexdigest()
