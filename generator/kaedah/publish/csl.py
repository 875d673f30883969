"""References as CSL-JSON, which Zotero, Pandoc and other programs for bibliographies read."""

from collections.abc import Iterator
from typing import Any

from kaedah.model import Site, Source
from kaedah.person import Person
from kaedah.read.kinds import Role, with_role
from kaedah.render.bibtex import bibtex_type

_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "techreport": "report",
    "book": "book",
    "misc": "article",
}


def csl_items(site: Site) -> Iterator[dict[str, Any]]:
    """Every reference with an id made of the slug of its method and its number there, as in `lora-1`."""
    for slug, method in sorted(site.methods.items()):
        number = 0
        for field in with_role(site.fields, Role.REFERENCES):
            value = method.values.get(field.id)
            for source in value if isinstance(value, tuple) else ():
                number += 1
                yield {"id": f"{slug}-{number}", **csl_item(source, site.settings.source.code)}


def csl_item(source: Source, lang: str) -> dict[str, Any]:
    """A reference without its id; `lang` is the language of a publication that states none."""
    item = {
        "type": _TYPES[bibtex_type(source)],
        "title": source.title,
        "author": [csl_name(author) for author in source.authors],
        "issued": {"date-parts": [[source.year]]} if source.year else None,
        "container-title": source.venue,
        "page": source.pages.replace("–", "-"),
        "DOI": source.doi,
        "number": f"arXiv:{source.arxiv}" if source.arxiv else "",
        "URL": source.url or ("" if source.doi else source.address),
        "ISBN": source.isbn,
        "language": source.lang or lang,
    }
    return {key: value for key, value in item.items() if value}


def csl_name(person: Person) -> dict[str, str]:
    """A name in its parts; a literal where it has only one."""
    parts = {"family": person.family, "given": person.given} if person.given else {"literal": person.family}
    return parts | ({"ORCID": person.orcid_address} if person.orcid else {})
