"""Lines → blocks, as CommonMark and GitHub read them.

A line first continues the quotations, items and notes that are open, then begins blocks of its own; what remains is
text. Definition lists and display formulas come on top.
"""

import re
from typing import NamedTuple

from kaedah.problems import Position
from kaedah.read.markdown.block import Block, Place
from kaedah.read.markdown.open_blocks import PREFIX, OpenBlocks, code_line
from kaedah.read.markdown.references import label_key
from kaedah.read.markdown.tables import alignments_of, split_row

MAX_FORMULA_LINES = 200
_STARTS = frozenset("#>`~=-_*+0123456789:$[|<")
_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ATX_END = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_SETEXT = re.compile(r"(?:=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_ITEM = re.compile(r"([*+-]|(\d{1,9})[.)])( +|$)")
_NOTE = re.compile(r"\[\^([^\[\]]+)\]:[ \t]*")
_MEANING = re.compile(r":( {1,3})(?=\S)")
_OTHER_BULLET = re.compile(r"[•‣◦▪●·][ \t]")


class _Line(NamedTuple):
    """What remains of a line: its text without indentation, the indentation, and the column of the text."""

    text: str
    indent: int
    column: int


class BlockReader(OpenBlocks):
    """Reads the lines of one body."""

    def read(self, source: str) -> Block:
        self.lines = source.removesuffix("\n").split("\n")
        for number, line in enumerate(self.lines, 1):
            self._read_line(number, line)
        self.close(0)
        return self.document

    def _read_line(self, number: int, original: str) -> None:
        line = original
        if "\t" in line:
            prefix = PREFIX.match(line)
            assert prefix is not None
            line = prefix[0].expandtabs(4) + line[prefix.end() :]
        matched, rest = self.continue_blocks(number, line)
        complete = matched == len(self.open)
        leaf = self.leaf
        if leaf and complete and leaf.form != "paragraph" and self.continue_leaf(leaf, rest, number, original):
            return
        leaf = self.leaf
        text = rest.lstrip(" \t")
        if not text:
            self.close(matched)
            self.end_leaf()
            return
        self._begin(number, original, line, rest, matched)

    def _begin(self, number: int, original: str, line: str, rest: str, matched: int) -> None:
        """Begins the blocks of a line, and adds the text that remains."""
        opened = False
        while True:
            text = rest.lstrip(" ")
            indent = len(rest) - len(text)
            leaf = self.leaf
            paragraph = leaf if leaf and leaf.form == "paragraph" and not opened else None
            complete = matched == len(self.open)
            if indent >= 4:
                if paragraph:
                    break
                self.close(matched)
                self.end_leaf()
                self.add_leaf("code", number).add(code_line(original, rest, 4), (number, 0))
                return
            if text[:1] not in _STARTS:
                break
            current = _Line(text, indent, len(line) - len(text))
            container = self._begin_container(number, current, matched, paragraph if complete else None)
            if container is not None:
                rest, opened, matched = container, True, len(self.open)
                if not rest.strip(" \t"):
                    return
                continue
            if self._begin_leaf(number, current, matched, paragraph if complete else None):
                return
            break
        self._add_text(number, line, rest, matched, opened)

    def _begin_container(self, number: int, line: _Line, matched: int, paragraph: Block | None) -> str | None:
        """The rest of the line after the sign of a quotation, an item, a note or a meaning that begins; else None."""
        text, indent, _ = line
        sign = text[0]
        if sign == ">":
            self.open_block("quote", number, matched)
            return text[2:] if text[1:2] == " " else text[1:]
        if sign == "[" and text[1:2] == "^" and (note := _NOTE.match(text)):
            block = self.open_block("note", number, matched)
            block.width, block.marker = 4, note[1]
            self._define(block, line)
            return text[note.end() :]
        if sign == ":" and (meaning := _MEANING.match(text)) and self._begin_meaning(number, matched, paragraph):
            return text[meaning.end() :]
        item = None if sign not in "*+-0123456789" or _RULE.match(text) else _ITEM.match(text)
        if item is None or (sign == "-" and paragraph and _SETEXT.match(text)):
            return None
        content = text[item.end() :]
        first = int(item[2]) if item[2] else None
        if paragraph and (not content.strip(" \t") or first not in (None, 1)):
            return None
        self.close(matched)
        self.end_leaf()
        parent, marker = self.open[-1], item[1][-1]
        found = parent.blocks[-1] if parent.blocks else None
        if found is None or found.form != "list" or found.marker != marker:
            found = Block("list", number)
            found.marker, found.number = marker, first
            parent.blocks.append(found)
        block = Block("item", number)
        found.blocks.append(block)
        self.push(block)
        spaces = len(item[3]) if content.strip(" \t") and len(item[3]) < 5 else 1
        block.width = indent + len(item[1]) + spaces
        return text[len(item[1]) + spaces :]

    def _define(self, block: Block, line: _Line) -> None:
        """Records a footnote; a second one with its label is an error, for it is not shown."""
        label = label_key(block.marker)
        if label not in self.notes:
            self.notes[label] = block
            return
        self.findings.report(
            "error",
            Position(block.start, line.column + 1),
            'the footnote "{label}" is written twice; this one is not shown',
            "give it a label of its own, or remove it",
            label=block.marker,
        )

    def _begin_meaning(self, number: int, matched: int, paragraph: Block | None) -> bool:
        """Whether there are terms above, of which this line begins a meaning."""
        parent = self.open[matched - 1]
        above = parent.blocks[-1] if parent.blocks else None
        if above is None or above.form not in ("terms", "paragraph") or (above.form == "paragraph" and not above.lines):
            return False
        if above.form == "paragraph" and above is not paragraph and self.leaf is above:
            return False
        gap = number - above.end > 1
        self.close(matched)
        self.end_leaf()
        if above.form == "paragraph":
            if above.form != "paragraph" or not above.lines:
                return False
            terms = parent.blocks[-2] if len(parent.blocks) > 1 and parent.blocks[-2].form == "terms" else None
            if terms:
                parent.blocks.pop()
            else:
                terms = Block("terms", above.start)
                parent.blocks[-1] = terms
            for line, place in zip(above.lines, above.places, strict=True):
                term = Block("term", place[0])
                term.add(line, place)
                terms.blocks.append(term)
            above = terms
        block = Block("meaning", number)
        block.width, block.level = 4, int(gap)
        above.blocks.append(block)
        self.push(block)
        return True

    def _begin_leaf(self, number: int, line: _Line, matched: int, paragraph: Block | None) -> bool:
        """Whether a heading, a rule, a fence, a table or a formula begins."""
        text, indent, column = line
        sign = text[0]
        if sign == "#" and (atx := _ATX.match(text)):
            self.close(matched)
            self.end_leaf()
            block = self.add_leaf("heading", number)
            block.level, self.leaf = len(atx[1]), None
            block.add(_ATX_END.sub("", text[atx.end() :]).rstrip(" \t"), (number, column + atx.end()))
            return True
        if sign in "`~" and (fence := _FENCE.match(text)):
            self.close(matched)
            self.end_leaf()
            block = self.add_leaf("fence", number)
            block.marker, block.info, block.width = fence[1] or fence[3], (fence[2] or fence[4] or "").strip(), indent
            return True
        if sign in "=-" and paragraph and _SETEXT.match(text):
            self.take_references(paragraph)
            if paragraph.lines:
                paragraph.form, paragraph.level = "heading", 1 if sign == "=" else 2
                paragraph.last, self.leaf = number, None
                return True
        if sign in "*-_" and _RULE.match(text):
            self.close(matched)
            self.end_leaf()
            self.add_leaf("rule", number)
            self.leaf = None
            return True
        if sign in "|:-" and paragraph and paragraph.lines and self._begin_table(number, text, paragraph):
            return True
        return sign == "$" and self._begin_formula(number, line, matched)

    def _begin_table(self, number: int, text: str, paragraph: Block) -> bool:
        """Whether the last line of the paragraph is the head of a table, and this line the one below it."""
        sides = alignments_of(text)
        above = paragraph.lines[-1]
        if not sides or above.strip(" \t") == "|" or len(split_row(above, len(sides))) != len(sides):
            return False
        parent = self.open[-1]
        head, place = paragraph.lines.pop(), paragraph.places.pop()
        if not paragraph.lines:
            parent.blocks.pop()
        else:
            paragraph.last = paragraph.places[-1][0]
            self.end_leaf()
        block = self.add_leaf("table", place[0])
        block.add(head, place)
        block.info, block.last = " ".join(sides), number
        return True

    def _begin_formula(self, number: int, line: _Line, matched: int) -> bool:
        """Whether a display formula begins, and ends on this line or at the end of one below."""
        if not line.text.startswith("$$"):
            return False
        latex = line.text[2:].rstrip()
        closed = latex.endswith("$$")
        if (latex[:-2] if closed else latex).count("$$") or (closed and not latex[:-2].strip()):
            return False
        below = self.lines[number : number + MAX_FORMULA_LINES]
        if not closed and not any(other.rstrip().endswith("$$") for other in below):
            return False
        self.close(matched)
        self.end_leaf()
        block = self.add_leaf("formula", number)
        block.add(latex[:-2] if closed else latex, (number, line.column + 2))
        if closed:
            self.leaf = None
        return True

    def _add_text(self, number: int, line: str, rest: str, matched: int, opened: bool) -> None:
        text = rest.lstrip(" \t")
        place: Place = (number, len(line) - len(text))
        leaf = self.leaf
        complete = matched == len(self.open)
        if leaf and leaf.form == "paragraph" and not opened and (complete or not self._begins_terms(number)):
            leaf.add(text, place)
            return
        if leaf and leaf.form == "table" and not opened and complete:
            leaf.add(text, place)
            return
        self.close(matched)
        self.end_leaf()
        if _OTHER_BULLET.match(text):
            self.findings.report(
                "warning", Position(number, place[1] + 1), '"{sign}" begins no list', "write `- `", sign=text[0]
            )
        self.add_leaf("paragraph", number).add(text, place)

    def _begins_terms(self, number: int) -> bool:
        """Whether the line is the next term of a definition list, and not another line of the meaning above."""
        below = self.lines[number] if number < len(self.lines) else ""
        return self.open[-1].form == "meaning" and _MEANING.match(below.lstrip(" ")) is not None
