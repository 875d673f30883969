"""`kaedah build`: checks the content, then publishes the site."""

import gc
import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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
    from kaedah.problems import Format


class Result(NamedTuple):
    """What a build did: how many pages there are, were written and stayed, how many files it removed, and in how many
    languages.
    """

    pages: int
    written: int
    unchanged: int
    removed: int
    languages: int


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
@click.option("--verbose", "-v", is_flag=True, help="Print the time of each stage.")
@click.option("--json", "as_json", is_flag=True, help="Print the result and the problems as JSON.")
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
    verbose: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Check the content, then publish the site.

    Exit codes: 0 published, 1 problems in the content or the folder (nothing was changed), 2 wrong usage.
    """
    folders = Folders(content, locales, themes, theme, only, base_url)
    started = time.time_ns()
    gc.disable()  # little of a build is cyclic; looking for it costs a sixth of the time
    click.get_current_context().call_on_close(_enable_collector)
    form: Format = "json" if as_json else "text"
    processes = jobs or os.cpu_count() or 1
    request = BuildRequest(folders, output, processes, executor, _shard(shard), clean, strict, lang, form)
    click.get_current_context().call_on_close(request.close)
    check_output_folder(folders, output)
    last = request.last_build()
    seconds: dict[str, float] = {}
    if last:
        echo(last.text, err=True, nl=False)
        done = Result(last.pages, 0, last.pages, 0, last.languages)
    else:
        done = _build(request, seconds, shown=not (options["quiet"] or as_json))
    seconds["total"] = (time.time_ns() - started) / 1e9
    if as_json:
        times = {name: round(duration, 3) for name, duration in seconds.items()}
        echo(json.dumps({**done._asdict(), "output": output.as_posix(), "seconds": times}, ensure_ascii=False))
    elif not options["quiet"]:
        where = f" in {done.languages} languages" if done.languages > 1 else ""
        counts = f"{done.written} written, {done.unchanged} unchanged, {done.removed} removed"
        echo(f"{done.pages} pages{where}: {counts}")
        echo(f"open {output / 'index.html'}")
    if verbose:
        echo("".join(f"{name:8}{duration:8.2f} s\n" for name, duration in seconds.items()), err=True, nl=False)


def _build(request: BuildRequest, seconds: dict[str, float], shown: bool) -> Result:
    """Builds; problems are printed, and errors end the program. `seconds` gets the time of each stage; `shown` is
    whether a terminal shows how many pages are rendered.
    """
    from kaedah.cli.executors import open_executor
    from kaedah.cli.progress_line import ProgressLine
    from kaedah.cli.reporting import print_problems, translator_for
    from kaedah.pipeline import ContentErrors, build_site
    from kaedah.publish.publishing_errors import BuildError, publishing_errors

    translator = translator_for(request.lang, request.folders.locales)
    progress = ProgressLine(shown and sys.stderr.isatty())
    try:
        with publishing_errors(request.output, translator), open_executor(request.executor) as executor:
            report = partial(print_problems, form=request.form, content=request.folders.content, translator=translator)
            languages, outcome = build_site(request, report, executor, translator, progress)
    except ContentErrors:
        sys.exit(1)
    except BuildError as error:
        progress.clear()
        echo(str(error), err=True, nl=False)
        sys.exit(1)
    progress.clear()
    seconds.update(progress.seconds)
    return Result(*outcome, languages)


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
