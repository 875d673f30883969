"""How far all documents are translated, and which need most work: counted from their summaries."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import nsmallest

from kaedah.documents import State
from kaedah.plan.collation import sort_key
from kaedah.summaries import DocumentSummary, TranslationCounts

# What of a translation is to be done first.
URGENCY = (State.MISSING, State.STALE, State.UNREVIEWED)


class TranslationProgress:
    """The state of all translations of a site. Most documents stand as many others do, so they are counted in groups,
    once for all languages.

    by_language: the totals, where they are known already; the summaries may then be of one language.
    """

    def __init__(
        self, summaries: Mapping[str, DocumentSummary], by_language: Mapping[str, Mapping[State, int]] | None = None
    ) -> None:
        self._summaries = summaries
        if by_language is not None:
            self.by_language = by_language

    @cached_property
    def _groups(self) -> Mapping[tuple[tuple[str, ...], tuple[TranslationCounts, ...]], list[str]]:
        """The keys of the documents that stand alike in every language, by those languages and their counts."""
        found: dict[tuple[tuple[str, ...], tuple[TranslationCounts, ...]], list[str]] = {}
        for key, summary in self._summaries.items():
            found.setdefault((summary.by_locale.codes, summary.by_locale.tallies), []).append(key)
        return found

    @cached_property
    def by_language(self) -> Mapping[str, Mapping[State, int]]:
        """By language, how many parts of all documents are in each state."""
        found: dict[str, dict[State, int]] = {}
        for (codes, tallies), keys in self._groups.items():
            for code, tally in zip(codes, tallies, strict=True):
                counts = found.setdefault(code, dict.fromkeys(State, 0))
                for state, parts in zip(State, tally.states, strict=True):
                    counts[state] += parts * len(keys)
        return found

    def most_urgent(self, code: str, count: int) -> Iterator[str]:
        """The keys of `count` documents: those of which most is missing first, then out of date, then not reviewed;
        where as much is to be done, methods first, in the locale's order of names.

        To sort all documents by name would take longer than to render the page that shows these.
        """
        places = [[*State].index(state) for state in URGENCY]
        rows: list[tuple[list[int], bool, str]] = []
        for (codes, tallies), keys in self._groups.items():
            states = tallies[codes.index(code)].states
            rank = [-states[place] for place in places]
            rows += ((rank, not key.startswith("methods/"), key) for key in keys)
        chosen = nsmallest(count, rows)
        readings = [self._summaries[key].by_locale.of(code) for *_, key in chosen]
        names = [sort_key(code, reading.title, reading.sort_key) for reading in readings]
        ordered = sorted((*row[:2], name, row[2]) for row, name in zip(chosen, names, strict=True))
        yield from (key for *_, key in ordered)
