"""Kaedah's Markdown extension: formulas, images, anchors and Han line breaks; no raw HTML."""

import html as html_text
import re
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
from kaedah.read.markdown.blocks import DisplayFormulas, IndentedFences, Tables, convert_formula
from kaedah.read.markdown.fast_inline import FastInline, FastUnescape, PlainParagraphs
from kaedah.read.markdown.figures import Figures
from kaedah.read.markdown.findings import Finding, Findings, Heading, SiteLink
from kaedah.text_forms import WIDE_GAP, letters

_INLINE = r"(?<![\\$])\$(?![\s$])((?:[^$\\\n\x02]|\\.|\n(?!\s*\n))+?)(?<![\s\\])\$(?![\d$])"
_HTML = r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\x02]*)?/?|!--[^\x02]*?--|[!?][^<>\x02]*)>"
_ID = re.compile(r"\s*\{#([a-z][a-z0-9-]{0,60})\}\s*$")
_MAIL = f"{STX}amp{ETX}"  # the prefix of an e-mail address that the library obfuscates
# The folders of documents by the scheme of a link; terms are those of the glossary.
_FOLDERS = {"method": "methods", "comparison": "comparisons", "page": "pages", "term": "terms"}
_SCHEMES = re.compile(r"([a-z0-9-]+):([^\s#?]*)(?:#([^\s#?]+))?$")
_INLINE_TAGS = frozenset({"a", "em", "strong", "code", "span", "sup", "br"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Matches every text with Han characters or full-width signs, and compiles faster than an exact pattern.
_NON_LATIN = re.compile("[^\0-\u2e7f]")


class _InlineFormulas(InlineProcessor):
    collected: Findings

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        latex = m[1]
        return self.md.htmlStash.store(convert_formula(latex, False, self.collected)), m.start(0), m.end(0)


class _RawHtml(InlineProcessor):
    """Shows an HTML tag as text, with a warning."""

    collected: Findings

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        self.collected.add(
            "warning",
            m[0],
            "HTML is not supported here and is shown as text: {tag}",
            "use Markdown; to show a tag on purpose, put it in backticks",
            tag=m[0],
        )
        return self.md.htmlStash.store(html_text.escape(m[0])), m.start(0), m.end(0)


class _Headings(Treeprocessor):
    """Headings, before inline patterns: levels from 2 down, and ids from `{#id}` or the text."""

    collected: Findings

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.tag in _HEADINGS:
                self._mark(element)

    def _mark(self, element: etree.Element) -> None:
        raw = element.text or ""
        position = self.collected.find_heading(raw) if raw else Position()
        if element.tag == "h1":
            self.collected.findings.append(
                Finding("warning", position, "a level-1 heading is reserved for the page title", "start with `## `")
            )
            element.tag = "h2"
        given = _ID.search(raw)
        if given:
            raw = element.text = raw[: given.start()]
        token = f"\ue001{len(self.collected.headings)}."
        element.set("id", token)
        written = given[1] if given else ""
        self.collected.headings.append(Heading(int(element.tag[1]), written, position, _slug(raw), token))


def _slug(words: str) -> str:
    latin = letters(re.sub(r"\$[^$]*\$|`", "", words)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:60].strip("-")
    return slug if re.match("[a-z]", slug) else ""


class _Links(Treeprocessor):
    """Links, after inline patterns: collects links to the site, checks other links."""

    collected: Findings

    def run(self, root: etree.Element) -> None:
        for element in root.iter("a"):
            if not (element.get("class") or "").startswith("footnote"):
                self._check_link(element)

    def _check_link(self, link: etree.Element) -> None:
        href = html_text.unescape(link.get("href", ""))
        scheme, name, anchor = match.groups() if (match := _SCHEMES.match(href)) else ("", "", "")
        own = self.collected.scheme
        if scheme in (own, "entry"):
            self._add_link(link, "method", name, anchor or "")
        elif scheme == "method":
            message = "links of this site do not begin with `method:`"
            position, values = self.collected.find_link(href), (("scheme", own), ("slug", name))
            self.collected.findings.append(Finding("error", position, message, "write `{scheme}:{slug}`", values))
        elif href == "term:" and "".join(link.itertext()):
            pass  # words that are not to be linked to the glossary
        elif scheme in _FOLDERS:
            self._add_link(link, scheme, name, anchor or "")
        elif not href.startswith(_MAIL) and not re.match(r"(https?://[^/\s]|mailto:\S)", href, re.IGNORECASE):
            hint = (
                "write `{scheme}:slug` or `page:name` for a page of this site, or an address that begins with https://"
            )
            position, values = self.collected.find_link(href), (("href", href), ("scheme", own))
            self.collected.findings.append(
                Finding("error", position, 'the link "{href}" has no valid target', hint, values)
            )

    def _add_link(self, link: etree.Element, scheme: str, name: str, anchor: str) -> None:
        """Records a link to the site, and writes it in the one way in which pages resolve it."""
        position = self.collected.find_link(html_text.unescape(link.get("href", "")))
        if scheme == "page":  # the page of a folder has the name of the folder
            name = name.removesuffix("/index")
        elif scheme == "term" and anchor:
            name, anchor = f"{name}#{anchor}", ""  # there is no such term
        link.set("href", f"{scheme}:{name}" + (f"#{anchor}" if anchor else ""))
        self.collected.links.append(SiteLink(f"{_FOLDERS[scheme]}/{name}", anchor, position))


class _HanBreaks(Treeprocessor):
    """Removes line breaks between two Han or full-width characters, where they are not spaces."""

    collected: Findings

    def run(self, root: etree.Element) -> None:
        if not _NON_LATIN.search(self.collected.source):
            return
        runs = [
            (element, attribute, getattr(element, attribute) or "", is_code)
            for element, attribute, is_code in _texts(root)
        ]
        text_flow = "".join("\0" * len(text) if is_code else text for _, _, text, is_code in runs)
        dropped = [match.start() for match in WIDE_GAP.finditer(text_flow) if match[0] == "\n"]
        start = 0
        for element, attribute, text, _ in runs:
            inside = [position - start for position in dropped if start <= position < start + len(text)]
            if inside:
                setattr(
                    element, attribute, "".join(char for position, char in enumerate(text) if position not in inside)
                )
            start += len(text)


def _texts(element: etree.Element, is_code: bool = False) -> Iterator[tuple[etree.Element, str, bool]]:
    """Every text in reading order: its element, the attribute (`text` or `tail`), and whether it is code."""
    is_code = is_code or element.tag in ("code", "pre")
    yield element, "text", is_code
    for child in element:
        yield from _texts(child, is_code)
        yield child, "tail", is_code or child.tag not in _INLINE_TAGS


class KaedahExtension(Extension):
    """Registers the processors; each conversion fills `collected`."""

    def __init__(self, collected: Findings) -> None:
        super().__init__()
        self.collected = collected

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
            (md.treeprocessors, Figures(md), "figures", 14),
            (md.treeprocessors, Tables(md), "tables", 10),
            (md.treeprocessors, _HanBreaks(md), "han_breaks", 5),
        ]
        for registry, part, name, priority in parts:
            part.collected = self.collected
            registry.register(part, name, priority)


def build_parser(*, fast: bool = True) -> tuple[Markdown, Findings]:
    """A parser for one thread, and the findings it fills; without `fast`, with the inline stage of the library."""
    collected = Findings()
    extensions = [  # as classes: by name, the library would search all installed packages
        TableExtension(),
        FencedCodeExtension(),
        DefListExtension(),
        SaneListExtension(),
        FootnoteExtension(SEPARATOR="-", BACKLINK_TITLE=""),
        KaedahExtension(collected),
    ]
    parser = Markdown(extensions=extensions, output_format="html")
    if fast:
        parser.parser.blockprocessors.register(PlainParagraphs(parser.parser), "plain_paragraphs", 110)
        parser.treeprocessors.register(FastInline(parser), "inline", 20)
        unescape = FastUnescape(parser)
        unescape.collected = collected
        parser.treeprocessors.register(unescape, "unescape", 0)
        parser.is_block_level = cache(parser.is_block_level)  # type: ignore[method-assign]  # called for every element
    return parser, collected
