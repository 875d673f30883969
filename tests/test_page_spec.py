"""Page specs: packed and unpacked without loss, told apart by their digests, and found by what stands in them."""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaedah.plan import comparisons, pagination
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.inventory import root_specs_of, specs_of
from kaedah.plan.page_spec import (
    ABOUT,
    DOCUMENTS,
    LANGUAGES,
    LINKS,
    PageData,
    PageSpec,
    PlanContext,
    make_spec,
    pack,
    unpack,
    view_only,
)
from kaedah.plan.pages import ALL_PAGES, BOOK_PAGES, pair, sitemap, timeline, translation_status
from kaedah.plan.pages.column import ColumnPage
from kaedah.plan.pages.method import MethodPage
from kaedah.plan.pages.timeline import TimelinePage, YearSpan
from kaedah.summaries import Ingredient

from tests.conftest import must_read, write_site

TEXTS = st.text(max_size=12)
TUPLES = st.lists(TEXTS, max_size=3).map(tuple)


@given(
    st.builds(MethodPage, slug=TEXTS, pairs=TUPLES, alternates=TUPLES),
    st.lists(st.builds(Ingredient, TEXTS, TEXTS), max_size=3).map(tuple),
)
def test_packing_changes_nothing(page: MethodPage, needs: tuple[Ingredient, ...]) -> None:
    spec = make_spec(page, needs)
    assert unpack(pack(spec)) == spec


@pytest.fixture
def specs(site: Path, monkeypatch: pytest.MonkeyPatch) -> list[PageSpec]:
    """Every page of a site that has all kinds of them, and those of a book."""
    limits = (
        (sitemap, "MOST_ADDRESSES"),
        (timeline, "METHODS_A_PAGE"),
        (translation_status, "PAGE_SIZE"),
        (pagination, "PAGE_SIZE"),
        (comparisons, "MOST_COLUMNS"),
    )
    for module, name in limits:
        monkeypatch.setattr(module, name, 2)
    write_site(
        site, {"content/comparisons/all.md": "---\ntitle: All\nmethods: [adapters, lora, qlora]\n---\n\nWords.\n"}
    )
    glossary = "- {term: Rank, definition: How many directions a matrix has.}\n"
    (site / "content/glossary.yaml").write_text(glossary, encoding="utf-8")
    found = must_read(site)
    sets = Comparisons(found)
    pages = [*specs_of(found, sets)]
    book = [spec for kind in BOOK_PAGES for spec in kind.plan(PlanContext(found, sets))]
    return [*pages, *root_specs_of(found, pages), *book]


def test_the_site_of_the_tests_has_every_kind_of_page(specs: list[PageSpec]) -> None:
    assert {type(spec.data) for spec in specs} == {*ALL_PAGES}


def test_a_packed_spec_is_restored_with_its_types(specs: list[PageSpec]) -> None:
    for spec in specs:
        restored = unpack(pack(spec))
        assert restored == spec
        assert repr(restored) == repr(spec)  # a plain tuple equals a named one, and is written otherwise
        assert unpack(pack(restored)) == spec


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value"),
        (b"no spec", "Expecting value"),
        (pack(make_spec(ColumnPage("a"))).replace(b"column", b"gone"), "no kind of page with the name gone"),
        (
            pack(make_spec(ColumnPage("a"))).replace(b'[[], "a"]', b'["a"]'),
            "shorter",
        ),  # of a kind that had fewer fields
    ],
)
def test_bytes_that_are_no_spec_are_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        unpack(content)


def test_kinds_have_names_and_paths_of_their_own(specs: list[PageSpec]) -> None:
    names = [kind.kind.name for kind in ALL_PAGES]
    assert len(names) == len({*names})
    inner = [spec.inner for spec in specs if type(spec.data) not in BOOK_PAGES]
    above = [path for path in inner if path in ("index.html", "translations.html")]
    assert len(inner) - len({*inner}) == len(above) - len({*above})  # a language and the root have an index.html each


def others(value: Any) -> Iterator[Any]:
    """Values of the type that differ from this one, in each of its parts."""
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
        case str():
            yield value + "x"
        case tuple():
            for place, item in enumerate(value):
                for other in others(item):
                    parts = (*value[:place], other, *value[place + 1 :])
                    yield type(value)._make(parts) if hasattr(value, "_make") else parts
            if not hasattr(value, "_fields"):
                yield value[:-1] if value else ("x",)


def test_every_field_and_ingredient_of_a_page_is_in_its_digest(specs: list[PageSpec]) -> None:
    checked = set()
    for spec in specs:
        assert make_spec(spec.data, spec.needs).digest == spec.digest
        assert make_spec(spec.data, (*spec.needs, Ingredient("", "x"))).digest != spec.digest
        if type(spec.data) in checked:
            continue
        checked.add(type(spec.data))
        for field in fields(spec.data):
            for other in others(getattr(spec.data, field.name)):
                changed = replace(spec.data, **{field.name: other})
                assert make_spec(changed, spec.needs).digest != spec.digest, (spec, field.name)


def test_pages_of_two_kinds_that_are_alike_have_two_digests() -> None:
    one, other = ColumnPage("a"), MethodPage("a", ())
    assert make_spec(one).digest != make_spec(other).digest


def test_what_is_sent_to_another_process_has_what_a_view_is_made_of(specs: list[PageSpec]) -> None:
    for spec in specs:
        sent = view_only(spec)
        assert (sent.data, sent.template, sent.needs) == (spec.data, spec.template, ())


def test_a_change_is_described_by_the_field_that_changed() -> None:
    def changes(now: PageData, then: PageData, *needs: Ingredient) -> list[str]:
        return [*make_spec(now, needs).changes(make_spec(then))]

    page = MethodPage("a", ("compare/a/b.html",), alternates=("en",))
    assert changes(page, page) == []
    assert changes(replace(page, pairs=("",)), page) == [LINKS]
    assert changes(replace(page, alternates=("en", "uk")), page) == [LANGUAGES]
    assert changes(replace(page, slug="b"), page, Ingredient("methods/b", "name")) == [ABOUT, DOCUMENTS]
    assert changes(page, ColumnPage("a")) == [ABOUT]
    span = YearSpan(1990, 2000)
    assert changes(TimelinePage(1, ("a",), (span,)), TimelinePage(1, ("b",), (span, span))) == [ABOUT, LINKS]


def test_a_pair_is_linked_from_a_method_that_is_related_to_the_other(site: Path) -> None:
    comparisons = Comparisons(must_read(site))
    one, others_ = next((slug, found) for slug, found in comparisons.related.items() if found)
    stranger = next(slug for slug in comparisons.slugs if slug not in others_ and one not in comparisons.related[slug])
    assert pair.PairPage(one, others_[0], ()).is_linked(comparisons)
    assert pair.PairPage(others_[0], one, ()).is_linked(comparisons)
    assert not pair.PairPage(one, stranger, ()).is_linked(comparisons)
