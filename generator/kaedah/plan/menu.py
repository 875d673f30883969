"""The links in the head and in the foot of every page of a locale."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kaedah.documents import LocalizedText
from kaedah.menu_items import MenuItem
from kaedah.plan.paths import (
    comparison_index_path,
    contribute_path,
    glossary_path,
    inner_path,
    method_index_path,
    timeline_path,
    translation_status_path,
)

# The usual menu, before the pages of prose; and the usual foot. Parts that a site does not have are left out.
HEAD, FOOT = ("methods", "comparisons", "timeline", "glossary"), ("contribute", "translations")
_PATHS: Mapping[str, Callable[[str], str]] = {
    "methods": method_index_path,
    "comparisons": comparison_index_path,
    "timeline": lambda code: timeline_path(code, 1),
    "glossary": glossary_path,
    "contribute": contribute_path,
    "translations": translation_status_path,
}
# How the paths of further pages of these parts begin, inside a locale.
_WITHIN = {
    "methods": ("by/", "all/"),
    "comparisons": ("compare/", "comparisons/"),
    "timeline": ("timeline/",),
    "translations": ("translations/",),
}


class MenuLink(NamedTuple):
    """A link of the menu or of the foot.

    part: the part of the site that it leads to, for which templates have the words; empty for other links.
    path: from the root; empty for an address elsewhere.
    url: an address elsewhere.
    name: the words where they are not those of a part.
    within: how the paths of the pages begin that belong to what it leads to, inside a locale.
    """

    part: str
    path: str
    url: str
    name: LocalizedText | None
    within: tuple[str, ...]

    def current(self, inner: str) -> str:
        """The value of `aria-current` on the page with a path inside the locale; empty where it leads elsewhere."""
        if not self.path:
            return ""
        if inner_path(self.path) == inner:
            return "page"
        return "true" if inner.startswith(self.within) else ""


def part_link(part: str, code: str, address: str) -> MenuLink:
    """A link to a part of the site; `address` is the folder of the pages of entries."""
    within = _WITHIN.get(part, ())
    return MenuLink(part, _PATHS[part](code), "", None, (f"{address}/", *within) if part == "methods" else within)


def usual(parts: Sequence[str]) -> Iterator[MenuItem]:
    """The items of a menu of these parts that `site.yaml` does not have."""
    return (MenuItem(part, "", "", "", "", 0, 0) for part in parts)
