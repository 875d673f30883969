"""LaTeX → MathML, at build time. Limits protect the library from input that could crash it or never end."""

import os
import re
import subprocess
import sys
import unicodedata
from functools import cache, lru_cache

from math_core import LatexError, LatexToMathML

MAX_CHARACTERS = 2_000
MAX_NESTING = 40
# The library's time doubles with each opening bracket that no other closes; so many take 50 ms at most.
MAX_BRACKETS = 10
MAX_SECONDS = 1  # of processor time, for a formula with more
_MAX_WAIT = 20  # seconds, where the machine is busy
_BRACKET = re.compile(r"\(|\[|\\\{|\\l+(?:ang|br|vert|ceil|floor|group|paren|moust)|\\[ul]lcorner", re.IGNORECASE)
_DEFINES = re.compile(r"\\(?:g?def|let|(?:re)?newcommand|providecommand)(?![a-zA-Z])")
_MORE_BRACKETS = frozenset("⌜⌞⎰")  # besides the characters that Unicode calls opening punctuation
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


class SlowFormula(FormulaError):
    """A formula takes longer than any formula should."""


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=100)


def may_be_slow(latex: str) -> bool:
    """Whether a formula has so many opening brackets that the library might not end."""
    found = len(_BRACKET.findall(latex))
    if not latex.isascii():
        found += sum(unicodedata.category(char) == "Ps" or char in _MORE_BRACKETS for char in latex if char not in "([")
    return found > MAX_BRACKETS or _DEFINES.search(latex) is not None


@lru_cache(maxsize=4096)
def formula_html(latex: str, display: bool) -> str:
    """The MathML of a formula. Raises FormulaError if it is too long, nested too deeply or not valid, and SlowFormula
    if it takes too long.
    """
    if len(latex) > MAX_CHARACTERS:
        raise FormulaError(f"it is longer than {MAX_CHARACTERS} characters")
    depth = deepest = 0
    for char in latex:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING or latex.count("\\left") > MAX_NESTING or latex.count("\\begin") > MAX_NESTING:
        raise FormulaError(f"it is nested more than {MAX_NESTING} deep")
    try:
        mathml = _convert_apart(latex, display) if may_be_slow(latex) else convert_latex(latex, display)
    except LatexError as error:
        raise FormulaError(str(error.args[0]) if error.args else "not understood") from None
    for style, css in _ALIGNMENTS.items():
        mathml = mathml.replace(f'style="{style}"', f'class="{css}"')
    return _SIZED.sub(_sized, mathml)


def convert_latex(latex: str, display: bool) -> str:
    """The MathML that the library makes. Raises LatexError."""
    return str(_converter().convert_with_local_state(latex, displaystyle=display))


# What another process runs: the system ends it when its processor time is over, which nothing within could do.
_PROGRAM = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, ({MAX_SECONDS}, {MAX_SECONDS}))
except ImportError:
    pass
from math_core import LatexError, LatexToMathML
latex, display = sys.stdin.buffer.read().decode(), sys.argv[1] == "True"
try:
    found = LatexToMathML(fancy_error=False, max_expansions=100).convert_with_local_state(latex, displaystyle=display)
except LatexError as error:
    sys.stdout.buffer.write(b"-" + str(error.args[0] if error.args else "not understood").encode())
else:
    sys.stdout.buffer.write(b"+" + found.encode())
"""


def _convert_apart(latex: str, display: bool) -> str:
    """As `convert_latex`, in a process that can be ended. Raises SlowFormula too."""
    answer = _answer(latex, display)
    if answer[:1] == b"+":
        return answer[1:].decode()
    if answer[:1] == b"-":
        raise LatexError(answer[1:].decode())
    raise SlowFormula("it takes too long to read; close every bracket that it opens")


@lru_cache(maxsize=256)
def _answer(latex: str, display: bool) -> bytes:
    """What the process answers; nothing where it was ended."""
    command = [sys.executable, "-c", _PROGRAM, str(display)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(
            command, input=latex.encode(), capture_output=True, timeout=_MAX_WAIT, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout


def _sized(match: re.Match[str]) -> str:
    names = ["spread" if match[2] == "true" else "compact", *([f"depth-{match[3]}"] if match[3] else [])]
    return f'{match[1]} class="{" ".join(names)}"'
