"""Makes the table of collations, `generator/kaedah/read/collation.txt`, from what ICU says about pairs of texts.

`make collation` runs this, and makes again the orders that `tests/test_collation.py` holds the program to. The rules of
CLDR are not read: where a letter stands, what it differs by, and which letters count as one is found by comparing.
`collation_tables.py` says what the lines of the file mean.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from kaedah.read.collation_tables import FILE, script_word
from kaedah.shipped import PACKAGE

from tests.icu import Icu
from tests.icu_han import han_lines
from tests.icu_words import ORDERS, orders_of

ROOT = "en"  # a language without rules of its own
SIGN = {0: "⁰", 2: "²", 3: "³"}
LAST = "\uffff"  # counts as the last of all letters
# The languages, by the script of which each one has an order of its own besides that of Latin letters.
_LANGUAGES = {
    "LATIN": "af az bs br ca ceb cs cy da de dsb ee en eo es et ff fi fil fo fr fy ga gl ha haw hr hsb hu id ig is "
    "it kl ku lb lij ln lt lv ms mt nb nl nn nso om pl pt ro se sk sl smn sq sr-Latn st sv sw tk tn to tr uz vi wo "
    "xh yo zu",
    "CYRILLIC": "be bg kk ky mk mn ru sr uk",
    "ARABIC": "ar fa ps ug ur",
    "DEVANAGARI": "hi kok mr ne",
    "BENGALI": "as bn",
    "CJK": "zh-Hans zh-Hant",
}
_LANGUAGES |= {"ARMENIAN": "hy", "ETHIOPIC": "am", "GEORGIAN": "ka", "GREEK": "el", "GUJARATI": "gu", "GURMUKHI": "pa"}
_LANGUAGES |= {"HANGUL": "ko", "HEBREW": "he", "KANA": "ja", "KANNADA": "kn", "KHMER": "km", "LAO": "lo"}
_LANGUAGES |= {"MALAYALAM": "ml", "ORIYA": "or", "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te", "THAI": "th"}
LANGUAGES = {language: script for script, languages in _LANGUAGES.items() for language in languages.split()}
# A letter of each script that has a place of its own.
_LETTERS = "aαаაաאبአअঅਅઅଅதఅಅഅසกກကកཀ가あ一ᠠㄅހܒᎠⴰ"
_RANGES = [(0x20, 0x77F), (0x8A0, 0x18FF), (0x1C90, 0x1CBF), (0x1E00, 0x1FFF), (0x3040, 0x31FF)]
CHARACTERS = [
    chr(code) for first, last in _RANGES for code in range(first, last + 1) if unicodedata.name(chr(code), "")
]
MARKS = [char for char in CHARACTERS if unicodedata.category(char)[0] == "M"]
_SIGN_RANGES = [(0x21, 0x7E), (0xA1, 0xF7), (0x387, 0x387), (0x589, 0x66D), (0x6D4, 0x6D4), (0x964, 0x965)]
_SIGN_RANGES += [(0x2010, 0x205E), (0x20A0, 0x20C0), (0x2190, 0x22FF), (0x25A0, 0x25FF), (0x3001, 0x301F)]
SIGNS = [
    chr(code)
    for first, last in _SIGN_RANGES
    for code in range(first, last + 1)
    if unicodedata.category(chr(code))[0] in "PS" and unicodedata.normalize("NFKD", chr(code)) == chr(code)
]
# What stands for several characters, but has a place of its own.
_COMPOSED = "\u0587\u0e33\u0eb3"
# What may count as one with the letters beside it, besides letters with a place of their own.
_BESIDE = {"LATIN": [*"abcdefghijklmnopqrstuvwxyzʻ'‘’ʼħ"], "ARABIC": ["\u0654"]}
_LONGER = {"ca": ["l·l"], "br": ["c'h", "c’h", "cʼh"], "ha": ["'y", "’y", "ʼy"]}
_NOT_JOINED = ("HANGUL", "KANA", "THAI", "LAO", "ETHIOPIC", "CJK")


class Group(NamedTuple):
    """Letters that differ from one another in accents and case at most: the first, and others with their levels."""

    first: str
    others: list[tuple[int, str]]


def characters_of(script: str) -> list[str]:
    """The small letters and vowel signs of a script, composed ones too; none that stands for others."""
    found = [char for char in CHARACTERS if script_word(char) == script and unicodedata.category(char)[0] in "LM"]
    return [
        char
        for char in found
        if (char.lower() == char and unicodedata.normalize("NFKC", char) == char) or char in _COMPOSED
    ]


class Order:
    """The order of the letters of a script in a language."""

    def __init__(self, icu: Icu, locale: str, script: str, joined: Sequence[str] = ()) -> None:
        self.icu, self.locale, self.script = icu, locale, script
        found = icu.order(locale, ["", *characters_of(script), *joined])
        groups: list[Group] = []
        for char, level in found[[char for char, _ in found].index("") + 1 :]:
            if level == 1:
                groups.append(Group(char, []))
            elif groups:
                groups[-1].others.append((level, char))
        self.groups, self._several = self._apart(groups)
        self.firsts = {group.first for group in self.groups}

    def _apart(self, groups: list[Group]) -> tuple[list[Group], list[str]]:
        """The letters, and apart from them what counts as several of them."""
        single: list[Group] = []
        several: list[str] = []
        for group in groups:
            if not single or self.icu.rises(self.locale, [(single[-1].first + LAST, group.first)])[0]:
                single.append(group)
            else:
                several += [group.first, *(char for _, char in group.others)]
        return single, several

    def tokens(self) -> Iterator[str]:
        """The tokens of the table's line."""
        several: list[str] = []
        second = dict.fromkeys(self.firsts, 0)  # the weight in the second place of what is in the list
        for group in self.groups:
            token, worst, own = group.first, 0, {group.first: 0}
            for level, char in group.others:
                worst = max(worst, level, key=(0, 3, 2).index)
                parts = _parts(char, second.keys())
                if parts and own.get(parts[0]) == max(own.values()):
                    continue
                overlay = self._overlay(group.first, char)
                if overlay:
                    several.append(f"{char}⁰→{group.first}{overlay}")
                    own[char] = 0
                else:
                    own[char] = max(own.values()) + (worst == 2)
                    token, worst = f"{token}{SIGN[worst]}{char}", 0
                second |= own
            yield token
        several += filter(None, map(self._expansion, self._several))
        yield from sorted(several)

    def _overlay(self, letter: str, char: str) -> str:
        """The stroke through a letter that makes it another, where Unicode does not say so."""
        strokes = "\u0338\u0335\u0336\u0334" if self.script == "LATIN" and len(char) == 1 else ""
        levels = self.icu.levels(self.locale, [(letter + stroke, char) for stroke in strokes])
        return next((stroke for stroke, level in zip(strokes, levels, strict=True) if level == 0), "")

    def _expansion(self, char: str) -> str:
        """A token for what counts as several letters; empty where Unicode says as which."""
        parts = _parts(char, self.firsts)
        if parts and parts[0] in self._several:
            return ""
        letters = [group.first for group in self.groups]
        whole = ""
        for _ in range(3):
            texts = [whole + letter for letter in letters]
            found = [text for text, _ in self.icu.order(self.locale, [*texts, char])]
            at = found.index(char)
            near = [text for text in found[max(at - 1, 0) : at + 2] if text != char]
            for text, level in zip(near, self.icu.levels(self.locale, [(text, char) for text in near]), strict=True):
                if level != 1:
                    return f"{char}{SIGN[level]}→{text}"
            if not at:
                break
            whole = found[at - 1]
        return ""


def _parts(char: str, known: Collection[str]) -> str:
    """What a composed letter is made of, as `Table` sees it; empty where it is not composed."""
    apart = unicodedata.normalize("NFD", char)
    if len(char) > 1 or apart == char:
        return ""
    for at, mark in enumerate(apart[2:], 2):
        letter = unicodedata.normalize("NFC", apart[0] + mark)
        if letter in known and max(map(unicodedata.combining, apart[1:at])) < unicodedata.combining(mark):
            return letter + apart[1:at] + apart[at + 1 :]
    first = chr(int(unicodedata.decomposition(char).split()[0], 16))
    return first if first in known or first == char else _parts(first, known) or first


def _length(text: str) -> int:
    return len(unicodedata.normalize("NFD", text))


def joined_letters(icu: Icu, locale: str, script: str, plain: Order, root: Order) -> list[str]:
    """The letters that count as one where they come together."""
    if script in _NOT_JOINED:
        return []
    own = [group.first for group in plain.groups if script != "LATIN" or group.first not in root.firsts]
    letters = sorted(dict.fromkeys((*own, *_BESIDE.get(script, ()))), key=_length)
    rank, at = {}, 0
    for letter, level in icu.order(locale, letters):
        at += level == 1
        rank[letter] = at
    lists = [[first, *(first + second for second in letters), first + LAST] for first in letters]
    found: list[str] = []
    for first, order in zip(letters, icu.orders(locale, lists), strict=True):
        texts = [text for text, _ in order]
        begin, end = texts.index(first), texts.index(first + LAST)
        inside = texts[begin + 1 : end]
        apart = [
            *texts[:begin],
            *texts[end + 1 :],
            *_out_of_place(inside, [rank[text[len(first) :]] for text in inside]),
        ]
        for text in sorted(apart, key=_length):
            second = text[len(first) :]
            bare = unicodedata.normalize("NFD", second)[0]
            if len(unicodedata.normalize("NFC", text)) > 1 and (bare == second or first + bare not in found):
                found.append(text)
    found = [text for text in found if text[0] not in "'‘’ʻʼ"]
    return [*found, *_longer(icu, locale, script, found)]


def _longer(icu: Icu, locale: str, script: str, pairs: Sequence[str]) -> Iterator[str]:
    """Three and more letters that count as one, or as two that are doubled: `dzs`, `ccs`, the Indic `kṣa`."""
    tried = [first + pair for pair in pairs for first in dict.fromkeys(text[0] for text in pairs)]
    apart = icu.rises(locale, [(text[:2] + LAST, text) for text in tried])
    whole = [text for text, is_apart in zip(tried, apart, strict=True) if is_apart and text[:2] in pairs]
    doubled = [text[0] + text for text in (*pairs, *whole)]
    alike = icu.levels(locale, [(text, text[1:] * 2) for text in doubled])
    yield from whole
    yield from (text for text, level in zip(doubled, alike, strict=True) if level != 1 and script == "LATIN")
    yield from _LONGER.get(locale, ())
    named = {unicodedata.name(char, "").removeprefix(f"{script} "): char for char in characters_of(script)}
    virama = named.get("SIGN VIRAMA", "")
    for text in [("LETTER KA", "LETTER SSA"), ("LETTER JA", "LETTER NYA")] if virama else []:
        if all(name in named for name in text):
            cluster = named[text[0]] + virama + named[text[1]]
            if icu.rises(locale, [(cluster[:2] + LAST, cluster)])[0]:
                yield cluster
                yield from [cluster + virama] if cluster[:2] in pairs else []


def _out_of_place(texts: Sequence[str], ranks: Sequence[int]) -> list[str]:
    """The fewest texts without which the ranks of the others rise."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for at, rank in enumerate(ranks):
        length = bisect_right(ends, rank)
        ends[length:], at_end[length:] = [rank, *ends[length + 1 :]], [at, *at_end[length + 1 :]]
        before.append(at_end[length - 1] if length else -1)
    kept: set[int] = set()
    at = at_end[-1] if at_end else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [text for at, text in enumerate(texts) if at not in kept]


def marks_of(icu: Icu, locale: str) -> str:
    """The line of marks: first those that count as little as case, then those that count as accents."""
    order = icu.order(locale, ["", *(mark for mark in MARKS if unicodedata.normalize("NFC", mark) == mark)])
    tokens = ["³"]
    for mark, level in order[[mark for mark, _ in order].index("") + 1 :]:
        if level == 1:
            break
        if level == 2:
            tokens.append(mark)
        else:
            tokens[-1] += mark
    return " ".join(tokens)


def signs_of(icu: Icu) -> str:
    tokens: list[str] = []
    for sign, level in icu.order(ROOT, SIGNS):
        if level == 1 or not tokens:
            tokens.append(sign)
        else:
            tokens[-1] += SIGN[level] + sign
    return " ".join(tokens)


def scripts_of(icu: Icu, locale: str) -> list[str]:
    """The scripts in the language's order."""
    return [script_word(letter) for letter, _ in icu.order(locale, _LETTERS)]


def language_line(icu: Icu, locale: str, root: dict[str, Order], lines: dict[str, str]) -> str:
    """What is special about a language."""
    options = icu.options(locale)
    scripts = scripts_of(icu, locale)
    usual = lines["scripts"].split()
    first = next(
        at for at in range(len(scripts)) if scripts[at:] == [name for name in usual if name not in scripts[:at]]
    )
    parts = ["upper" * options.upper + "unsigned" * options.unsigned, " ".join(scripts[:first])]
    for script in dict.fromkeys(["LATIN", LANGUAGES[locale]]):
        if script in root:
            plain = Order(icu, locale, script)
            joined = joined_letters(icu, locale, script, plain, root[script])
            line = " ".join((Order(icu, locale, script, joined) if joined else plain).tokens())
            parts += [f"{script}={line}"] if line != lines[script] else []
    marks = marks_of(icu, locale)
    parts += [f"marks={marks}"] if marks != lines["marks"] else []
    return "\t".join(parts)


def make_lines(icu: Icu) -> dict[str, str]:
    """The lines of the file by their names."""
    lines = {"scripts": " ".join(scripts_of(icu, ROOT)), "marks": marks_of(icu, ROOT), "signs": signs_of(icu)}
    root = {script: Order(icu, ROOT, script) for script in lines["scripts"].split() if characters_of(script)}
    root.pop("CJK", None)
    lines |= {script: " ".join(order.tokens()) for script, order in root.items()}
    for locale in sorted(LANGUAGES):
        assert icu.options(locale).known, locale
        lines[locale] = language_line(icu, locale, root, lines)
    return lines | han_lines(icu)


if __name__ == "__main__":
    icu = Icu()
    (PACKAGE / "read" / FILE).write_text(
        "".join(f"{name}\t{line}\n" for name, line in make_lines(icu).items()), "utf-8"
    )
    ORDERS.write_text(orders_of(icu, sorted(LANGUAGES)), "utf-8")
    icu.close()
