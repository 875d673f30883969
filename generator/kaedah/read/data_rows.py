"""A data file → its entries: the rows of a table, or the mappings of a list in JSON or YAML.

An entry is made into nodes when it is asked for; what did not change since an earlier build need not be.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from kaedah.problems import Position, Problem, Report
from kaedah.read.annotations import raw_text, walk_nodes
from kaedah.read.csv_table import MAX_ROWS
from kaedah.read.data_row import SLUG, DataItem, DataRow, row_digest
from kaedah.read.discovery import is_slug, slug_of
from kaedah.read.files import decode
from kaedah.read.json_nodes import parse_json
from kaedah.read.parsed_document import DocumentSchema
from kaedah.read.table_rows import table_items
from kaedah.read.yaml_nodes import Node, expect, moved, parse_yaml

ENDINGS = (".csv", ".tsv", ".json", ".yaml", ".yml")
MAX_BYTES = 8 * 1024 * 1024
_ITEM = re.compile(r"( *)-(?: |$)")


class DataEntry(NamedTuple):
    """An entry of a data file.

    place: where it begins.
    digest: of all that decides its nodes, their positions too.
    make: gives the nodes; what is wrong in them goes to a report of the file.
    row: its nodes, where they were made to find out its slug.
    """

    slug: str
    place: Position
    digest: str
    make: Callable[[Report], DataRow | None]
    row: DataRow | None = None

    def load(self, report: Report) -> DataRow | None:
        """Its nodes; None with an error in `report`."""
        return self.row or self.make(report)


class DataFile(NamedTuple):
    """The entries of a data file that can be used; `missing` are required columns that it does not have."""

    path: str
    entries: tuple[DataEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()


def split_data_file(
    name: str, raw: bytes, schema: DocumentSchema, languages: tuple[str, ...], slugs: Mapping[str, str]
) -> DataFile:
    """The entries of a file, in their order.

    name: of the file, as problems show it; its ending tells the format.
    languages: the codes of those that columns may have words in.
    slugs: of entries that are known already, by their digest.
    """
    report = Report(name)
    text = decode(raw, report)
    if text is None:
        return DataFile(name, (), tuple(report.problems))
    notes = tuple(report.problems)
    ending = name[name.rfind(".") :].lower()
    missing: tuple[str, ...] = ()
    if ending in (".csv", ".tsv"):
        items, missing = table_items(text, "\t" if ending == ".tsv" else "", schema, languages, report)
    else:
        items = _json_items(text, report) if ending == ".json" else _yaml_items(text, report)
        if len(items) > MAX_ROWS:
            hint = "split the file"
            report.error(items[MAX_ROWS].place, "there are more than {limit} rows", hint, limit=MAX_ROWS)
            items = []
    found: list[DataEntry] = []
    for item in items:
        make = partial(_with_problems, item.make, notes) if item is items[0] and notes else item.make
        slug = slugs.get(item.digest)
        if slug is not None:
            found.append(DataEntry(slug, item.place, item.digest, make))
            continue
        row = make(report)
        slug = _slug_of(row, item.place, report) if row else ""
        if slug:
            found.append(DataEntry(slug, item.place, item.digest, make, row))
    own = tuple(problem for problem in report.problems if problem not in notes)
    return DataFile(name, tuple(found), own, missing)


def _with_problems(
    make: Callable[[Report], DataRow | None], problems: tuple[Problem, ...], report: Report
) -> DataRow | None:
    row = make(report)
    return row._replace(problems=problems) if row else None


def _slug_of(row: DataRow, place: Position, report: Report) -> str:
    """The slug that an entry states, else one made of its name; empty with an error."""
    stated = {key.text: value for key, value in row.root.pairs if key.shape == value.shape == "text" and value.text}
    node, name = stated.get(SLUG), stated.get("name")
    if node is None:
        slug = slug_of(name.text) if name else ""
        if name and not slug:
            hint = "add a column `slug`, with a-z, 0-9 and hyphens"
            report.error(name, 'no slug can be made of the name "{name}"', hint, name=name.text)
        elif not slug:
            report.error(place, "this row has no name", "write it into the column `name`")
        return slug
    if is_slug(node.text):
        return node.text
    better = slug_of(node.text)
    hint = 'try "{better}"' if better else "use a-z, 0-9 and hyphens"
    report.error(node, '"{slug}" is not a slug', hint, slug=node.text, better=better)
    return ""


def _json_items(text: str, report: Report) -> list[DataItem]:
    root = parse_json(text, report)
    if root is None or not expect(root, "list", report, "a data file"):
        return []
    lines = text.split("\n")
    return [
        DataItem(Position(node.line, node.column), row_digest(repr(node)), partial(_made, node, lines))
        for node in root.items
        if expect(node, "mapping", report, "an entry")
    ]


def _yaml_items(text: str, report: Report) -> list[DataItem]:
    """Each item is parsed apart, with the limits of front matter, so that a file may have many."""
    chunks = [*_yaml_chunks(text)]
    if not chunks:
        root = parse_yaml(text, report)
        if root is None or root.empty or not expect(root, "list", report, "a data file"):
            return []
        lines = text.split("\n")
        return [
            DataItem(Position(node.line, node.column), row_digest(repr(node)), partial(_made, node, lines))
            for node in root.items
            if expect(node, "mapping", report, "an entry")
        ]
    return [
        DataItem(Position(line), row_digest(str(line), chunk), partial(_parsed, chunk, line)) for line, chunk in chunks
    ]


def _yaml_chunks(text: str) -> Iterator[tuple[int, str]]:
    """The items of a list in block style, each with its first line; none where the text is no such list."""
    lines = text.split("\n")
    begins = (at for at, line in enumerate(lines) if line.strip() not in ("", "---") and line.lstrip()[0] != "#")
    begin = next(begins, 0)
    match = _ITEM.match(lines[begin])
    if match is None:
        return
    dash = re.compile(match[1] + "-(?: |$)")
    starts = [at for at in range(begin, len(lines)) if dash.match(lines[at])]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, "\n".join(lines[start:end]).rstrip() + "\n"


def _parsed(chunk: str, line: int, report: Report) -> DataRow | None:
    own = Report(report.path)
    root = parse_yaml(chunk, own)
    report.problems += [problem._replace(line=problem.line + line - 1) for problem in own.problems]
    if root is None:
        return None
    root = moved(root, lambda at, column: Position(at + line - 1, column))
    (item,) = root.items if root.shape == "list" and len(root.items) == 1 else (root,)
    if not expect(item, "mapping", report, "an entry"):
        return None
    lines = chunk.split("\n")
    raws = {
        (node.line, node.column): raw_text(node, lines, line)
        for _, node in walk_nodes(item, "")
        if node.shape == "text"
    }
    return DataRow(report.path, item, raws, "key")


def _made(node: Node, lines: list[str], report: Report) -> DataRow:
    return DataRow(report.path, node, _raws(node, lines), "key")


def _raws(node: Node, lines: list[str], first: int = 1) -> dict[tuple[int, int], str]:
    texts = (item for _, item in walk_nodes(node, "") if item.shape == "text")
    return {(item.line, item.column): raw_text(item, lines, first) for item in texts}
