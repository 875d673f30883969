"""Texts, signs and elements → the content of an element."""

import xml.etree.ElementTree as etree
from collections.abc import Sequence

from kaedah.read.markdown.bare_addresses import BARE, link_mail
from kaedah.read.markdown.delimiters import Delimiters

Node = str | etree.Element | Delimiters


def assemble(nodes: Sequence[Node], element: etree.Element, *, mails: bool) -> list[Delimiters]:
    """Adds nodes to an element, and those between signs to elements of their own.

    mails: whether mail addresses become links.
    Returns the single tildes that would strike out text elsewhere.
    """
    within = [element]
    texts: list[str] = []
    tildes: list[Delimiters] = []

    def flush() -> None:
        if texts:
            _add_text(within[-1], "".join(texts), mails)
            texts.clear()

    for node in nodes:
        if isinstance(node, str):
            texts.append(node)
        elif isinstance(node, Delimiters):
            for tag in node.closes:
                if tag == "tilde":
                    texts.append("~")
                    continue
                flush()
                within.pop()
            texts.append(node.char * node.count)
            for tag in reversed(node.opens):
                if tag == "tilde":
                    texts.append("~")
                    tildes.append(node)
                    continue
                flush()
                within.append(etree.SubElement(within[-1], tag))
        else:
            flush()
            within[-1].append(node)
    flush()
    return tildes


def _add_text(element: etree.Element, text: str, mails: bool) -> None:
    for piece in link_mail(text) if mails else [text]:
        if isinstance(piece, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + piece
            else:
                element.text = (element.text or "") + piece
        else:
            element.append(piece)


def without_stops(node: Node) -> Node:
    """What may stand in a link: no other link, as an address is by itself, and nothing that takes the focus."""
    if isinstance(node, etree.Element) and (BARE in node.attrib or "tabindex" in node.attrib):
        return node.text or ""
    return node


def words_of(element: etree.Element) -> list[str]:
    """The texts in an element; of an image, its alternative text."""
    found = [element.text or "", *([element.get("alt", "")] if element.tag == "img" else [])]
    for child in element:
        found += [*words_of(child), child.tail or ""]
    return found
