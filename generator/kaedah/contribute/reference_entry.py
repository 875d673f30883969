"""An entry of a bibliography, whatever format it was read from."""

from typing import NamedTuple


class ReferenceEntry(NamedTuple):
    """An entry.

    line: where it begins, counted from 1.
    words: the text of each field but the author, by the name of the field in BibTeX, in lower case.
    authors: family and given names; an organisation has the former only.
    """

    key: str
    line: int
    words: dict[str, str]
    authors: list[tuple[str, str]]
