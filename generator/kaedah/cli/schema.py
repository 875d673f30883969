"""`kaedah schema`: JSON Schema of the content files, for editors."""

from pathlib import Path

import click

from kaedah.cli.options import folder_options
from kaedah.cli.printing import echo
from kaedah.cli.reporting import read_content
from kaedah.contribute.json_schema import DATA_PATH, GLOSSARY_PATH, PATH, data_schema, glossary_schema, method_schema
from kaedah.disk.writing import write_file
from kaedah.read.folders import Folders


@click.command()
@folder_options
def schema(content: Path, locales: Path, themes: Path) -> None:
    """Write method.schema.json and glossary.schema.json into the content folder, for editors that use JSON Schema;
    where there are data files, data.schema.json too.
    """
    site = read_content(Folders(content, locales, themes))
    texts = {PATH: method_schema(site.fields), GLOSSARY_PATH: glossary_schema(site)}
    if (content / "data").is_dir():
        texts[DATA_PATH] = data_schema(site)
    for name, text in texts.items():
        write_file(content, name, text.encode())
        echo((content / name).as_posix())
