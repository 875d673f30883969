"""The files of one document → a ParsedDocument, with the problems in them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kaedah.digests import stamp_of
from kaedah.documents import Alias, Bulk, Document, Text
from kaedah.model import NOT_APPLICABLE, Field, Settings, SpecialValue
from kaedah.problems import Position, Problem, Report
from kaedah.read.annotations import parse_stamps, parse_suppressions, spans_of
from kaedah.read.discovery import DocumentFiles
from kaedah.read.files import FrontMatter, decode, read_text, split_front_matter
from kaedah.read.kinds import KINDS, Role, special_value, with_role
from kaedah.read.kinds.kind import is_unfilled
from kaedah.read.markdown import Body, render_body
from kaedah.read.mentions import links_of, members_of, previous_of
from kaedah.read.parsed_document import DocumentContents, DocumentSchema, Mention, ParseContext, ParsedDocument
from kaedah.read.walk import shown_path
from kaedah.read.yaml_nodes import Node, entries, expect, flag, parse_yaml
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
    if files.source is None:
        for locale, path in files.translations.items():
            Report(shown_path(Path(path), base), problems).error(
                Position(),
                'this translates "{name}", which does not exist',
                "add {name}.md, or remove this file",
                name=name,
                locale=locale,
            )
        return None
    source_path = Path(files.source)
    report = Report(shown_path(source_path, base), problems)
    front = _read_front(source_path, files, report)
    if front is None:
        return None
    root, text = front
    if any(key.text == "translates" for key, _ in root.pairs):
        report.error(
            root,
            "this is the source text, not a translation",
            "remove `translates`, or name the file {name}.LANGUAGE.md",
            name=name,
        )
        return None
    required = (schema.name, *(item.id for item in schema.fields if item.required), *schema.neutral)
    nodes = entries(root, schema.source_keys, report, required=required)
    values = _values(nodes, schema, settings.source.code, report)
    parts = _words(nodes, (schema.name,), schema, report) | {
        part: str(values[part]) for part in schema.parts if isinstance(values.get(part), str)
    }
    if schema.name not in parts:
        return None
    body = render_body(text.body, text.body_line, report, scheme=settings.link_scheme)
    code = settings.source.code
    names, sort_key, suppressions = (
        _names(values, schema, code),
        _sort_key(nodes, report),
        parse_suppressions(nodes, report),
    )
    spans = spans_of(root, text)
    bulk = Bulk(spans["body"].raw, _with_terms(body, code, schema, context), spans)
    stamps = {part: stamp_of(words) for part, words in (*parts.items(), ("body", bulk.body))}
    source = Text(code, report.path, parts, bulk, len(bulk.body), names, None, True, sort_key, suppressions, stamps)
    mentions, members = _mentioned(name, nodes, schema, report)
    previous = previous_of(nodes.get("previous"), name, report)
    linked = list(_linked(body, report))
    translations = {}
    for locale in sorted(files.translations):
        translation_path = Path(files.translations[locale])
        report = Report(shown_path(translation_path, base), problems)
        front = _read_front(translation_path, files, report)
        if front is not None:
            translation = _read_translation(front, locale, schema, source.path, name, body, report, context)
            translations[locale], own = translation
            linked += _linked(own, report)
    mentions += linked
    contents = DocumentContents(values, Document(name, source, translations), members, tuple(mentions))
    summary = _summarise(contents, tuple(dict.fromkeys(mention.slug for mention in linked)), schema, settings)
    summary = summary._replace(previous=previous).shaped()
    return ParsedDocument(
        name, source.path, contents, tuple(dict.fromkeys(mention.slug for mention in mentions)), summary
    )


def _with_terms(body: Body, locale: str, schema: DocumentSchema, context: ParseContext) -> str:
    """The HTML of the body; in a method, the first use of each glossary term is linked."""
    finder = context.blank.glossary.finders.get(locale) if schema.links_terms else None
    return finder.link(body.html) if finder else body.html


def _mentioned(
    name: str, nodes: Mapping[str, Node], schema: DocumentSchema, report: Report
) -> tuple[list[Mention], tuple[str, ...]]:
    """The methods named in the front matter, and the members of a comparison. Reports errors within the file."""
    mentions: list[Mention] = []
    for item in with_role(schema.fields, Role.LINKS):
        node = nodes.get(item.id)
        if node is not None:
            slugs = links_of(node, name, report)
            mentions += [Mention(slug.text, report.path, slug.line, slug.column) for slug in slugs]
    node = nodes.get("methods")
    if node is None or "methods" not in schema.neutral:
        return mentions, ()
    members = members_of(node, report)
    mentions += [Mention(slug.text, report.path, slug.line, slug.column) for slug in members]
    return mentions, tuple(slug.text for slug in members)


def _linked(body: Body, report: Report) -> Iterator[Mention]:
    return (Mention(slug, report.path, position.line, position.column) for slug, position in body.methods)


def _summarise(
    contents: DocumentContents, linked: tuple[str, ...], schema: DocumentSchema, settings: Settings
) -> DocumentSummary:
    links = [contents.values.get(item.id) for item in with_role(schema.fields, Role.LINKS)]
    related = tuple(slug for value in links if isinstance(value, tuple) for slug in value)
    codes = tuple(locale.code for locale in settings.locales)
    document = contents.document
    texts = (document.source, *document.translations.values())
    readings = summarise_locales(document, contents.values, codes)
    stated = [(item, contents.values.get(item.id)) for item in schema.fields]
    terms = [
        (item.id, term)
        for item, value in stated
        if value is not None and not isinstance(value, SpecialValue)
        for term in KINDS[item.kind].terms(value)
    ]
    year: int | None = None
    for item in with_role(schema.fields, Role.YEAR)[:1]:
        value = contents.values.get(item.id)
        if isinstance(value, int):
            year = value
            terms.append((item.id, decade_of(year)))
    return DocumentSummary(
        related,
        linked,
        contents.members,
        tuple(document.translations),
        translation_start_digest(document) + value_digest(related),
        front_matter_digest(document, contents.values),
        year,
        tuple(terms),
        readings,
        path=document.source.path,
        suppressed_rules=tuple((text.path, tuple(text.suppressions)) for text in texts if text.suppressions),
    )


def _read_front(path: Path, files: DocumentFiles, report: Report) -> tuple[Node, FrontMatter] | None:
    content = files.contents.get(str(path))
    text = read_text(path, report) if content is None else decode(content, report)
    front = split_front_matter(text, report) if text is not None else None
    if front is None:
        return None
    root = parse_yaml(front.yaml, report)
    if root is not None and root.shape != "mapping":
        entries(root, (), report)
        return None
    return (root, front) if root is not None else None


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
            words = KINDS[fields[part].kind].parse(nodes[part], fields[part], report)
            if words:
                found[part] = str(words)
    return found


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
    front: tuple[Node, FrontMatter],
    locale: str,
    schema: DocumentSchema,
    source_path: str,
    slug: str,
    source_body: Body,
    report: Report,
    context: ParseContext,
) -> tuple[Text, Body]:
    root, text = front
    for key, _ in root.pairs:
        if key.text in schema.source_keys and key.text not in schema.translation_keys:
            report.error(
                key,
                '"{key}" is the same in every language and does not belong in a translation',
                "change it in {path}",
                key=key.text,
                path=source_path,
            )
    allowed = (*schema.translation_keys, *schema.source_keys)
    nodes = entries(root, allowed, report)
    parts = _words(nodes, schema.parts, schema, report)
    aliases = {}
    for item in schema.names:
        if item.id in nodes:
            value = KINDS[item.kind].parse(nodes[item.id], item, report) or ()
            aliases[item.id] = tuple(Alias(alias.text, alias.lang or locale) for alias in value)
    body = render_body(text.body, text.body_line, report, source_body.headings, context.blank.settings.link_scheme)
    stamps = parse_stamps(nodes["translates"], (*schema.parts, "body"), report) if "translates" in nodes else None
    spans = spans_of(root, text)
    bulk = Bulk(spans["body"].raw, _with_terms(body, locale, schema, context), spans)
    if stamps is None and (parts or bulk.body):
        report.warning(
            root,
            "this translation does not record the source text it was made from",
            "run `kaedah translations stamp {slug} {locale}`",
            slug=slug,
            locale=locale,
        )
    reviewed = flag(nodes["reviewed"], report, '"reviewed"') if "reviewed" in nodes else False
    sort_key, suppressions = _sort_key(nodes, report), parse_suppressions(nodes, report)
    return Text(
        locale, report.path, parts, bulk, len(bulk.body), aliases, stamps, reviewed, sort_key, suppressions
    ), body
