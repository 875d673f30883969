"""Options that several commands share."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kaedah.cli.printing import echo
from kaedah.read.folders import Folders, input_folders

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
            callback=_noted,
            help="Folder of the site's catalogues, over the shipped ones.",
        ),
        click.option(
            "--themes",
            type=FOLDER,
            default=Path("themes"),
            show_default=True,
            help="Folder of the site's themes, before the shipped ones.",
        ),
    ):
        command = option(command)
    return command


def lang_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The language of the problems that are printed."""
    help_text = "Language of the messages; auto is that of the environment."
    return click.option("--lang", default="en", show_default=True, callback=_noted, help=help_text)(command)


def _noted(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """Keeps the value of an option for errors that end the command; see `cli/__init__.py`."""
    context.meta[option.name or ""] = value
    return value


def strict_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Whether warnings count as errors."""
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command)


def output_option(help_text: str) -> Callable[..., Any]:
    """The folder of the published site."""
    return click.option("--output", "-o", type=FOLDER, default=Path("public"), show_default=True, help=help_text)


def check_output_folder(folders: Folders, output: Path) -> None:
    """Ends the program if the output folder contains a folder that the site is made from, or lies within one."""
    target = Path(os.path.realpath(output))
    for folder in input_folders(folders).values():
        source = Path(os.path.realpath(folder))
        if source.is_relative_to(target) or target.is_relative_to(source):
            hint = "name a folder outside it with --output, such as `public`"
            echo(f"error: cannot publish to {output}: the site is made from {folder}\n  hint: {hint}", err=True)
            sys.exit(1)


def check_output_file(folders: Folders, output: Path) -> None:
    """Ends the program if a file would be written into a folder that the site is made from."""
    target = Path(os.path.realpath(output))
    for folder in input_folders(folders).values():
        if target.is_relative_to(os.path.realpath(folder)):
            hint = "name a file outside it with --output"
            echo(f"error: cannot write {output}: the site is made from {folder}\n  hint: {hint}", err=True)
            sys.exit(1)


def site_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that override the settings of the site."""
    for option in (theme_option, locale_option, base_url_option):
        command = option(command)
    return command


def theme_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The theme, if not that of the settings."""
    return click.option("--theme", default="", help="Theme to use instead of the one in site.yaml.")(command)


def locale_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Some of the languages in the settings."""
    help_text = "Build only this language and the source language; repeatable."
    return click.option("--locale", "-l", "only", multiple=True, help=help_text)(command)


def base_url_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The address of the published site."""
    help_text = "Address of the published site; enables canonical links and the sitemap."
    return click.option("--base-url", default="", callback=_checked_base_url, help=help_text)(command)


def _checked_base_url(context: click.Context, option: click.Parameter, text: str) -> str:
    """The address with a slash at its end; empty if none is given."""
    if not text:
        return ""
    from kaedah.read.kinds.sources import is_url

    if not is_url(text):
        raise click.UsageError(f"--base-url {text} is not an address that begins with https:// or http://")
    return text.rstrip("/") + "/"
