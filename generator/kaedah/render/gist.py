"""What a comparison comes to, in at most three sentences: from verdicts and typed values, never from translations.

`anyset.js` says the same of any set; a test compares the two.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from kaedah.compare import Comparison, Verdict
from kaedah.documents import LocalizedText
from kaedah.markup import markup
from kaedah.plan.entries import Entry
from kaedah.plan.layout import RowHead
from kaedah.read.kinds import KINDS, Role
from kaedah.render.columns import Columns
from kaedah.render.localizer import PageLocalizer

MAX_VALUES, MAX_LABELS = 4, 6  # that a sentence names
MAX_NAMES = 2  # methods of one year that a sentence names


def gist(
    columns: Columns, localizer: PageLocalizer, gap: str, entries: Sequence[Entry], comparison: Comparison
) -> Markup:
    """The sentences, as markup; empty where there is nothing to say."""
    years = [*_years(columns, localizer, entries)]
    told = year_place(columns.heads) if years else None
    sentences = (
        *_alike(columns, localizer, entries, comparison),
        *years,
        *_differences(columns, localizer, entries, comparison, told),
    )
    return Markup(gap).join(sentences)


def year_place(heads: Sequence[RowHead]) -> int | None:
    """The place of the first row with a year; None without one."""
    return next((place for place, head in enumerate(heads) if head.role is Role.YEAR), None)


def year_of(heads: Sequence[RowHead], entry: Entry) -> int | None:
    """The year of a method, from the first row with one; None where none is stated."""
    place = year_place(heads)
    found = None if place is None else entry.values[place]
    return found if isinstance(found, int) else None


def terms_of(heads: Sequence[RowHead], localizer: PageLocalizer, entry: Entry) -> list[Markup | None]:
    """By row, the term of a method, for a sentence: without the links to its note, which a cell has. None where the row
    has no term, or several.
    """
    return [
        markup("<span{}>{}</span>", localizer.lang(value.lang), value.text)
        if isinstance(value, LocalizedText) and head.role is Role.TERM and not KINDS[head.kind].several
        else None
        for head, value in zip(heads, entry.values, strict=True)
    ]


def _alike(
    columns: Columns, localizer: PageLocalizer, entries: Sequence[Entry], comparison: Comparison
) -> Iterator[Markup]:
    terms = terms_of(columns.heads, localizer, entries[0])
    values = [
        term
        for row, term in zip(comparison.rows, terms, strict=True)
        if row.verdict is Verdict.SAME and term is not None
    ]
    if values:
        # TRANSLATORS: what methods have in common: "In common: Deep learning and English."
        yield localizer.gettext("In common: {values}.", values=localizer.listing(values[:MAX_VALUES]))


def _years(columns: Columns, localizer: PageLocalizer, entries: Sequence[Entry]) -> Iterator[Markup]:
    years = [year_of(columns.heads, entry) for entry in entries]
    stated = [year for year in years if year is not None]
    if len(stated) < len(entries) or len(set(stated)) < 2:
        return
    first, last = min(stated), max(stated)
    ends = [[entry for entry, year in zip(entries, stated, strict=True) if year == end] for end in (first, last)]
    if max(map(len, ends)) > MAX_NAMES:
        return
    names = [localizer.listing([localizer.words(entry.name) for entry in end]) for end in ends]
    # TRANSLATORS: the years of the oldest and of the newest methods: "From LoRA (2021) to QLoRA (2023)."
    yield localizer.gettext(
        "From {names} ({year}) to {others} ({later}).", names=names[0], year=first, others=names[1], later=last
    )


def _differences(
    columns: Columns, localizer: PageLocalizer, entries: Sequence[Entry], comparison: Comparison, told: int | None
) -> Iterator[Markup]:
    """`told` is the place of a row that another sentence is about."""
    rows = [(place, row) for place, row in enumerate(comparison.rows) if row.groups and place != told]
    departures = [[place for place, row in rows if row.odd[column]] for column in range(len(entries))]
    most = max(departures, key=len)
    places = most or [place for place, _ in rows]
    if not places:
        return
    labels = localizer.listing(
        [
            markup(
                "<span{}>{}</span>", localizer.lang(columns.heads[place].label.lang), columns.heads[place].label.text
            )
            for place in places[:MAX_LABELS]
        ]
    )
    name = localizer.listing([localizer.words(entries[departures.index(most)].name)])
    if most:
        # TRANSLATORS: labels are those of rows: "DistilBERT is unlike most in: Trains and Base."
        yield localizer.gettext("{name} is unlike most in: {labels}.", name=name, labels=labels)
    elif len(places) > MAX_LABELS:
        # TRANSLATORS: labels are those of some of the rows that differ
        yield localizer.gettext("They differ, among others, in: {labels}.", labels=labels)
    else:
        # TRANSLATORS: labels are those of rows: "They differ in: Trains and Base."
        yield localizer.gettext("They differ in: {labels}.", labels=labels)
