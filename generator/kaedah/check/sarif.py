"""Problems as SARIF 2.1.0, the format in which code hosts and editors read the results of a checker."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from kaedah.check.rules import RULES
from kaedah.problem_messages import ENGLISH, HINT, ProblemTranslator
from kaedah.problems import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# The rule of every problem that was not found by a rule: a file that does not follow the content format.
CONTENT_FORMAT = "content-format"


def format_sarif(problems: Sequence[Problem], version: str, translator: ProblemTranslator = ENGLISH) -> str:
    """A SARIF log with the metadata of every rule and one result per problem, sorted by position."""
    rules = [_rule(CONTENT_FORMAT, "error", "A file is written as docs/reference/content.md says.")]
    rules += [_rule(rule.id, rule.level, rule.about) for rule in RULES]
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "Kaedah", "semanticVersion": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "language": translator.locale.partition("-")[0],
        "results": [
            _result(translator.translate(problem), index, translator.format_message(HINT))
            for problem in sorted(set(problems))
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(name: str, level: str, about: str) -> dict[str, object]:
    return {"id": name, "shortDescription": {"text": about}, "defaultConfiguration": {"level": level}}


def _result(problem: Problem, index: dict[str, int], hint: str) -> dict[str, object]:
    name = problem.rule or CONTENT_FORMAT
    place = {
        "artifactLocation": _location(problem.path),
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }
    text = problem.text + (f"\n{hint}: {problem.hint_text}" if problem.hint else "")
    return {
        "ruleId": name,
        "ruleIndex": index[name],
        "level": problem.level,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def _location(path: str) -> dict[str, str]:
    """The artifact location of a path: relative to the working folder, or absolute."""
    if path.startswith("/") or path[1:2] == ":":
        return {"uri": "file://" + quote("/" + path.lstrip("/"), safe="/:", errors="surrogateescape")}
    return {"uri": quote(path, errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}
