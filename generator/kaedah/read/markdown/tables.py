"""Tables of GitHub: cells, and the sides that columns are aligned to."""

import re
import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

_BELOW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
# A formula is one cell, also if it holds a vertical bar.
_PIECE = re.compile(r"\\\||\|")
_FORMULA = re.compile(r"(?<![\\$])\$(?![\s$])(?:[^$\\\n`]|\\.)+?(?<![\s\\])\$(?![\d$])")
Cell = tuple[str, int]  # its text, and how many characters of the row stand before it


def alignments_of(line: str) -> list[str]:
    """The side of each column, or `none`, of the line below the head of a table; nothing for another line."""
    if not _BELOW.match(line) or ("|" not in line and ":" not in line):
        return []
    marks = line.strip(" \t").strip("|").split("|")
    sides = {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): "none"}
    return [sides[mark.strip().startswith(":"), mark.strip().endswith(":")] for mark in marks]


def split_row(line: str, wanted: int) -> list[Cell]:
    r"""The cells of a row. `\|` is a vertical bar; where there are too many cells, those in a formula are too."""
    cells = _split(line, ())
    if len(cells) > wanted and "$" in line:
        inside = [found.span() for found in _FORMULA.finditer(line)]
        cells = _split(line, inside)
    return cells


def _split(line: str, inside: object) -> list[Cell]:
    spans: list[tuple[int, int]] = list(inside) if isinstance(inside, (list, tuple)) else []
    text = line.rstrip(" \t")
    start = len(text) - len(text.lstrip(" \t"))
    if text[start : start + 1] == "|":
        start += 1
    cells: list[Cell] = []
    for bar in _PIECE.finditer(text, start):
        if bar[0] == "|" and not any(begin < bar.start() < end for begin, end in spans):
            cells.append(_cell(text, start, bar.start(), spans))
            start = bar.end()
    if start < len(text) or not cells:
        cells.append(_cell(text, start, len(text), spans))
    return cells


def _cell(line: str, start: int, end: int, spans: list[tuple[int, int]]) -> Cell:
    text = line[start:end]
    left = start + len(text) - len(text.lstrip(" \t"))
    text = text.strip(" \t")
    if "\\|" in text:
        formulas = spans or [found.span() for found in _FORMULA.finditer(line)]
        kept = [(max(begin - left, 0), finish - left) for begin, finish in formulas if left <= begin < end]
        text = _unescape(text, kept)
    return text, left


def _unescape(text: str, kept: list[tuple[int, int]]) -> str:
    r"""The text with `\|` as `|`; in a formula it stays, where it is a sign of LaTeX."""
    return re.sub(
        r"\\\|",
        lambda bar: bar[0] if any(begin < bar.start() < end for begin, end in kept) else "|",
        text,
    )


class ScrollingTables(Treeprocessor):
    """Puts tables into boxes that scroll."""

    def run(self, root: etree.Element) -> None:
        if root.find(".//table") is None:
            return
        for parent in list(root.iter()):
            for index, element in enumerate(list(parent)):
                if element.tag == "table":
                    box = etree.Element("div", {"class": "scroll", "tabindex": "0"})
                    box.tail, element.tail = element.tail, None
                    box.append(element)
                    parent[index] = box
