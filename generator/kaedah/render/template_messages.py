"""The messages in a template, for translators."""

import io
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError

from kaedah.problems import Position, Report
from kaedah.render.template_checks import sentence

MAX_MESSAGES = 5_000  # of a file: the library looks for the comments of each among all that is before it
_TAG = "TRANSLATORS:"
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
        tags = (_TAG,) if _TAG in text else ()  # to look for comments takes long
        found = extract(language, file, _KEYWORDS, tags, _OPTIONS, True)
        messages = [Message._make(item) for item in islice(found, MAX_MESSAGES + 1)]
        if len(messages) <= MAX_MESSAGES:
            return messages
        report.error(Position(), "there are more than {limit} messages", "split the file", limit=MAX_MESSAGES)
    except TemplateSyntaxError as error:
        reason = sentence(error.message or "")
        report.error(Position(error.lineno), "the template cannot be read: {reason}", "fix it", reason=reason)
    except RecursionError:
        report.error(Position(), "the template cannot be read: {reason}", "fix it", reason="it is nested too deeply")
    return []
