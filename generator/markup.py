"""Markup made in hot places."""

from markupsafe import Markup, escape


def markup(template: str, *values: object) -> Markup:
    """The template with its `{}` places filled: values are escaped, what is markup already stays as it is.

    `Markup(template).format(…)` does the same in six times the time, and cells are made by the hundred thousand.
    """
    return Markup(template.format(*map(escape, values)))
