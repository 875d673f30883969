"""`build.py new` and `build.py import`: methods begun, by answers or from a table."""

import sys
from pathlib import Path

import click

from generator.cli.options import folder_options
from generator.cli.reading import stop
from generator.contribute.answers import AnswerRefused, answer_yaml, identified, sources_yaml
from generator.contribute.scaffold import SlugRefused, check_slug, fields_of, files_by_name, write_method
from generator.model import Field
from generator.problems import Report, Spot, has_errors, show
from generator.read.files import read_text

MOST_BYTES = 8 * 1024 * 1024


@click.command()
@folder_options
@click.option("--no-input", is_flag=True, help="Ask nothing, also in a terminal.")
@click.argument("slug")
def new(content: Path, locales: Path, themes: Path, slug: str, no_input: bool) -> None:
    """Write a commented file content/methods/SLUG.md, ready to fill in; in a terminal, ask for what is required."""
    try:
        check_slug(content, slug)
        fields = fields_of(content)
        name, lines = ask(slug, fields) if in_terminal() and not no_input else ("", {})
        path = write_method(content, slug, name, lines)
    except SlugRefused as error:
        stop(str(error))
    click.echo(path.as_posix())


def in_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(slug: str, fields: tuple[Field, ...]) -> tuple[str, dict[str, str]]:
    """Asks for the name and every required field; an answer that is none is asked for again, an empty one is left."""
    click.echo("Leave an answer empty to write it later.", err=True)
    name = click.prompt("name", default=slug.replace("-", " ").capitalize(), err=True)
    lines = {}
    for field in fields:
        if field.required:
            found = _ask_sources(field) if field.kind == "sources" else _ask_field(field)
            if found:
                lines[field.id] = found
    return name, lines


def _ask_field(field: Field) -> str:
    told = {"people": "names, separated by ;", "names": "separated by ;", "links": "slugs, separated by ;"}
    more = ", ".join(field.terms) or told.get(field.kind, "")
    if field.help:
        click.echo(field.help, err=True)
    while True:
        answer = click.prompt(f"{field.id} ({more})" if more else field.id, default="", show_default=False, err=True)
        if not answer.strip():
            return ""
        try:
            return answer_yaml(field, answer)
        except AnswerRefused as refused:
            click.echo(f"  {refused}", err=True)


def _ask_sources(field: Field) -> str:
    while True:
        title = click.prompt(f"{field.id}: title", default="", show_default=False, err=True)
        if not title.strip():
            return ""
        asked = {
            key: click.prompt(f"{field.id}: {key}{more}", default="", show_default=False, err=True).strip()
            for key, more in (("authors", " (Family, Given; …)"), ("year", ""), ("venue", ""))
        }
        where = click.prompt(f"{field.id}: DOI, arXiv id or address", default="", show_default=False, err=True)
        authors = [person.strip() for person in asked.pop("authors").split(";") if person.strip()]
        try:
            return sources_yaml(field, [{"title": title, "authors": authors, **asked, **identified(where)}])
        except AnswerRefused as refused:
            click.echo(f"  {refused}", err=True)


@click.command(name="import")
@folder_options
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_methods(content: Path, locales: Path, themes: Path, table: Path) -> None:
    """Begin a method for each line (.csv, .tsv) or entry (.bib) of TABLE; never overwrites, tells what has no place.

    A heading is a field's id or label, "name", "slug", or a part of a reference (title, authors, venue, doi, …).
    """
    from generator.contribute.bibliography import parse_bibliography
    from generator.contribute.tables import parse_table

    parsers = {".csv": parse_table, ".tsv": parse_table, ".bib": parse_bibliography}
    if table.suffix.lower() not in parsers:
        raise click.UsageError(f"{table} is neither a .csv nor a .bib file")
    report = Report(table.as_posix())
    text = read_text(table, report, MOST_BYTES)
    try:
        fields = fields_of(content)
    except SlugRefused as error:
        stop(str(error))
    names = files_by_name(content)
    for draft in parsers[table.suffix.lower()](text, fields, report) if text is not None else ():
        if not draft.slug:
            hint = 'give it one of a-z, 0-9 and hyphens in a column "slug"'
            report.error(Spot(draft.line), 'no slug can be made of the name "{name}"', hint, name=draft.name)
            continue
        try:
            click.echo(write_method(content, draft.slug, draft.name, draft.lines, names).as_posix())
        except SlugRefused as error:
            message, _, hint = str(error).partition("\n  hint: ")
            report.error(Spot(draft.line), "{reason}", hint, reason=message)
    click.echo(show(report.problems), err=True, nl=False)
    if has_errors(report.problems):
        sys.exit(1)
