"""How Han characters are read."""

import os
from functools import cache


@cache
def pinyin_of(char: str) -> str:
    """The reading of one character with the number of its tone; the character itself where it has none."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # 45 MB of phrases, which a single character does not ask for
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, lazy_pinyin  # it takes a tenth of a second, which only Chinese sites need

    return str(lazy_pinyin(char, style=Style.TONE3, neutral_tone_with_five=True)[0])
