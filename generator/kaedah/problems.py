"""Problems in a user's input: location, message and fix.

A problem is a value that is returned or collected, never raised. Its message and hint are templates with named
placeholders, so that a problem can be translated.
"""

import difflib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

Level = Literal["error", "warning"]
Format = Literal["text", "github", "json", "sarif"]

MAX_PER_FILE = 100
MAX_COMPARED = 100  # characters of a word for which a similar one is looked for
MAX_LENGTHS = {"known": 2_000, "right": 2_000}  # characters of a value, where not 200


class Located(Protocol):
    """Anything with a position in a file. Lines and columns count from 1."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Position(NamedTuple):
    """A position in a file. The default is the beginning of the file."""

    line: int = 1
    column: int = 1
    path: str = ""  # of the file, where it is another one than usual


class Problem(NamedTuple):
    """One problem at one position in a file."""

    path: str  # of the file, as it is printed
    line: int  # counts from 1
    column: int  # counts from 1
    level: Level
    message: str  # a template: what is wrong
    hint: str = ""  # a template: how to fix it
    values: tuple[tuple[str, str], ...] = ()  # name and value of each placeholder
    rule: str = ""  # id of the rule that found it; empty if it was not a rule
    cause: tuple["Problem", ...] = ()  # the problems that {reason} stands for

    @property
    def text(self) -> str:
        """The message with its values filled in."""
        return _fill(self.message, _with_cause(self))

    @property
    def hint_text(self) -> str:
        """The hint with its values filled in."""
        return _fill(self.hint, _with_cause(self))


class Violation(NamedTuple):
    """A place where a rule is broken.

    path, line, column: where; both numbers count from 1.
    values: what fills the rule's message and hint.
    message: the context and id of the catalogue message that this is about, if it is about one.
    scope: the path of the file whose suppressions count, where it is another one.
    """

    path: str
    line: int
    column: int
    values: tuple[tuple[str, str], ...] = ()
    message: tuple[str, str] | None = None
    scope: str = ""


def _with_cause(problem: Problem) -> tuple[tuple[str, str], ...]:
    if not problem.cause:
        return problem.values
    reasons = [f"{cause.text} ({cause.hint_text})" if cause.hint else cause.text for cause in problem.cause]
    return (*problem.values, ("reason", "; ".join(dict.fromkeys(reasons))))


def _fill(template: str, values: tuple[tuple[str, str], ...]) -> str:
    known = dict(values)
    filled = re.sub(r"\{([a-z_]+)\}", lambda match: known.get(match[1], match[0]), template)
    return " ".join(filled.split())


@dataclass(slots=True)
class Report:
    """Collects the problems of one file. Several reports may share one list of problems."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def error(self, position: Located, message: str, hint: str = "", **values: object) -> None:
        self._add("error", position, message, hint, values)

    def warning(self, position: Located, message: str, hint: str = "", **values: object) -> None:
        self._add("warning", position, message, hint, values)

    def _add(self, level: Level, position: Located, message: str, hint: str, values: dict[str, Any]) -> None:
        cause = tuple(values.pop("cause", ()))
        pairs = tuple((name, _printable(str(value), MAX_LENGTHS.get(name, 200))) for name, value in values.items())
        self.problems.append(
            Problem(self.path, position.line, position.column, level, message, hint, pairs, cause=cause)
        )


def _printable(text: str, limit: int = 200) -> str:
    """The text without control characters, shortened to `limit` characters, for one line of a terminal."""
    if text.isprintable() and len(text) <= limit:
        return text
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


@dataclass(slots=True)
class HintBudget:
    """How many words may still be compared to find similar ones: many mistakes beside many known words take long."""

    remaining: int = 200_000

    def allows(self, known: Collection[str]) -> bool:
        self.remaining -= len(known)
        return self.remaining >= 0


def nearest(word: str, known: Collection[str], budget: HintBudget | None = None) -> str:
    """The known word most similar to the given one; empty if none is similar, the word is long, or the budget spent."""
    if len(word) > MAX_COMPARED or not (budget is None or budget.allows(known)):
        return ""
    choices = {name.casefold(): name for name in sorted(known)}
    found = difflib.get_close_matches(word.casefold(), choices, n=1, cutoff=0.65)
    return choices[found[0]] if found else ""


def suggest(
    word: str, known: Sequence[str] | Collection[str], budget: HintBudget | None = None
) -> tuple[str, dict[str, str]]:
    """A hint that lists the known words, with the most similar one first, and the values of the hint."""
    near = nearest(word, known, budget)
    if not known:
        return "there are no known values", {}
    if near:
        return 'did you mean "{near}"? known: {known}', {"near": near, "known": join_limited(known)}
    return "known: {known}", {"known": join_limited(known)}


def join_limited(words: Iterable[str], limit: int = 20) -> str:
    """The words joined by commas in the given order, cut with an ellipsis after `limit` words."""
    names = list(words)
    return ", ".join(names[:limit]) + (", …" if len(names) > limit else "") if names else "none"


def has_errors(problems: Iterable[Problem], strict: bool = False) -> bool:
    """Whether any problem is an error; with `strict`, whether there is any problem."""
    return any(strict or problem.level == "error" for problem in problems)


class Translator(Protocol):
    """Translates problems into one language. See `kaedah.problem_messages`."""

    def translate(self, problem: Problem) -> Problem: ...

    def format_message(self, template: str, **values: object) -> str: ...


def format_problems(
    problems: Sequence[Problem],
    output_format: Format = "text",
    translator: Translator | None = None,
    *,
    every_error: bool = False,
    first: Collection[str] = (),
) -> str:
    """All problems as text, in a format and a language; empty if there are no problems.

    Errors come before warnings, each sorted by position; in annotations also the files `first` before the others,
    because hosts show only some of them. With `every_error` no error is left out, however many a file has.
    """
    ordered = sorted(set(problems), key=lambda problem: (problem.level != "error", problem.path not in first, problem))
    if output_format == "json":
        return (
            json.dumps([_json_record(problem, translator) for problem in ordered], ensure_ascii=False, indent=1) + "\n"
        )
    line = _github_annotation if output_format == "github" else _text_lines
    hint = translator.format_message("hint") if translator else "hint"
    return "".join(
        line(translator.translate(problem) if translator else problem, hint)
        for problem in _limit_per_file(ordered, every_error)
    )


def _limit_per_file(ordered: list[Problem], every_error: bool) -> list[Problem]:
    """The first MAX_PER_FILE problems of each file, the errors first, and after its last one how many are left out."""
    shown: Counter[str] = Counter()
    left: dict[str, Counter[Level]] = {}
    limited: list[Problem] = []
    for problem in ordered:
        if shown[problem.path] < MAX_PER_FILE or (every_error and problem.level == "error"):
            shown[problem.path] += 1
            limited.append(problem)
        else:
            left.setdefault(problem.path, Counter())[problem.level] += 1
    last = {problem.path: place for place, problem in enumerate(limited)}
    for path in sorted(left, key=lambda path: last[path], reverse=True):
        one, count = limited[last[path]], left[path].total()
        message = "{count} more problems in this file are not shown"
        if not left[path]["error"]:
            message = "{count} more warnings in this file are not shown"
        level: Level = "error" if left[path]["error"] else "warning"
        values = (("count", str(count)),)
        limited.insert(last[path] + 1, Problem(path, one.line, one.column, level, message, "fix these first", values))
    return limited


def _text_lines(problem: Problem, hint: str) -> str:
    head = f"{_printable(problem.path)}:{problem.line}:{problem.column}: {problem.level}: {problem.text}\n"
    return head + (f"  {hint}: {problem.hint_text}\n" if problem.hint else "")


def _github_annotation(problem: Problem, hint: str) -> str:
    """A GitHub workflow command, which the runner shows as an annotation of the line. It needs no token."""
    text = problem.text + (f"\n{hint}: {problem.hint_text}" if problem.hint else "")
    location = f"file={_escaped(problem.path, ',:')},line={problem.line},col={problem.column}"
    return f"::{problem.level} {location}::{_escaped(text)}\n"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _json_record(problem: Problem, translator: Translator | None) -> dict[str, object]:
    """The problem as a JSON object; `rule` and `template` are the same in every language."""
    translated = translator.translate(problem) if translator else problem
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "level": problem.level,
        "rule": problem.rule,
        "message": translated.text,
        "hint": translated.hint_text,
        "template": problem.message.removesuffix(f" [{problem.rule}]"),
        "values": dict(problem.values),
    }
