"""Kinds for translated text: a phrase, paragraphs, other names."""

from collections.abc import Hashable
from typing import Any

from kaedah.documents import Alias, LocalizedText
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.characters import one_line
from kaedah.read.kinds.kind import (
    Cell,
    Kind,
    Localizer,
    Order,
    Reader,
    Role,
    is_unfilled,
    markup_list,
    sequence_key,
    split_answer,
    written,
)
from kaedah.read.kinds.scalars import words_cell
from kaedah.read.yaml_nodes import Node, entries, expect
from kaedah.text_forms import same_word

MAX_PHRASE = 400
MAX_PROSE = 4_000


class Phrase(Kind):
    """A short text on one line."""

    translated = True
    is_plain_text = True
    example = "…"
    longest = MAX_PHRASE

    def parse(self, node: Node, field: Field, report: Report) -> str | None:
        if not expect(node, "text", report, f'"{field.id}"'):
            return None
        text = self.normalise(node.text)
        if not text:
            report.error(node, '"{field}" is empty', "write some text, or remove the key", field=field.id)
            return None
        if is_unfilled(text):
            report.error(node, '"{field}" is not filled in yet', "write some text, or remove the key", field=field.id)
            return None
        if len(text) > self.longest:
            report.error(
                node,
                '"{field}" is longer than {limit} characters',
                "shorten it; longer text belongs in the body",
                field=field.id,
                limit=self.longest,
            )
            return None
        return text

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest}

    def normalise(self, text: str) -> str:
        return one_line(text)

    def localise(self, value: str, field: Field, reader: Reader) -> LocalizedText:
        return reader.words(field.id) if field.translate else LocalizedText(value, reader.locale.code)

    def cell(self, value: LocalizedText, localizer: Localizer) -> Cell:
        return words_cell(value, localizer)


class Prose(Phrase):
    """One or more plain paragraphs, separated by blank lines."""

    longest = MAX_PROSE
    leads = True

    def normalise(self, text: str) -> str:
        return "\n\n".join(one_line(part) for part in text.split("\n\n") if part.strip())

    def cell(self, value: LocalizedText, localizer: Localizer) -> Cell:
        return words_cell(value, localizer, tag="p")


class Names(Kind):
    """Other names, each in the language of the file or as `{text: …, lang: …}`.

    A page shows the names in its own language and in the source language.
    """

    modes = ("set", "value", "count", "none")
    translated = True
    role = Role.NAMES
    absent = ()  # a translation may have names where the source has none
    example = "[…]"
    value_type = tuple[Alias, ...]
    prompt = "separated by ;"
    is_list = True

    def parse(self, node: Node, field: Field, report: Report) -> tuple[Alias, ...] | None:
        if not expect(node, "list", report, f'"{field.id}"'):
            return None
        found: list[Alias] = []
        for item in node.items:
            alias = self._alias(item, field, report)
            if alias is None:
                continue
            if any((_folded(have), have.lang) == (_folded(alias), alias.lang) for have in found):
                report.error(item, '"{text}" appears twice in "{field}"', "keep one", text=alias.text, field=field.id)
                continue
            found.append(alias)
        return tuple(found)

    def _alias(self, item: Node, field: Field, report: Report) -> Alias | None:
        lang, text = "", item
        if item.shape == "mapping":
            given = entries(item, ("text", "lang"), report, required=("text", "lang"))
            if len(given) < 2 or not all(expect(node, "text", report, f'"{name}"') for name, node in given.items()):
                return None
            lang, text = given["lang"].text, given["text"]
            if not lang.replace("-", "").isalnum() or not lang.isascii():
                report.error(
                    given["lang"],
                    '"{lang}" is not a language code',
                    "write a code such as en, uk or zh-Hans",
                    lang=lang,
                )
                return None
        elif not expect(item, "text", report, f'an item of "{field.id}"'):
            return None
        words = " ".join(text.text.split())
        if words and is_unfilled(words):
            report.error(item, '"{field}" is not filled in yet', "write the names, or remove the key", field=field.id)
            return None
        if not words or len(words) > MAX_PHRASE:
            report.error(
                item,
                'an item of "{field}" is empty or longer than {limit} characters',
                "remove or shorten it",
                field=field.id,
                limit=MAX_PHRASE,
            )
            return None
        return Alias(words, lang)

    def schema(self, field: Field) -> dict[str, Any]:
        name = {"type": "string", "minLength": 1, "maxLength": MAX_PHRASE}
        tagged = {
            "type": "object",
            "properties": {"text": name, "lang": {"type": "string", "pattern": "^[A-Za-z0-9-]+$"}},
            "required": ["text", "lang"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": {"anyOf": [name, tagged]}}

    def key(self, value: tuple[Alias, ...], mode: CompareMode) -> Hashable | None:
        own = self.parts(value)
        return sequence_key(own, mode) if own else None

    def plain(self, value: tuple[Alias, ...]) -> list[str | dict[str, str]]:
        return [alias._asdict() if alias.lang else alias.text for alias in value]

    def flat(self, value: tuple[Alias, ...]) -> list[str]:
        """The names in the source language."""
        return [alias.text for alias in value if not alias.lang]

    def answer(self, words: str, field: Field) -> str:
        return written(split_answer(words))

    def parts(self, value: tuple[Alias, ...]) -> tuple[Hashable, ...]:
        return tuple(_folded(alias) for alias in value if not alias.lang)

    def order(self, value: tuple[Alias, ...], shown: tuple[Alias, ...], field: Field) -> Order:
        return tuple(alias.text for alias in shown)

    def localise(self, value: tuple[Alias, ...], field: Field, reader: Reader) -> tuple[Alias, ...]:
        return reader.aliases(field.id) if field.translate else value

    def cell(self, value: tuple[Alias, ...], localizer: Localizer) -> Cell:
        return Cell(markup_list([localizer.part(_folded(alias), alias.text, alias.lang) for alias in value], "names"))


def _folded(alias: Alias) -> str:
    """A name as it is compared, without case and extra spaces."""
    return same_word(alias.text)
