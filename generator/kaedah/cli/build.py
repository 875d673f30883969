"""`kaedah build`: checks the content, then publishes the site."""

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaedah.build_request import BuildRequest
from kaedah.cli.options import (
    check_output_folder,
    folder_options,
    lang_option,
    output_option,
    site_options,
    strict_option,
)
from kaedah.cli.printing import echo
from kaedah.read.folders import Folders

if TYPE_CHECKING:
    from kaedah.publish.release import Outcome


@click.command()
@folder_options
@output_option("Folder to publish into.")
@site_options
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    default=None,
    help="Processes to render with; as many as there are processors where not given.",
)
@click.option("--executor", default="", help="Render elsewhere: dask:ADDRESS, the address of a Dask scheduler.")
@click.option("--shard", default="", help="Build one part of the site only, as in 2/5; `merge` joins the parts.")
@click.option("--clean", is_flag=True, help="Read every file and render every page again, whatever was before.")
@strict_option
@lang_option
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
    executor: str,
    shard: str,
    clean: bool,
    strict: bool,
    lang: str,
) -> None:
    """Check the content, then publish the site.

    Exit codes: 0 published, 1 problems in the content or the folder (nothing was changed), 2 wrong usage.
    """
    folders = Folders(content, locales, themes, theme, only, base_url)
    gc.disable()  # little of a build is cyclic; looking for it costs a sixth of the time
    click.get_current_context().call_on_close(_enable_collector)
    request = BuildRequest(folders, output, jobs or os.cpu_count() or 1, executor, _shard(shard), clean, strict, lang)
    click.get_current_context().call_on_close(request.close)
    check_output_folder(folders, output)
    last = request.last_build()
    if last:
        echo(last.text, err=True, nl=False)
        counts, pages, languages = f"0 written, {last.pages} unchanged, 0 removed", last.pages, last.languages
    else:
        languages, outcome = _build(request)
        counts = f"{outcome.written} written, {outcome.kept} unchanged, {outcome.removed} removed"
        pages = outcome.pages
    if not options["quiet"]:
        where = f" in {languages} languages" if languages > 1 else ""
        echo(f"{pages} pages{where}: {counts}")
        echo(f"open {output / 'index.html'}")


def _build(request: BuildRequest) -> "tuple[int, Outcome]":
    """Builds; problems are printed, and errors end the program."""
    from kaedah.cli.executors import open_executor
    from kaedah.cli.reporting import print_problems, translator_for
    from kaedah.pipeline import ContentErrors, build_site
    from kaedah.publish.publishing_errors import BuildError, publishing_errors

    translator = translator_for(request.lang, request.folders.locales)
    try:
        with publishing_errors(request.output, translator), open_executor(request.executor) as executor:
            report = partial(print_problems, form="text", content=request.folders.content, translator=translator)
            return build_site(request, report, executor, translator)
    except ContentErrors:
        sys.exit(1)
    except BuildError as error:
        echo(str(error), err=True, nl=False)
        sys.exit(1)


def _enable_collector() -> None:
    """Turns the garbage collector on again, but not for what the build has made."""
    gc.freeze()
    gc.enable()


def _shard(text: str) -> tuple[int, int] | None:
    """The part written as `2/5`; None for an empty text."""
    if not text:
        return None
    part, _, of = text.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of) <= 1000):
        raise click.UsageError(f"--shard {text} is no part: write its number and how many there are, as in 2/5")
    return int(part), int(of)
