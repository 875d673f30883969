"""ICU's collation, asked through the Node that Playwright brings: how texts compare in a language."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import playwright

# Reads lines of JSON, `[locale, lists]`; answers each with the locale's options, and each list's order: the places of
# its texts, each with the level at which it differs from the one before.
_SCRIPT = """
const made = {};
const collators = (locale) => made[locale] ??=
  ["base", "accent", "variant"].map((sensitivity) => new Intl.Collator(locale, { sensitivity }));
const ordered = (texts, [base, accent, all]) => {
  const order = texts.map((_, at) => at).sort((a, b) => all.compare(texts[a], texts[b]) || a - b);
  return order.map((at, place) => {
    const before = place ? texts[order[place - 1]] : "";
    if (!place || base.compare(before, texts[at])) return [at, 1];
    return [at, accent.compare(before, texts[at]) ? 2 : all.compare(before, texts[at]) ? 3 : 0];
  });
};
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [locale, lists] = JSON.parse(line);
  const { caseFirst, ignorePunctuation } = new Intl.Collator(locale).resolvedOptions();
  const known = Intl.Collator.supportedLocalesOf([locale]).length > 0;
  const options = { known, caseFirst, ignorePunctuation, version: process.versions.icu };
  console.log(JSON.stringify([options, lists.map((texts) => ordered(texts, collators(locale)))]));
});
"""


class Options(NamedTuple):
    """What ICU says of a language's collation.

    known: whether it has one
    upper: whether capitals come before small letters
    unsigned: whether it leaves out white space and punctuation
    """

    known: bool
    upper: bool
    unsigned: bool


class Icu:
    """The process of Node that is asked. A level is 1 for other letters, 2 for accents, 3 for case, 0 for nothing."""

    def __init__(self) -> None:
        node = next((Path(playwright.__file__).parent / "driver").glob("node*"))
        self._process = subprocess.Popen(
            [node, "-e", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self.version: str = self._ask(["en", []])[0]["version"]

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, question: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def options(self, locale: str) -> Options:
        found = self._ask([locale, []])[0]
        return Options(found["known"], found["caseFirst"] == "upper", found["ignorePunctuation"])

    def orders(self, locale: str, lists: Sequence[Sequence[str]]) -> list[list[tuple[str, int]]]:
        """Each list in order; with every text the level at which it differs from the one before."""
        found = self._ask([locale, [list(texts) for texts in lists]])[1]
        return [[(texts[at], level) for at, level in order] for texts, order in zip(lists, found, strict=True)]

    def order(self, locale: str, texts: Sequence[str]) -> list[tuple[str, int]]:
        return self.orders(locale, [texts])[0]

    def levels(self, locale: str, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """The level at which the two of each pair differ."""
        return [order[1][1] for order in self.orders(locale, pairs)]

    def rises(self, locale: str, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Whether the first of each pair comes before the second."""
        return [order[0][0] == pair[0] for order, pair in zip(self.orders(locale, pairs), pairs, strict=True)]
