"""Problems as SARIF 2.1.0, the form in which code hosts and editors take the findings of a checker."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from generator.check.rules import RULES
from generator.problems import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# The rule of every problem that is no finding of a rule: a file that is not written as the format asks.
UNREADABLE = "content-format"


def show_sarif(problems: Sequence[Problem], version: str) -> str:
    """One run with the metadata of every rule and a result per problem, sorted by place."""
    rules = [_rule(UNREADABLE, "error", "A file is written as docs/content.md says.")]
    rules += [_rule(rule.id, rule.level, rule.about) for rule in RULES]
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "Kaedah", "semanticVersion": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, index) for problem in sorted(set(problems))],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(name: str, level: str, about: str) -> dict[str, object]:
    return {"id": name, "shortDescription": {"text": about}, "defaultConfiguration": {"level": level}}


def _result(problem: Problem, index: dict[str, int]) -> dict[str, object]:
    name = problem.rule or UNREADABLE
    place = {
        "artifactLocation": {"uri": quote(problem.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }
    words = problem.told + (f"\nhint: {problem.told_hint}" if problem.hint else "")
    return {
        "ruleId": name,
        "ruleIndex": index[name],
        "level": problem.level,
        "message": {"text": words},
        "locations": [{"physicalLocation": place}],
    }
