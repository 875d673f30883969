"""`kaedah schema`: JSON Schema of the content files, for editors."""

from pathlib import Path

import click

from kaedah.cli.options import folder_options
from kaedah.cli.printing import echo
from kaedah.cli.reporting import read_content
from kaedah.contribute.json_schema import GLOSSARY_PATH, PATH, glossary_schema, method_schema
from kaedah.disk.writing import write_file
from kaedah.read.folders import Folders


@click.command()
@folder_options
def schema(content: Path, locales: Path, themes: Path) -> None:
    """Write method.schema.json and glossary.schema.json into the content folder, for editors that use JSON Schema."""
    site = read_content(Folders(content, locales, themes))
    for name, text in ((PATH, method_schema(site.fields)), (GLOSSARY_PATH, glossary_schema(site))):
        write_file(content, name, text.encode())
        echo((content / name).as_posix())
