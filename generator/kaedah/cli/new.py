"""`kaedah new`: a method file to fill in."""

import sys
from pathlib import Path

import click

from kaedah.cli.interview import Interview
from kaedah.cli.options import folder_options
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_with_error
from kaedah.contribute.answers import AnswerError, answer_yaml, identifier_of, sources_yaml
from kaedah.contribute.scaffold import (
    ContentError,
    SlugError,
    check_slug,
    fields_of,
    link_scheme_of,
    rows_by_slug,
    source_words,
    write_body,
    write_method,
)
from kaedah.model import Field
from kaedah.read.folders import Folders
from kaedah.read.kinds import KINDS, Role, role_of


@click.command()
@folder_options
@click.option("--no-input", is_flag=True, help="Do not ask, even in a terminal.")
@click.argument("slug")
def new(content: Path, locales: Path, themes: Path, slug: str, no_input: bool) -> None:
    """Write content/methods/SLUG.md with a comment above each key; in a terminal, ask for the required values.

    Of an entry that is a row of a data file it writes a file for the body.
    """
    try:
        row = rows_by_slug(content).get(slug)
        check_slug(content, slug, rows={})
        fields, folders = fields_of(content), Folders(content, locales, themes)
        say, scheme = source_words(folders), link_scheme_of(folders)
        if row is not None:
            echo(write_body(content, slug, row, say, scheme).as_posix())
            return
        interview = Interview(content / "methods" / f"{slug}.md")
        name = ""
        lines: dict[str, str] = {}
        if is_interactive() and not no_input:
            try:
                name, lines = prompt_fields(slug, fields, interview)
            except click.Abort:
                echo(f"\nThe answers are kept: run `kaedah new {slug}` again to go on.", err=True)
                raise
        path = write_method(content, fields, slug, name, lines, say=say, scheme=scheme)
        if name:
            interview.finish()
    except (ContentError, SlugError) as error:
        exit_with_error(str(error))
    echo(path.as_posix())


def is_interactive() -> bool:
    """Whether both standard input and standard output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def prompt_fields(slug: str, fields: tuple[Field, ...], interview: Interview) -> tuple[str, dict[str, str]]:
    """The name and the YAML lines of the required fields, as the user answers.

    An invalid answer is asked for again; an empty answer leaves the field out.
    """
    echo("Leave an answer empty to fill it in later.", err=True)
    if interview.is_continued:
        echo("The answers from last time are in brackets; Enter takes them.", err=True)
    name = interview.ask("name", slug.replace("-", " ").capitalize())
    lines = {}
    for field in fields:
        if field.required:
            found = (
                _prompt_sources(field, interview)
                if role_of(field) is Role.REFERENCES
                else _prompt_field(field, interview)
            )
            if found:
                lines[field.id] = found
    return name, lines


def _prompt_field(field: Field, interview: Interview) -> str:
    more = ", ".join(field.terms) or KINDS[field.kind].prompt
    if field.help:
        echo(field.help, err=True)
    while True:
        question = f"{field.id} ({more})" if more else field.id
        answer = interview.ask(question)
        if not answer.strip():
            return ""
        try:
            return answer_yaml(field, answer)
        except AnswerError as refused:
            echo(f"  {refused}", err=True)
            interview.reject(question)


def _prompt_sources(field: Field, interview: Interview) -> str:
    while True:
        title = interview.ask(f"{field.id}: title")
        if not title.strip():
            return ""
        answers = {
            key: interview.ask(f"{field.id}: {key}{more}").strip()
            for key, more in (("authors", " (Family, Given; …)"), ("year", ""), ("venue", ""))
        }
        where = interview.ask(f"{field.id}: DOI, arXiv id or address")
        authors = [person.strip() for person in answers.pop("authors").split(";") if person.strip()]
        try:
            return sources_yaml(field, [{"title": title, "authors": authors, **answers, **identifier_of(where)}])
        except AnswerError as refused:
            echo(f"  {refused}", err=True)
