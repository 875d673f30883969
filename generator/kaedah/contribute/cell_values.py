"""Cells of a spreadsheet, as people write them → values as content files have them.

Each reader gives the value of a cell, and a note with the words of the cell where it says more than the value; None
where the cell is something else.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kaedah.read.kinds.quantities import POWERS, unit_of
from kaedah.read.kinds.scalars import FIRST_YEAR, LAST_YEAR
from kaedah.read.kinds.sources import is_url

YES, NO, PARTLY = (
    frozenset("yes true y x ✓ ✔ ☑ ja oui sí sim да так 是 はい 예 ya".split()),
    frozenset("no false n ✗ ✘ ☐ nein non não нет ні не 否 いいえ 아니요 tidak".split()),
    frozenset("partial partly partially teilweise partiel parcial частично частково 部分".split()),
)
NOTHING = frozenset({"", "-", "–", "—", "...", "…", "./."})
_SPECIAL = {"n/a": "n/a", "n.a.": "n/a", "?": "unknown", "??": "unknown", "unknown": "unknown"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = r"[+-]?[0-9](?:[0-9.,'’ \u00a0\u202f]*[0-9])?"
_QUANTITY = re.compile(rf"([≥≤><~]|>=|<=)?\s*(\D{{1,3}}?)?\s*({_NUMBER})(?:\s*[-–]\s*({_NUMBER}))?\s*([^\s0-9.,].*)?")
_ABOUT = re.compile(r"(?:c\.|ca\.?|circa|about|approx\.?|around|~|≈)\s*(?=[0-9])", re.IGNORECASE)
_REMARK = re.compile(r"(.*\S)\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_PERIOD = re.compile(r"([0-9]{3,4})(?:s|\s*[-–]\s*(?:[0-9]{2,4}|present|today|now))", re.IGNORECASE)
_SYMBOLS = {"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₴": "UAH"}
_SPELLED = {
    "m2": "m²",
    "km2": "km²",
    "m3": "m³",
    "sq m": "m²",
    "sq km": "km²",
    "gb": "GB",
    "mb": "MB",
    "L": "l",
    "μm": "µm",
    "meters": "m",
    "metres": "m",
    "hours": "h",
    "hrs": "h",
    "hr": "h",
    "minutes": "min",
    "mins": "min",
    "seconds": "s",
    "sec": "s",
    "days": "d",
    "day": "d",
    "years": "year",
    "yrs": "year",
    "months": "month",
    "weeks": "week",
    "kilos": "kg",
    "tonnes": "t",
    "lbs": "lb",
    "inches": "in",
    "feet": "ft",
    "miles": "mi",
    "percent": "%",
    "euro": "EUR",
    "euros": "EUR",
    "dollars": "USD",
    "mn": "million",
    "bn": "billion",
    "km/hr": "km/h",
}


class CellValue(NamedTuple):
    """The value of a cell as an answer to a question for its field, and a note on it."""

    answer: str
    note: str = ""


Reader = Callable[[str], CellValue | None]


def special_answer(cell: str) -> str:
    """`n/a` or `unknown` where a cell says so, else nothing."""
    return _SPECIAL.get(cell.casefold(), "")


def flag(cell: str) -> CellValue | None:
    """Yes, partly or no."""
    word = cell.casefold()
    found = next((name for name, words in (("yes", YES), ("no", NO), ("partial", PARTLY)) if word in words), None)
    return CellValue(found) if found else None


def year(cell: str) -> CellValue | None:
    """A year of four digits."""
    found = re.fullmatch("[0-9]{4}", cell)
    return CellValue(cell) if found and FIRST_YEAR <= int(cell) <= LAST_YEAR else None


def address(cell: str) -> CellValue | None:
    """An address on the web, also without `https://`."""
    if is_url(cell):
        return CellValue(cell)
    bare = re.fullmatch(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?:/\S*)?", cell, re.IGNORECASE)
    return CellValue(f"https://{cell}") if bare and is_url(f"https://{cell}") else None


def with_remarks(read: Reader) -> Reader:
    """The same reader, also for `c. 1250`, `1250 (rebuilt)` and `1250–1300`, whose words become a note."""

    def found(cell: str) -> CellValue | None:
        own = read(cell)
        if own is not None:
            return own
        rest = _ABOUT.sub("", cell, count=1) if _ABOUT.match(cell) else cell
        remark = _REMARK.fullmatch(rest)
        rest = remark[1] if remark else rest
        period = _PERIOD.fullmatch(rest)
        for words in (rest, period[1] if period else ""):
            own = read(words) if words and words != cell else None
            if own is not None:
                return CellValue(own.answer, cell)
        return None

    return found


def number_reader(cells: Iterable[str]) -> Reader:
    """A reader of numbers, which takes points and commas as the column has them."""
    plain = _plain_numbers(cells)

    def read(cell: str) -> CellValue | None:
        found = plain(cell) if re.fullmatch(_NUMBER, cell) else None
        return CellValue(found) if found else None

    return read


def quantity_reader(cells: Iterable[str], unit: str) -> Reader:
    """A reader of numbers and ranges with units; `unit` is that of the heading."""
    plain = _plain_numbers(cells)

    def read(cell: str) -> CellValue | None:
        match = _QUANTITY.fullmatch(_ABOUT.sub("~", cell, count=1) if _ABOUT.match(cell) else cell)
        if match is None:
            return None
        sign, before, low, high, after = (part.strip() if part else "" for part in match.groups())
        units = [_unit(part) for part in (before, after) if part]
        numbers = [plain(part) for part in (low, high) if part]
        if len(units) > 1 or None in units or None in numbers:
            return None
        value = "-".join(str(number) for number in numbers)
        own = units[0] if units else ""
        return CellValue(f"{sign} {value} {own}".strip() if own != unit else f"{sign} {value}".strip())

    return read


def unit_in(heading: str) -> tuple[str, str]:
    """The words of a heading such as `Height (m)` without the unit, and the unit, which may be empty."""
    match = re.fullmatch(r"(.*\S)\s*(?:\(\s*(?:in )?([^()]+?)\s*\)|\[\s*([^\[\]]+?)\s*\])", heading)
    unit = _unit(match[2] or match[3]) if match else None
    return (match[1], unit) if match and unit and unit not in POWERS else (heading, "")


def unit_of_answer(answer: str) -> str:
    """The unit at the end of a quantity; empty where it has none."""
    return answer.rpartition(" ")[2] if re.search(r"[0-9] [^\s0-9]+$", answer) else ""


def date_reader(cells: Iterable[str]) -> Reader:
    """A reader of dates. `3/4/2015` is one only where the column shows which number is the month."""
    slashed = [tuple(map(int, cell.split("/")[:2])) for cell in cells if _SLASHED.fullmatch(cell)]
    day_first, month_first = any(a > 12 for a, _ in slashed), any(b > 12 for _, b in slashed)

    def read(cell: str) -> CellValue | None:
        if re.fullmatch(r"[0-9]{3,4}|-[0-9]{1,4}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?", cell):
            return CellValue(cell)
        if match := re.fullmatch(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})", cell):
            return _date(match[3], match[2], match[1])
        if match := _SLASHED.fullmatch(cell):
            if day_first is month_first:
                return None
            return _date(match[3], match[2], match[1]) if day_first else _date(match[3], match[1], match[2])
        if match := re.fullmatch(r"(?:([0-9]{1,2})\.?\s+)?([A-Za-z]{3,9})\.?\s+([0-9]{4})", cell):
            return _named_date(match[3], match[2], match[1])
        match = re.fullmatch(r"([A-Za-z]{3,9})\.?\s+([0-9]{1,2}),?\s+([0-9]{4})", cell)
        return _named_date(match[3], match[1], match[2]) if match else None

    return read


_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def _date(*parts: str) -> CellValue:
    return CellValue("-".join(f"{int(part):02}" for part in parts if part))


def _named_date(written: str, month: str, day: str | None) -> CellValue | None:
    name = month.casefold()
    return _date(written, str(_MONTHS.index(name[:3]) + 1), day or "") if name[:3] in _MONTHS else None


def _unit(written: str) -> str | None:
    """The unit as content files have it; None where it is not known."""
    words = written.strip().rstrip(".")
    found = _SYMBOLS.get(words.upper()) or _SPELLED.get(words) or _SPELLED.get(words.casefold()) or words
    return found if unit_of(found) is not None else None


def _plain_numbers(cells: Iterable[str]) -> Callable[[str], str | None]:
    """Gives a number as content files have it: a point for decimals, and no other sign."""
    found = [part for cell in cells for part in re.findall(_NUMBER, cell)]
    commas, points = (any(_ends_in_decimals(part, sign) for part in found) for sign in ",.")

    def plain(written: str) -> str | None:
        text = re.sub(r"(?<=[0-9])['’ \u00a0\u202f](?=[0-9]{3}(?![0-9]))", "", written)
        sign = max(",.", key=text.rfind)
        other = "." if sign == "," else ","
        whole, _, rest = text.rpartition(sign) if sign in text else (text, "", "")
        thousands = len(rest) == 3 and other not in text and (commas if sign == "." else points or not commas)
        if text.count(sign) > 1 or (rest and thousands):
            whole, rest, other = text, "", sign
        if other in whole and not re.fullmatch(rf"[+-]?[0-9]{{1,3}}(?:\{other}[0-9]{{3}})+", whole):
            return None
        text = whole.replace(other, "").removeprefix("+") + (f".{rest}" if rest else "")
        return text if re.fullmatch(r"-?[0-9]{1,25}(?:\.[0-9]{1,25})?", text) else None

    return plain


def _ends_in_decimals(number: str, sign: str) -> bool:
    """Whether a number shows that the sign stands before its decimals."""
    other = "." if sign == "," else ","
    single = number.count(sign) == 1 and number.rfind(sign) > number.rfind(other)
    return single and (other in number or len(number.rpartition(sign)[2]) != 3)
