"""Writes words, numbers and lists in one locale, and marks whatever is in another language."""

import gettext
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Literal

from markupsafe import Markup, escape

from kaedah.compare import key_mark
from kaedah.documents import LocalizedText, Status
from kaedah.markup import markup, shown
from kaedah.model import INTERFACE_LANGUAGE, Catalogue, Locale
from kaedah.plan.entries import PartStatus
from kaedah.plan.layout import Layout, RowHead
from kaedah.plan.paths import ROOT_MARK, method_path
from kaedah.read.kinds.quantities import POWERS

# Letters that run from left to right, but for those of a few scripts that the languages of others hardly quote.
_LEFT_TO_RIGHT = "[A-Za-z\u00c0-\u058f\u0900-\u1fff\u2c00-\ud7ff]"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")  # no other brace has a meaning


class PageLocalizer:
    """The `Localizer` of one locale. Messages are escaped, and the values in them."""

    def __init__(self, layout: Layout, catalogue: Catalogue | None) -> None:
        self.locale = layout.locale
        self.source, self._address = layout.source, layout.address
        self._directions: Mapping[str, str] = {locale.code: locale.direction for locale in layout.locales}
        self._langs: dict[str, Markup] = {"": Markup(""), layout.locale.code: Markup("")}
        self._constant: dict[str, Markup] = {}  # messages without values
        self._numbers: dict[int | Decimal, str] = {}
        self._part_names: dict[tuple[str, ...], Markup] = {}
        self._labels: Mapping[str, RowHead] = {head.field: head for head in layout.heads}
        self._messages = catalogue.messages if catalogue else {}
        self._english = catalogue.fallback if catalogue else {}
        self._is_english = layout.locale.code == INTERFACE_LANGUAGE
        self._plural = gettext.c2py(catalogue.plural) if catalogue else lambda count: int(count != 1)

    def gettext(self, message: str, **values: object) -> Markup:
        """The message in the locale's language; where it is not translated, in English, with its `lang`."""
        if values:
            return self._translate("", (message,), 0, values)
        found = self._constant.get(message)
        if found is None:
            found = self._constant[message] = self._translate("", (message,), 0, values)
        return found

    def pgettext(self, context: str, message: str, **values: object) -> Markup:
        return self._translate(context, (message,), 0, values)

    def ngettext(self, one: str, many: str, count: int, **values: object) -> Markup:
        """The message in the plural form for `count`, which `{count}` shows in the locale's format."""
        return self._translate("", (one, many), count, {"count": self.number(count), **values})

    def _translate(self, context: str, ids: tuple[str, ...], count: int, values: Mapping[str, object]) -> Markup:
        forms = self._messages.get((context, ids[0]))
        if forms is not None:
            if values and self.locale.direction == "rtl":
                values = {name: _kept_apart(value) for name, value in values.items()}
            return _filled(forms[self._plural(count) if len(forms) > 1 else 0], values)
        if not self._is_english:  # the sentence is in English, its values are in the page's language
            values = {name: self._isolated(value) for name, value in values.items()}
        ids = self._english.get((context, ids[0]), ids)
        text = _filled(ids[0] if len(ids) == 1 or count == 1 else ids[1], values)
        return text if self._is_english else markup("<span{}>{}</span>", self.lang(INTERFACE_LANGUAGE), text)

    def number(self, value: int | Decimal) -> str:
        if type(value) is int and value >= 0:
            return self.locale.whole_number(value)  # most pages need no other number, so not Babel either
        found = self._numbers.get(value)
        if found is None:
            from babel.numbers import format_decimal

            found = self._numbers[value] = format_decimal(value, locale=self._babel, decimal_quantization=False)
        return found

    def date(self, value: tuple[int, ...]) -> str:
        """A date to the year, the month or the day, as the language writes it."""
        import datetime

        from babel.dates import format_date, format_skeleton, get_era_names

        year, month, day = (*value, 1, 1)[:3]
        if len(value) == 1:
            if year > 0:
                return str(year)
            eras = get_era_names("abbreviated", self._babel)  # Babel's dates begin with the year 1
            return format_skeleton("yG", datetime.date(-year, 1, 1), locale=self._babel).replace(eras[1], eras[0])
        moment = datetime.date(year, month, day)
        if len(value) == 2:
            return format_skeleton("yMMMM", moment, locale=self._babel)
        return format_date(moment, "long", locale=self._babel)

    def quantity(self, value: Decimal, unit: str) -> str:
        """A number with a unit as the language writes it, with as many decimals as it has."""
        from babel.numbers import format_compact_decimal, format_currency, format_decimal
        from babel.units import format_unit

        decimals = max(0, -int(value.as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        if not unit:
            return format_decimal(value, pattern, locale=self._babel)
        if unit in POWERS:
            form: Literal["long", "short"] = "long" if "long" in self._babel.compact_decimal_formats else "short"
            scaled = value.scaleb(POWERS[unit])
            return format_compact_decimal(scaled, format_type=form, locale=self._babel, fraction_digits=decimals)
        if len(unit) == 3 and unit.isupper():
            return format_currency(value, unit, locale=self._babel, currency_digits=False, decimal_quantization=False)
        return format_unit(value, unit, length="short", format=pattern, locale=self._babel)

    @cached_property
    def _babel(self) -> Any:
        """Babel's locale, parsed once: given a code, Babel parses it for each number."""
        from babel import Locale as BabelLocale

        return BabelLocale.parse(self.locale.babel)

    def _isolated(self, value: object) -> Markup:
        return markup('<bdi lang="{}" dir="{}">{}</bdi>', self.locale.code, self.locale.direction, value)

    def listing(self, items: Sequence[str]) -> Markup:
        """A list in a sentence ("A, B dan C") as the locale writes it; plain text is escaped, markup kept."""
        names = [str(shown(item)) for item in items]
        if self.locale.direction == "rtl":  # names of either direction must not pull at each other
            names = [f"<bdi>{name}</bdi>" for name in names]
        return Markup(self.locale.listing(names))

    def lang(self, code: str) -> Markup:
        """` lang="…"`, with a direction where that differs too; nothing for the page's own language or none."""
        found = self._langs.get(code)
        if found is None:
            other = self.direction(code)
            direction = markup(' dir="{}"', other) if other else ""
            found = self._langs[code] = markup(' lang="{}"{}', code, direction)
        return found

    def direction(self, code: str) -> str:
        """The direction of a language where it differs from the page's, else an empty string."""
        direction = self._directions.get(code, "ltr") if code else self.locale.direction
        return direction if direction != self.locale.direction else ""

    def badge(self, status: Status) -> Markup:
        """A note in the page's language on words that are not translated, or out of date; else nothing."""
        if status is Status.FALLBACK:
            words = self.gettext("not translated yet")
        elif status is Status.STALE:
            words = self.gettext("translation may be out of date")
        else:
            return Markup("")
        own = markup(' lang="{}" dir="{}"', self.locale.code, self.locale.direction)
        return markup('<span class="badge" data-status="{}"{}>{}</span>', status, own, words)

    def part(self, part: Hashable, html: object, lang: str = "") -> Markup:
        """One of the values that a cell lists, with a mark of its key: equal keys have equal marks in every cell."""
        return markup('<span{} data-part="{}">{}</span>', self.lang(lang), key_mark(part), html)

    def words(self, words: LocalizedText, tag: str = "span") -> Markup:
        """Words in an element with their `lang`; without one where they are in the page's language."""
        lang = self.lang(words.lang)
        return Markup(f"<{tag}{lang}>{escape(words.text)}</{tag}>") if lang else escape(words.text)

    def part_label(self, part: str) -> Markup:
        """The name of a part of a document."""
        if part in self._labels:
            return self.words(self._labels[part].label)
        if part.endswith(".note"):
            # TRANSLATORS: the note on a value: label is that of its row, as in "Memory: note"
            return self.gettext("{label}: note", label=self.part_label(part.removesuffix(".note")))
        # TRANSLATORS: the parts of a text: the name of a method, the title of a page, its main text
        own = {"name": self.gettext("Name"), "title": self.gettext("Title"), "body": self.gettext("Body")}
        return own[part]

    def part_names(self, parts: Iterable[PartStatus]) -> Markup:
        """The names of parts of a document, as a list in a sentence."""
        ids = tuple(part.id for part in parts)
        found = self._part_names.get(ids)
        if found is None:
            found = self._part_names[ids] = self.listing([self.part_label(name) for name in ids])
        return found

    def method_href(self, slug: str) -> str:
        return ROOT_MARK + method_path(self.locale.code, self._address, slug)


def _kept_apart(value: object) -> object:
    """The value, kept apart from the text around it where its letters run the other way than those of the page."""
    text = str(value)
    return markup("<bdi>{}</bdi>", value) if re.search(_LEFT_TO_RIGHT, text) and "<bdi" not in text else value


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    """The message escaped, with escaped values in its `{name}` placeholders."""
    pieces = [*_pieces(text)]
    for at in range(1, len(pieces), 2):
        name = pieces[at]
        pieces[at] = shown(values[name]) if name in values else f"{{{name}}}"
    return Markup("".join(pieces))


@cache
def _pieces(text: str) -> tuple[str, ...]:
    """A message escaped and split: text and names of placeholders, in turn."""
    return tuple(_PLACEHOLDER.split(str(escape(text))))


@cache
def language_name(code: str, locale: Locale) -> str:
    """The name of a language as speakers of another write it in running text, and as its own call it on their pages."""
    if code == locale.code:
        return locale.text_name or locale.name
    from babel import Locale as BabelLocale

    return str(BabelLocale.parse(code, sep="-").get_display_name(locale.babel) or code)
