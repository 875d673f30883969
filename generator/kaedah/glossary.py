"""The glossary of a site: terms, their translations, and a finder for them in running text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

# A wording such as LoRA or GAN: it is matched with its case, and is the same in every language.
ABBREVIATION = re.compile(r"\B[A-Z]")
# Scripts without spaces between words, or with endings after them: a wording is matched inside words too.
_UNSPACED = "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff]"
# Elements that must not contain a link, and every other tag and character reference.
_CLOSED = re.compile(r"<(a|code|h[1-6]|kbd|math|pre|sup)\b.*?</\1>|<(?:[^>\"]|\"[^\"]*\")*>|&#?\w+;", re.DOTALL)


_PARAGRAPH = re.compile(r"</?(?:p|li|t[dhr]|d[ltd]|blockquote|h[1-6]|ul|ol|table|pre|div|figcaption)\b[^>]*>")
_TAG = re.compile(r"<(?:[^>\"]|\"[^\"]*\")*>")
_SWITCH = re.compile('<a href="term:">(.*?)</a>', re.DOTALL)


class Excluded(NamedTuple):
    """Words that hold a wording of a term and mean something else; their place in the file of the glossary."""

    words: str
    line: int = 1
    column: int = 1


class Rendering(NamedTuple):
    """A term in one language. In all but `text` and `aliases`, `*` at the end of a word matches any ending.

    A link to the term is made in running text outside the words `excluded`, in paragraphs that have one of the words
    `needed`, where there are any, and none of `unwanted`.
    """

    text: str
    aliases: tuple[str, ...] = ()  # other accepted names
    forms: tuple[str, ...] = ()  # other forms in running text
    forbidden: Mapping[str, str] = {}  # wordings that must not be used, with the reason
    excluded: tuple[Excluded, ...] = ()
    needed: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """All accepted wordings of the term in running text."""
        return (self.text, *self.aliases, *self.forms)


class GlossaryTerm(NamedTuple):
    """A term of the glossary."""

    id: str  # also its anchor on the page
    name: str
    definition: str
    renderings: Mapping[str, Rendering]  # by locale
    line: int = 1  # in the file of the glossary


@dataclass(frozen=True)
class Glossary:
    """The terms of a site, in the order of the file; empty if the content has no glossary."""

    path: str = ""
    terms: tuple[GlossaryTerm, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, GlossaryTerm]:
        """The terms by their ids."""
        return {term.id: term for term in self.terms}

    @cached_property
    def finders(self) -> Mapping[str, "Finder"]:
        """By locale, a finder of the terms in a text of that language."""
        found: dict[str, dict[str, str]] = {}
        for term in self.terms:
            for locale, rendering in term.renderings.items():
                found.setdefault(locale, {}).update(dict.fromkeys(rendering.wordings, term.id))
        return {locale: Finder.of(wordings, self._limits(locale)) for locale, wordings in found.items()}

    def _limits(self, locale: str) -> dict[str, "Limits"]:
        """By the id of a term, where its wordings in a language mean something else."""
        renderings = {term.id: term.renderings[locale] for term in self.terms if locale in term.renderings}
        return {
            name: Limits(
                Finder.of({item.words: name for item in rendering.excluded}),
                Finder.of(dict.fromkeys(rendering.needed, name)),
                Finder.of(dict.fromkeys(rendering.unwanted, name)),
            )
            for name, rendering in renderings.items()
            if rendering.excluded or rendering.needed or rendering.unwanted
        }

    @cached_property
    def forbidden(self) -> Mapping[str, "Finder"]:
        """By locale, a finder of the forbidden wordings."""
        found: dict[str, dict[str, str]] = {}
        for term in self.terms:
            for locale, rendering in term.renderings.items():
                found.setdefault(locale, {}).update(dict.fromkeys(rendering.forbidden, term.id))
        return {locale: Finder.of(wordings) for locale, wordings in found.items() if wordings}


class Limits(NamedTuple):
    """Finders of the words that a term must not be part of, of those that its paragraph needs, and of those that it
    must not have.
    """

    excluded: "Finder"
    needed: "Finder"
    unwanted: "Finder"

    def allow(self, html: str, begin: int, end: int) -> bool:
        """Whether the words from `begin` to `end` may be the term."""
        if any(start <= begin and end <= stop for start, stop, _, _ in self.excluded.find(html)):
            return False
        if not self.needed.wordings and not self.unwanted.wordings:
            return True
        starts = [match.end() for match in _PARAGRAPH.finditer(html, 0, begin)]
        closing = _PARAGRAPH.search(html, end)
        paragraph = _TAG.sub(" ", html[starts[-1] if starts else 0 : closing.start() if closing else len(html)])
        if any(self.unwanted.find(paragraph)):
            return False
        return not self.needed.wordings or any(self.needed.find(paragraph))


class Finder(NamedTuple):
    """Finds wordings in a text with one pattern. Its groups correspond to `wordings` and their `owners` by index."""

    pattern: re.Pattern[str]
    wordings: tuple[str, ...]
    owners: tuple[str, ...]
    limits: Mapping[str, Limits] = {}  # by owner

    @classmethod
    def of(cls, owners: Mapping[str, str], limits: Mapping[str, Limits] | None = None) -> "Finder":
        """A finder of the given wordings, each with its owner. Of wordings that begin alike, the longest is found."""
        wordings = sorted(owners, key=lambda wording: (wording[0].lower(), -len(wording), wording))
        spaced = not any(re.search(_UNSPACED, wording) for wording in wordings)
        groups = [_letter_pattern(letter, list(own), spaced) for letter, own in groupby(wordings, _first)]
        pattern = (_BEFORE if spaced else "") + f"(?:{'|'.join(groups)})" + (_AFTER if spaced else "")
        return cls(
            re.compile(pattern if wordings else "(?!)"),
            tuple(wordings),
            tuple(map(owners.__getitem__, wordings)),
            limits or {},
        )

    def find(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Every wording in the text: start, end, the wording as given, and its owner."""
        for match in self.pattern.finditer(_lowered(" " + text)):
            number = (match.lastindex or 1) - 1
            begin, end = match.start() + (not match[0][0].isalnum()), match.end()
            wording = self.wordings[number]
            if not ABBREVIATION.search(wording) or text[begin - 1 : end - 1] == wording:
                yield begin - 1, end - 1, wording, self.owners[number]

    def link(self, html: str) -> str:
        """The HTML with the first use of each term linked to `glossary:ID`, outside links, headings, code and math."""
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
            if owner not in seen and end <= shut[0] and self._allows(owner, html, begin, end):
                seen.add(owner)
                parts += [html[done:begin], f'<a class="term" href="glossary:{owner}">{html[begin:end]}</a>']
                done = end
        return "".join([*parts, html[done:]])

    def _allows(self, owner: str, html: str, begin: int, end: int) -> bool:
        limits = self.limits.get(owner)
        return limits is None or limits.allow(html, begin, end)

    def excluded_in(self, html: str) -> Iterator[tuple[str, str]]:
        """The terms with the words in the text that are excluded for them."""
        for owner, limits in self.limits.items():
            yield from ((owner, words) for words in {found[2] for found in limits.excluded.find(html)})


def without_switches(html: str) -> str:
    """The HTML without the links to no term, `[prompt](term:)`, with which an author keeps words from being linked."""
    return _SWITCH.sub(r"\1", html) if "term:" in html else html


# In languages with spaces a wording is a whole word. The character before it is part of the pattern, so that the
# regular expression engine skips most characters of a text at once.
_BEFORE = "[\\s(\\[{>«„“”\"‘’'/—–:;,.…]"
_AFTER = r"(?![\w-])"
_PART = re.compile(r"\* |.", re.DOTALL)  # of a wording, with a pattern of its own


def _first(wording: str) -> str:
    return wording[0].lower()


def _letter_pattern(letter: str, wordings: list[str], spaced: bool) -> str:
    """The wordings that begin with a letter, each followed by a group that gives its index."""
    latin = not spaced and not re.match(_UNSPACED, letter)
    last = "(?![a-z0-9_-])()" if latin else "()"
    shapes = _joined([(*_shape(wording)[1:], last) for wording in wordings])
    behind = f"(?<![a-z0-9_-]{re.escape(letter)})" if latin else ""
    return f"{re.escape(letter)}{behind}(?:{shapes})"


def _joined(shapes: list[tuple[str, ...]], start: int = 0) -> str:
    """The patterns as alternatives in this order, from a piece on. What neighbours begin with is there once: thousands
    of wordings may begin like every word of a text.
    """
    found: list[str] = []
    for piece, run in groupby(shapes, lambda shape: shape[start]):
        same = list(run)
        if len(same) == 1 or piece.endswith("()"):  # a group counts wordings
            found += ["".join(shape[start:]) for shape in same]
        else:
            found.append(f"{piece}(?:{_joined(same, start + 1)})")
    return "|".join(found)


def _shape(wording: str) -> list[str]:
    """The pieces of the pattern of a wording in lower case. Each matches in one way or two, so that no text takes long.

    A space matches any white space, and is optional in Hangul and Han, but not after an ending.
    """
    unspaced = re.search(_UNSPACED, wording)
    pieces = {" ": r"\s*+" if unspaced else r"\s++", "*": r"\w*+", "* ": r"(?:\w*+\s++)?" if unspaced else r"\w*+\s++"}
    pieces |= dict.fromkeys("'’ʼ", "['’ʼ]")
    return [pieces.get(part) or re.escape(part) for part in _PART.findall(_lowered(wording))]


def _lowered(text: str) -> str:
    """The text in lower case, with the same length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
