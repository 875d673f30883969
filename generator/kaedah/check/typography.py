"""Rules about typography: wrong signs and lookalike letters, and repeated text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kaedah.check.rule import position_in, texts_of, violation_at
from kaedah.documents import SourceSpan, Text
from kaedah.model import Site
from kaedah.problems import Violation
from kaedah.read.characters import blanked

# What is not prose: code, formulas, addresses of links, and web addresses.
# Each alternative begins with a sign of its own, so that the engine searches for these alone, which is faster.
_NOT_WORDS = re.compile(
    r"```(?<=^```).*?^```|~~~(?<=^~~~).*?^~~~|\$\$.*?\$\$|\$[^$\n]+\$"
    r"|`(`*)[^`].*?`\1|\]\([^)\n]*\)|https?://\S+",
    re.MULTILINE | re.DOTALL,
)
CYRILLIC = "\u0400-\u04ff"
_APOSTROPHE = re.compile(f"'(?=[{CYRILLIC}])(?<=[{CYRILLIC}]')")
# Between two signs beyond ASCII; to compile what Han characters are takes 2 ms, which every edit would feel.
_PUNCTUATION = re.compile(r"[,.:;!?()](?=[^\0-\x7f])(?<=[^\0-\x7f].)")
FULL_WIDTH = dict(zip(",.:;!?()", "，。：；！？（）", strict=True))
_OTHER = "\u0370-\u04ff"  # Greek and Cyrillic
_BOTH = re.compile(f"[A-Za-z][{_OTHER}]|[{_OTHER}][A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_LOOKALIKES = frozenset("aceiopxyABCEHIKMOPTXjsSJ")
_CYRILLIC_LOOKALIKES = frozenset("асеіорхуАВСЕНІКМОРТХјѕЅЈ")
_LATIN_LIKE_GREEK, _GREEK_LOOKALIKES = frozenset("oABEZHIKMNOPTYX"), frozenset("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
MIN_REPEATED_WORDS, MIN_REPEATED_HAN = 40, 80  # shorter texts may be repeated, such as captions
PROBE = 40  # characters: the shortest reported run contains a whole probe, wherever it begins


class Passage(NamedTuple):
    """A value or a body of a content file."""

    span: SourceSpan
    plain: str  # its text, with spaces in place of what is not prose, so that positions stay
    path: str = ""  # the key path of the value


def passages_of(text: Text) -> Iterator[Passage]:
    """The body, and every translatable value of the front matter."""
    for path, span in text.spans.items():
        part = path.partition(".")[0]
        if span.raw and (path in text.parts or part in text.parts or part in text.aliases or part == "body"):
            yield Passage(span, _prose_of(span.raw), path)


@lru_cache(256)
def _prose_of(raw: str) -> str:
    """The text with spaces in place of what is not prose; cached, because several rules use it in turn."""
    return _NOT_WORDS.sub(blanked, raw)


def _find_signs(site: Site, language: str, sign: re.Pattern[str]) -> Iterator[tuple[Text, Passage, re.Match[str]]]:
    for text in texts_of(site):
        if text.locale.partition("-")[0] == language:
            for passage in passages_of(text):
                yield from ((text, passage, match) for match in sign.finditer(passage.plain))


def find_straight_apostrophes(site: Site) -> Iterator[Violation]:
    """Typewriter apostrophes within Ukrainian words."""
    for text, passage, match in _find_signs(site, "uk", _APOSTROPHE):
        yield violation_at(text, position_in(passage.span, passage.plain, match.start()))


def find_ascii_punctuation(site: Site) -> Iterator[Violation]:
    """Half-width punctuation between two Han characters."""
    for text, passage, match in _find_signs(site, "zh", _PUNCTUATION):
        if not (_is_han(match.string[match.start() - 1]) and _is_han(match.string[match.end()])):
            continue
        place = position_in(passage.span, passage.plain, match.start())
        yield violation_at(text, place, sign=match[0], right=FULL_WIDTH[match[0]])


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def find_mixed_letters(site: Site) -> Iterator[Violation]:
    """Words with lookalike letters of another script, in every value."""
    for text in texts_of(site):
        for span in text.spans.values():
            plain = "" if span.raw.isascii() else _prose_of(span.raw)
            both = _BOTH.search(plain)
            for match in _WORD.finditer(plain) if both else ():
                lookalikes = _lookalike_letters(match[0]) if _BOTH.search(match[0]) else []
                if lookalikes:
                    place = position_in(span, plain, match.start())
                    yield violation_at(
                        text, place, word=match[0], letters=", ".join(f'"{char}"' for char in lookalikes)
                    )


def _lookalike_letters(word: str) -> list[str]:
    """The letters from another script than that of the word, if all of them look like letters of its own."""
    latin = [char for char in word if char.isascii()]
    others = [char for char in word if "\u0370" <= char <= "\u04ff"]
    is_greek = others[0] < "\u0400"
    if len(latin) <= len(others):
        few, looks = latin, _LATIN_LIKE_GREEK if is_greek else _LATIN_LOOKALIKES
    else:
        few, looks = others, _GREEK_LOOKALIKES if is_greek else _CYRILLIC_LOOKALIKES
    return sorted(set(few)) if set(few) <= looks else []


def find_repeated_text(site: Site) -> Iterator[Violation]:
    """Long runs of words that appear twice in a body, across paragraphs; reported at the second."""
    for text in texts_of(site):
        body = text.span("body")
        if len(body.raw) >= 2 * MIN_REPEATED_HAN:
            plain = _prose_of(body.raw)
            for first, second in _repeats(plain):
                yield violation_at(text, position_in(body, plain, second), line=position_in(body, plain, first).line)


def _repeats(plain: str) -> Iterator[tuple[int, int]]:
    """The start of each repeated long run, and the start of its repetition.

    White space and case are ignored. Probes of fixed size lie side by side, so a long enough run contains one.
    """
    words = " ".join(plain.split()).casefold()
    done = 0
    for start in range(0, len(words) - PROBE, PROBE):
        again = words.find(words[start : start + PROBE], max(start + PROBE, done)) if start >= done else -1
        if again < 0:
            continue
        before = next((n for n in range(start - done) if words[start - n - 1] != words[again - n - 1]), start - done)
        first, second, most = start - before, again - before, again - start
        length = next((n for n in range(before, len(words) - second) if words[first + n] != words[second + n]), -1)
        length = min(most, length if length >= 0 else len(words) - second)
        done = first + length
        run = words[first:done]
        if len(run.split()) >= MIN_REPEATED_WORDS or sum(map(_is_han, run)) >= MIN_REPEATED_HAN:
            cut = run.find(" ") if first and words[first - 1].isalnum() and run[0].isalnum() else 0
            skipped = next(n for n, char in enumerate(run) if n >= cut and char.isalnum())
            positions = _positions(plain)
            yield positions[first + skipped], positions[second + skipped]


def _positions(plain: str) -> list[int]:
    """The index in `plain` of each character of the case-folded text with single spaces."""
    positions: list[int] = []
    for match in re.finditer(r"\S+", plain):
        positions += [match.start() - 1] if positions else []
        for index in range(*match.span()):
            positions += [index] * len(plain[index].casefold())
    return positions
