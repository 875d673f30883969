"""Documents → methods, curated comparisons and prose pages, and what only all of them together can show wrong."""

from collections.abc import Collection, Hashable, Mapping, Sequence

from generator.model import NOT_APPLICABLE, CuratedSet, Field, Method
from generator.problems import Report, nearest
from generator.read.documents import Draft
from generator.read.kinds import KINDS
from generator.read.nodes import Node, expect

MIN_SET, MAX_SET = 2, 12


def build_methods(drafts: Sequence[Draft], fields: Sequence[Field], slugs: Collection[str]) -> dict[str, Method]:
    """The methods by slug, with what is compared of each; links to methods that are not in `slugs` are errors."""
    for draft in drafts:
        for field in fields:
            if field.kind == "links" and field.id in draft.nodes:
                _check_links(draft, field, draft.nodes[field.id], slugs)
    return {
        draft.id: Method(draft.id, draft.values, compare_keys(draft.values, fields), draft.document) for draft in drafts
    }


def compare_keys(values: Mapping[str, object], fields: Sequence[Field]) -> dict[str, Hashable | None]:
    """What is compared of each value; None where nothing is stated."""
    keys: dict[str, Hashable | None] = {}
    for field in fields:
        value = values.get(field.id)
        if value is None or value is NOT_APPLICABLE:
            keys[field.id] = value
        else:
            keys[field.id] = KINDS[field.kind].key(value, field.compare)
    return keys


def _check_links(draft: Draft, field: Field, node: Node, slugs: Collection[str]) -> None:
    for item in node.items if node.shape == "list" else (node,):
        if item.shape != "text" or (item is node and not node.quoted and node.text.lower() == "n/a"):
            continue
        if item.text == draft.id:
            draft.report.error(item, '"{slug}" is related to itself', "remove it", slug=item.text)
        elif item.text not in slugs:
            _unknown_method(item, draft.report, slugs)


def build_sets(drafts: Sequence[Draft], slugs: Collection[str]) -> dict[str, CuratedSet]:
    """The curated comparisons by id."""
    found = {}
    for draft in drafts:
        node = draft.nodes.get("methods")
        methods = _set_methods(node, draft.report, slugs) if node is not None else None
        if methods is not None:
            found[draft.id] = CuratedSet(draft.id, methods, draft.document)
    return found


def _set_methods(node: Node, report: Report, slugs: Collection[str]) -> tuple[str, ...] | None:
    if not expect(node, "list", report, '"methods"'):
        return None
    found: list[str] = []
    for item in node.items:
        if not expect(item, "text", report, "a method"):
            continue
        if item.text not in slugs:
            _unknown_method(item, report, slugs)
        elif item.text in found:
            report.error(item, 'the method "{slug}" stands twice', "keep one", slug=item.text)
        else:
            found.append(item.text)
    if not MIN_SET <= len(node.items) <= MAX_SET:
        report.error(
            node,
            "a comparison has from {least} to {most} methods, this one has {found}",
            "add or remove some",
            least=MIN_SET,
            most=MAX_SET,
            found=len(node.items),
        )
        return None
    return tuple(found)


def check_body_links(drafts: Sequence[Draft], slugs: Collection[str]) -> None:
    """Errors for `method:slug` links in bodies that lead to no method."""
    for draft in drafts:
        for slug, spot, report in draft.linked:
            if slug not in slugs:
                _unknown_method(Node(spot.line, spot.column, "text", slug), report, slugs)


def _unknown_method(node: Node, report: Report, slugs: Collection[str]) -> None:
    hint = nearest(node.text, slugs) or "write the slug of a method, which is its file name without .md"
    report.error(node, 'there is no method "{slug}"', hint, slug=node.text)
