"""Files that contributors start from: the same text whether a command writes it or a page offers it."""

import json
from collections.abc import Mapping

from kaedah.documents import Document
from kaedah.model import Field
from kaedah.problems import join_limited
from kaedah.read.kinds import KINDS


def method_template(
    slug: str, fields: tuple[Field, ...], name: str = "", known: Mapping[str, str] | None = None
) -> str:
    """The text of a method's file in which all but the known lines is still to be said.

    Optional fields are commented out.
    """
    written = json.dumps(name, ensure_ascii=False) if name else slug.replace("-", " ").capitalize()
    known = known or {}
    lines = [
        "---",
        "# Replace every … and delete the comments. docs/reference/content.md explains each key.",
        "",
        "# The name as the literature writes it (required).",
        f"name: {written}",
    ]
    for field in fields:
        lines += ["", f"# {field.label}{' (required)' if field.required else ''}. {field.help}".rstrip()]
        if field.terms:
            lines.append(f"# One of: {join_limited(sorted(field.terms), 50)}")
        example = KINDS[field.kind].example
        entry = f"{field.id}: {example}" if not example.startswith("\n") else f"{field.id}:{example}"
        if field.id in known:
            lines += known[field.id].split("\n")
            continue
        lines += entry.split("\n") if field.required else [f"# {line}" for line in entry.split("\n")]
    lines += [
        "",
        "# Below the second line --- goes the body, in Markdown: what the method is, and how it works.",
        "# A formula: $W' = W + BA$. A link: [its name](method:its-slug).",
        "---",
        "",
        "## Meaning",
        "",
        "…",
        "",
        "## Principle",
        "",
        "…",
        "",
    ]
    return "\n".join(lines)


def translation_template(document: Document) -> str:
    """A translation in which everything is still to be said, with each source value as a comment above its key.

    It is stamped: whenever a part is filled in, it is known from which source words.
    """
    source = document.source
    lines = [
        "---",
        stamps_line(document, source.written_parts),
        "reviewed: false",
        "# Take the # off each key you translate; what is left out is shown in the source language.",
    ]
    if source.body_size:
        lines.append("# Below the second line --- goes the body, its headings in the same order.")
    for part, words in source.parts.items():
        lines += ["", *_commented(words), f"# {part}: …"]
    for field, names in source.aliases.items():
        own = [alias.text for alias in names if alias.lang == source.locale]
        lines += ["", *_commented(", ".join(own)), f"# {field}: […]"] if own else []
    return "\n".join([*lines, "---", ""])


def stamps_line(document: Document, parts: tuple[str, ...]) -> str:
    """The `translates` line for these parts, made from the source as it is now."""
    return "translates: {" + ", ".join(f"{part}: {document.source.stamp(part)}" for part in parts) + "}"


def _commented(words: str) -> list[str]:
    return [f"# {line}".rstrip() for line in words.split("\n")]
