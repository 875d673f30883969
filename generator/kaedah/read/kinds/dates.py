"""The kind for dates: a day, a month or a year, before our era too."""

import datetime
import re
from typing import Any

from kaedah.markup import markup
from kaedah.model import Field
from kaedah.problems import Report
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Order
from kaedah.read.yaml_nodes import Node, expect

_DATE = re.compile(r"(-?[0-9]{1,4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Date(Kind):
    """A date of the Gregorian calendar to the day, the month or the year; years before our era are negative."""

    example = "…  # 2024-03-05, 2024-03, 2024"
    value_type = tuple[int, ...]  # year, month, day, as far as they are stated

    def parse(self, node: Node, field: Field, report: Report) -> tuple[int, ...] | None:
        if not expect(node, "text", report, f'"{field.id}"'):
            return None
        match = _DATE.fullmatch(node.text.replace("−", "-"))
        parts = tuple(int(part) for part in match.groups() if part) if match else ()
        if parts and parts[0] != 0 and _exists(parts):
            return parts
        hint = "write a year, a month or a day, as in 2024, 2024-03, 2024-03-05 or -300"
        report.error(node, '"{text}" is not a date', hint, text=node.text)
        return None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_DATE.pattern}$"}

    def plain(self, value: tuple[int, ...]) -> str:
        return "-".join((str(value[0]), *(f"{part:02}" for part in value[1:])))

    def answer(self, words: str, field: Field) -> str:
        return f'"{words}"' if re.fullmatch(r"[0-9-]+", words) else words

    def terms(self, value: tuple[int, ...]) -> tuple[str, ...]:
        return (f"{value[0] // 10 * 10}s",) if value[0] >= 1000 else ()

    def order(self, value: tuple[int, ...], shown: tuple[int, ...], field: Field) -> Order:
        return value  # a year stands before its months

    def cell(self, value: tuple[int, ...], localizer: Localizer) -> Cell:
        return Cell(markup('<time datetime="{}">{}</time>', _machine(value), localizer.date(value)))


def _exists(parts: tuple[int, ...]) -> bool:
    """Whether there is such a month or day; of years before our era, days are not known."""
    year, month, day = (*parts, 1, 1)[:3]
    if year < 0:
        return len(parts) == 1
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _machine(value: tuple[int, ...]) -> str:
    """The date for machines, years with four digits."""
    year = f"{value[0]:04}" if value[0] >= 0 else f"-{-value[0]:06}"
    return "-".join((year, *(f"{part:02}" for part in value[1:])))
