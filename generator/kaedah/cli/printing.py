"""Prints text that may hold what strangers wrote: names of files, words of content, answers of other programs."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

# What a terminal would obey, a log would take for a command of a workflow, or an encoding has no bytes for: control
# characters but tab and line feed, changes of the text direction, halves of characters, and `::` at the start of a line
# or `##[` anywhere.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]|##(?=\\[)|^[^\\S\n]*:(?=:)",
    re.MULTILINE,
)


def harmless(text: str, *, commands: bool = False) -> str:
    r"""The text with `\u` escapes, which JSON has too, for all that is not to be printed as it is.

    `commands`: whether lines that begin with `::` are commands of a workflow, and stay.
    """
    return _UNSAFE.sub(lambda found: found[0] if commands and ":" in found[0] else _escaped(found[0]), text)


def _escaped(text: str) -> str:
    return f"{text[:-1]}\\u{ord(text[-1]):04x}"


def echo(text: object, *, err: bool = False, nl: bool = True, commands: bool = False) -> None:
    """Prints a text on standard output or standard error, without anything that a terminal or a log would obey."""
    shown = harmless(str(text), commands=commands)
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower() not in ("utf-8", "utf8"):
        shown = shown.encode(encoding, "backslashreplace").decode(encoding)
    click.echo(shown, err=err, nl=nl)


def overwrite_line(text: str, width: int) -> None:
    """Prints one of our own texts over the last line of the terminal, which has this width; an empty one clears it."""
    click.echo(f"\r{text.ljust(width)}" if text else f"\r{' ' * width}\r", err=True, nl=False)


@contextmanager
def clean_errors() -> Iterator[None]:
    """Has messages about wrong usage show what was given without what a terminal would obey."""
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = harmless(error.message)
        raise
