"""Kinds for single values: a term of a vocabulary, a year, a number, a flag."""

import re
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from kaedah.documents import LocalizedText, Status
from kaedah.markup import markup
from kaedah.model import Field
from kaedah.problems import Report, join_limited, nearest
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Order, Reader, Role
from kaedah.read.yaml_nodes import Node, expect
from kaedah.text_forms import same_word

FIRST_YEAR, LAST_YEAR = 1000, 2100
_NUMBER = re.compile(r"[+-]?[0-9]{1,25}(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?")
PARTIAL = "partial"  # the value of a flag between yes and no
MOST_DIGITS, LARGEST_EXPONENT = 25, 24


class Term(Kind):
    """One of the terms that the field declares. Its label is translated in the message catalogues."""

    role = Role.TERM

    def parse(self, node: Node, field: Field, report: Report) -> str | None:
        if not expect(node, "text", report, f'"{field.id}"'):
            return None
        if node.text in field.terms:
            return node.text
        near, known = nearest(node.text, field.terms), join_limited(sorted(field.terms))
        hint = 'did you mean "{near}"? Known terms: {known}' if near else "Known terms: {known}"
        values = {"term": node.text, "field": field.id, "near": near, "known": known}
        report.error(node, 'unknown term "{term}" for field "{field}"', hint, **values)
        return None

    def named(self, node: Node, field: Field) -> Node:
        if node.shape != "text" or node.text in field.terms:
            return node
        return node._replace(content=self.answer(node.text, field))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"enum": sorted(field.terms)}

    def terms(self, value: str) -> tuple[str, ...]:
        return (value,)

    def answer(self, words: str, field: Field) -> str:
        return {same_word(label): name for name, label in field.terms.items()}.get(same_word(words), words)

    def order(self, value: str, shown: LocalizedText, field: Field) -> Order:
        return [*field.terms].index(value) if field.ordered else shown.text

    def localise(self, value: str, field: Field, reader: Reader) -> LocalizedText:
        return reader.label("term", field.terms[value])

    def cell(self, value: LocalizedText, localizer: Localizer) -> Cell:
        return words_cell(value, localizer)


class Year(Kind):
    """A year of the Gregorian calendar, four digits."""

    value_type = int
    role = Role.YEAR
    column = "integer"

    def parse(self, node: Node, field: Field, report: Report) -> int | None:
        return parse_year(node, f'"{field.id}"', report)

    def schema(self, field: Field) -> dict[str, Any]:
        return year_schema()

    def answer(self, words: str, field: Field) -> str:
        return words

    def order(self, value: int, shown: int, field: Field) -> Order:
        return value

    def cell(self, value: int, localizer: Localizer) -> Cell:
        return Cell(markup('<span class="year">{}</span>', value))


class Number(Kind):
    """A decimal number, stored exactly and formatted for the locale."""

    example = "…  # 0.5"
    value_type = Decimal
    column = "number"

    def parse(self, node: Node, field: Field, report: Report) -> Decimal | None:
        if not expect(node, "text", report, f'"{field.id}"'):
            return None
        if _NUMBER.fullmatch(node.text):
            value = Decimal(node.text)
            if len(value.as_tuple().digits) <= MOST_DIGITS and abs(value.adjusted()) <= LARGEST_EXPONENT:
                return value
        hint = "write at most 25 digits, with a point, as in 1250.5 or 1.75e11, without spaces or commas"
        report.error(node, '"{text}" is not a number', hint, text=node.text)
        return None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "number"}

    def answer(self, words: str, field: Field) -> str:
        return words

    def plain(self, value: Decimal) -> int | float:
        return int(value) if value == value.to_integral_value() else float(value)

    def key(self, value: Decimal, mode: Any) -> Decimal:
        return value.normalize()

    def order(self, value: Decimal, shown: Decimal, field: Field) -> Order:
        return value

    def cell(self, value: Decimal, localizer: Localizer) -> Cell:
        return Cell(markup('<span class="number">{}</span>', localizer.number(value)))


class Flag(Kind):
    """Yes, partly or no."""

    example = "…  # yes, partial, no"
    value_type = bool | str  # True, False, or PARTIAL
    column = "string"

    def parse(self, node: Node, field: Field, report: Report) -> bool | str | None:
        if node.shape == "text" and node.text.lower() == PARTIAL:
            return PARTIAL
        if node.shape == "text" and node.text.lower() in ("yes", "true"):
            return True
        if node.shape == "text" and node.text.lower() in ("no", "false"):
            return False
        message = '"{field}" must be "yes", "partial" or "no"'
        report.error(node, message, "write `yes`, `partial` or `no`", field=field.id)
        return None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"enum": [True, False, "yes", PARTIAL, "no"]}

    def answer(self, words: str, field: Field) -> str:
        return words.lower()

    def flat(self, value: bool | str) -> str:
        return value if isinstance(value, str) else "yes" if value else "no"

    def order(self, value: bool | str, shown: bool | str, field: Field) -> Order:
        return (False, PARTIAL, True).index(value)

    def cell(self, value: bool | str, localizer: Localizer) -> Cell:
        if value == PARTIAL:
            return Cell(localizer.gettext("Partly"))
        return Cell(localizer.gettext("Yes") if value else localizer.gettext("No"))


def parse_year(node: Node, name: str, report: Report) -> int | None:
    """A year from 1000 to 2100, or None with an error."""
    if not expect(node, "text", report, name):
        return None
    if re.fullmatch(r"[0-9]{4}", node.text) and FIRST_YEAR <= int(node.text) <= LAST_YEAR:
        return int(node.text)
    report.error(
        node,
        '"{text}" is not a year',
        "write four digits from {first} to {last}",
        text=node.text,
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )
    return None


def year_schema() -> dict[str, Any]:
    """A year as JSON Schema."""
    return {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}


def words_cell(words: LocalizedText, localizer: Localizer, tag: str = "") -> Cell:
    """A cell of text with its language, and a badge if it is not translated or out of date."""
    paragraphs = [escape(part) for part in words.text.split("\n\n")] if tag else [escape(words.text)]
    html = Markup("").join(markup("<{0}>{1}</{0}>", Markup(tag), part) for part in paragraphs) if tag else paragraphs[0]
    lang = "" if words.lang == localizer.locale.code else words.lang
    if words.status in (Status.FALLBACK, Status.STALE):
        html += Markup(" ") + localizer.badge(words.status)
    return Cell(html, lang, words.status)
