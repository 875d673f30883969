"""The kind for people: names as they publish, in order; and people in references."""

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.person import Person, is_orcid, person_of
from kaedah.problems import Report
from kaedah.read.kinds.kind import (
    Cell,
    Kind,
    Localizer,
    Order,
    Role,
    is_unfilled,
    sequence_key,
    split_answer,
    written,
)
from kaedah.read.yaml_nodes import Node, entries, expect

_SEVERAL = re.compile(r"[,;、]| and | & ")  # separators of several names in one text
_BETWEEN = r",\s+(?:and\s+)?|\s+and\s+"  # names in an answer without semicolons
KEYS = ("name", "family", "given", "orcid")
_ORCID_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE)


class People(Kind):
    """Full names, rendered as a list in the language of the page ("A, B dan C", "A、B和C")."""

    modes = ("value", "set", "count", "none")
    role = Role.PEOPLE
    example = "[Given Family, Given Family]"
    value_type = tuple[Person, ...]
    prompt = "names, separated by ;"
    is_list = True
    keys = KEYS

    def parse(self, node: Node, field: Field, report: Report) -> tuple[Person, ...] | None:
        found: dict[str, Person] = {}
        for item in node.items if node.shape == "list" else (node,):
            person = self._person(item, field, report, alone=item is node)
            if person is None:
                continue
            if person.key in found:
                name = person.full_name
                report.error(item, '"{text}" appears twice in "{field}"', "keep one", text=name, field=field.id)
            found.setdefault(person.key, person)
        return tuple(found.values()) or None

    def _person(self, item: Node, field: Field, report: Report, *, alone: bool) -> Person | None:
        if item.shape == "mapping":
            return parse_parts(item, report)
        if not expect(item, "text", report, f'an item of "{field.id}"'):
            return None
        name = " ".join(item.text.split())
        if not name:
            report.error(item, 'an item of "{field}" is empty', "remove it", field=field.id)
        elif is_unfilled(name):
            report.error(item, '"{field}" is not filled in yet', "fill it in", field=field.id)
        elif "et al" in name.casefold():
            report.error(
                item,
                '"{name}" is not a person',
                "name every person; pages shorten long lists in the reader's language",
                name=name,
            )
        elif alone and _SEVERAL.search(name):
            report.error(
                item,
                '"{name}" is more than one person',
                "write a list: `[{names}]`",
                name=name,
                names=", ".join(part.strip() for part in _SEVERAL.split(name) if part.strip()),
            )
        else:
            return person_of(name)
        return None

    def cell_value(self, node: Node, items: Sequence[Node]) -> Node:
        return super().cell_value(node, items) if len(items) > 1 else node

    def schema(self, field: Field) -> dict[str, Any]:
        person = person_schema()
        return {"anyOf": [*person["anyOf"], {"type": "array", "items": person, "uniqueItems": True}]}

    def key(self, value: tuple[Person, ...], mode: CompareMode) -> Hashable:
        return sequence_key(self.parts(value), mode)

    def plain(self, value: tuple[Person, ...]) -> list[str | dict[str, str]]:
        return [plain_person(person, person.full_name) for person in value]

    def flat(self, value: tuple[Person, ...]) -> list[str]:
        """The full names."""
        return [person.full_name for person in value]

    def answer(self, words: str, field: Field) -> str:
        return written(split_answer(words, ";" if ";" in words else _BETWEEN))

    def parts(self, value: tuple[Person, ...]) -> tuple[Hashable, ...]:
        return tuple(person.key for person in value)

    def order(self, value: tuple[Person, ...], shown: tuple[Person, ...], field: Field) -> Order:
        """By family names."""
        return tuple(person.inverted for person in value)

    def cell(self, value: tuple[Person, ...], localizer: Localizer) -> Cell:
        names = [localizer.part(person.key, person.full_name) for person in value]
        return Cell(markup('<span class="people">{}</span>', localizer.listing(names)))


def person_schema() -> dict[str, Any]:
    """The JSON Schema of one person: a text, or its parts."""
    text = {"type": "string", "minLength": 1}
    orcid = {"type": "string", "pattern": "^([0-9]{4}-){3}[0-9]{3}[0-9X]$"}
    forms = (("name",), ("family", "given"))
    mappings = [
        {
            "type": "object",
            "properties": {**dict.fromkeys(keys, text), "orcid": orcid},
            "required": [keys[0]],
            "additionalProperties": False,
        }
        for keys in forms
    ]
    return {"anyOf": [text, *mappings]}


def parse_person(node: Node, report: Report, parse: Callable[[str], Person]) -> Person | None:
    """A person as text, which `parse` takes apart, or as a mapping of parts; None with an error in `report`."""
    if node.shape == "mapping":
        return parse_parts(node, report)
    return parse(" ".join(node.text.split())) if expect(node, "text", report, "an author") else None


def parse_parts(node: Node, report: Report) -> Person | None:
    """A person from `name`, or from `family` and `given`; None with an error in `report`."""
    before = len(report.problems)
    given = entries(node, KEYS, report)
    words = {
        key: " ".join(item.text.split()) for key, item in given.items() if expect(item, "text", report, f'"{key}"')
    }
    whole, family = "name" in given, "family" in given
    if len(report.problems) == before and (whole == family or (whole and "given" in given)):
        hint = "write `{family: Byron, given: Ada}`, or `{name: …}` for an organisation or a single name"
        report.error(node, "a person has a family name or one whole name", hint)
    if "orcid" in words:
        words["orcid"] = _orcid(given["orcid"], report)
    if len(report.problems) > before:
        return None
    orcid = words.get("orcid", "")
    if "name" in words:
        return Person(words["name"], "", orcid, is_group=True)
    return Person(words["family"], words.get("given", ""), orcid)


def _orcid(node: Node, report: Report) -> str:
    text = node.text.strip()
    bare = _ORCID_ADDRESS.sub("", text).strip("/").upper()
    if is_orcid(text):
        return text
    if is_orcid(bare):
        report.error(node, '"{orcid}" is not an ORCID iD', "write only `{right}`", orcid=text, right=bare)
    else:
        hint = "check the digits; there are 16, as in 0000-0002-1825-0097, the last one a check digit"
        report.error(node, '"{orcid}" is not an ORCID iD', hint, orcid=text)
    return ""


def plain_person(person: Person, text: str) -> str | dict[str, str]:
    """A person as a content file has it: `text` where that says all."""
    if not person.orcid and not person.is_group:
        return text
    parts = {"name": person.family} if person.is_group else {"family": person.family, "given": person.given}
    return {key: words for key, words in {**parts, "orcid": person.orcid}.items() if words}
