"""A page names as its ingredients all that its view reads, and lists are cut into pages without a gap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaedah.plan.page_spec import ALL_WORK, PageSpec
from kaedah.plan.pagination import page_count, page_slice
from kaedah.plan.site_plan import Plan, plan_site
from kaedah.summaries import Ingredient

from tests.conftest import SITES, must_read


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan of the site that has every kind of page."""
    return plan_site(must_read(SITES / "base"))


def is_covered(spec: PageSpec, key: str, part: str, plan: Plan) -> bool:
    """Whether the ingredients of a page include what its view reads of a document."""
    if part == "listing":
        slug = key.partition("/")[2]
        lists = plan.comparisons.lists.values()
        return any(item.ingredient in spec.needs and slug in item.slugs for item in lists)
    return Ingredient(key, part) in spec.needs or (part == "work" and ALL_WORK in spec.needs)


def test_every_part_of_a_document_that_a_view_reads_is_an_ingredient(plan: Plan) -> None:
    seen: set[str] = set()
    for locale_site in plan.locale_sites.values():
        for spec in (*plan.specs, *plan.roots):
            for key, part in spec.data.reads(locale_site):
                seen.add(part)
                assert is_covered(spec, key, part, plan), f"{spec.inner} reads {key}:{part}"
    assert seen == {"cells", "body", "listing", "work", "start"}


def test_a_comparison_is_made_of_its_body_and_of_the_names_that_its_columns_link_to(plan: Plan) -> None:
    spec = next(spec for spec in plan.specs if spec.inner == "compare/two-ways.html")
    assert Ingredient("comparisons/two-ways", "body") in spec.needs
    assert Ingredient("comparisons/two-ways", "name") in spec.needs
    assert {Ingredient(f"methods/{slug}", "cells") for slug in spec.data.columns} <= {*spec.needs}


@given(st.lists(st.integers(), max_size=40), st.integers(1, 12))
def test_the_pages_of_a_list_hold_each_item_once_in_order(items: list[int], size: int) -> None:
    pages = page_count(len(items), size)
    cut = [page_slice(number, items, size) for number in range(1, pages + 1)]
    assert [item for page in cut for item in page] == items
    assert all(len(page) == size for page in cut[:-1])
    assert len(cut) == max(1, -(-len(items) // size))
    assert len(cut[-1]) <= size


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (400, 1), (401, 2), (800, 2), (801, 3)])
def test_a_page_more_begins_with_the_item_after_a_full_page(count: int, pages: int) -> None:
    assert page_count(count, 400) == pages
    assert len(page_slice(pages, range(count), 400)) == count - 400 * (pages - 1)
