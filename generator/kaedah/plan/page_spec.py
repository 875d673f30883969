"""What a page is, before its language and its words."""

import json
from sys import intern
from typing import NamedTuple

from kaedah.summaries import ingredient

# The digest of how far all translations are, and of their totals.
ALL_WORK, WORK_TOTALS = "all translations", "translation totals"
GLOSSARY = "glossary"


class PageSpec(NamedTuple):
    """A page in whatever language: where it lies inside a locale, what it is about, and what it is made of.

    `needs` name ingredients; `ways` are the addresses on it that depend on which pages there are; `alternates` are the
    languages that truly have it. `digest` is of all this: what a page is but for its language and its ingredients.
    """

    inner: str
    kind: str
    subject: tuple[str, ...]
    needs: tuple[str, ...]
    ways: tuple[str, ...]
    alternates: tuple[str, ...]
    digest: bytes


def pack(spec: PageSpec) -> bytes:
    """The spec as bytes, for the build state."""
    return json.dumps(spec[:-1], ensure_ascii=False).encode() + spec.digest


def unpack(packed: bytes) -> PageSpec:
    """The spec that was packed."""
    inner, kind, subject, needs, ways, alternates = json.loads(packed[:-8])
    return PageSpec(inner, kind, tuple(subject), tuple(needs), tuple(ways), tuple(alternates), packed[-8:])


def bare(spec: PageSpec) -> PageSpec:
    """What a view is made of: the sheet without what tells whether its page must be made."""
    return PageSpec("", spec.kind, spec.subject, (), spec.ways, spec.alternates, b"")


def make_spec(
    inner: str,
    kind: str,
    subject: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    ways: tuple[str, ...] = (),
    alternates: tuple[str, ...] = (),
) -> PageSpec:
    """The sheet with its digest."""
    return PageSpec(inner, kind, subject, needs, ways, alternates, ingredient(kind, subject, needs, ways, alternates))


def need(kind: str, name: str, taken: str) -> str:
    """The name of an ingredient, as in `methods/lora:cells`; one text wherever it stands, for many pages need it."""
    return intern(f"{kind}/{name}:{taken}")
