"""The order of names in each language: its own script first, then Latin; and the letter a name is filed under.

The order is CLDR's (checked against ICU's in the tests): white space, then punctuation, signs, digits, the locale's own
script, other scripts, Latin. Han goes by pinyin, where a name whose reading is ambiguous carries a `sort_key`.
"""

import unicodedata
from functools import cache

from kaedah.read.pinyin import pinyin_of

_ALPHABETS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
}
# CLDR's order of common punctuation; what is not here follows.
_PUNCTUATION = "_-‐‑–—,;:!?.…'‘’“”\"«»()[]{}@*/\\&#%"
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PLAIN_INITIALS = str.maketrans("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_PER_INITIAL = 0xAC00, 0xD7A3, 588
_SPACE, _SIGN, _DIGIT, _OWN, _LATIN = range(5)

# The one heading of names in Latin letters where the letters file Han names by their pinyin.
LATIN_NAMES = "A–Z"

Letter = tuple[int, int, str]
SortKey = tuple[tuple[Letter, ...], str]


def sort_key(locale: str, name: str, reading: str = "") -> SortKey:
    """A key that orders names as readers of the locale expect. `reading` replaces the name where it is given."""
    if reading and locale.startswith("zh"):
        sounds = _read_pinyin(reading)
    else:
        sounds = tuple(_letter(locale, char) for char in _normalised(locale, reading or name))
    return (sounds, name)


def index_letter(locale: str, name: str, reading: str = "") -> str:
    """The heading a name is filed under: А, Б, ㄱ, A …; `#` for digits and signs."""
    first = next((char for char in name if char.isalnum()), "#")
    if not first.isalpha():
        return "#"
    if reading and not (locale.startswith("zh") and _is_latin(first)):
        return _plain_latin(reading).upper() if _is_latin(reading) else index_letter(locale, reading)
    code = ord(first)
    if _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return _INITIALS[(code - _FIRST_SYLLABLE) // _SYLLABLES_PER_INITIAL].translate(_PLAIN_INITIALS)
    if locale.startswith("zh"):
        if _is_latin(first):
            return LATIN_NAMES
        first = pinyin_of(first)[0]
    return (_plain_latin(first) if _is_latin(first) else first).upper()


def filing_key(locale: str, letter: str) -> tuple[int, Letter]:
    """Orders the headings: signs, then the letters of the language, then Latin ones where they are not its own."""
    if letter in ("#", LATIN_NAMES):
        return (0 if letter == "#" else 2, (0, 0, ""))
    return (1, (_OWN, 0, letter) if locale.startswith("zh") else _letter(locale, letter.casefold()))


def _normalised(locale: str, name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return folded.translate(_APOSTROPHES) if locale == "uk" else folded


@cache
def _letter(locale: str, char: str) -> Letter:
    if char.isspace():
        return (_SPACE, 0, "")
    if not char.isalnum():
        place = _PUNCTUATION.find(char)
        return (_SIGN, place if place >= 0 else len(_PUNCTUATION), char)
    if char.isdigit():
        return (_DIGIT, unicodedata.digit(char, 0), "")
    if _is_latin(char):
        return (_LATIN, 0, _plain_latin(char))
    alphabet = _ALPHABETS.get(locale, "")
    place = alphabet.find(char)
    if place >= 0:
        return (_OWN, place, "")
    return (_OWN, len(alphabet), pinyin_of(char) + char if locale.startswith("zh") else char)


def _is_latin(char: str) -> bool:
    return unicodedata.name(char[:1], "").startswith("LATIN") if char else False


def _plain_latin(char: str) -> str:
    return unicodedata.normalize("NFD", char)[:1]


def _read_pinyin(reading: str) -> tuple[Letter, ...]:
    """A reading somebody wrote, in pinyin with tone marks, tone numbers or neither, or in other characters."""
    letters: list[Letter] = []
    for word in reading.casefold().split():
        if not _is_latin(word):
            letters += [_letter("zh", char) for char in word]
            continue
        tone = next((number for mark, number in _TONES.items() if mark in unicodedata.normalize("NFD", word)), "")
        plain = "".join(char for char in unicodedata.normalize("NFD", word) if char.isalnum())
        letters.append((_OWN, 0, plain + (tone if not plain[-1:].isdigit() else "")))
    return tuple(letters)


_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
