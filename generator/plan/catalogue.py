"""The catalogue and the lists of its filters: methods under letters, in the locale's order of names, page by page."""

from collections.abc import Iterator
from functools import partial

from generator.plan import filters
from generator.plan.addresses import set_path
from generator.plan.collation import filing_key, sort_key
from generator.plan.edition import Edition, label
from generator.plan.filters import Choice, Turn, listing_path
from generator.plan.sheets import Sheet
from generator.plan.views import CatalogueView, Entry, Link
from generator.texts import Words


def catalogue_view(edition: Edition, sheet: Sheet) -> CatalogueView:
    """A page of a list of methods. Its list is in order before it is cut, so every language's pages run from A to Z."""
    code, (field, term, which) = edition.locale.code, sheet.subject
    page = int(which)
    listing = edition.sets.lists[field, term]
    order = edition.order if not field else edition.ordered(listing.slugs)
    by_letter: dict[str, list[Entry]] = {}
    for slug in order[(page - 1) * filters.PAGE_SIZE : page * filters.PAGE_SIZE]:
        by_letter.setdefault(edition.letter(slug), []).append(edition.entry(slug))
    letters = sorted(by_letter, key=partial(filing_key, code))
    groups = tuple((letter, tuple(by_letter[letter])) for letter in letters)
    ways = [listing_path(code, field, term, number) for number in (page - 1, page + 1)]
    turn = Turn(page, listing.pages, ways[0] if page > 1 else "", ways[1] if page < listing.pages else "")
    choices = _choices(edition, sheet)
    current = next(((heading, choice) for heading, group in choices for choice in group if choice.current), None)
    sets = tuple(set_links(edition)) if not field and page == 1 else ()
    translated = sum(map(edition.is_whole, order))
    timeline = f"{code}/{sheet.ways[0]}" if sheet.ways[0] else ""
    return CatalogueView(groups, sets, len(order), translated, timeline, sheet.alternates, choices, current, turn)


def set_links(edition: Edition) -> Iterator[Link]:
    """The curated comparisons."""
    for name, item in edition.site.sets.items():
        yield Link(set_path(edition.locale.code, name), edition.title(item.document), name)


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
