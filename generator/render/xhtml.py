"""HTML → XHTML: pages as chapters of a book, whose readers take XML alone."""

import posixpath
from collections.abc import Collection
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

# Elements that hold nothing and have no end tag (HTML, 13.1.2).
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
NAMESPACES = {
    "html": "http://www.w3.org/1999/xhtml",
    "math": "http://www.w3.org/1998/Math/MathML",
    "svg": "http://www.w3.org/2000/svg",
}
EPUB = "http://www.idpf.org/2007/ops"


class Chapter(NamedTuple):
    """A page as XHTML in UTF-8, and what a package must say of it: `mathml` and `svg` where it holds such."""

    content: bytes
    properties: tuple[str, ...]


def chapter_path(path: str) -> str:
    """Where a page of the site lies as a chapter: readers know XHTML by the end of its name."""
    return path.removesuffix(".html") + ".xhtml"


class UnclosedError(Exception):
    """An element of a page is not closed, or one is that was not opened: a mistake of the theme's."""


def to_xhtml(page: str, path: str, chapters: Collection[str], base_url: str = "") -> Chapter:
    """The page that lies at `path` as XHTML. Links to what is no chapter lead to the site, where that has an address;
    else their words stay and they do not. Raises UnclosedError.
    """
    writer = _Writer(path, chapters, base_url)
    writer.feed(page)
    writer.close()
    if writer.opened:
        raise UnclosedError(f"<{writer.opened[-1][0]}> is not closed")
    return Chapter("".join(writer.pieces).encode(), tuple(sorted(writer.found)))


class _Writer(HTMLParser):
    def __init__(self, path: str, chapters: Collection[str], base_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._path, self._chapters, self._base_url = path, chapters, base_url
        self.pieces: list[str] = []
        self.opened: list[tuple[str, str]] = []  # elements by the name they came with, and the one they got
        self.found: set[str] = set()

    def handle_decl(self, decl: str) -> None:
        self.pieces.append('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>')

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name, given = tag, {key: value or "" for key, value in attrs}
        if tag == "a" and "href" in given:
            given["href"] = self._leading(given["href"])
            if not given["href"]:
                name = "span"
                given = {key: value for key, value in given.items() if key in ("class", "lang", "dir", "id")}
        if "lang" in given:
            given["xml:lang"] = given["lang"]
        if tag in NAMESPACES:
            given.setdefault("xmlns", NAMESPACES[tag])
        if tag == "html":
            given["xmlns:epub"] = EPUB
        if tag in ("math", "svg"):
            self.found.add({"math": "mathml"}.get(tag, tag))
        written = "".join(f' {key}="{escape(value)}"' for key, value in given.items())
        if tag in VOID:
            self.pieces.append(f"<{name}{written}/>")
        else:
            self.opened.append((tag, name))
            self.pieces.append(f"<{name}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.opened or self.opened[-1][0] != tag:
            inner = f"<{self.opened[-1][0]}> is not closed" if self.opened else "it was not opened"
            line, column = self.getpos()
            raise UnclosedError(f"</{tag}> at {line}:{column + 1} of the page: {inner}")
        self.pieces.append(f"</{self.opened.pop()[1]}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(data, quote=False))

    def _leading(self, href: str) -> str:
        """Where a link leads from a chapter; nothing where it can lead nowhere."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or not parts.path:
            return href
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self._path), parts.path))
        if target in self._chapters:
            return chapter_path(parts.path) + href[len(parts.path) :]
        return urljoin(self._base_url, target + href[len(parts.path) :]) if self._base_url else ""
