"""What the files of a document state in one language: its Markdown file, its row of a data file, or both."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kaedah.documents import SourceSpan
from kaedah.model import Field
from kaedah.problems import Problem, Report
from kaedah.read.annotations import spans_of, walk_nodes
from kaedah.read.data_row import ELSEWHERE, SLUG, DataRow, columns_of
from kaedah.read.discovery import DocumentFiles
from kaedah.read.files import FrontMatter, decode, read_text, split_front_matter
from kaedah.read.kinds import KINDS
from kaedah.read.notes import NO_NOTES, Annotated, cited_sources, take_notes
from kaedah.read.parsed_document import DocumentSchema, ParseContext
from kaedah.read.walk import shown_path
from kaedah.read.yaml_nodes import Node, entries, parse_yaml

NO_BODY = FrontMatter("", "", 1)


class FilePart(NamedTuple):
    """What one file states of a document in one language.

    root: the mapping of its keys.
    nodes: the values by key, without those that are empty, unknown or stated twice.
    spans: the position of each value by key path.
    report: of the file.
    front: of a Markdown file, its front matter and its body.
    noted: the notes and sources on the values.
    """

    root: Node
    nodes: Mapping[str, Node]
    spans: Mapping[str, SourceSpan]
    report: Report
    front: FrontMatter = NO_BODY
    noted: Annotated = NO_NOTES


def read_front(path: Path, files: DocumentFiles, report: Report) -> tuple[Node, FrontMatter] | None:
    """The front matter of a file as nodes and as text; None with an error in `report`."""
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


def source_parts(
    name: str, files: DocumentFiles, schema: DocumentSchema, context: ParseContext, problems: list[Problem]
) -> list[FilePart]:
    """What is stated in the source language, the Markdown file last; none, with errors, where that cannot be used."""
    required = (schema.name, *(item.id for item in schema.fields if item.required), *schema.neutral)
    parts: list[FilePart] = []
    if files.row is not None:
        report = Report(files.row.path, problems)
        stated = [key.text for key, _ in files.row.root.pairs if key.shape == "text"]
        wanted = [] if files.source else [key for key in required if key in stated or not files.row.in_table]
        noted = take_notes(files.row.root, schema.fields, report)
        nodes = _row_nodes(files.row, noted.root, schema, context, wanted, report)
        own = {key: node for key, node in nodes.items() if ":" not in key and key != SLUG}
        parts.append(_row_part(files.row, own, report, noted))
    if files.source is None:
        return parts
    report = Report(shown_path(Path(files.source), context.base), problems)
    front = read_front(Path(files.source), files, report)
    if front is None:
        return []
    root, text = front
    if any(key.text == "translates" for key, _ in root.pairs):
        report.error(
            root,
            "this is the source text, not a translation",
            "remove `translates`, or name the file {name}.LANGUAGE.md",
            name=name,
        )
        return []
    left = [key for key in required if not parts or key not in parts[0].nodes]
    noted = take_notes(root, schema.fields, report)
    samples = {item.id: f"{item.id}: {value}" for item in schema.fields if (value := KINDS[item.kind].pasted)}
    found = entries(noted.root, schema.source_keys, report, required=left, samples=samples)
    part = FilePart(noted.root, found, spans_of(noted.whole, text), report, text, noted)
    _check_stated_once(part, parts)
    return [*parts, part]


def languages_of(files: DocumentFiles) -> list[str]:
    """The codes of the languages that a document has words in besides the source language, sorted."""
    keys = [key.text for key, _ in files.row.root.pairs if key.shape == "text"] if files.row else []
    return sorted({*files.translations, *(key.partition(":")[2] for key in keys if ":" in key)})


def translation_parts(
    locale: str, files: DocumentFiles, schema: DocumentSchema, context: ParseContext, problems: list[Problem]
) -> list[FilePart]:
    """What is stated in another language, the Markdown file last; the source has been read before."""
    parts: list[FilePart] = []
    if files.row is not None:
        silent = Report(files.row.path)  # what is wrong was reported with the source
        root = take_notes(files.row.root, schema.fields, silent).root
        nodes = _row_nodes(files.row, root, schema, context, (), silent)
        own = {key.partition(":")[0]: node for key, node in nodes.items() if key.partition(":")[2] == locale}
        notes = {item.id: own.pop(item.note) for item in schema.fields if item.note in own}
        noted = NO_NOTES._replace(root=root, notes=notes)
        parts += [_row_part(files.row, own, Report(files.row.path, problems), noted)] if own or notes else []
    path = files.translations.get(locale)
    if path is None:
        return parts
    report = Report(shown_path(Path(path), context.base), problems)
    front = read_front(Path(path), files, report)
    if front is None:
        return []
    root, text = front
    noted = take_notes(root, schema.fields, report, translation=True)
    found = entries(noted.root, (*schema.translation_keys, *schema.source_keys), report)
    part = FilePart(noted.root, found, {}, report, text, noted)
    _check_stated_once(part, parts)
    return [*parts, part._replace(spans=spans_of(noted.whole, text))]


def cited_in(parts: Iterable[FilePart], schema: DocumentSchema) -> dict[str, tuple[int, ...]]:
    """By field, the numbers of the references that its value is from, as the source files state them."""
    parts = [*parts]
    stated = {key: node for part in parts for key, node in part.nodes.items()}
    found: dict[str, tuple[int, ...]] = {}
    for part in parts:
        found |= cited_sources(part.noted, stated, schema.fields, part.report)
    return found


def spans_in(parts: Iterable[FilePart]) -> dict[str, SourceSpan]:
    """The position of each value; in another file than the last one, with its path."""
    *others, last = parts
    found = {path: span._replace(path=part.report.path) for part in others for path, span in part.spans.items()}
    return found | dict(last.spans)


def _row_nodes(
    row: DataRow, root: Node, schema: DocumentSchema, context: ParseContext, required: Sequence[str], report: Report
) -> dict[str, Node]:
    """The values of a row by key. Terms are named by their ids."""
    settings = context.blank.settings
    codes = tuple(locale.code for locale in settings.locales if locale != settings.source)
    for key, _ in root.pairs:
        if key.shape == "text" and key.text in ELSEWHERE:
            hint = "write it in the Markdown file of the entry, {path}.md"
            report.error(key, 'unknown {what} "{name}"', hint, what=row.what, name=key.text, path=row.stem)
    root = root._replace(content=tuple(pair for pair in root.pairs if pair[0].content not in ELSEWHERE))
    nodes = entries(root, columns_of(schema, codes), report, required=required, what=row.what)
    fields: dict[str, Field] = {item.id: item for item in schema.fields}
    return {
        key: KINDS[fields[key].kind].named(node, fields[key]) if key in fields else node for key, node in nodes.items()
    }


def _row_part(row: DataRow, nodes: Mapping[str, Node], report: Report, noted: Annotated = NO_NOTES) -> FilePart:
    spans = {
        path: SourceSpan(node.line, node.column, row.raws.get((node.line, node.column), node.text))
        if node.shape == "text"
        else SourceSpan(node.line, node.column)
        for key, value in (*nodes.items(), *((f"{name}.note", note) for name, note in noted.notes.items()))
        for path, node in walk_nodes(value, key)
    }
    return FilePart(row.root, nodes, spans, report, noted=noted)


def _check_stated_once(part: FilePart, others: Iterable[FilePart]) -> None:
    """Reports values of a file that another file of the document states too."""
    for other in others:
        for key, _ in part.root.pairs:
            if key.shape == "text" and key.text in part.nodes and key.text in other.nodes:
                node = other.nodes[key.text]
                part.report.error(
                    key,
                    '"{field}" is stated in {path} too',
                    "the other is on line {line}, column {column}; keep one of the two",
                    field=key.text,
                    path=other.report.path,
                    line=node.line,
                    column=node.column,
                )
