"""The kind for people: names as they publish, in order."""

import re
from collections.abc import Hashable, Sequence
from typing import Any

from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Role, sequence_key, split_answer, text_items, written
from kaedah.read.yaml_nodes import Node
from kaedah.text_forms import same_word

_SEVERAL = re.compile(r"[,;、]| and | & ")  # separators of several names in one text
_BETWEEN = r",\s+(?:and\s+)?|\s+and\s+"  # names in an answer without semicolons


class People(Kind):
    """Full names, rendered as a list in the language of the page ("A, B dan C", "A、B和C")."""

    modes = ("value", "set", "count", "none")
    role = Role.PEOPLE
    example = "[Given Family, Given Family]"
    value_type = tuple[str, ...]
    prompt = "names, separated by ;"
    is_list = True

    def parse(self, node: Node, field: Field, report: Report) -> tuple[str, ...] | None:
        names = []
        for item in text_items(node, field, report):
            name = " ".join(item.text.split())
            if "et al" in name.casefold():
                report.error(
                    item,
                    '"{name}" is not a person',
                    "name every person; pages shorten long lists in the reader's language",
                    name=name,
                )
                continue
            if item is node and _SEVERAL.search(name):
                report.error(
                    item,
                    '"{name}" is more than one person',
                    "write a list: `[{names}]`",
                    name=name,
                    names=", ".join(part.strip() for part in _SEVERAL.split(name) if part.strip()),
                )
                continue
            names.append(name)
        return tuple(names) or None

    def cell_value(self, node: Node, items: Sequence[Node]) -> Node:
        return super().cell_value(node, items) if len(items) > 1 else node

    def schema(self, field: Field) -> dict[str, Any]:
        name = {"type": "string", "minLength": 1}
        return {"anyOf": [name, {"type": "array", "items": name, "uniqueItems": True}]}

    def key(self, value: tuple[str, ...], mode: CompareMode) -> Hashable:
        return sequence_key(self.parts(value), mode)

    def answer(self, words: str, field: Field) -> str:
        return written(split_answer(words, ";" if ";" in words else _BETWEEN))

    def parts(self, value: tuple[str, ...]) -> tuple[Hashable, ...]:
        return tuple(map(same_word, value))

    def cell(self, value: tuple[str, ...], localizer: Localizer) -> Cell:
        names = [localizer.part(part, name) for part, name in zip(self.parts(value), value, strict=True)]
        return Cell(markup('<span class="people">{}</span>', localizer.listing(names)))
