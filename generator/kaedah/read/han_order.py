"""The order of Han characters: by pinyin in simplified Chinese, by strokes in traditional, by the Japanese standard.

Rarer characters than those of GB 2312, Big5 and JIS X 0208 follow: by pinyin too, else by their code.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache

from kaedah.read.pinyin import pinyin_of

RARE = 0x8000  # the place of the first rarer character
_GROUP = re.compile("([a-z]+:?[1-5]?|[0-9]+)(.+)")
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def han_weights(code: str, char: str, lines: Mapping[str, str]) -> str:
    """What a character weighs in a language: as many weights for each character."""
    if code.startswith("zh-Hans"):
        reading, place = _groups(lines["pinyin"]).get(char) or (reading_of(char, lines), RARE + ord(char))
        return reading_weight(reading, lines) + chr(place)
    if code.startswith("zh-Hant"):
        return chr(_groups(lines["strokes"]).get(char, ("", RARE + ord(char)))[1])
    if code.partition("-")[0] == "ja":
        return chr(_japanese_place(char))
    return chr(RARE + ord(char))


@cache
def _groups(line: str) -> dict[str, tuple[str, int]]:
    """By character, what its group begins with, and its place in the line."""
    found: dict[str, tuple[str, int]] = {}
    for group in line.split():
        match = _GROUP.fullmatch(group)
        assert match, group
        found |= {char: (match[1], at) for at, char in enumerate(match[2], len(found) + 1)}
    return found


def strokes_of(char: str, lines: Mapping[str, str]) -> int:
    """The number of strokes of a character of traditional Chinese; 0 if it is not known."""
    return int(_groups(lines["strokes"]).get(char, ("0", 0))[0])


def reading_of(char: str, lines: Mapping[str, str]) -> str:
    """The pinyin of a Han character, with the number of its tone."""
    found = _groups(lines["pinyin"]).get(char)
    return found[0] if found else written_reading(pinyin_of(char))


def reading_weight(reading: str, lines: Mapping[str, str]) -> str:
    """What a reading weighs among those of all characters, whether or not one of them has it."""
    known = _known_readings(lines["pinyin"])
    at = bisect_left(known, reading)
    return chr(2 * at + 2 if known[at : at + 1] == (reading,) else 2 * at + 1)


@cache
def _known_readings(line: str) -> tuple[str, ...]:
    return tuple(sorted({reading for reading, _ in _groups(line).values()}))


def written_reading(word: str) -> str:
    """A word of pinyin, its tone written as a mark, a number or not at all: letters, `:` where u is ü, the number."""
    apart = unicodedata.normalize("NFD", word.casefold()).replace("u:", "v").replace("u\u0308", "v")
    number = next((number for mark, number in _TONES.items() if mark in apart), "")
    letters = "".join(char for char in apart if char.isalpha())
    digits = "".join(char for char in apart if char.isdigit())
    return letters.replace("v", "u") + ":" * ("v" in letters) + (digits or number)


def _japanese_place(char: str) -> int:
    try:
        place = int.from_bytes(char.encode("euc_jp"), "big")
    except UnicodeEncodeError:
        return 0x10000 + ord(char)
    return place if place < 0x10000 else 0x10000 + ord(char)
