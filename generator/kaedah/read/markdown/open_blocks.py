"""The blocks that a line may continue, and how they end."""

import re

from kaedah.problems import Position
from kaedah.read.markdown.block import Block
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.limits import MAX_NESTING
from kaedah.read.markdown.references import Reference, read_reference

# What may stand before the text of a line, in which tabs count as far as they reach.
PREFIX = re.compile(r"[ \t>*+\-0-9.):]*")


class TooDeep(Exception):
    """Quotations and items are nested too deeply; the number of the line."""


class OpenBlocks:
    """The blocks of one body so far.

    open: the quotations, items and notes that the next line may continue, from the outermost.
    leaf: the block with lines that is open, in the last of them.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.references: dict[str, Reference] = {}
        self.notes: dict[str, Block] = {}
        self.document = Block("document", 1)
        self.open = [self.document]
        self.leaf: Block | None = None  # with lines, in the last of those that are open
        self.lines: list[str] = []

    def continue_blocks(self, number: int, line: str) -> tuple[int, str]:
        """How many of the open blocks the line continues, and the rest of it."""
        matched, rest = 1, line
        for block in self.open[1:]:
            text = rest.lstrip(" ")
            indent = len(rest) - len(text)
            if block.form == "quote":
                if indent > 3 or text[:1] != ">":
                    break
                block.last = number
                rest = text[2:] if text[1:2] == " " else text[1:]
            elif not text.strip():
                if not block.blocks:  # an item begins with one blank line at most
                    break
                rest = rest[min(block.width, indent) :]
            elif indent >= block.width:
                rest = rest[block.width :]
            else:
                break
            matched += 1
        return matched, rest

    def continue_leaf(self, leaf: Block, rest: str, number: int, original: str) -> bool:
        """Whether the line belongs to code or a formula that is open."""
        text = rest.lstrip(" ")
        indent = len(rest) - len(text)
        if leaf.form == "fence":
            closing = text.rstrip(" \t")
            if indent < 4 and len(closing) >= len(leaf.marker) and not closing.strip(leaf.marker[0]):
                leaf.last, self.leaf = number, None
            else:
                leaf.add(code_line(original, rest, min(indent, leaf.width)), (number, 0))
            return True
        if leaf.form == "formula":
            closing = rest.rstrip()
            closed = closing.endswith("$$")
            leaf.add(closing[:-2] if closed else rest, (number, 0))
            if closed:
                self.leaf = None
            return True
        if leaf.form == "code":
            last = leaf.last
            if indent >= 4 or not text.strip():
                leaf.add(code_line(original, rest, min(indent, 4)), (number, 0))
                if not text.strip():
                    leaf.last = last
                return True
            self.leaf = None
        return False

    def open_block(self, kind: str, number: int, matched: int) -> Block:
        self.close(matched)
        self.end_leaf()
        block = Block(kind, number)
        self.open[-1].blocks.append(block)
        self.push(block)
        return block

    def push(self, block: Block) -> None:
        self.open.append(block)
        if len(self.open) > MAX_NESTING + 1:
            raise TooDeep(block.start)

    def add_leaf(self, kind: str, number: int) -> Block:
        self.leaf = Block(kind, number)
        self.open[-1].blocks.append(self.leaf)
        return self.leaf

    def close(self, matched: int) -> None:
        """Closes the blocks that a line does not continue."""
        if matched < len(self.open):
            self.end_leaf()
            del self.open[max(matched, 1) :]

    def end_leaf(self) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        if leaf.form == "paragraph":
            self.take_references(leaf)
        elif leaf.form == "fence":
            self.findings.report(
                "warning",
                Position(leaf.start, 1),
                "this code fence is never closed",
                "write {fence} on a line of its own below the code",
                fence=leaf.marker,
            )
        elif leaf.form == "formula":
            self.findings.report(
                "error",
                Position(leaf.start, leaf.places[0][1] - 1),
                "this `$$` is never closed",
                "end the formula with `$$`",
            )

    def take_references(self, paragraph: Block) -> None:
        """Takes the addresses of links, as in `[label]: https://…`, from the beginning of a paragraph."""
        while paragraph.lines and paragraph.lines[0][:1] == "[":
            found = read_reference("\n".join(paragraph.lines), paragraph.places)
            if found is None:
                return
            label, reference, used = found
            self.references.setdefault(label, reference)
            del paragraph.lines[:used], paragraph.places[:used]
        if not paragraph.lines:
            paragraph.form = "references"


def code_line(original: str, rest: str, indent: int) -> str:
    """A line of code without its indentation; tabs stay as they are written."""
    if "\t" not in original:
        return rest[indent:]
    column = _column(original, rest) + indent
    at = 0
    for position, char in enumerate(original):
        if at >= column:
            return " " * (at - column) + original[position:]
        at = at + 4 - at % 4 if char == "\t" else at + 1
    return " " * max(at - column, 0)


def _column(original: str, rest: str) -> int:
    """Where the rest of a line begins, tabs before it counted as far as they reach."""
    prefix = PREFIX.match(original)
    assert prefix is not None
    return len(prefix[0].expandtabs(4)) + len(original) - prefix.end() - len(rest)
