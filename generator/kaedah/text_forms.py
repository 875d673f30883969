"""Forms of a text: the one that is kept, the one that is compared, and the one that is searched.

Texts that look equal are equal: composed or decomposed letters, invisible characters, kinds of spaces and of hyphens.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import category, is_normalized, normalize

SOFT_HYPHEN = "\u00ad"
# Characters without a shape of their own, as the inside of a class in a pattern of Python and of JavaScript.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}\U000e0000-\U000e0fff]")
# Signs of direction that texts from right to left may hold, and soft hyphens: kept, and never compared.
_NOT_COMPARED = re.compile("[\u00ad\u061c\u200e\u200f]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
# Ideographs that the composed form would replace by others, which some names do not mean.
_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

# Han characters and full-width signs: between two of them a line break, or the space YAML folds it to, is no space.
WIDE = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uff9f\uffe0-\uffef\U00020000-\U0003ffff"
WIDE_GAP = re.compile(
    f"[ \n](?=[{WIDE}])(?<=[{WIDE}].)", re.DOTALL
)  # the rare characters come first, which makes the search fast

# The Latin letters that Unicode does not take apart, each after the letters that are written for it; Greek and Arabic
# letters that are taken for others.
_LETTERS = (
    "a:ⱥɑ ae:æ b:ƀƃɓ c:ƈȼɕ d:đðƌȡɖɗ e:ɇⱸəɛǝ f:ƒ g:ǥɠɡɣ h:ħɦⱨ i:ıɨɩɪ j:ɉʝȷ k:ĸƙⱪ l:łƚȴɫɬɭⱡ m:ɱ n:ŋƞȵɲɳ o:øɔɵⱺ oe:œ p:ƥ "
    "q:ɋʠ r:ɍɼɽɾ s:ȿʂ ss:ß t:ŧƫƭȶʈⱦ th:þ u:ʉʊ v:ʋⱱⱴ w:ⱳ y:ƴɏỿ z:ƶȥɀʐʑⱬʒ σ:ς ا:ٱ ي:ىی ه:ة ك:ک"
)
LETTERS = {letter: base for group in _LETTERS.split() for base, _, own in (group.partition(":"),) for letter in own}
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_POINTS = "\u0591-\u05c7\u0640\u064b-\u065f\u0670"  # vowel signs and other marks of Hebrew and Arabic
# What a browser needs to find the same letters: see `letters`.
FOLDING: dict[str, Any] = {
    "unseen": f"[{_UNSEEN}]",
    "letters": LETTERS,
    "marked": f"([a-zα-ω])[{_MARKS}]+",
    "points": f"[{_POINTS}]",
}
_FOLDED_UNSEEN, _MARKED, _FOLDED_POINTS = (re.compile(FOLDING[name]) for name in ("unseen", "marked", "points"))
_TABLE = str.maketrans(LETTERS)


class Invisible(NamedTuple):
    """An invisible character that means nothing where it stands."""

    start: int
    char: str


def clean(text: str) -> str:
    """The text in composed form, without invisible characters that mean nothing where they stand."""
    if text.isascii():
        return text
    found = [item.start for item in invisible_in(text)]
    if found:
        ends = [*found[1:], len(text)]
        text = text[: found[0]] + "".join(text[at + 1 : end] for at, end in zip(found, ends, strict=True))
    return composed(text)


def composed(text: str) -> str:
    """The text in NFC, with the compatibility ideographs as they are."""
    if text.isascii() or is_normalized("NFC", text):
        return text
    if not _COMPATIBILITY.search(text):
        return normalize("NFC", text)
    parts = _COMPATIBILITY.split(text)
    return "".join(part if number % 2 else normalize("NFC", part) for number, part in enumerate(parts))


def invisible_in(text: str) -> Iterator[Invisible]:
    """The invisible characters that mean nothing where they stand, in the order of the text."""
    if text.isascii():
        return
    for match in _INVISIBLE.finditer(text):
        if not _has_meaning(text, match.start()):
            yield Invisible(match.start(), match[0])


def _has_meaning(text: str, index: int) -> bool:
    """Whether the invisible character at the index changes how the text is written in its script."""
    char, before, after = text[index], text[index - 1 : index], text[index + 1 : index + 2]
    if char == SOFT_HYPHEN:
        return before.isalpha() and after.isalpha()
    if char in "\u200e\u200f\u061c":
        begin, end = text.rfind("\n", 0, index) + 1, text.find("\n", index)
        return _RIGHT_TO_LEFT.search(text, begin, end if end >= 0 else len(text)) is not None
    if char == "\u200b":
        return bool(before and after) and _has_no_spaces(before) and _has_no_spaces(after)
    if char == "\u200c":
        return _is_joined(before) or _is_joined(after)
    if char == "\u200d":
        return _is_joined(before) or _is_joined(after) or (_is_emoji(before) and _is_emoji(after))
    if char in "\u115f\u1160":
        return "\u1100" <= before <= "\u11ff" or "\u1100" <= after <= "\u11ff"
    if "\u180b" <= char <= "\u180f":
        return "\u1800" <= before <= "\u18af"
    if "\ufe00" <= char <= "\ufe0f":
        return before >= "\u1000" or (before != "" and before in "#*0123456789" and after == "\u20e3") or before in "©®"
    if "\U000e0100" <= char <= "\U000e01ef":
        return before >= "\u2e80"
    if "\U000e0020" <= char <= "\U000e007f":
        return before == "\U0001f3f4" or "\U000e0020" <= before <= "\U000e007f"
    return False


def _is_joined(char: str) -> bool:
    """Whether letters of the script are joined: Arabic, those of India and its neighbours, Mongolian and the like."""
    return (
        "\u0600" <= char <= "\u109f"
        or "\u1780" <= char <= "\u1aaf"
        or "\ua800" <= char <= "\uabff"
        or "\ufb50" <= char <= "\ufefc"
        or "\U00010a00" <= char <= "\U00011fff"
    )


def _has_no_spaces(char: str) -> bool:
    """Whether words of the script stand without spaces: Thai, Lao, Tibetan, Burmese, Khmer."""
    return "\u0e00" <= char <= "\u109f" or "\u1780" <= char <= "\u1aaf" or "\ua9e0" <= char <= "\uaadf"


def _is_emoji(char: str) -> bool:
    return char >= "\u2190" and category(char)[0] in "SM"


def same(text: str) -> str:
    """The text as values are compared: equal for texts that look equal."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(normalize("NFC", _NOT_COMPARED.sub("", clean(text))).translate(_HYPHENS).split())


def same_word(text: str) -> str:
    """The text as names are compared, whatever their case."""
    folded = same(text).casefold()
    return folded if folded.isascii() else normalize("NFC", folded)


@lru_cache(4096)
def letters(text: str) -> str:
    """The text as it is searched, and as addresses are made of it: in lower case, Latin and Greek letters without
    marks, letters that Unicode does not take apart as those that are written for them. A browser does the same with
    `FOLDING`.
    """
    if text.isascii():
        return text.lower()
    apart = normalize("NFKD", _FOLDED_UNSEEN.sub("", text)).lower().translate(_TABLE)
    return normalize("NFC", _FOLDED_POINTS.sub("", _MARKED.sub(r"\1", apart)))
