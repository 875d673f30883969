"""What a field kind is: how a value is written, compared, put into a language, and shown."""

from collections.abc import Hashable, Sequence
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple, Protocol

from markupsafe import Markup

from kaedah.documents import Alias, LocalizedText, Status
from kaedah.markup import markup
from kaedah.model import CompareMode, Field, Locale
from kaedah.problems import Report
from kaedah.read.yaml_nodes import Node, expect


class Cell(NamedTuple):
    """What one method shows in one row. `lang` is the language of its words, empty where they are the page's own."""

    html: Markup
    lang: str = ""
    status: Status = Status.CURRENT


class Reader(Protocol):
    """What a kind may ask to put one method's value into one locale."""

    @property
    def locale(self) -> Locale: ...
    @property
    def source_lang(self) -> str: ...
    def label(self, context: str, text: str) -> LocalizedText: ...
    def words(self, part: str) -> LocalizedText: ...
    def aliases(self, field_id: str) -> tuple[Alias, ...]: ...
    def name_of(self, slug: str) -> LocalizedText: ...


class Localizer(Protocol):
    """What a kind may ask to write markup for one locale."""

    @property
    def locale(self) -> Locale: ...
    def gettext(self, message: str, **values: object) -> Markup: ...
    def ngettext(self, one: str, many: str, count: int, **values: object) -> Markup: ...
    def number(self, value: int | Decimal) -> str: ...
    def listing(self, items: Sequence[str]) -> Markup: ...
    def badge(self, status: Status) -> Markup: ...
    def lang(self, code: str) -> Markup: ...  # ` lang="…"` where it is not the page's own
    def direction(self, code: str) -> str: ...  # the direction of a language that is not the page's
    def method_href(self, slug: str) -> str: ...
    def part(
        self, part: Hashable, html: object, lang: str = ""
    ) -> Markup: ...  # one of many, to be told from those of other cells


class Kind:
    """A kind of value. Subclasses say how it is parsed and shown; most need no more."""

    modes: ClassVar[tuple[CompareMode, ...]] = ("value", "none")
    translated: ClassVar[bool] = False  # a translation file may hold words for it
    example: ClassVar[str] = ""  # what `new` writes into a fresh file

    def parse(self, node: Node, field: Field, report: Report) -> Any | None:
        """The typed value, or None with an error in `report`."""
        raise NotImplementedError

    def schema(self, field: Field) -> dict[str, Any]:
        """What may be written, as JSON Schema; editors use it, `parse` decides."""
        raise NotImplementedError

    def key(self, value: Any, mode: CompareMode) -> Hashable | None:
        """What is compared: equal keys are equal cells; None states nothing. Never depends on a locale."""
        return " ".join(value.split()) if isinstance(value, str) else value

    def plain(self, value: Any) -> Any:
        """The value as a file writes it, of what JSON knows."""
        return list(value) if isinstance(value, tuple) else value

    def parts(self, value: Any) -> tuple[Hashable, ...]:
        """What a value with many parts lists, each as it is compared with those of other methods."""
        return ()

    def localise(self, value: Any, field: Field, reader: Reader) -> Any:
        """The value as readers of one locale get it."""
        return value

    def cell(self, value: Any, localizer: Localizer) -> Cell:
        """The localised value as markup."""
        raise NotImplementedError


def is_unfilled(text: str) -> bool:
    """Whether the text is what a fresh file holds where something is still to be said."""
    return not text.strip(" .…") or text in ("Given Family", "Family, Given", "10.…")


def sequence_key(items: Sequence[Hashable], mode: CompareMode) -> Hashable:
    """The key of a value with many parts: how many, which in any order, or which in this order."""
    if mode == "count":
        return len(items)
    return frozenset(items) if mode == "set" else tuple(items)


def text_items(node: Node, field: Field, report: Report) -> list[Node]:
    """The items of a list of texts; a lone text counts as a list of one. Empty and doubled ones are errors."""
    if node.shape != "text" and not expect(node, "list", report, f'"{field.id}"'):
        return []
    found: dict[str, Node] = {}
    for item in (node,) if node.shape == "text" else node.items:
        if not expect(item, "text", report, f'an item of "{field.id}"'):
            continue
        folded = " ".join(item.text.casefold().split())
        if not folded:
            report.error(item, 'an item of "{field}" is empty', "remove it", field=field.id)
        elif is_unfilled(" ".join(item.text.split())):
            report.error(item, '"{field}" is still to be filled in', "write what is there to say", field=field.id)
        elif folded in found:
            report.error(item, '"{text}" stands twice in "{field}"', "keep one", text=item.text, field=field.id)
        else:
            found[folded] = item
    return list(found.values())


def markup_list(items: Sequence[Markup], css: str) -> Markup:
    """A `<ul>`, or the item alone where there is just one."""
    if len(items) == 1:
        return markup('<div class="{}">{}</div>', css, items[0])
    inner = Markup("").join(markup("<li>{}</li>", item) for item in items)
    return markup('<ul class="{}">{}</ul>', css, inner)
