"""Methods to begin, from whatever they were read: what has a place is placed, the rest is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kaedah.contribute.answers import AnswerError, sources_yaml
from kaedah.model import Field
from kaedah.problems import Position, Report


@dataclass(slots=True)
class MethodDraft:
    """A method to begin: its name, its slug, and the lines of the fields that are known."""

    name: str
    slug: str
    line: int = 1
    lines: dict[str, str] = field(default_factory=dict)


def add_field(draft: MethodDraft, item: Field, lines: Callable[[], str], report: Report) -> None:
    """Takes the lines of a field, or tells why they are none."""
    try:
        draft.lines[item.id] = lines()
    except AnswerError as refused:
        _warn(draft, item.id, refused, report)


def add_sources(draft: MethodDraft, item: Field, references: Sequence[Mapping[str, Any]], report: Report) -> None:
    """Takes references; a part that is none is told and left out, so that the rest is kept."""
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


def _warn(draft: MethodDraft, name: str, refused: AnswerError, report: Report) -> None:
    report.warning(
        Position(draft.line),
        '"{field}" of "{name}" was not imported: {reason}',
        "write it into the draft",
        field=name,
        name=draft.name,
        reason=refused,
    )
