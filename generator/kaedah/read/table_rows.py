"""A table with headings → its rows as entries."""

from collections.abc import Iterator
from functools import partial

from kaedah.model import Field
from kaedah.problems import Position, Report, has_errors, suggest
from kaedah.read.csv_table import TableCell, TableRow, split_table
from kaedah.read.data_row import ELSEWHERE, DataItem, DataRow, columns_of, row_digest
from kaedah.read.notes import NOTE, SOURCE, VALUE
from kaedah.read.parsed_document import DocumentSchema
from kaedah.read.table_cells import cell_node, items_of
from kaedah.read.yaml_nodes import Node
from kaedah.text_forms import same_word

# Columns of lists that are no fields.
_LISTS = {"previous": Field("previous", "list", "previous")}


def table_items(
    text: str, separator: str, schema: DocumentSchema, languages: tuple[str, ...], report: Report
) -> tuple[list[DataItem], tuple[str, ...]]:
    """The rows of a table below its headings, and the required columns that it does not have; errors go to `report`.

    separator: of the cells; empty where the text shows which it is.
    languages: the codes of those that columns may have words in.
    """
    noted = {f"{item.id}.{key}": (item.id, key) for item in schema.fields for key in (NOTE, SOURCE)}
    known = (*columns_of(schema, languages), *noted)
    rows = split_table(text, separator, known, report)
    if rows is not None and not rows:
        report.error(Position(), "the table is empty", "write a row of headings, then a row for each entry")
    if not rows:
        return [], ()
    head, rows = rows[0], rows[1:]
    headings = _headings(head, rows, known, schema, report)
    for row in rows:
        _check_width(row, head, report)
    if has_errors(report.problems):
        return [], ()
    required = [item.id for item in schema.fields if item.required]
    missing = tuple(name for name in required if name not in headings)
    begin = row_digest(*headings)
    fields = {item.id: item for item in schema.fields}

    def make(row: TableRow, to: Report) -> DataRow:
        raws: dict[tuple[int, int], str] = {}
        pairs = []
        notes: dict[str, list[tuple[Node, Node]]] = {}
        for heading, cell in zip(headings, row.cells, strict=False):
            if cell.quoted:
                raws[cell.line, cell.column] = cell.raw
            if heading in noted:
                name, part = noted[heading]
                if cell.text:
                    notes.setdefault(name, []).append(_note_pair(part, cell))
            elif heading:
                field = fields.get(heading.partition(":")[0]) or _LISTS.get(heading)
                key = Node(cell.line, cell.column, "text", heading)
                pairs.append((key, cell_node(cell, field, to)))
        root = Node(row.line, 1, "mapping", tuple(_with_notes(pairs, notes)))
        return DataRow(to.path, root, raws, "column", in_table=True)

    items = [
        DataItem(Position(row.line), row_digest(begin, str(row.line), row.raw), partial(make, row)) for row in rows
    ]
    return items, missing


def _note_pair(part: str, cell: TableCell) -> tuple[Node, Node]:
    """The key and the value of a note, or of the numbers of sources, which semicolons separate."""
    node = Node(cell.line, cell.column, "text", cell.text)
    items = tuple(items_of(cell)) if part == SOURCE else ()
    return node._replace(content=part), node._replace(shape="list", content=items) if len(items) > 1 else node


def _with_notes(
    pairs: list[tuple[Node, Node]], notes: dict[str, list[tuple[Node, Node]]]
) -> Iterator[tuple[Node, Node]]:
    """The values, each with what other columns note on it, as front matter has it."""
    left = dict(notes)
    for key, node in pairs:
        own = left.pop(str(key.content), [])
        yield key, _noted(key, node, own) if own else node
    for name, own in left.items():
        first = own[0][0]
        yield first._replace(content=name), first._replace(shape="mapping", content=tuple(own))


def _noted(key: Node, node: Node, notes: list[tuple[Node, Node]]) -> Node:
    """A value and the notes on it."""
    value = () if node.empty else ((key._replace(content=VALUE), node),)
    stated = node.pairs if node.shape == "mapping" else value
    return (node if stated else notes[0][0])._replace(shape="mapping", content=(*stated, *notes))


def _headings(
    head: TableRow, rows: list[TableRow], known: tuple[str, ...], schema: DocumentSchema, report: Report
) -> list[str]:
    """The headings, empty for columns without anything in them. Errors for those that mean nothing."""
    labels = {same_word(item.label): item.id for item in schema.fields}
    first: set[str] = set()
    for number, cell in enumerate(head.cells):
        if not cell.text:
            if any(row.cells[number].text for row in rows if number < len(row.cells)):
                report.error(cell, "this column has no heading", "write the id of its field, or empty its cells")
        elif cell.text in ELSEWHERE:
            message = 'unknown {what} "{name}"'
            hint = "write it in the Markdown file of the entry: content/methods/SLUG.md"
            report.error(cell, message, hint, what="column", name=cell.text)
        elif cell.text not in known:
            hint, more = suggest(labels.get(same_word(cell.text), cell.text), known)
            report.error(cell, 'unknown {what} "{name}"', hint, what="column", name=cell.text, **more)
        elif cell.text in first:
            report.error(cell, 'duplicate {what} "{name}"', "keep one", what="column", name=cell.text)
        first.add(cell.text)
    if schema.name not in first:
        report.error(
            Position(head.line), 'missing {what} "{name}"', "add a column `{name}`", what="column", name=schema.name
        )
    return [cell.text for cell in head.cells]


def _check_width(row: TableRow, head: TableRow, report: Report) -> None:
    """Reports a row with more or fewer cells than there are headings; empty ones at its end do no harm."""
    width = len(head.cells)
    extra = next((cell for cell in row.cells[width:] if cell.text), None)
    message = "this row has {count} cells, and there are {limit} headings"
    if extra:
        hint = "put each cell that contains the separator into quotation marks"
        report.error(extra, message, hint, count=len(row.cells), limit=width)
    elif len(row.cells) < width:
        hint = "add the cells that are missing, also where they are empty"
        report.error(Position(row.line), message, hint, count=len(row.cells), limit=width)
