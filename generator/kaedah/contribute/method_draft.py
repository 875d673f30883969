"""Drafts of imported methods: valid values are added, invalid ones are reported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kaedah.contribute.answers import AnswerError, noted_yaml, sources_yaml
from kaedah.model import Field
from kaedah.problems import Position, Report


@dataclass(slots=True)
class MethodDraft:
    """A method to create from an imported row or entry."""

    name: str
    slug: str
    line: int = 1  # in the imported file
    lines: dict[str, str] = field(default_factory=dict)  # YAML by field id


def add_field(draft: MethodDraft, item: Field, lines: Callable[[], str], report: Report) -> None:
    """Adds the YAML lines of a field, or a warning if they are not valid."""
    try:
        draft.lines[item.id] = lines()
    except AnswerError as refused:
        _warn(draft, item.id, refused, report)


def add_sources(draft: MethodDraft, item: Field, references: Sequence[Mapping[str, Any]], report: Report) -> None:
    """Adds references. An invalid part is left out with a warning."""
    accepted = []
    for reference in references:
        valid = {"title": reference.get("title", "")}
        for key, value in reference.items():
            try:
                sources_yaml(item, [{"title": "A title", key: value}])
                valid[key] = value
            except AnswerError as refused:
                _warn(draft, key, refused, report)
        accepted.append(valid)
    add_field(draft, item, lambda: sources_yaml(item, accepted), report)


def add_note(draft: MethodDraft, item: Field, note: str, source: str, report: Report) -> None:
    """Adds a note and the numbers of sources to the lines of a field; a warning if they are not valid, or there is no
    value.
    """
    if not note and not source:
        return
    try:
        if item.id not in draft.lines:
            missing = Report("")
            missing.error(Position(), "there is no value to note it on")
            raise AnswerError(missing.problems)
        draft.lines[item.id] = noted_yaml(item, draft.lines[item.id], note, source)
    except AnswerError as refused:
        _warn(draft, item.note if note else f"{item.id}.source", refused, report)


def _warn(draft: MethodDraft, name: str, refused: AnswerError, report: Report) -> None:
    report.warning(
        Position(draft.line),
        '"{field}" of "{name}" was not imported: {reason}',
        "write it into the draft",
        field=name,
        name=draft.name,
        cause=refused.problems,
    )
