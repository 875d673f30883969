"""Rules about words: signs and letters that look right and are not, and text that stands twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.check.rule import Found, found_at, spot_in, texts_of
from generator.model import Site
from generator.texts import Stretch, Text

# What is not prose: code, formulas, addresses of links, and whatever looks like a web address.
_NOT_WORDS = re.compile(
    r"^(?P<fence>```|~~~).*?^(?P=fence)|\$\$.*?\$\$|\$[^$\n]+\$|(`+)[^`].*?\2|\]\([^)\n]*\)|https?://\S+",
    re.MULTILINE | re.DOTALL,
)
CYRILLIC = "\u0400-\u04ff"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
APOSTROPHE = re.compile(f"(?<=[{CYRILLIC}])'(?=[{CYRILLIC}])")
PUNCTUATION = re.compile(f"(?<=[{HAN}])[,.:;!?()](?=[{HAN}])")
FULL_WIDTH = dict(zip(",.:;!?()", "，。：；！？（）", strict=True))
_MIXED = re.compile(f"[^\\W\\d_]*(?:[A-Za-z][{CYRILLIC}]|[{CYRILLIC}][A-Za-z])[^\\W\\d_]*")
_LATIN_LOOKS = frozenset("aceiopxyABCEHIKMOPTXjsSJ")
_CYRILLIC_LOOKS = frozenset("асеіорхуАВСЕНІКМОРТХјѕЅЈ")
LONG_WORDS, LONG_HAN = 40, 80  # a shorter paragraph may well return, as a caption does


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a file at their place; what is not prose is blank, so that every index is that of the file."""

    place: Stretch
    plain: str


def passages_of(text: Text) -> Iterator[Passage]:
    """The body, and every value of the front matter that is words."""
    for path, place in text.places.items():
        part = path.partition(".")[0]
        if place.raw and (part in text.parts or part in text.aliases or part == "body"):
            yield Passage(place, _NOT_WORDS.sub(_blank, place.raw))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _find_signs(site: Site, language: str, sign: re.Pattern[str]) -> Iterator[tuple[Text, Passage, re.Match[str]]]:
    for text in texts_of(site):
        if text.locale.partition("-")[0] == language:
            for passage in passages_of(text):
                yield from ((text, passage, match) for match in sign.finditer(passage.plain))


def find_straight_apostrophes(site: Site) -> Iterator[Found]:
    """Typewriter apostrophes within Ukrainian words."""
    for text, passage, match in _find_signs(site, "uk", APOSTROPHE):
        yield found_at(text, spot_in(passage.place, passage.plain, match.start()))


def find_ascii_punctuation(site: Site) -> Iterator[Found]:
    """Half-width signs between two Han characters."""
    for text, passage, match in _find_signs(site, "zh", PUNCTUATION):
        place = spot_in(passage.place, passage.plain, match.start())
        yield found_at(text, place, sign=match[0], right=FULL_WIDTH[match[0]])


def find_mixed_letters(site: Site) -> Iterator[Found]:
    """Words in one script with letters of another that look the same."""
    for text in texts_of(site):
        for passage in passages_of(text):
            for match in _MIXED.finditer(passage.plain):
                strange = _strange_letters(match[0])
                if strange:
                    place = spot_in(passage.place, passage.plain, match.start())
                    yield found_at(text, place, word=match[0], letters=", ".join(f'"{char}"' for char in strange))


def _strange_letters(word: str) -> list[str]:
    """The letters that are of the other script than the word, where each of them looks like one of its own."""
    latin = [char for char in word if char.isascii()]
    cyrillic = [char for char in word if "\u0400" <= char <= "\u04ff"]
    few, looks = (latin, _LATIN_LOOKS) if len(latin) <= len(cyrillic) else (cyrillic, _CYRILLIC_LOOKS)
    return sorted(set(few)) if set(few) <= looks else []


def find_repeated_paragraphs(site: Site) -> Iterator[Found]:
    """Long paragraphs that a body has twice; told at the second."""
    for text in texts_of(site):
        body = text.place("body")
        first: dict[str, int] = {}
        for match in re.finditer(r"(?:[^\n]*\S[^\n]*\n?)+", body.raw):
            words = match[0].split()
            han = len(re.findall(f"[{HAN}]", match[0]))
            if len(words) < LONG_WORDS and han < LONG_HAN:
                continue
            place = spot_in(body, body.raw, match.start())
            before = first.setdefault(" ".join(words).casefold(), place.line)
            if before != place.line:
                yield found_at(text, place, line=before)
