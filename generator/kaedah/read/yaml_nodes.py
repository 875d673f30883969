"""YAML as nodes: every value has a position, and none is converted.

`no`, `12:30` and `1.10` stay text; the kind of the field defines their meaning. The limits are explained in
`docs/decisions/0003-limits.md`.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from kaedah.problems import Position, Report, has_errors, suggest
from kaedah.read.characters import FORBIDDEN
from kaedah.read.files import report_invisible
from kaedah.read.yaml_faults import SUSPICIOUS, report_faults, report_lost_words
from kaedah.text_forms import SOFT_HYPHEN, clean, invisible_in

MAX_BYTES = 32 * 1024
MAX_NODES = 10_000
MAX_DEPTH = 12
MAX_TEXT = 8_000
_MAX_BRACKETS = 3_000
_NESTED_DASHES = re.compile(r"^\s*(?:- ?){40,}", re.MULTILINE)

Shape = Literal["text", "list", "mapping"]


class Node(NamedTuple):
    """A value and its position."""

    line: int  # counts from 1
    column: int  # counts from 1
    shape: Shape
    content: Any  # a str, a tuple of nodes, or a tuple of (key node, value node) pairs
    quoted: bool = False
    until: tuple[int, int] = (1, 1)  # line and column after the last character

    @property
    def text(self) -> str:
        return str(self.content)

    @property
    def items(self) -> tuple["Node", ...]:
        return tuple(self.content)

    @property
    def pairs(self) -> tuple[tuple["Node", "Node"], ...]:
        return tuple(self.content)

    @property
    def empty(self) -> bool:
        """Whether there is no value: `key:` alone, or an empty list or mapping."""
        return not self.content and not self.quoted


def parse_yaml(text: str, report: Report, limit: int = MAX_BYTES) -> Node | None:
    """The root node of a document of at most `limit` bytes, or None with errors in `report`. Never raises."""
    if len(text.encode()) > limit:
        report.error(
            Position(),
            "the YAML is longer than {limit} KB",
            "shorten it, or move text to the body",
            limit=limit // 1024,
        )
        return None
    if text.count("[") + text.count("{") > _MAX_BRACKETS or _NESTED_DASHES.search(text):
        report.error(
            Position(),
            "the YAML is nested too deeply",
            "nest lists and mappings at most {limit} levels deep",
            limit=MAX_DEPTH,
        )
        return None
    import yaml  # a build that only publishes parses none

    try:
        root = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        context = error.context or ""
        opened = "quoted scalar" in context or "flow" in context
        mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else Position()
        if not report_faults(text, report):
            report.error(position, "this is not valid YAML", _yaml_hint(f"{context} {error.problem}"))
        return None
    except (yaml.YAMLError, RecursionError):
        hint = "check quotes, brackets and indentation"
        report.error(Position(), "this is not valid YAML", hint)
        return None
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return Node(1, 1, "mapping", ())
    before = len(report.problems)
    node = _Converter(report, text.split("\n") if SUSPICIOUS.search(text) else None).convert(root, 1)
    return None if has_errors(report.problems[before:]) else node


def _yaml_hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return 'quote text that contains ": ", or remove the spaces before the key'
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces, and quote text that begins with a special character"
    if "alias" in problem:
        return "quote text that begins with *"
    if "quoted scalar" in problem or "flow" in problem:
        return "close the quote or bracket that is opened here, or quote text that has a special character"
    if "could not find expected ':'" in problem:
        return "write a space after the colon of each key, as in `year: 2021`"
    return "check quotes, brackets and indentation on this line and the one above"


class _Converter:
    """Converts the nodes of PyYAML, within the limits."""

    def __init__(self, report: Report, lines: list[str] | None) -> None:
        self.report = report
        self.lines = lines  # of a text in which words may be lost
        self.seen: set[int] = set()

    def convert(self, raw: Any, depth: int) -> Node | None:
        mark = raw.start_mark
        position = Position(mark.line + 1, mark.column + 1)
        if id(raw) in self.seen:
            self.report.error(
                position, "YAML anchors and aliases are not supported", "write the value out wherever it is used"
            )
            return None
        self.seen.add(id(raw))
        if len(self.seen) > MAX_NODES + 1:
            return None  # reported once
        if depth > MAX_DEPTH or len(self.seen) > MAX_NODES:
            self.report.error(
                position,
                "the YAML is nested too deeply or has too many values",
                "use at most {depth} levels and {limit} values",
                depth=MAX_DEPTH,
                limit=MAX_NODES,
            )
            return None
        if raw.id == "scalar":
            if self.lines is not None and report_lost_words(raw, self.lines, self.report):
                return None
            if not self._is_readable(raw.value, position):
                return None
            end = raw.end_mark
            until = (end.line + 1, end.column + 1)
            text = raw.value if raw.value.isascii() else self._seen(raw.value, position)
            return Node(position.line, position.column, "text", text, bool(raw.style), until)
        if raw.id == "sequence":
            children = [self.convert(item, depth + 1) for item in raw.value]
            if None in children:
                return None
            return Node(position.line, position.column, "list", tuple(children))
        pairs = [(self.convert(key, depth + 1), self.convert(value, depth + 1)) for key, value in raw.value]
        if any(key is None or value is None for key, value in pairs):
            return None
        return Node(position.line, position.column, "mapping", tuple(pairs))

    def _seen(self, text: str, position: Position) -> str:
        """A text that escape sequences may have given what files are read without, and without soft hyphens."""
        found = [item.char for item in invisible_in(text)] or [char for char in text if char == SOFT_HYPHEN]
        if found:
            report_invisible(found[0], position, self.report)
        return clean(text).replace(SOFT_HYPHEN, "")

    def _is_readable(self, text: str, position: Position) -> bool:
        """Whether a text is allowed; escape sequences can produce characters that are not allowed in files."""
        found = FORBIDDEN.search(text)
        if found:
            code = f"{ord(found[0]):04X}"
            self.report.error(
                position, "the control character U+{code} is not allowed", "delete its escape sequence", code=code
            )
        elif len(text) > MAX_TEXT:
            self.report.error(position, "the text is longer than {limit} characters", "shorten it", limit=MAX_TEXT)
        return not found and len(text) <= MAX_TEXT


def moved(node: Node, place: Callable[[int, int], Position]) -> Node:
    """The node and all in it at other positions: `place` gives that of a line and a column."""
    position, until = place(node.line, node.column), place(*node.until)
    content = node.content
    if node.shape == "list":
        content = tuple(moved(item, place) for item in node.items)
    elif node.shape == "mapping":
        content = tuple((moved(key, place), moved(value, place)) for key, value in node.pairs)
    return Node(position.line, position.column, node.shape, content, node.quoted, (until.line, until.column))


def entries(
    node: Node,
    known: Collection[str],
    report: Report,
    *,
    required: Sequence[str] = (),
    what: str = "key",
    samples: Mapping[str, str] | None = None,
) -> dict[str, Node]:
    """The values of a mapping by key. Unknown, duplicate and missing keys are errors; empty values are left out.

    samples: lines that could be added, by the missing key.
    """
    if node.shape != "mapping":
        report.error(
            node, "expected keys with values here, found {found}", "write `key: value` lines", found=SHAPES[node.shape]
        )
        return {}
    found: dict[str, Node] = {}
    first: dict[str, Node] = {}
    for key, value in node.pairs:
        if key.shape != "text" or key.text not in known:
            name = key.text if key.shape == "text" else "…"
            hint, more = suggest(name, known)
            report.error(key, 'unknown {what} "{name}"', hint, what=what, name=name, **more)
        elif key.text in first:
            report.error(
                key,
                'duplicate {what} "{name}"',
                "the first is on line {line}; keep one",
                what=what,
                name=key.text,
                line=first[key.text].line,
            )
        else:
            first[key.text] = key
            if not value.empty:
                found[key.text] = value
    for name in required:
        if name not in found:
            if name in first:
                report.error(first[name], 'the {what} "{name}" is empty', "write its value", what=what, name=name)
            elif samples and name in samples:
                hint = "add the line `{right}`, with the real values"
                report.error(node, 'missing {what} "{name}"', hint, what=what, name=name, right=samples[name])
            else:
                report.error(node, 'missing {what} "{name}"', "add a line `{name}: …`", what=what, name=name)
    return found


SHAPES = {"text": "text", "list": "a list", "mapping": "a mapping"}


def expect(node: Node, shape: Shape, report: Report, name: str) -> bool:
    """Whether the node has the shape; if not, an error is reported."""
    if node.shape == shape:
        return True
    hint = {
        "text": "write it on one line, in quotes if it has special characters",
        "list": "write `[first, second]`, or one `- item` per line",
        "mapping": "write `key: value` lines",
    }[shape]
    report.error(
        node, "{name} must be {wanted}, found {found}", hint, name=name, wanted=SHAPES[shape], found=SHAPES[node.shape]
    )
    return False


def choice(node: Node, allowed: Sequence[str], report: Report, name: str) -> str | None:
    """The text of the node if it is one of `allowed`, else None with an error."""
    if not expect(node, "text", report, name):
        return None
    if node.text in allowed:
        return node.text
    hint, more = suggest(node.text, allowed)
    report.error(node, 'unknown value "{value}" for {name}', hint, value=node.text, name=name, **more)
    return None


def flag(node: Node, report: Report, name: str) -> bool:
    """The value of a Boolean node; False, with an error, for any other text."""
    if node.shape == "text" and node.text.lower() in ("true", "yes"):
        return True
    if node.shape == "text" and node.text.lower() in ("false", "no"):
        return False
    report.error(node, '{name} must be "true" or "false"', "write `true` or `false`", name=name)
    return False


def lines_of_key(text: str, key: str) -> tuple[int, int]:
    """The range of lines, start and end, of a key and its value in a valid mapping; (0, 0) if it has no such key."""
    import yaml

    root = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for name, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if name.value == key:
            lines = text.splitlines()
            until = value.end_mark.line + (value.end_mark.column > 0)
            while until > name.start_mark.line + 1 and (
                not lines[until - 1].strip() or lines[until - 1].startswith("#")
            ):
                until -= 1
            return name.start_mark.line, until
    return 0, 0
