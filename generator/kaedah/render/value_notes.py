"""The links from a value in a table to its note and its references."""

from markupsafe import Markup

from kaedah.markup import markup, plain
from kaedah.model import Source
from kaedah.plan.entries import Entry
from kaedah.read.kinds import Localizer


def note_mark(entry: Entry, place: int, field: str, localizer: Localizer, elsewhere: bool = False) -> Markup:
    """The links from the value at a place to its note and its references; nothing where it has neither.

    elsewhere: whether the note stands on the page of the method, not below the table
    """
    note = entry.notes.get(place)
    if note is None:
        return Markup("")
    links = [_reference_link(entry.slug, number, source, localizer) for number, source in note.sources]
    if note.words:
        mark = _letter(sum(other.words is not None for at, other in entry.notes.items() if at <= place))
        # TRANSLATORS: what a link to a note below a table is called for the ear: mark is a letter
        spoken = plain(localizer.gettext("Note {mark}", mark=mark))
        name = f"{entry.slug}-{field}"
        page = localizer.method_href(entry.slug) if elsewhere else ""
        own_id = "" if elsewhere else markup(' id="page-noted-{}"', name)
        link = '<a{} href="{}#page-note-{}" role="doc-noteref" aria-label="{}">{}</a>'
        links.insert(0, markup(link, own_id, page, name, spoken, mark))
    own = localizer.locale
    return markup(' <sup class="notes" lang="{}" dir="{}">{}</sup>', own.code, own.direction, Markup(" ").join(links))


def _reference_link(slug: str, number: int, source: Source, localizer: Localizer) -> Markup:
    """A link to a reference on the page of a method; its hidden text names the reference."""
    hidden = markup('<span class="unseen"> (<span{}>{}</span>)</span>', localizer.lang(source.lang), source.title)
    link = '<a class="cite" href="{}#page-source-{}" role="doc-biblioref">[{}]{}</a>'
    return markup(link, localizer.method_href(slug), number, number, hidden)


def _letter(number: int) -> str:
    """The sign of a note: a to z, then aa, as a list of notes counts."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters
