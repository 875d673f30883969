"""The files of one document → a ParsedDocument, with the problems in them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kaedah.documents import Alias, Bulk, Document, Text
from kaedah.glossary import without_switches
from kaedah.model import NOT_APPLICABLE, Field, Settings, SpecialValue
from kaedah.problems import Position, Problem, Report
from kaedah.read.annotations import parse_stamps, parse_suppressions
from kaedah.read.discovery import DocumentFiles
from kaedah.read.excluded_words import excluded_words_in
from kaedah.read.file_parts import NO_BODY, FilePart, cited_in, languages_of, source_parts, spans_in, translation_parts
from kaedah.read.kinds import KINDS, Role, special_value, with_role
from kaedah.read.kinds.kind import is_unfilled
from kaedah.read.markdown import Body, render_body
from kaedah.read.mentions import anchors_of, images_of, links_of, members_of, order_of, pictures_in, previous_of
from kaedah.read.notes import check_translated_notes, in_order, note_words
from kaedah.read.parsed_document import DocumentContents, DocumentSchema, Mention, ParseContext, ParsedDocument
from kaedah.read.walk import shown_path
from kaedah.read.yaml_nodes import Node, expect, flag
from kaedah.source_stamps import stamps_of
from kaedah.summaries import (
    DocumentSummary,
    decade_of,
    front_matter_digest,
    summarise_locales,
    translation_start_digest,
    value_digest,
)


def parse_document(
    name: str, files: DocumentFiles, schema: DocumentSchema, context: ParseContext, problems: list[Problem]
) -> ParsedDocument | None:
    """The document in these files; None, with errors in `problems`, if the source file is missing or not valid."""
    base, settings = context.base, context.blank.settings
    if files.source is None and files.row is None:
        for locale, path in files.translations.items():
            Report(shown_path(Path(path), base), problems).error(
                Position(),
                'this translates "{name}", which does not exist',
                "add {name}.md, or remove this file",
                name=name,
                locale=locale,
            )
        return None
    files_parts = source_parts(name, files, schema, context, problems)
    if not files_parts:
        return None
    code, report = settings.source.code, files_parts[-1].report
    values, parts = _stated(files_parts, schema, code)
    if schema.name not in parts:
        return None
    front = files_parts[-1].front
    body = render_body(front.body, front.body_line, report, scheme=settings.link_scheme)
    sort_key = "".join(_sort_key(item.nodes, item.report) for item in files_parts)
    names, suppressions = _names(values, schema, code), parse_suppressions(files_parts[-1].nodes, report)
    spans = spans_in(files_parts)
    words = spans["body"].raw if "body" in spans else ""
    bulk = Bulk(words, _with_terms(body, code, schema, context), spans)
    stamps = {part: stamps_of(text) for part, text in (*parts.items(), ("body", bulk.body))}
    source = Text(code, report.path, parts, bulk, len(bulk.body), names, None, True, sort_key, suppressions, stamps)
    source = source._replace(same=schema.same)
    if files.row is not None:
        problems += files.row.problems
        source = source._replace(data=files.row.path) if files.source else source._replace(stem=files.row.stem)
    mentions: list[Mention] = []
    members: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    for item in files_parts:
        mentioned, members = _mentioned(name, item.nodes, schema, item.report)
        mentions += mentioned
        previous += previous_of(item.nodes.get("previous"), name, item.report)
    order = order_of(files_parts[-1].nodes.get("order"), report)
    linked, pictured = [*_linked(body, code, report)], [*pictures_in(body, report)]
    bodies = {code: body}
    translations = {}
    for locale in languages_of(files):
        own_parts = translation_parts(locale, files, schema, context, problems)
        if own_parts:
            translation = _read_translation(name, own_parts, locale, schema, source, body, context)
            translations[locale], own = translation
            linked += _linked(own, locale, own_parts[-1].report)
            pictured += pictures_in(own, own_parts[-1].report)
            bodies[locale] = own
    mentions += linked
    shown = list(images_of(values, spans, schema.fields, source.path))
    images = (*shown, *pictured)
    contents = DocumentContents(values, Document(name, source, translations), members, tuple(mentions), images)
    contents = contents._replace(cited=cited_in(files_parts, schema))
    summary = _summarise(contents, _names_of(linked), anchors_of(bodies), schema, settings)
    finders = context.blank.glossary.finders if schema.links_terms else {}
    summary = summary._replace(previous=previous, order=order, excluded_words=excluded_words_in(bodies, finders))
    summary = summary._replace(cell_images=_names_of(shown), body_images=_names_of(pictured)).shaped()
    return ParsedDocument(name, source.path, contents, _names_of(mentions), summary)


def _stated(
    files_parts: Sequence[FilePart], schema: DocumentSchema, code: str
) -> tuple[dict[str, object], dict[str, str]]:
    """The values of the source files, and their words by part."""
    values: dict[str, object] = {}
    words: dict[str, str] = {}
    for item in files_parts:
        values |= _values(item.nodes, schema, code, item.report)
        words |= _words(item.nodes, (schema.name,), schema, item.report)
        words |= note_words(item.noted, schema.fields, item.report)
    return values, in_order(words | _words_of_values(values, schema), schema.all_parts)


def _with_terms(body: Body, locale: str, schema: DocumentSchema, context: ParseContext) -> str:
    """The HTML of the body; in a method, the first use of each glossary term is linked."""
    finder = context.blank.glossary.finders.get(locale) if schema.links_terms else None
    return without_switches(finder.link(body.html) if finder else body.html)


def _mentioned(
    name: str, nodes: Mapping[str, Node], schema: DocumentSchema, report: Report
) -> tuple[list[Mention], tuple[str, ...]]:
    """The methods named in the front matter, and the members of a comparison. Reports errors within the file."""
    mentions: list[Mention] = []
    for item in with_role(schema.fields, Role.LINKS):
        node = nodes.get(item.id)
        if node is not None:
            slugs = links_of(node, name, report)
            mentions += [Mention(f"methods/{slug.text}", report.path, slug.line, slug.column) for slug in slugs]
    node = nodes.get("methods")
    if node is None or "methods" not in schema.neutral:
        return mentions, ()
    members = members_of(node, report)
    mentions += [Mention(f"methods/{slug.text}", report.path, slug.line, slug.column) for slug in members]
    return mentions, tuple(slug.text for slug in members)


def _linked(body: Body, lang: str, report: Report) -> Iterator[Mention]:
    for key, anchor, position in body.links:
        yield Mention(key, report.path, position.line, position.column, anchor, lang)


def _names_of(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What is named, each once."""
    return tuple(dict.fromkeys(mention.link for mention in mentions))


def _summarise(
    contents: DocumentContents,
    linked: tuple[str, ...],
    anchors: tuple[tuple[str, str], ...],
    schema: DocumentSchema,
    settings: Settings,
) -> DocumentSummary:
    links = [contents.values.get(item.id) for item in with_role(schema.fields, Role.LINKS)]
    related = tuple(dict.fromkeys(slug for value in links if isinstance(value, tuple) for slug in value))
    codes = tuple(locale.code for locale in settings.locales)
    document = contents.document
    texts = (document.source, *document.translations.values())
    readings = summarise_locales(document, (contents.values, contents.cited), codes)
    stated = [(item, contents.values.get(item.id)) for item in schema.fields]
    terms = [
        (item.id, term)
        for item, value in stated
        if item.filter and value is not None and not isinstance(value, SpecialValue)
        for term in KINDS[item.kind].terms(value)
    ]
    year: int | None = None
    for item in with_role(schema.fields, Role.YEAR)[:1]:
        value = contents.values.get(item.id)
        if isinstance(value, int):
            year = value
            if item.filter:
                terms.append((item.id, decade_of(year)))
    return DocumentSummary(
        related,
        linked,
        contents.members,
        tuple(document.translations),
        translation_start_digest(document) + value_digest(related) + value_digest(anchors),
        front_matter_digest(document, (contents.values, contents.cited)),
        year,
        tuple(terms),
        readings,
        path=document.source.path,
        anchors=anchors,
        suppressed_rules=tuple((text.path, tuple(text.suppressions)) for text in texts if text.suppressions),
    )


def _values(nodes: Mapping[str, Node], schema: DocumentSchema, source: str, report: Report) -> dict[str, object]:
    """The typed values of the fields. Values with errors are left out."""
    values: dict[str, object] = {}
    for item in schema.fields:
        node = nodes.get(item.id)
        if node is None:
            continue
        special = special_value(node, item)
        if special is not None:
            if item.required and special is NOT_APPLICABLE:
                report.error(node, '"{field}" is required and cannot be "n/a"', "write its value", field=item.id)
            values[item.id] = special
            continue
        if node.shape == "text" and node.text.strip() and is_unfilled(node.text):
            hint = "fill it in" if item.required else "fill it in, or remove the key"
            report.error(node, '"{field}" is not filled in yet', hint, field=item.id)
            continue
        value = KINDS[item.kind].parse(node, item, report)
        if item in schema.names and value is not None:  # a name explicitly in the source language is like any other
            value = tuple(alias._replace(lang="") if alias.lang == source else alias for alias in value)
        if value is not None:
            values[item.id] = value
    return values


def _words(nodes: Mapping[str, Node], parts: Sequence[str], schema: DocumentSchema, report: Report) -> dict[str, str]:
    """The normalised text of the parts that are present."""
    fields = {schema.name: Field(schema.name, "text", schema.name)} | {item.id: item for item in schema.fields}
    found = {}
    for part in parts:
        if part in nodes:
            words = KINDS[fields[part].kind].parse_words(nodes[part], fields[part], report)
            if words:
                found[part] = words
    return found


def _words_of_values(values: Mapping[str, object], schema: DocumentSchema) -> dict[str, str]:
    """The words of the source's values that translations translate, by field."""
    fields = [item for item in schema.fields if item.id in schema.parts]
    stated = [(item, values.get(item.id)) for item in fields]
    found = {
        item.id: KINDS[item.kind].words(value)
        for item, value in stated
        if value is not None and not isinstance(value, SpecialValue)
    }
    return {part: words for part, words in found.items() if words}


def _names(values: Mapping[str, object], schema: DocumentSchema, locale: str) -> dict[str, tuple[Alias, ...]]:
    """Aliases by field, each with its language; the default is `locale`."""
    found = {}
    for item in schema.names:
        value = values.get(item.id)
        if isinstance(value, tuple):
            found[item.id] = tuple(Alias(alias.text, alias.lang or locale) for alias in value)
    return found


def _sort_key(nodes: Mapping[str, Node], report: Report) -> str:
    node = nodes.get("sort_key")
    return node.text if node is not None and expect(node, "text", report, '"sort_key"') else ""


def _read_translation(
    name: str,
    files_parts: Sequence[FilePart],
    locale: str,
    schema: DocumentSchema,
    source: Text,
    source_body: Body,
    context: ParseContext,
) -> tuple[Text, Body]:
    root, nodes, _, report, front, _ = files_parts[-1]
    for key, _ in root.pairs if front is not NO_BODY else ():
        if key.text in schema.source_keys and key.text not in schema.translation_keys:
            report.error(
                key,
                '"{key}" is the same in every language and does not belong in a translation',
                "change it in {path}",
                key=key.text,
                path=source.path,
            )
    words: dict[str, str] = {}
    aliases = {}
    for item in files_parts:
        check_translated_notes(item.noted, source.parts, source.path, item.report)
        words |= _words(item.nodes, schema.parts, schema, item.report)
        words |= note_words(item.noted, schema.fields, item.report)
        for field in schema.names:
            if field.id in item.nodes:
                value = KINDS[field.kind].parse(item.nodes[field.id], field, item.report) or ()
                aliases[field.id] = tuple(Alias(alias.text, alias.lang or locale) for alias in value)
    parts = in_order(words, schema.all_parts)
    scheme = context.blank.settings.link_scheme
    body = render_body(front.body, front.body_line, report, source_body.headings, scheme)
    stamped = [part for part in schema.all_parts if part in schema.parts or part in source.parts]
    stamps = parse_stamps(nodes["translates"], (*stamped, "body"), report) if "translates" in nodes else None
    spans = spans_in(files_parts)
    markdown = spans["body"].raw if "body" in spans else ""
    bulk = Bulk(markdown, _with_terms(body, locale, schema, context), spans)
    if stamps is None and front is not NO_BODY and (parts or bulk.body):
        report.warning(
            root,
            "this translation does not record the source text it was made from",
            "run `kaedah translations stamp {slug} {locale}`",
            slug=name,
            locale=locale,
        )
    reviewed = flag(nodes["reviewed"], report, '"reviewed"') if "reviewed" in nodes else front is NO_BODY
    own = reviewed, _sort_key(nodes, report), parse_suppressions(nodes, report)
    return Text(locale, report.path, parts, bulk, len(bulk.body), aliases, stamps, *own), body
