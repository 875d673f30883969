"""What commands share: the folders they read, and how they end where that fails."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from generator import __version__
from generator.check.sarif import show_sarif
from generator.check.site import inspect_document, read_checked_site
from generator.model import Site
from generator.problems import Format, Problem, has_errors, show
from generator.read.site import Folders, read_site

FOLDER = click.Path(file_okay=False, path_type=Path)


def folder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that reads a site."""
    for option in (
        click.option(
            "--content",
            type=FOLDER,
            default=Path("content"),
            show_default=True,
            help="Folder of site.yaml, fields.yaml and the methods.",
        ),
        click.option(
            "--locales",
            type=FOLDER,
            default=Path("locales"),
            show_default=True,
            help="Folder of the interface catalogues.",
        ),
        click.option("--themes", type=FOLDER, default=Path("themes"), show_default=True, help="Folder of the themes."),
    ):
        command = option(command)
    return command


def read_or_stop(folders: Folders, form: Format, strict: bool) -> Site:
    """The site; problems are printed, and errors end the program."""
    site, problems = read_checked_site(folders, os.cpu_count() or 1)
    tell(problems, form)
    return judge(site, problems, strict)


def judge(site: Site | None, problems: list[Problem], strict: bool) -> Site:
    """The site, if nothing stands in its way; else the program ends."""
    if site is None or has_errors(problems, strict):
        sys.exit(1)
    return site


def tell(problems: list[Problem], form: Format) -> None:
    """Prints problems in the form asked for."""
    click.echo(show_sarif(problems, __version__) if form == "sarif" else show(problems, form), err=True, nl=False)


def read_content(folders: Folders) -> Site:
    """The site for a translator's command: warnings about translations are what the command is for, and stay unsaid."""
    site, problems = read_site(folders, inspect=inspect_document)
    if site is None:
        fail([problem for problem in problems if problem.level == "error"])
    return site


def fail(problems: list[Problem]) -> NoReturn:
    """Ends the program with problems."""
    click.echo(show(problems), err=True, nl=False)
    sys.exit(1)


def stop(message: str) -> NoReturn:
    """Ends the program with a message."""
    click.echo(f"error: {message}", err=True)
    sys.exit(1)
