"""Sheets as the notes keep them: found by what stands in them, without unpacking all."""

from hypothesis import given
from hypothesis import strategies as st
from kaedah.plan.page_spec import FEW, PackedSpecs, PageSpec, make_spec

NAMES = st.sampled_from(["methods/a:name", "methods/a:names", "methods/aa:name", "methods/ш:name", "by year", "a"])
SHEETS = st.lists(
    st.builds(
        make_spec,
        inner=st.sampled_from(["a.html", "methods/a.html", "methods/aa.html", "methods/ш.html"]),
        kind=st.just("method"),
        subject=st.lists(NAMES, max_size=2).map(tuple),
        needs=st.lists(NAMES, max_size=4).map(tuple),
        ways=st.lists(NAMES, max_size=2).map(tuple),
    ),
    max_size=6,
)


def packed(specs: list[PageSpec]) -> PackedSpecs:
    return PackedSpecs([spec.packed() for spec in specs])


@given(SHEETS)
def test_packing_changes_nothing(specs: list[PageSpec]) -> None:
    assert [*packed(specs)] == specs
    assert len(packed(specs)) == len(specs)
    assert all(spec in packed(specs) for spec in specs)
    assert "methods/a.html" not in packed(specs)


@given(SHEETS, st.sets(NAMES), st.booleans())
def test_what_needs_a_name_is_found_and_nothing_else(specs: list[PageSpec], names: set[str], many: bool) -> None:
    more = {f"other {number}" for number in range(FEW)} if many else set()
    expected = [spec for spec in specs if names & {*spec.needs}]
    assert packed(specs).needing(names | more) == expected


@given(SHEETS, st.sampled_from(["a.html", "methods/a.html", "methods/ш.html", "html"]))
def test_a_sheet_is_found_by_the_place_of_its_page(specs: list[PageSpec], inner: str) -> None:
    assert packed(specs).at(inner) == next((spec for spec in specs if spec.inner == inner), None)
