"""Site → the dataset: everything that its content says, as tables."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from kaedah.model import Site
from kaedah.plan.dataset.rows import (
    LISTS,
    Row,
    alias_rows,
    comparison_rows,
    glossary_rows,
    label_rows,
    method_rows,
    note_rows,
    reference_rows,
    text_rows,
)
from kaedah.read.kinds import KINDS
from kaedah.read.kinds.sources import KEYS


class Column(NamedTuple):
    """A column of a table; `type` is one of the Table Schema (`string`, `integer`, `number`, `boolean`)."""

    name: str
    about: str
    type: str = "string"
    terms: tuple[str, ...] = ()  # what a cell may hold, where that is a closed list
    group: str = ""  # the heading of the field that it has


class Table(NamedTuple):
    """Rows that are made when they are asked for. `key` tells rows apart; `methods` names the column of slugs."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    methods: str = ""
    stated_none: bool = False  # whether a cell may say that its column has no meaning for the row


def tables_of(site: Site) -> tuple[Table, ...]:
    """Every table of the dataset, those that have no rows too."""
    slug = Column("method", "Slug of the method.")
    field = Column("field", "Id of the field.")
    locale = Column("locale", "Language of the words, BCP 47.")
    states = ("source", "done", "unreviewed", "stale", "missing")
    return (
        Table(
            "methods",
            "A row per method: its facts, and its words in the source language.",
            (Column("slug", "What names the method everywhere."), Column("name", "Its name."), *_facts(site)),
            ("slug",),
            partial(method_rows, site),
            stated_none=True,
        ),
        Table(
            "references",
            "A row per reference of a method, the one that introduced it first.",
            (
                slug,
                field,
                Column("number", "Its number in the method, from 1.", "integer"),
                *_REFERENCE,
            ),
            ("method", "field", "number"),
            partial(reference_rows, site),
            "method",
        ),
        Table(
            "notes",
            "A row per value with a note or a source, the words in the source language.",
            (
                slug,
                field,
                Column("note", "The note."),
                Column("sources", f"Numbers in `references`, with `{LISTS.strip()}` between."),
            ),
            ("method", "field"),
            partial(note_rows, site),
            "method",
        ),
        Table(
            "aliases",
            "Other names of methods, in every language.",
            (slug, field, locale, Column("alias", "The name.")),
            ("method", "field", "locale", "alias"),
            partial(alias_rows, site),
            "method",
        ),
        Table(
            "comparisons",
            "A row per field of every comparison that has a page, with its verdict.",
            (
                Column("comparison", "Its path below `compare/`."),
                Column("methods", f"Slugs in the order of columns, with `{LISTS.strip()}` between."),
                field,
                Column("verdict", "What the row says of the methods.", terms=("same", "differs", "incomplete")),
            ),
            ("comparison", "field"),
            partial(comparison_rows, site),
        ),
        Table(
            "texts",
            "Every part of every document in every language that has it; what is missing has a row without text.",
            (
                Column("document", "Kind and id, as in `methods/lora`."),
                Column("part", "`name`, `title`, `body`, the id of a field, or as in `memory.note`."),
                locale,
                Column("state", "How the translation stands.", terms=states),
                Column("text", "The words; of a body, its Markdown."),
            ),
            ("document", "part", "locale"),
            partial(text_rows, site),
        ),
        Table(
            "labels",
            "What fields, their groups and the terms of vocabularies are called in every language that says it.",
            (
                Column("context", "What is named.", terms=("field", "help", "group", "term")),
                Column("id", "Id of the field, `field/term`, or the group in the source language."),
                locale,
                Column("text", "The words."),
            ),
            ("context", "id", "locale"),
            partial(label_rows, site),
        ),
        Table(
            "glossary",
            "The terms of the site in every language that renders them.",
            (
                Column("term", "Id of the term."),
                locale,
                Column("name", "The rendering."),
                Column("aliases", f"Other good names, with `{LISTS.strip()}` between."),
                Column("definition", "What it means, where the language says it."),
            ),
            ("term", "locale"),
            partial(glossary_rows, site),
        ),
    )


_REFERENCE = (
    *(
        Column(name, about, "integer" if name == "year" else "string")
        for name, about in zip(
            KEYS,
            (
                f"Each as `Family, Given`, with `{LISTS.strip()}` between.",
                "Year of publication.",
                "Title.",
                "Journal, proceedings or publisher.",
                "Pages.",
                "DOI, without its address.",
                "arXiv id, without a version.",
                "Address.",
                "ISBN.",
                "Language of the publication, where it is not that of the site's source.",
            ),
            strict=True,
        )
    ),
    Column("orcids", f"ORCID iDs in the order of `authors`, empty where not known, with `{LISTS.strip()}` between."),
)


def _facts(site: Site) -> Iterator[Column]:
    for field in site.fields:
        kind = KINDS[field.kind]
        terms = () if "set" in kind.modes else tuple(sorted(field.terms))  # a cell of several is none of them
        yield Column(field.id, field.help or field.label, kind.column, terms, field.group)
