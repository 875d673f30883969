"""`kaedah export …`: the site as files for offline use."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from kaedah.build_request import program_digest
from kaedah.cli.options import (
    FOLDER,
    base_url_option,
    check_output_file,
    folder_options,
    locale_option,
    strict_option,
    theme_option,
)
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_with_error, read_or_exit
from kaedah.disk.writing import PART, remove
from kaedah.model import Site
from kaedah.plan.downloads import Download, downloads_of
from kaedah.plan.site_plan import plan_site
from kaedah.publish.archive import EARLIEST, Date, write_archive
from kaedah.publish.data_package import write_data_package
from kaedah.publish.epub import write_epub
from kaedah.publish.zim import ZimWriterError, write_zim
from kaedah.read.folders import Folders
from kaedah.render.epub_package import about_site
from kaedah.render.render_error import RenderError

EPOCH = "SOURCE_DATE_EPOCH"
LATEST = 2107
LONG = 24 * 60 * 60  # seconds
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def export() -> None:
    """Write the site as files for offline use: a ZIP file, a book, a dataset or a ZIM file."""


def _export_options(output: click.Path) -> Callable[..., Any]:
    """The options of every `export` command; `output` is the type of --output, a file or a folder."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        about = "File to write." if output is FILE else "Folder to write the files into."
        for option in (
            strict_option,
            click.option("--output", "-o", type=output, required=True, help=about),
            base_url_option,
            theme_option,
            folder_options,
        ):
            command = option(command)
        return command

    return decorate


@export.command("zip")
@_export_options(FILE)
@locale_option
@click.pass_obj
def export_zip(options: dict[str, bool], /, output: Path, strict: bool, only: tuple[str, ...], **read: Any) -> None:
    """Check the content, then write the whole site as a ZIP file with checksums. The same site gives the same bytes."""
    date, site = _file_date(), _read(Folders(only=only, **read), output, strict)
    _write(options, site, Download("zip", ""), output, date)


@export.command("epub")
@_export_options(FILE)
@click.option("--locale", "-l", "code", default="", help="Language of the book (default: the source language).")
@click.pass_obj
def export_epub(options: dict[str, bool], /, output: Path, strict: bool, code: str, **read: Any) -> None:
    """Check the content, then write one language of the site as an EPUB book."""
    date, site = _file_date(), _read(Folders(**read), output, strict)
    known = {locale.code: locale for locale in site.settings.locales}
    locale = known.get(code or site.settings.source.code)
    if locale is None:
        exit_with_error(f'the site has no language "{code}"\n  hint: it has {", ".join(known)}')
    _write(options, site, Download("epub", "", locale), output, date)


@export.command("data")
@_export_options(FILE)
@locale_option
@click.pass_obj
def export_data(options: dict[str, bool], /, output: Path, strict: bool, only: tuple[str, ...], **read: Any) -> None:
    """Check the content, then write it as a dataset in a ZIP file: tables, records and their description."""
    date, site = _file_date(), _read(Folders(only=only, **read), output, strict)
    _write(options, site, Download("data", ""), output, date)


@export.command("zim")
@_export_options(FILE)
@locale_option
@click.pass_obj
def export_zim(options: dict[str, bool], /, output: Path, strict: bool, only: tuple[str, ...], **read: Any) -> None:
    """Check the content, then write the whole site as a ZIM file for Kiwix. Needs zimwriterfs from zim-tools."""
    site = _read(Folders(only=only, **read), output, strict)
    _write(options, site, Download("zim", ""), output, EARLIEST)


@export.command("all")
@_export_options(FOLDER)
@locale_option
@click.pass_obj
def export_all(options: dict[str, bool], /, output: Path, strict: bool, only: tuple[str, ...], **read: Any) -> None:
    """Check the content, then write a book for each language, the ZIP file and the dataset into a folder."""
    date, site = _file_date(), _read(Folders(only=only, **read), output, strict)
    for item in downloads_of(site.settings):
        _write(options, site, item, output / item.name, date)


def _read(folders: Folders, output: Path, strict: bool) -> Site:
    check_output_file(folders, output)
    if output.exists() and not (output.is_file() or output.is_dir()):
        exit_with_error(f"cannot write {output}: it is not a regular file\n  hint: name another file with --output")
    return read_or_exit(folders, "text", strict)


def _write(options: dict[str, bool], site: Site, item: Download, output: Path, date: Date) -> None:
    """Writes a file and prints its size and digest; ends the program if it cannot be written."""
    _remove_leftovers(output)
    salt, jobs = program_digest(), os.cpu_count() or 1
    try:
        if item.form == "data":
            found = write_data_package(site, output, date)
        elif item.form == "zim":
            plan = plan_site(site, salt)
            found = write_zim(site, plan, output, about_site(plan.locale_sites[plan.source].layout, site), jobs)
        elif item.locale is not None:
            found = write_epub(site, item.locale, output, salt, jobs, date)
        else:
            found = write_archive(site, plan_site(site, salt), output, jobs, date)
    except ZimWriterError as error:
        exit_with_error(f"cannot write {output}: {error}")
    except RenderError as error:
        exit_with_error(str(error))
    if not options["quiet"]:
        echo(f"{found.files} files, {found.size} bytes, sha256 {found.sha256}")
        echo(output.as_posix())


def _remove_leftovers(output: Path) -> None:
    """Takes away what processes that were killed have left beside the file: nothing takes so long to write."""
    with suppress(OSError):
        for path in output.parent.iterdir():
            if PART.fullmatch(path.name) and path.lstat().st_mtime < time.time() - LONG:
                remove(path)


def _file_date() -> Date:
    """The date of all files: SOURCE_DATE_EPOCH, in seconds since 1970, or the earliest that a ZIP file can have."""
    text = os.environ.get(EPOCH, "")
    if not text:
        return EARLIEST
    try:
        year, month, day, hour, minute, second = time.gmtime(int(text))[:6]
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"{EPOCH}={text} is not a number of seconds since 1970") from None
    if year > LATEST:
        raise click.UsageError(f"{EPOCH}={text} is after the year {LATEST}, the last that a ZIP file can store")
    return max(EARLIEST, (year, month, day, hour, minute, second))
