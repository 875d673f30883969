"""Lists cut into pages: none grows without end."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

Thing = TypeVar("Thing")

# Methods or comparisons on a page of a list.
PAGE_SIZE = 400


class Pagination(NamedTuple):
    """Where a page stands among those of its list.

    page: its number, from 1
    pages: how many there are
    before, after: the paths of its neighbours, empty where there is none
    """

    page: int = 1
    pages: int = 1
    before: str = ""
    after: str = ""


def page_count(things: int, size: int = 0) -> int:
    """How many pages a list of so many things takes: at least one. `size` is `PAGE_SIZE` where it is not given."""
    return max(1, -(-things // (size or PAGE_SIZE)))


def page_slice(page: int, things: Sequence[Thing], size: int = 0) -> Sequence[Thing]:
    """What stands on a page of a list, counted from 1."""
    size = size or PAGE_SIZE
    return things[(page - 1) * size : page * size]


def paginate(page: int, pages: int, path: Callable[[int], str]) -> Pagination:
    """The neighbours of a page; `path` gives the path of each by its number."""
    return Pagination(page, pages, path(page - 1) if page > 1 else "", path(page + 1) if page < pages else "")
