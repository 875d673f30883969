"""Block extensions of Python-Markdown: display formulas, and fenced code inside lists."""

import html as html_text
import re
import xml.etree.ElementTree as etree

from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.formulas import MAX_BRACKETS, FormulaError, SlowFormula, formula_html, may_be_slow

MAX_FORMULA_BLOCKS = 20
# Formulas of a body that may be slow: each is converted in a process of its own.
MAX_SLOW = 20
_DISPLAY = re.compile(r"(?:^|\n) {0,3}\$\$")
_FENCE = re.compile(r"([ \t]+)(`{3,}|~{3,})[ \t]*([A-Za-z0-9+#-]*)[ \t]*$")


def convert_formula(latex: str, display: bool, collected: Findings) -> str:
    """MathML, or the LaTeX as code and an error in `collected`."""
    try:
        if may_be_slow(latex):
            collected.slow_formulas += 1
            if collected.slow_formulas > MAX_SLOW:
                raise FormulaError(f"there are too many formulas with more than {MAX_BRACKETS} brackets before it")
        return formula_html(latex, display)
    except FormulaError as error:
        if isinstance(error, SlowFormula):
            collected.slow_formulas = MAX_SLOW  # one is enough
        reason = re.sub(r"^\d+: ", "", str(error)).rstrip(".")
        collected.add(
            "error",
            latex,
            'the formula "{latex}" cannot be read: {reason}',
            r"write LaTeX, as in `\frac{a}{b}`; for a dollar sign write `\$`",
            latex=latex,
            reason=reason,
        )
        return f"<code>{html_text.escape(latex)}</code>"


class DisplayFormulas(BlockProcessor):
    """`$$ … $$` on its own lines, also in a list item; it may contain blank lines."""

    collected: Findings

    def test(self, parent: etree.Element, block: str) -> bool:
        return bool(_DISPLAY.search(block)) and not block.startswith("    ")

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        block = blocks.pop(0)
        found = _DISPLAY.search(block)
        assert found is not None
        before, opened = block[: found.start()], block[found.end() :]
        latex, closed, after = _until_closed(opened, blocks)
        if not closed:
            blocks.insert(0, block)
            return False
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        box = etree.SubElement(parent, "div", {"class": "formula", "tabindex": "0"})
        box.text = AtomicString(self.parser.md.htmlStash.store(convert_formula(latex.strip(), True, self.collected)))
        if after.strip():
            blocks.insert(0, after.lstrip("\n"))
        return True


def _until_closed(opened: str, blocks: list[str]) -> tuple[str, bool, str]:
    """The text up to a line that ends in `$$`, whether there is one, and the rest. Removes the blocks it uses."""
    used = 0
    latex = opened
    while True:
        lines = latex.split("\n")
        for number, line in enumerate(lines):
            if line.rstrip().endswith("$$"):
                del blocks[:used]
                last = line.rstrip()[:-2]
                return "\n".join([*lines[:number], last]), True, "\n".join(lines[number + 1 :])
        if used == len(blocks) or used == MAX_FORMULA_BLOCKS:
            return opened, False, ""
        latex += "\n\n" + blocks[used]
        used += 1


class IndentedFences(Preprocessor):
    """Fenced code inside a list item; the library reads fences at the left margin only."""

    def run(self, lines: list[str]) -> list[str]:
        done: list[str] = []
        index = 0
        while index < len(lines):
            opened = _FENCE.match(lines[index])
            end = _fence_end(lines, index, opened) if opened else 0
            if opened is None or not end:
                done.append(lines[index])
                index += 1
                continue
            code = html_text.escape(
                "\n".join(line.removeprefix(opened[1]) for line in lines[index + 1 : end]), quote=False
            )
            css = f' class="language-{opened[3]}"' if opened[3] else ""
            done += ["", opened[1] + self.md.htmlStash.store(f"<pre><code{css}>{code}\n</code></pre>"), ""]
            index = end + 1
        return done


def _fence_end(lines: list[str], start: int, opened: re.Match[str]) -> int:
    """The index of the line that closes a fence, or 0."""
    closing = re.compile(r"[ \t]+" + re.escape(opened[2]) + r"[ \t]*$")
    return next((index for index in range(start + 1, len(lines)) if closing.match(lines[index])), 0)


class Tables(Treeprocessor):
    """Aligns columns with classes, because pages have no inline styles, and puts tables into scrollable boxes."""

    def run(self, root: etree.Element) -> None:
        if root.find(".//table") is None:
            return
        for parent in list(root.iter()):
            for index, element in enumerate(list(parent)):
                if element.tag in ("td", "th"):
                    side = re.search("left|right|center", element.attrib.pop("style", ""))
                    if side:
                        element.set("class", side[0])
                if element.tag == "table":
                    box = etree.Element("div", {"class": "scroll", "tabindex": "0"})
                    box.tail, element.tail = element.tail, None
                    box.append(element)
                    parent[index] = box
