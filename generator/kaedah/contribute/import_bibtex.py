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
    import pybtex.errors
    from pybtex.database import parse_string
    from pybtex.richtext import Text

    with pybtex.errors.capture() as errors:
        entries = parse_string(text, "bibtex").entries
    for error in errors:
        line = getattr(error, "lineno", None) or _line_of_duplicate(text, str(error))
        report.error(Position(line), "this cannot be parsed: {reason}", reason=error)
    if not entries and not report.problems:
        report.error(
            Position(), "there are no entries", "an entry looks like `@article{key, title = {…}, year = {2021}}`"
        )
    drafts = []
    for key, entry in entries.items():
        line = text.count("\n", 0, max(text.find("{" + key), 0)) + 1
        words = {name.lower(): _from_latex(value, Text) for name, value in entry.fields.items()}
        people = [_person(person, Text) for person in entry.persons.get("author", [])]
        drafts.append(_draft_of(key, words, people, fields, line, report))
    return drafts


def _line_of_duplicate(text: str, error: str) -> int:
    """The line of the second entry with the same key; 1 for any other error."""
    key = error.removeprefix("repeated bibliography entry: ")
    found = [*re.finditer(r"@\w+\s*[{(]\s*" + re.escape(key) + r"\s*,", text)]
    return text.count("\n", 0, found[-1].start()) + 1 if found else 1


def _person(person: Any, latex: Any) -> tuple[str, str]:
    """The family and given names, with LaTeX accents decoded."""
    family = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
    given = " ".join([*person.first_names, *person.middle_names])
    return _from_latex(family, latex), _from_latex(given, latex)


# Symbols with a LaTeX command that the library does not decode.
_SYMBOLS = {"asciicircum": "^", "bar": "|", "braceleft": "{", "braceright": "}", "greater": ">", "less": "<"}
_SYMBOL = re.compile(rf"\\text({'|'.join(_SYMBOLS)})(?![a-zA-Z]) ?")


def _from_latex(text: str, latex: Any) -> str:
    read = str(latex.from_latex(text)).replace("\\$", "$")
    return _SYMBOL.sub(lambda found: _SYMBOLS[found[1]], read)


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
