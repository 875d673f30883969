"""The digest of what a source text says, whatever way it is wrapped and marked up. Translations record it."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from kaedah.text_forms import WIDE_GAP, composed, same

_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)$")
_QUOTATION = re.compile(r"(?:>[ \t]?)+")
_ANCHOR = re.compile(r"\s*\{#[^{}\s]*\}\s*$")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?$")
_UNDERLINE = re.compile(r"=+|-+")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}")
_ITEM = re.compile(r"([-*+]|[0-9]{1,9}[.)])(?:[ \t]+(.*))?$")
_ALIGNMENT = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*")
# A line that begins a block of its own: a footnote, a definition, a formula.
_BLOCK = re.compile(r"\[\^[^\]]+\]:|:[ \t]|\$\$")
_VERBATIM = re.compile(r"(?<!`)(`++).{1,2000}?(?<!`)\1(?!`)|\$[^$]{1,2000}\$")
_STRESS = re.compile(r"(?<![\w\\_])(__?)(?=[^\s_])(.{1,500}?)(?<=[^\s\\_])\1(?![\w_])")


def stamp_of(text: str) -> str:
    """The digest of a source text: eight hexadecimal digits.

    Line breaks in a paragraph, signs of lists, stress and headings, anchors, extra white space and forms of letters do
    not change it. Words, numbers, targets of links and code do.
    """
    return _digest(_Blocks().read(text.split("\n")))


def former_stamp(text: str) -> str:
    """The digest in the form that translations recorded before: of the lines, without extra white space."""
    return _digest(" ".join(line.split()) for line in text.strip().splitlines())


def stamps_of(text: str) -> tuple[str, ...]:
    """The digest of a source text, and that in the former form where it is another one."""
    return tuple(dict.fromkeys((stamp_of(text), former_stamp(text))))


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=4).hexdigest()


class _Blocks:
    """Reads Markdown line by line, into one line for each paragraph, heading, row and line of code."""

    def __init__(self) -> None:
        self._words: list[str] = []  # of the paragraph that is open
        self._fence, self._indent = "", 0
        self._depth = 0  # of the quotation
        self._in_list = False

    def read(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            yield from self._code(line) if self._fence else self._line(line)
        yield from self._end()

    def _end(self) -> Iterator[str]:
        if self._words:
            words = WIDE_GAP.sub("", same(" ".join(self._words)))
            self._words = []
            yield _plain_stress(words)

    def _code(self, line: str) -> Iterator[str]:
        words = line.strip()
        if words.startswith(self._fence) and not words.strip(self._fence[0]):
            self._fence = ""
            yield "```"
        else:
            indent = min(self._indent, len(line) - len(line.lstrip()))
            yield composed(line[indent:].rstrip())

    def _line(self, line: str) -> Iterator[str]:
        words = " ".join(line.split())
        if words[:1].isalpha() and (self._words or not (self._depth or line[:1].isspace())):  # most lines
            self._in_list = self._in_list and bool(self._words)
            self._words.append(words)
            return
        quotation = _QUOTATION.match(words)
        depth = quotation[0].count(">") if quotation else 0
        if quotation:
            line = words = words[quotation.end() :].strip()
        if depth != self._depth and (depth or not self._words or not words):
            yield from self._end()
            self._depth = depth
            yield ">" * depth
        if not words:
            yield from self._end()
        elif line.startswith(("    ", "\t")) and not self._words and not self._in_list:
            yield composed(line.expandtabs(4).rstrip())
        else:
            yield from self._block(line, words)

    def _block(self, line: str, words: str) -> Iterator[str]:
        if fence := _FENCE.match(words):
            yield from self._end()
            self._fence, self._indent = fence[1], len(line) - len(line.lstrip())
            yield f"```{same(fence[2])}"
        elif heading := _HEADING.match(words):
            yield from self._end()
            self._in_list = False
            yield f"{heading[1]} {_plain_stress(_ANCHOR.sub('', same(heading[2])))}"
        elif self._words and _UNDERLINE.fullmatch(words):
            self._words[-1] = _ANCHOR.sub("", self._words[-1])
            self._words.insert(0, "#" if words[0] == "=" else "##")
            yield from self._end()
        elif _RULE.fullmatch(words):
            yield from self._end()
            yield "---"
        elif words.startswith("|") or _ALIGNMENT.fullmatch(words):
            yield from self._end()
            cells, is_alignment = words.strip("|").split("|"), _ALIGNMENT.fullmatch(words)
            yield "|".join(re.sub("-+", "-", cell.strip()) if is_alignment else same(cell) for cell in cells)
        elif item := _ITEM.match(words):
            yield from self._end()
            self._in_list = True
            self._words = ["-" if item[1] in "-*+" else f"{item[1][:-1]}."]
            self._words += [item[2]] if item[2] else []
        else:
            if _BLOCK.match(words):
                yield from self._end()
            self._in_list = self._in_list and (bool(self._words) or line[:1].isspace())
            self._words.append(words)


def _plain_stress(words: str) -> str:
    """The words with stress in asterisks, outside code and formulas."""
    if "_" not in words:
        return words
    parts: list[str] = []
    done = 0
    for match in _VERBATIM.finditer(words):
        parts += [_STRESS.sub(_in_asterisks, words[done : match.start()]), match[0]]
        done = match.end()
    return "".join([*parts, _STRESS.sub(_in_asterisks, words[done:])])


def _in_asterisks(match: re.Match[str]) -> str:
    sign = "*" * len(match[1])
    return f"{sign}{match[2]}{sign}"
