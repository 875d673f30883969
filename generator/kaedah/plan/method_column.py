"""A method as a column: what readers of one language see of it, and what of it is compared."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from kaedah.compare import MethodKeys
from kaedah.documents import Alias, LocalizedText
from kaedah.model import Catalogue, Field, Image, Locale, Method, Site, SpecialValue
from kaedah.plan.entries import Entry, ListEntry, ValueNote
from kaedah.plan.layout import label
from kaedah.plan.paths import ROOT_MARK, image_path
from kaedah.read.kinds import KINDS, Role, with_role
from kaedah.read.kinds.kind import ImageFile
from kaedah.text_forms import same_word

_numbers = count()  # of entries, in the order in which this process makes them


def make_entry(
    site: Site, method: Method, locale: Locale, catalogue: Catalogue | None, name_of: Callable[[str], LocalizedText]
) -> Entry:
    """The method as readers of the locale see it. `name_of` gives the name of any method there."""
    reader = _ColumnReader(site.settings.source, method, locale, catalogue, name_of, site.images)
    values: list[Any] = []
    lead, leading = None, leading_field(site.fields)
    for field in site.fields:
        kind, value = KINDS[field.kind], method.values.get(field.id)
        if value is None:
            value = kind.absent
        if value is not None and not isinstance(value, SpecialValue):
            value = kind.localise(value, field, reader)
            if field.id == leading:
                lead = value
        values.append(None if value == () else value)
    name = method.document.words("name", locale.code)
    original = method.document.words("name", method.document.source.locale)
    notes = dict(_notes(site.fields, method, tuple(values), locale.code))
    return Entry(method.slug, locale.code, name, original, tuple(values), lead, method.values, next(_numbers), notes)


def _notes(
    fields: Sequence[Field], method: Method, values: tuple[Any, ...], code: str
) -> Iterator[tuple[int, ValueNote]]:
    """The notes on values by the places of these. References are numbered from 1 over all fields that have some."""
    references = [
        source
        for field, value in zip(fields, values, strict=True)
        if KINDS[field.kind].role is Role.REFERENCES and isinstance(value, tuple)
        for source in value
    ]
    parts = method.document.source.parts
    for place, field in enumerate(fields):
        words = method.document.words(field.note, code) if field.note in parts else None
        numbers = method.cited.get(field.id, ())
        if words or numbers:
            yield place, ValueNote(words, tuple((number, references[number - 1]) for number in numbers))


def leading_field(fields: Sequence[Field]) -> str:
    """The id of the field that introduces a method on its page: the summary by its role, else the first prose."""
    summaries = [field.id for field in fields if field.purpose == "summary"]
    return next(iter([*summaries, *(field.id for field in fields if KINDS[field.kind].leads)]), "")


def compared(method: Method, fields: Sequence[Field]) -> MethodKeys:
    """What is compared of the method, without its words."""
    listed = {field.id: _parts(field, method) for field in fields if field.compare != "none"}
    return MethodKeys(method.slug, method.keys, {name: parts for name, parts in listed.items() if parts})


def _parts(field: Field, method: Method) -> tuple[Hashable, ...]:
    """The things that a value lists; none for a value that is one thing, or is not there."""
    value = method.values.get(field.id)
    return () if value is None or isinstance(value, SpecialValue) else KINDS[field.kind].parts(value)


def make_listed(method: Method, fields: Sequence[Field], entry: Entry) -> ListEntry:
    """The method as lists show it, found by every name and alias in every language, the source's first; none twice, nor
    the one that is shown anyhow.
    """
    document = method.document
    texts = [document.source, *(text for _, text in sorted(document.translations.items()))]
    found: dict[str, Alias] = {}
    for text in texts:
        names = [Alias(text.parts.get("name", ""), text.locale)]
        for alias in (*names, *(alias for aliases in text.aliases.values() for alias in aliases)):
            found.setdefault(same_word(alias.text), Alias(alias.text, alias.lang or text.locale))
    shown = same_word(entry.name.text)
    others = tuple(alias for folded, alias in found.items() if folded and folded != shown)
    values = [method.values.get(field.id) for field in with_role(fields, Role.PEOPLE)]
    people = dict.fromkeys(person.full_name for value in values if isinstance(value, tuple) for person in value)
    gist = next((value for field, value in zip(fields, entry.values, strict=True) if field.purpose == "gist"), None)
    lead = gist if isinstance(gist, LocalizedText) else entry.lead
    return ListEntry(entry.slug, entry.name, entry.original, others, lead, tuple(people))


class _ColumnReader(NamedTuple):
    """Answers what a field kind asks about one method in one locale."""

    source: Locale
    method: Method
    locale: Locale
    catalogue: Catalogue | None
    name_of: Callable[[str], LocalizedText]
    images: Mapping[str, Image]

    @property
    def source_lang(self) -> str:
        return self.source.code

    def label(self, context: str, text: str) -> LocalizedText:
        return label(self.catalogue, self.source, context, text)

    def words(self, part: str) -> LocalizedText:
        return self.method.document.words(part, self.locale.code)

    def image(self, name: str) -> ImageFile:
        found = self.images[name]
        return ImageFile(ROOT_MARK + image_path(name, found.digest), found.width, found.height)

    def aliases(self, field_id: str) -> tuple[Alias, ...]:
        document = self.method.document
        text = document.text(self.locale.code)
        own = text.aliases.get(field_id, ()) if text else ()
        source = document.source.aliases.get(field_id, ())
        seen = {same_word(self.words("name").text)}
        found = []
        for lang in (self.locale.code, document.source.locale):
            for alias in (*own, *source):
                if alias.lang == lang and same_word(alias.text) not in seen:
                    seen.add(same_word(alias.text))
                    found.append(alias)
        return tuple(found)
