"""A BibTeX file → method drafts, with a warning for each value that cannot be imported."""

import re
from functools import partial
from typing import Any

from kaedah.contribute.answers import answer_yaml, identifier_of
from kaedah.contribute.method_draft import MethodDraft, add_field, add_sources
from kaedah.model import Field
from kaedah.problems import Position, Report
from kaedah.read.discovery import slug_of
from kaedah.read.kinds import Role, with_role


def parse_bibliography(text: str, fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """A draft for each entry of a BibTeX file, with the entry as its source. Errors go to `report`."""
    from kaedah.contribute.bibtex_file import parse_entries

    entries = parse_entries(text, report)
    if not entries and not report.problems:
        report.error(
            Position(), "there are no entries", "an entry looks like `@article{key, title = {…}, year = {2021}}`"
        )
    return [_draft_of(entry.key, entry.words, entry.authors, fields, entry.line, report) for entry in entries]


_REFERENCE_KEYS = {
    "title": "title",
    "year": "year",
    "booktitle": "venue",
    "institution": "venue",
    "journal": "venue",
    "journaltitle": "venue",
    "pages": "pages",
    "isbn": "isbn",
}
_IDENTIFIERS = {"doi": "doi", "eprint": "arxiv", "arxiv": "arxiv", "url": "url"}
_IGNORED = frozenset({"archiveprefix", "eprinttype", "primaryclass", "eprintclass", "date"})
_OTHERS = ("others", "")  # the BibTeX name for authors who are not listed


def _draft_of(
    key: str, words: dict[str, str], people: list[tuple[str, str]], fields: tuple[Field, ...], line: int, report: Report
) -> MethodDraft:
    if _OTHERS in people:
        message = 'the authors of "{key}" end in `and others`'
        report.warning(Position(line), message, "name all of them, as in the publication", key=key)
        people = [person for person in people if person != _OTHERS]
    reference: dict[str, Any] = {"authors": [f"{family}, {given}" if given else family for family, given in people]}
    if words.get("date"):
        words.setdefault("year", words["date"][:4])
    archive = words.get("archiveprefix", words.get("eprinttype", "arxiv")).lower()
    for name, value in words.items():
        if name in _REFERENCE_KEYS:
            reference.setdefault(_REFERENCE_KEYS[name], re.sub("-+", "–", value) if name == "pages" else value)
        elif name in _IDENTIFIERS and not (name == "eprint" and archive != "arxiv"):
            stated = {_IDENTIFIERS[name]: value} if name == "doi" else identifier_of(value)
            for own, identifier in stated.items():
                reference.setdefault(own, re.sub(r"^https?://(dx\.)?doi\.org/", "", identifier))
        elif name not in _IGNORED:
            message = '"{field}" of "{key}" cannot be stored in a reference'
            report.warning(Position(line), message, "write what matters into the body", field=name, key=key)
    title = reference.get("title", key)
    name = re.split(r"[:?] ", title)[0]
    draft = MethodDraft(name, slug_of(name) or slug_of(key), line)
    for item in with_role(fields, Role.REFERENCES)[:1]:
        add_sources(draft, item, [reference], report)
    names = "; ".join(f"{given} {family}".strip() for family, given in people)
    for role, answer in ((Role.YEAR, reference.get("year", "")), (Role.PEOPLE, names)):
        for item in with_role(fields, role)[:1] if answer else ():
            add_field(draft, item, partial(answer_yaml, item, answer), report)
    return draft
