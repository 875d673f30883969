"""Annotations of a content file: the positions of its values, its stamps, and the rules it suppresses."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kaedah.documents import SourceSpan
from kaedah.problems import Located, Report
from kaedah.read.files import FrontMatter
from kaedah.read.yaml_nodes import Node, entries

_STAMP = re.compile(r"[0-9a-f]{8}")


def spans_of(root: Node, front: FrontMatter) -> dict[str, SourceSpan]:
    """The position of every value of a front matter by key path (`year`, `sources.0.url`), and of the body."""
    lines = front.yaml.split("\n")
    found = {path: SourceSpan(node.line, node.column, raw_text(node, lines)) for path, node in walk_nodes(root, "")}
    words = front.body.strip()
    skipped = front.body[: len(front.body) - len(front.body.lstrip())]
    found["body"] = SourceSpan(front.body_line + skipped.count("\n"), len(skipped) - skipped.rfind("\n"), words)
    return found


def walk_nodes(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    """A value and all values in it, each with its key path."""
    if path:
        yield path, node
    before = path + "." if path else ""
    if node.shape == "mapping":
        for key, value in node.pairs:
            yield from walk_nodes(value, f"{before}{key.content}")
    elif node.shape == "list":
        for number, item in enumerate(node.items):
            yield from walk_nodes(item, f"{before}{number}")


def raw_text(node: Node, lines: Sequence[str], first: int = 1) -> str:
    """The characters of a text value as written in the file, with quotes and line breaks; the lines of the file from
    the line `first` on.
    """
    if node.shape != "text":
        return ""
    line, column = node.until
    excerpt = list(lines[node.line - first : line - first + 1])
    if len(excerpt) == line - node.line + 1:
        excerpt[-1] = excerpt[-1][: column - 1]
    excerpt[0] = excerpt[0][node.column - 1 :]
    return "\n".join(excerpt)


def parse_stamps(node: Node, parts: Sequence[str], report: Report) -> dict[str, str]:
    """The digests under `translates`, by part. A value that is not a digest is an error and left out."""
    stamps = {}
    for part, value in entries(node, parts, report, what="part").items():
        if value.shape == "text" and _STAMP.fullmatch(value.text):
            stamps[part] = value.text
        else:
            report.error(
                value,
                '"{value}" is not a digest',
                "run `kaedah translations stamp` to write it",
                value=value.content if value.shape == "text" else "…",
            )
    return stamps


def parse_suppressions(nodes: Mapping[str, Node], report: Report) -> dict[str, str]:
    """The reasons under `allow`, by the id of the suppressed rule. A missing reason is an error."""
    node = nodes.get("allow")
    if node is None:
        return {}
    known = [key.text for key, _ in node.pairs] if node.shape == "mapping" else []
    entries(node, known, report, what="rule")
    suppressions = {}
    for key, value in node.pairs if node.shape == "mapping" else ():
        reason = value.text if value.shape == "text" else ""
        if is_reason(reason, key.text, value, report):
            suppressions[key.text] = reason
    return suppressions


def is_reason(words: str, rule: str, position: Located, report: Report) -> bool:
    """Whether the words are a reason to suppress a rule; if not, an error is reported."""
    if not words.strip(" .…"):
        hint = "explain why it does not apply here, as in `{rule}: the reason`"
        report.error(position, 'the suppression of "{rule}" gives no reason', hint, rule=rule)
    return bool(words.strip(" .…"))
