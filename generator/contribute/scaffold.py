"""A fresh method file, made from the fields of the site so that it never asks for what they do not."""

import re
from pathlib import Path

from generator.model import Field
from generator.problems import Report, listed, show
from generator.read.discovery import MAX_SLUG
from generator.read.fields import read_fields
from generator.read.files import walk_files
from generator.read.kinds import KINDS


class SlugRefused(Exception):
    """No file can be written for this slug; the message says why and what would do."""


def write_method(content: Path, slug: str) -> Path:
    """Writes the file and gives its path. Raises SlugRefused; never overwrites."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > MAX_SLUG:
        better = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:MAX_SLUG]
        raise SlugRefused(
            f'"{slug}" is not a slug\n  hint: ' + (f'try "{better}"' if better else "write a-z, 0-9 and hyphens")
        )
    for path in walk_files(content / "methods"):
        if path.name == f"{slug}.md":
            raise SlugRefused(f"{path.as_posix()} exists already\n  hint: edit that file, or choose another slug")
    report = Report((content / "fields.yaml").as_posix())
    fields = read_fields(content / "fields.yaml", report)
    if not fields:
        raise SlugRefused("the fields cannot be read\n" + show(report.problems))
    path = content / "methods" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as handle:
        handle.write(method_template(slug, fields))
    return path


def method_template(slug: str, fields: tuple[Field, ...]) -> str:
    """The text of a file in which everything is still to be said; optional fields are commented out."""
    name = slug.replace("-", " ").capitalize()
    lines = [
        "---",
        "# Replace every … and delete the comments. docs/content.md explains each key.",
        "",
        "# The name as the literature writes it (required).",
        f"name: {name}",
    ]
    for field in fields:
        lines += ["", f"# {field.label}{' (required)' if field.required else ''}. {field.help}".rstrip()]
        if field.terms:
            lines.append(f"# One of: {listed(sorted(field.terms), 50)}")
        example = KINDS[field.kind].example
        entry = f"{field.id}: {example}" if not example.startswith("\n") else f"{field.id}:{example}"
        lines += entry.split("\n") if field.required else [f"# {line}" for line in entry.split("\n")]
    lines += [
        "---",
        "",
        "## Meaning",
        "",
        "What the method is, in Markdown. A formula: $W' = W + BA$. A link: `[its name](method:its-slug)`.",
        "",
        "## Principle",
        "",
        "How it works.",
        "",
    ]
    return "\n".join(lines)
