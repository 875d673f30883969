"""The methods named in front matter: related methods, and members of a curated comparison."""

from collections.abc import Iterator

from kaedah.model import SPECIAL_VALUES
from kaedah.problems import Report
from kaedah.read.discovery import is_slug
from kaedah.read.yaml_nodes import Node, expect

MIN_SET = 2


def links_of(node: Node, own: str, report: Report) -> Iterator[Node]:
    """The slugs in a field of links. The slug of the method itself is an error."""
    for item in node.items if node.shape == "list" else (node,):
        if item.shape != "text" or (item is node and not node.quoted and node.text.lower() in SPECIAL_VALUES):
            continue
        if item.text == own:
            report.error(item, '"{slug}" is related to itself', "remove it", slug=item.text)
        else:
            yield item


def previous_of(node: Node | None, own: str, report: Report) -> tuple[str, ...]:
    """The former slugs of a method, without those that are wrong."""
    found: list[str] = []
    if node is None or not expect(node, "list", report, '"previous"'):
        return ()
    for item in node.items:
        if not expect(item, "text", report, "a former slug"):
            continue
        if not is_slug(item.text) or item.text == own:
            hint = "write what the file was called before, without .md"
            report.error(item, '"{slug}" is not a former slug of this method', hint, slug=item.text)
        elif item.text not in found:
            found.append(item.text)
    return tuple(found)


def members_of(node: Node, report: Report) -> list[Node]:
    """The slugs of a curated comparison without duplicates. Too few are an error."""
    if not expect(node, "list", report, '"methods"'):
        return []
    found: dict[str, Node] = {}
    for item in node.items:
        if not expect(item, "text", report, "a method"):
            continue
        if item.text in found:
            report.error(item, 'the method "{slug}" is listed twice', "keep one", slug=item.text)
        found.setdefault(item.text, item)
    if len(node.items) < MIN_SET:
        message = "a comparison must have at least {least} methods, this one has {found}"
        report.error(node, message, "add some", least=MIN_SET, found=len(node.items))
    return list(found.values())
