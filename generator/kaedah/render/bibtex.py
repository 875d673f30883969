"""References as BibTeX, in UTF-8, with keys that hang on the reference alone."""

import re

from kaedah.model import Source
from kaedah.person import Person
from kaedah.text_forms import letters

_SPECIAL = str.maketrans(
    {char: "\\" + char for char in "&%$#_"}
    | {
        "{": r"\textbraceleft{}",  # BibTeX counts braces, with or without a backslash
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_NOT_PLAIN = re.compile("[^a-z0-9]+")
_SMALL = frozenset({"a", "an", "the", "on", "of", "for", "in", "to", "and"})
_JOURNAL = re.compile(r"journal|transactions|letters", re.IGNORECASE)
_MEETING = re.compile(
    r"(?i:conference|proceedings|workshop|symposium|advances in|meeting)"
    r"|\b(?:AAAI|ACL|COLING|CVPR|EACL|ECCV|EMNLP|ICCV|ICLR|ICML|IJCAI|KDD|NAACL|NeurIPS|NIPS|SIGIR)\b"
)
_REPORT = re.compile(r"\breport\b", re.IGNORECASE)
# The field of an entry that says where it was published, by its kind.
_WHERE = {"inproceedings": "booktitle", "techreport": "institution"}


def bibtex_entry(source: Source) -> tuple[str, str]:
    """The key, as in `hu2022lora`, and the entry without its beginning: `@misc{key`, from the comma on."""
    where = _WHERE.get(bibtex_type(source), "journal")
    fields = {
        "author": " and ".join(map(_name, source.authors)),
        "title": f"{{{_escaped(source.title)}}}",
        "year": str(source.year or ""),
        where: _escaped(source.venue),
        "pages": source.pages.replace("–", "-").replace("-", "--"),
        "doi": _verbatim(source.doi),
        "eprint": _verbatim(source.arxiv),
        "archiveprefix": "arXiv" if source.arxiv else "",
        "url": _verbatim(source.url),
        "isbn": source.isbn,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return bibtex_key(source), ",\n" + ",\n".join(lines) + "\n}\n"


def bibtex_type(source: Source) -> str:
    """What the reference is, as far as its parts tell."""
    if source.venue:
        if _MEETING.search(source.venue) and not _JOURNAL.search(source.venue):
            return "inproceedings"
        return "techreport" if _REPORT.search(source.venue) else "article"
    return "book" if source.isbn else "misc"


def bibtex_key(source: Source) -> str:
    """First family name, year, first word of the title that says something; Latin letters and digits only."""
    words = map(_plain, re.split(r"[\W_]+", source.title))
    title = next((word for word in words if word and word not in _SMALL), "")
    family = _plain(source.authors[0].family) if source.authors else ""
    return f"{family}{source.year or ''}{title}" or "source"


def _name(person: Person) -> str:
    """A name as BibTeX takes it apart; in braces where it has no given part, such as that of an organisation."""
    family, given = _escaped(person.family), _escaped(person.given)
    return f"{family}, {given}" if given else f"{{{family}}}"


def _plain(text: str) -> str:
    return _NOT_PLAIN.sub("", letters(text))


def _escaped(text: str) -> str:
    return text.translate(_SPECIAL)


def _verbatim(text: str) -> str:
    """An identifier, which is not typeset; braces in it would end the field."""
    return text.replace("{", "%7B").replace("}", "%7D")
