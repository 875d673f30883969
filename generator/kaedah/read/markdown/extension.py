"""Kaedah's extension of Python-Markdown: the blocks and texts of CommonMark and GitHub, formulas, images, anchors and
Han line breaks; no raw HTML.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from kaedah.read.characters import WIDE_GAP
from kaedah.read.markdown.figures import Figures
<<<<<<< HEAD
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.tables import ScrollingTables
from kaedah.read.markdown.tree import Blocks
=======
from kaedah.read.markdown.findings import Finding, Findings, Heading, SiteLink
from kaedah.text_forms import letters
>>>>>>> main

_INLINE_TAGS = frozenset({"a", "em", "strong", "code", "span", "sup", "br", "del"})
# Matches every text with Han characters or full-width signs, and compiles faster than an exact pattern.
_NON_LATIN = re.compile("[^\0-\u2e7f]")
_MARKS = str.maketrans("", "", "\x02\x03")  # what the library marks its own places with


class _Lines(Preprocessor):
    """Lines as they are written: tabs belong to code."""

<<<<<<< HEAD
    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines).translate(_MARKS)
        return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
=======
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
>>>>>>> main


class _HanBreaks(Treeprocessor):
    """Removes line breaks between two Han or full-width characters, where they are not spaces."""

    def __init__(self, md: Markdown, findings: Findings) -> None:
        super().__init__(md)
        self.findings = findings

    def run(self, root: etree.Element) -> None:
        if not _NON_LATIN.search(self.findings.source):
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
    """Registers the processors; each conversion fills `findings`."""

    def __init__(self, findings: Findings, *, fast: bool) -> None:
        super().__init__()
        self.findings, self.fast = findings, fast

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        for name in ("html_block", "normalize_whitespace"):
            md.preprocessors.deregister(name)
        for name in ("inline", "prettify", "unescape"):
            md.treeprocessors.deregister(name)
        md.preprocessors.register(_Lines(md), "lines", 30)
        md.parser.blockprocessors.register(Blocks(md.parser, self.findings, fast=self.fast), "blocks", 200)
        md.treeprocessors.register(Figures(md, self.findings), "figures", 14)
        md.treeprocessors.register(ScrollingTables(md), "tables", 10)
        md.treeprocessors.register(_HanBreaks(md, self.findings), "han_breaks", 5)


def build_parser(*, fast: bool = True) -> tuple[Markdown, Findings]:
    """A parser for one thread, and the findings it fills; without `fast`, every text is read sign by sign."""
    findings = Findings()
    return Markdown(extensions=[KaedahExtension(findings, fast=fast)], output_format="html"), findings
