"""`build.py explain`: why a page is what it is."""

import os
import sys
from pathlib import Path

import click

from kaedah.build_request import program_digest
from kaedah.cli.options import folder_options, output_option, site_options
from kaedah.cli.reporting import fail, read_or_stop
from kaedah.contribute.explain_page import explain_page
from kaedah.plan.site_plan import plan_site
from kaedah.publish.folder import changed_pages
from kaedah.publish.notes import read_notes
from kaedah.publish.ownership import OutputError
from kaedah.publish.swap import workspace_of
from kaedah.read.folders import Folders


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
    """Tell what the page PATH (from the root of the output) is made of, and whether a build would write it."""
    site = read_or_stop(Folders(content, locales, themes, theme, only, base_url), "text", strict=False)
    plan = plan_site(site, program_digest())
    target = Path(os.path.realpath(output))
    try:
        stale = {page.path for page in changed_pages(plan, target)}
    except OutputError as refused:
        fail(refused.problems)
    before = read_notes(target, workspace_of(target))
    click.echo(explain_page(site, plan, path, path in stale, before), nl=False)
    if path not in {page.path for page in plan.pages}:
        sys.exit(1)
