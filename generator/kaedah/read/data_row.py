"""An entry of a data file: its nodes, and the keys that it may have."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kaedah.problems import Position, Problem, Report
from kaedah.read.parsed_document import DocumentSchema
from kaedah.read.yaml_nodes import Node

# Keys of an entry that are no fields, besides its name.
SLUG = "slug"
ELSEWHERE = ("body", "allow")  # what belongs in Markdown


class DataRow(NamedTuple):
    """An entry of a data file, as nodes.

    path: of the file, as problems show it.
    root: the mapping of its values by key.
    raws: the characters of texts that are written in another way than they are read, by line and column.
    what: what a key is called in messages.
    stem: the path of its Markdown file without the ending, whether or not there is one.
    in_table: whether it has columns, of which the file was searched for those that are required.
    problems: of the file, with its first entry.
    """

    path: str
    root: Node
    raws: Mapping[tuple[int, int], str]
    what: str
    stem: str = ""
    in_table: bool = False
    problems: tuple[Problem, ...] = ()


class DataItem(NamedTuple):
    """An entry before its slug is known: where it begins, its digest, and what makes its nodes."""

    place: Position
    digest: str
    make: Callable[[Report], DataRow | None]


def columns_of(schema: DocumentSchema, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of an entry in a data file: its slug, those of a source file, and words in other languages."""
    own = [key for key in schema.source_keys if key not in ELSEWHERE]
    words = [*(part for part in schema.parts if part not in schema.same), *(item.id for item in schema.names)]
    words += [item.note for item in schema.fields]
    return (SLUG, *own, *(f"{key}:{code}" for code in languages for key in words))


def row_digest(*parts: str) -> str:
    """The digest of texts that decide an entry."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
