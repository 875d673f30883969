"""Page specs as the build state stores them."""

from hypothesis import given
from hypothesis import strategies as st
from kaedah.plan.page_spec import make_spec, pack, unpack

from tests.conftest import ROOT, must_read

TEXTS = st.text(max_size=12)
TUPLES = st.lists(TEXTS, max_size=3).map(tuple)


@given(inner=TEXTS, kind=TEXTS, subject=TUPLES, needs=TUPLES, ways=TUPLES, alternates=TUPLES)
def test_packing_changes_nothing(**parts: object) -> None:
    spec = make_spec(**parts)  # type: ignore[arg-type]
    assert unpack(pack(spec)) == spec


def test_every_page_of_the_site_survives_packing() -> None:
    from kaedah.plan.site_plan import plan_site

    plan = plan_site(must_read(ROOT))
    for spec in (*plan.specs, *plan.roots):
        assert unpack(pack(spec)) == spec
