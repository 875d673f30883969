"""One method in one locale as table cells: the same for its own page and for every comparison it is in."""

from markupsafe import Markup

from generator.model import NOT_APPLICABLE
from generator.plan.views import Entry, RowHead
from generator.read.kinds import KINDS, Cell, Pen

Column = tuple[Markup, ...]


def render_column(entry: Entry, heads: tuple[RowHead, ...], pen: Pen) -> Column:
    """A `<td>` per field, in the order of the fields. A cell whose words are not in the page's language says so."""
    return tuple(_td(render_cell(value, head, pen), pen) for head, value in zip(heads, entry.values, strict=True))


def render_cell(value: object, head: RowHead, pen: Pen) -> Cell:
    if value is None:
        return Cell(Markup('<span class="absent">{}</span>').format(pen.gettext("not recorded")))
    if value is NOT_APPLICABLE or value == NOT_APPLICABLE:
        return Cell(Markup('<span class="absent">{}</span>').format(pen.gettext("not applicable")))
    return KINDS[head.kind].cell(value, pen)


def _td(cell: Cell, pen: Pen) -> Markup:
    return Markup("<td{}>{}</td>").format(pen.lang(cell.lang), cell.html)
