"""The kind for related methods."""

from collections.abc import Hashable
from typing import Any, NamedTuple, Protocol

from markupsafe import Markup

from kaedah.documents import LocalizedText
from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.discovery import slug_of
from kaedah.read.kinds.kind import (
    Cell,
    Kind,
    Localizer,
    Order,
    Reader,
    Role,
    sequence_key,
    split_answer,
    text_items,
    written,
)
from kaedah.read.yaml_nodes import Node


class Neighbour(NamedTuple):
    """A related method with its name in one locale."""

    slug: str
    name: LocalizedText


class Named(Protocol):
    """A method with its name in one locale."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> LocalizedText: ...


class Links(Kind):
    """Slugs of other methods, which must exist."""

    modes = ("count", "set", "value", "none")
    role = Role.LINKS
    example = "[]"
    value_type = tuple[str, ...]
    prompt = "slugs, separated by ;"
    is_list = True

    def parse(self, node: Node, field: Field, report: Report) -> tuple[str, ...] | None:
        return tuple(item.text for item in text_items(node, field, report))

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        }

    def key(self, value: tuple[str, ...], mode: CompareMode) -> Hashable:
        return sequence_key(value, mode)

    def answer(self, words: str, field: Field) -> str:
        return written([slug_of(part) for part in split_answer(words)])

    def parts(self, value: tuple[str, ...]) -> tuple[Hashable, ...]:
        return value

    def order(self, value: tuple[str, ...], shown: tuple[Neighbour, ...], field: Field) -> Order:
        return len(value)  # which a cell begins with

    def localise(self, value: tuple[str, ...], field: Field, reader: Reader) -> tuple[Neighbour, ...]:
        return tuple(Neighbour(slug, reader.name_of(slug)) for slug in value)

    def cell(self, value: tuple[Neighbour, ...], localizer: Localizer) -> Cell:
        count = localizer.ngettext("{count} related method", "{count} related methods", len(value))
        items = Markup("").join(
            markup("<li>{}</li>", localizer.part(near.slug, method_link(near, localizer))) for near in value
        )
        return Cell(markup('<div class="count">{}</div><ul class="links">{}</ul>', count, items))


def method_link(near: Named, localizer: Localizer) -> Markup:
    """A link to the method's page in the same language."""
    return markup(
        '<a href="{}"{}>{}</a>', localizer.method_href(near.slug), localizer.lang(near.name.lang), near.name.text
    )
