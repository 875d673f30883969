"""A theme's templates looked at without a page: what cannot be read, what is not there, what goes in a circle."""

from collections.abc import Collection, Mapping
from types import TracebackType

from jinja2 import Environment, TemplateSyntaxError, nodes

from kaedah.model import Theme
from kaedah.plan.pages import ALL_PAGES
from kaedah.problems import HintBudget, Position, Problem, Report, suggest

# Templates that every page is made with, besides those of the kinds of pages.
SHARED = ("frame.html", "layout.html", "parts.html")


def check_templates(theme: Theme) -> list[Problem]:
    """Every mistake in the templates that can be seen without a page."""
    problems: list[Problem] = []
    needed = {*SHARED, *(page.kind.template for page in ALL_PAGES)}
    for name in sorted(needed - set(theme.templates)):
        Report(f"{theme.folder}/theme.yaml", problems).error(
            Position(),
            'the theme has no template "{name}"',
            "add it, or write `extends: default`; remove the folder if it is a copy of a shipped theme",
            name=name,
        )
    known, budget = (dict.fromkeys(sorted(theme.templates)), dict.fromkeys(sorted(theme.assets))), HintBudget()
    environment = Environment(trim_blocks=True, lstrip_blocks=True)
    parents: dict[str, tuple[str, int]] = {}
    blocks: dict[str, dict[str, int]] = {}  # by template all blocks, with their lines
    outer: dict[str, list[nodes.Block]] = {}  # of the templates of the theme itself, those in no other block
    for path, names in sorted(_by_file(theme).items()):
        report = Report(path, problems)
        try:
            tree = environment.parse(theme.templates[names[0]])
        except TemplateSyntaxError as error:
            reason = sentence(error.message or "")
            report.error(Position(error.lineno), "the template cannot be read: {reason}", "fix it", reason=reason)
            continue
        except RecursionError:
            reason = "it is nested too deeply"
            report.error(Position(), "the template cannot be read: {reason}", "fix it", reason=reason)
            continue
        _check_names(tree, *known, budget, report)
        own = {node.name: node.lineno for node in tree.find_all(nodes.Block)}
        blocks.update(dict.fromkeys(names, own))
        if path.startswith(f"{theme.folder}/"):
            outer.update({names[0]: [node for node in tree.body if isinstance(node, nodes.Block)]})
        for node in tree.find_all(nodes.Extends):
            if isinstance(node.template, nodes.Const):
                parents.update(dict.fromkeys(names, (node.template.value, node.lineno)))
    for name in sorted(parents):
        if "/" not in name and _is_in_circle(name, parents):
            Report(theme.files[name], problems).error(
                Position(parents[name][1]),
                "the template extends itself",
                'name the theme that has the template, as in `{% extends "default/{name}" %}`',
                name=name,
            )
    for name, found in outer.items():
        if name in parents:
            _check_blocks(name, found, parents, blocks, Report(theme.files[name], problems))
    return sorted(problems)


def _by_file(theme: Theme) -> dict[str, list[str]]:
    """The names of each file that a page may be made with."""
    found: dict[str, list[str]] = {}
    for name, path in theme.files.items():
        found.setdefault(path, []).append(name)
    return found


def _check_names(
    tree: nodes.Template, templates: Collection[str], assets: Collection[str], budget: HintBudget, report: Report
) -> None:
    """Reports the templates and assets that a template names and that are not there."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        named = getattr(node, "template")  # noqa: B009 (each of them has one, their base class has not)
        if isinstance(named, nodes.Const) and isinstance(named.value, str) and named.value not in templates:
            hint, more = suggest(named.value, templates, budget)
            report.error(Position(node.lineno), 'there is no template "{name}"', hint, name=named.value, **more)
    for call in tree.find_all(nodes.Call):
        first = call.args[0] if call.args else None
        if not isinstance(call.node, nodes.Name) or call.node.name != "asset" or not isinstance(first, nodes.Const):
            continue
        if first.value not in assets:
            hint, more = suggest(str(first.value), assets, budget)
            report.error(Position(call.lineno), 'there is no asset "{name}"', hint, name=first.value, **more)


def _check_blocks(
    name: str,
    found: list[nodes.Block],
    parents: Mapping[str, tuple[str, int]],
    blocks: Mapping[str, Mapping[str, int]],
    report: Report,
) -> None:
    """Reports the blocks of a template that none below it has: nothing of them would be shown."""
    known: dict[str, None] = {}
    book = name.partition("/")[2].startswith("book/") or name.startswith("book/")
    ahead, seen = [parents[name][0]], {name}
    while ahead:
        parent = ahead.pop()
        if parent in seen:
            continue
        seen.add(parent)
        known |= dict.fromkeys(blocks.get(parent, ()))
        ahead += [parents[parent][0]] if parent in parents else []
        ahead += [f"book/{parent}"] if book and f"book/{parent}" in blocks else []  # a book looks there first
    if not known:  # it extends what is not there, or not by its name
        return
    for block in found:
        if block.name not in known:
            hint, more = suggest(block.name, known)
            message = 'no template that this one extends has a block "{name}"'
            report.error(Position(block.lineno), message, hint, name=block.name, **more)


def _is_in_circle(name: str, parents: dict[str, tuple[str, int]]) -> bool:
    seen: list[str] = []
    here: str | None = name
    while here is not None and here not in seen:
        seen.append(here)
        here = parents[here][0] if here in parents else None
    return here == name


def place_of(error: BaseException, theme: Theme) -> tuple[str, int] | None:
    """The template and the line where rendering failed, or None where it did not fail in a template."""
    if isinstance(error, TemplateSyntaxError):
        return (error.filename, error.lineno) if error.filename else None
    paths = set(theme.files.values())
    found = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in paths:
            found = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return found


def sentence(text: str) -> str:
    """Jinja's words as our messages are written: no capital first, no stop last."""
    return text[:1].lower() + text[1:].rstrip(".")
