"""Reads a built page as a browser or crawler would: links, ids, languages and tables."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src", "form": "action"}
# What a browser fetches by itself, as against what a reader follows.
FETCHED = frozenset({"img", "script", "source", "iframe", "form"})


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    chunks: list["str | Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(chunk if isinstance(chunk, str) else chunk.text for chunk in self.chunks)

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    @property
    def lang(self) -> str:
        element: Element | None = self
        while element is not None:
            if "lang" in element.attributes:
                return element.attributes["lang"]
            element = element.parent
        return ""

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Every descendant of that tag whose attributes have those values (`class_` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        found = []
        ahead = self.children[::-1]
        while ahead:
            child = ahead.pop()
            if (not tag or child.tag == tag) and all(
                value in child.attributes.get(name, "").split() for name, value in wanted.items()
            ):
                found.append(child)
            if child.tag != "template":  # its content is not on the page until a script puts it there
                ahead += child.children[::-1]
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {})
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open[-1])
        self.open[-1].children.append(element)
        self.open[-1].chunks.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}>")

    def handle_data(self, data: str) -> None:
        self.open[-1].chunks.append(data)


def read_page(path: Path) -> Element:
    """The page as a tree. Fails where tags do not nest."""
    builder = _Builder()
    builder.feed(path.read_text(encoding="utf-8"))
    faults = builder.faults + [f"<{element.tag}> is never closed" for element in builder.open[1:]]
    assert not faults, f"{path}: {faults[:3]}"
    return builder.root


def read_pages(site: Path) -> dict[str, Element]:
    """Every page of a built site by its path."""
    return {path.relative_to(site).as_posix(): read_page(path) for path in sorted(site.rglob("*.html"))}


def broken_links(site: Path, base_url: str = "", pages: dict[str, Element] | None = None) -> list[str]:
    """Every link that does not lead, from disk and from any folder of any server, to a file and a place in it."""
    pages = pages or read_pages(site)
    ids = {
        path: {element.attributes["id"] for element in page.all() if "id" in element.attributes}
        for path, page in pages.items()
    }
    found = []
    for path, page in pages.items():
        for element in page.all():
            href = element.attributes.get(LINKS.get(element.tag, ""))
            if href is None:
                continue
            fault = _fault(path, element, href, site, ids, base_url) if href else "empty"
            if fault:
                found.append(f"{path}: {href}: {fault}")
    return found


def _fault(path: str, element: Element, href: str, site: Path, ids: dict[str, set[str]], base_url: str) -> str:
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        if element.tag == "link" and element.attributes.get("rel") in ("canonical", "alternate"):
            inner = href.removeprefix(base_url)
            return (
                ""
                if base_url and inner != href and (site / inner).is_file()
                else "absolute, but not to a page of the site"
            )
        if element.tag in FETCHED or element.tag == "link":
            return "another host would be asked"
        return "" if parts.scheme in ("https", "http", "mailto") else f"the scheme {parts.scheme}"
    if path == "404.html" and base_url and href.startswith(urlsplit(base_url).path):
        return "" if (site / href.removeprefix(urlsplit(base_url).path)).is_file() else "no such file"
    if href.startswith("/"):
        return "begins with /: broken under a sub-path and on disk"
    if not parts.path:
        target = path
    else:
        target = (site / path).parent.joinpath(unquote(parts.path)).resolve().relative_to(site.resolve()).as_posix()
        if not (site / target).is_file():
            return "no such file" if not (site / target).is_dir() else "a folder, not a file"
    if (
        re.fullmatch(r"[\w-]+/compare/index\.html", target)
        and parts.fragment
        and parts.fragment not in ids.get(target, ())
    ):
        columns = [(site / target).parent.parent / f"data/{slug}.js" for slug in parts.fragment.split(",")]
        return "" if all(column.is_file() for column in columns) else "a method without a column"
    if re.fullmatch(r"[\w-]+/contribute\.html", target) and parts.fragment.startswith("translate="):
        beginning = site / f"drafts/{parts.fragment.removeprefix('translate=')}.js"
        return "" if beginning.is_file() else "a translation without a beginning"
    if parts.fragment and unquote(parts.fragment) not in ids.get(target, set()):
        return "no such place in the page"
    return ""
