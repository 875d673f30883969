"""The verdict of a row: a table of cases, and the laws that always hold."""

from collections.abc import Hashable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaedah.compare import Comparison, Row, Verdict, compare_methods, key_mark, verdict
from kaedah.documents import Alias, Bulk, Document, Text
from kaedah.model import NOT_APPLICABLE, Field, Method, Source
from kaedah.person import Person
from kaedah.plan.method_column import compared
from kaedah.read.kinds import KINDS
from kaedah.read.methods import compare_keys

from tests.conftest import MINIMAL, must_read, publish, write_site
from tests.page_reader import read_page

SAME, DIFFERS, INCOMPLETE = Verdict.SAME, Verdict.DIFFERS, Verdict.INCOMPLETE

FIELDS = (
    Field("family", "term", "Family", terms={"a": "A", "b": "B"}),
    Field("type", "text", "Type"),
    Field("year", "year", "Year"),
    Field("cost", "number", "Cost"),
    Field("people", "people", "People"),
    Field("sources", "sources", "Sources"),
    Field("aliases", "names", "Aliases", compare="set"),
    Field("related", "links", "Related", compare="count"),
    Field("summary", "prose", "Summary", compare="none"),
)

VALUES = st.fixed_dictionaries(
    {},
    optional={
        "family": st.sampled_from(["a", "b"]),
        "type": st.sampled_from(["One", "Two", "One  "]),
        "year": st.sampled_from([2020, 2021]) | st.just(NOT_APPLICABLE),
        "people": st.lists(st.sampled_from([Person("Ann"), Person("Bob")]), min_size=1, max_size=2).map(tuple),
        "sources": st.sampled_from([(Source("T", doi="10.1/A"),), (Source("U", doi="10.1/a"),), (Source("T"),)]),
        "aliases": st.lists(st.sampled_from([Alias("x", ""), Alias("y", ""), Alias("z", "uk")]), min_size=1).map(tuple),
        "related": st.lists(st.sampled_from(["m0", "m1", "m2"]), min_size=1, unique=True).map(tuple),
        "summary": st.sampled_from(["p", "q"]),
    },
)
WORDS = st.dictionaries(st.sampled_from(["name", "type", "summary", "body"]), st.text(max_size=8))
TRANSLATIONS = st.dictionaries(
    st.sampled_from(["ms", "uk", "ko"]),
    st.builds(
        Text,
        locale=st.just("uk"),
        path=st.just("x.uk.md"),
        parts=WORDS,
        bulk=st.just(Bulk()),
        aliases=st.dictionaries(
            st.just("aliases"), st.lists(st.builds(Alias, st.text(max_size=3), st.just("uk"))).map(tuple)
        ),
        stamps=st.none() | st.dictionaries(st.sampled_from(["name", "type"]), st.just("00000000")),
        reviewed=st.booleans(),
    ),
)


def method(slug: str, values: dict[str, Any], translations: dict[str, Text] | None = None) -> Method:
    parts = {"name": slug} | {name: value for name, value in values.items() if isinstance(value, str)}
    document = Document(slug, Text("en", f"{slug}.md", parts), translations or {})
    return Method(slug, values, compare_keys(values, FIELDS), document)


def methods(columns: list[dict[str, Any]]) -> list[Method]:
    return [method(f"m{place}", values) for place, values in enumerate(columns)]


def compare(fields: Sequence[Field], columns: Sequence[Method]) -> Comparison:
    return compare_methods(fields, [compared(column, fields) for column in columns])


def verdicts(columns: list[Method]) -> dict[str, Verdict | None]:
    return {row.field: row.verdict for row in compare(FIELDS, columns).rows}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([1, 1], SAME),
        ([1, 1, 1], SAME),
        ([1], SAME),
        ([1, 2], DIFFERS),
        ([1, 1, 2], DIFFERS),
        ([1, None, 2], DIFFERS),
        ([1, None], INCOMPLETE),
        ([None, 1, 1], INCOMPLETE),
        ([None, None], INCOMPLETE),
        ([None], INCOMPLETE),
        ([0, None], INCOMPLETE),
        (["", ""], SAME),
        ([NOT_APPLICABLE, NOT_APPLICABLE], SAME),
        ([NOT_APPLICABLE, 1], DIFFERS),
        ([NOT_APPLICABLE, None], INCOMPLETE),
        ([("a", "b"), ("b", "a")], DIFFERS),
        ([frozenset("ab"), frozenset("ba")], SAME),
    ],
)
def test_a_verdict_depends_on_stated_values_only(keys: list[Hashable], expected: Verdict) -> None:
    assert verdict(keys) is expected


NAMES = (Alias("low rank", ""), Alias("PEFT", ""))


@pytest.mark.parametrize(
    ("kind", "mode", "one", "other", "expected"),
    [
        ("text", "value", "One  two", "One two", SAME),
        ("text", "value", "One two", "one two", DIFFERS),
        ("text", "none", "One", "Two", None),
        ("names", "set", NAMES, NAMES[::-1], SAME),
        ("names", "set", NAMES, (*NAMES, Alias("peft", "")), SAME),
        ("names", "set", NAMES, NAMES[:1], DIFFERS),
        ("names", "set", NAMES, (*NAMES, Alias("низький ранг", "uk")), SAME),
        ("names", "value", NAMES, NAMES[::-1], DIFFERS),
        ("names", "count", NAMES, (Alias("x", ""), Alias("y", "")), SAME),
        ("names", "count", NAMES, NAMES[:1], DIFFERS),
        ("names", "none", NAMES, (Alias("x", ""),), None),
        ("links", "count", ("a", "b"), ("c", "d"), SAME),
        ("links", "count", ("a", "b"), ("c",), DIFFERS),
        ("links", "set", ("a", "b"), ("b", "a"), SAME),
        ("links", "set", ("a", "b"), ("c", "d"), DIFFERS),
        ("links", "value", ("a", "b"), ("b", "a"), DIFFERS),
        ("people", "value", (Person("Ann"), Person("Bob")), (Person("Bob"), Person("Ann")), DIFFERS),
        ("people", "set", (Person("Ann"), Person("Bob")), (Person("bob"), Person("ann")), SAME),
        ("people", "count", (Person("Ann"), Person("Bob")), (Person("C"), Person("D")), SAME),
        ("sources", "value", (Source("A", doi="10.1/X"),), (Source("B", doi="10.1/x"),), SAME),
        ("flag", "value", True, False, DIFFERS),
        ("flag", "value", False, False, SAME),
        ("year", "value", 2020, 2021, DIFFERS),
    ],
)
def test_the_compare_mode_of_a_field_decides_when_cells_differ(
    kind: str, mode: Any, one: Any, other: Any, expected: Verdict | None
) -> None:
    field = Field("f", kind, "F", compare=mode)
    columns = [
        Method(slug, {"f": value}, compare_keys({"f": value}, [field]), Document(slug, Text("en", "x", {"name": slug})))
        for slug, value in (("a", one), ("b", other))
    ]
    assert mode in KINDS[kind].modes
    assert [(row.field, row.verdict) for row in compare([field], columns).rows] == [("f", expected)]


def test_names_in_other_languages_alone_count_as_not_stated() -> None:
    """Readers of the source language see "not recorded" there, and silence is never a difference."""
    columns = methods([{"aliases": (Alias("низький ранг", "uk"),)}, {"aliases": (Alias("low rank", ""),)}])
    assert verdicts(columns)["aliases"] is INCOMPLETE


def test_rows_follow_the_fields_and_columns_follow_the_request() -> None:
    comparison = compare(FIELDS, methods([{"year": 2020}, {"year": 2021}, {}])[::-1])
    assert comparison.slugs == ("m2", "m1", "m0")
    assert [row.field for row in comparison.rows] == [field.id for field in FIELDS]


def test_rows_are_counted_by_verdict_without_those_never_compared() -> None:
    rows = (Row("a", SAME), Row("b", DIFFERS), Row("c", DIFFERS), Row("d", INCOMPLETE), Row("e", None))
    comparison = Comparison(("x", "y"), rows)
    assert (comparison.differing, comparison.incomplete, comparison.compared) == (2, 1, 4)


@given(st.data())
def test_the_order_of_columns_changes_no_verdict(data: st.DataObject) -> None:
    columns = methods(data.draw(st.lists(VALUES, min_size=2, max_size=5)))
    assert verdicts(data.draw(st.permutations(columns))) == verdicts(columns)


@given(st.data())
def test_a_copy_of_a_column_changes_no_verdict(data: st.DataObject) -> None:
    columns = methods(data.draw(st.lists(VALUES, min_size=1, max_size=5)))
    again = data.draw(st.sampled_from(columns))
    assert verdicts([*columns, again]) == verdicts(columns)


@given(st.lists(VALUES, min_size=1, max_size=5), VALUES)
def test_adding_a_column_never_makes_a_differing_row_the_same(
    columns: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    before, after = verdicts(methods(columns)), verdicts(methods([*columns, more]))
    for field, found in before.items():
        if found is DIFFERS:
            assert after[field] is DIFFERS
        if found is INCOMPLETE:
            assert after[field] is not SAME


@settings(max_examples=100)
@given(st.lists(st.tuples(VALUES, TRANSLATIONS), min_size=2, max_size=4))
def test_no_translation_changes_a_verdict(columns: list[tuple[dict[str, Any], dict[str, Text]]]) -> None:
    plain = [method(f"m{place}", values) for place, (values, _) in enumerate(columns)]
    translated = [method(f"m{place}", values, words) for place, (values, words) in enumerate(columns)]
    assert verdicts(translated) == verdicts(plain)


@given(st.lists(st.none() | st.integers(0, 3), min_size=1))
def test_a_verdict_is_same_only_if_all_values_are_stated_and_equal(keys: list[int | None]) -> None:
    found = verdict(keys)
    assert (found is SAME) == (None not in keys and len(set(keys)) == 1)
    assert (found is DIFFERS) == (len(set(keys) - {None}) > 1)


SHARING = {
    **MINIMAL,
    "content/fields.yaml": (
        "- {id: originators, kind: people, label: Originator}\n"
        "- {id: related, kind: links, label: Related, compare: count}\n"
    ),
    "content/methods/one.md": (
        '---\nname: One\noriginators: ["Ann A", "Bo B", "Cy C"]\nrelated: [two, three]\n---\nX.\n'
    ),
    "content/methods/two.md": ('---\nname: Two\noriginators: ["bo b", "Ann A"]\nrelated: [one, three]\n---\nX.\n'),
    "content/methods/three.md": '---\nname: Three\noriginators: ["Ann A"]\nrelated: [one, two]\n---\nX.\n',
}


def test_items_shared_by_all_cells_of_a_differing_row_are_marked(tmp_path: Path) -> None:
    site = must_read(write_site(tmp_path, SHARING))
    methods = site.methods

    def shared(*slugs: str) -> dict[str, frozenset[str]]:
        rows = compare(site.fields, [methods[slug] for slug in slugs]).rows
        return {row.field: row.shared for row in rows if row.shared}

    assert shared("one", "two") == {"originators": {key_mark("ann a"), key_mark("bo b")}}, (
        "equal numbers of related methods are the same, so that nothing in them is marked"
    )
    assert shared("one", "two", "three") == {"originators": {key_mark("ann a")}}
    output = publish(tmp_path, tmp_path / "public")
    cells = read_page(output / "en/compare/one/two.html").one("tr", data_field="originators").all("td")
    assert [[name.words for name in cell.all("span", class_="shared")] for cell in cells] == [
        ["in every column: Ann A", "in every column: Bo B"],
        ["in every column: bo b", "in every column: Ann A"],
    ]
    legend = read_page(output / "en/compare/one/two.html").one("p", id="page-legend").words
    assert legend.endswith("Values listed in every column are marked =.")
    assert not read_page(output / "en/methods/one.html").all("span", class_="shared")


def test_verdicts_are_called_as_scripts_and_styles_call_them() -> None:
    assert [*Verdict] == ["same", "differs", "incomplete"]


def test_a_mark_does_not_depend_on_the_order_of_a_set() -> None:
    one, other = frozenset([0, 8]), frozenset([8, 0])
    assert [*one] != [*other], "these are to lie in another order"
    assert key_mark(one) == key_mark(other) == "bb8991a769ea"


def test_numbers_have_one_mark_however_they_are_written() -> None:
    zero, one, ten = Decimal("-0"), Decimal("1.0"), Decimal(10)
    assert key_mark(zero) == key_mark(Decimal("0.00"))
    assert key_mark(one) == key_mark(Decimal(1))
    assert key_mark(ten) == key_mark(Decimal("1e1"))
    assert len({key_mark(key) for key in (zero, one, ten, -one, "1")}) == 5
    assert key_mark((one, zero)) == key_mark((Decimal(1), Decimal(0))) != key_mark((zero, one))


def test_kinds_of_keys_have_marks_apart() -> None:
    keys = [("a", "b"), frozenset("ab"), ("a,b",), (("a",), "b"), ("a", ("b",)), (), frozenset(), ("a",), "a", "('a',)"]
    assert len({key_mark(key) for key in keys}) == len(keys)


@pytest.mark.parametrize(
    ("values", "groups", "odd"),
    [
        (("One", "Two"), (1, 2), (False, False)),
        (("One", "One", "Two"), (1, 1, 2), (False, False, True)),
        (("Two", "One", "One"), (1, 2, 2), (True, False, False)),
        (("One", "One", "Two", "Two"), (1, 1, 2, 2), (False,) * 4),
        (("One", None, "One", "Two"), (1, None, 1, 2), (False, False, False, True)),
        (("One", None, "Two"), (1, None, 2), (False,) * 3),
        (("One", "One", "One"), (), ()),
        (("One", None, "One"), (), ()),
    ],
)
def test_equal_values_are_a_group_and_what_departs_from_most_is_odd(
    values: tuple[str | None, ...], groups: tuple[int | None, ...], odd: tuple[bool, ...]
) -> None:
    columns = methods([{} if value is None else {"type": value} for value in values])
    row = next(row for row in compare(FIELDS, columns).rows if row.field == "type")
    assert (row.groups, row.odd) == (groups, odd)


def test_a_part_that_some_have_names_the_others_that_have_it() -> None:
    listed = [("x", "y"), ("x", "z"), ("x", "y", "w")]
    columns = methods([{"aliases": tuple(Alias(name, "") for name in names)} for names in listed])
    row = next(row for row in compare(FIELDS, columns).rows if row.field == "aliases")
    assert list(row.partly.values()) == [(0, 2)]
    assert len(row.shared) == 1


@given(st.lists(VALUES, min_size=2, max_size=6))
def test_groups_are_equal_exactly_where_keys_are(columns: list[dict[str, Any]]) -> None:
    compared_methods = methods(columns)
    for row in compare(FIELDS, compared_methods).rows:
        assert bool(row.groups) == (row.verdict is DIFFERS)
        keys = [column.keys[row.field] for column in compared_methods]
        for one, group in zip(keys, row.groups, strict=False):
            for other, second in zip(keys, row.groups, strict=False):
                assert (group == second) == (one == other)
        assert sum(row.odd) * 2 < len(columns)
