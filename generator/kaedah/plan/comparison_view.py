"""Methods side by side: what the templates of pairs and of curated comparisons get."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kaedah.compare import Comparison, Verdict, compare_methods
from kaedah.documents import LocalizedText
from kaedah.plan.entries import Entry, TranslationState
from kaedah.plan.layout import RowHead
from kaedah.plan.locale_site import LocaleSite
from kaedah.read.kinds import Role


class Counts(NamedTuple):
    """How many rows there are, and how many have each verdict."""

    all: int
    same: int
    differs: int
    incomplete: int


class ComparisonView(NamedTuple):
    """Methods side by side.

    removals: by column, the address of the other methods
    title, intro, translation: of a curated comparison
    """

    entries: tuple[Entry, ...]
    comparison: Comparison
    removals: tuple[str, ...]
    title: LocalizedText | None = None
    intro: LocalizedText | None = None
    translation: TranslationState = TranslationState()
    alternates: tuple[str, ...] = ()

    @property
    def shares(self) -> bool:
        """Whether some cells that differ have parts in common."""
        return any(row.shared for row in self.comparison.rows)

    @property
    def departs(self) -> bool:
        """Whether some cells depart from what most methods have."""
        return any(row.majority for row in self.comparison.rows)

    @property
    def counts(self) -> Counts:
        """How many rows have each verdict, and how many there are."""
        verdicts = Counter(row.verdict for row in self.comparison.rows)
        return Counts(verdicts.total(), verdicts[Verdict.SAME], verdicts[Verdict.DIFFERS], verdicts[Verdict.INCOMPLETE])

    def telling(self, heads: Sequence[RowHead]) -> tuple[int, ...]:
        """The places of at most three rows that show what a comparison is: one that is the same, and short ones that
        differ.
        """
        rows = [(place, row.verdict) for place, row in enumerate(self.comparison.rows)]
        same = [place for place, found in rows if found is Verdict.SAME and heads[place].role is Role.TERM][:1]
        differing = [place for place, found in rows if found is Verdict.DIFFERS and heads[place].is_short]
        return tuple(sorted([*same, *differing[: 3 - len(same)]])) if differing else ()


def comparison_view(
    locale_site: LocaleSite, methods: tuple[str, ...], removals: tuple[str, ...], alternates: tuple[str, ...]
) -> ComparisonView:
    """These methods side by side, without a title. `removals` are paths inside a locale."""
    columns = [locale_site.column(slug) for slug in methods]
    comparison = compare_methods(locale_site.site.fields, [compared for _, compared in columns])
    paths = tuple(f"{locale_site.locale.code}/{path}" for path in removals)
    return ComparisonView(tuple(entry for entry, _ in columns), comparison, paths, alternates=alternates)
