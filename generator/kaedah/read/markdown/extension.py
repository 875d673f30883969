"""What Kaedah's Markdown adds to and takes from Python-Markdown: formulas, anchors, Han line breaks; no raw HTML."""

import html as html_text
import re
import unicodedata
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from functools import cache
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from kaedah.problems import Position
from kaedah.read.characters import WIDE_GAP
from kaedah.read.markdown.blocks import DisplayFormulas, IndentedFences, Tables, convert_formula
from kaedah.read.markdown.fast_inline import PlainParagraphs, QuickInline, QuickUnescape
from kaedah.read.markdown.findings import Finding, Findings, Heading

_INLINE = r"(?<![\\$])\$(?![\s$])((?:[^$\\\n\x02]|\\.|\n(?!\s*\n))+?)(?<![\s\\])\$(?![\d$])"
_HTML = r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\x02]*)?/?|!--[^\x02]*?--|[!?][^<>\x02]*)>"
_ID = re.compile(r"\s*\{#([a-z][a-z0-9-]{0,60})\}\s*$")
_MAIL = f"{STX}amp{ETX}"  # how the library begins an e-mail address that it hides
_METHOD = re.compile(r"method:([^\s#?]*)$")
_INLINE_TAGS = frozenset({"a", "em", "strong", "code", "span", "sup", "br"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# What no text is without that has Han characters or full-width signs; which they are takes twice as long to compile.
_FAR_EAST = re.compile("[^\0-\u2e7f]")


class _InlineFormulas(InlineProcessor):
    notes: Findings

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        latex = m[1]
        return self.md.htmlStash.store(convert_formula(latex, False, self.notes)), m.start(0), m.end(0)


class _RawHtml(InlineProcessor):
    """A tag is text here; it is shown as written, and the writer is told."""

    notes: Findings

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        self.notes.add(
            "warning",
            m[0],
            "HTML is not read here, it is shown as text: {tag}",
            "write Markdown; to show a tag on purpose, put it in backquotes",
            tag=m[0],
        )
        return self.md.htmlStash.store(html_text.escape(m[0])), m.start(0), m.end(0)


class _Headings(Treeprocessor):
    """Before inline patterns run: levels from 2 down, ids from `{#id}` or the words."""

    notes: Findings

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.tag in _HEADINGS:
                self._mark(element)

    def _mark(self, element: etree.Element) -> None:
        raw = element.text or ""
        spot = self.notes.heading_spot(raw) if raw else Position()
        if element.tag == "h1":
            self.notes.findings.append(
                Finding("warning", spot, "a heading of level 1 is the page's own", "begin with `## `")
            )
            element.tag = "h2"
        given = _ID.search(raw)
        if given:
            raw = element.text = raw[: given.start()]
        token = f"\ue001{len(self.notes.headings)}."
        element.set("id", token)
        written = given[1] if given else ""
        self.notes.headings.append(Heading(int(element.tag[1]), written, spot, _slug(raw), token))


def _slug(words: str) -> str:
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    letters = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\$[^$]*\$|`", "", ascii_words).lower()).strip("-")[:60].strip("-")
    return letters if re.match("[a-z]", letters) else ""


class _Links(Treeprocessor):
    """After inline patterns: links to methods are noted, other addresses judged, images refused."""

    notes: Findings

    def run(self, root: etree.Element) -> None:
        for element in root.iter("a"):
            if not (element.get("class") or "").startswith("footnote"):
                self._judge(element)
        if root.find(".//img") is not None:
            self._refuse_pictures(root)

    def _refuse_pictures(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for index, element in enumerate(list(parent)):
                if element.tag == "img":
                    self.notes.add(
                        "error",
                        "![",
                        "pictures are not read here",
                        "describe it in words, or use a table or a formula",
                    )
                    parent[index] = _text_of(element)

    def _judge(self, link: etree.Element) -> None:
        href = html_text.unescape(link.get("href", ""))
        method = _METHOD.match(href)
        if method:
            self.notes.methods.append((method[1], self.notes.link_spot(href)))
        elif not href.startswith(_MAIL) and not re.match(r"(https?://[^/\s]|mailto:\S)", href, re.IGNORECASE):
            hint = "write `method:slug` for a method of this site, or an address that begins with https://"
            place = self.notes.link_spot(href)
            self.notes.findings.append(
                Finding("error", place, 'the link "{href}" leads nowhere', hint, (("href", href),))
            )


def _text_of(image: etree.Element) -> etree.Element:
    words = etree.Element("span")
    words.text, words.tail = image.get("alt", ""), image.tail
    return words


class _HanBreaks(Treeprocessor):
    """A line break between two Han or full-width characters is no space; elsewhere, and in Korean, it is."""

    notes: Findings

    def run(self, root: etree.Element) -> None:
        if not _FAR_EAST.search(self.notes.source):
            return
        runs = [
            (element, attribute, getattr(element, attribute) or "", skipped)
            for element, attribute, skipped in _texts(root)
        ]
        flow = "".join("\0" * len(text) if skipped else text for _, _, text, skipped in runs)
        dropped = [match.start() for match in WIDE_GAP.finditer(flow) if match[0] == "\n"]
        start = 0
        for element, attribute, text, _ in runs:
            inside = [place - start for place in dropped if start <= place < start + len(text)]
            if inside:
                setattr(element, attribute, "".join(char for place, char in enumerate(text) if place not in inside))
            start += len(text)


def _texts(element: etree.Element, skipped: bool = False) -> Iterator[tuple[etree.Element, str, bool]]:
    """Every run of text in reading order: the element, which of its attributes holds it, whether it is no prose."""
    skipped = skipped or element.tag in ("code", "pre")
    yield element, "text", skipped
    for child in element:
        yield from _texts(child, skipped)
        yield child, "tail", skipped or child.tag not in _INLINE_TAGS


class Dialect(Extension):
    """Registers all of it; `notes` is filled anew by every conversion."""

    def __init__(self, notes: Findings) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("short_image_ref")
        parts: list[tuple[Any, Any, str, int]] = [
            (md.preprocessors, IndentedFences(md), "indented_fences", 24),
            (md.parser.blockprocessors, DisplayFormulas(md.parser), "display_formulas", 95),
            (md.inlinePatterns, _InlineFormulas(_INLINE, md), "formula", 185),
            (md.inlinePatterns, _RawHtml(_HTML, md), "raw_html_text", 90),
            (md.treeprocessors, _Headings(md), "headings", 25),
            (md.treeprocessors, _Links(md), "links", 15),
            (md.treeprocessors, Tables(md), "tables", 10),
            (md.treeprocessors, _HanBreaks(md), "han_breaks", 5),
        ]
        for registry, part, name, priority in parts:
            part.notes = self.notes
            registry.register(part, name, priority)


def build_parser(*, quick: bool = True) -> tuple[Markdown, Findings]:
    """A parser for one thread, and the notes it fills; without `quick`, with the library's own inline stage."""
    notes = Findings()
    extensions = [  # by their names they would be looked for among all libraries: a thirtieth of an edit
        TableExtension(),
        FencedCodeExtension(),
        DefListExtension(),
        SaneListExtension(),
        FootnoteExtension(SEPARATOR="-", BACKLINK_TITLE=""),
        Dialect(notes),
    ]
    parser = Markdown(extensions=extensions, output_format="html")
    if quick:
        parser.parser.blockprocessors.register(PlainParagraphs(parser.parser), "plain_paragraphs", 110)
        parser.treeprocessors.register(QuickInline(parser), "inline", 20)
        unescape = QuickUnescape(parser)
        unescape.notes = notes
        parser.treeprocessors.register(unescape, "unescape", 0)
        parser.is_block_level = cache(parser.is_block_level)  # type: ignore[method-assign]  # asked for every element
    return parser, notes
