"""`kaedah merge`: one site from the parts that `build --shard` made."""

import sys
from pathlib import Path
from typing import Any

import click

from kaedah.cli.options import FOLDER, lang_option, output_option
from kaedah.cli.printing import echo

LOCALES = Path("locales")


@click.command()
@click.argument("parts", nargs=-1, required=True, type=FOLDER)
@output_option("Folder to publish into.")
@lang_option
@click.pass_obj
def merge(options: dict[str, Any], parts: tuple[Path, ...], output: Path, lang: str) -> None:
    """Join the folders PARTS, each built with `build --shard`, into one site. All parts must be there, unchanged."""
    from kaedah.cli.reporting import translator_for
    from kaedah.publish.publishing_errors import BuildError, publishing_errors
    from kaedah.publish.shards import merge_shards

    try:
        with publishing_errors(output, translator_for(lang, LOCALES)):
            count = merge_shards(parts, output)
    except BuildError as error:
        echo(str(error), err=True, nl=False)
        sys.exit(1)
    if not options["quiet"]:
        echo(f"{count} files from {len(parts)} parts")
        echo(f"open {output / 'index.html'}")
