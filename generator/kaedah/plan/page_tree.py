"""The pages of prose as a tree. A page with the name of a folder is the page of that folder."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kaedah.summaries import DocumentSummary

HOME = "index"  # the page of prose that introduces the home page
_NO_ORDER = 10_000  # after every page that has one


class SectionItem(NamedTuple):
    """A page in a side menu, and how many folders it is in below the first."""

    page: str
    depth: int


class PageTree:
    """The pages of prose by folder, in the order of their `order`, then of their names."""

    def __init__(self, pages: Iterable[str], summaries: Mapping[str, DocumentSummary]) -> None:
        self._pages = frozenset(pages) - {HOME}
        self._summaries = summaries
        self._below: dict[str, set[str]] = {}
        for page in self._pages:
            path = page
            while path:
                above = path.rpartition("/")[0]
                self._below.setdefault(above, set()).add(path)
                path = above

    def head(self, path: str) -> str:
        """The page at a path; of a folder that has none, its first page. Raises KeyError for a path without pages."""
        return path if path in self._pages or path == HOME else self.head(self._children(path)[0])

    def top(self) -> list[str]:
        """The paths of the pages and folders that are in no folder."""
        return self._children("") if self._pages else []

    def within(self, path: str) -> tuple[str, ...]:
        """How the addresses of the pages in the folder of this path begin, where there is one."""
        return (f"{path}/",) if path in self._below else ()

    def section(self, page: str) -> tuple[SectionItem, ...]:
        """The side menu of a page: its folder, opened as far as the page is; none for a page that is in no folder and
        is that of none.
        """
        top = page.partition("/")[0]
        if top not in self._below:
            return ()
        return (SectionItem(self.head(top), 0), *self._items(top, page, 1))

    def in_order(self, above: str = "") -> Iterator[str]:
        """All pages as they are read one after the other."""
        for path in self._children(above) if self._pages else ():
            if path in self._pages:
                yield path
            if path in self._below:
                yield from self.in_order(path)

    def _items(self, folder: str, page: str, depth: int) -> Iterator[SectionItem]:
        head = self.head(folder)
        for path in self._children(folder):
            first = self.head(path)
            if first != head:
                yield SectionItem(first, depth)
            if path in self._below and f"{page}/".startswith(f"{path}/"):
                yield from self._items(path, page, depth + (first != head))

    def _children(self, folder: str) -> list[str]:
        return sorted(self._below[folder], key=self._place)

    def _place(self, path: str) -> tuple[int, str]:
        summary = self._summaries.get(f"pages/{path}")
        order = summary.order if summary else None
        return _NO_ORDER if order is None else order, path
