"""`menu` and `footer` in `content/site.yaml`: what stands in the head and in the foot of every page."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from kaedah.glossary import Glossary
from kaedah.menu_items import MenuItem
from kaedah.model import Settings
from kaedah.problems import Position, Problem, Report, nearest, suggest
from kaedah.read.kinds.sources import check_url
from kaedah.read.yaml_nodes import Node, entries, expect
from kaedah.summaries import DocumentSummary

MENUS = ("menu", "footer")
MOST_ITEMS = 50  # of a menu, which is on every page
# Parts of the site that a menu may name. Templates have the words for them.
PARTS = ("methods", "comparisons", "timeline", "glossary", "contribute", "translations")


def read_menu(node: Node, name: str, address: str, report: Report) -> tuple[MenuItem, ...]:
    """The items of a menu without those that are wrong. `address` is the folder that entries are published in."""
    if not expect(node, "list", report, f'"{name}"'):
        return ()
    if len(node.items) > MOST_ITEMS:
        hint = "put the others on a page, and link to that"
        report.error(node.items[MOST_ITEMS], '"{name}" has more than {limit} items', hint, name=name, limit=MOST_ITEMS)
    found: dict[tuple[str, str, str], MenuItem] = {}
    for place in node.items[:MOST_ITEMS]:
        item = _part(place, name, address, report) if place.shape == "text" else _item(place, report)
        if item is None:
            continue
        key = (item.part, item.page, item.url)
        if key in found:
            shown = next(filter(None, key))
            report.error(place, '"{item}" is in "{name}" twice', "keep one", item=shown, name=name)
        found.setdefault(key, item)
    return tuple(found.values())


def _part(node: Node, name: str, address: str, report: Report) -> MenuItem | None:
    part = "methods" if node.text in (address, "entries") else node.text
    if part in PARTS:
        return MenuItem(part, "", "", "", report.path, node.line, node.column)
    near = nearest(node.text, PARTS)
    hint = 'did you mean "{near}"? known: {known}' if near else "known: {known}; for a page write `{page: name}`"
    known = ", ".join(PARTS)
    report.error(node, '"{name}" has no part "{item}"', hint, name=name, item=node.text, near=near, known=known)
    return None


def _item(node: Node, report: Report) -> MenuItem | None:
    given = entries(node, ("page", "url", "text"), report)
    words = {
        key: " ".join(value.text.split()) for key, value in given.items() if expect(value, "text", report, f'"{key}"')
    }
    if node.shape != "mapping" or len(words) < len(node.pairs):
        return None
    page, url, text = (words.get(key, "") for key in ("page", "url", "text"))
    if bool(page) == bool(url):
        hint = "write `page: name`, or `url: https://…` and `text: …`, in braces"
        report.error(node, "an item of a menu needs either a page or an address", hint)
        return None
    if url:
        check_url(given["url"], report)
        if not text:
            report.error(node, 'missing {what} "{name}"', "add a line `{name}: …`", what="key", name="text")
            return None
    place = given["page" if page else "url"]
    page = page.removesuffix("/index")
    return MenuItem("", page, url, text, report.path, place.line, place.column)


def labels_in(settings: Settings) -> Iterator[tuple[str, str]]:
    """The words that menus have of their own, each with what it is."""
    for name, items in zip(MENUS, (settings.menu, settings.footer), strict=True):
        for item in items or ():
            if item.text:
                yield item.text, f"a link in the {name}, to {item.url or item.page}"


class MenuTargets(NamedTuple):
    """What menus may lead to.

    pages: the ids of the pages of prose.
    lacking: parts that the site does not have.
    """

    pages: Collection[str]
    lacking: frozenset[str]


def targets_of(
    pages: Collection[str], settings: Settings, glossary: Glossary, summaries: Iterable[DocumentSummary]
) -> MenuTargets:
    """What the menus of a site may lead to."""
    there = {
        "glossary": bool(glossary.terms),
        "translations": len(settings.locales) > 1,
        "timeline": any(summary.year is not None for summary in summaries),
    }
    return MenuTargets(pages, frozenset(part for part, known in there.items() if not known))


def check_menus(settings: Settings, targets: MenuTargets, problems: list[Problem]) -> None:
    """Reports items that lead to no page, and parts of the site that are not there, which menus leave out."""
    for item in (*(settings.menu or ()), *(settings.footer or ())):
        report, place = Report(item.path, problems), Position(item.line, item.column)
        if item.page and not any(page == item.page or page.startswith(f"{item.page}/") for page in targets.pages):
            hint, more = suggest(item.page, targets.pages)
            report.error(place, 'there is no page "{name}"', hint, name=item.page, **more)
        elif item.part in targets.lacking:
            message = {
                "glossary": "the link to the glossary is left out, because the site has no terms",
                "translations": "the link to the state of translation is left out, because the site has one language",
                "timeline": "the link to the timeline is left out, because no method has a year",
            }[item.part]
            report.warning(place, message, "remove it from the menu")
