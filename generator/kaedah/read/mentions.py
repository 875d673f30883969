"""What documents say of each other: related methods, members of a comparison, former slugs, the order of pages, images;
and what links to them may name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from kaedah.documents import SourceSpan
from kaedah.model import SPECIAL_VALUES, Field
from kaedah.problems import Report
from kaedah.read.discovery import is_slug
from kaedah.read.kinds import Role, with_role
from kaedah.read.kinds.images import Picture
from kaedah.read.markdown import Body
from kaedah.read.parsed_document import Mention
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


def anchors_of(bodies: Mapping[str, Body]) -> tuple[tuple[str, str], ...]:
    """The anchors of the headings of the source, and those of each translated body that has others."""
    found = {code: " ".join(heading.id for heading in body.headings) for code, body in bodies.items() if body.html}
    source = next(iter(bodies))
    first = found.pop(source, "")
    others = tuple((code, anchors) for code, anchors in found.items() if anchors != first)
    return ((source, first), *others) if first or others else ()


def pictures_in(body: Body, report: Report) -> Iterator[Mention]:
    """The images that a body shows."""
    return (Mention(name, report.path, position.line, position.column) for name, position in body.images)


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


def order_of(node: Node | None, report: Report) -> int | None:
    """The place of a page among those of its folder; None without a valid one."""
    if node is None or not expect(node, "text", report, '"order"'):
        return None
    if not re.fullmatch(r"[0-9]{1,4}", node.text):
        report.error(node, '"order" must be a whole number from 0 to 9999', "write a number, as in `order: 20`")
        return None
    return int(node.text)


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


def images_of(
    values: Mapping[str, object], spans: Mapping[str, SourceSpan], fields: Sequence[Field], path: str
) -> Iterator[Mention]:
    """The images in the values of a file, whose positions are `spans`."""
    for field in with_role(fields, Role.IMAGE):
        value = values.get(field.id)
        if isinstance(value, Picture):
            place = spans.get(f"{field.id}.file") or spans[field.id]
            yield Mention(value.file, place.path or path, place.line, place.column)
