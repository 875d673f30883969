"""Faults in the lines of a YAML text: signs that look like those of YAML, and words that YAML leaves out in silence."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kaedah.problems import Position, Report

MOST_FAULTS = 20  # of a text that are reported
# Most texts have none of these signs, and are not looked at any further.
SUSPICIOUS = re.compile(r"[ \t]#[^ \t\n]|\\|[“„«]|[ \t][!&][^ \t\n]")
_KEY = r"^(?P<before>[ ]*(?:- +)*)(?P<key>[^\W\d][\w.:-]*?)"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACE_AFTER_KEY = re.compile(rf"{_KEY}:(?P<sign>[{_SPACES}\t])(?P<rest>.*)")
_WIDE_COLON = re.compile(rf"{_KEY}[ {_SPACES}]*(?P<sign>[：﹕︓])(?P<rest>.*)")
_NO_SPACE = re.compile(rf"{_KEY}:(?P<rest>(?!//)[^\s:].*)")
_INDENTED = re.compile(rf"^ *(?P<sign>[{_SPACES}\t])(?P<rest>.*)")
_COLON_IN_TEXT = re.compile(rf"{_KEY}: +(?P<rest>[^\s\"'\[{{>|&*!#][^\n]*: .*)")
_CURLY = re.compile(r"(?:: +|[\[,] ?|- +)(?P<sign>[“„«])")
_CUT = re.compile(r"[ \t]+#[^ \t\n]")
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# Escape sequences that nobody writes on purpose in a line of words: `\t` of `\theta`, `\b` of `\beta`.
_UNWANTED = re.compile(r"[abtvfreNLP](?=[A-Za-z])|_")
_LINE_BREAKS = re.compile(r"n(?:abla|e|eq|u|ot|otin|earrow|ewline|atural|i|mid|exists|parallel)(?![a-zA-Z])")
_KNOWN_ESCAPES = frozenset('0abt\tnvfre "/\\N_LPxuU\n')


class _Fault(NamedTuple):
    """A fault of a line: where it is in the line, what is wrong, how to fix it."""

    column: int
    message: str
    hint: str
    values: dict[str, object]


def report_faults(text: str, report: Report) -> bool:
    """Reports the lines of a text that is not YAML which have signs that only look like those of YAML."""
    found = 0
    before = ""
    for number, line in enumerate(text.split("\n"), 1):
        faults, before = _faults_of(line, before), line if line.strip() else before
        for fault in faults:
            if found < MOST_FAULTS:
                report.error(Position(number, fault.column), fault.message, fault.hint, **fault.values)
            found += 1
            break
    return found > 0


def _faults_of(line: str, before: str) -> Iterator[_Fault]:
    if not line or line.lstrip(" ").startswith("#"):
        return
    space, wide, indented = _SPACE_AFTER_KEY.match(line), _WIDE_COLON.match(line), _INDENTED.match(line)
    if indented and indented["rest"].strip():
        depth = re.sub(r"\S.*", "", before.replace("\t", "  "))
        deeper = "  " if before.rstrip()[-1:] in (":", ">", "|") and not before.lstrip().startswith("#") else ""
        right = depth + deeper + indented["rest"].lstrip()
        values: dict[str, object] = {"code": f"{ord(indented['sign']):04X}", "right": right}
        message = "a tab indents this line" if indented["sign"] == "\t" else "the space U+{code} indents this line"
        yield _Fault(indented.start("sign") + 1, message, "write ordinary spaces: `{right}`", values)
    elif space:
        sign = space["sign"]
        right = f"{space['before']}{space['key']}: {space['rest'].strip()}"
        values = {"key": space["key"], "code": f"{ord(sign):04X}", "right": right}
        message = 'a wide space (U+{code}) follows "{key}:"'
        if sign in "\u00a0\u202f\u2007":
            message = 'a no-break space (U+{code}) follows "{key}:"'
        elif sign == "\t":
            message = 'a tab follows "{key}:"'
        yield _Fault(space.start("sign") + 1, message, "write an ordinary space: `{right}`", values)
    elif wide and ": " not in line[: wide.start("sign")]:
        right = f"{wide['before']}{wide['key']}: {wide['rest'].strip()}"
        values = {"key": wide["key"], "code": f"{ord(wide['sign']):04X}", "right": right}
        message = 'the colon after "{key}" is a full-width one (U+{code})'
        yield _Fault(wide.start("sign") + 1, message, "write an ordinary colon and a space: `{right}`", values)
    yield from _faults_of_value(line)


def _faults_of_value(line: str) -> Iterator[_Fault]:
    curly, glued, colon, cut = _CURLY.search(line), _NO_SPACE.match(line), _COLON_IN_TEXT.match(line), _CUT.search(line)
    unknown = unknown_escape(line)
    if curly:
        yield _curly_fault(line, curly.start("sign"))
    elif unknown >= 0:
        yield _backslash_fault(line[line.rfind('"', 0, unknown) :], unknown + 1, line[unknown + 1 : unknown + 2])
    elif cut and not re.match(r"[^\"']*[\"'][^\"']*$", line[: cut.start()]):
        yield _cut_fault(line, cut.end() - 2)
    elif glued and ": " not in line:
        right = f"{glued['before']}{glued['key']}: {glued['rest']}"
        message = 'there is no space after "{key}:"'
        yield _Fault(glued.start("rest") + 1, message, "write `{right}`", {"key": glued["key"], "right": right})
    elif colon:
        right = f"{colon['before']}{colon['key']}: {_quoted(colon['rest'])}"
        message = "this text has a colon and a space in it, which end a key in YAML"
        yield _Fault(colon.start("rest") + 1, message, "put the text in quotes: `{right}`", {"right": right})


def _curly_fault(line: str, at: int) -> _Fault:
    right = line[at:].translate(_QUOTES).strip()
    message = "the quotation mark {sign} is a curly one, which is no more than a letter in YAML"
    return _Fault(at + 1, message, "write straight ones: `{right}`", {"sign": line[at], "right": right})


def _cut_fault(line: str, at: int) -> _Fault:
    """A word that begins with `#` after a space; the value begins after the key of its line."""
    begin = re.match(r" *(?:- +)*(?:[^\s:#]+: +)?", line)
    value = line[begin.end() if begin else 0 :].rstrip()
    if value[:1] in ("[", "{"):  # an item of a list in brackets
        first = max(line.rfind(sign, 0, at) for sign in "[{,") + 1
        last = min((place for sign in "]}," if (place := line.find(sign, at)) > 0), default=len(line))
        value = line[first:last].strip()
    message = "a space and # begin a comment: {words} and what follows are not part of the text"
    hint = "put the text in quotes, `{right}`, or write a space after the # of a comment"
    return _Fault(at + 1, message, hint, {"words": line[at:].split(maxsplit=1)[0], "right": _quoted(value)})


def _backslash_fault(raw: str, column: int, sign: str) -> _Fault:
    right = re.sub(r'\\(?![\\"])', r"\\\\", raw.partition("\n")[0].rstrip())
    message = "in double quotes, a backslash and {sign} do not stay what they are"
    return _Fault(column, message, "double each backslash: `{right}`", {"sign": sign, "right": right})


def unknown_escape(line: str) -> int:
    """The index of a backslash in double quotes which begins no escape sequence of YAML; -1 if there is none."""
    for quoted in re.finditer(r'"((?:[^"\\]|\\.)*)"', line):
        for found in _ESCAPE.finditer(quoted[1]):
            if found[1] not in _KNOWN_ESCAPES:
                return quoted.start(1) + found.start()
    return -1


def report_lost_words(raw: Any, lines: list[str], report: Report) -> bool:
    """Reports what YAML leaves out of a scalar in silence, by the lines of its text and the marks of its node.

    Gives whether there is anything of the kind.
    """
    before = len(report.problems)
    start, end = raw.start_mark, raw.end_mark
    line = lines[start.line] if start.line < len(lines) else ""
    if raw.style == '"':
        _report_escapes(start, end, lines, report)
    elif not raw.style:
        ending = lines[end.line] if end.line < len(lines) else ""
        rest = ending[end.column :]
        if (cut := _CUT.match(rest)) is not None:
            fault = _cut_fault(ending, end.column + cut.end() - 2)
            report.error(Position(end.line + 1, fault.column), fault.message, fault.hint, **fault.values)
        if raw.value[:1] in ("“", "„", "«") and raw.value not in ("“", "„", "«"):
            inner = raw.value[1:]
            closing = re.search("[”“»]", inner)
            if closing is None or closing.end() == len(inner):
                fault = _curly_fault(line, start.column)
                report.error(Position(start.line + 1, fault.column), fault.message, fault.hint, **fault.values)
    first = line[start.column : start.column + 1]
    if first and first in "&!":
        words = line[start.column :].rstrip()
        message = "{sign} at the beginning of a value has a meaning of its own in YAML, so that {words} is lost"
        values = {"sign": first, "words": words.split()[0], "right": _quoted(re.split("[],}]", words)[0])}
        report.error(Position(start.line + 1, start.column + 1), message, "put the text in quotes: `{right}`", **values)
    return len(report.problems) > before


def _report_escapes(start: Any, end: Any, lines: list[str], report: Report) -> None:
    for number in range(start.line, min(end.line + 1, len(lines))):
        begin = start.column if number == start.line else 0
        line = lines[number][begin : end.column if number == end.line else None]
        for found in _ESCAPE.finditer(line):
            if _UNWANTED.match(line, found.start(1)) or _LINE_BREAKS.match(line, found.start(1)):
                fault = _backslash_fault(line, begin + found.start() + 1, found[1])
                report.error(Position(number + 1, fault.column), fault.message, fault.hint, **fault.values)
                break


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
