"""Templates worked out ahead: what depends on nothing but the locale is rendered once, when its template is compiled.

Most of a page says the same on every page of its language: addresses of assets, labels, whole menus. Rendering that
once instead of a thousand times makes a page twice as fast, and leaves theme authors free to write it where it belongs.
"""

from collections.abc import Iterable, Iterator, Sequence

from jinja2 import Environment, Template, nodes

# Names of Jinja's that give another value each time, or keep one.
_RESTLESS = frozenset({"lipsum", "cycler", "joiner", "namespace"})
# Statements that do more than to write, or see the view: what holds one is left as it is.
_BINDING = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Block,
    nodes.Import,
    nodes.FromImport,
    nodes.Include,
    nodes.Macro,
    nodes.CallBlock,
    nodes.EvalContextModifier,
)
_BETWEEN = "\ue002"  # between pieces that are rendered together; no content holds it


def fold_constants(tree: nodes.Template, environment: Environment, request: dict[str, frozenset[str]]) -> None:
    """Writes into the template all that its view cannot change. What fails is left to fail when rendered.

    `asked` keeps what imported templates ask for, by their names, from one template of an environment to the next.
    """
    _Folder(tree, environment, request).fold()


class _Folder:
    def __init__(self, tree: nodes.Template, environment: Environment, request: dict[str, frozenset[str]]) -> None:
        self._tree, self._environment, self._asked = tree, environment, request
        stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
        self._constants = frozenset(environment.globals) - _RESTLESS - stored
        self._modules = [item for item in tree.find_all(nodes.Import) if self._is_pure(item)]
        self._constants |= {item.target for item in self._modules}
        self._found: list[tuple[list[nodes.Node], int, nodes.Node]] = []  # a list, a place in it, what stands there

    def fold(self) -> None:
        """Finds what is constant, renders all of it together, and puts it back as text."""
        self._search(self._tree.body)
        written = self._written([node for _, _, node in self._found])
        for (held, place, node), text in zip(self._found, written, strict=True):
            if text is not None:
                data = nodes.TemplateData(text, lineno=node.lineno)
                held[place] = data if isinstance(node, nodes.Expr) else nodes.Output([data], lineno=node.lineno)
        _join(self._tree.body)

    def _is_pure(self, item: nodes.Import) -> bool:
        """Whether the macros of an imported template use nothing but their arguments and constants."""
        if not isinstance(item.template, nodes.Const) or self._environment.loader is None:
            return False
        name = item.template.value
        try:
            names = self._asked[name] if name in self._asked else _names_of(self._environment, name)
        except Exception:  # a template that is not there is told of when it is used
            return False
        self._asked[name] = names
        return names <= self._constants

    def _search(self, body: list[nodes.Node]) -> None:
        for index, node in enumerate(body):
            if isinstance(node, nodes.Output):
                held: list[nodes.Node] = list(node.nodes)
                node.nodes = held  # type: ignore[assignment]
                for place, part in enumerate(held):
                    if not isinstance(part, nodes.TemplateData) and self._is_known(part):
                        self._found.append((held, place, part))
            elif isinstance(node, nodes.If | nodes.For) and self._is_constant(node):
                self._found.append((body, index, node))
            elif not isinstance(node, nodes.EvalContextModifier):  # within it, text is written in another way
                for inner in _bodies(node):
                    self._search(inner)

    def _is_constant(self, node: nodes.Node) -> bool:
        return self._is_known(node) and next(node.find_all(_BINDING), None) is None

    def _is_known(self, node: nodes.Node) -> bool:
        """Whether this asks for nothing that a page decides, and gives the same each time."""
        if not free_names(node) <= self._constants:
            return False
        return not any(getattr(item, "name", "") == "random" for item in (node, *node.find_all(nodes.Filter)))

    def _written(self, found: list[nodes.Node]) -> Sequence[str | None]:
        """What each of the nodes writes; None for one that fails, which is found by halving."""
        texts = self._rendered(found)
        if texts is not None:
            return texts
        if len(found) == 1:
            return [None]
        half = len(found) // 2
        return [*self._written(found[:half]), *self._written(found[half:])]

    def _rendered(self, found: list[nodes.Node]) -> list[str] | None:
        """What the nodes write; None where one of them fails."""
        body: list[nodes.Node] = []
        for node in found:
            body.append(nodes.Output([node]) if isinstance(node, nodes.Expr) else node)
            body.append(nodes.Output([nodes.TemplateData(_BETWEEN)]))
        tree = nodes.Template([*self._modules, *body], lineno=1)
        tree.set_environment(self._environment)
        try:
            code = self._environment.compile(tree)
            template = Template.from_code(self._environment, code, self._environment.globals)
            text = "".join(template.root_render_func(template.new_context()))  # not to be told well, as `render` does
        except Exception:  # whatever it is, it is raised again where the page is rendered
            return None
        return text.split(_BETWEEN)[:-1]


def _names_of(environment: Environment, template: str) -> frozenset[str]:
    """The names that a template asks of what surrounds it."""
    assert environment.loader is not None
    return free_names(environment.parse(environment.loader.get_source(environment, template)[0]))


def free_names(node: nodes.Node) -> frozenset[str]:
    """The names that a node asks of what surrounds it."""
    if isinstance(node, nodes.Name):
        return frozenset((node.name,)) if node.ctx == "load" else frozenset()
    if isinstance(node, nodes.For):
        inside = _free([*node.body, *([node.test] if node.test else [])])
        bound = {name.name for name in [node.target, *node.target.find_all(nodes.Name)] if isinstance(name, nodes.Name)}
        return (inside - bound - {"loop"}) | free_names(node.iter) | _free(node.else_)
    if isinstance(node, nodes.Macro):
        bound = {argument.name for argument in node.args} | {"caller", "varargs", "kwargs"}
        return (_free(node.body) - bound - _bound_in(node.body)) | _free(node.defaults)
    if isinstance(node, nodes.Template):
        return _free(node.body) - _bound_in(node.body)
    return _free(node.iter_child_nodes())


def _free(found: Iterable[nodes.Node]) -> frozenset[str]:
    return frozenset().union(*(free_names(node) for node in found))


def _bound_in(body: list[nodes.Node]) -> set[str]:
    """The names that statements give a meaning to for those after them."""
    names = {name.name for node in body for name in node.find_all(nodes.Name) if name.ctx == "store"}
    return names | {node.name for node in body if isinstance(node, nodes.Macro)}


def _bodies(node: nodes.Node) -> Iterator[list[nodes.Node]]:
    """The statements within a statement."""
    for field in ("body", "else_"):
        held = getattr(node, field, None)
        if isinstance(held, list):
            yield held
    for other in getattr(node, "elif_", ()):
        yield from _bodies(other)


def _join(body: list[nodes.Node]) -> None:
    """Makes neighbouring outputs one, and neighbouring texts in them."""
    joined: list[nodes.Node] = []
    for node in body:
        for inner in _bodies(node):
            _join(inner)
        if isinstance(node, nodes.Output) and joined and isinstance(joined[-1], nodes.Output):
            joined[-1].nodes = [*joined[-1].nodes, *node.nodes]
        else:
            joined.append(node)
    for node in joined:
        if isinstance(node, nodes.Output):
            node.nodes = list(_texts_joined(node.nodes))
    body[:] = joined


def _texts_joined(parts: Iterable[nodes.Expr]) -> Iterator[nodes.Expr]:
    text: nodes.TemplateData | None = None
    for part in parts:
        if not isinstance(part, nodes.TemplateData):
            if text is not None:
                yield text
            text = None
            yield part
        elif text is None:
            text = nodes.TemplateData(part.data, lineno=part.lineno)
        else:
            text.data += part.data
    if text is not None:
        yield text
