"""Formulas of a body → MathML, or a finding."""

import html as html_text
import re

from kaedah.problems import Position
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.formulas import MAX_BRACKETS, FormulaError, SlowFormula, formula_html, may_be_slow

# Formulas of a body that may be slow: each is converted in a process of its own.
MAX_SLOW = 20
INLINE_FORMULA = re.compile(
    r"\$`([^`\n]+)`\$|\$(?![\s$])((?:[^$\\\n`]|\\.|\n(?!\s*\n))+?)(?<![\s\\])\$(?![\d$])", re.DOTALL
)


def convert_formula(latex: str, display: bool, findings: Findings, position: Position) -> str:
    """MathML, or the LaTeX as code and an error in `findings`."""
    try:
        if may_be_slow(latex):
            findings.slow_formulas += 1
            if findings.slow_formulas > MAX_SLOW:
                raise FormulaError(f"there are too many formulas with more than {MAX_BRACKETS} brackets before it")
        return formula_html(latex, display)
    except FormulaError as error:
        if isinstance(error, SlowFormula):
            findings.slow_formulas = MAX_SLOW  # one is enough
        reason = re.sub(r"^\d+: ", "", str(error)).rstrip(".")
        findings.report(
            "error",
            position,
            'the formula "{latex}" cannot be read: {reason}',
            r"write LaTeX, as in `\frac{a}{b}`; for a dollar sign write `\$`",
            latex=latex,
            reason=reason,
        )
        return f"<code>{html_text.escape(latex)}</code>"
