"""Rules about facts: years, people, references and relations that contradict each other."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from kaedah.check.rule import position_in, violation_at
from kaedah.check.typography import passages_of
from kaedah.model import Method, Site, Source
from kaedah.person import Person
from kaedah.problems import Violation
from kaedah.read.kinds import Role, with_role
from kaedah.text_forms import letters

ONE_WAY = "one-way-relation"
MAX_YEARS_BEFORE = 3  # a preprint may be this much older than the publication that is cited
RANGE = re.compile(r"(?<=[0-9])-+(?=[0-9A-Za-z])")
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+|[A-Z]{1,3}")  # of a given name: "D.", "S.-A.", "JK"
_JOINED = str.maketrans("-‐‑’", "   '")  # signs within a name
MIN_WORD_LENGTH = 6  # letters; shorter words are common surnames
# Placeholders for unknown names, in the languages of the project; without full stops, in lower case.
PLACEHOLDER_NAMES = frozenset(
    "unknown|anonymous|anon|n/a|tbd|todo|no name|no author|various|various authors|others|and others|et al"
    "|unknown author|tidak diketahui|tanpa nama|dkk|невідомо|невідомий|анонім|та ін|і ін|미상|작자 미상|익명"
    "|неизвестен|анонимен|и др|未知|佚名|匿名|无名氏".split("|")
)
COMMON_WORD = re.compile(rf"\b[a-z]{{{MIN_WORD_LENGTH},}}\b")
FIGURE = re.compile(r"[0-9][0-9.,]*(?: ?%|×| percent| times)")
DOI_ADDRESS = re.compile(
    r"https?://(?:dx\.)?doi\.org/(10\.[0-9]{4,9}/[^\s?#]+)|https?://[^/]+/doi/(?:abs/|full/|pdf/)?(10\.[0-9]{4,9}/[^\s?#]+)"
)
ARXIV_ADDRESS = re.compile(
    r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/([0-9]{4}\.[0-9]{4,5}|[a-z-]+/[0-9]{7})(?:v[0-9]+)?(?:\.pdf)?/?"
)


def find_years_outside_sources(site: Site) -> Iterator[Violation]:
    """Methods whose year does not fit that of their first source, which introduced them."""
    for method, years, sources in _pairs(site, "origin-year", "origin-sources"):
        year, source = method.values[years], method.values[sources][0].year
        if source and not source - MAX_YEARS_BEFORE <= year <= source:
            text = method.document.source
            yield violation_at(text, text.span(years), field=years, year=year, source=source)


def find_originators_not_authors(site: Site) -> Iterator[Violation]:
    """People of a method who share no family name with the authors of its sources."""
    for method, people, sources in _pairs(site, "origin-people", "origin-sources"):
        families = [_normalised(author.family) for source in method.values[sources] for author in source.authors]
        text = method.document.source
        for number, person in enumerate(method.values[people] if families else ()):
            words = f" {_normalised(person.full_name)} "
            if not any(f" {family} " in words for family in families):
                yield violation_at(text, text.span(f"{people}.{number}"), person=person.full_name, field=people)


def _normalised(name: str) -> str:
    """A name without accents, case and hyphens, for comparison."""
    return " ".join(letters(name).translate(_JOINED).split())


def _pairs(site: Site, purpose: str, other: str) -> Iterator[tuple[Method, str, str]]:
    """Methods with a value for the field of each role, with the ids of the two fields."""
    by_purpose = {field.purpose: field.id for field in site.fields}
    first = [by_purpose.get(name, "") for name in (purpose, other)]
    for method in site.methods.values():
        values = [method.values.get(name) for name in first]
        if isinstance(values[0], int | tuple) and isinstance(values[1], tuple):
            yield method, first[0], first[1]


def _sources(site: Site) -> Iterator[tuple[Method, str, Source]]:
    """Every reference with its method and its key path."""
    for field in with_role(site.fields, Role.REFERENCES):
        for method in site.methods.values():
            value = method.values.get(field.id)
            for number, source in enumerate(value if isinstance(value, tuple) else ()):
                yield method, f"{field.id}.{number}", source


def find_mixed_author_styles(site: Site) -> Iterator[Violation]:
    """References that mix full given names and initials, or the order of names."""
    for method, path, source in _sources(site):
        styles = {style: author for author in reversed(source.authors) if (style := _style(author))}
        if len(styles) > 1:
            text = method.document.source
            one, other = (styles[style] for style in sorted(styles)[:2])
            values = {"one": _formatted(one), "other": _formatted(other)}
            yield violation_at(text, text.span(f"{path}.authors"), **values)


def _style(author: Person) -> str:
    """The style of a name: `full`, `initials` or `no comma`; empty if it cannot be determined."""
    if author.given:
        return "initials" if all(INITIALS.fullmatch(part) for part in author.given.split()) else "full"
    return "no comma" if " " in author.family and not author.is_group else ""


def _formatted(author: Person) -> str:
    return author.inverted


def find_surnames_that_are_words(site: Site) -> Iterator[Violation]:
    """Family names that appear in the text of the method in lower case: the author list may be wrong."""
    for method, path, source in _sources(site):
        text = method.document.source
        common: set[str] = set()
        if any(len(author.family) >= MIN_WORD_LENGTH and author.family.isalpha() for author in source.authors):
            common.update(word for passage in passages_of(text) for word in COMMON_WORD.findall(passage.plain))
        for number, author in enumerate(source.authors if common else ()):
            if author.family.lower() in common:
                yield violation_at(text, text.span(f"{path}.authors.{number}"), family=author.family)


def find_placeholder_names(site: Site) -> Iterator[Violation]:
    """People and authors with a placeholder for a name, a family name or a given name."""
    for method, path, source in _sources(site):
        text = method.document.source
        for number, author in enumerate(source.authors):
            if _is_placeholder(_formatted(author)) or _is_placeholder(author.family) or _is_placeholder(author.given):
                yield violation_at(text, text.span(f"{path}.authors.{number}"), name=_formatted(author))
    for field in with_role(site.fields, Role.PEOPLE):
        for method in site.methods.values():
            text, value = method.document.source, method.values.get(field.id)
            for number, person in enumerate(value if isinstance(value, tuple) else ()):
                name = person.full_name
                if _is_placeholder(name) or any(map(_is_placeholder, name.split()[-1:])):
                    yield violation_at(text, text.span(f"{field.id}.{number}"), name=name)


def _is_placeholder(name: str) -> bool:
    return " ".join(name.casefold().replace(".", " ").split()) in PLACEHOLDER_NAMES


def find_claims_without_source(site: Site) -> Iterator[Violation]:
    """Figures in the text of methods that list no source at all."""
    fields = [field.id for field in with_role(site.fields, Role.REFERENCES)]
    for method in site.methods.values():
        if fields and not any(isinstance(method.values.get(field), tuple) for field in fields):
            text = method.document.source
            for passage in passages_of(text):
                match = FIGURE.search(passage.plain)
                if match:
                    place = position_in(passage.span, passage.plain, match.start())
                    yield violation_at(text, place, figure=match[0], field=fields[0])


def find_hyphens_in_page_ranges(site: Site) -> Iterator[Violation]:
    """Page ranges with a hyphen between numbers."""
    for method, path, source in _sources(site):
        if RANGE.search(source.pages):
            text = method.document.source
            right = RANGE.sub("–", source.pages)
            yield violation_at(text, text.span(f"{path}.pages"), pages=source.pages, right=right)


def derived_id(url: str) -> tuple[str, str]:
    """The key and the identifier that a URL contains, `("doi", "10.…")`; two empty strings for any other URL."""
    doi, arxiv = DOI_ADDRESS.fullmatch(url), ARXIV_ADDRESS.fullmatch(url)
    if doi:
        return "doi", unquote(doi[1] or doi[2])
    return ("arxiv", arxiv[1]) if arxiv else ("", "")


def find_derivable_ids(site: Site) -> Iterator[Violation]:
    """References with a URL that contains an identifier which they do not state."""
    for method, path, source in _sources(site):
        key, identifier = derived_id(source.url)
        if key and not getattr(source, key):
            text = method.document.source
            yield violation_at(text, text.span(f"{path}.url"), key=key, id=identifier, url=source.url)


def find_one_way_relations(site: Site) -> Iterator[Violation]:
    """Methods listed in a symmetric field that do not list the method in turn."""
    links = [field.id for field in with_role(site.fields, Role.LINKS)]
    for field in (item.id for item in site.fields if item.symmetric):
        alone = len(links) == 1
        for slug in site.methods:
            summary = site.summaries[f"methods/{slug}"]
            related = {other: site.summaries[f"methods/{other}"] for other in summary.related}  # by any of the fields
            if alone and all(slug in other.related for other in related.values()):
                continue
            suppressed = ONE_WAY in dict(summary.suppressed_rules).get(summary.path, ())
            for number, other in enumerate(summary.related if alone else _linked(site.methods[slug], field)):
                if slug not in (related[other].related if alone else _linked(site.methods[other], field)):
                    values = (("slug", slug), ("other", other), ("path", related[other].path))
                    if suppressed:  # opening documents takes time, and the position is not needed
                        yield Violation(summary.path, 1, 1, values)
                    else:
                        text = site.methods[slug].document.source
                        yield violation_at(text, text.span(f"{field}.{number}"), **dict(values))


def _linked(method: Method, field: str) -> tuple[str, ...]:
    value = method.values.get(field)
    return value if isinstance(value, tuple) else ()
