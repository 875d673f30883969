"""Collation tables: what letters weigh in a language, read from `collation.txt` when a name needs it.

The file is made from ICU's collations (`make collation`). A line is a name, a tab and what the name stands for:

- `scripts`: the scripts in their usual order, by the first word of the names that Unicode gives to their characters
- `marks`, `signs` and each script, such as `LATIN`: their characters in their usual order
- a language, such as `sv`: its properties, the scripts that come first, and each of those lists that differs in it
- `pinyin`, `strokes`: Han characters

In a list, what a space separates differs in the first place. `x²y` differ in the second place, as by an accent, `x³y`
in the third, as by case, `x⁰y` not at all. `æ²→ae` differs in that way from several letters. What the rules of Unicode
tell of a character is in no list: what it is composed of, and which letter it is the capital of.
"""

import pkgutil
import re
import unicodedata
from functools import cache
from typing import NamedTuple

from kaedah.read.han_order import han_weights

FILE = "collation.txt"

# The first weights begin with a group: white space, signs, digits, then the scripts.
SPACES, SIGNS, DIGITS, FIRST_SCRIPT = range(1, 5)
# The weights in the second place: of a letter as such, of marks.
PLAIN, MARKS = 0x10, 0x100
# The weights in the third place: of a small letter, of its variants; of capitals, where they come last or first.
SMALL, VARIANTS, CAPITAL, CAPITAL_FIRST = 0x40, 0x80, 0x20, 0x10
# Characters in no list follow those in it, by their code.
UNLISTED = 0x2000
# Letters that count as one become one character of an area for private use; so do long vowels.
_JOINED, _LONG = 0xF0000, 0xF8000
_TOKEN = re.compile("([²³⁰]?)(→?)([^²³⁰]+)")
# The small letters of capitals, where they are others than in most languages.
_SMALL = {"tr": {"I": "ı", "İ": "i"}, "az": {"I": "ı", "İ": "i"}}
_VOWELS = "あいうえお"
_LONG_KANA = re.compile("([ぁ-ヺ])(ー+)")
# Vowels that are written before the consonant that they are spoken after.
_EARLY_VOWELS = re.compile("([เ-ไ])([ก-ฮ])|([ເ-ໄ])([ກ-ຮໜໝ])")


# The scripts of languages without a table, by their codes.
_WORDS = {"Arab": "ARABIC", "Beng": "BENGALI", "Cher": "CHEROKEE", "Cyrl": "CYRILLIC", "Deva": "DEVANAGARI"}
_WORDS |= {"Ethi": "ETHIOPIC", "Hans": "CJK", "Hant": "CJK", "Hebr": "HEBREW", "Mong": "MONGOLIAN", "Mymr": "MYANMAR"}
_WORDS |= {"Syrc": "SYRIAC", "Tfng": "TIFINAGH", "Thaa": "THAANA", "Tibt": "TIBETAN", "Nkoo": "NKO", "Guru": "GURMUKHI"}


class Weights(NamedTuple):
    """What a text weighs in the first, second and third place. What is the smaller string comes first."""

    first: str
    second: str
    third: str


@cache
def lines() -> dict[str, str]:
    """The lines of the file by their names."""
    text = pkgutil.get_data("kaedah.read", FILE)  # the program may lie in a ZIP file
    assert text is not None
    return {name: rest for name, _, rest in (line.partition("\t") for line in text.decode().split("\n"))}


def table_name(code: str) -> str:
    """The name of the line about a language, with or without its region; empty where there is none."""
    language, *rest = code.split("-")
    if code in lines():
        return code
    written = any(len(part) == 4 for part in rest)  # in another script, the order is another one
    return language if language in lines() and not written else ""


def script_word(char: str) -> str:
    """The first word of a character's name; one for both sorts of kana, and the Latin script for modifiers."""
    word = unicodedata.name(char, "").partition(" ")[0]
    if word == "MODIFIER":
        return "LATIN"
    return "KANA" if word.startswith(("HIRAGANA", "KATAKANA")) else word


class _Lookup(dict[int, str]):
    """The weights in one place by code point, for `str.translate`. The table weighs what is not there yet."""

    def __init__(self, table: "CollationTable", place: int) -> None:
        super().__init__()
        self._table, self._place = table, place

    def __missing__(self, code: int) -> str:
        return self._table.weigh(chr(code))[self._place]


class CollationTable:
    """The weights of characters in a language. The list of a script is read when a name has one of its characters.

    A language without a line has the usual order, its own script first.

    properties: `upper` where capitals come first, `unsigned` where white space and signs do not count
    heads: by the first weight, the letter for all that have it
    """

    def __init__(self, code: str) -> None:
        from kaedah.read.locales import script_of  # loads Babel, which an edit seldom needs

        known = table_name(code)
        line = lines()[known] if known else "\t" + _WORDS.get(script_of(code), "")
        properties, scripts, *own = line.split("\t")
        self.code = code
        self.properties = frozenset(properties.split())
        self.heads: dict[str, str] = {}
        self._lists = dict(part.partition("=")[::2] for part in own)
        order = dict.fromkeys([*scripts.split(), *lines()["scripts"].split()])
        self._groups = {"signs": SIGNS, **{name: at for at, name in enumerate(order, FIRST_SCRIPT)}}
        self._small = _SMALL.get(code.partition("-")[0], {})
        self._weights: dict[str, Weights] = {}
        self._read: set[str] = set()
        self._lookups = [_Lookup(self, place) for place in range(3)]
        self._joined: dict[str, str] = {}
        self._letters: re.Pattern[str] | None = None
        for name in self._lists:
            self._read_list(name)

    def key(self, text: str) -> Weights:
        """What a text in Unicode's composed form weighs."""
        if self._letters:
            text = self._letters.sub(lambda match: self._joined[match[0]], text)
        if not text.isascii():
            text = _LONG_KANA.sub(_with_vowel, _EARLY_VOWELS.sub(r"\2\1\4\3", text))
        first, second, third = self._lookups
        return Weights(text.translate(first), text.translate(second), text.translate(third))

    def weigh(self, char: str) -> Weights:
        """What a character weighs."""
        found = self._weights.get(char)
        if found is None:
            kind = unicodedata.category(char)[0]
            self._read_list({"P": "signs", "S": "signs", "M": "marks"}.get(kind, ""))
            self._read_list(script_word(char))
            found = self._weights.get(char) or self._derived(char)
        for lookup, weight in zip(self._lookups, found, strict=True):
            lookup[ord(char)] = weight
        return found

    def group(self, script: str) -> str:
        """What the first weights of a script's letters begin with."""
        return chr(self._groups.get(script, FIRST_SCRIPT + len(self._groups)))

    def _read_list(self, name: str) -> None:
        """Reads the list of a script, in the language's order if it has one of its own."""
        if name in self._read:
            return
        self._read.add(name)
        listed = self._lists.get(name) or lines().get(name, "")
        if name == "marks":
            self._read_marks(listed)
            return
        group, later = self.group(name), []
        tokens = listed.split()
        if name == "signs" and "unsigned" in self.properties:
            tokens = [token for token in tokens if unicodedata.category(token[0])[0] != "P"]
        for at, token in enumerate(tokens, 1):
            first, second, variant = group + chr(at), PLAIN, VARIANTS - 4
            for level, arrow, text in _TOKEN.findall(token):
                if arrow:
                    later.append((token[: -len(text) - 2], level, text))
                    continue
                second, variant = second + (level == "²"), variant + 4 * (level == "³")
                third = variant if variant >= VARIANTS and level != "²" else SMALL
                self._set(text, Weights(first, chr(second), chr(third)))
                self.heads.setdefault(first, text)
        if self._joined:
            longest = sorted(self._joined, key=len, reverse=True)
            self._letters = re.compile("|".join(map(re.escape, longest)))
        for text, level, letters in later:
            first, second_weights, third_weights = self.key(letters)
            if level == "²":
                second_weights = chr(PLAIN + 1) + second_weights[1:]
            if level == "³":
                third_weights = chr(VARIANTS) + third_weights[1:]
            self._set(text, Weights(first, second_weights, third_weights))

    def _read_marks(self, listed: str) -> None:
        """Reads the marks: those at the beginning count in the third place alone."""
        for at, token in enumerate(listed.split()):
            for number, mark in enumerate(token.removeprefix("³")):
                if token[0] == "³":
                    self._set(mark, Weights("", "", chr(MARKS + number)))
                else:
                    self._set(mark, Weights("", chr(MARKS + at), chr(SMALL + number)))

    def _set(self, text: str, weights: Weights) -> None:
        """Gives weights to a letter, or to several that count as one: as `ch`, `Ch`, `CH`."""
        if len(text) == 1:
            self._weights[text] = weights
            return
        third = weights.third
        for at, pattern in enumerate(dict.fromkeys((text, text.capitalize(), text.upper()))):
            self._joined[pattern] = char = chr(_JOINED + len(self._weights))
            begin = self._capital(third[0], at) if at else third[0]
            self._weights[char] = weights._replace(third=begin + third[1:])

    def _capital(self, third: str, length: int = 0) -> str:
        """The weight in the third place of a capital; `length` tells apart those of letters that count as one."""
        if "upper" in self.properties:
            variant = ord(third) - VARIANTS + 4 if ord(third) >= VARIANTS else 0
            return chr(CAPITAL_FIRST + variant - length)
        return chr(ord(third) + CAPITAL + length)

    def _derived(self, char: str) -> Weights:
        """What a character weighs that is in no list."""
        kind, script = unicodedata.category(char), script_word(char)
        small = self._small.get(char, char.lower())
        if small != char and len(small) == 1:
            weights = self.weigh(small)
            return weights._replace(third="".join(map(self._capital, weights.third)))
        parts = self._parts(char)
        if parts:
            return self.key(parts)
        if script == "CJK":
            return Weights(self.group(script) + han_weights(self.code, char, lines()), chr(PLAIN), chr(SMALL))
        if ord(char) >= _LONG:
            return self.weigh(_VOWELS[ord(char) - _LONG])._replace(third=chr(SMALL - 1))
        if "unsigned" in self.properties and (char.isspace() or kind[0] == "P"):
            return Weights("", "", "")
        if char.isspace():
            return Weights(chr(SPACES) + " ", chr(PLAIN), chr(SMALL))
        if kind in ("Cc", "Cf"):
            return Weights("", "", "")
        if kind == "Nd":
            digit = chr(DIGITS) + chr(UNLISTED + unicodedata.decimal(char))
            return Weights(digit, chr(PLAIN), chr(SMALL + (char > "9")))
        if kind in ("Mn", "Me"):
            return Weights("", chr(UNLISTED + ord(char)), chr(SMALL))
        group = self.group(script) if kind[0] in "LM" else chr(SIGNS)
        return Weights(group + chr(UNLISTED + ord(char)), chr(PLAIN), chr(SMALL))

    def _parts(self, char: str) -> str:
        """What a character is composed of: a letter of the language, then marks. Empty if it is not composed."""
        apart = unicodedata.normalize("NFD", char)
        if apart == char:
            return unicodedata.normalize("NFKD", char) if unicodedata.decomposition(char) else ""
        for at, mark in enumerate(apart[2:], 2):
            letter = unicodedata.normalize("NFC", apart[0] + mark)
            closer = map(unicodedata.combining, apart[1:at])
            if letter in self._weights and max(closer) < unicodedata.combining(mark):
                return letter + apart[1:at] + apart[at + 1 :]
        step = unicodedata.decomposition(char).split()
        return "".join(chr(int(code, 16)) for code in step) or apart


def _with_vowel(match: re.Match[str]) -> str:
    """A syllable with its vowel in place of each sign that makes it longer."""
    vowel = "AIUEO".find(unicodedata.name(match[1])[-1])
    return match[1] + (chr(_LONG + vowel) * len(match[2]) if vowel >= 0 else match[2])
