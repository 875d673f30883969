"""The filters of tables and lists: terms and decades, each with the number of methods that have it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kaedah.documents import LocalizedText
from kaedah.plan.collation import sort_key
from kaedah.plan.layout import label
from kaedah.plan.locale_site import LocaleSite
from kaedah.read.kinds import KINDS


class TermCount(NamedTuple):
    """A term of a field, or a decade, and how many methods have it."""

    field: str
    term: str
    methods: int

    @property
    def key(self) -> str:
        """What it is called in addresses, as in `field:vision`."""
        return f"{self.field}:{self.term}"


class FilterOption(NamedTuple):
    """A link to the methods of a term or a decade.

    key: what it is called in addresses
    path: where the link leads; empty where the browser knows
    text: the label of the term; None for a decade
    decade: such as `2010`, where it is one
    methods: how many there are
    current: whether the page is of that list
    """

    key: str
    path: str
    text: LocalizedText | None
    decade: str
    methods: int
    current: bool


class FilterGroup(NamedTuple):
    """The options of a field.

    several: whether a method may have several of them
    heading: of the group of fields that begins here
    """

    label: LocalizedText
    options: tuple[FilterOption, ...]
    several: bool
    heading: LocalizedText | None = None


def filter_groups(
    locale_site: LocaleSite, counts: Iterable[TermCount], path: Callable[[TermCount], str], current: str = ""
) -> tuple[FilterGroup, ...]:
    """The options by field: terms in the locale's order, decades in that of time. `current` is a key."""
    site, code = locale_site.site, locale_site.locale.code
    fields = {item.id: item for item in site.fields}
    groups: dict[str, list[FilterOption]] = {}
    for count in counts:
        labels = fields[count.field].terms
        text = label(locale_site.catalogue, site.settings.source, "term", labels[count.term]) if labels else None
        decade = count.term.removesuffix("s")
        option = FilterOption(count.key, path(count), text, decade, count.methods, count.key == current)
        groups.setdefault(count.field, []).append(option)
    for name, group in groups.items():
        if not fields[name].ordered:
            group.sort(key=lambda option: sort_key(code, option.text.text) if option.text else ())
    heads = {head.field: head for head in locale_site.layout.heads}
    found, before = [], None
    for name, group in groups.items():
        own = heads[name].group
        heading = own.label if own and own != before else None
        found.append(FilterGroup(heads[name].label, tuple(group), KINDS[fields[name].kind].several, heading))
        before = own
    return tuple(found)
