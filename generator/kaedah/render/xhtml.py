"""HTML → XHTML: pages as chapters of a book, whose readers take XML alone."""

import posixpath
import re
from collections.abc import Collection, Mapping
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit
from xml.parsers import expat

# Elements that hold nothing and have no end tag (HTML, 13.1.2).
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
NAMESPACES = {
    "html": "http://www.w3.org/1999/xhtml",
    "math": "http://www.w3.org/1998/Math/MathML",
}
EPUB = "http://www.idpf.org/2007/ops"
# What would have to be in the book besides its chapters and the images of the content.
EMBEDDED = frozenset("audio embed iframe object script source svg track video".split())
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ADDRESS = "%/:?&=#~+!$,;'()*@"  # what means something in an address (RFC 3986), or is written out already


class Chapter(NamedTuple):
    """A page as XHTML in UTF-8, and what a package must say of it: `mathml` where it holds formulas; and the paths of
    the images that it shows.
    """

    content: bytes
    properties: tuple[str, ...]
    images: tuple[str, ...] = ()


def chapter_path(path: str) -> str:
    """Where a page of the site lies as a chapter: readers know XHTML by the end of its name."""
    return path.removesuffix(".html") + ".xhtml"


class XhtmlError(Exception):
    """No chapter can be made of a page, because of what its theme wrote; the text says what."""


def to_xhtml(
    page: str, path: str, chapters: Collection[str], base_url: str = "", images: Mapping[str, bool] | None = None
) -> Chapter:
    """The page that lies at `path` as XHTML. Links to what is no chapter lead to the site, where that has an address;
    else their words stay and they do not. `images` says of each image by its path whether readers show its format;
    one that they do not show is replaced by its alternative text. Raises XhtmlError.
    """
    writer = _Writer(path, chapters, base_url, images or {})
    writer.feed(page)
    writer.close()
    if writer.opened:
        raise XhtmlError(f"<{writer.opened[-1][0]}> is not closed")
    content = (_HEAD + "".join(writer.pieces).lstrip()).encode()
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(content, True)
    except expat.ExpatError as error:
        raise XhtmlError(f"{expat.errors.messages[error.code]}, on line {error.lineno} of the chapter") from error
    return Chapter(content, tuple(sorted(writer.found)), tuple(sorted(writer.images)))


class _Writer(HTMLParser):
    def __init__(self, path: str, chapters: Collection[str], base_url: str, images: Mapping[str, bool]) -> None:
        super().__init__(convert_charrefs=True)
        self._path, self._chapters, self._base_url, self._images = path, chapters, base_url, images
        self.pieces: list[str] = []
        self.opened: list[tuple[str, str]] = []  # elements by the name they came with, and the one they got
        self.found: set[str] = set()
        self.images: set[str] = set()  # that are shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in EMBEDDED:
            raise XhtmlError(f"<{tag}> at {self._place()}: a book holds nothing but words and images")
        name, given = tag, dict[str, str]()
        for key, value in attrs:
            given.setdefault(key, value or "")  # of two that are called alike the first counts
        if tag == "img" and not (given := self._image(given)):
            return
        if tag == "a" and "href" in given:
            given["href"] = self._leading(given["href"])
            if not given["href"]:
                name = "span"
                given = {key: value for key, value in given.items() if key in ("class", "lang", "dir", "id")}
        if "lang" in given:
            given["xml:lang"] = given["lang"]
        if tag in NAMESPACES:
            given.setdefault("xmlns", NAMESPACES[tag])
        if any(key.startswith("epub:") for key in given):
            given["xmlns:epub"] = EPUB
        if tag == "math":
            self.found.add("mathml")
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
            raise XhtmlError(f"</{tag}> at {self._place()}: {inner}")
        self.pieces.append(f"</{self.opened.pop()[1]}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(data, quote=False))

    def _image(self, given: dict[str, str]) -> dict[str, str]:
        """The attributes of an image in a book; none where readers do not show it, and its words were written."""
        target = self._target(given.get("src", ""))
        if target not in self._images:
            raise XhtmlError(f"<img> at {self._place()}: it is not one of the images of the content")
        if not self._images[target]:
            self.pieces.append(f"<span>{escape(given.get('alt', ''))}</span>")
            return {}
        self.images.add(target)
        return {key: value for key, value in given.items() if key not in ("loading", "decoding")}

    def _target(self, path: str) -> str:
        """Where a relative path leads, from the root."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._path), path))

    def _place(self) -> str:
        line, column = self.getpos()
        return f"{line}:{column + 1} of the page"

    def _leading(self, href: str) -> str:
        """Where a link leads from a chapter, as XML's readers take it; nothing where it can lead nowhere."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return ""
        if parts.scheme or parts.netloc:
            return _written(href)
        if not parts.path:
            return href
        target = self._target(parts.path)
        rest = href[len(parts.path) :]
        if target in self._chapters:
            return chapter_path(parts.path) + rest
        return _written(urljoin(self._base_url, target + rest)) if self._base_url else ""


def _written(address: str) -> str:
    """An address in the signs that one may have (RFC 3986): browsers make them of others, reading systems do not."""
    before, hash_, after = quote(_BARE_PERCENT.sub("%25", address), safe=_ADDRESS + "[]").partition("#")
    if before.count("[") and "://[" not in before:
        before = before.replace("[", "%5B").replace("]", "%5D")
    return before + hash_ + after.replace("#", "%23").replace("[", "%5B").replace("]", "%5D")
