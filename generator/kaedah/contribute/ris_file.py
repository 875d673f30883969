"""The entries of a RIS file, as publishers and reference managers export it."""

import re

from kaedah.contribute.reference_entry import ReferenceEntry
from kaedah.problems import Position, Report

MAX_ENTRIES = 5_000
_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?$")
_AUTHORS = ("AU", "A1")
# The names in BibTeX, by tag; a tag that is not here is named in the report.
_NAMES = {
    "TI": "title",
    "T1": "title",
    "CT": "title",
    "PY": "year",
    "Y1": "date",
    "DA": "date",
    "JO": "journal",
    "JF": "journal",
    "JA": "journal",
    "J1": "journal",
    "J2": "journal",
    "T2": "journal",
    "BT": "booktitle",
    "VL": "volume",
    "IS": "number",
    "DO": "doi",
    "UR": "url",
    "LK": "url",
    "PB": "publisher",
    "SN": "isbn",
    "AB": "abstract",
    "N2": "abstract",
    "KW": "keywords",
    "N1": "note",
    "A2": "editor",
    "ED": "editor",
    "LA": "language",
    "CY": "address",
    "ET": "edition",
    "ID": "id",
}
_CHAPTERS = ("CHAP", "CONF", "CPAPER", "ECHAP")


def parse_ris_entries(text: str, report: Report) -> list[ReferenceEntry]:
    """The entries of a file. What cannot be parsed goes to `report`, and is left out."""
    found: list[ReferenceEntry] = []
    tags: list[tuple[str, str]] | None = None
    begin = 1
    for number, line in enumerate(text.split("\n"), 1):
        match = _TAG.match(line.rstrip())
        tag, value = (match[1], (match[2] or "").strip()) if match else ("", line.strip())
        if tag == "TY" or (tag == "ER" and tags is not None):
            if tag == "TY" and tags is not None:
                hint = "add a line `ER  - ` at its end"
                report.warning(Position(begin), "this entry has no end before the next one begins", hint)
            if tags is not None:
                found.append(_entry(tags, begin, len(found) + 1))
            tags, begin = ([("TY", value)] if tag == "TY" else None), number
        elif tags is not None and tag:
            tags.append((tag, value))
        elif tags is not None and value:  # a line that goes on
            tags[-1] = tags[-1][0], f"{tags[-1][1]} {value}".strip()
        elif value:
            hint = "an entry begins with a line `TY  - JOUR` and ends with a line `ER  - `"
            report.error(Position(number), "this line belongs to no entry", hint)
        if len(found) == MAX_ENTRIES:
            report.error(Position(number), "there are more than {limit} entries", "split the file", limit=MAX_ENTRIES)
            return found
    if tags is not None:
        report.warning(Position(begin), "this entry has no end", "add a line `ER  - ` at its end")
        found.append(_entry(tags, begin, len(found) + 1))
    if not found and not report.problems:
        hint = "an entry begins with a line `TY  - JOUR` and ends with a line `ER  - `"
        report.error(Position(), "there are no entries", hint)
    return found


def _entry(tags: list[tuple[str, str]], line: int, number: int) -> ReferenceEntry:
    stated = dict(reversed([pair for pair in tags if pair[1]]))
    chapter = stated.get("TY") in _CHAPTERS
    words: dict[str, str] = {}
    authors = []
    for tag, value in tags:
        if tag in _AUTHORS and value:
            family, _, given = (part.strip() for part in value.partition(","))
            authors.append((family, re.sub(r"\s*,\s*", " ", given)))
        elif value and tag not in ("TY", "SP", "EP"):
            own, text = _field(tag, value, chapter)
            if own in words and words[own] != text and own not in ("keywords", "editor"):
                own = f"{own} ({tag})"
            words[own] = f"{words[own]}; {text}" if own in words and words[own] != text else text
    if "SP" in stated:
        words["pages"] = f"{stated['SP']}-{stated['EP']}" if "EP" in stated else stated["SP"]
    elif "EP" in stated:
        words["EP"] = stated["EP"]
    key = stated.get("ID") or stated.get("TI") or stated.get("T1") or str(number)
    words.pop("id", None)
    return ReferenceEntry(key, line, words, authors)


def _field(tag: str, value: str, chapter: bool) -> tuple[str, str]:
    """The name of a field and its value, as BibTeX has them."""
    name = "booktitle" if tag == "T2" and chapter else _NAMES.get(tag, tag)
    if name == "year":
        return name, value.partition("/")[0]
    if name == "date":
        return name, value.rstrip("/").replace("/", "-")
    if name == "isbn" and not re.fullmatch(r"[0-9][0-9 -]{8,15}[0-9Xx]", value):
        return "issn", value
    return name, value
