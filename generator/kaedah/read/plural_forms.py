"""Plural forms of whole numbers: CLDR's rules as the expressions in C that catalogues hold."""

import gettext
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from babel import Locale as BabelLocale
from babel.plural import PluralRule

from kaedah.model import Locale

# Numbers that show which categories of CLDR whole numbers take.
SAMPLES = range(201)
_CATEGORIES = ("zero", "one", "two", "few", "many")
_RELATION = re.compile(r"([a-z])(?: mod (\d+))? (not )?in ([\d.,]+)")


def cldr_category(locale: Locale, number: int) -> str:
    """CLDR's plural category of a whole number: one, few, many, other …"""
    return str(_cldr_rule(locale.babel)(number))


@cache
def _cldr_rule(code: str) -> PluralRule:
    return BabelLocale.parse(code).plural_form


@cache
def cldr_categories(locale: Locale) -> tuple[str, ...]:
    """CLDR's plural categories of the samples, in their order."""
    return tuple(cldr_category(locale, number) for number in SAMPLES)


def plural_function(expression: str) -> Callable[[int], int]:
    """The expression as a function of a whole number. Raises ValueError where it is no expression in C."""
    try:
        return gettext.c2py(expression)
    except SyntaxError as error:  # of some, such as `n<!2`, the library makes no Python
        raise ValueError(f"{expression} cannot be read") from error


@lru_cache(maxsize=256)  # a site has a catalogue or two of each language
def fits_cldr(plural: tuple[int, str], locale: Locale) -> bool:
    """Whether a number of forms and an expression tell apart just the whole numbers that CLDR tells apart."""
    try:
        form = plural_function(plural[1])
        pairs = set(zip(cldr_categories(locale), map(form, SAMPLES), strict=True))
    except (ValueError, ZeroDivisionError, RecursionError):
        return False
    forms = {index for _, index in pairs}
    return len(pairs) == len(forms) == len({category for category, _ in pairs}) and max(forms) < plural[0]


@cache
def cldr_plural(locale: Locale) -> tuple[int, str]:
    """How many forms whole numbers have in a language, and the expression that tells which number takes which.

    Made from CLDR's rules: Babel's own table for gettext differs from one release to the next.
    """
    used = set(cldr_categories(locale))
    named = [category for category in _CATEGORIES if category in used]
    if "other" not in used:
        named.pop()  # the numbers that no other rule fits take the last form
    rules = _cldr_rule(locale.babel).rules
    expression = str(len(named))
    for form, category in reversed([*enumerate(named)]):
        expression = f"{_condition(rules[category])} ? {form} : {expression}"
    return len(named) + 1, expression


def _condition(rule: str) -> str:
    """The condition in C of a rule of CLDR, such as `v in 0 and i mod 10 in 1 or i in 5..9`, for whole numbers."""
    clauses = (_clause(clause) for clause in rule.split(" or "))
    return " || ".join(clause for clause in clauses if clause)


def _clause(clause: str) -> str:
    """Relations that hold together; nothing where they never hold, for a whole number has no decimals."""
    found = []
    for relation in clause.split(" and "):
        match = _RELATION.fullmatch(relation)
        assert match, relation
        operand, divisor, negated, values = match.groups()
        ranges = list(_ranges(values))
        if operand in "ni":
            found.append(_relation(f"n%{divisor}" if divisor else "n", bool(negated), ranges))
        elif bool(negated) == (ranges[0][0] == 0):
            return ""
    return " && ".join(found)


def _ranges(values: str) -> Iterator[tuple[int, int]]:
    """The ranges of a list such as `0,2..4`, with those that touch as one."""
    first = last = -2
    for part in values.split(","):
        low, _, high = part.partition("..")
        if int(low) > last + 1:
            if last >= 0:
                yield first, last
            first = int(low)
        last = int(high or low)
    yield first, last


def _relation(number: str, negated: bool, ranges: list[tuple[int, int]]) -> str:
    tests = []
    for first, last in ranges:
        if first == last:
            tests.append(f"{number}{'!=' if negated else '=='}{first}")
        elif first == 0:
            tests.append(f"{number}{'>' if negated else '<='}{last}")
        elif negated:
            tests.append(f"({number}<{first} || {number}>{last})")
        else:
            tests.append(f"{number}>={first} && {number}<={last}")
    if negated or len(tests) == 1:
        return " && ".join(tests)
    return f"({' || '.join(tests)})"
