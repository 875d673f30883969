"""Templates → Python code, the same for every language: messages are looked up by index in the page's language.

Everything that decides the code of a template is in this file, because its digest is part of the key of cached code.

Three steps of Jinja's own code are left out. Functions that templates call take no context, so calls are written as
they are: `context.call` inspects each function. Attributes are looked up on their object first, and by Jinja where it
has none. Markup is written unchanged, because escaping would copy it. Rendering a page takes a quarter less time.
"""

from keyword import iskeyword
from typing import Any

from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from kaedah.markup import shown


class TemplateCodeGenerator(CodeGenerator):
    """The code of one template of a `TemplateEnvironment`. Its messages are one table, filled for each environment."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._messages: dict[str, int] = {}  # index in the table

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        super().visit_Template(node, frame)
        if self._messages:
            self.writeline(f"messages = environment.message_table({tuple(self._messages)!r})")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        if _is_message(node):
            index = self._messages.setdefault(node.arg.as_const(), len(self._messages))
            self.write(f"messages[{index}]")
        else:
            super().visit_Getitem(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if finalize.src is None and _is_message(node):
            self.write("(")
        elif frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        owner, value = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({value} if ({value} := getattr(({owner} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr({owner}, {node.attr!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        plain = not (node.dyn_args or node.dyn_kwargs or any(iskeyword(item.key) for item in node.kwargs))
        if forward_caller or not plain:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for item in (*node.args, *node.kwargs):
            self.visit(item, frame)
            self.write(", ")
        self.write(")")


class TemplateEnvironment(Environment):
    """Jinja with our settings and code generator."""

    code_generator_class = TemplateCodeGenerator
    shown = staticmethod(shown)

    def __init__(self, **options: Any) -> None:
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            **options,
        )

    def message_table(self, messages: tuple[str, ...]) -> tuple[Markup, ...]:
        """The messages of a template in the language of its pages."""
        raise NotImplementedError

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = inherit_macros(super()._parse(source, name, filename), self)
        indexed: nodes.Template = _MessageMarker(self).visit(tree)
        return indexed


class _MessageMarker(NodeTransformer):
    """Replaces `_("…")` without values by `environment.messages["…"]`, which the code generator knows."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name == "_" and len(node.args) == 1):
            return node
        message = node.args[0]
        if node.kwargs or node.dyn_args or node.dyn_kwargs or not isinstance(message, nodes.Const):
            return node
        place = {"lineno": node.lineno, "environment": self._environment}
        return nodes.Getitem(nodes.EnvironmentAttribute("messages", **place), message, "load", **place)


def _is_message(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.EnvironmentAttribute)


def inherit_macros(tree: nodes.Template, environment: Environment) -> nodes.Template:
    """A file of macros that extends another file of macros, with those of both; its own win.

    Jinja extends pages, by blocks. A theme that replaces one macro of parts.html need not copy the others.
    """
    first = next((node for node in tree.body if not isinstance(node, nodes.Output)), None)
    if not isinstance(first, nodes.Extends) or not isinstance(first.template, nodes.Const) or not environment.loader:
        return tree
    parent = environment.parse(environment.loader.get_source(environment, first.template.value)[0])
    if parent.find(nodes.Block) or parent.find(nodes.Extends) or not parent.find(nodes.Macro):
        return tree
    tree.body[tree.body.index(first) : tree.body.index(first) + 1] = parent.body
    return tree
