"""LaTeX → MathML, at build time. Limits protect the library from input that could crash it."""

import re
from functools import cache, lru_cache

from math_core import LatexError, LatexToMathML

MAX_CHARACTERS = 2_000
MAX_NESTING = 40
# Pages have no inline styles, so the columns of aligned equations are aligned with classes.
_ALIGNMENTS = {
    "text-align: right;justify-items: end;padding-right: 0;": "right",
    "text-align: left;justify-items: start;padding-left: 0;": "left",
    "text-align: left;justify-items: start;padding-right: 0;": "left",
    "text-align: left;justify-items: start;padding-right: 0;padding-left:1em;": "left apart",
}
# These attributes are valid on <math> and <mstyle> only; on other elements classes replace them.
_SIZED = re.compile(r'(<(?!math\b|mstyle\b)m[a-z]+[^>]*?) displaystyle="(true|false)"(?: scriptlevel="([0-2])")?')


class FormulaError(Exception):
    """A formula cannot be converted. The message gives the reason."""


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=100)


@lru_cache(maxsize=4096)
def formula_html(latex: str, display: bool) -> str:
    """The MathML of a formula. Raises FormulaError if it is too long, nested too deeply or not valid."""
    if len(latex) > MAX_CHARACTERS:
        raise FormulaError(f"it is longer than {MAX_CHARACTERS} characters")
    depth = deepest = 0
    for char in latex:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING or latex.count("\\left") > MAX_NESTING or latex.count("\\begin") > MAX_NESTING:
        raise FormulaError(f"it is nested more than {MAX_NESTING} deep")
    try:
        mathml = _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise FormulaError(str(error.args[0]) if error.args else "not understood") from None
    for style, css in _ALIGNMENTS.items():
        mathml = mathml.replace(f'style="{style}"', f'class="{css}"')
    return _SIZED.sub(_sized, mathml)


def _sized(match: re.Match[str]) -> str:
    names = ["spread" if match[2] == "true" else "compact", *([f"depth-{match[3]}"] if match[3] else [])]
    return f'{match[1]} class="{" ".join(names)}"'
