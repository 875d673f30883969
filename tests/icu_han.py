"""Han characters in ICU's order for Chinese: by pinyin, by strokes."""

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from kaedah.read.han_order import written_reading

from tests.icu import Icu

# The last character before those of the first letter or number of strokes in ICU's own index.
_INDEX = "\ufdd0"
MOST_STROKES = 35


def _encoded(codec: str, rows: range, cells: Sequence[int]) -> list[str]:
    """The Han characters of a standard."""
    found = []
    for row in rows:
        for cell in cells:
            try:
                char = bytes((row, cell)).decode(codec)
            except UnicodeDecodeError:
                continue
            if "\u4e00" <= char <= "\u9fff":
                found.append(char)
    return found


def han_lines(icu: Icu) -> dict[str, str]:
    """The lines `pinyin` and `strokes`: groups of characters, each after its reading or its number of strokes."""
    simplified = _encoded("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
    traditional = _encoded("big5hkscs", range(0x87, 0xFF), range(0x40, 0xFF))
    traditional.append("彞")  # of the Yi, in names of languages
    marks = [_INDEX + chr(0x2800 + number) for number in range(1, MOST_STROKES + 1)]
    strokes, number = [""], 0
    for char, _ in icu.order("zh-Hant", [*traditional, *marks]):
        if char in marks:
            number = ord(char[1]) - 0x2800
            strokes.append(str(number))
        else:
            strokes[-1] += char
    order = [char for char, _ in icu.order("zh", simplified)]
    pinyin = [
        reading + "".join(char for _, char in group) for reading, group in groupby(_read(order), lambda pair: pair[0])
    ]
    return {"pinyin": " ".join(pinyin), "strokes": " ".join(group for group in strokes if not group.isdigit())}


def _read(order: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each character with that of its readings which lets the readings of most rise, as they do in ICU."""
    os.environ["PYPINYIN_NO_PHRASES"] = "1"
    from pypinyin import Style, pinyin

    ends: list[str] = []
    steps: list[tuple[int, str, int]] = []  # a place in the order, the reading there, and the step before
    at_end: list[int] = []
    for place, char in enumerate(order):
        found = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
        for reading in sorted(set(map(written_reading, found)), reverse=True):
            length = bisect_right(ends, reading)
            steps.append((place, reading, at_end[length - 1] if length else -1))
            ends[length : length + 1], at_end[length : length + 1] = [reading], [len(steps) - 1]
    read: dict[int, str] = {}
    at = at_end[-1]
    while at >= 0:
        place, read[place], at = steps[at]
    last = min(read.values())
    for place, char in enumerate(order):
        last = read.get(place, last)
        yield last, char
