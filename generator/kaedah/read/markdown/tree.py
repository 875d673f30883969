"""The blocks of a body → elements."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from itertools import pairwise

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

from kaedah.problems import Position
from kaedah.read.markdown.block import Block
from kaedah.read.markdown.block_reader import BlockReader
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.footnotes import Footnotes
from kaedah.read.markdown.formulas_in_text import convert_formula
from kaedah.read.markdown.inline import Inline
from kaedah.read.markdown.near_misses import find_attributes, take_anchor
from kaedah.read.markdown.references import plain
from kaedah.read.markdown.tables import split_row

_ALERT = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\](?=[ \t])")
_BOXES = {" ": "☐", "x": "☑", "X": "☑"}


class Blocks(BlockProcessor):
    """Reads all blocks of a body at once: what a line belongs to depends on those before it."""

    def __init__(self, parser: BlockParser, findings: Findings, *, fast: bool) -> None:
        super().__init__(parser)
        md: Markdown = parser.md
        self.findings = findings
        self.inline = Inline(findings, md.htmlStash, fast=fast)
        self.notes = Footnotes({}, findings)
        self._makers: dict[str, Callable[[etree.Element, Block], None]] = {
            "paragraph": self._add_paragraph,
            "heading": self._add_heading,
            "list": self._add_list,
            "quote": self._add_quote,
            "fence": self._add_code,
            "code": self._add_code,
            "table": self._add_table,
            "formula": self._add_formula,
            "terms": self._add_terms,
            "rule": _add_rule,
        }

    def test(self, parent: etree.Element, block: str) -> bool:
        return True

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        source = "\n\n".join(blocks)
        blocks.clear()
        reader = BlockReader(self.findings)
        document = reader.read(source)
        self.notes = Footnotes(reader.notes, self.findings)
        self.inline.begin(reader.references, self.notes)
        self._add_blocks(parent, document)
        self._add_notes(parent)
        self.notes.report_unused()
        return True

    def _add_blocks(self, parent: etree.Element, block: Block) -> None:
        for child in block.blocks:
            make = self._makers.get(child.form)
            if make:
                make(parent, child)

    def _fill(self, element: etree.Element, block: Block) -> None:
        text = block.lines[0] if len(block.lines) == 1 else "\n".join(block.lines)
        text = text.rstrip(" \t")
        if text[-1:] == "}":
            find_attributes(text, block, self.findings)
        self.inline.fill(element, text, block.places)

    def _add_paragraph(self, parent: etree.Element, block: Block) -> None:
        element = etree.SubElement(parent, "p")
        element.tail = "\n"
        if self.findings.placeholder is None and "…" in block.lines[0]:
            self.findings.note_placeholder(block)
        self._fill(element, block)

    def _add_heading(self, parent: etree.Element, block: Block) -> None:
        text = "\n".join(block.lines).rstrip(" \t")
        place = block.places[0]
        position = Position(place[0], place[1] + 1)
        if block.level == 1:
            self.findings.report(
                "warning", position, "a level-1 heading is reserved for the page title", "start with `## `"
            )
        text, anchor = take_anchor(text, block, self.findings)
        level = max(block.level, 2)
        above = self.findings.headings[-1].level if self.findings.headings else 2
        if level > above + 1:
            self.findings.report(
                "warning",
                position,
                "a heading of level {own} follows one of level {above}, and is shown as one of level {shown}",
                "go down one level at a time: write {signs} here",
                own=str(level),
                above=str(above),
                shown=str(above + 1),
                signs="#" * (above + 1),
            )
            level = above + 1
        element = etree.SubElement(parent, f"h{level}")
        element.tail = "\n"
        element.set("id", self.findings.add_heading(level, anchor, position, text))
        self.inline.fill(element, text, block.places)

    def _add_list(self, parent: etree.Element, block: Block) -> None:
        element = etree.SubElement(parent, "ul" if block.number is None else "ol")
        element.text = element.tail = "\n"
        if block.number not in (None, 1):
            element.set("start", str(block.number))
        loose = block.is_loose
        for item in block.blocks:
            made = etree.SubElement(element, "li")
            made.tail = "\n"
            self._tick(item)
            self._add_flow(made, item, loose)

    def _add_flow(self, parent: etree.Element, block: Block, loose: bool) -> None:
        """The blocks of an item; those of a tight list hold text, not paragraphs."""
        if loose:
            if block.blocks:
                parent.text = "\n"
            self._add_blocks(parent, block)
            return
        for child in block.blocks:
            if child.form != "paragraph":
                make = self._makers.get(child.form)
                if make:
                    make(parent, child)
                continue
            if not len(parent) and not parent.text:
                self._fill(parent, child)
                continue
            holder = etree.Element("p")
            self._fill(holder, child)
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + (holder.text or "")
            else:
                parent.text = f"{parent.text}\n{holder.text or ''}"
            parent.extend(holder)

    def _tick(self, item: Block) -> None:
        """Shows the mark of a task as a box."""
        first = item.blocks[0] if item.blocks else None
        if first and first.form == "paragraph" and (task := _TASK.match(first.lines[0])):
            number, column = first.places[0]
            first.lines[0] = _BOXES[task[1]] + first.lines[0][task.end() :]
            first.places[0] = (number, column + 2)

    def _add_quote(self, parent: etree.Element, block: Block) -> None:
        element = etree.SubElement(parent, "blockquote")
        element.text = element.tail = "\n"
        first = block.blocks[0] if block.blocks else None
        if first and first.form == "paragraph" and _ALERT.match(first.lines[0]):
            number, column = first.places[0]
            self.findings.report(
                "warning",
                Position(number, column + 1),
                "{sign} is shown as text: a quotation has no kinds here",
                "write words of your own, such as `**Note:**`",
                sign=first.lines[0].strip(),
            )
        self._add_blocks(element, block)

    def _add_code(self, parent: etree.Element, block: Block) -> None:
        lines = block.lines
        if block.form == "code":
            while lines and not lines[-1].strip():
                lines.pop()
        holder = etree.SubElement(parent, "pre")
        holder.tail = "\n"
        code = etree.SubElement(holder, "code")
        language = plain(block.info.split(None, 1)[0]) if block.info else ""
        if language:
            code.set("class", "language-" + language.replace("&", "&amp;"))
        code.text = "".join([f"{line}\n" for line in lines]).replace("&", "&amp;")

    def _add_formula(self, parent: etree.Element, block: Block) -> None:
        element = etree.SubElement(parent, "div", {"class": "formula", "tabindex": "0"})
        element.tail = "\n"
        lines = [*block.lines]
        first = next((index for index, line in enumerate(lines) if line.strip()), 0)
        number, column = block.places[first]
        column += len(lines[first]) - len(lines[first].lstrip())
        latex = "\n".join(lines).strip()
        made = convert_formula(latex, True, self.findings, Position(number, column + 1))
        element.text = self.inline.stash.store(made)

    def _add_table(self, parent: etree.Element, block: Block) -> None:
        sides = block.info.split()
        table = etree.SubElement(parent, "table")
        table.text = table.tail = "\n"
        group = etree.SubElement(table, "thead")
        for index, (line, place) in enumerate(zip(block.lines, block.places, strict=True)):
            if index == 1:
                group = etree.SubElement(table, "tbody")
            group.text = group.tail = "\n"
            row = etree.SubElement(group, "tr")
            row.text = row.tail = "\n"
            cells = split_row(line, len(sides))
            for side, (text, start) in zip(sides, [*cells, *[("", 0)] * len(sides)], strict=False):
                cell = etree.SubElement(row, "td" if index else "th", {} if side == "none" else {"class": side})
                cell.tail = "\n"
                self.inline.fill(cell, text, [(place[0], place[1] + start)])
            if len(cells) > len(sides):
                self.findings.report(
                    "error",
                    Position(place[0], place[1] + cells[len(sides)][1] + 1),
                    "this row has {cells} cells, and the table {columns} columns: the others are not shown",
                    r"write `\|` for a vertical bar in a cell, or add a column",
                    cells=str(len(cells)),
                    columns=str(len(sides)),
                )

    def _add_terms(self, parent: etree.Element, block: Block) -> None:
        element = etree.SubElement(parent, "dl")
        element.text = element.tail = "\n"
        for child in block.blocks:
            made = etree.SubElement(element, "dt" if child.form == "term" else "dd")
            made.tail = "\n"
            if child.form == "term":
                self._fill(made, child)
            else:
                gaps = pairwise(child.blocks)
                loose = bool(child.level) or any(after.start - before.end > 1 for before, after in gaps)
                self._add_flow(made, child, loose)

    def _add_notes(self, parent: etree.Element) -> None:
        """The footnotes, in the order of their marks; a note may have marks of further notes."""
        if not self.notes.order:
            return
        box = etree.SubElement(parent, "div", {"class": "footnote"})
        box.text = box.tail = "\n"
        etree.SubElement(box, "hr").tail = "\n"
        items = etree.SubElement(box, "ol")
        items.text = items.tail = "\n"
        made = []
        for key, note in self.notes.order:
            item = self.notes.item(key)
            items.append(item)
            item.text = item.tail = "\n"
            self._add_blocks(item, note)
            made.append((key, item))
        for key, item in made:
            self.notes.add_links_back(key, item)


def _add_rule(parent: etree.Element, block: Block) -> None:
    etree.SubElement(parent, "hr").tail = "\n"
