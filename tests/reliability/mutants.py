"""Mutants of a module: its syntax tree with one small fault each, as a tired programmer might make it."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple, TypeVar

Node = TypeVar("Node", bound=ast.AST)

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Pow: ast.Mult,
}


class Mutant(NamedTuple):
    """A module with one fault.

    line: its number.
    text: the line as it is written.
    fault: what was changed, in words.
    tree: of the whole module.
    """

    line: int
    text: str
    fault: str
    tree: ast.Module


class _Change(NamedTuple):
    """A fault at a node: `node` takes its place."""

    fault: str
    node: ast.AST


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree, lines = ast.parse(source), source.splitlines()
    for number, node in enumerate(_mutable(tree)):
        for change in _changes(node):
            copy = deepcopy(tree)
            place = next(item for at, item in enumerate(_mutable(copy)) if at == number)
            _Replace(place, deepcopy(change.node)).visit(copy)
            line = getattr(node.target if isinstance(node, ast.comprehension) else node, "lineno", 1)
            yield Mutant(line, lines[line - 1].strip(), change.fault, ast.fix_missing_locations(copy))


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self._new, node) if node is self._old else super().generic_visit(node)


def _mutable(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes in which a fault can be made: neither annotations, nor docstrings, nor the words of errors."""
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "type_comment"} or isinstance(
            tree, ast.Raise | ast.ImportFrom | ast.Import
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_docstring(child) or _is_for_types(child):
                continue
            yield child
            yield from _mutable(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _changes(node: ast.AST) -> Iterator[_Change]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            other = _COMPARED[type(operator)]
            ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
            yield _Change(f"{type(operator).__name__} is {other.__name__}", _with(node, ops=ops))
    elif isinstance(node, ast.BoolOp):
        connective = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _Change(f"{type(node.op).__name__} is {type(connective).__name__}", _with(node, op=connective))
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _COMPUTED:
        computed = _COMPUTED[type(node.op)]
        yield _Change(f"{type(node.op).__name__} is {computed.__name__}", _with(node, op=computed()))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _Change("not is left out", node.operand)
    elif isinstance(node, ast.Constant):
        yield from _changes_of_constant(node.value)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield _Change("the condition is turned", _with(node, test=ast.UnaryOp(ast.Not(), node.test)))
    if isinstance(node, ast.comprehension):
        for at in range(len(node.ifs)):
            yield _Change("the filter is left out", _with(node, ifs=[*node.ifs[:at], *node.ifs[at + 1 :]]))
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield _Change("None is returned", _with(node, value=ast.Constant(None)))
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise) or (isinstance(node, ast.Assign) and _is_part(node)):
        yield _Change("the statement is left out", ast.Pass())
    if isinstance(node, ast.Continue):
        yield _Change("continue is break", ast.Break())
    if isinstance(node, ast.Break):
        yield _Change("break is continue", ast.Continue())
    if isinstance(node, ast.Starred):
        yield _Change("nothing is unpacked", _with(node, value=ast.Tuple([], ast.Load())))


def _changes_of_constant(value: object) -> Iterator[_Change]:
    other: bool | int | str | bytes
    if isinstance(value, bool):
        other = not value
    elif isinstance(value, int):
        other = value + 1
    elif isinstance(value, str):
        other = value + "X"
    elif isinstance(value, bytes):
        other = value + b"X"
    else:
        return
    yield _Change(f"{value!r} is {other!r}", ast.Constant(other))


def _with(node: Node, **fields: object) -> Node:
    """The node with other values of some fields."""
    copy = deepcopy(node)
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_part(node: ast.Assign) -> bool:
    """Whether an attribute or an item is assigned: without a name, the module would not run at all."""
    return all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets)
