"""A cell of a table → the node that the same value would be in front matter."""

from collections.abc import Iterator

from kaedah.model import Field
from kaedah.problems import Position, Report
from kaedah.read.csv_table import TableCell
from kaedah.read.kinds import KINDS, special_value
from kaedah.read.yaml_nodes import Node, moved, parse_yaml

SEPARATOR = ";"  # of the items of a list in one cell
_BRACKETS = ("[]", "{}")


def cell_node(cell: TableCell, field: Field | None, report: Report) -> Node:
    """The node of a cell; `field` is that of its column, None for a column that is no field.

    A list is written with semicolons. A cell in brackets is YAML, but where the field is words.
    """
    node = Node(cell.line, cell.column, "text", cell.text)
    if field is None or not cell.text or special_value(node, field) is not None:
        return node
    kind = KINDS[field.kind]
    if cell.text[0] + cell.text[-1] in _BRACKETS and not kind.is_plain_text:
        return _yaml_node(cell, report) or node
    return kind.cell_value(node, [*items_of(cell)])


def items_of(cell: TableCell) -> Iterator[Node]:
    """The items of a list in a cell, without spaces around them."""
    begin = 0
    for part in cell.text.split(SEPARATOR):
        if part.strip():
            position = cell.position(begin + len(part) - len(part.lstrip()))
            yield Node(position.line, position.column, "text", part.strip())
        begin += len(part) + 1


def _yaml_node(cell: TableCell, report: Report) -> Node | None:
    own = Report(report.path)
    starts = [0]
    for line in cell.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def place(line: int, column: int) -> Position:
        return cell.position(min(starts[line - 1] + column - 1, len(cell.text)))

    root = parse_yaml(cell.text, own)
    for problem in own.problems:
        position = place(problem.line, problem.column)
        report.problems.append(problem._replace(line=position.line, column=position.column))
    return moved(root, place) if root else None
