"""Words that YAML leaves out in silence, and signs that only look like those of YAML, are told with a line to paste."""

import re

import pytest
from kaedah.problems import Report, format_problems
from kaedah.read.yaml_nodes import parse_yaml

FAULTS = {
    "type: Method #1 of the family": ("2:14", '"Method #1 of the family"'),
    "type: #1 method": ("2:7", '"#1 method"'),
    "authors: [Hu #1, b]": ("2:14", '"Hu #1"'),
    "year:\u00a02001": ("2:6", "year: 2001"),
    "year：2001": ("2:5", "year: 2001"),
    "year： 2001": ("2:5", "year: 2001"),
    "year:\u30002001": ("2:6", "year: 2001"),
    "year:2001": ("2:6", "year: 2001"),
    "\tyear: 2001": ("2:1", None),
    'type: "\\theta"': ("2:8", '"\\\\theta"'),
    'type: "a \\nabla b"': ("2:10", '"a \\\\nabla b"'),
    'type: "C:\\temp"': ("2:10", '"C:\\\\temp"'),
    'type: "a \\d b"': ("2:10", '"a \\\\d b"'),
    'type: "\\beta"': ("2:8", '"\\\\beta"'),
    "type: Fine-tuning: a way": ("2:7", 'type: "Fine-tuning: a way"'),
    "type: “A way”": ("2:7", '"A way"'),
    "authors: [“Hu, Edward J.”, “Shen”]": ("2:11", '"Hu, Edward J.", "Shen"]'),
    "type: &anchor words": ("2:7", '"&anchor words"'),
    "type: !important words": ("2:7", '"!important words"'),
}


def told(line: str) -> str:
    report = Report("f")
    parse_yaml(f"name: One\n{line}\nlast: x\n", report)
    return format_problems(report.problems)


@pytest.mark.parametrize("line", FAULTS)
def test_a_fault_is_told_at_its_place_with_a_line_that_passes(line: str) -> None:
    place, right = FAULTS[line]
    printed = told(line)
    assert printed.startswith(f"f:{place}: error: "), printed
    if right is not None:
        offered = re.search("`(.*)`", printed)
        assert offered is not None
        assert offered[1] == right


@pytest.mark.parametrize(
    "line",
    [
        "type: Method # a comment",
        "type: C# language",
        'type: "Method #1"',
        "type: “Smart” is a word",
        'type: "a\\nb and \\"c\\" \\u00e9"',
        "type: '\\theta'",
        "type: it’s fine",
        "type: [a, b] # said",
        "url: https://example.org/#part",
        "type: AT&T and a!",
    ],
)
def test_what_is_meant_is_not_told(line: str) -> None:
    assert told(line) == ""
