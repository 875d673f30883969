"""The kind for references."""

import json
import re
from collections.abc import Hashable
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from kaedah.markup import doi_address, markup
from kaedah.model import CompareMode, Field, Source
from kaedah.person import Person, inverted_person
from kaedah.problems import Report
from kaedah.read.kinds.kind import (
    Cell,
    Kind,
    Localizer,
    Order,
    Reader,
    Role,
    is_unfilled,
    markup_list,
    sequence_key,
)
from kaedah.read.kinds.people import parse_person, person_schema, plain_person
from kaedah.read.kinds.scalars import parse_year, year_schema
from kaedah.read.name_order import paired_names
from kaedah.read.yaml_nodes import Node, entries, expect

KEYS = ("authors", "year", "title", "venue", "pages", "doi", "arxiv", "url", "isbn", "lang")
_DOI = re.compile(r'10\.[0-9]{4,9}/[^\s"]+')  # written so that JavaScript reads it too
_ARXIV = re.compile(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7}")
_ARXIV_VERSION = re.compile(r"(.+?)v[0-9]+")


class Sources(Kind):
    """References. The first is the one that introduced the method."""

    modes = ("value", "set", "count", "none")
    role = Role.REFERENCES
    example = '\n  - authors: ["Family, Given"]\n    year: …\n    title: "…"\n    venue: …\n    doi: 10.…'
    pasted = '[{authors: ["Lee, Ann"], year: 2021, title: "A title", url: "https://example.org/"}]'
    value_type = tuple[Source, ...]
    is_list = True

    def parse(self, node: Node, field: Field, report: Report) -> tuple[Source, ...] | None:
        if not expect(node, "list", report, f'"{field.id}"'):
            return None
        found: dict[str, Source] = {}
        for item in node.items:
            source = parse_source(item, report)
            if source is None:
                continue
            if source.identity in found:
                report.error(item, 'the source "{title}" is listed twice', "keep one", title=source.title)
            found[source.identity] = source
        return tuple(found.values()) or None

    def schema(self, field: Field) -> dict[str, Any]:
        words = {"type": "string", "minLength": 1}
        stated = {
            "authors": {
                "type": "array",
                "items": person_schema(),
                "description": 'Each as "Family, Given", in quotes.',
            },
            "year": year_schema(),
            "doi": {"type": "string", "pattern": f"^{_DOI.pattern}$", "description": "Without its address."},
            "arxiv": {"type": "string", "pattern": f"^({_ARXIV.pattern})$", "description": "In quotes, no version."},
            "url": {"type": "string", "pattern": "^https?://"},
        }
        properties = {key: stated.get(key, words) for key in KEYS}
        source = {"type": "object", "properties": properties, "required": ["title"], "additionalProperties": False}
        return {"type": "array", "minItems": 1, "items": source}

    def key(self, value: tuple[Source, ...], mode: CompareMode) -> Hashable:
        return sequence_key([source.identity for source in value], mode)

    def plain(self, value: tuple[Source, ...]) -> list[dict[str, Any]]:
        return [*map(plain_source, value)]

    def flat(self, value: tuple[Source, ...]) -> list[str]:
        """The identity of each reference."""
        return [source.identity for source in value]

    def parts(self, value: tuple[Source, ...]) -> tuple[Hashable, ...]:
        return tuple(source.identity for source in value)

    def order(self, value: tuple[Source, ...], shown: tuple[Source, ...], field: Field) -> Order:
        """By authors and year, as cells have them; without authors by the title."""
        families = [tuple(author.family for author in source.authors) or (source.title,) for source in value]
        return tuple((names, source.year or 0) for names, source in zip(families, value, strict=True))

    def localise(self, value: tuple[Source, ...], field: Field, reader: Reader) -> tuple[Source, ...]:
        return tuple(source._replace(lang=source.lang or reader.source_lang) for source in value)

    def cell(self, value: tuple[Source, ...], localizer: Localizer) -> Cell:
        return Cell(
            markup_list(
                [localizer.part(source.identity, short_reference(source, localizer)) for source in value], "sources"
            )
        )


def plain_source(source: Source) -> dict[str, Any]:
    """A reference as in a content file: the known values by key."""
    authors = [plain_person(author, author.inverted) for author in source.authors]
    stated = source._asdict() | {"authors": authors}
    return {key: stated[key] for key in KEYS if stated[key]}


def parse_source(node: Node, report: Report) -> Source | None:
    """One reference, or None with errors in `report`."""
    found = entries(node, KEYS, report, required=("title",))
    before = len(report.problems)
    unfilled = [
        name for name, item in found.items() if item.shape == "text" and is_unfilled(" ".join(item.text.split()))
    ]
    for name in unfilled:
        report.error(found[name], '"{name}" is not filled in yet', "fill it in, or remove the key", name=name)
    given = {name: item for name, item in found.items() if name not in unfilled}
    plain = {
        name: " ".join(item.text.split())
        for name, item in given.items()
        if name not in ("authors", "year") and expect(item, "text", report, f'"{name}"')
    }
    authors = _authors(given["authors"], report) if "authors" in given else ()
    year = parse_year(given["year"], '"year"', report) if "year" in given else None
    for name, check in (("doi", _check_doi), ("arxiv", _check_arxiv), ("url", check_url), ("isbn", _check_isbn)):
        if name in plain:
            check(given[name], report)
    if len(report.problems) > before or "title" not in plain:
        return None
    return Source(authors=authors, year=year, **plain)


def _authors(node: Node, report: Report) -> tuple[Person, ...]:
    if not expect(node, "list", report, '"authors"'):
        return ()
    found = []
    for item in node.items:
        person = parse_person(item, report, inverted_person)
        if person is None:
            continue
        name = person.full_name if item.shape == "mapping" else " ".join(item.text.split())
        if is_unfilled(name):
            report.error(item, '"{field}" is not filled in yet', "fill it in", field="authors")
        elif person.family.casefold() in ("et al", "et al."):
            hint = 'write every author as "Family, Given", in quotes'
            report.error(item, '"{name}" is not an author', hint, name=name)
        else:
            found.append(person)
    texts = [item.text for item in node.items if item.shape == "text" and not item.quoted]
    paired = paired_names(texts) if len(texts) == len(node.items) else []
    if paired:
        message = "these {count} authors look like {half}, whose names the commas of the list have cut"
        hint = "write `{right}`; if each is a whole name, put it in quotes"
        right = f"[{', '.join(json.dumps(name, ensure_ascii=False) for name in paired)}]"
        report.warning(node, message, hint, count=len(texts), half=len(paired), right=right)
    return tuple(found)


def _check_doi(node: Node, report: Report) -> None:
    if _DOI.fullmatch(node.text):
        return
    found = _DOI.search(node.text.strip("<>"))
    hint = "write only `{right}`" if found else "a DOI begins with 10. and has a slash, as in 10.1145/3292500"
    report.error(node, '"{doi}" is not a DOI', hint, doi=node.text, right=found[0] if found else "")


def _check_arxiv(node: Node, report: Report) -> None:
    if _ARXIV.fullmatch(node.text):
        return
    bare = re.sub(r"^(arxiv:|https?://arxiv\.org/(abs|pdf)/)", "", node.text, flags=re.IGNORECASE).removesuffix(".pdf")
    version = _ARXIV_VERSION.fullmatch(bare)
    bare = version[1] if version else bare
    hint = (
        'write only `"{right}"`, without address or version'
        if _ARXIV.fullmatch(bare)
        else 'an arXiv id looks like "2106.09685"; keep it in quotes'
    )
    report.error(node, '"{arxiv}" is not an arXiv id', hint, arxiv=node.text, right=bare)


def is_url(text: str) -> bool:
    """Whether the text is an http or https URL with a host and without a user name."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    unsafe = re.search(r"[\s<>\"\\^`{}|]", text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and not unsafe


def check_url(node: Node, report: Report) -> None:
    """Reports an error if the node is not a web address."""
    if not is_url(node.text):
        report.error(
            node, '"{url}" is not a web address', "write an address that begins with https:// or http://", url=node.text
        )


def _check_isbn(node: Node, report: Report) -> None:
    digits = re.sub(r"[\s-]", "", node.text).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        valid = sum((10 - index) * (10 if char == "X" else int(char)) for index, char in enumerate(digits)) % 11 == 0
    else:
        valid = (
            bool(re.fullmatch(r"97[89][0-9]{10}", digits))
            and sum(int(char) * (1, 3)[index % 2] for index, char in enumerate(digits)) % 10 == 0
        )
    if not valid:
        report.error(
            node,
            '"{isbn}" is not an ISBN',
            "check the digits; 10 or 13 of them, the last one a check digit",
            isbn=node.text,
        )


def short_reference(source: Source, localizer: Localizer) -> Markup:
    """A reference for a table cell: family names, shortened after two, and one link."""
    families = [author.short_name for author in source.authors]
    if len(families) > 2:
        who = localizer.gettext("{author} et al.", author=families[0])
    else:
        who = localizer.listing(families)
    return _reference(source, who, _links(source, localizer)[:1], localizer, short=True)


def full_reference(source: Source, localizer: Localizer) -> Markup:
    """A reference for a list of sources: every author, pages, and every identifier as a link."""
    who = localizer.listing([_with_orcid(author) for author in source.authors])
    return _reference(source, who, _links(source, localizer), localizer, short=False)


def _with_orcid(author: Person) -> Markup:
    """The full name, followed by a link to the ORCID record where it is known."""
    if not author.orcid:
        return escape(author.full_name)
    link = '{} <a class="external" href="{}" rel="external">ORCID<span class="unseen"> ({})</span></a>'
    return markup(link, author.full_name, author.orcid_address, author.full_name)


def _reference(source: Source, who: Markup, links: list[Markup], localizer: Localizer, *, short: bool) -> Markup:
    lang = localizer.lang(source.lang)
    if who and source.year:
        # TRANSLATORS: the head of a reference, as in "Hu et al. (2022)"
        who = localizer.gettext("{authors} ({year})", authors=who, year=source.year)
    head = markup("{}. ", who) if who else Markup("")
    parts = [markup('{}<cite{} translate="no">{}</cite>', head, lang, source.title)]
    if source.venue:
        where = f"{source.venue}, {source.pages.replace('-', '–')}" if source.pages and not short else source.venue
        parts.append(markup("<span{}>{}</span>", lang, where))
    if source.isbn and not short:
        parts.append(escape(f"ISBN {source.isbn}"))
    return Markup(". ").join(parts) + Markup(". ") + Markup(" ").join(links)


def _links(source: Source, localizer: Localizer) -> list[Markup]:
    """Links whose hidden text names the reference, so that they are distinct in a screen reader."""
    targets = []
    if source.doi:
        targets.append((doi_address(source.doi), escape("DOI")))
    if source.arxiv:
        targets.append(("https://arxiv.org/abs/" + source.arxiv, escape("arXiv")))
    if source.url:
        targets.append((source.url, localizer.gettext("Web page")))
    lang = localizer.lang(source.lang)
    return [
        markup(
            '<a class="external" href="{}" rel="external">{}<span class="unseen"> (<span{}>{}</span>)</span></a>',
            href,
            name,
            lang,
            source.title,
        )
        for href, name in targets
    ]
