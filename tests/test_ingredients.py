"""Ingredients: what changed between two builds is found by comparing the digests that the state stores."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from kaedah.documents import Status
from kaedah.glossary import Glossary, GlossaryTerm
from kaedah.model import Field, Locale, Settings, Site, Theme
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.ingredients import Ingredients, changed_ingredients, digests_of
from kaedah.plan.page_spec import ALL_WORK, GLOSSARY, WORK_TOTALS
from kaedah.plan.taxonomies import ALL_METHODS
from kaedah.summaries import DocumentSummary, Ingredient, LocaleSummaries, TranslationCounts

CODES = ("en", "uk")
KEYS = ("methods/a", "methods/b", "comparisons/c")
LOCALE_PARTS, SHARED_PARTS = ("name", "cells", "body", "listing", "work"), ("start", "related", "anchors")
COUNTS = TranslationCounts(1, 1, True, True, (1, 0, 0, 0, 0))
DIGEST = st.sampled_from([b"a" * 8, b"b" * 8])


@st.composite
def summaries(draw: Any) -> DocumentSummary:
    own = b"".join(draw(st.lists(DIGEST, min_size=10, max_size=10)))
    alike = b"".join(draw(st.lists(DIGEST, min_size=3, max_size=3)))
    readings = LocaleSummaries(CODES, own, (COUNTS, COUNTS), ("T", "T"), (Status.SOURCE, Status.CURRENT), ("", ""))
    return DocumentSummary(shared_digest=alike, by_locale=readings, terms=(("year", "2010s"),))


def site_of(found: dict[str, DocumentSummary], terms: int = 0) -> Site:
    found = dict(sorted(found.items()))
    locales = tuple(Locale(code, code, "ltr") for code in CODES)
    glossary = Glossary("", tuple(GlossaryTerm(f"t{number}", "T", "D", {}) for number in range(terms)))
    methods = {key.partition("/")[2]: None for key in found if key.startswith("methods/")}
    settings = Settings("T", locales[0], locales)
    fields: Any = (Field("year", "year", "Year"),)
    return Site(settings, fields, methods, {}, {}, {}, Theme("", {}, {}, ""), found, (), glossary)  # type: ignore[arg-type]


def names_of(site: Site, comparisons: Comparisons) -> list[Ingredient]:
    parts = [Ingredient(key, part) for key in site.summaries for part in (*LOCALE_PARTS, *SHARED_PARTS)]
    return [
        GLOSSARY,
        ALL_METHODS,
        ALL_WORK,
        WORK_TOTALS,
        *(item.ingredient for item in comparisons.lists.values()),
        *parts,
    ]


SITES = st.builds(
    site_of,
    st.dictionaries(st.sampled_from(KEYS), summaries()),
    st.integers(0, 1),
)


@given(SITES, SITES)
def test_every_ingredient_with_another_digest_is_named(before: Site, now: Site) -> None:
    comparisons, others = Comparisons(now), Comparisons(before)
    changed = changed_ingredients(digests_of(before), now, comparisons)
    for code in CODES:
        new, old = Ingredients(now, comparisons, code), Ingredients(before, others, code)
        known = set(names_of(before, others))
        for name in names_of(now, comparisons):
            if name not in known or new[name] != old[name]:
                assert name in changed[code], (code, name)


@given(SITES)
def test_nothing_is_named_where_nothing_changed(site: Site) -> None:
    assert changed_ingredients(digests_of(site), site, Comparisons(site)) == {code: set() for code in CODES}


@given(st.fixed_dictionaries({key: summaries() for key in KEYS}), st.sampled_from(KEYS), st.sampled_from(CODES))
def test_one_changed_body_names_no_list(found: dict[str, DocumentSummary], key: str, code: str) -> None:
    before = site_of(found)
    readings = found[key].by_locale
    begin = readings.place(code).start + 16
    digests = readings.digests[:begin] + b"changed!" + readings.digests[begin + 8 :]
    now = site_of({**found, key: found[key]._replace(by_locale=readings._replace(digests=digests))})
    changed = changed_ingredients(digests_of(before), now, Comparisons(now))
    assert changed == {**{other: set() for other in CODES}, code: {Ingredient(key, "body")}}


def test_a_changed_translation_state_names_the_list_of_its_language_and_the_totals_of_all() -> None:
    readings = LocaleSummaries(
        CODES, b"a" * 80, (COUNTS, COUNTS), ("T", "T"), (Status.SOURCE, Status.CURRENT), ("", "")
    )
    before = site_of({"methods/a": DocumentSummary(shared_digest=b"s" * 24, by_locale=readings)})
    changed = readings._replace(digests=b"a" * 72 + b"b" * 8)
    now = site_of({"methods/a": DocumentSummary(shared_digest=b"s" * 24, by_locale=changed)})
    found = changed_ingredients(digests_of(before), now, Comparisons(now))
    assert found["en"] == {WORK_TOTALS}
    assert {ALL_WORK, WORK_TOTALS, Ingredient("methods/a", "work")} <= found["uk"]


def test_the_totals_change_with_a_language_that_is_not_built() -> None:
    readings = LocaleSummaries(
        CODES, b"a" * 80, (COUNTS, COUNTS), ("T", "T"), (Status.SOURCE, Status.CURRENT), ("", "")
    )
    before = site_of({"methods/a": DocumentSummary(shared_digest=b"s" * 24, by_locale=readings)})
    changed = readings._replace(digests=b"a" * 72 + b"b" * 8)
    now = site_of({"methods/a": DocumentSummary(shared_digest=b"s" * 24, by_locale=changed)})
    now = now._replace(settings=now.settings._replace(locales=now.settings.locales[:1]))
    assert changed_ingredients(digests_of(before), now, Comparisons(now)) == {"en": {WORK_TOTALS}}


def test_every_part_differs_where_languages_stand_in_another_order() -> None:
    """What stood at the place of one language is that of another now."""
    readings = LocaleSummaries(
        CODES, b"a" * 80, (COUNTS, COUNTS), ("T", "T"), (Status.SOURCE, Status.CURRENT), ("", "")
    )
    before = site_of({"methods/a": DocumentSummary(shared_digest=b"s" * 24, by_locale=readings)})
    turned = readings._replace(codes=("uk", "en"))
    now = site_of({"methods/a": DocumentSummary(shared_digest=b"s" * 24, by_locale=turned)})
    found = changed_ingredients(digests_of(before), now, Comparisons(now))
    assert all({Ingredient("methods/a", part) for part in LOCALE_PARTS} <= found[code] for code in CODES)
