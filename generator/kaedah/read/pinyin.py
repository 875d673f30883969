"""The readings of Han characters."""

import os
from functools import cache


@cache
def pinyin_of(char: str) -> str:
    """The pinyin of a character with its tone number; the character itself if it has none."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # 45 MB of phrases, not needed for single characters
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, lazy_pinyin  # takes 0.1 s, and only sites in Chinese need it

    return str(lazy_pinyin(char, style=Style.TONE3, neutral_tone_with_five=True)[0])
