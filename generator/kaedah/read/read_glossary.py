"""`content/glossary.yaml` → Glossary. Each wording of a language belongs to one term only."""

import re
from collections.abc import Mapping
from pathlib import Path

from kaedah.glossary import Excluded, Glossary, GlossaryTerm, Rendering
from kaedah.model import Settings
from kaedah.problems import Report, suggest
from kaedah.read.files import read_text
from kaedah.read.locales import find_locale
from kaedah.read.walk import is_missing
from kaedah.read.yaml_nodes import Node, entries, expect, parse_yaml
from kaedah.text_forms import same_word

PATH = "glossary.yaml"  # below the content folder
MAX_BYTES = 256 * 1024
RENDERING_KEYS = ("term", "aliases", "forms", "forbidden", "not", "with", "without")
KEYS = ("id", "definition", "renderings", *RENDERING_KEYS)
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CONTEXTS = ("not", "with", "without")
_WILDCARD = re.compile(r"\w\*(?=[\s-]|$)")  # an asterisk at the end of a word


def read_glossary(path: Path, settings: Settings, report: Report) -> Glossary:
    """The glossary; empty if there is no file, or, with errors in `report`, if it is not valid."""
    if is_missing(path):
        return Glossary()
    text = read_text(path, report, MAX_BYTES)
    root = parse_yaml(text, report, MAX_BYTES) if text is not None else None
    if root is None or (not root.empty and not expect(root, "list", report, "the file")):
        return Glossary(report.path)
    found: dict[str, GlossaryTerm] = {}
    first_uses: dict[tuple[str, str], Node] = {}
    for item in root.items:
        term = _term(item, settings, first_uses, report)
        if term is None:
            continue
        if term.id in found:
            report.error(
                item,
                'the term "{id}" is defined twice',
                "the first is on line {line}",
                id=term.id,
                line=found[term.id].line,
            )
        found.setdefault(term.id, term)
    return Glossary(report.path, tuple(found.values()))


def _term(
    node: Node, settings: Settings, first_uses: dict[tuple[str, str], Node], report: Report
) -> GlossaryTerm | None:
    given = entries(node, KEYS, report, required=("term", "definition"))
    words = {
        key: " ".join(given[key].text.split())
        for key in ("id", "term", "definition")
        if key in given and expect(given[key], "text", report, f'"{key}"')
    }
    if "term" not in words or "definition" not in words:
        return None
    name = words.get("id") or re.sub(r"[^a-z0-9]+", "-", words["term"].lower()).strip("-")
    if not ID.fullmatch(name):
        report.error(
            given.get("id", given["term"]),
            '"{id}" is not a valid term id',
            "write `id: some-words`: lower-case letters and digits, joined by hyphens",
            id=words.get("id") or words["term"],
        )
        return None
    source = settings.source.code
    renderings = {source: _rendering(given, source, first_uses, report)}
    codes = [locale.code for locale in settings.locales if locale.code != source]
    for key, value in _renderings(given, report):
        code = key.text if key.shape == "text" else "…"
        if code == source or find_locale(code) is None:  # languages that the site does not have yet are allowed
            hint, more = suggest(code, codes)
            report.error(key, '"{code}" is not a language that terms can be translated into', hint, code=code, **more)
        elif code in renderings:
            report.error(key, 'the language "{code}" is listed twice', "keep one", code=code)
        elif value.shape == "mapping":
            parts = entries(value, RENDERING_KEYS, report, required=("term",))
            if "term" in parts:
                renderings[code] = _rendering(parts, code, first_uses, report)
        elif expect(value, "text", report, f'the rendering in "{code}"') and value.text.strip():
            renderings[code] = _rendering({"term": value}, code, first_uses, report)
    valid = {code: rendering for code, rendering in renderings.items() if rendering is not None}
    return GlossaryTerm(name, words["term"], words["definition"], valid, node.line)


def _renderings(given: Mapping[str, Node], report: Report) -> tuple[tuple[Node, Node], ...]:
    node = given.get("renderings")
    return node.pairs if node is not None and expect(node, "mapping", report, '"renderings"') else ()


def _rendering(
    given: Mapping[str, Node], locale: str, first_uses: dict[tuple[str, str], Node], report: Report
) -> Rendering | None:
    """The term in one language. A wording already used for another term is an error and left out."""
    lists = {name: _wordings(given[name], name, report) for name in ("aliases", "forms") if name in given}
    own = [(given["term"], "term"), *((item, name) for name, items in lists.items() for item in items)]
    accepted: dict[str, list[str]] = {"term": [], "aliases": [], "forms": []}
    for node, name in own:
        words = " ".join(node.text.split()) if node.shape == "text" else ""
        if name == "term" and not (expect(node, "text", report, '"term"') and words):
            return None
        if "*" in (words if name != "forms" else _WILDCARD.sub("", words)):
            hint = "put it at the end of a word in `forms` or `forbidden`, where it matches any ending"
            report.error(node, 'the asterisk in "{words}" has no meaning here', hint, words=words)
            continue
        first = first_uses.setdefault((locale, same_word(words)), node)
        if first is not node:
            hint = "keep one; readers must know which term is meant"
            report.error(
                node, '"{words}" is already used for the term on line {line}', hint, words=words, line=first.line
            )
            continue
        accepted[name].append(words)
    if not accepted["term"]:
        return None
    forbidden = _forbidden(given["forbidden"], accepted, report) if "forbidden" in given else {}
    excluded, needed, unwanted = (_context(given[name], name, report) if name in given else {} for name in _CONTEXTS)
    return Rendering(
        accepted["term"][0],
        tuple(accepted["aliases"]),
        tuple(accepted["forms"]),
        forbidden,
        tuple(Excluded(words, node.line, node.column) for words, node in excluded.items()),
        tuple(needed),
        tuple(unwanted),
    )


def _context(node: Node, name: str, report: Report) -> dict[str, Node]:
    """The words under `not`, `with` or `without`, each once, with their nodes."""
    found: dict[str, Node] = {}
    for item in _wordings(node, name, report):
        words = " ".join(item.text.split())
        if "*" in _WILDCARD.sub("", words):
            hint = "write words; a `*` at the end of a word matches any ending"
            report.error(item, "this is not a valid wording", hint)
        elif words in found:
            report.error(item, '"{text}" appears twice in "{field}"', "keep one", text=words, field=name)
        else:
            found[words] = item
    return found


def _wordings(node: Node, name: str, report: Report) -> list[Node]:
    if not expect(node, "list", report, f'"{name}"'):
        return []
    valid = [item for item in node.items if expect(item, "text", report, f'an item of "{name}"')]
    for item in valid:
        if not item.text.strip(" *"):
            report.error(item, 'an item of "{field}" is empty', "remove it", field=name)
    return [item for item in valid if item.text.strip(" *")]


def _forbidden(node: Node, accepted: Mapping[str, list[str]], report: Report) -> dict[str, str]:
    """Forbidden wordings, each with the reason."""
    if not expect(node, "mapping", report, '"forbidden"'):
        return {}
    valid = {same_word(words) for items in accepted.values() for words in items}
    found: dict[str, str] = {}
    for key, value in node.pairs:
        words = " ".join(key.text.split()) if key.shape == "text" else ""
        if not words.strip(" *") or "*" in _WILDCARD.sub("", words):
            report.error(
                key, "this is not a valid wording", "write words; a `*` at the end of a word matches any ending"
            )
        elif words in found:
            report.error(key, '"{words}" is listed as forbidden twice', "keep one", words=words)
        elif same_word(words) in valid:
            report.error(key, '"{words}" is both accepted and forbidden', "keep one of them", words=words)
        elif value.shape != "text" or not value.text.strip(" .…"):
            hint = "explain what is wrong with it, as in `{words}: the reason`"
            report.error(value, '"{words}" is forbidden without a reason', hint, words=words)
        else:
            found[words] = " ".join(value.text.split())
    return found
