"""A bibliography → method drafts, with a warning for each value that cannot be imported.

BibTeX and BibLaTeX, CSL-JSON and RIS are read as entries with the field names of BibTeX.
"""

import re
from functools import partial
from typing import Any

from kaedah.contribute.answers import answer_yaml, identifier_of, people_yaml
from kaedah.contribute.method_draft import MethodDraft, add_field, add_sources
from kaedah.contribute.reference_entry import ReferenceEntry
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
    return drafts_of(entries, fields, report)


def parse_csl(text: str, fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """The same for a file of CSL-JSON, as Zotero and Pandoc write it."""
    from kaedah.contribute.csl_file import parse_csl_entries

    return drafts_of(parse_csl_entries(text, report), fields, report)


def parse_ris(text: str, fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """The same for a file of RIS, as publishers and EndNote write it."""
    from kaedah.contribute.ris_file import parse_ris_entries

    return drafts_of(parse_ris_entries(text, report), fields, report)


def drafts_of(entries: list[ReferenceEntry], fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """A draft for each entry."""
    return [_draft_of(entry, fields, report) for entry in entries]


# The fields that say where a work was published; the first one that is stated is kept.
_VENUES = (
    "journaltitle",
    "journal",
    "booktitle",
    "eventtitle",
    "maintitle",
    "institution",
    "school",
    "organization",
    "publisher",
)
_PLAIN = {"year": "year", "isbn": "isbn"}
_IDENTIFIERS = ("doi", "arxiv", "eprint", "url", "howpublished")
_USED = frozenset({"archiveprefix", "eprinttype", "primaryclass", "eprintclass"})  # they say what `eprint` is
_OTHERS = ("others", "")  # the BibTeX name for authors who are not listed


def _draft_of(entry: ReferenceEntry, fields: tuple[Field, ...], report: Report) -> MethodDraft:
    key, line, people = entry.key, entry.line, entry.authors
    if _OTHERS in people:
        message = 'the authors of "{key}" end in `and others`'
        report.warning(Position(line), message, "name all of them, as in the publication", key=key)
        people = [person for person in people if person != _OTHERS]
    authors: list[Any] = [
        f"{family}, {given}" if given else {"name": family} if "," in family else family for family, given in people
    ]
    stated, left = _reference_of(dict(entry.words))
    for name in left:
        message = '"{field}" of "{key}" cannot be stored in a reference'
        report.warning(Position(line), message, "write what matters into the body", field=name, key=key)
    reference: dict[str, Any] = {"authors": authors, **stated}
    title = reference.get("title", key)
    name = re.split(r"[:?] ", title)[0]
    draft = MethodDraft(name, slug_of(name) or slug_of(key), line)
    for item in with_role(fields, Role.REFERENCES)[:1]:
        if "title" in reference:
            add_sources(draft, item, [reference], report)
        else:
            hint = "write its title, without which a source is not shown"
            report.warning(Position(line), 'the entry "{key}" has no title', hint, key=key)
    for item in with_role(fields, Role.YEAR)[:1] if reference.get("year") else ():
        add_field(draft, item, partial(answer_yaml, item, reference["year"]), report)
    names = [f"{given} {family}".strip() for family, given in people]
    for item in with_role(fields, Role.PEOPLE)[:1] if names else ():
        add_field(draft, item, partial(people_yaml, item, names), report)
    return draft


def _reference_of(words: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The parts of a reference, and the names of the fields for which it has no place, in the order of the entry."""
    left: list[str] = []
    reference: dict[str, str] = {}

    def keep(own: str, value: str, name: str) -> None:
        if reference.setdefault(own, value) != value:
            left.append(name)

    title = words.get("title", "")
    if title and "subtitle" in words:
        title = f"{title}: {words['subtitle']}"
    if title:
        reference["title"] = title
    date = re.match(r"[0-9]{4}(?![0-9])", words.get("date", ""))
    archive = words.get("archiveprefix", words.get("eprinttype", "arxiv")).lower()
    for name, value in words.items():
        if name == "title" or (name == "subtitle" and title) or name in _USED or name in _VENUES:
            continue
        if name in _PLAIN:
            keep(_PLAIN[name], value, name)
        elif name == "date" and date:
            keep("year", date[0], name)
        elif name == "pages":
            keep("pages", re.sub("-+", "–", value), name)
        elif name in _IDENTIFIERS and not (name == "eprint" and archive != "arxiv"):
            _keep_identifier(name, value, reference, left)
        else:
            left.append(name)
    _keep_venue(words, reference, left)
    return reference, left


def _keep_identifier(name: str, value: str, reference: dict[str, str], left: list[str]) -> None:
    stated = {"doi": value} if name == "doi" else identifier_of(value)
    for own, identifier in stated.items():
        if own == "url" and not re.match("https?://", identifier):
            left.append(name)
            continue
        plain = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", identifier, flags=re.IGNORECASE)
        if reference.setdefault(own, plain).lower() != plain.lower():
            left.append(name)


def _keep_venue(words: dict[str, str], reference: dict[str, str], left: list[str]) -> None:
    """Joins the journal, its volume and its number; what cannot be joined is left."""
    stated = [name for name in _VENUES if name in words]
    if not stated:
        return
    venue = words[stated[0]]
    left += [name for name in stated[1:] if words[name] not in venue]
    if stated[0] in ("journal", "journaltitle"):
        number = next((name for name in ("number", "issue") if name in words), "")
        if "volume" in words:
            left.remove("volume")
            venue += f" {words['volume']}"
        if number and ("volume" in words):
            left.remove(number)
            venue += f"({words[number]})"
    reference["venue"] = venue
