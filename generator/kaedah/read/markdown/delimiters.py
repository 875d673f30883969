"""Stressed and struck text: which signs open it and which close it."""

import unicodedata
from functools import lru_cache

_TAGS = {("*", 1): "em", ("*", 2): "strong", ("_", 1): "em", ("_", 2): "strong", ("~", 2): "del", ("~", 1): "tilde"}
_SPACES = frozenset(" \t\n\f\r\xa0")


class Delimiters:
    """A run of `*`, `_` or `~`.

    count: how many of them are still signs as typed.
    opens, closes: the tags of the elements that they begin and end, from the innermost outwards.
    """

    __slots__ = ("at", "can_close", "can_open", "char", "closes", "count", "length", "opens", "order")

    def __init__(self, text: str, start: int, end: int, order: int) -> None:
        self.char, self.at, self.order = text[start], start, order
        self.count = self.length = end - start
        self.opens: list[str] = []
        self.closes: list[str] = []
        before, after = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
        blank_before, signs_before, wide_before = _class_of(before)
        blank_after, signs_after, wide_after = _class_of(after)
        # Beside a sign, Han characters and Hangul count as a sign too: those scripts have no spaces between words.
        opens = not blank_after and (not signs_after or blank_before or signs_before or wide_before)
        closes = not blank_before and (not signs_before or blank_after or signs_after or wide_after)
        if self.char == "_":
            self.can_open = opens and (not closes or signs_before)
            self.can_close = closes and (not opens or signs_after)
        else:
            fits = self.char == "*" or self.length <= 2
            self.can_open, self.can_close = opens and fits, closes and fits


@lru_cache(4096)
def _class_of(char: str) -> tuple[bool, bool, bool]:
    """Whether a character is a space, punctuation, or of a script without spaces between words."""
    if char.isascii():
        return char in _SPACES, not (char.isalnum() or char <= " " or char == "\x7f"), False
    category = unicodedata.category(char)
    wide = unicodedata.east_asian_width(char) in "WFH" or "\u1100" <= char <= "\u11ff"
    return category == "Zs", category[0] in "PS", wide


def pair(delimiters: list[Delimiters]) -> None:
    """Finds what each run opens and closes, by the rules of CommonMark."""
    stack: list[Delimiters] = []
    lowest: dict[tuple[str, bool, int], int] = {}  # below it, there is no opener for such a closer
    for closer in delimiters:
        while closer.can_close and closer.count:
            key = (closer.char, closer.can_open, closer.length % 3 if closer.char != "~" else closer.length)
            index = _opener(stack, closer, lowest.get(key, -1))
            if index is None:
                lowest[key] = closer.order
                break
            opener = stack[index]
            del stack[index + 1 :]
            used = closer.length if closer.char == "~" else 2 if min(opener.count, closer.count) >= 2 else 1
            tag = _TAGS[closer.char, used]
            opener.opens.append(tag)
            closer.closes.append(tag)
            opener.count -= used
            closer.count -= used
            if not opener.count:
                stack.pop()
        if closer.can_open and closer.count:
            stack.append(closer)


def _opener(stack: list[Delimiters], closer: Delimiters, lowest: int) -> int | None:
    """The index of the run that opens what `closer` closes."""
    for index in range(len(stack) - 1, -1, -1):
        opener = stack[index]
        if opener.order < lowest:
            return None
        if opener.char == closer.char and _fit(opener, closer):
            return index
    return None


def _fit(opener: Delimiters, closer: Delimiters) -> bool:
    if opener.char == "~":
        return opener.length == closer.length
    if not (opener.can_close or closer.can_open) or closer.length % 3 == 0:
        return True
    return (opener.length + closer.length) % 3 != 0
