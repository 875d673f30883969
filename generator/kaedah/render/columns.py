"""One method in one locale as table cells: the same for its own page and for every comparison it is in."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from kaedah.compare import Comparison, Verdict
from kaedah.markup import markup
from kaedah.model import NOT_APPLICABLE, UNKNOWN
from kaedah.plan.entries import Entry
from kaedah.plan.layout import RowGroup, RowHead
from kaedah.read.kinds import KINDS, Cell, Localizer

Cells = tuple[Markup, ...]


class Columns:
    """Renders columns and the heads around them once, and puts tables together from them.

    `row_head`, `column_head` and `group_head` are the theme's: a row's opening tag with its head cell, a method's head
    cell, and the row with the heading of a group, which spans a number of columns.
    """

    def __init__(
        self,
        heads: tuple[RowHead, ...],
        localizer: Localizer,
        row_head: Callable[[RowHead, Verdict | None], Markup],
        column_head: Callable[[Entry], Markup],
        group_head: Callable[[RowGroup, int], Markup],
    ) -> None:
        self.heads, self.localizer = heads, localizer
        self._row_head, self._column_head, self._group_head = row_head, column_head, group_head
        self._shared = shared_words(localizer)
        self._row_heads: dict[tuple[int, Verdict | None], str] = {}
        self._columns: dict[int, Cells] = {}  # by the number of an entry: its head, then its cells

    def forget(self, entry: Entry) -> None:
        """Drops what was rendered of a method."""
        self._columns.pop(entry.number, None)

    def clear(self) -> None:
        """Drops what was rendered of all methods."""
        self._columns.clear()

    def cells(self, entry: Entry) -> Cells:
        """A `<td>` per field. A cell whose words are not in the page's language says so."""
        return self._column(entry)[1:]

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
                pieces += [self._group_head(group, len(entries) + 1)] if group else []
            pieces.append(self._row(index, row.verdict))
            cells: list[str] = [column[index + 1] for column in columns]
            pieces += [self._marked(cell, row.shared) for cell in cells] if row.shared else cells
            pieces.append("</tr>\n")
        return Markup("".join(pieces))

    def definitions(
        self, entries: Sequence[Entry], comparison: Comparison, index: int
    ) -> list[tuple[list[Entry], Markup]]:
        """The cells of a row as `<dd>`, for a list; what several methods have alike stands once, with all of them. Not
        where words are alike in this language alone: a row that differs has at least two.
        """
        row = comparison.rows[index]
        cells = [(entry, self._marked(self._column(entry)[index + 1], row.shared)) for entry in entries]
        groups: dict[str, list[Entry]] = {}
        for entry, cell in cells:
            groups.setdefault(cell, []).append(entry)
        alike = len(groups) > 1 or row.verdict is not Verdict.DIFFERS
        listed = (
            [(found, cell) for cell, found in groups.items()] if alike else [([entry], cell) for entry, cell in cells]
        )
        return [(found, Markup(f"<dd{cell.removeprefix('<td').removesuffix('</td>')}</dd>")) for found, cell in listed]

    def _column(self, entry: Entry) -> Cells:
        found = self._columns.get(entry.number)
        if found is None:
            found = self._columns[entry.number] = self._rendered(entry)
        return found

    def _rendered(self, entry: Entry) -> Cells:
        cells = zip(self.heads, entry.values, strict=True)
        return self._column_head(entry), *(render_cell(value, head, self.localizer) for head, value in cells)

    def _marked(self, cell: str, shared: frozenset[str]) -> str:
        """The cell, telling of each part that all the cells of its row have that they do."""
        text = str(cell)  # markup would escape what is put into it
        for mark in sorted(shared):
            text = text.replace(f'data-part="{mark}">', f'data-part="{mark}" class="shared">{self._shared}')
        return text

    def _row(self, index: int, verdict: Verdict | None) -> str:
        found = self._row_heads.get((index, verdict))
        if found is None:
            found = self._row_heads[index, verdict] = str(self._row_head(self.heads[index], verdict))
        return found


def shared_words(localizer: Localizer) -> Markup:
    """What is said to the ear before a part of a cell that every column has."""
    own = localizer.locale
    return markup(
        '<span class="unseen" lang="{}" dir="{}">{} </span>',
        own.code,
        own.direction,
        localizer.gettext("in every column:"),
    )


def render_cell(value: object, head: RowHead, localizer: Localizer) -> Markup:
    """A value as a `<td>`; what is not there is said in words."""
    if value is None:
        cell = Cell(markup('<span class="absent">{}</span>', localizer.gettext("not recorded")))
    elif value is NOT_APPLICABLE:
        cell = Cell(markup('<span class="absent">{}</span>', localizer.gettext("not applicable")))
    elif value is UNKNOWN:
        # TRANSLATORS: a value of which somebody found out that nobody knows it
        cell = Cell(markup('<span class="absent">{}</span>', localizer.gettext("unknown")))
    else:
        cell = KINDS[head.kind].cell(value, localizer)
    turned = localizer.direction(cell.lang)
    if turned:  # the cell keeps the page's direction, so that its edges stay where they are; its words take their own
        return markup('<td lang="{}"><div dir="{}">{}</div></td>', cell.lang, turned, cell.html)
    return markup("<td{}>{}</td>", localizer.lang(cell.lang), cell.html)
