"""The shipped catalogues have the quotation marks and the spaces of their languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.conftest import ROOT

CATALOGUES = sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po"))
# What is the same in every language: code, tags, attributes, and quotation marks that stand for themselves.
CODE = re.compile(r'`[^`]*`|<[^>]*>|\w+="[^"]*"|": "|"[0-9.]+"')
HAN_BESIDE_LATIN = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff] +[A-Za-z0-9{`]|[A-Za-z0-9}`] +[\u3040-\u30ff\u4e00-\u9fff]"
)
# Before a colon, a semicolon, a question or an exclamation mark, and inside guillemets, French has a no-break space.
FRENCH_BREAK = re.compile(r"(?<![\u00a0\u202f])(?:[;?!»](?=\s|$)|:(?= |$))|«(?!\u202f)| [:;?!»]")


def texts(path: Path) -> Iterator[str]:
    with path.open("rb") as handle:
        for message in read_po(handle):
            if message.id:
                yield from message.string if isinstance(message.string, tuple) else (message.string,)


def faults(text: str, language: str) -> list[str]:
    words = CODE.sub("", text)
    found = re.findall(r"""["']""", words)
    if language in ("ja", "zh_Hans"):
        found += HAN_BESIDE_LATIN.findall(text)
    if language == "fr":
        found += FRENCH_BREAK.findall(words)
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_a_catalogue_has_the_typography_of_its_language(path: Path) -> None:
    assert [text for text in texts(path) if faults(text, path.parts[-3])] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('imej "{name}"', "ms"),
        ("l'adresse", "fr"),
        ("Une page : {name}", "fr"),
        ("Pourquoi?", "fr"),
        ("« {name} »", "fr"),
        ("使用 Markdown", "zh_Hans"),
        ("{host} で開く", "ja"),
    ],
)
def test_the_rules_find_what_they_are_for(text: str, language: str) -> None:
    assert faults(text, language)
