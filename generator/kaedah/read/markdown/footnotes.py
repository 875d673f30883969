"""Footnotes: `[^label]` in the text and `[^label]: …` where the note stands."""

import unicodedata
import xml.etree.ElementTree as etree

from kaedah.problems import Position
from kaedah.read.markdown.block import Block
from kaedah.read.markdown.findings import Findings


class Footnotes:
    """The notes of a body, in the order in which the text refers to them."""

    def __init__(self, notes: dict[str, Block], findings: Findings) -> None:
        self._notes, self._findings = notes, findings
        self._names: dict[str, str] = {}  # by label, in order
        self._counts: dict[str, int] = {}
        self.order: list[tuple[str, Block]] = []

    def refer(self, label: str) -> etree.Element | None:
        """The mark of a footnote; None if there is no such note."""
        key = " ".join(label.split()).casefold()
        if key not in self._notes:
            return None
        if key not in self._names:
            self._names[key] = self._name(self._notes[key].marker)
            self.order.append((key, self._notes[key]))
        name = self._names[key]
        self._counts[key] = count = self._counts.get(key, 0) + 1
        mark = etree.Element("sup", {"id": f"fnref{count if count > 1 else ''}-{name}"})
        link = etree.SubElement(mark, "a", {"class": "footnote-ref", "href": f"#fn-{name}"})
        link.text = str(list(self._names).index(key) + 1)
        return mark

    def _name(self, label: str) -> str:
        """The label as part of an id; another one if it is taken."""
        kept = "".join(char if char in "-._" or unicodedata.category(char)[0] in "LN" else "-" for char in label)
        name = wanted = kept.strip("-") or "note"
        number = 2
        while name in self._names.values():
            name, number = f"{wanted}-{number}", number + 1
        return name

    def item(self, key: str) -> etree.Element:
        """The list item for a note, empty."""
        return etree.Element("li", {"id": f"fn-{self._names[key]}"})

    def add_links_back(self, key: str, item: etree.Element) -> None:
        """Links to every mark of a note, at its end."""
        last = item[-1] if len(item) else None
        if last is None or last.tag != "p":
            last = etree.SubElement(item, "p")
            last.tail = "\n"
        elif len(last):
            last[-1].tail = (last[-1].tail or "") + "\xa0"
        else:
            last.text = (last.text or "") + "\xa0"
        for number in range(1, self._counts[key] + 1):
            address = f"#fnref{number if number > 1 else ''}-{self._names[key]}"
            etree.SubElement(last, "a", {"class": "footnote-backref", "href": address}).text = "↩"

    def report_unused(self) -> None:
        for key, note in self._notes.items():
            if key not in self._names:
                self._findings.report(
                    "error",
                    Position(note.start, 1),
                    'nothing refers to the footnote "{label}", so it is not shown',
                    "write `[^{label}]` in the text, or remove the note",
                    label=note.marker,
                )
