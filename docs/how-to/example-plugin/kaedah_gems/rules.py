"""A rule: gems that are too soft to be worn."""

from collections.abc import Iterator

from kaedah.check.rule import Example, Rule, violation_at
from kaedah.model import Site
from kaedah.problems import Violation


def find_soft_gems(site: Site) -> Iterator[Violation]:
    """Entries with a hardness below 5."""
    for entry in site.methods.values():
        for field in site.fields:
            value = entry.values.get(field.id)
            if field.kind == "hardness" and value is not None and value < 5:
                text = entry.document.source
                yield violation_at(text, text.span(field.id), value=value)


SOFT_GEM = Rule(
    "soft-gem",
    "warning",
    "A gem that is worn is harder than glass.",
    "a hardness of {value} is too soft to be worn",
    "check the value",
    Example("front matter", "hardness: 3", "hardness: 7"),
    find_soft_gems,
)
