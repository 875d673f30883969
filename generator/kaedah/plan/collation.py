"""The order of names in each language, and the letter a name is filed under.

The order is ICU's, by the tables of `read/collation_tables.py`: white space, signs, digits, the language's own script,
then other scripts. In simplified Chinese, a name whose reading is ambiguous carries a `sort_key`.
"""

import unicodedata
from functools import cache

from kaedah.read.collation_tables import CollationTable, lines
from kaedah.read.han_order import reading_of, reading_weight, strokes_of, written_reading

# Headings of names that begin with a digit or a sign; with Latin letters, where others are filed by how they are read
# or written in Chinese; with Han characters that have no reading in kana, in Japanese.
SIGNS, LATIN_NAMES, HAN_NAMES = "#", "A–Z", "漢字"
_STROKES = "劃"
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PLAIN_INITIALS = str.maketrans("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_PER_INITIAL = 0xAC00, 0xD7A3, 588
_ROWS = "あぁぃいぅうぇえぉお かゕきくゖけこ さしすせそ たちっつてと なにぬねの"
_ROWS += " はひふへほ まみむめも やゃゅゆょよ らりるれろ わゎゐゑをん"
# The letter that a heading shows for the first of its class, where that is another one.
_SHOWN = {kana: row[0] for row in _ROWS.split() for kana in row} | {"ء": "ا", "ٱ": "ا"}

SortKey = tuple[str, str, str, str]


@cache
def _table(locale: str) -> CollationTable:
    return CollationTable(locale)


def sort_key(locale: str, name: str, reading: str = "") -> SortKey:
    """A key that orders names as readers of the locale expect. `reading` replaces the name where it is given."""
    if reading and _reads_pinyin(locale):
        return (_pinyin_weights(locale, reading), "", "", name)
    return (*_table(locale).key(_composed(locale, reading or name)), name)


def index_letter(locale: str, name: str, reading: str = "") -> str:
    """The heading a name is filed under: А, Б, ㄱ, A …; `#` for digits and signs."""
    text = _composed(locale, name)
    start = next((at for at, char in enumerate(text) if char.isalnum()), len(text))
    first = text[start : start + 1]
    if not first.isalpha():
        return SIGNS
    if reading and not (_reads_pinyin(locale) and _is_latin(first)):
        return _plain_latin(reading) if _reads_pinyin(locale) and _is_latin(reading) else index_letter(locale, reading)
    if locale.startswith("zh") and _is_latin(first):
        return LATIN_NAMES
    if "CJK " in unicodedata.name(first, ""):
        return _han_heading(locale, first)
    code = ord(first)
    if _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return _INITIALS[(code - _FIRST_SYLLABLE) // _SYLLABLES_PER_INITIAL].translate(_PLAIN_INITIALS)
    table = _table(locale)
    letter = table.heads.get(table.key(text[start:]).first[:2], first)
    if letter == "آ" and locale == "ar":
        return "ا"
    return _capital(locale, _SHOWN.get(letter, letter))


def filing_key(locale: str, letter: str) -> tuple[int, int, SortKey]:
    """Orders the headings: signs, then letters in the language's order, then Latin ones that are under one heading."""
    if letter in (SIGNS, LATIN_NAMES):
        return (0 if letter == SIGNS else 2, 0, sort_key(locale, ""))
    number = letter.removesuffix(_STROKES)
    return (1, int(number) if number.isdigit() else 0, sort_key(locale, letter))


def _reads_pinyin(locale: str) -> bool:
    return locale.startswith("zh-Hans")


def _composed(locale: str, name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    return text.translate(_APOSTROPHES) if locale == "uk" else text


def _pinyin_weights(locale: str, reading: str) -> str:
    """What a reading weighs as it was written: in pinyin with marks, numbers or neither, or in other characters."""
    table = _table(locale)
    weights = []
    for word in reading.split():
        if _is_latin(word):
            weights.append(table.group("CJK") + reading_weight(written_reading(word), lines()) + "\0")
        else:
            weights.append(table.key(word).first)
    return "".join(weights)


def _han_heading(locale: str, char: str) -> str:
    """What a name is filed under that begins with a Han character: its pinyin, its number of strokes."""
    if _reads_pinyin(locale):
        return reading_of(char, lines())[:1].upper()
    if locale.startswith("zh-Hant"):
        number = strokes_of(char, lines())
        return f"{number}{_STROKES}" if number else char
    return HAN_NAMES if locale == "ja" else char


def _capital(locale: str, letter: str) -> str:
    """A letter as a heading: a capital, but in scripts whose capitals are for other things."""
    if unicodedata.name(letter[0], "").startswith("GEORGIAN"):
        return letter
    if letter[0] == "i" and locale.partition("-")[0] in ("tr", "az"):
        return "İ" + letter[1:]
    return letter[0].upper() + letter[1:]


def _is_latin(text: str) -> bool:
    return unicodedata.name(text[:1], "").startswith("LATIN")


def _plain_latin(text: str) -> str:
    return unicodedata.normalize("NFD", text)[:1].upper()
