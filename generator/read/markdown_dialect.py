"""What Kaedah's Markdown adds to and takes from Python-Markdown: formulas, anchors, Han line breaks; no raw HTML."""

import html as html_text
import re
import unicodedata
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from generator.problems import Level, Spot
from generator.read.formulas import BadFormula, formula_html
from generator.read.markdown_inline import QuickInline
from generator.read.typography import WIDE

_DISPLAY = re.compile(r"^([ \t]*)\$\$[ \t]*\n?(.+?)\n?[ \t]*\$\$[ \t]*$", re.MULTILINE | re.DOTALL)
_INLINE = r"(?<![\\$])\$(?![\s$])((?:[^$\\\n]|\\.|\n(?!\s*\n))+?)(?<![\s\\])\$(?![\d$])"
_HTML = r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?|!--.*?--|[!?][^<>]*)>"
_ID = re.compile(r"\s*\{#([a-z][a-z0-9-]{0,60})\}\s*$")
_METHOD = re.compile(r"method:([^\s#?]*)$")
_WIDE = re.compile(WIDE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its anchor. Until anchors are given out, `id` is the written one, `slug` made of the words."""

    level: int
    id: str
    spot: Spot
    slug: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a body, at its place in the body."""

    level: Level
    spot: Spot
    message: str
    hint: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Notes:
    """What one conversion found, in reading order."""

    source: str = ""
    findings: list[Finding] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    methods: list[tuple[str, Spot]] = field(default_factory=list)
    _searched: dict[str, int] = field(default_factory=dict)

    def begin(self, source: str) -> None:
        self.source = source
        for kept in (self.findings, self.headings, self.methods, self._searched):
            kept.clear()

    def spot(self, snippet: str) -> Spot:
        """The place of the next occurrence of the snippet; the beginning where it is not found as written."""
        index = self.source.find(snippet, self._searched.get(snippet, 0))
        if index < 0:
            return Spot()
        self._searched[snippet] = index + len(snippet)
        return Spot(self.source.count("\n", 0, index) + 1, index - self.source.rfind("\n", 0, index))

    def link_spot(self, href: str) -> Spot:
        """The place of the next link to that address; what looks like one in code is passed over."""
        inline = self.spot("](" + href)
        return Spot(inline.line, inline.column + 2) if inline != Spot() else self.spot(href)

    def add(self, level: Level, snippet: str, message: str, hint: str = "", **values: str) -> None:
        self.findings.append(Finding(level, self.spot(snippet), message, hint, tuple(values.items())))


class _DisplayFormulas(Preprocessor):
    """`$$ … $$` on lines of its own; runs after fenced code is put aside."""

    notes: Notes

    def run(self, lines: list[str]) -> list[str]:
        return _DISPLAY.sub(self._block, "\n".join(lines)).split("\n")

    def _block(self, match: re.Match[str]) -> str:
        block = f'<div class="formula">{convert_formula(match[2].strip(), True, self.notes)}</div>'
        return f"\n\n{match[1]}{self.md.htmlStash.store(block)}\n\n"


class _InlineFormulas(InlineProcessor):
    notes: Notes

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        latex = m[1]
        return self.md.htmlStash.store(convert_formula(latex, False, self.notes)), m.start(0), m.end(0)


def convert_formula(latex: str, display: bool, notes: Notes) -> str:
    """MathML, or the LaTeX as code with an error noted."""
    try:
        return formula_html(latex, display)
    except BadFormula as error:
        reason = re.sub(r"^\d+: ", "", str(error)).rstrip(".")
        notes.add(
            "error",
            latex,
            'the formula "{latex}" cannot be read: {reason}',
            r"write LaTeX, as in `\frac{a}{b}`; for a dollar sign write `\$`",
            latex=latex,
            reason=reason,
        )
        return f"<code>{html_text.escape(latex)}</code>"


class _RawHtml(InlineProcessor):
    """A tag is text here; it is shown as written, and the writer is told."""

    notes: Notes

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

    notes: Notes

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if re.fullmatch(r"h[1-6]", element.tag):
                self._mark(element)

    def _mark(self, element: etree.Element) -> None:
        raw = element.text or ""
        spot = self.notes.spot(raw) if raw else Spot()
        if element.tag == "h1":
            self.notes.findings.append(
                Finding("warning", spot, "a heading of level 1 is the page's own", "begin with `## `")
            )
            element.tag = "h2"
        given = _ID.search(raw)
        if given:
            raw = element.text = raw[: given.start()]
        token = f"heading-{len(self.notes.headings)}-token"
        element.set("id", token)
        written = given[1] if given else ""
        self.notes.headings.append(Heading(int(element.tag[1]), written, spot, _slug(raw), token))


def _slug(words: str) -> str:
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    letters = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\$[^$]*\$|`", "", ascii_words).lower()).strip("-")[:60].strip("-")
    return letters if re.match("[a-z]", letters) else ""


class _Links(Treeprocessor):
    """After inline patterns: links to methods are noted, other addresses judged, images refused."""

    notes: Notes

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for index, element in enumerate(list(parent)):
                if element.tag == "a" and not (element.get("class") or "").startswith("footnote"):
                    self._judge(element)
                elif element.tag == "img":
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
        elif not re.match(r"(https?://[^/\s]|mailto:\S)", href, re.IGNORECASE):
            hint = "write `method:slug` for a method of this site, or an address that begins with https://"
            place = self.notes.link_spot(href)
            self.notes.findings.append(
                Finding("error", place, 'the link "{href}" leads nowhere', hint, (("href", href),))
            )


def _text_of(image: etree.Element) -> etree.Element:
    words = etree.Element("span")
    words.text, words.tail = image.get("alt", ""), image.tail
    return words


class _Tables(Treeprocessor):
    """Columns aligned by class, since pages carry no inline style; a wide table scrolls in its own box."""

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for index, element in enumerate(list(parent)):
                if element.tag in ("td", "th"):
                    side = re.search("left|right|center", element.attrib.pop("style", ""))
                    if side:
                        element.set("class", side[0])
                if element.tag == "table":
                    box = etree.Element("div", {"class": "scroll", "tabindex": "0"})
                    box.tail, element.tail = element.tail, None
                    box.append(element)
                    parent[index] = box


class _HanBreaks(Treeprocessor):
    """A line break between two Han or full-width characters is no space; elsewhere, and in Korean, it is."""

    notes: Notes

    def run(self, root: etree.Element) -> None:
        if not _WIDE.search(self.notes.source):
            return
        previous: tuple[etree.Element, str] | None = None
        for element, attribute, skipped in _texts(root):
            text = (element.text if attribute == "text" else element.tail) or ""
            if skipped or not text:
                previous = None if skipped else previous
                continue
            if previous is not None:
                text = self._join_ends(previous, text)
            text = re.sub(f"(?<={_WIDE.pattern})\n(?={_WIDE.pattern})", "", text)
            setattr(element, attribute, text)
            previous = (element, attribute)

    def _join_ends(self, previous: tuple[etree.Element, str], text: str) -> str:
        """Drops a break that stands at the border of two runs of text, as before emphasis."""
        element, attribute = previous
        before = getattr(element, attribute) or ""
        if before.endswith("\n") and _WIDE.match(text) and _WIDE.match(before[-2:-1] or " "):
            setattr(element, attribute, before[:-1])
        if text.startswith("\n") and _WIDE.match(before[-1:] or " ") and _WIDE.match(text[1:2] or " "):
            return text[1:]
        return text


def _texts(element: etree.Element, skipped: bool = False) -> Iterator[tuple[etree.Element, str, bool]]:
    """Every run of text in reading order: the element, which of its attributes holds it, whether it is code."""
    skipped = skipped or element.tag in ("code", "pre")
    yield element, "text", skipped
    for child in element:
        yield from _texts(child, skipped)
        yield child, "tail", skipped


class Dialect(Extension):
    """Registers all of it; `notes` is filled anew by every conversion."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("short_image_ref")
        parts: list[tuple[Any, Any, str, int]] = [
            (md.preprocessors, _DisplayFormulas(md), "display_formulas", 23),
            (md.inlinePatterns, _InlineFormulas(_INLINE, md), "formula", 185),
            (md.inlinePatterns, _RawHtml(_HTML, md), "raw_html_text", 90),
            (md.treeprocessors, _Headings(md), "headings", 25),
            (md.treeprocessors, _Links(md), "links", 15),
            (md.treeprocessors, _Tables(md), "tables", 10),
            (md.treeprocessors, _HanBreaks(md), "han_breaks", 5),
        ]
        for registry, part, name, priority in parts:
            part.notes = self.notes
            registry.register(part, name, priority)


def build_parser(*, quick: bool = True) -> tuple[Markdown, Notes]:
    """A parser for one thread, and the notes it fills; without `quick`, with the library's own inline stage."""
    notes = Notes()
    footnotes = FootnoteExtension(SEPARATOR="-", BACKLINK_TITLE="")
    extensions: list[Any] = ["tables", "fenced_code", "def_list", "sane_lists", footnotes, Dialect(notes)]
    parser = Markdown(extensions=extensions, output_format="html")
    if quick:
        parser.treeprocessors.register(QuickInline(parser), "inline", 20)
    return parser, notes
