"""`kaedah explain`: what a page is made from, and why a build would write it."""

import os
import sqlite3
import sys
from pathlib import Path

import click

from kaedah.build_request import BuildRequest
from kaedah.cli.options import folder_options, output_option, site_options
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_with_error, exit_with_problems, print_problems
from kaedah.contribute.explain_page import explain_page
from kaedah.pipeline import explained
from kaedah.publish.ownership import OutputError
from kaedah.publish.publishing_errors import BuildError, publishing_errors
from kaedah.read.folders import Folders
from kaedah.workers import Workers


@click.command()
@folder_options
@output_option("Folder of the published site.")
@site_options
@click.argument("path")
def explain(
    content: Path,
    locales: Path,
    themes: Path,
    output: Path,
    theme: str,
    only: tuple[str, ...],
    base_url: str,
    path: str,
) -> None:
    """Print what the page PATH is made from, whether a build would write it, and why.

    PATH is relative to the output folder, as in uk/methods/lora.html.
    """
    folders = Folders(content, locales, themes, theme, only, base_url)
    request, text, known = BuildRequest(folders, output), "", False
    try:
        with (
            publishing_errors(output),
            Workers(os.cpu_count() or 1) as workers,
            explained(request, workers) as found,
        ):
            problems, site = found.problems, found.site
            if site is not None and found.plan is not None:
                text, known = explain_page(site, found.plan, path, found.stale, found.published_spec)
    except OutputError as error:
        exit_with_problems(error.problems)
    except BuildError as error:
        echo(str(error), err=True, nl=False)
        sys.exit(1)
    except sqlite3.DatabaseError as error:
        hint = "build the site: what is damaged is made again"
        exit_with_error(f"the build state of {output} is damaged: {error}\n  hint: {hint}")
    print_problems(problems, "text", content)
    echo(text, nl=False)
    if not known:
        sys.exit(1)
