"""One method in one locale as table cells: the same for its own page and for every comparison it is in."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from kaedah.compare import Comparison, Row, Verdict
from kaedah.documents import LocalizedText
from kaedah.markup import markup
from kaedah.model import NOT_APPLICABLE, UNKNOWN
from kaedah.plan.entries import Entry
from kaedah.plan.layout import RowGroup, RowHead
from kaedah.read.kinds import KINDS, Cell, Localizer
from kaedah.render.value_notes import note_mark

Cells = tuple[Markup, ...]
_PART = re.compile(r' data-part="[0-9a-f]+"')


class TableMacros(NamedTuple):
    """The macros of a theme that tables are made of.

    row_head: the opening tag of a row with its head cell.
    column_head: the head cell of a method, without its closing tag.
    group_head: the row with the heading of a group, which spans a number of columns.
    note_item: an item of the list of notes below a table.
    """

    row_head: Callable[[RowHead, Verdict | None], Markup]
    column_head: Callable[[Entry], Markup]
    group_head: Callable[[RowGroup, int], Markup]
    note_item: Callable[[Entry, RowHead, LocalizedText], Markup]


class Columns:
    """Renders columns and the heads around them once, and puts tables together from them."""

    def __init__(self, heads: tuple[RowHead, ...], localizer: Localizer, theme: TableMacros) -> None:
        self.heads, self.localizer, self._theme = heads, localizer, theme
        self._shared = shared_words(localizer)
        self._row_heads: dict[tuple[int, Verdict | None], str] = {}
        self._group_heads: dict[tuple[RowGroup, int], str] = {}
        self._columns: dict[int, Cells] = {}  # by the number of an entry: its head, then its cells
        self._notes: dict[int, Markup] = {}

    def forget(self, entry: Entry) -> None:
        """Drops what was rendered of a method."""
        self._columns.pop(entry.number, None)
        self._notes.pop(entry.number, None)

    def clear(self) -> None:
        """Drops what was rendered of all methods."""
        self._columns.clear()
        self._notes.clear()

    def cells(self, entry: Entry) -> Cells:
        """A `<td>` per field. A cell whose words are not in the page's language says so."""
        return self._column(entry)[1:]

    def row(self, entry: Entry, places: Sequence[int], noted: bool = False) -> Markup:
        """The cells of these fields side by side, for a row of its own: without the marks of parts. Marks lead to the
        notes on the page of the method, but where this page has them.
        """
        column = self._column(entry)
        cells = (
            column[place + 1]
            if noted or place not in entry.notes
            else render_cell(entry.values[place], self.heads[place], self.localizer, self.note_mark(entry, place, True))
            for place in places
        )
        return Markup(_PART.sub("", "".join(cells)))

    def head(self, entry: Entry) -> Markup:
        """The method's name as a link, for the head of its column."""
        return self._column(entry)[0]

    def table_body(self, entries: Sequence[Entry], comparison: Comparison) -> Markup:
        """The rows of a comparison: heads and cells that were rendered before, put together. A group of rows has a
        heading, and a `<tbody>` of its own.
        """
        columns = [self._column(entry) for entry in entries]
        pieces: list[str] = []
        group = None
        for index, row in enumerate(comparison.rows):
            if self.heads[index].group != group:
                group = self.heads[index].group
                pieces += ["</tbody>\n<tbody>\n"] if index else []
                pieces += [self._group_row(group, len(entries) + 1)] if group else []
            pieces.append(self._row(index, row.verdict))
            cells: list[str] = [column[index + 1] for column in columns]
            if row.groups:
                cells = [self._grouped(cell, row, place, entries) for place, cell in enumerate(cells)]
            pieces += cells
            pieces.append("</tr>\n")
        return Markup("".join(pieces))

    def definitions(
        self, entries: Sequence[Entry], comparison: Comparison, index: int
    ) -> list[tuple[list[Entry], Markup]]:
        """The cells of a row as `<dd>`, for a list; what several methods have alike stands once, with all of them. Not
        where words are alike in this language alone: their groups tell them apart.
        """
        row = comparison.rows[index]
        alike: dict[str, list[Entry]] = {}
        for place, entry in enumerate(entries):
            cell = self._column(entry)[index + 1]
            alike.setdefault(self._grouped(cell, row, place, entries) if row.groups else cell, []).append(entry)
        return [(found, as_definition(cell)) for cell, found in alike.items()]

    def _column(self, entry: Entry) -> Cells:
        found = self._columns.get(entry.number)
        if found is None:
            found = self._columns[entry.number] = self._rendered(entry)
        return found

    def _rendered(self, entry: Entry) -> Cells:
        cells = [
            render_cell(value, head, self.localizer, self.note_mark(entry, place))
            for place, (head, value) in enumerate(zip(self.heads, entry.values, strict=True))
        ]
        return self._theme.column_head(entry), *cells

    def note_mark(self, entry: Entry, place: int, elsewhere: bool = False) -> Markup:
        """The links from the value at a place to its note and its references; nothing where it has neither."""
        return note_mark(entry, place, self.heads[place].field, self.localizer, elsewhere)

    def notes(self, entry: Entry) -> Markup:
        """The list of the notes of a method, for below a table with its cells; nothing where it has none."""
        found = self._notes.get(entry.number)
        if found is None:
            items = [
                self._theme.note_item(entry, self.heads[place], note.words)
                for place, note in entry.notes.items()
                if note.words
            ]
            found = markup('<ol class="value-notes" type="a">{}</ol>', Markup("").join(items)) if items else Markup("")
            self._notes[entry.number] = found
        return found

    def _grouped(self, cell: str, row: Row, place: int, entries: Sequence[Entry]) -> str:
        """A cell of a row that differs: with its group, and telling of each part which other cells have it too."""
        text = str(cell)  # markup would escape what is put into it
        for mark in sorted(row.shared):
            text = text.replace(f'data-part="{mark}">', f'data-part="{mark}" class="shared">{self._shared}')
        for mark, places in row.partly.items():
            if place in places:
                words = self._also([entries[other] for other in places if other != place])
                text = text.replace(f'data-part="{mark}">', f'data-part="{mark}" class="partly">{words}')
        group = row.groups[place]
        if group is None:
            return text
        return f'<td data-group="{group}"{" data-odd" if row.odd[place] else ""}{text.removeprefix("<td")}'

    def _also(self, others: Sequence[Entry]) -> Markup:
        """What is said of a part of a cell that some of the others have too."""
        names = self.localizer.listing([self.localizer.words(entry.name) for entry in others])
        # TRANSLATORS: beside an item of a list: the other methods that list it, as in "also in LoRA and BitFit"
        said = self.localizer.gettext("also in {names}", names=names)
        own = self.localizer.locale
        return markup('<small lang="{}" dir="{}">{} </small>', own.code, own.direction, said)

    def _group_row(self, group: RowGroup, columns: int) -> str:
        found = self._group_heads.get((group, columns))
        if found is None:
            found = self._group_heads[group, columns] = str(self._theme.group_head(group, columns))
        return found

    def _row(self, index: int, verdict: Verdict | None) -> str:
        found = self._row_heads.get((index, verdict))
        if found is None:
            found = self._row_heads[index, verdict] = str(self._theme.row_head(self.heads[index], verdict))
        return found


def as_definition(cell: str) -> Markup:
    """A cell as `<dd>`, for a list."""
    return Markup(f"<dd{cell.removeprefix('<td').removesuffix('</td>')}</dd>")


def shared_words(localizer: Localizer) -> Markup:
    """What is said to the ear before a part of a cell that every column has."""
    own = localizer.locale
    return markup(
        '<span class="unseen" lang="{}" dir="{}">{} </span>',
        own.code,
        own.direction,
        localizer.gettext("in every column:"),
    )


def render_cell(value: object, head: RowHead, localizer: Localizer, mark: Markup | str = "") -> Markup:
    """A value as a `<td>`, with the links to its note; what is not there is said in words."""
    if value is None:
        cell = Cell(markup('<span class="absent">{}</span>', localizer.gettext("not recorded")))
    elif value is NOT_APPLICABLE:
        cell = Cell(markup('<span class="absent">{}</span>', localizer.gettext("not applicable")))
    elif value is UNKNOWN:
        # TRANSLATORS: a value of which somebody found out that nobody knows it
        cell = Cell(markup('<span class="absent">{}</span>', localizer.gettext("unknown")))
    else:
        cell = KINDS[head.kind].cell(value, localizer)
    html = cell.html
    if mark:  # on the last line of the words
        end = next((end for end in ("</p>", "</div>") if html.endswith(end)), "")
        html = markup("{}{}{}", Markup(html.removesuffix(end)), mark, Markup(end))
    turned = localizer.direction(cell.lang)
    if turned:  # the cell keeps the page's direction, so that its edges stay where they are; its words take their own
        return markup('<td lang="{}"><div dir="{}">{}</div></td>', cell.lang, turned, html)
    return markup("<td{}>{}</td>", localizer.lang(cell.lang), html)
