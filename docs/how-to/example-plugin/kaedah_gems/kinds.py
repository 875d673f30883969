"""A field kind: hardness on the scale of Mohs."""

from decimal import Decimal, InvalidOperation
from typing import Any

from kaedah.markup import markup
from kaedah.model import Field
from kaedah.problems import Report
from kaedah.read.kinds import Cell, Kind, Localizer
from kaedah.read.yaml_nodes import Node, expect


class Hardness(Kind):
    """A number from 1 to 10."""

    example = "…  # from 1 to 10"
    value_type = Decimal
    column = "number"

    def parse(self, node: Node, field: Field, report: Report) -> Decimal | None:
        if not expect(node, "text", report, f'"{field.id}"'):
            return None
        try:
            value = Decimal(node.text)
        except InvalidOperation:
            value = Decimal(0)
        if 1 <= value <= 10:
            return value
        report.error(node, '"{text}" is not a hardness', "write a number from 1 to 10", text=node.text)
        return None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "number", "minimum": 1, "maximum": 10}

    def plain(self, value: Decimal) -> float:
        return float(value)

    def answer(self, words: str, field: Field) -> str:
        return words

    def cell(self, value: Decimal, localizer: Localizer) -> Cell:
        return Cell(markup('<span class="number">{} Mohs</span>', localizer.number(value)))
