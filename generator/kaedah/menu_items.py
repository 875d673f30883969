"""The type of an item of a menu."""

from typing import NamedTuple


class MenuItem(NamedTuple):
    """An item of the menu or of the foot, and where `site.yaml` has it.

    part: a part of the site, such as `methods`; empty for other items.
    page: the id of a page of prose.
    url: an address elsewhere.
    text: what readers see, where it is not the name of what the item leads to.
    """

    part: str
    page: str
    url: str
    text: str
    path: str
    line: int
    column: int
