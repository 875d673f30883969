"""The text of a block, read sign by sign."""

import re
import xml.etree.ElementTree as etree
from bisect import bisect_left
from collections.abc import Callable, Sequence

from kaedah.problems import Level, Position
from kaedah.read.characters import FORBIDDEN
from kaedah.read.markdown.assemble import Node, assemble, without_stops, words_of
from kaedah.read.markdown.bare_addresses import BARE, read_bare_address
from kaedah.read.markdown.block import Place, place_of
from kaedah.read.markdown.delimiters import Delimiters, pair
from kaedah.read.markdown.formulas_in_text import INLINE_FORMULA, convert_formula
from kaedah.read.markdown.raw_html import BLOCK_TAG, TAG
from kaedah.read.markdown.references import ENTITY, ESCAPABLE, LABEL, entity, label_key, quote, read_link
from kaedah.read.markdown.text_context import Bracket, TextContext

# Characters of a formula that may be wider than a phone.
LONG_FORMULA = 20
_TAGS = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r"[\\`*_~\]&<$\n]|!?\[|(?<![A-Za-z0-9])(?:https?://|ftp://|www\.)")
_TICKS = re.compile("`+")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_MAIL = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)>"
)
_NOTE = re.compile(r"\[\^([^\[\]]+)\]")
_TEX = re.compile(r"\\\((?:[^\n()]|\([^\n()]*\))*?\\\)|\\\[[^\n]*?\\\]")
_LOOKS_LIKE_TEX = re.compile(r"\\[A-Za-z]|[\^_=]|^ ?\w ?$")
_INNER_DISPLAY = re.compile(r"\$\$(?=[^$\s])[^$\n]+\$\$")


class TextReader:
    """One text on its way to elements."""

    def __init__(self, context: TextContext, text: str, places: Sequence[Place]) -> None:
        self.context, self.text, self.places = context, text, places
        self.nodes: list[Node] = []
        self.delimiters: list[Delimiters] = []
        self.brackets: list[Bracket] = []
        self.ticks: dict[int, list[int]] | None = None

    def fill(self, element: etree.Element) -> None:
        text, nodes, search, at = self.text, self.nodes, _TOKEN.search, 0
        while found := search(text, at):
            start = found.start()
            if start > at:
                nodes.append(text[at:start])
            at = _READERS[text[start]](self, start, found.end())
        if at < len(text):
            nodes.append(text[at:])
        pair(self.delimiters)
        self._build(nodes, element)

    def position(self, index: int) -> Position:
        return place_of(self.text, index, self.places)

    def report(self, level: Level, index: int, message: str, hint: str, **values: str) -> None:
        self.context.findings.report(level, self.position(index), message, hint, **values)

    def literal(self, start: int, end: int) -> int:
        self.nodes.append(self.text[start:end].replace("&", "&amp;"))
        return end

    def _line_end(self, start: int, end: int) -> int:
        last = self.nodes[-1] if self.nodes else None
        if isinstance(last, str) and last.endswith((" ", "\t")):
            kept = last.rstrip(" ")
            self.nodes[-1] = kept.rstrip(" \t")
            if len(last) - len(kept) >= 2:
                self.nodes.append(etree.Element("br"))
        self.nodes.append("\n")
        return end

    def _backslash(self, start: int, end: int) -> int:
        following = self.text[end : end + 1]
        if following == "\n":
            self.nodes += [etree.Element("br"), "\n"]
            return end + 1
        if following in ("(", "[") and (tex := _TEX.match(self.text, start)) and _LOOKS_LIKE_TEX.search(tex[0][2:-2]):
            self.report(
                "warning",
                start,
                "`{sign}` begins no formula here",
                "write `$…$`, or `$$` on lines of their own",
                sign=tex[0][:2],
            )
        if following in ESCAPABLE and following:
            return self.literal(end, end + 1)
        return self.literal(start, end)

    def _code(self, start: int, end: int) -> int:
        if self.ticks is None:
            self.ticks = {}
            for run in _TICKS.finditer(self.text):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.start())
        end = start + 1
        while self.text[end : end + 1] == "`":
            end += 1
        starts = self.ticks.get(end - start, [])
        index = bisect_left(starts, end)
        if index == len(starts):
            return self.literal(start, end)
        words = self.text[end : starts[index]].replace("\n", " ")
        if words[:1] == " " == words[-1:] and words.strip(" "):
            words = words[1:-1]
        code = etree.Element("code")
        code.text = words.replace("&", "&amp;")
        self.nodes.append(code)
        return starts[index] + end - start

    def _formula(self, start: int, end: int) -> int:
        text = self.text
        if text[start - 1 : start] != "$" or not start:
            formula = INLINE_FORMULA.match(text, start)
            if formula and not (self.brackets and "](" in formula[0]):  # `[$a](x) [$b](y)` are two links
                latex = formula[1] or formula[2]
                index = formula.start(1) if formula[1] else formula.start(2)
                made = convert_formula(latex, False, self.context.findings, self.position(index))
                self.nodes.append(self._scrolling(self.context.stash.store(made), made))
                return formula.end()
            display = _INNER_DISPLAY.match(text, start)
            if display:
                self.report(
                    "warning",
                    start,
                    "a formula between `$$` stands on lines of its own",
                    "put it on lines of its own, or write `$…$` within a line",
                )
                return self.literal(start, display.end())
        return self.literal(start, end)

    def _scrolling(self, stashed: str, made: str) -> Node:
        """A formula, in a box that scrolls if it may be wider than a phone."""
        if len(made) < LONG_FORMULA or len(_TAGS.sub("", made)) < LONG_FORMULA:
            return stashed
        box = etree.Element("span", {"class": "long", "tabindex": "0"})
        box.text = stashed
        return box

    def _delimiters(self, start: int, end: int) -> int:
        char = self.text[start]
        while self.text[end : end + 1] == char:
            end += 1
        run = Delimiters(self.text, start, end, len(self.nodes))
        self.nodes.append(run)
        self.delimiters.append(run)
        return end

    def _open_bracket(self, start: int, end: int) -> int:
        if self.text[end : end + 1] == "^" and end - start == 1 and (note := _NOTE.match(self.text, start)):
            made = self.context.notes.refer(note[1])
            if made is not None:
                self.nodes.append(made)
                return note.end()
            if (
                self.text[note.end() : note.end() + 1] not in ("(", "[")
                and label_key("^" + note[1]) not in self.context.references
            ):
                self.report(
                    "warning",
                    start,
                    'there is no footnote "{label}"',
                    "write `[^{label}]: …` on a line of its own, or remove this mark",
                    label=note[1],
                )
        self.brackets.append(Bracket(start, end, len(self.nodes), len(self.delimiters)))
        return self.literal(start, end)

    def _close_bracket(self, start: int, end: int) -> int:
        if not self.brackets:
            return self.literal(start, end)
        opened = self.brackets.pop()
        if not opened.active:
            return self.literal(start, end)
        found = self._target(opened, start)
        if found is None:
            return self.literal(start, end)
        address, title, position, finish = found
        children = self.nodes[opened.node + 1 :]
        inner = self.delimiters[opened.delimiters :]
        del self.nodes[opened.node :], self.delimiters[opened.delimiters :]
        pair(inner)
        made = etree.Element("a")
        self._build([without_stops(child) for child in children], made, mails=False)
        if opened.image:
            alt = "".join(words_of(made))
            made = etree.Element("img", {"src": address.replace("&", "&amp;"), "alt": alt})
            made.set("at", f"{position.line}:{position.column}")
        else:
            made.set("href", address.replace("&", "&amp;"))
            self.context.links.check(made, address, position)
            for bracket in self.brackets:
                bracket.active = bracket.image and bracket.active
        if title:
            made.set("title", title.replace("&", "&amp;"))
        self.nodes.append(made)
        return finish

    def _target(self, opened: Bracket, start: int) -> tuple[str, str, Position, int] | None:
        """Address, title, position of the address, and end of a link whose text ends here."""
        text, after = self.text, self.text[start + 1 : start + 2]
        if after == "(" and (link := read_link(text, start + 1)):
            address, title, begins, finish = link
            return address, title, self.position(begins), finish
        label = LABEL.match(text, start + 1) if after == "[" else None
        finish = label.end() if label else start + 1
        if label is None:
            if after == "[" and text[start + 1 : start + 3] == "[]":
                finish = start + 3
            own = LABEL.match(text, opened.end - 1)
            label = own if own and own.end() == start + 1 else None
        reference = self.context.references.get(label_key(label[1])) if label else None
        return (*reference, finish) if reference else None

    def _entity(self, start: int, end: int) -> int:
        found = ENTITY.match(self.text, start)
        shown = entity(found) if found else None
        if found is None or shown is None:
            return self.literal(start, end)
        if FORBIDDEN.search(shown):
            self.report(
                "warning",
                start,
                "{written} stands for a character that no text may hold, and is shown as a replacement character",
                "remove it",
                written=found[0],
            )
        self.nodes.append(shown.replace("&", "&amp;"))
        return found.end()

    def _angle(self, start: int, end: int) -> int:
        if found := _AUTOLINK.match(self.text, start) or _MAIL.match(self.text, start):
            link = etree.Element("a", {BARE: ""})
            link.text = found[1].replace("&", "&amp;")
            address = found[1] if found.re is _AUTOLINK else f"mailto:{found[1]}"
            address = quote(address)
            link.set("href", address.replace("&", "&amp;"))
            self.context.links.check(link, address, self.position(start + 1))
            self.nodes.append(link)
            return found.end()
        tag = TAG.match(self.text, start)
        begins = tag or ((not start or self.text[start - 1] == "\n") and BLOCK_TAG.match(self.text, start))
        if not begins:
            return self.literal(start, end)
        self.report(
            "warning",
            start,
            "HTML is not supported here and is shown as text: {tag}",
            "use Markdown; to show a tag on purpose, put it in backticks",
            tag=begins[0],
        )
        return self.literal(start, begins.end())

    def _bare_address(self, start: int, end: int) -> int:
        found = None if self.brackets else read_bare_address(self.text, start)  # `[https://…](…)` is one link
        if found is None:
            return self.literal(start, end)
        shown = self.text[start:found]
        address = quote(shown if "://" in shown[:8] else f"http://{shown}")
        link = etree.Element("a", {"href": address.replace("&", "&amp;"), BARE: ""})
        link.text = shown.replace("&", "&amp;")
        self.context.links.check(link, address, self.position(start))
        self.nodes.append(link)
        return found

    def _build(self, nodes: Sequence[Node], element: etree.Element, *, mails: bool = True) -> None:
        for tilde in assemble(nodes, element, mails=mails and "@" in self.text):
            self._report_tilde(tilde)

    def _report_tilde(self, node: Delimiters) -> None:
        self.report(
            "warning",
            node.at,
            "text between single `~` is struck out by some programs, and not here",
            r"write `~~` to strike it out, or `\~` for the sign",
        )


_READERS: dict[str, Callable[[TextReader, int, int], int]] = {
    "\n": TextReader._line_end,
    "\\": TextReader._backslash,
    "`": TextReader._code,
    "$": TextReader._formula,
    **dict.fromkeys("*_~", TextReader._delimiters),
    **dict.fromkeys("![", TextReader._open_bracket),
    "]": TextReader._close_bracket,
    "&": TextReader._entity,
    "<": TextReader._angle,
    **dict.fromkeys("hfw", TextReader._bare_address),
}
