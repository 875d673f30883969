"""The kind for version numbers."""

import re
from typing import Any

from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Order
from kaedah.read.yaml_nodes import Node, expect

_VERSION = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,5})([-+.]?[A-Za-z][0-9A-Za-z.-]{0,30})?")


# What stands before a release of the same number.
_EARLIER = re.compile(r"[-.]?(?:a|alpha|b|beta|c|dev|m|pre|preview|rc|snapshot)(?![a-z])")


class Version(Kind):
    """A version number; `4.2` and `4.2.0` are equal."""

    example = "…  # 4.2.1"

    def parse(self, node: Node, field: Field, report: Report) -> str | None:
        if not expect(node, "text", report, f'"{field.id}"'):
            return None
        if _VERSION.fullmatch(node.text):
            return node.text
        report.error(node, '"{text}" is not a version', "write numbers and dots, as in 4.2.1", text=node.text)
        return None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_VERSION.pattern}$"}

    def answer(self, words: str, field: Field) -> str:
        return f'"{words}"' if re.fullmatch(r"[0-9.]+", words) else words

    def key(self, value: str, mode: CompareMode) -> tuple[tuple[int, ...], str]:
        match = _VERSION.fullmatch(value)
        assert match is not None
        parts = [int(part) for part in match[1].split(".")]
        while parts[-1:] == [0]:
            parts.pop()
        return tuple(parts), (match[2] or "").casefold()

    def order(self, value: str, shown: str, field: Field) -> Order:
        """By the numbers, with those in the ending too: rc2 before rc10, and both before the release."""
        numbers, ending = self.key(value, field.compare)
        place = 0 if not ending else -1 if _EARLIER.match(ending) else 1
        parts = re.findall(r"[0-9]+|[^0-9]+", ending)
        return numbers, place, tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)

    def cell(self, value: str, localizer: Localizer) -> Cell:
        return Cell(markup('<span translate="no">{}</span>', value))
