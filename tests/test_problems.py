"""Problems are printed sorted, in three formats, and no user's text can break a format."""

import json
import pickle
import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaedah.cli.reporting import translator_for
from kaedah.problems import (
    MAX_PER_FILE,
    Position,
    Problem,
    Report,
    format_problems,
    has_errors,
    join_limited,
    nearest,
)

from tests.conftest import ROOT


def reported(message: str, hint: str = "", path: str = "content/a.md", **values: object) -> str:
    report = Report(path)
    report.error(Position(14, 12), message, hint, **values)
    return format_problems(report.problems)


def test_a_problem_is_printed_with_its_location_and_an_indented_hint() -> None:
    assert reported('unknown term "{term}"', "known: {known}", term="deep-lerning", known="deep-learning") == (
        'content/a.md:14:12: error: unknown term "deep-lerning"\n  hint: known: deep-learning\n'
    )


def test_a_problem_without_a_hint_is_one_line() -> None:
    assert reported("this is wrong") == "content/a.md:14:12: error: this is wrong\n"


def test_no_problems_print_nothing() -> None:
    assert (format_problems([]), format_problems([], "github"), json.loads(format_problems([], "json"))) == ("", "", [])


def test_errors_come_first_and_are_sorted_by_path_line_and_column() -> None:
    problems = [
        Problem("a.md", 2, 1, "warning", "fourth"),
        Problem("a.md", 10, 2, "error", "first"),
        Problem("a.md", 10, 11, "error", "second"),
        Problem("b.md", 1, 1, "error", "third"),
    ]
    for order in permutations(problems):
        assert [line.rpartition(" ")[2] for line in format_problems(order).splitlines()] == [
            "first",
            "second",
            "third",
            "fourth",
        ]
        assert [record["message"] for record in json.loads(format_problems(order, "json"))] == [
            "first",
            "second",
            "third",
            "fourth",
        ]


def test_errors_are_not_cut_off_by_warnings_before_them() -> None:
    problems = [Problem("a.bib", line, 1, "warning", "odd") for line in range(1, MAX_PER_FILE + 5)]
    lines = format_problems([*problems, Problem("a.bib", 900, 1, "error", "wrong")]).splitlines()
    assert lines[0] == "a.bib:900:1: error: wrong"
    assert lines[-2:] == ["a.bib:99:1: warning: 5 more warnings in this file are not shown", "  hint: fix these first"]


def test_every_error_is_printed_where_each_counts() -> None:
    problems = [Problem("a.bib", line, 1, "error", "wrong") for line in range(1, MAX_PER_FILE + 5)]
    assert "4 more problems" in format_problems(problems)
    assert len(format_problems(problems, every_error=True).splitlines()) == MAX_PER_FILE + 4


def test_annotations_of_changed_files_come_first() -> None:
    problems = [Problem("a.md", 1, 1, "warning", "one"), Problem("b.md", 1, 1, "warning", "two")]
    assert format_problems(problems, "github", first=["b.md"]).splitlines()[0].endswith("::two")


def test_the_cause_of_a_problem_is_translated_with_it() -> None:
    report, reason = Report("a.bib"), Report("")
    reason.error(
        Position(), '"{text}" is not a year', "write four digits from {first} to {last}", text="soon", first=1, last=2
    )
    report.warning(
        Position(), '"{field}" of "{name}" was not imported: {reason}', field="x", name="y", cause=reason.problems
    )
    assert (
        report.problems[0].text == '"x" of "y" was not imported: "soon" is not a year (write four digits from 1 to 2)'
    )
    translated = format_problems(report.problems, translator=translator_for("ko", ROOT / "locales"))
    assert re.search("[A-Za-z]{3}", translated.replace("warning", "").replace("soon", "").replace("bib", "")) is None


def test_the_same_problem_is_printed_once() -> None:
    assert format_problems([Problem("a.md", 1, 1, "error", "x")] * 3) == "a.md:1:1: error: x\n"


def test_an_annotation_names_file_line_and_column() -> None:
    problem = Problem("content/a.md", 3, 7, "warning", "this is odd", "fix it")
    assert format_problems([problem], "github") == (
        "::warning file=content/a.md,line=3,col=7::this is odd%0Ahint: fix it\n"
    )


def test_colon_comma_and_per_cent_in_the_path_of_an_annotation_are_escaped() -> None:
    problem = Problem("a:b,c%d\r\n.md", 1, 1, "error", "x")
    assert format_problems([problem], "github") == "::error file=a%3Ab%2Cc%25d%0D%0A.md,line=1,col=1::x\n"


def test_per_cent_and_line_breaks_in_the_message_of_an_annotation_are_escaped_and_colons_are_not() -> None:
    report = Report("a.md")
    report.error(Position(), "{what}", what="100% sure: ::error::\nnext")
    line = format_problems(report.problems, "github")
    assert line == "::error file=a.md,line=1,col=1::100%25 sure: ::error::\\u000anext\n"


def test_json_has_exactly_the_parts_of_a_problem() -> None:
    problem = Problem("a.md", 3, 7, "error", 'no method "{slug}"', "try {slug}s", (("slug", "ло"),))
    assert json.loads(format_problems([problem], "json")) == [
        {
            "path": "a.md",
            "line": 3,
            "column": 7,
            "level": "error",
            "rule": "",
            "message": 'no method "ло"',
            "hint": "try лоs",
            "template": 'no method "{slug}"',
            "values": {"slug": "ло"},
        }
    ]
    assert "ло" in format_problems([problem], "json")


def test_control_characters_in_a_value_are_escaped() -> None:
    assert reported("{x}", x="a\x1b[31m\u202eb\nc") == "content/a.md:14:12: error: a\\u001b[31m\\u202eb\\u000ac\n"


def test_control_characters_in_a_path_are_escaped() -> None:
    assert reported("x", path="a\x1b[31m\nb.md") == "a\\u001b[31m\\u000ab.md:14:12: error: x\n"


def test_a_very_long_value_is_cut_with_an_ellipsis() -> None:
    line = reported("{x}", x="a" * 10_000)
    assert line.endswith("a…\n")
    assert len(line) < 300


def test_a_value_that_looks_like_a_placeholder_is_printed_as_it_is() -> None:
    assert reported('unknown term "{term}" for "{field}"', term="{field}", field="type") == (
        'content/a.md:14:12: error: unknown term "{field}" for "type"\n'
    )


@given(st.text(), st.text())
def test_a_problem_is_two_lines_whatever_its_values_contain(value: str, other: str) -> None:
    assert reported("a {value} b", "do {other}", value=value, other=other).count("\n") == 2
    assert len(reported("a {value} b", "do {other}", value=value, other=other).splitlines()) == 2


@given(st.text(), st.text())
def test_an_annotation_is_one_line_whatever_path_and_values_contain(path: str, value: str) -> None:
    report = Report(path)
    report.error(Position(), "a {value} b", "c {value}", value=value)
    line = format_problems(report.problems, "github")
    assert line.count("\n") == 1
    assert "\r" not in line
    assert line.startswith("::error file=")
    assert line.count("::", 2) >= 1


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("deep-lerning", "deep-learning"),
        ("DEEP-LEARNING", "deep-learning"),
        ("statistic", "statistics"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_the_nearest_known_word_is_suggested_and_no_distant_one(word: str, hint: str) -> None:
    assert nearest(word, ["statistics", "deep-learning"]) == hint


def test_the_suggestion_does_not_depend_on_the_order_of_known_words() -> None:
    assert {nearest("lor", order) for order in permutations(["lora", "lore", "qlora"])} == {
        nearest("lor", {"lora", "lore", "qlora"})
    }


def test_a_long_list_of_known_words_is_shortened() -> None:
    assert join_limited(["a", "b"]) == "a, b"
    assert join_limited(map(str, range(30)), 3) == "0, 1, 2, …"
    assert join_limited("abc", 3) == "a, b, c"


def test_warnings_become_errors_only_on_request() -> None:
    warning, error = (Problem("a", 1, 1, level, "x") for level in ("warning", "error"))
    assert not has_errors([warning])
    assert has_errors([warning], strict=True)
    assert has_errors([warning, error])
    assert not has_errors([], strict=True)


def test_a_report_appends_to_the_given_list() -> None:
    shared: list[Problem] = []
    Report("a.md", shared).error(Position(1, 2), "x")
    Report("b.md", shared).warning(Position(3, 4), "y")
    assert shared == [Problem("a.md", 1, 2, "error", "x"), Problem("b.md", 3, 4, "warning", "y")]


def test_a_problem_survives_pickling() -> None:
    problem = Problem("a.md", 3, 7, "error", "{x}", "h", (("x", "1"),))
    assert pickle.loads(pickle.dumps(problem)) == problem
