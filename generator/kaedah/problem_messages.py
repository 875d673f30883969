"""Problems in another language: translated templates, and translated values that are our own words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kaedah.problems import Problem

# Values that are our own phrases and not a user's words, by the name of their placeholder.
SHAPES = ("text", "a list", "a mapping")
PHRASES: Mapping[str, tuple[str, ...]] = {
    "name": (
        "an author",
        "a language",
        "a method",
        "the file",
        "a data file",
        "an entry",
        "a former address",
        'an item of "{field}"',
        'the label of "{key}"',
        'the rendering in "{code}"',
        '"compare" of a {kind} field',
    ),
    "wanted": SHAPES,
    "found": SHAPES,
    "what": ("key", "column", "part", "rule"),
    "own_level": ("of level {level}", "missing"),
    "other_level": ("of level {level}", "missing"),
    "names": ("none",),
    "reason": (
        "there is no manifest.json",
        "its version is {version}",
        "it lists {path}, which is not a path within the folder",
        "it lists {path}, which no build writes",
    ),
}
# Messages of commands that are not problems.
HINT = "hint"
NO_ERRORS = "no errors; methods: {methods}, languages: {languages}"
FIXED = "{path}: {count} fixed"
LEFT_OUT = "warnings in files that are not changed: {count}"
OUTDATES = "the change of {path} makes translated texts out of date: {count} ({texts})"
COMMAND_MESSAGES = (HINT, NO_ERRORS, FIXED, LEFT_OUT, OUTDATES)
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class ProblemTranslator:
    """The translations of one language. `messages` maps (context, template) to a translation; others stay English.

    The contexts are `message`, `hint`, `phrase` (a value of our own) and `output` (any other line that a command
    prints).
    """

    locale: str = "en"
    messages: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def translate(self, problem: Problem) -> Problem:
        """The problem in this language, with the same position and rule."""
        mark = f" [{problem.rule}]" if problem.rule else ""
        message = self._words("message", problem.message.removesuffix(mark)) + mark
        hint = self._words("hint", problem.hint)
        values = tuple((name, self._phrase(name, text)) for name, text in problem.values)
        cause = tuple(map(self.translate, problem.cause))
        return problem._replace(message=message, hint=hint, values=values, cause=cause)

    def format_message(self, template: str, **values: object) -> str:
        """One of COMMAND_MESSAGES in this language, with its values filled in."""
        words = self._words("output", template)
        return PLACEHOLDER.sub(lambda match: str(values.get(match[1], match[0])), words)

    def _words(self, context: str, template: str) -> str:
        return self.messages.get((context, template), template)

    def _phrase(self, name: str, text: str) -> str:
        if self.messages:
            for read, template in self._phrases.get(name, ()):
                match = read(text)
                if match:
                    return PLACEHOLDER.sub(lambda place: match[place[1]], self._words("phrase", template))  # noqa: B023
        return text

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[Callable[[str], re.Match[str] | None], str]]]:
        return {name: [(_pattern(template).fullmatch, template) for template in own] for name, own in PHRASES.items()}


ENGLISH = ProblemTranslator()


def _pattern(template: str) -> re.Pattern[str]:
    """A pattern that matches the phrase with any values in its placeholders."""
    parts = PLACEHOLDER.split(template)
    return re.compile("".join(f"(?P<{part}>.*)" if n % 2 else re.escape(part) for n, part in enumerate(parts)))
