"""Answers and table cells → YAML lines of a method file, validated by the parser of the field kind."""

import json
import re
from collections.abc import Mapping, Sequence

from kaedah.check.fact_rules import derived_id
from kaedah.model import Field
from kaedah.problems import Position, Problem, Report
from kaedah.read.kinds import KINDS, special_value
from kaedah.read.kinds.sources import KEYS
from kaedah.read.kinds.text import MAX_PHRASE
from kaedah.read.yaml_nodes import Node, parse_yaml

Reference = Mapping[str, str | list[str]]


class AnswerError(Exception):
    """The answer is not valid for the field. The message gives the reason and a fix; `problems` are the same."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "; ".join(dict.fromkeys(f"{one.text} ({one.hint_text})" if one.hint else one.text for one in problems))
        )
        self.problems = tuple(problem._replace(line=1, column=1) for problem in problems)


def answer_yaml(field: Field, answer: str) -> str:
    """The YAML line of a field for an answer. Items of a list are separated by semicolons, people also by commas.

    Raises AnswerError.
    """
    words = " ".join(answer.split())
    if not field.required and special_value(Node(1, 1, "text", words), field):
        return f"{field.id}: {words.lower()}"
    return _checked(field, f"{field.id}: {KINDS[field.kind].answer(words, field)}")


def people_yaml(field: Field, names: Sequence[str]) -> str:
    """The YAML line of a field of people, each name as it is. Raises AnswerError."""
    return _checked(field, f"{field.id}: {json.dumps([*dict.fromkeys(names)], ensure_ascii=False)}")


def sources_yaml(field: Field, references: Sequence[Reference]) -> str:
    """The YAML lines of a field of references. Raises AnswerError."""
    lines = [f"{field.id}:"]
    for reference in references:
        stated = [(key, reference[key]) for key in KEYS if reference.get(key)]
        for number, (key, value) in enumerate(stated):
            is_number = key == "year" and str(value).isdecimal()
            written = value if is_number else json.dumps(value, ensure_ascii=False)
            lines.append(f"  {'- ' if not number else '  '}{key}: {written}")
    return _checked(field, "\n".join(lines))


def noted_yaml(field: Field, lines: str, note: str, source: str) -> str:
    """The YAML lines of a field, with a note and the numbers of references, which semicolons separate.

    Raises AnswerError.
    """
    numbers = [part.strip() for part in source.split(";") if part.strip()]
    wrong = [part for part in numbers if not re.fullmatch("[1-9][0-9]{0,3}", part)]
    report = Report("")
    if wrong:
        report.error(Position(), '"{number}" is not the number of a reference', number=wrong[0])
    value = lines.removeprefix(f"{field.id}:").replace("\n", "\n  ")
    written = [f"{field.id}:", f"  value:{value}"]
    written += [f"  note: {json.dumps(' '.join(note.split()), ensure_ascii=False)}"] if note else []
    written += [f"  source: [{', '.join(numbers)}]"] if numbers else []
    if len(note) > MAX_PHRASE:
        report.error(Position(), "the text is longer than {limit} characters", "shorten it", limit=MAX_PHRASE)
    if report.problems:
        raise AnswerError(report.problems)
    return "\n".join(written)


def _checked(field: Field, lines: str) -> str:
    report = Report("")
    root = parse_yaml(lines, report)
    if root is not None and root.shape == "mapping" and root.pairs:
        KINDS[field.kind].parse(root.pairs[0][1], field, report)
    if report.problems:
        raise AnswerError(report.problems)
    return lines


def identifier_of(address: str) -> dict[str, str]:
    """An address or identifier by its key in a reference: `doi`, `arxiv` or `url`; empty for an empty address."""
    key, identifier = derived_id(address)
    if key:
        return {key: identifier}
    bare = re.sub(r"^(doi|arxiv):\s*", "", address.strip(), flags=re.IGNORECASE)
    if re.match(r"10\.[0-9]{4,9}/", bare):
        return {"doi": bare}
    version = re.fullmatch(r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+/[0-9]{7})(v[0-9]+)?", bare)
    return {"arxiv": version[1]} if version else {"url": bare} if bare else {}
