"""Every example of CommonMark and of GitHub's additions is read alike, or what differs is told."""

from collections import Counter, defaultdict

import pytest

from tests.conftest import ROOT
from tests.specification import all_examples, judge, oracle, table

pytestmark = pytest.mark.slow  # `make test` fetches the specifications


def test_no_example_of_the_specifications_differs_in_silence() -> None:
    reader = oracle()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    silent = []
    for example in all_examples():
        verdict = judge(example, reader)
        found[example.section][verdict.kind] += 1
        if verdict.kind == "silent":
            silent.append((example.source, verdict.ours, verdict.theirs))
    assert silent == []
    counts = sum(found.values(), Counter())
    assert counts["alike"] >= 580
    assert sum(counts.values()) == 676
    page = (ROOT / "docs" / "reference" / "markdown.md").read_text(encoding="utf-8")
    assert table(found) in page, "python -m tests.specification --write"
