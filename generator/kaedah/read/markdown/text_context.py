"""What the texts of a body share, and what one text has open."""

from dataclasses import dataclass, field

from markdown.util import HtmlStash

from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.footnotes import Footnotes
from kaedah.read.markdown.references import Reference
from kaedah.read.markdown.site_links import SiteLinks


@dataclass(slots=True)
class TextContext:
    """What the texts of a body share."""

    findings: Findings
    stash: HtmlStash
    links: SiteLinks
    notes: Footnotes
    references: dict[str, Reference] = field(default_factory=dict)


class Bracket:
    """A `[` or `![` that may begin a link or an image."""

    __slots__ = ("active", "delimiters", "end", "image", "node", "start")

    def __init__(self, start: int, end: int, node: int, delimiters: int) -> None:
        self.start, self.end, self.node, self.delimiters = start, end, node, delimiters
        self.image, self.active = end - start == 2, True
