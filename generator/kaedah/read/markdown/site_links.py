"""Links of a body: those to the site are recorded, others are checked."""

import re
import xml.etree.ElementTree as etree

from kaedah.problems import Position
from kaedah.read.markdown.findings import Findings, SiteLink
from kaedah.read.markdown.sanitise import keeps_address

# The folders of documents by the scheme of a link; terms are those of the glossary.
_FOLDERS = {"method": "methods", "comparison": "comparisons", "page": "pages", "term": "terms"}
_SCHEMES = re.compile(r"([a-z0-9-]+):([^\s#?]*)(?:#([^\s#?]+))?$")
_OUTSIDE = re.compile(r"https?://[^/\s]|mailto:\S", re.IGNORECASE)
# A host of which no doubt is that pages may hold it.
_USUAL = re.compile(r"https?://(?:[a-z0-9-]+\.)*(?!xn--)[a-z][a-z0-9-]*(?::\d{1,4})?(?:[/?#]|$)|mailto:", re.IGNORECASE)
# A host with an empty label, or with signs that no name has.
_NO_HOST = re.compile(r"https?://(?:[^/?#@]*@)?(?:\.|[^/?#]*?(?:\.\.|%[0-7]))", re.IGNORECASE)


class SiteLinks:
    """Checks the links of one body at a time."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def check(self, link: etree.Element, address: str, position: Position) -> None:
        """Records a link to the site, and writes it in the one way in which pages resolve it."""
        if _OUTSIDE.match(address) and _is_sound(address):
            return
        scheme, name, anchor = match.groups("") if (match := _SCHEMES.match(address)) else ("", "", "")
        own = self._findings.scheme
        if scheme in (own, "entry"):
            self._add(link, "method", name, anchor, position)
        elif scheme == "method":
            message = "links of this site do not begin with `method:`"
            self._findings.report("error", position, message, "write `{scheme}:{slug}`", scheme=own, slug=name)
        elif address == "term:" and "".join(link.itertext()):
            pass  # words that are not to be linked to the glossary
        elif scheme in _FOLDERS:
            self._add(link, scheme, name, anchor, position)
        else:
            hint = (
                "write `{scheme}:slug` or `page:name` for a page of this site, or an address that begins with https://"
            )
            self._findings.report(
                "error", position, 'the link "{href}" has no valid target', hint, href=address, scheme=own
            )

    def _add(self, link: etree.Element, scheme: str, name: str, anchor: str, position: Position) -> None:
        if scheme == "page":  # the page of a folder has the name of the folder
            name = name.removesuffix("/index")
        elif scheme == "term" and anchor:
            name, anchor = f"{name}#{anchor}", ""  # there is no such term
        link.set("href", f"{scheme}:{name}" + (f"#{anchor}" if anchor else ""))
        self._findings.links.append(SiteLink(f"{_FOLDERS[scheme]}/{name}", anchor, position))


def _is_sound(address: str) -> bool:
    return bool(_USUAL.match(address)) or (not _NO_HOST.match(address) and keeps_address(address))
