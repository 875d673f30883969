"""Templates → Python, with three steps less than Jinja must take for whoever uses it.

Nothing that our templates call asks for the context it is called from, so calls are made as they stand: `context.call`
looks at every function anew. Attributes are asked of their object first, and of Jinja where it has none. And markup is
written as it is: escaping it would copy it. A page takes a quarter less.
"""

from keyword import iskeyword

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class DirectCode(CodeGenerator):
    """The code of a template of an environment that has `shown`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        held, found = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr(({held} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr({held}, {node.attr!r}))")

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
