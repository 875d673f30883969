"""The order of names in each language: its own script first, then Latin; and the letter a name is filed under.

The alphabets are CLDR's (checked against ICU in the tests); Han goes by pinyin, where a name whose reading is
ambiguous carries a `sort_key`.
"""

import unicodedata
from functools import cache

_ALPHABETS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
}
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PLAIN_INITIALS = str.maketrans("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_PER_INITIAL = 0xAC00, 0xD7A3, 588

SortKey = tuple[int, tuple[tuple[int, str], ...], str]


def sort_key(locale: str, name: str, reading: str = "") -> SortKey:
    """A key that orders names as readers of the locale expect. `reading` replaces the name where it is given."""
    letters = tuple(_letter(locale, char) for char in _sounds(locale, reading or name))
    return (_group(locale, _first(reading or name)), letters, name)


def index_letter(locale: str, name: str, reading: str = "") -> str:
    """The heading a name is filed under: А, Б, ㄱ, A …; `#` for digits and signs."""
    first = _first(reading or name)
    if not first.isalpha():
        return "#"
    code = ord(first)
    if _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return _INITIALS[(code - _FIRST_SYLLABLE) // _SYLLABLES_PER_INITIAL].translate(_PLAIN_INITIALS)
    sounds = _sounds(locale, first)
    plain = sounds[0] if sounds and locale.startswith("zh") else first
    if _is_latin(plain):
        plain = unicodedata.normalize("NFD", plain)[0]
    return plain[0].upper()


def _first(name: str) -> str:
    return next((char for char in name if char.isalnum()), name[:1] or " ")


def _group(locale: str, first: str) -> int:
    """Signs and digits, then the locale's own script, then Latin where that is not its own."""
    if not first.isalpha():
        return 0
    return 2 if _is_latin(first) else 1


def _is_latin(char: str) -> bool:
    return unicodedata.name(char[:1], "").startswith("LATIN") if char else False


def _sounds(locale: str, text: str) -> list[str]:
    """The units that are ordered: letters, syllables, or for Chinese the pinyin of each character."""
    folded = "".join(char for char in text.casefold() if char.isalnum() or char.isspace())
    if not locale.startswith("zh"):
        return list(folded)
    return [sound for char in folded for sound in (_pinyin(char) if char > "\u2e7f" else (char,))]


@cache
def _pinyin(char: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(char, style=Style.TONE3, neutral_tone_with_five=True))


def _letter(locale: str, char: str) -> tuple[int, str]:
    alphabet = _ALPHABETS.get(locale, "")
    place = alphabet.find(char) if len(char) == 1 else -1
    if place >= 0:
        return (place, "")
    plain = unicodedata.normalize("NFD", char)[:1] if _is_latin(char) and len(char) == 1 else char
    return (len(alphabet) + (0 if char.isspace() else 1), plain)
