"""What a page is, before its language and its words."""

from sys import intern
from typing import NamedTuple

from generator.outline import ingredient


class Sheet(NamedTuple):
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


def bare(sheet: Sheet) -> Sheet:
    """What a view is made of: the sheet without what tells whether its page must be made."""
    return Sheet("", sheet.kind, sheet.subject, (), sheet.ways, sheet.alternates, b"")


def make_sheet(
    inner: str,
    kind: str,
    subject: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    ways: tuple[str, ...] = (),
    alternates: tuple[str, ...] = (),
) -> Sheet:
    """The sheet with its digest."""
    return Sheet(inner, kind, subject, needs, ways, alternates, ingredient(kind, subject, needs, ways, alternates))


def need(kind: str, name: str, taken: str) -> str:
    """The name of an ingredient, as in `methods/lora:cells`; one text wherever it stands, for many pages need it."""
    return intern(f"{kind}/{name}:{taken}")
