"""`build.py export …`: the site in forms that are carried, not served."""

import os
import time
from pathlib import Path

import click

from generator.cli.asked import generator_digest
from generator.cli.options import folder_options, strict_option
from generator.cli.reading import read_or_stop, stop
from generator.plan.pages import plan_site
from generator.publish.archive import EARLIEST, Date, write_archive
from generator.read.folders import Folders
from generator.render.render import RenderError

EPOCH = "SOURCE_DATE_EPOCH"


@click.group()
def export() -> None:
    """The site as one file, for reading without a network."""


@export.command("zip")
@folder_options
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write, as site.zip."
)
@strict_option
@click.pass_obj
def export_zip(
    options: dict[str, bool], content: Path, locales: Path, themes: Path, output: Path, strict: bool
) -> None:
    """Check the content, then write the whole site and its checksums as a ZIP file; the same site, the same bytes."""
    date = _date()
    site = read_or_stop(Folders(content, locales, themes), "text", strict)
    try:
        found = write_archive(site, plan_site(site, generator_digest()), output, jobs=os.cpu_count() or 1, date=date)
    except RenderError as error:
        stop(str(error))
    except OSError as error:
        stop(f"cannot write {output}: {error.strerror or error}")
    if not options["quiet"]:
        click.echo(f"{found.files} files, {found.size} bytes, sha256 {found.sha256}")
        click.echo(output.as_posix())


def _date() -> Date:
    """The date that all files bear: that of SOURCE_DATE_EPOCH, in seconds since 1970, where it is set."""
    text = os.environ.get(EPOCH, "")
    if not text:
        return EARLIEST
    try:
        year, month, day, hour, minute, second = time.gmtime(int(text))[:6]
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"{EPOCH}={text} is no number of seconds since 1970") from None
    return max(EARLIEST, (year, month, day, hour, minute, second))
