"""Notes and sources on single values: a value of any kind may be written `{value: …, note: …, source: 2}`.

They are taken off before the kind of the field sees the value. So no kind knows of them, and no key of a comparison
depends on them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kaedah.model import Field
from kaedah.problems import Report
from kaedah.read.kinds import KINDS, Role, with_role
from kaedah.read.kinds.text import Phrase
from kaedah.read.yaml_nodes import Node, entries, expect

NOTE, SOURCE, VALUE = "note", "source", "value"
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


class Annotated(NamedTuple):
    """A front matter whose values stand alone.

    root: the values, without notes and sources.
    notes: by field, the node of the note.
    sources: by field, the node of the numbers.
    """

    root: Node
    notes: Mapping[str, Node]
    sources: Mapping[str, Node]

    @property
    def whole(self) -> Node:
        """The values with the notes beside them, as in `memory.note`: where each of them stands in the file."""
        notes = [(Node(*node[:2], "text", f"{name}.{NOTE}"), node) for name, node in self.notes.items()]
        return self.root._replace(content=(*self.root.pairs, *notes))


NO_NOTES = Annotated(Node(1, 1, "mapping", ()), {}, {})


def take_notes(root: Node, fields: Sequence[Field], report: Report, *, translation: bool = False) -> Annotated:
    """The values of a front matter apart from their notes and sources. A translation has notes without values; in any
    other file that is an error.
    """
    known = {field.id: field for field in fields}
    pairs: list[tuple[Node, Node]] = []
    notes: dict[str, Node] = {}
    sources: dict[str, Node] = {}
    for key, node in root.pairs:
        field = known.get(key.text) if key.shape == "text" else None
        if field is None or not _is_annotated(node):
            pairs.append((key, node))
            continue
        own = KINDS[field.kind].keys
        given = entries(node, dict.fromkeys((VALUE, NOTE, SOURCE, *own)), report)
        rest = {name: item for name, item in given.items() if name not in (NOTE, SOURCE)}
        if NOTE in given:
            notes[field.id] = given[NOTE]
        if SOURCE in given:
            sources[field.id] = given[SOURCE]
        if rest:
            content = tuple((part, item) for part, item in node.pairs if rest.get(part.text) is item)
            pairs.append((key, rest[VALUE] if [*rest] == [VALUE] else node._replace(content=content)))
        elif not translation and given:
            message = 'the note or source on "{field}" has no value'
            report.error(node, message, "add `value:`, and write `unknown` where nobody knows it", field=field.id)
    return Annotated(root._replace(content=tuple(pairs)), notes, sources)


def _is_annotated(node: Node) -> bool:
    names = {key.content for key, _ in node.pairs if key.shape == "text"} if node.shape == "mapping" else ()
    return any(name in names for name in (VALUE, NOTE, SOURCE))


def note_words(found: Annotated, fields: Sequence[Field], report: Report) -> dict[str, str]:
    """The words of the notes by the names of their parts."""
    words: dict[str, str] = {}
    for field in fields:
        if field.id in found.notes:
            text = Phrase().parse(found.notes[field.id], field._replace(id=field.note), report)
            if text:
                words[field.note] = text
    return words


def cited_sources(
    found: Annotated, listed: Mapping[str, Node], fields: Sequence[Field], report: Report
) -> dict[str, tuple[int, ...]]:
    """By field, the numbers of the references that its value is from. References are counted from 1, over all fields of
    references in page order; `listed` are the values of the entry.
    """
    references = [field.id for field in with_role(fields, Role.REFERENCES)]
    count = sum(len(listed[name].items) for name in references if name in listed and listed[name].shape == "list")
    cited: dict[str, tuple[int, ...]] = {}
    for name, node in found.sources.items():
        numbers: list[int] = []
        for item in node.items if node.shape == "list" else (node,):
            if not expect(item, "text", report, f'"{SOURCE}"'):
                continue
            if not references:
                hint = "add such a field to fields.yaml, or remove the key"
                report.error(item, "no field of this site has references", hint)
            elif not _NUMBER.fullmatch(item.text):
                hint = "write the place of a reference in this file, counted from 1, as in 2 or [1, 3]"
                report.error(item, '"{text}" is not the number of a reference', hint, text=item.text)
            elif int(item.text) > count:
                message = "there is no reference {number}; references in this file: {count}"
                hint = 'add it to "{field}", or count from 1'
                report.error(item, message, hint, number=item.text, count=count, field=references[0])
            elif int(item.text) in numbers:
                report.error(item, '"{text}" appears twice in "{field}"', "keep one", text=item.text, field=SOURCE)
            else:
                numbers.append(int(item.text))
        if numbers:
            cited[name] = tuple(numbers)
    return cited


def in_order(words: Mapping[str, str], parts: Sequence[str]) -> dict[str, str]:
    """The words in the order of the parts."""
    return {part: words[part] for part in parts if part in words}


def check_translated_notes(found: Annotated, source: Mapping[str, str], path: str, report: Report) -> None:
    """Reports sources, which no translation has, and notes on values that have none in the source text at `path`."""
    for name, node in found.sources.items():
        message = '"{key}" is the same in every language and does not belong in a translation'
        report.error(node, message, "change it in {path}", key=f"{name}.{SOURCE}", path=path)
    for name, node in found.notes.items():
        if f"{name}.{NOTE}" not in source:
            message = 'the source text has no note on "{field}"'
            report.error(node, message, "add one in {path}, or remove this one", field=name, path=path)


def written_notes(root: Node) -> Iterator[tuple[str, str]]:
    """The texts of a front matter and of the notes in it, by the names of their parts, whether or not it is valid."""
    for key, value in root.pairs:
        if value.shape == "text":
            yield key.text, value.text
        for name, item in value.pairs if value.shape == "mapping" else ():
            if item.shape == "text" and name.content in (VALUE, NOTE):
                yield (key.text if name.content == VALUE else f"{key.text}.{NOTE}"), item.text
