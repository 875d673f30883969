"""JSON as nodes, as YAML is read: every value has a position, and numbers, `true` and `false` stay as written."""

import json
import re
from bisect import bisect_right
from typing import Any

from kaedah.problems import Position, Report
from kaedah.read.characters import FORBIDDEN
from kaedah.read.files import MOST_INVISIBLE, report_invisible
from kaedah.read.yaml_nodes import MAX_DEPTH, MAX_TEXT, Node
from kaedah.text_forms import clean, invisible_in

MAX_VALUES = 400_000  # of a file, keys included
_SPACE = re.compile(r"[ \t\n]*+")
_STRING = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"')
_WORD = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![0-9.eE+-])|true|false|null")


class _MalformedJson(Exception):
    """Text that is no JSON, at an index, or a value that is not allowed: its message and fix."""

    def __init__(self, index: int, message: str = "", hint: str = "", **values: object) -> None:
        super().__init__(index, message)
        self.index, self.message, self.hint, self.values = index, message, hint, values


def parse_json(text: str, report: Report) -> Node | None:
    """The root node, or None with an error in `report`. Line ends are line feeds. Never raises."""
    parser = _Parser(text)
    try:
        node = parser.value(parser.space(0), 1)
        if parser.end < len(text):
            raise _MalformedJson(parser.end)
    except _MalformedJson as error:
        position = parser.position(error.index)
        if error.message:
            report.error(position, error.message, error.hint, **error.values)
        else:
            report.error(
                position,
                "this is not valid JSON",
                "check quotation marks, commas and brackets here and on the line above",
            )
        return None
    for index, char in parser.invisible[:MOST_INVISIBLE]:
        report_invisible(char, parser.position(index), report)
    return node


class _Parser:
    """Goes through the text once; `end` is the index behind the value and the white space after it."""

    def __init__(self, text: str) -> None:
        self.text, self.end, self._count = text, 0, 0
        self.invisible: list[tuple[int, str]] = []  # of escape sequences, each with the index of its text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(self, index: int) -> Position:
        line = bisect_right(self._starts, index)
        return Position(line, index - self._starts[line - 1] + 1)

    def expected(self, sign: str, index: int) -> _MalformedJson:
        """The error for a sign that does not stand where JSON needs it."""
        hint = "check quotation marks, commas and brackets here and on the line above"
        return _MalformedJson(index, "this is not valid JSON: `{sign}` is expected here", hint, sign=sign)

    def space(self, index: int) -> int:
        """The index of the next character that is no white space."""
        match = _SPACE.match(self.text, index)
        assert match is not None
        return match.end()

    def value(self, index: int, depth: int) -> Node:
        sign = self.text[index : index + 1]
        if depth > MAX_DEPTH:
            hint = "nest lists and mappings at most {limit} levels deep"
            raise _MalformedJson(index, "the JSON is nested too deeply", hint, limit=MAX_DEPTH)
        if sign == '"':
            return self.string(index)
        if sign in ("{", "["):
            return self.collection(index, depth, sign)
        match = _WORD.match(self.text, index)
        if match is None:
            raise _MalformedJson(index)
        return self._node(index, "text", "" if match[0] == "null" else match[0], match.end())

    def string(self, index: int) -> Node:
        match = _STRING.match(self.text, index)
        try:
            content = json.loads(match[0]) if match else None
        except ValueError:
            content = None
        if match is None or content is None:
            raise _MalformedJson(index)
        found = FORBIDDEN.search(content)
        if found:
            message = "the control character U+{code} is not allowed"
            raise _MalformedJson(index, message, "delete its escape sequence", code=f"{ord(found[0]):04X}")
        if len(content) > MAX_TEXT:
            message = "the text is longer than {limit} characters"
            raise _MalformedJson(index, message, "shorten it", limit=MAX_TEXT)
        self.invisible += [(index, item.char) for item in invisible_in(content)]
        return self._node(index, "text", clean(content), match.end())

    def collection(self, index: int, depth: int, opened: str) -> Node:
        closed = "}" if opened == "{" else "]"
        found: list[Any] = []
        at = self.space(index + 1)
        while self.text[at : at + 1] != closed or found:
            if opened == "{":
                if self.text[at : at + 1] != '"':
                    raise self.expected('"', at)
                key = self.string(at)
                if self.text[self.end : self.end + 1] != ":":
                    raise self.expected(":", self.end)
                found.append((key, self.value(self.space(self.end + 1), depth + 1)))
            else:
                found.append(self.value(at, depth + 1))
            at = self.end
            if self.text[at : at + 1] == closed:
                break
            if self.text[at : at + 1] != ",":
                raise self.expected("," if at < len(self.text) else closed, at)
            at = self.space(at + 1)
        return self._node(index, "mapping" if opened == "{" else "list", tuple(found), at + 1)

    def _node(self, index: int, shape: Any, content: Any, end: int) -> Node:
        self._count += 1
        if self._count > MAX_VALUES:
            raise _MalformedJson(index, "there are more than {limit} values", "split the file", limit=MAX_VALUES)
        position, until = self.position(index), self.position(end)
        self.end = self.space(end)
        return Node(position.line, position.column, shape, content, False, (until.line, until.column))
