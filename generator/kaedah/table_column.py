"""A column of the catalogue, as the settings name it."""

from typing import NamedTuple


class TableColumn(NamedTuple):
    """A field that is a column of the catalogue, and where the settings say so."""

    field: str
    path: str
    line: int
    column: int
