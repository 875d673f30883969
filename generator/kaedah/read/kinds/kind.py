"""The base class of field kinds: how a value is parsed, compared, localised and rendered, and its role."""

import json
import re
from collections.abc import Hashable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, TypeAlias

from markupsafe import Markup

from kaedah.documents import Alias, LocalizedText, Status
from kaedah.markup import markup
from kaedah.model import CompareMode, Field, Locale
from kaedah.problems import Report
from kaedah.read.yaml_nodes import Node, expect
from kaedah.text_forms import same, same_word

# What a value is sorted by: words, in the order of the language; numbers; or several of these, the first one first.
Order: TypeAlias = "str | int | float | Decimal | tuple[Order, ...]"


class Cell(NamedTuple):
    """The cell of one method in one row."""

    html: Markup
    lang: str = ""  # language of the text; empty for that of the page
    status: Status = Status.CURRENT


class ImageFile(NamedTuple):
    """An image of the site: its address as pages write it, and its size in pixels of CSS."""

    address: str
    width: int
    height: int


class Reader(Protocol):
    """What a kind needs to localise the value of a method."""

    @property
    def locale(self) -> Locale: ...
    @property
    def source_lang(self) -> str: ...
    def label(self, context: str, text: str) -> LocalizedText: ...
    def words(self, part: str) -> LocalizedText: ...
    def aliases(self, field_id: str) -> tuple[Alias, ...]: ...
    def name_of(self, slug: str) -> LocalizedText: ...
    def image(self, name: str) -> ImageFile: ...  # by its path below `content/images/`


class Localizer(Protocol):
    """What a kind needs to render markup in one locale."""

    @property
    def locale(self) -> Locale: ...
    def gettext(self, message: str, **values: object) -> Markup: ...
    def ngettext(self, one: str, many: str, count: int, **values: object) -> Markup: ...
    def number(self, value: int | Decimal) -> str: ...
    def date(self, value: tuple[int, ...]) -> str: ...  # year, month and day, as far as they are stated
    def quantity(self, value: Decimal, unit: str) -> str: ...  # an ISO code of a currency, a unit of CLDR, or a power
    def listing(self, items: Sequence[str]) -> Markup: ...
    def words(self, words: LocalizedText, tag: str = "span") -> Markup: ...
    def badge(self, status: Status) -> Markup: ...
    def lang(self, code: str) -> Markup: ...  # ` lang="…"` if it is not that of the page
    def direction(self, code: str) -> str: ...  # its direction, if it is not that of the page
    def method_href(self, slug: str) -> str: ...
    def part(
        self, part: Hashable, html: object, lang: str = ""
    ) -> Markup: ...  # an item of a list, marked so that shared items can be recognised


class Role(StrEnum):
    """What values of a kind are to the rest of the program: rules, lists, search, imports and pages. Several kinds may
    have one role; each has the type of value that is given here.
    """

    TERM = "term"  # str: a term of the vocabulary that the field declares; there is a list of methods for each
    YEAR = "year"  # int: the first field places methods in decades and on the timeline
    PEOPLE = "people"  # tuple[Person, ...]: who introduced a method; search finds it by them
    REFERENCES = "references"  # tuple[Source, ...]: the first one introduced the method
    LINKS = "links"  # tuple[str, ...]: slugs of methods, pairs of which have a page
    IMAGE = "image"  # Picture: an image of the site
    NAMES = "names"  # tuple[Alias, ...]: other names; a translation has names of its own


class Kind:
    """A kind of field. Most subclasses define `parse`, `schema` and `cell` only.

    modes: how values may be compared, the usual way first
    translated: whether a translation file may hold words for it
    value_type: the type of a value, of plain data: the build state stores it
    role: what the rest of the program uses its values for
    leads: whether the first field of such a kind introduces its method in lists
    absent: what is localised where a method states nothing; None shows that nothing is recorded
    example: what `new` writes into a fresh file
    pasted: a value in one line, with which a file is valid, where `example` would not do
    prompt: how `new` asks for a list
    has_unit: whether the field may declare a unit
    several: whether an entry may have several of `terms`
    is_plain_text: whether values are texts as they stand, whatever signs are in them
    is_list: whether values are lists, which a cell of a table has with semicolons
    column: the type of the field's column in the dataset, by the Table Schema
    keys: those of a mapping, where a value may be written as one; `note` and `source` are none of them
    """

    modes: ClassVar[tuple[CompareMode, ...]] = ("value", "none")
    translated: ClassVar[bool] = False
    value_type: ClassVar[Any] = str
    role: ClassVar[Role | None] = None
    leads: ClassVar[bool] = False
    absent: ClassVar[Any] = None
    example: ClassVar[str] = ""
    pasted: ClassVar[str] = ""
    prompt: ClassVar[str] = ""
    has_unit: ClassVar[bool] = False
    several: ClassVar[bool] = False
    is_plain_text: ClassVar[bool] = False
    is_list: ClassVar[bool] = False
    column: ClassVar[Literal["string", "integer", "number", "boolean"]] = "string"
    keys: ClassVar[tuple[str, ...]] = ()

    def parse(self, node: Node, field: Field, report: Report) -> Any | None:
        """The typed value of a node, or None with an error in `report`."""
        raise NotImplementedError

    def cell_value(self, node: Node, items: Sequence[Node]) -> Node:
        """The node of a cell of a table; `items` are its parts between semicolons."""
        return node._replace(shape="list", content=tuple(items)) if self.is_list else node

    def named(self, node: Node, field: Field) -> Node:
        """The node of a value in a data file, where terms may be named by their labels, with their ids instead."""
        return node

    def words(self, value: Any) -> str:
        """The words of a value that translations translate; empty where there are none."""
        return value if isinstance(value, str) else ""

    def parse_words(self, node: Node, field: Field, report: Report) -> str | None:
        """What a translation says for those words, or None with an error in `report`."""
        found = self.parse(node, field, report)
        return found if isinstance(found, str) else None

    def schema(self, field: Field) -> dict[str, Any]:
        """The JSON Schema of a value, for editors; `parse` is the authority."""
        raise NotImplementedError

    def key(self, value: Any, mode: CompareMode) -> Hashable | None:
        """The comparison key, independent of the locale: equal keys are equal cells; None means no value."""
        return same(value) if isinstance(value, str) else value

    def plain(self, value: Any) -> Any:
        """The value as in a content file, as a JSON type."""
        return list(value) if isinstance(value, tuple) else value

    def flat(self, value: Any) -> Any:
        """The value as one cell of a table: a text, a number, a flag, or a list of texts."""
        return self.plain(value)

    def answer(self, words: str, field: Field) -> str:
        """The YAML of an answer in plain words, from `new` or an import; `parse` validates it."""
        return written(words)

    def parts(self, value: Any) -> tuple[Hashable, ...]:
        """The comparison keys of the items of a list value."""
        return ()

    def terms(self, value: Any) -> tuple[str, ...]:
        """What the entry is listed by: terms of the field's vocabulary, or a decade such as `2010s`."""
        return ()

    def order(self, value: Any, shown: Any, field: Field) -> Order:
        """What tables are sorted by, from the value and from what `localise` made of it."""
        plain = shown.text if isinstance(shown, LocalizedText) else self.flat(value)
        if isinstance(plain, int | float | Decimal):
            return 0, plain, ""
        return 1, 0, tuple(map(str, plain)) if isinstance(plain, list) else (str(plain),)

    def localise(self, value: Any, field: Field, reader: Reader) -> Any:
        """The value in one locale."""
        return value

    def cell(self, value: Any, localizer: Localizer) -> Cell:
        """The cell of a localised value."""
        raise NotImplementedError


def written(value: str | Sequence[str]) -> str:
    """A text or a list of texts as YAML, in quotes."""
    return json.dumps(value, ensure_ascii=False)


def split_answer(words: str, sign: str = ";") -> list[str]:
    """The items of an answer that is a list; `sign` is the pattern of the separator."""
    return [part.strip() for part in re.split(sign, words) if part.strip()]


def is_unfilled(text: str) -> bool:
    """Whether the text is a placeholder of a new file."""
    return not text.strip(" .…") or text in ("Given Family", "Family, Given", "10.…")


def sequence_key(items: Sequence[Hashable], mode: CompareMode) -> Hashable:
    """The key of a list value, by mode: its length, its items in any order, or its items in order."""
    if mode == "count":
        return len(items)
    return frozenset(items) if mode == "set" else tuple(items)


def text_items(node: Node, field: Field, report: Report) -> list[Node]:
    """The items of a list of texts; a single text is a list of one. Empty and duplicate items are errors."""
    if node.shape != "text" and not expect(node, "list", report, f'"{field.id}"'):
        return []
    found: dict[str, Node] = {}
    for item in (node,) if node.shape == "text" else node.items:
        if not expect(item, "text", report, f'an item of "{field.id}"'):
            continue
        folded = same_word(item.text)
        if not folded:
            report.error(item, 'an item of "{field}" is empty', "remove it", field=field.id)
        elif is_unfilled(" ".join(item.text.split())):
            report.error(item, '"{field}" is not filled in yet', "fill it in", field=field.id)
        elif folded in found:
            report.error(item, '"{text}" appears twice in "{field}"', "keep one", text=item.text, field=field.id)
        else:
            found[folded] = item
    return list(found.values())


def markup_list(items: Sequence[Markup], css: str) -> Markup:
    """A `<ul>`, or a `<div>` if there is only one item."""
    if len(items) == 1:
        return markup('<div class="{}">{}</div>', css, items[0])
    inner = Markup("").join(markup("<li>{}</li>", item) for item in items)
    return markup('<ul class="{}">{}</ul>', css, inner)
