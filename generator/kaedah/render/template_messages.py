"""The messages in a template, for translators."""

import io
from collections.abc import Sequence
from typing import NamedTuple

from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError

from kaedah.problems import Position, Report
from kaedah.render.template_checks import sentence

_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_OPTIONS = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


class Message(NamedTuple):
    """A message, with comments for its translators.

    ids: its words, and those of its plural if it has one.
    """

    line: int
    ids: str | tuple[str, ...]
    comments: Sequence[str]
    context: str | None


def messages_in(text: str, language: str, report: Report) -> list[Message]:
    """The messages in a text in `jinja2` or `python`; none, with an error in `report`, if it cannot be read."""
    file = io.BytesIO(text.encode())
    try:
        return [*map(Message._make, extract(language, file, _KEYWORDS, ("TRANSLATORS:",), _OPTIONS, True))]
    except TemplateSyntaxError as error:
        reason = sentence(error.message or "")
        report.error(Position(error.lineno), "the template cannot be read: {reason}", "fix it", reason=reason)
    except RecursionError:
        report.error(Position(), "the template cannot be read: {reason}", "fix it", reason="it is nested too deeply")
    return []
