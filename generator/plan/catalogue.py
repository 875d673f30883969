"""The catalogue and the lists of its filters: methods under letters, in the locale's order of names, page by page."""

from collections.abc import Iterable, Iterator
from functools import partial

from generator.plan.addresses import set_path
from generator.plan.collation import filing_key, sort_key
from generator.plan.edition import Edition
from generator.plan.entries import Listed
from generator.plan.filters import Choice, listing_path, make_turn, pages_of, part_of
from generator.plan.sheets import Sheet
from generator.plan.shell import Link, label
from generator.plan.views import CatalogueView
from generator.texts import Words

# Comparisons that the catalogue begins with; a list of their own has them all.
FIRST_SETS = 12


def catalogue_view(edition: Edition, sheet: Sheet) -> CatalogueView:
    """A page of a list of methods. Its list is in order before it is cut, so every language's pages run from A to Z."""
    code, (field, term, which) = edition.locale.code, sheet.subject
    page = int(which)
    order = edition.order if not field else edition.ordered(edition.sets.lists[field, term].slugs)
    by_letter: dict[str, list[Listed]] = {}
    for slug in part_of(page, order):
        by_letter.setdefault(edition.letter(slug), []).append(edition.listed(slug))
    letters = sorted(by_letter, key=partial(filing_key, code))
    groups = tuple((letter, tuple(by_letter[letter])) for letter in letters)
    turn = make_turn(page, pages_of(len(order)), partial(listing_path, code, field, term))
    choices = _choices(edition, sheet)
    current = next(((heading, choice) for heading, group in choices for choice in group if choice.current), None)
    names = [*edition.sets.members] if not field and page == 1 else []
    sets = tuple(set_links(edition, names[:FIRST_SETS]))
    translated = sum(map(edition.is_whole, order))
    timeline = f"{code}/{sheet.ways[0]}" if sheet.ways[0] else ""
    more = len(names) > FIRST_SETS
    return CatalogueView(groups, sets, more, len(order), translated, timeline, sheet.alternates, choices, current, turn)


def set_links(edition: Edition, names: Iterable[str]) -> Iterator[Link]:
    """These curated comparisons."""
    for name in names:
        yield Link(set_path(edition.locale.code, name), edition.title(f"comparisons/{name}"), name)


def _choices(edition: Edition, sheet: Sheet) -> tuple[tuple[Words, tuple[Choice, ...]], ...]:
    """The filters by field: terms in the locale's order, decades in that of time."""
    code, site = edition.locale.code, edition.site
    groups: dict[str, list[Choice]] = {}
    for row in sheet.ways[1:]:
        field, term, count = row.split(" ")
        terms = next(item.terms for item in site.fields if item.id == field)
        text = label(edition.catalogue, site.settings.source, "term", terms[term]) if terms else None
        path = listing_path(code, field, term, 1)
        current = (field, term) == sheet.subject[:2]
        groups.setdefault(field, []).append(Choice(path, text, term.removesuffix("s"), int(count), current))
    for group in groups.values():
        group.sort(key=lambda choice: sort_key(code, choice.text.text) if choice.text else ())
    return tuple((_label(edition, field), tuple(group)) for field, group in groups.items())


def _label(edition: Edition, field: str) -> Words:
    return next(head.label for head in edition.shell.heads if head.field == field)
