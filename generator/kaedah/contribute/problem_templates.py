"""Extracts the templates of all problem messages from the source code, for translators."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from babel.messages.catalog import Catalog

from kaedah.check.rules import RULES
from kaedah.problem_messages import COMMAND_MESSAGES, PHRASES
from kaedah.shipped import PACKAGE, source_path

# The positions of message and hint among the arguments of a call, by the name of the function.
_ARGUMENTS = {
    "error": (1, 2),
    "warning": (1, 2),
    "Finding": (2, 3),
    "report": (2, 3),
    "_excess": (1, 2),
    "_Fault": (1, 2),
    "_MalformedJson": (1, 2),
    "_MalformedTable": (1, 2),
    "Problem": (4, 5),
    "SlugError": (0, 1),
    "UnsafePath": (2, 3),
    "ForeignFolder": (2, 3),
    "WriteError": (2, 3),
    "FileTooLarge": (2, 3),
    "ChangedImage": (2, 3),
    "RefusedSvg": (0, 1),
}
_PACKAGES = ("problems.py", "pipeline.py", "disk", "read", "check", "render", "publish", "contribute", "cli")


class ProblemMessage(NamedTuple):
    """A template found in the source code."""

    context: str  # `message` or `hint`
    template: str  # empty if it could not be extracted
    place: str  # path of the source file
    about: str = ""  # of a hint, the message it belongs to


def collect_templates() -> Catalog:
    """The catalogue of all templates, with comments for translators."""
    catalog = Catalog(
        project="Kaedah",
        fuzzy=False,
        header_comment="# Messages of `kaedah check`. Made by `kaedah translations extract`; do not edit.",
    )
    rules = {rule.message: rule for rule in RULES}
    for found in find_templates():
        if found.template:
            rule = rules.get(found.template if found.context == "message" else found.about)
            comments = [f"rule {rule.id}: {rule.about}"] if rule else []
            comments += [f"hint for: {found.about}"] if found.context == "hint" and found.about else []
            catalog.add(found.template, context=found.context, locations=[(found.place, 0)], auto_comments=comments)
    for name, phrases in PHRASES.items():
        for phrase in phrases:
            catalog.add(phrase, context="phrase", auto_comments=[f"used as {{{name}}} in other messages"])
    for message in COMMAND_MESSAGES:
        catalog.add(message, context="output")
    return catalog


def find_templates() -> Iterator[ProblemMessage]:
    """Every template in the source code; an empty one where it cannot be extracted."""
    for rule in RULES:
        yield ProblemMessage("message", rule.message, "generator/kaedah/check/rules.py")
        yield ProblemMessage("hint", rule.hint, "generator/kaedah/check/rules.py", rule.message)
    paths = [path for package in _PACKAGES for path in (PACKAGE / package, *(PACKAGE / package).rglob("*.py"))]
    for path in sorted(path for path in paths if path.is_file()):
        place = source_path(path)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        every = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        functions = {node.name: node for node in every}
        for function in every:
            yield from _templates_in(function, functions, place)


def _templates_in(
    function: ast.FunctionDef, functions: dict[str, ast.FunctionDef], place: str
) -> Iterator[ProblemMessage]:
    if function.name == "suggest":
        yield from (ProblemMessage("hint", words, place) for words in _returned(function, functions))
    given = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    for node in ast.walk(function):
        called = node.func if isinstance(node, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if not isinstance(node, ast.Call) or name not in _ARGUMENTS or len(node.args) <= _ARGUMENTS[name][0]:
            continue
        message, hint = _ARGUMENTS[name]
        if name == "report" and not (
            isinstance(node.args[0], ast.Constant) and node.args[0].value in ("error", "warning")
        ):
            continue
        messages = list(_texts(node.args[message], function, functions, given))
        yield from (ProblemMessage("message", words, place) for words in messages)
        if len(node.args) > hint:
            hints = _texts(node.args[hint], function, functions, given)
            yield from (ProblemMessage("hint", words, place, messages[0] if messages else "") for words in hints)


def _texts(
    node: ast.expr, function: ast.FunctionDef, functions: dict[str, ast.FunctionDef], given: set[str]
) -> Iterator[str]:
    """The strings that an expression can evaluate to; an empty one if not all can be determined."""
    if isinstance(node, ast.Constant):
        yield from [str(node.value)] if node.value else []
    elif isinstance(node, ast.IfExp):
        yield from (words for part in (node.body, node.orelse) for words in _texts(part, function, functions, given))
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        yield from (words for part in node.value.values for words in _texts(part, function, functions, given))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
        yield from _returned(functions[node.func.id], functions)
    elif isinstance(node, ast.Name) and node.id not in given:
        values = list(_assigned(node.id, function))
        yield from (words for value in values for words in _texts(value, function, functions, given))
        yield from [] if values else [""]
    elif not (isinstance(node, ast.Name | ast.Attribute) or _is_found_elsewhere(node)):
        yield ""


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                first = target.elts[0] if isinstance(target, ast.Tuple) else target
                if isinstance(first, ast.Name) and first.id == name:
                    yield node.value
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            yield node.value


def _is_found_elsewhere(node: ast.expr) -> bool:
    """Whether the text comes from `suggest` or from a rule, which are extracted separately."""
    if isinstance(node, ast.JoinedStr):
        return ast.unparse(node).startswith("f'{rule.message}")
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "suggest"


def _returned(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            value = node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value
            yield from _texts(value, function, functions, set())
