"""`kaedah init`: a new site."""

import os
import sys
from pathlib import Path

import click

from kaedah.cli.options import FOLDER, lang_option
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_with_error, translator_for
from kaedah.model import INTERFACE_LANGUAGE
from kaedah.problems import Report, format_problems

MAX_BYTES = 8 * 1024 * 1024


@click.command()
@lang_option
@click.option("--from", "starter", type=click.Choice(["blank", "example"]), default="blank", show_default=True)
@click.option(
    "--table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A spreadsheet saved as .csv or .tsv: each row becomes an entry, each column a row of the comparisons.",
)
@click.option("--keep-table", is_flag=True, help="Keep the rows in one table in content/data/ instead of making files.")
@click.option("--title", default="", help="Title of the site; made from the folder's name where not given.")
@click.option("--language", default="en", show_default=True, help="Language that the site is written in.")
@click.argument("folder", type=FOLDER)
def init(
    lang: str, starter: str, table: Path | None, keep_table: bool, title: str, language: str, folder: Path
) -> None:
    """Make a new site in FOLDER, ready to build. Existing files are never overwritten."""
    from kaedah.contribute.new_site import site_from_table, starter_site, write_site
    from kaedah.read.discovery import slug_of
    from kaedah.read.files import read_text
    from kaedah.read.locales import accepted_code, find_locale, usual_code

    if keep_table and table is None:
        raise click.UsageError("--keep-table needs a --table")
    code = accepted_code(usual_code(language))
    locale = find_locale(code)
    if locale is None:
        raise click.UsageError(f'"{language}" is not a language code; write one such as en, uk or zh-Hans')
    title = " ".join(title.split()) or folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize()
    report = Report(table.as_posix() if table else folder.as_posix())
    if table is None:
        site = starter_site(starter, title, locale)
    else:
        text = read_text(table, report, MAX_BYTES)
        keep_as = (slug_of(table.stem) or "table") if keep_table else ""
        found = site_from_table(text, title, code, report, keep_as) if text is not None else None
        echo(format_problems(report.problems, translator=translator_for(lang, Path("locales"))), err=True, nl=False)
        if found is None:
            sys.exit(1)
        site = found
    try:
        write_site(Path(os.path.abspath(folder)), site)
    except FileExistsError:
        exit_with_error(f"{folder} is not empty\n  hint: name a folder that is new or empty")
    echo(f"a site with {site.entries} entries in {folder}")
    if table is None and starter == "example" and code != INTERFACE_LANGUAGE:
        echo(f"the example is in English; {code} is a language to translate it into")
    echo(f"next: cd {folder} && kaedah serve")
    if not site.entries:
        echo("then: kaedah new NAME, for each entry")
