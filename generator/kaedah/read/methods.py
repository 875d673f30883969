"""Parsed documents → methods, comparisons and pages; and former slugs across documents."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from kaedah.documents import Document
from kaedah.model import CuratedComparison, Field, Method, SpecialValue
from kaedah.problems import Problem, Report
from kaedah.read.kinds import KINDS
from kaedah.read.parsed_document import DocumentContents, ParsedDocument


def build_method(slug: str, contents: DocumentContents, fields: Sequence[Field]) -> Method:
    """The method with its comparison keys."""
    return Method(slug, contents.values, compare_keys(contents.values, fields), contents.document, contents.cited)


def build_set(name: str, contents: DocumentContents) -> CuratedComparison:
    """The curated comparison."""
    return CuratedComparison(name, contents.members, contents.document)


def build_prose(name: str, contents: DocumentContents) -> Document:
    """The prose page."""
    return contents.document


def compare_keys(values: Mapping[str, object], fields: Sequence[Field]) -> dict[str, Hashable | None]:
    """The comparison key of each value, by field; None without a value."""
    keys: dict[str, Hashable | None] = {}
    for field in fields:
        value = values.get(field.id)
        if value is None or isinstance(value, SpecialValue):
            keys[field.id] = value
        else:
            keys[field.id] = KINDS[field.kind].key(value, field.compare)
    return keys


def check_previous(documents: Iterable[ParsedDocument], slugs: frozenset[str], problems: list[Problem]) -> None:
    """Reports former slugs that another method has, or had."""
    documents = [*documents]
    paths = {document.id: document.path for document in documents}
    first: dict[str, str] = {}
    for document in documents:
        for number, slug in enumerate(document.summary.previous):
            other = paths.get(slug, "") if slug in slugs else first.setdefault(slug, document.path)
            if other != document.path:
                place = document.document.source.span(f"previous.{number}")
                report = Report(place.path or document.path, problems)
                message = 'the former slug "{slug}" is that of another file: {path}'
                report.error(place, message, "remove one of the two", slug=slug, path=other)
