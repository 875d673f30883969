"""The kind for quantities: a number or a range with a unit, an amount of money, or a large number in words."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from markupsafe import Markup

from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report, nearest
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Order
from kaedah.read.yaml_nodes import Node, entries, expect

# Words for powers of ten, which pages write in the language of the reader.
POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
# Symbols that people write: the unit of CLDR, and how many of the first unit of its kind it is.
_UNITS: Mapping[str, tuple[str, str]] = {
    "bit": ("digital-bit", "0.125"),
    "B": ("digital-byte", "1"),
    "kB": ("digital-kilobyte", "1e3"),
    "KB": ("digital-kilobyte", "1e3"),
    "MB": ("digital-megabyte", "1e6"),
    "GB": ("digital-gigabyte", "1e9"),
    "TB": ("digital-terabyte", "1e12"),
    "PB": ("digital-petabyte", "1e15"),
    "mg": ("mass-milligram", "0.001"),
    "g": ("mass-gram", "1"),
    "kg": ("mass-kilogram", "1e3"),
    "t": ("mass-tonne", "1e6"),
    "oz": ("mass-ounce", "28.349523125"),
    "lb": ("mass-pound", "453.59237"),
    "nm": ("length-nanometer", "1e-9"),
    "µm": ("length-micrometer", "1e-6"),
    "mm": ("length-millimeter", "0.001"),
    "cm": ("length-centimeter", "0.01"),
    "m": ("length-meter", "1"),
    "km": ("length-kilometer", "1e3"),
    "in": ("length-inch", "0.0254"),
    "ft": ("length-foot", "0.3048"),
    "mi": ("length-mile", "1609.344"),
    "ns": ("duration-nanosecond", "1e-9"),
    "µs": ("duration-microsecond", "1e-6"),
    "ms": ("duration-millisecond", "0.001"),
    "s": ("duration-second", "1"),
    "min": ("duration-minute", "60"),
    "h": ("duration-hour", "3600"),
    "d": ("duration-day", "86400"),
    "week": ("duration-week", "604800"),
    "month": ("duration-month", "2629746"),
    "year": ("duration-year", "31556952"),
    "Hz": ("frequency-hertz", "1"),
    "kHz": ("frequency-kilohertz", "1e3"),
    "MHz": ("frequency-megahertz", "1e6"),
    "GHz": ("frequency-gigahertz", "1e9"),
    "W": ("power-watt", "1"),
    "kW": ("power-kilowatt", "1e3"),
    "MW": ("power-megawatt", "1e6"),
    "V": ("electric-volt", "1"),
    "A": ("electric-ampere", "1"),
    "J": ("energy-joule", "1"),
    "kJ": ("energy-kilojoule", "1e3"),
    "kWh": ("energy-kilowatt-hour", "3.6e6"),
    "kcal": ("energy-kilocalorie", "4184"),
    "ml": ("volume-milliliter", "0.001"),
    "l": ("volume-liter", "1"),
    "m²": ("area-square-meter", "1"),
    "km²": ("area-square-kilometer", "1e6"),
    "ha": ("area-hectare", "1e4"),
    "m³": ("volume-cubic-meter", "1e3"),
    "km/h": ("speed-kilometer-per-hour", "0.27777777777777777778"),
    "m/s": ("speed-meter-per-second", "1"),
    "Pa": ("pressure-pascal", "1"),
    "bar": ("pressure-bar", "1e5"),
    "°C": ("temperature-celsius", "1"),
    "°F": ("temperature-fahrenheit", "1"),
    "°": ("angle-degree", "1"),
    "%": ("concentr-percent", "1"),
    "px": ("graphics-pixel", "1"),
}
_FACTORS = {unit: Decimal(factor) for unit, factor in _UNITS.values()}
_PLAIN_NUMBER = r"[0-9]{1,25}(?:\.[0-9]{1,25})?"
_WRITTEN = re.compile(
    rf"(?P<sign>[≥≤><~]|>=|<=)?\s*(?P<low>-?{_PLAIN_NUMBER})(?:\s*[-–]\s*(?P<high>-?{_PLAIN_NUMBER}))?"
    r"(?:\s*(?P<unit>[^\s0-9.,].{0,30}))?"
)
_SIGNS = {">=": "≥", "<=": "≤"}
# Where a quantity with a sign stands beside the number alone.
_PLACES = {"<": -2, "≤": -1, "": 0, "~": 0, "≥": 1, ">": 2}


class Quantity(NamedTuple):
    """A quantity.

    low: the number, or the smaller one of a range, with its zeros as they were written.
    high: the larger one of a range, else empty.
    unit: a unit of CLDR, an ISO code of a currency, a word of `POWERS`, or empty.
    sign: `≥`, `≤`, `>`, `<`, `~`, or empty.
    """

    low: str
    high: str = ""
    unit: str = ""
    sign: str = ""


class Quantities(Kind):
    """A quantity. It is compared in one unit of its kind, and shown as the language writes it."""

    example = "…  # 4 GB, 4-8 GB, ≥ 4 GB, ~100"
    value_type = Quantity
    has_unit = True
    keys = ("value", "unit")

    def parse(self, node: Node, field: Field, report: Report) -> Quantity | None:
        text, unit = node, field.unit
        if node.shape == "mapping":
            given = entries(node, self.keys, report, required=("value",))
            if "value" not in given or not all(expect(item, "text", report, f'"{key}"') for key, item in given.items()):
                return None
            text, unit = given["value"], given["unit"].text if "unit" in given else unit
        elif not expect(node, "text", report, f'"{field.id}"'):
            return None
        match = _WRITTEN.fullmatch(text.text.strip().replace("−", "-"))
        if match is None:
            hint = "write a number or a range with a point for decimals, and a unit, as in 4.5 GB, 4-8 or ≥ 4"
            report.error(text, '"{text}" is not a quantity', hint, text=text.text)
            return None
        wanted = (match["unit"] or unit).strip()
        found = unit_of(wanted)
        if found is None:
            near = nearest(wanted, [*_UNITS, *POWERS])
            hint = (
                'did you mean "{near}"?' if near else "write a symbol such as GB, kg, ms or °C, or a code such as EUR"
            )
            report.error(text, 'there is no unit "{unit}"', hint, unit=wanted, near=near)
            return None
        low, high = match["low"], match["high"] or ""
        if high and Decimal(high) <= Decimal(low):
            report.error(
                text, 'the range "{text}" ends before it begins', "write the smaller number first", text=text.text
            )
            return None
        return Quantity(low, high, found, _SIGNS.get(match["sign"] or "", match["sign"] or ""))

    def schema(self, field: Field) -> dict[str, Any]:
        text = {"type": "string", "minLength": 1}
        named = {
            "type": "object",
            "properties": {"value": {"type": ["number", "string"]}, "unit": text},
            "required": ["value"],
            "additionalProperties": False,
        }
        return {"anyOf": [text, {"type": "number"}, named]}

    def key(self, value: Quantity, mode: CompareMode) -> tuple[str, Decimal, Decimal | None, str]:
        power, factor = POWERS.get(value.unit), _FACTORS.get(value.unit, Decimal(1))
        scale = Decimal(10) ** power if power else factor
        kind = "" if power else value.unit.partition("-")[0] if value.unit in _FACTORS else value.unit
        if value.unit == "temperature-fahrenheit":  # no zero in common with Celsius
            kind = value.unit
        high = (Decimal(value.high) * scale).normalize() if value.high else None
        return value.sign, (Decimal(value.low) * scale).normalize(), high, kind

    def order(self, value: Quantity, shown: Quantity, field: Field) -> Order:
        sign, low, high, kind = self.key(value, field.compare)
        return kind, low, _PLACES[sign], low if high is None else high

    def plain(self, value: Quantity) -> str:
        """The quantity as in a content file."""
        symbol = next((symbol for symbol, (unit, _) in _UNITS.items() if unit == value.unit), value.unit)
        number = f"{value.low}-{value.high}" if value.high else value.low
        return " ".join(part for part in (value.sign, number, symbol) if part)

    def answer(self, words: str, field: Field) -> str:
        return f'"{words}"' if words[:1] in ">~%" else words

    def cell(self, value: Quantity, localizer: Localizer) -> Cell:
        number = localizer.quantity(Decimal(value.high or value.low), value.unit)
        if value.high:
            number = f"{localizer.quantity(Decimal(value.low), '')}–{number}"
        sign = Markup(f"{value.sign}\N{NO-BREAK SPACE}") if value.sign else ""
        return Cell(markup('<span class="number">{}{}</span>', sign, number))


def unit_of(written: str) -> str | None:
    """The unit that somebody wrote: of CLDR, an ISO code of a currency, or a word of `POWERS`; empty for none, and None
    where it is not known.
    """
    if not written or written in POWERS or written in _FACTORS:
        return written
    if written in _UNITS:
        return _UNITS[written][0]
    return written if re.fullmatch(r"[A-Z]{3}", written) and _is_currency(written) else None


def _is_currency(code: str) -> bool:
    from babel.numbers import list_currencies

    return code in list_currencies()
