"""No browser test uses a page right after a navigation or a resize: it waits first, or calls a function that waits.

This reads the source of the tests, and follows their helper functions. A click on a link and the Enter key count as
navigations, because Playwright returns from them before the scripts of the new page have run.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
NAVIGATING = {"goto", "reload", "go_back", "go_forward", "set_content", "set_viewport_size"}
PRESSING = {"click", "dblclick", "tap", "press"}
ACTING = {*PRESSING, "check", "fill", "focus", "hover", "select_option", "set_checked", "type", "uncheck"}
READING = {
    *("all", "all_inner_texts", "all_text_contents", "aria_snapshot", "bounding_box", "content", "count", "evaluate"),
    *("evaluate_all", "evaluate_handle", "get_attribute", "inner_html", "inner_text", "input_value", "is_checked"),
    *("is_disabled", "is_enabled", "is_hidden", "is_visible", "pdf", "query_selector", "screenshot", "text_content"),
    "title",
}
LINK = re.compile(r"(?:^|[\s>+~,(])a(?:[.\[:#][^\s>+~,]*)?\)?$|\.remove$")
MOVES = re.compile(r"\blocation(?:\.(?:hash|href))?\s*\+?=[^=]|\blocation\.(?:assign|replace|reload)\(")


class Module(NamedTuple):
    """The functions that a module of tests defines, and those that it imports from others, by name."""

    functions: dict[str, ast.FunctionDef]
    imported: dict[str, tuple[str, str]]


def parse_module(source: str) -> Module:
    nodes = [*ast.walk(ast.parse(source))]
    imported = {
        alias.asname or alias.name: (node.module.removeprefix("tests.").replace(".", "/"), alias.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tests.")
        for alias in node.names
    }
    return Module({node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}, imported)


@cache
def load_module(name: str) -> Module:
    path = HERE / f"{name}.py"
    return parse_module((path if path.exists() else HERE / name / "__init__.py").read_text(encoding="utf-8"))


def strings_of(node: ast.expr) -> str:
    """The constant parts of a string, a formatted string, or of strings that are added."""
    return "".join(str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant))


class Flow:
    """Follows one function in the order of execution; `pending` is the line of a navigation not yet waited for."""

    def __init__(
        self, module: Module, function: ast.FunctionDef, pending: int = 0, callers: tuple[str, ...] = ()
    ) -> None:
        self.module, self.pending, self.callers = module, pending, (*callers, function.name)
        self.faults: list[tuple[int, str]] = []
        self.assigned: dict[str, ast.expr] = {}
        self.run(function.body)

    def run(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            self.step(statement)

    def step(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef() | ast.ClassDef():
                return
            case ast.If(test, body, orelse):
                self.visit(test)
                before = self.pending
                self.run(body)
                after, self.pending = self.pending, before
                self.run(orelse)
                self.pending = self.pending or after
            case ast.For(_, over, body, orelse) | ast.While(over, body, orelse):
                self.visit(over)
                self.run([*body, *body, *orelse])  # twice: what ends one round may begin the next
            case ast.With(items, body):
                for item in items:
                    self.visit(item.context_expr)
                self.run(body)
                if any("expect_" in ast.unparse(item.context_expr) for item in items):
                    self.pending = 0
            case ast.Try(body, handlers, orelse, final):
                self.run([*body, *(line for handler in handlers for line in handler.body), *orelse, *final])
            case _:
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    self.assigned[statement.targets[0].id] = statement.value
                self.visit(statement)

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            for generator in node.generators:
                self.visit(generator)
        for child in ast.iter_child_nodes(node):
            self.visit(child)
        if isinstance(node, ast.Call):
            self.call(node)
        elif isinstance(node, ast.Attribute) and node.attr == "url" and ast.unparse(node.value) == "page":
            self.use(node.lineno, "page.url")

    def use(self, line: int, what: str) -> None:
        if self.pending:
            self.faults.append((line, f"{what} right after the navigation of line {self.pending}"))
        self.pending = 0  # one fault is enough

    def call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            self.call_function(node.func.id, node)
        elif isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name.startswith(("wait_for", "expect_", "to_")):
                self.pending = 0
            elif name in NAVIGATING:
                self.pending = node.lineno
            elif name in READING | ACTING:
                self.use(node.lineno, name)
                if self.navigates(node, node.func):
                    self.pending = node.lineno

    def call_function(self, name: str, node: ast.Call) -> None:
        home, inner = self.module.imported.get(name, ("", name))
        if name == "expect":
            self.pending = 0
            return
        module = load_module(home) if home else self.module
        if inner not in module.functions or inner in self.callers:
            return
        found = Flow(module, module.functions[inner], node.lineno if self.pending else 0, self.callers)
        if self.pending and any(f"line {node.lineno}" in reported for _, reported in found.faults):
            self.use(node.lineno, name)
        self.pending = node.lineno if found.pending else 0

    def navigates(self, node: ast.Call, func: ast.Attribute) -> bool:
        if func.attr == "evaluate":
            return bool(node.args) and bool(MOVES.search(strings_of(node.args[0])))
        if func.attr == "press":
            return any(strings_of(part) in {"Enter", "NumpadEnter"} for part in node.args)
        return func.attr in PRESSING and self.is_link(func.value)

    def is_link(self, receiver: ast.expr) -> bool:
        if isinstance(receiver, ast.Name) and receiver.id in self.assigned:
            return self.is_link(self.assigned[receiver.id])
        return any(
            (call.func.attr == "get_by_role" and strings_of(call.args[0]) == "link")
            or (call.func.attr == "locator" and bool(LINK.search(strings_of(call.args[0]))))
            for call in ast.walk(receiver)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args
        )


def faults_of(module: Module) -> Iterator[str]:
    for function in module.functions.values():
        for line, text in Flow(module, function).faults:
            yield f"line {line}: {text}"


BROWSER_TESTS = [
    path.stem for path in sorted(HERE.glob("*.py")) if "from playwright" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", BROWSER_TESTS)
def test_browser_tests_wait_after_every_navigation(name: str) -> None:
    assert [*faults_of(load_module(name))] == []


# the check itself

BROWSING = "from tests.browsing import follow, open_page, watch\n"
HELPERS = """
def read(page):
    return page.locator("h1").inner_text()
def settle(page):
    page.wait_for_selector("h1")
    return read(page)
def leave(page):
    page.get_by_role("link", name="Other").click()
"""


@pytest.mark.parametrize(
    "body",
    [
        "page.goto(x); page.locator('h1').inner_text()",
        "page.reload(); assert page.evaluate('1')",
        "page.set_viewport_size(x); page.locator('p').count()",
        "page.go_back(); assert page.url == x",
        "page.get_by_role('link', name='A').click(); page.locator('p').count()",
        "page.locator('.item a.more').first.click(); page.locator('p').is_visible()",
        "page.locator('th .remove').click(); page.title()",
        "link = page.locator(f'nav a[href={x}]'); link.click(); page.locator('p').input_value()",
        "page.keyboard.press('Enter'); page.locator('p').all_text_contents()",
        "page.evaluate('location.hash = 1'); page.locator('p').text_content()",
        "page.goto(x); page.locator('input').fill('a')",
        "page.goto(x); read(page)",
        "page.goto(x); watch(page); read(page)",
        "leave(page); page.locator('h1').inner_text()",
        "leave(page); read(page)",
        "for x in y:\n  page.locator('h1').inner_text()\n  page.goto(x)",
        "if x:\n  page.goto(x)\nelse:\n  page.close()\npage.content()",
        "page.goto(x); assert [p.inner_text() for p in page.locator('p').all()]",
    ],
)
def test_using_a_page_right_after_a_navigation_is_found(body: str) -> None:
    (fault,) = {
        *faults_of(
            parse_module(BROWSING + HELPERS + f"def test(page, x, y):\n  {body.replace(chr(10), chr(10) + '  ')}\n")
        )
    }
    assert "right after the navigation" in fault


@pytest.mark.parametrize(
    "body",
    [
        "open_page(page, x); page.locator('h1').inner_text()",
        "follow(page, page.get_by_role('link'), x); page.locator('h1').inner_text()",
        "page.goto(x); page.wait_for_selector('h1'); page.locator('h1').inner_text()",
        "page.goto(x); page.locator('h1').wait_for(); read(page)",
        "page.goto(x); expect(page.locator('h1')).to_have_text('a'); read(page)",
        "page.goto(x); settle(page)",
        "leave(page); settle(page)",
        "page.locator('summary').click(); page.locator('p').inner_text()",
        "page.locator('label').click(); read(page)",
        "with page.expect_popup():\n  page.locator('a').click()\npage.locator('p').inner_text()",
        "for x in y:\n  open_page(page, x)\n  read(page)",
        "page.goto(x)",
    ],
)
def test_waiting_before_a_page_is_used_is_accepted(body: str) -> None:
    module = parse_module(BROWSING + HELPERS + f"def test(page, x, y):\n  {body.replace(chr(10), chr(10) + '  ')}\n")
    assert [*faults_of(module)] == []
