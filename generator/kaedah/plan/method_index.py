"""The catalogue and the lists of its filters: methods under letters, in the locale's order of names, page by page."""

from collections.abc import Iterable, Iterator
from functools import partial

from kaedah.documents import LocalizedText
from kaedah.plan.collation import filing_key, sort_key
from kaedah.plan.entries import ListEntry
from kaedah.plan.layout import Link, label
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageSpec
from kaedah.plan.paths import set_path
from kaedah.plan.taxonomies import FilterOption, listing_path, make_pagination, pages_of, part_of
from kaedah.plan.views import MethodIndexView

# Comparisons that the catalogue begins with; a list of their own has them all.
FIRST_SETS = 12


def method_index_view(locale_site: LocaleSite, spec: PageSpec) -> MethodIndexView:
    """A page of a list of methods. Its list is in order before it is cut, so every language's pages run from A to Z."""
    code, (field, term, which) = locale_site.locale.code, spec.subject
    page = int(which)
    order = locale_site.order if not field else locale_site.ordered(locale_site.sets.lists[field, term].slugs)
    by_letter: dict[str, list[ListEntry]] = {}
    for slug in part_of(page, order):
        by_letter.setdefault(locale_site.letter(slug), []).append(locale_site.listed(slug))
    letters = sorted(by_letter, key=partial(filing_key, code))
    groups = tuple((letter, tuple(by_letter[letter])) for letter in letters)
    turn = make_pagination(page, pages_of(len(order)), partial(listing_path, code, field, term))
    choices = _choices(locale_site, spec)
    current = next(((heading, choice) for heading, group in choices for choice in group if choice.current), None)
    names = [*locale_site.sets.members] if not field and page == 1 else []
    sets = tuple(set_links(locale_site, names[:FIRST_SETS]))
    translated = sum(map(locale_site.is_whole, order))
    timeline = f"{code}/{spec.ways[0]}" if spec.ways[0] else ""
    more = len(names) > FIRST_SETS
    return MethodIndexView(
        groups, sets, more, len(order), translated, timeline, spec.alternates, choices, current, turn
    )


def set_links(locale_site: LocaleSite, names: Iterable[str]) -> Iterator[Link]:
    """These curated comparisons."""
    for name in names:
        yield Link(set_path(locale_site.locale.code, name), locale_site.title(f"comparisons/{name}"), name)


def _choices(locale_site: LocaleSite, spec: PageSpec) -> tuple[tuple[LocalizedText, tuple[FilterOption, ...]], ...]:
    """The filters by field: terms in the locale's order, decades in that of time."""
    code, site = locale_site.locale.code, locale_site.site
    groups: dict[str, list[FilterOption]] = {}
    for row in spec.ways[1:]:
        field, term, count = row.split(" ")
        terms = next(item.terms for item in site.fields if item.id == field)
        text = label(locale_site.catalogue, site.settings.source, "term", terms[term]) if terms else None
        path = listing_path(code, field, term, 1)
        current = (field, term) == spec.subject[:2]
        groups.setdefault(field, []).append(FilterOption(path, text, term.removesuffix("s"), int(count), current))
    for group in groups.values():
        group.sort(key=lambda choice: sort_key(code, choice.text.text) if choice.text else ())
    return tuple((_label(locale_site, field), tuple(group)) for field, group in groups.items())


def _label(locale_site: LocaleSite, field: str) -> LocalizedText:
    return next(head.label for head in locale_site.layout.heads if head.field == field)
