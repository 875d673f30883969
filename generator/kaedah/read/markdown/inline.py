"""The text of a block → its elements, as CommonMark and GitHub read it, with formulas."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Sequence

from markdown.util import HtmlStash

from kaedah.read.markdown.block import Place, place_of
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.footnotes import Footnotes
from kaedah.read.markdown.references import Reference
from kaedah.read.markdown.site_links import SiteLinks
from kaedah.read.markdown.text_context import TextContext
from kaedah.read.markdown.text_reader import TextReader

# What may be more than text.
SIGN = re.compile(r"[\\`*_~\[\]&<$@]|[ \t]\n|https?://|ftp://|www\.")
# Code, strong and emphasised text, and inline links, if they neither contain nor touch another sign.
_WORDS = r"[^\W_](?:[^*_`\[\]<&\\$!~@:\n]*[^\W_])?"
_SIMPLE = re.compile(
    r"(?<!`)`(?!`)([^`\n ](?:[^`\n]*[^`\n ])?)`(?!`)"
    rf"|(?<![^\s(])(?:\*\*({_WORDS})\*\*|\*({_WORDS})\*)(?![^\s.,;:)?!])"
    rf"|(?<!!)\[({_WORDS})\]\(([A-Za-z0-9/.?=&%#+:-]+)\)"
)


class Inline:
    """Fills elements with the text of a body."""

    def __init__(self, findings: Findings, stash: HtmlStash, *, fast: bool) -> None:
        self.fast, self.stash = fast, stash
        self._context = TextContext(findings, stash, SiteLinks(findings), Footnotes({}, findings))

    def begin(self, references: dict[str, Reference], notes: Footnotes) -> None:
        """The references and footnotes of the body whose texts follow."""
        self._context.references, self._context.notes = references, notes

    def fill(self, element: etree.Element, text: str, places: Sequence[Place]) -> None:
        """Adds a text to an element without one."""
        if self.fast:
            if not SIGN.search(text):
                element.text = text
                return
            if self._fill_simple(element, text, places):
                return
        TextReader(self._context, text, places).fill(element)

    def _fill_simple(self, element: etree.Element, text: str, places: Sequence[Place]) -> bool:
        """Fills the element if all signs are simple code, emphasis or links."""
        pieces = _SIMPLE.split(text)
        if len(pieces) == 1 or SIGN.search("\0".join(pieces[::6])):
            return False
        element.text = pieces[0]
        position = len(pieces[0])
        for at in range(1, len(pieces), 6):
            code, strong, emphasis, words, href, tail = pieces[at : at + 6]
            child = etree.SubElement(element, "code" if code else "strong" if strong else "em" if emphasis else "a")
            if code:
                child.text = code.replace("&", "&amp;")
                position += len(code) + 2
            elif strong or emphasis:
                child.text = strong or emphasis
                position += len(strong or emphasis) + (4 if strong else 2)
            else:
                child.text = words
                child.set("href", href.replace("&", "&amp;"))
                self._context.links.check(child, href, place_of(text, position + len(words) + 3, places))
                position += len(words) + len(href) + 4
            child.tail = tail
            position += len(tail)
        return True
