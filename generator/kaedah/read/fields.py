"""`content/fields.yaml` → the comparison rows, in page order."""

import re
from collections.abc import Mapping
from pathlib import Path

from kaedah.model import Field
from kaedah.problems import Position, Report
from kaedah.read.files import read_text
from kaedah.read.kinds import KINDS, Role
from kaedah.read.kinds.quantities import unit_of
from kaedah.read.yaml_nodes import Node, choice, entries, expect, flag, parse_yaml

KEYS = (
    "id",
    "kind",
    "label",
    "help",
    "required",
    "compare",
    "terms",
    "role",
    "symmetric",
    "unit",
    "translate",
    "ordered",
    "group",
    "filter",
)
# What values must be to the program where a field has a role; of the last two, words.
PURPOSES = {
    "origin-year": Role.YEAR,
    "origin-people": Role.PEOPLE,
    "origin-sources": Role.REFERENCES,
    "other-names": Role.NAMES,
    "summary": None,
    "gist": None,
}
# Keys of the front matter that are not fields.
RESERVED = frozenset({"name", "title", "methods", "translates", "reviewed", "sort_key", "allow", "body", "slug"})
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TERM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_fields(path: Path, report: Report) -> tuple[Field, ...]:
    """The fields in page order; empty, with errors in `report`, if the file is not valid."""
    text = read_text(path, report)
    root = parse_yaml(text, report) if text is not None else None
    if root is None or (not root.empty and not expect(root, "list", report, "the file")):
        return ()
    found: dict[str, Field] = {}
    for item in root.items:
        field = _field(item, report)
        if field is None:
            continue
        if field.id in found:
            place = next((value for key, value in item.pairs if key.content == "id"), item)
            report.error(place, 'the field "{id}" is declared twice', "keep one", id=field.id)
        other = next((item for item in found.values() if field.purpose and item.purpose == field.purpose), None)
        if other is not None:
            place = next((value for key, value in item.pairs if key.content == "role"), item)
            message = 'the role "{role}" is that of the field "{id}" already'
            report.error(place, message, "remove one of the two", role=field.purpose, id=other.id)
        found[field.id] = field
    _check_groups(root, found, report)
    if not root.items:
        report.error(Position(), "no fields are declared", "add at least one `- {id: …, kind: …, label: …}`")
    return tuple(found.values())


def _field(node: Node, report: Report) -> Field | None:
    given = entries(node, KEYS, report, required=("id", "kind", "label"))
    texts = {
        name: item
        for name, item in given.items()
        if name in ("id", "label", "help", "group") and expect(item, "text", report, f'"{name}"')
    }
    if "id" not in texts or "label" not in texts or "kind" not in given:
        return None
    name = texts["id"].text
    if not _ID.fullmatch(name) or name in RESERVED:
        report.error(
            given["id"],
            '"{id}" is not a valid field id',
            "use lower-case letters, digits and _, but none of: {known}",
            id=name,
            known=", ".join(sorted(RESERVED)),
        )
        return None
    kind = choice(given["kind"], tuple(KINDS), report, '"kind"')
    if kind is None:
        return None
    modes = KINDS[kind].modes
    mode = choice(given["compare"], modes, report, f'"compare" of a {kind} field') if "compare" in given else modes[0]
    terms = _terms(given["terms"], report) if "terms" in given else {}
    has_terms = KINDS[kind].role is Role.TERM
    if has_terms and not terms:
        report.error(
            given.get("terms", node), 'the field "{id}" has no terms', "add `terms: {some-id: Some label}`", id=name
        )
    if terms and not has_terms:
        report.error(given["terms"], 'only a field of kind "term" has terms', "remove them, or write `kind: term`")
    purposes = tuple(
        purpose
        for purpose, role in PURPOSES.items()
        if KINDS[kind].role is role and (role is not None or KINDS[kind].translated)
    )
    symmetric = flag(given["symmetric"], report, '"symmetric"') if "symmetric" in given else False
    if symmetric and KINDS[kind].role is not Role.LINKS:
        report.error(given["symmetric"], "only a field of kind `links` is symmetric", "remove the key")
    translate = flag(given["translate"], report, '"translate"') if "translate" in given else True
    if not translate and not KINDS[kind].translated:
        report.error(given["translate"], "only a field of words is translated", "remove the key")
    ordered = flag(given["ordered"], report, '"ordered"') if "ordered" in given else False
    if ordered and not has_terms:
        report.error(given["ordered"], "only a field with terms is ordered", "remove the key")
    is_filter = flag(given["filter"], report, '"filter"') if "filter" in given else True
    if "filter" in given and not has_terms and KINDS[kind].role is not Role.YEAR:
        report.error(given["filter"], "only a field with terms or years is a filter", "remove the key")
    unit = _unit(given["unit"], kind, report) if "unit" in given else ""
    purpose = choice(given["role"], purposes, report, f'"role" of a {kind} field') if "role" in given else ""
    return Field(
        id=name,
        kind=kind,
        label=" ".join(texts["label"].text.split()),
        help=" ".join(texts["help"].text.split()) if "help" in texts else "",
        group=" ".join(texts["group"].text.split()) if "group" in texts else "",
        required=flag(given["required"], report, '"required"') if "required" in given else False,
        compare=mode or modes[0],  # type: ignore[arg-type]
        terms=terms,
        purpose=purpose or "",
        symmetric=symmetric,
        unit=unit,
        translate=translate,
        ordered=ordered,
        filter=is_filter,
    )


def _check_groups(root: Node, found: Mapping[str, Field], report: Report) -> None:
    """Reports fields that stand apart from the others of their group, or below a group to which they do not belong."""
    before, ended = "", dict[str, str]()  # the group above, and the groups above that one with the first field below
    for item in root.items:
        pairs = item.pairs if item.shape == "mapping" else ()
        nodes = {key.text: value for key, value in pairs if key.shape == "text"}
        field = found.get(nodes["id"].text) if "id" in nodes and nodes["id"].shape == "text" else None
        if field is None or field.group == before:
            continue
        if not field.group:
            message = 'the field "{id}" has no group and stands below the group "{group}"'
            hint = "add `group:`, or move the field above the first group"
            report.error(item, message, hint, id=field.id, group=before)
            continue
        if field.group in ended:
            message = 'the fields of the group "{group}" do not stand together'
            hint = 'move the field "{id}" above "{other}", or give it another group'
            report.error(nodes["group"], message, hint, group=field.group, id=field.id, other=ended[field.group])
            continue
        if before:
            ended[before] = field.id
        before = field.group


def _unit(node: Node, kind: str, report: Report) -> str:
    if not KINDS[kind].has_unit:
        report.error(node, "only a field of kind `quantity` has a unit", "remove the key")
    elif expect(node, "text", report, '"unit"') and unit_of(node.text) is None:
        hint = "write a symbol such as GB, kg, ms or °C, or a code such as EUR"
        report.error(node, 'there is no unit "{unit}"', hint, unit=node.text)
    return node.text


def _terms(node: Node, report: Report) -> dict[str, str]:
    if not expect(node, "mapping", report, '"terms"'):
        return {}
    found: dict[str, str] = {}
    for key, value in node.pairs:
        if not _TERM.fullmatch(str(key.content)):
            report.error(
                key,
                '"{id}" is not a valid term id',
                "use lower-case letters and digits, joined by hyphens",
                id=key.text if key.shape == "text" else "…",
            )
        elif key.text in found:
            report.error(key, 'the term "{id}" is defined twice', "keep one", id=key.text)
        elif expect(value, "text", report, f'the label of "{key.text}"') and value.text.strip():
            found[key.text] = " ".join(value.text.split())
        else:
            report.error(value, 'the term "{id}" has no label', "write the text that readers see", id=key.text)
    return found
