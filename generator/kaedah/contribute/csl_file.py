"""The entries of a file of CSL-JSON, as reference managers export it."""

from kaedah.contribute.reference_entry import ReferenceEntry
from kaedah.problems import Position, Report
from kaedah.read.json_nodes import parse_json
from kaedah.read.yaml_nodes import Node

MAX_ENTRIES = 5_000
_NAMES = {
    "container-title": "journal",
    "collection-title": "series",
    "page": "pages",
    "issue": "number",
    "DOI": "doi",
    "URL": "url",
    "ISBN": "isbn",
    "ISSN": "issn",
    "event-title": "eventtitle",
    "event": "eventtitle",
}
_CHAPTERS = ("paper-conference", "chapter", "entry-encyclopedia", "entry-dictionary")
_ABOUT_THE_ENTRY = ("id", "type", "citation-key")


def parse_csl_entries(text: str, report: Report) -> list[ReferenceEntry]:
    """The entries of a file. What cannot be parsed goes to `report`, and is left out."""
    root = parse_json(text, report)
    if root is None:
        return []
    items = dict(_pairs(root)).get("items", root) if root.shape == "mapping" else root
    nodes = items.items if items.shape == "list" else (items,)
    if not nodes or any(node.shape != "mapping" for node in nodes):
        wrong = next((node for node in nodes if node.shape != "mapping"), root)
        hint = 'CSL-JSON is a list of entries, as in `[{"id": "key", "title": "…"}]`'
        report.error(wrong, "this is not an entry of a bibliography", hint)
        nodes = tuple(node for node in nodes if node.shape == "mapping")
    if len(nodes) > MAX_ENTRIES:
        position = Position(nodes[MAX_ENTRIES].line)
        report.error(position, "there are more than {limit} entries", "split the file", limit=MAX_ENTRIES)
    return [_entry(node, number, report) for number, node in enumerate(nodes[:MAX_ENTRIES], 1)]


def _entry(node: Node, number: int, report: Report) -> ReferenceEntry:
    stated = dict(_pairs(node))
    key = _words(stated["id"]) if "id" in stated else str(number)
    chapter = "type" in stated and _words(stated["type"]) in _CHAPTERS
    words: dict[str, str] = {}
    authors: list[tuple[str, str]] = []
    for name, value in stated.items():
        own = "booktitle" if name == "container-title" and chapter else _NAMES.get(name, name.lower())
        if name in _ABOUT_THE_ENTRY or value.empty:
            continue
        if name == "author":
            authors = [_person(person) for person in (value.items if value.shape == "list" else (value,))]
        elif name == "issued":
            words["date"] = _date(value)
        else:
            words[own] = _words(value)
    return ReferenceEntry(key, node.line, {name: value for name, value in words.items() if value}, authors)


def _person(node: Node) -> tuple[str, str]:
    if node.shape != "mapping":
        return _words(node), ""
    parts = {name: _words(value) for name, value in _pairs(node)}
    if "family" not in parts:
        return parts.get("literal", parts.get("name", parts.get("given", ""))), ""
    particles = (parts.get("dropping-particle"), parts.get("non-dropping-particle"))
    return " ".join(filter(None, (*particles, parts["family"], parts.get("suffix")))), parts.get("given", "")


def _date(node: Node) -> str:
    """A date as `2021-03-05`, as far as it is stated; else its words."""
    if node.shape != "mapping":
        return _words(node)
    parts = dict(_pairs(node))
    dates = parts.get("date-parts")
    if dates is not None and dates.shape == "list" and dates.items and dates.items[0].shape == "list":
        return "-".join(part.text.zfill(2) for part in dates.items[0].items if part.shape == "text")
    return next((_words(parts[name]) for name in ("literal", "raw") if name in parts), _words(node))


def _words(node: Node) -> str:
    """All words of a value, on one line."""
    if node.shape == "text":
        return " ".join(node.text.split())
    if node.shape == "list":
        return "; ".join(filter(None, map(_words, node.items)))
    return " ".join(filter(None, (_words(value) for _, value in _pairs(node))))


def _pairs(node: Node) -> list[tuple[str, Node]]:
    return [(key.text, value) for key, value in node.pairs]
