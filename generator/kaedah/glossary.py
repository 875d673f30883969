"""The words of a site: terms, how each language renders them, and how they are found in running text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

# A wording such as LoRA or GAN: it is found only as it is written, and stays what it is in every language.
ABBREVIATION = re.compile(r"\B[A-Z]")
# Scripts without a space between words, or with endings behind them: a wording is found wherever its letters stand.
_UNSPACED = "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff]"
# What a link must not stand in, and every other tag and character reference.
_CLOSED = re.compile(r"<(a|code|h[1-6]|kbd|math|pre|sup)\b.*?</\1>|<[^>]*>|&#?\w+;", re.DOTALL)


class Rendering(NamedTuple):
    """A term in one language. `aliases` are other good names, `forms` what else stands for it in running text.

    `forbidden` maps wordings that must not stand for it to the reason. In forms and forbidden wordings a `*` at the
    end of a word stands for any ending.
    """

    text: str
    aliases: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    forbidden: Mapping[str, str] = {}

    @property
    def wordings(self) -> tuple[str, ...]:
        """Whatever stands for the term in running text."""
        return (self.text, *self.aliases, *self.forms)


class GlossaryTerm(NamedTuple):
    """A term of the glossary: its id (the anchor on the page), what it means, its renderings by locale, its line."""

    id: str
    name: str
    definition: str
    renderings: Mapping[str, Rendering]
    line: int = 1


@dataclass(frozen=True)
class Glossary:
    """The terms of a site, in the order of their file; none where the content has no glossary."""

    path: str = ""
    terms: tuple[GlossaryTerm, ...] = ()

    @cached_property
    def finders(self) -> Mapping[str, "Finder"]:
        """By locale, what finds the terms in a text of that language."""
        found: dict[str, dict[str, str]] = {}
        for term in self.terms:
            for locale, rendering in term.renderings.items():
                found.setdefault(locale, {}).update(dict.fromkeys(rendering.wordings, term.id))
        return {locale: Finder.of(wordings) for locale, wordings in found.items()}

    @cached_property
    def forbidden(self) -> Mapping[str, "Finder"]:
        """By locale, what finds the wordings that must not stand for a term."""
        found: dict[str, dict[str, str]] = {}
        for term in self.terms:
            for locale, rendering in term.renderings.items():
                found.setdefault(locale, {}).update(dict.fromkeys(rendering.forbidden, term.id))
        return {locale: Finder.of(wordings) for locale, wordings in found.items() if wordings}


class Finder(NamedTuple):
    """Finds wordings in a text by one pattern; its groups, by number, are those of `wordings` and their `owners`."""

    pattern: re.Pattern[str]
    wordings: tuple[str, ...]
    owners: tuple[str, ...]

    @classmethod
    def of(cls, owners: Mapping[str, str]) -> "Finder":
        """A finder of these wordings, each with what it stands for. Of two that begin alike the longer is found."""
        wordings = sorted(owners, key=lambda wording: (wording[0].lower(), -len(wording), wording))
        spaced = not any(re.search(_UNSPACED, wording) for wording in wordings)
        groups = [_letter_pattern(letter, list(own), spaced) for letter, own in groupby(wordings, _first)]
        pattern = (_BEFORE if spaced else "") + f"(?:{'|'.join(groups)})" + (_AFTER if spaced else "")
        return cls(
            re.compile(pattern if wordings else "(?!)"), tuple(wordings), tuple(map(owners.__getitem__, wordings))
        )

    def find(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Every wording in the text: where it begins and ends, the wording as it was given, what it stands for."""
        for match in self.pattern.finditer(_lowered(" " + text)):
            number = (match.lastindex or 1) - 1
            begin, end = match.start() + (not match[0][0].isalnum()), match.end()
            wording = self.wordings[number]
            if not ABBREVIATION.search(wording) or text[begin - 1 : end - 1] == wording:
                yield begin - 1, end - 1, wording, self.owners[number]

    def link(self, html: str) -> str:
        """HTML in which the first use of each term leads to `glossary:ID`; not within links, headings, code, math."""
        found = list(self.find(html))
        if not found:
            return html
        closed = iter([*(match.span() for match in _CLOSED.finditer(html)), (len(html), len(html))])
        shut = next(closed)
        parts: list[str] = []
        seen: set[str] = set()
        done = 0
        for begin, end, _, owner in found:
            while shut[1] <= begin:
                shut = next(closed)
            if owner not in seen and end <= shut[0]:
                seen.add(owner)
                parts += [html[done:begin], f'<a class="term" href="glossary:{owner}">{html[begin:end]}</a>']
                done = end
        return "".join([*parts, html[done:]])


# In spaced languages a wording is a whole word: what stands before it is part of the pattern, so that most characters
# of a text are passed over by the first thing that is looked at.
_BEFORE = "[\\s(\\[{>«„“”\"‘’'/—–:;,.…]"
_AFTER = r"(?![\w-])"


def _first(wording: str) -> str:
    return wording[0].lower()


def _letter_pattern(letter: str, wordings: list[str], spaced: bool) -> str:
    """The wordings that begin with a letter, each followed by a group that tells its number."""
    latin = not spaced and not re.match(_UNSPACED, letter)
    shapes = "|".join(
        _shape(wording)[len(re.escape(letter)) :] + ("()" if spaced or not latin else r"(?![a-z0-9_-])()")
        for wording in wordings
    )
    behind = f"(?<![a-z0-9_-]{re.escape(letter)})" if latin else ""
    return f"{re.escape(letter)}{behind}(?:{shapes})"


def _shape(wording: str) -> str:
    """The pattern of a wording in lower case: spaces are any white space, and optional between Hangul and Han."""
    shape = re.escape(_lowered(wording)).replace(r"\*", r"\w*")
    shape = re.sub("['’ʼ]", "['’ʼ]", shape)
    gap = r"\s*" if re.search(_UNSPACED, wording) else r"\s+"
    return shape.replace("\\ ", gap)


def _lowered(text: str) -> str:
    """The text in lower case, with every character in its place."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
