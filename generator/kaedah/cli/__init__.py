"""The command line: the only part of the program that prints and sets exit codes.

The module of a command is imported when the command runs, so a build with nothing to do imports little.
"""

import atexit
import errno
import gc
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from kaedah import __version__
from kaedah.cli.printing import clean_errors
from kaedah.disk.paths import DiskError
from kaedah.disk.writing import write_error

atexit.register(gc.freeze)  # the system frees at once what is still there; an edit takes a twentieth less

# The module of each command.
COMMANDS = {
    "build": "build",
    "check": "check",
    "completion": "completion",
    "explain": "explain",
    "export": "export",
    "import": "import_",
    "init": "init",
    "merge": "merge",
    "new": "new",
    "publish": "publish",
    "schema": "schema",
    "serve": "serve",
    "translations": "translations",
}


class _Commands(click.Group):
    """Runs `build` if no command is given; accepts `--quiet` and `--no-color` before and after the command."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        everywhere = [arg for arg in args if arg in ("--quiet", "-q", "--no-color")]
        rest = [arg for arg in args if arg not in everywhere]
        if context.resilient_parsing:  # a shell asks what may follow
            return super().parse_args(context, args)
        if not rest or (rest[0].startswith("-") and rest[0] not in ("-h", "--help", "--version")):
            rest = ["build", *rest]
        return super().parse_args(context, everywhere + rest)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with clean_errors():
            return super().make_context(info_name, args, parent, **extra)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not context.resilient_parsing:
            from kaedah.problems import suggest

            hint, more = suggest(args[0], sorted(COMMANDS))
            raise click.UsageError(f'there is no command "{args[0]}"; {hint.format(**more)}', context)
        return super().resolve_command(context, args)

    def invoke(self, context: click.Context) -> Any:
        try:
            with clean_errors():
                return super().invoke(context)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads what is printed
                raise
            from kaedah.cli.reporting import exit_with_problems, translator_for

            translator = translator_for(context.meta.get("lang", "en"), context.meta.get("locales", Path("locales")))
            known = error if isinstance(error, DiskError) else write_error(error.filename or Path.cwd(), error)
            exit_with_problems([known.problem], translator)

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"kaedah.cli.{COMMANDS[name]}")
        found: click.Command = getattr(module, {"import": "import_methods"}.get(name, name))
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="kaedah")
@click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
@click.option("--no-color", is_flag=True, help="Print without colours.")
@click.pass_context
def main(context: click.Context, quiet: bool, no_color: bool) -> None:
    """Kaedah builds a multilingual comparison site from method files. The default command is build."""
    context.obj = {"quiet": quiet}
    if no_color or "NO_COLOR" in os.environ:
        context.color = False
