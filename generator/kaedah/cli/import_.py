"""`kaedah import`: a method file for each row of a table or entry of a bibliography."""

import sys
from pathlib import Path

import click

from kaedah.cli.options import folder_options, lang_option
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_with_error, translator_for
from kaedah.contribute.scaffold import (
    ContentError,
    SlugError,
    check_slug,
    fields_of,
    files_by_name,
    link_scheme_of,
    rows_by_slug,
    source_words,
    write_methods,
)
from kaedah.disk.paths import DiskError
from kaedah.plan.scaffolds import method_template
from kaedah.problems import Position, Report, format_problems, has_errors
from kaedah.read.files import read_bytes, read_text
from kaedah.read.folders import Folders

MAX_BYTES = 8 * 1024 * 1024


@click.command(name="import")
@folder_options
@lang_option
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_methods(content: Path, locales: Path, themes: Path, lang: str, table: Path) -> None:
    """Write a draft for each row (.csv, .tsv, .xlsx) or entry (.bib, .json, .ris) of TABLE; overwrite no file.

    A column heading is the id or label of a field, "name", "slug", or a part of a reference (title, authors, venue,
    doi, …). Values that could not be imported are reported.
    """
    from kaedah.contribute.import_csv import parse_table
    from kaedah.contribute.import_references import parse_bibliography, parse_csl, parse_ris
    from kaedah.contribute.import_xlsx import parse_workbook

    parsers = {
        ".csv": parse_table,
        ".tsv": parse_table,
        ".bib": parse_bibliography,
        ".json": parse_csl,
        ".ris": parse_ris,
    }
    kind = table.suffix.lower()
    if kind not in (*parsers, ".xlsx"):
        raise click.UsageError(f"{table} is not a .csv, .tsv, .xlsx, .bib, .json or .ris file")
    translator = translator_for(lang, locales)
    report = Report(table.as_posix())
    try:
        fields, names, rows = fields_of(content), files_by_name(content), rows_by_slug(content)
    except ContentError as error:
        exit_with_error(str(error))
    texts: dict[str, str] = {}
    folders = Folders(content, locales, themes)
    say, scheme = source_words(folders), link_scheme_of(folders)
    drafts = []
    if kind == ".xlsx":
        raw = read_bytes(table, report, MAX_BYTES)
        drafts = parse_workbook(raw, fields, report) if raw is not None else []
    else:
        text = read_text(table, report, MAX_BYTES)
        drafts = parsers[kind](text, fields, report) if text is not None else []
    for draft in drafts:
        if not draft.slug:
            hint = "add a column `slug`, with a-z, 0-9 and hyphens"
            report.error(Position(draft.line), 'no slug can be made of the name "{name}"', hint, name=draft.name)
            continue
        try:
            check_slug(content, draft.slug, names, rows)
        except SlugError as error:
            report.error(Position(draft.line), error.message, error.hint, **error.values)
            continue
        names[f"{draft.slug}.md"] = content / "methods" / f"{draft.slug}.md"
        texts[f"methods/{draft.slug}.md"] = method_template(draft.slug, fields, draft.name, draft.lines, say, scheme)
    try:
        write_methods(content, texts)
        for path in texts:
            echo((content / path).as_posix())
    except SlugError as error:  # another process has written it just now
        report.error(Position(), error.message, error.hint, **error.values)
    except DiskError as error:
        report.problems.append(error.problem)
    echo(format_problems(report.problems, translator=translator, every_error=True), err=True, nl=False)
    if has_errors(report.problems):
        sys.exit(1)
