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


def place(draft: MethodDraft, item: Field, lines: Callable[[], str], report: Report) -> None:
    """Takes the lines of a field, or tells why they are none."""
    try:
        draft.lines[item.id] = lines()
    except AnswerError as refused:
        _tell(draft, item.id, refused, report)


def place_sources(draft: MethodDraft, item: Field, references: Sequence[Mapping[str, Any]], report: Report) -> None:
    """Takes references; a part that is none is told and left out, so that the rest is kept."""
    kept = []
    for reference in references:
        good = {"title": reference.get("title", "")}
        for key, value in reference.items():
            try:
                sources_yaml(item, [{"title": "A title", key: value}])
                good[key] = value
            except AnswerError as refused:
                _tell(draft, key, refused, report)
        kept.append(good)
    place(draft, item, lambda: sources_yaml(item, kept), report)


def _tell(draft: MethodDraft, name: str, refused: AnswerError, report: Report) -> None:
    report.warning(
        Position(draft.line),
        '"{field}" of "{name}" was not placed: {reason}',
        "write it into the draft",
        field=name,
        name=draft.name,
        reason=refused,
    )
