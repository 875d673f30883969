"""Formulas always end: the library's time doubles with each bracket that is opened and not closed."""

import time

import pytest
from kaedah.read.markdown import convert
from kaedah.read.markdown.formulas import (
    MAX_BRACKETS,
    FormulaError,
    SlowFormula,
    convert_latex,
    formula_html,
    may_be_slow,
)
from kaedah.read.markdown.formulas_in_text import MAX_SLOW

OPENING = [
    *(
        "(",
        "[",
        "\\{",
        "\\langle ",
        "\\lbrace ",
        "\\lbrack ",
        "\\lfloor ",
        "\\lceil ",
        "\\lvert ",
        "\\lVert ",
        "\\lgroup ",
    ),
    *(
        "\\lmoustache ",
        "\\llbracket ",
        "\\lparen ",
        "\\lAngle ",
        "\\lBrace ",
        "\\llparenthesis ",
        "\\ulcorner ",
        "\\llcorner ",
    ),
    *("\\bigl(", "\\mathrm(", "⟨", "⌊", "⌈", "⟦", "⟮", "⦃", "⌜", "⎰", "\\lang ", "\\log("),
]


@pytest.mark.parametrize("sign", OPENING)
def test_every_sign_that_opens_a_bracket_is_counted(sign: str) -> None:
    assert not may_be_slow(sign * MAX_BRACKETS)
    assert may_be_slow(sign * (MAX_BRACKETS + 1))


@pytest.mark.parametrize("latex", ["(" * 60, "\\log p([" * 30, "\\def\\a{(x(x(x(x(x(x(x(x}\\a\\a\\a\\a\\a"])
def test_a_formula_that_would_not_end_is_an_error(latex: str) -> None:
    began = time.monotonic()
    with pytest.raises(SlowFormula, match="takes too long to read; close every bracket"):
        formula_html(latex, False)
    assert time.monotonic() - began < 30
    again = time.monotonic()
    with pytest.raises(SlowFormula):
        formula_html(latex, False)
    assert time.monotonic() - again < 0.5, "what is known to be slow is tried again"


@pytest.mark.parametrize("display", [False, True])
def test_a_formula_of_many_brackets_is_the_same_as_one_of_few(display: bool) -> None:
    latex = "f(x) = \\left[ " + " + ".join(f"a_{{{n}}}(x)^{n}" for n in range(20)) + " \\right] \\in [0, 1)"
    assert may_be_slow(latex)
    assert formula_html(latex, display).count("<mo") == convert_latex(latex, display).count("<mo")
    assert formula_html("\\newcommand{\\all}{\\mathbb{R}} x \\in \\all", display).count("ℝ") == 1


def test_an_invalid_formula_of_many_brackets_gives_the_reason_of_the_library() -> None:
    with pytest.raises(FormulaError, match="Unknown command"):
        formula_html("(x)" * 20 + "\\nosuch", False)


def test_no_formula_that_is_converted_here_takes_long() -> None:
    worst = "\\log(" * MAX_BRACKETS + "\\log x" * 300
    assert not may_be_slow(worst)
    began = time.process_time()
    formula_html(worst, False)
    assert time.process_time() - began < 1


def test_a_body_has_few_formulas_that_may_be_slow() -> None:
    body = convert("\n\n".join(f"$x_{{{number}}}{'(y)' * 12}$" for number in range(MAX_SLOW + 3)))
    errors = [dict(finding.values)["reason"] for finding in body.findings]
    assert errors == [f"there are too many formulas with more than {MAX_BRACKETS} brackets before it"] * 3


def test_after_a_formula_that_takes_too_long_no_other_is_tried() -> None:
    began = time.monotonic()
    body = convert("\n\n".join(f"${'(' * (40 + number)}$" for number in range(10)))
    reasons = [dict(finding.values)["reason"] for finding in body.findings]
    assert len(reasons) == 10
    assert "takes too long" in reasons[0]
    assert all("too many formulas" in reason for reason in reasons[1:])
    assert time.monotonic() - began < 30
