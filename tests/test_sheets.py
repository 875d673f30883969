"""Sheets as the notes keep them: found by what stands in them, without unpacking all."""

from hypothesis import given
from hypothesis import strategies as st

from generator.plan.sheets import FEW, PackedSheets, Sheet, make_sheet

NAMES = st.sampled_from(["methods/a:name", "methods/a:names", "methods/aa:name", "methods/ш:name", "by year", "a"])
SHEETS = st.lists(
    st.builds(
        make_sheet,
        inner=st.sampled_from(["a.html", "methods/a.html", "methods/aa.html", "methods/ш.html"]),
        kind=st.just("method"),
        subject=st.lists(NAMES, max_size=2).map(tuple),
        needs=st.lists(NAMES, max_size=4).map(tuple),
        ways=st.lists(NAMES, max_size=2).map(tuple),
    ),
    max_size=6,
)


def packed(sheets: list[Sheet]) -> PackedSheets:
    return PackedSheets([sheet.packed() for sheet in sheets])


@given(SHEETS)
def test_packing_changes_nothing(sheets: list[Sheet]) -> None:
    assert [*packed(sheets)] == sheets
    assert len(packed(sheets)) == len(sheets)
    assert all(sheet in packed(sheets) for sheet in sheets)
    assert "methods/a.html" not in packed(sheets)


@given(SHEETS, st.sets(NAMES), st.booleans())
def test_what_needs_a_name_is_found_and_nothing_else(sheets: list[Sheet], names: set[str], many: bool) -> None:
    more = {f"other {number}" for number in range(FEW)} if many else set()
    expected = [sheet for sheet in sheets if names & {*sheet.needs}]
    assert packed(sheets).needing(names | more) == expected


@given(SHEETS, st.sampled_from(["a.html", "methods/a.html", "methods/ш.html", "html"]))
def test_a_sheet_is_found_by_the_place_of_its_page(sheets: list[Sheet], inner: str) -> None:
    assert packed(sheets).at(inner) == next((sheet for sheet in sheets if sheet.inner == inner), None)
