"""What rendering raises. It is caught by much that renders nothing, so it is apart from the template engine."""


class RenderError(Exception):
    """A page could not be rendered: our mistake or the theme's. Names the page and, where one failed, the template.

    `place` is the template's path as messages show it, and the line.
    """

    def __init__(self, path: str, template: str, reason: str, place: tuple[str, int] | None = None) -> None:
        super().__init__(path, template, reason, place)
        self.path, self.template, self.reason, self.place = path, template, reason, place

    def __str__(self) -> str:
        return f"cannot render {self.path} with {self.template}: {self.reason}"
