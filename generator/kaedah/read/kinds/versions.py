"""The kind for version numbers."""

import re
from typing import Any

from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.kinds.kind import Cell, Kind, Localizer
from kaedah.read.yaml_nodes import Node, expect

_VERSION = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,5})([-+.]?[A-Za-z][0-9A-Za-z.-]{0,30})?")


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

    def cell(self, value: str, localizer: Localizer) -> Cell:
        return Cell(markup('<span translate="no">{}</span>', value))
