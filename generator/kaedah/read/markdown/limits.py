"""Limits on Markdown bodies that bound the time and recursion depth of the parser.

Each limit is far above what a page needs; `tests/test_hostile_input.py` has the bodies that require it.
"""

import re

from kaedah.problems import Position
from kaedah.read.markdown.findings import Finding

MAX_BODY_BYTES = 32 * 1024
MAX_LINES = 2_000
MAX_LINE = 4_000
MAX_COLUMNS = 50
MAX_NESTING = 8
MAX_BLOCKS = 300
MAX_SIGNS = {"[": 1_000, "|": 4_000, "*": 4_000, "_": 4_000, "`": 4_000}

_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]|^[ >]*(?:=+|-+)[ \t]*$", re.MULTILINE)


def find_excess(source: str) -> Finding | None:
    """A finding for the first limit that the body exceeds, or None."""
    if len(source.encode()) > MAX_BODY_BYTES:
        return _excess(1, "the body is longer than {limit} KB", "shorten it", MAX_BODY_BYTES // 1024)
    lines = source.split("\n")
    if len(lines) > MAX_LINES:
        return _excess(MAX_LINES, "the body has more than {limit} lines", "shorten it", MAX_LINES)
    columns, long = source.count("|") > MAX_COLUMNS, max(map(len, lines)) > MAX_LINE
    for number, line in enumerate(lines, 1):
        if columns and line.count("|") > MAX_COLUMNS:
            return _excess(number, 'the line has more than {limit} "|"', "make the table narrower", MAX_COLUMNS)
        if long and len(line) > MAX_LINE:
            return _excess(
                number, "the line is longer than {limit} characters", "break it into several lines", MAX_LINE
            )
    many = len(lines) > MAX_BLOCKS
    if many and len(_FENCE.findall(source)) > 2 * MAX_BLOCKS:
        return _excess(1, "the body has more than {limit} code fences", "split the text", MAX_BLOCKS)
    if many and len(_HEADING.findall(source)) > MAX_BLOCKS:
        return _excess(1, "the body has more than {limit} headings", "split the text", MAX_BLOCKS)
    for sign, limit in MAX_SIGNS.items():
        if source.count(sign) > limit:
            return _excess(1, 'the body has more than {limit} "{sign}"', "shorten it", limit, sign)
    return None


def too_deep(line: int) -> Finding:
    """A finding for lists and quotations nested deeper than the parser can handle."""
    return _excess(
        line, "lists and quotations are nested too deeply", "nest them at most {limit} levels deep", MAX_NESTING
    )


def _excess(line: int, message: str, hint: str, limit: int, sign: str = "") -> Finding:
    return Finding("error", Position(line), message, hint, (("limit", str(limit)), ("sign", sign)))
