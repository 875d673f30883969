"""LaTeX in the fields of a bibliography → words. Formulas stay as written; unknown commands are named."""

import re

from pybtex.richtext import Text

# Commands that change how their words look.
_STYLES = (
    "emph textbf textit textsl textsc texttt textrm textsf textup textmd textnormal text mbox hbox uppercase lowercase "
    "MakeUppercase MakeLowercase mathrm mathbf mathit mathsf mathtt underline uline citetext nocase natexlab bibinfo "
    "BibTitle ensuremath protect relax em it bf sc tt rm sf sl itshape bfseries scshape upshape normalfont small "
    "footnotesize displaystyle noopsort bibstring nobreak allowbreak linebreak hskip url path nolinkurl"
)
_WITHOUT_MEANING = frozenset(_STYLES.split())
_SYMBOLS = {
    "LaTeX": "LaTeX",
    "LaTeXe": "LaTeX2e",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
    "XeTeX": "XeTeX",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotesingle": "'",
    "textasciicircum": "^",
    "textbar": "|",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textgreater": ">",
    "textless": "<",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "texttimes": "×",
    "textmu": "µ",
    "textdegree": "°",
    "textendash": "–",
    "textemdash": "—",
    "textellipsis": "…",
    "dots": "…",
    "slash": "/",
    "newline": " ",
    "par": " ",
    "quad": " ",
    "qquad": " ",
}
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SHIFTED = re.compile(r"\\text(super|sub)script\s*\{([^{}]*)\}")
_LINK = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_QUOTED = re.compile(r"\\(?:enquote|mkbibquote)\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([a-zA-Z]+)\*?(?:(\{\})| *)")
_FORMULA = re.compile(r"(?<!\\)\$[^$]+(?<!\\)\$")
_HELD = re.compile("[\U000f0000-\U000ffffd]")  # each stands for a text that is put back as it is
_ESCAPED = re.compile(r"\\([&%$#_{}~])")


class LatexError(Exception):
    """Text that is not LaTeX."""


def latex_words(text: str) -> tuple[str, list[str]]:
    """The words of a field, and the commands that are not known, each with its backslash. Raises LatexError."""
    held: list[str] = []

    def hold(words: str) -> str:
        held.append(words)
        return chr(0xF0000 + len(held) - 1)

    def symbol(found: re.Match[str]) -> str:
        name = found[1]
        if name in _SYMBOLS:
            return hold(_SYMBOLS[name])
        return "" if name in _WITHOUT_MEANING else found[0]

    text = _HELD.sub("", text)
    text = _FORMULA.sub(lambda found: hold(_formula(found[0])), text)
    text = _SHIFTED.sub(lambda found: hold(_shifted(found[2], raised=found[1] == "super")), text)
    text = _LINK.sub(lambda found: f"{found[2]} ({hold(verbatim(found[1]))})", text)
    text = _QUOTED.sub(lambda found: f"“{found[1]}”", text)
    text = _COMMAND.sub(symbol, text)
    words = _decoded(re.sub(r"(?<!\\)%", r"\\%", text))
    unknown = list(dict.fromkeys(f"\\{found[1]}" for found in _COMMAND.finditer(words)))
    words = _COMMAND.sub("", words) if unknown else words
    return _HELD.sub(lambda found: held[ord(found[0]) - 0xF0000], words), unknown


def verbatim(text: str) -> str:
    """An address or an identifier: its signs as they are, without the backslashes and braces that LaTeX asks for."""
    text = re.sub(r"\\(?:url|path|nolinkurl)\s*(?=\{)", "", text)
    text = re.sub(r"\{?\\(?:textasciitilde|~|_textasciitilde)(?:\{\})?\}?", "~", text)
    return _ESCAPED.sub(r"\1", re.sub(r"(?<!\\)[{}]", "", text)).strip()


def _formula(text: str) -> str:
    """A formula: a letter where it is no more than that, else as written."""
    if not re.search(r"[\^_{]", text):
        words = _decoded(text)
        if "$" not in words and "\\" not in words:
            return words
    return text


def _shifted(text: str, *, raised: bool) -> str:
    """Small signs above or below the line, where there are such characters for all of them."""
    shifted = text.translate(_RAISED if raised else _LOWERED)
    return shifted if not any(old == new for old, new in zip(text, shifted, strict=True)) else text


def _decoded(text: str) -> str:
    try:
        return str(Text.from_latex(text)).replace("\\$", "$")
    except UnicodeDecodeError:
        raise LatexError from None
    except Exception:  # what the library raises depends on where it fails
        raise LatexError from None
