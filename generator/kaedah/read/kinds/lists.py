"""Kinds for lists: several terms of a vocabulary, and words that are not names."""

from collections.abc import Hashable
from typing import Any, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.kinds.kind import (
    Cell,
    Kind,
    Localizer,
    Order,
    Reader,
    Role,
    markup_list,
    sequence_key,
    split_answer,
    text_items,
    written,
)
from kaedah.read.kinds.scalars import Term, words_cell
from kaedah.read.kinds.text import MAX_PHRASE
from kaedah.read.yaml_nodes import Node
from kaedah.text_forms import same_word


class LabelledTerm(NamedTuple):
    """A term with its label in one locale."""

    id: str
    label: LocalizedText


class Terms(Kind):
    """Several of the terms that the field declares, in the order of the vocabulary. There is a list of entries for
    each term.
    """

    modes = ("set", "count", "none")
    role = Role.TERM
    several = True
    example = "[…]"
    value_type = tuple[str, ...]
    prompt = "terms, separated by ;"
    is_list = True

    def parse(self, node: Node, field: Field, report: Report) -> tuple[str, ...] | None:
        found = [Term().parse(item, field, report) for item in text_items(node, field, report)]
        order = [*field.terms]
        return tuple(sorted((term for term in found if term is not None), key=order.index)) or None

    def named(self, node: Node, field: Field) -> Node:
        if node.shape == "list":
            return node._replace(content=tuple(Term().named(item, field) for item in node.items))
        return Term().named(node, field)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "uniqueItems": True, "items": {"enum": sorted(field.terms)}}

    def key(self, value: tuple[str, ...], mode: CompareMode) -> Hashable:
        return sequence_key(value, mode)

    def parts(self, value: tuple[str, ...]) -> tuple[Hashable, ...]:
        return value

    def terms(self, value: tuple[str, ...]) -> tuple[str, ...]:
        return value

    def answer(self, words: str, field: Field) -> str:
        return written([Term().answer(part, field) for part in split_answer(words)])

    def order(self, value: tuple[str, ...], shown: tuple[LabelledTerm, ...], field: Field) -> Order:
        return tuple(Term().order(term.id, term.label, field) for term in shown)

    def localise(self, value: tuple[str, ...], field: Field, reader: Reader) -> tuple[LabelledTerm, ...]:
        return tuple(LabelledTerm(term, reader.label("term", field.terms[term])) for term in value)

    def cell(self, value: tuple[LabelledTerm, ...], localizer: Localizer) -> Cell:
        labels = [localizer.part(term.id, words_cell(term.label, localizer).html, term.label.lang) for term in value]
        return Cell(markup_list(labels, "terms"))


class Words(Kind):
    """Words that are the same in every language, such as file formats or languages of programs."""

    modes = ("set", "value", "count", "none")
    example = "[…]"
    value_type = tuple[str, ...]
    prompt = "separated by ;"
    is_list = True

    def parse(self, node: Node, field: Field, report: Report) -> tuple[str, ...] | None:
        found = []
        for item in text_items(node, field, report):
            words = " ".join(item.text.split())
            if len(words) > MAX_PHRASE:
                report.error(
                    item,
                    'an item of "{field}" is empty or longer than {limit} characters',
                    "remove or shorten it",
                    field=field.id,
                    limit=MAX_PHRASE,
                )
                continue
            found.append(words)
        return tuple(found) or None

    def schema(self, field: Field) -> dict[str, Any]:
        item = {"type": "string", "minLength": 1, "maxLength": MAX_PHRASE}
        return {"type": "array", "uniqueItems": True, "items": item}

    def key(self, value: tuple[str, ...], mode: CompareMode) -> Hashable:
        return sequence_key(self.parts(value), mode)

    def parts(self, value: tuple[str, ...]) -> tuple[Hashable, ...]:
        return tuple(map(same_word, value))

    def answer(self, words: str, field: Field) -> str:
        return written(split_answer(words))

    def cell(self, value: tuple[str, ...], localizer: Localizer) -> Cell:
        items = [localizer.part(part, words) for part, words in zip(self.parts(value), value, strict=True)]
        return Cell(markup('<span class="words" translate="no">{}</span>', localizer.listing(items)))
