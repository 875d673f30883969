"""Targets that read content: documents, bodies, formulas, settings, fields, themes, glossary."""

import html as html_text
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from zlib import crc32

from kaedah.check.run import inspect_document
from kaedah.glossary import Glossary
from kaedah.model import Site, Theme
from kaedah.problems import Position, Problem, has_errors
from kaedah.read.characters import FORBIDDEN
from kaedah.read.discovery import DocumentFiles
from kaedah.read.document_codec import PackedContents, pack_contents
from kaedah.read.fields import read_fields
from kaedah.read.markdown import render_body
from kaedah.read.markdown.extension import build_parser
from kaedah.read.markdown.findings import Findings
from kaedah.read.markdown.formulas import FormulaError, formula_html, may_be_slow
from kaedah.read.markdown.limits import find_excess
from kaedah.read.markdown.open_blocks import TooDeep
from kaedah.read.markdown.sanitise import sanitise
from kaedah.read.parse_document import parse_document
from kaedah.read.parsed_document import DocumentSchema, ParseContext
from kaedah.read.read_glossary import read_glossary
from kaedah.read.settings import read_settings
from kaedah.read.site import PROSE, SETS
from kaedah.read.themes import minified, read_theme
from kaedah.read.yaml_nodes import lines_of_key, parse_yaml
from kaedah.render.xhtml import to_xhtml
from kaedah.state.packs import Pack
from markdown import Markdown

from tests.fuzz.oracles import check_html, check_problems, check_reason, config, decoded, report, scratch

SOURCE = b"---\nname: LoRA\nfield: deep-learning\ntype: Some type\nyear: 2019\n---\n\nBody.\n"


@cache
def _context() -> ParseContext:
    found = config()
    blank = Site(found.settings, found.fields, {}, {}, {}, {}, Theme("", {}, {}, ""), glossary=found.glossary)
    return ParseContext(scratch() / "site", blank, inspect_document)


def check_document(data: bytes) -> None:
    """A content file: the first byte decides what it is of, the rest is the file."""
    kind, content = data[:1], data[1:]
    methods = DocumentSchema("methods", "name", config().fields, links_terms=True)
    schema = {b"s": SETS, b"p": PROSE}.get(kind, methods)
    folder = scratch() / "site" / "content" / schema.kind
    source, translation = str(folder / "lora.md"), str(folder / "lora.uk.md")
    files = DocumentFiles(source)
    files.contents[source] = content
    if kind == b"t":
        files.translations["uk"] = translation
        files.contents |= {source: SOURCE, translation: content}
    problems: list[Problem] = []
    document = parse_document("lora", files, schema, _context(), problems)
    assert document is not None or has_errors(problems)
    check_problems(problems)
    if document is None or has_errors(problems):
        return
    found = document.contents.load()
    for text in (found.document.source, *found.document.translations.values()):
        check_html(text.bulk.load().html)
        for words in text.parts.values():
            assert not FORBIDDEN.search(words), words
    for _, violation in inspect_document(schema, document, _context().blank):
        assert violation.line >= 1, violation
    path = scratch() / "documents"
    with Pack(path) as pack:
        place = pack_contents(found, pack)
    again = PackedContents(document.id, place, schema.fields).load()
    Path(place.pack).unlink()
    assert again.values == found.values
    assert (again.members, again.mentions) == (found.members, found.mentions)


@cache
def _parsers() -> tuple[tuple[Markdown, Findings], tuple[Markdown, Findings]]:
    return build_parser(), build_parser(fast=False)


def _converted(parser: tuple[Markdown, Findings], source: str) -> tuple[str, Findings]:
    parser[0].reset()
    parser[1].reset(source)
    try:
        made = parser[0].convert(source)
    except TooDeep as error:
        made = f"too deep in line {error}"
    return made, deepcopy(parser[1])


def check_body(data: bytes) -> None:
    """A body: safe HTML of which a book can be made, and the same without the short cuts."""
    source = FORBIDDEN.sub("", decoded(data))
    found = report()
    body = render_body(source, 1, found)
    check_problems(found.problems)
    assert all(link.key and link.position.line >= 1 for link in body.links)
    if has_errors(found.problems):  # it is not published, and a link may lead anywhere
        return
    check_html(body.html)
    page = f"<html><head><title>x</title></head><body><div>{body.html}</div></body></html>"
    to_xhtml(page, "en/methods/x.html", {"en/methods/x.html"}, "https://example.org/")
    assert sanitise(body.html) == body.html, "what is sanitised is not stable"
    linked = config().glossary.finders["en"].link(body.html)
    assert re.sub(r'<a class="term" href="glossary:[a-z-]+">(.*?)</a>', r"\1", linked, flags=re.DOTALL) == body.html
    if find_excess(source) is None:
        quick, slow = _parsers()
        assert _converted(quick, source) == _converted(slow, source)


def check_formula(data: bytes) -> None:
    """A formula: MathML that sanitising keeps, or a reason."""
    latex = FORBIDDEN.sub("", decoded(data))
    if may_be_slow(latex) and crc32(data) % 64:  # a process for each
        return
    for display in (False, True):
        try:
            found = formula_html(latex, display)
        except FormulaError as error:
            check_reason(error)
            continue
        check_html(sanitise(found))
        body = f"<html><head><title>x</title></head><body>{sanitise(found)}</body></html>"
        to_xhtml(body, "x.html", {"x.html"})
    formula_html.cache_clear()


def check_yaml(data: bytes) -> None:
    """YAML as nodes, and where a key begins and ends."""
    text = decoded(data)
    found = report()
    root = parse_yaml(text, found)
    assert root is not None or found.problems
    check_problems(found.problems)
    if root is not None and root.shape == "mapping" and not found.problems:
        for key, _ in root.pairs[:3]:
            if key.shape == "text":
                first, last = lines_of_key(text, key.text)
                assert 0 <= first <= last <= len(text.splitlines()) + 1, (first, last)


def _file(name: str, data: bytes) -> Path:
    path = scratch() / name
    path.write_bytes(data)
    return path


def check_settings(data: bytes) -> None:
    """`content/site.yaml`."""
    found = report()
    settings, _ = read_settings(_file("site.yaml", data), found)
    assert settings is not None or has_errors(found.problems)
    check_problems(found.problems)
    if settings is not None:
        assert settings.locales[0] == settings.source
        assert re.fullmatch(r"[a-z0-9-]+", settings.theme)
        assert re.match(r"(https?://|$)", settings.base_url, re.IGNORECASE)
        assert not FORBIDDEN.search(settings.title)


def check_fields(data: bytes) -> None:
    """`content/fields.yaml`."""
    found = report()
    fields = read_fields(_file("fields.yaml", data), found)
    assert fields or has_errors(found.problems)
    check_problems(found.problems)
    if not has_errors(found.problems):
        assert len({field.id for field in fields}) == len(fields)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field.id) and field.label for field in fields)


def check_theme(data: bytes) -> None:
    """`theme.yaml` and a style sheet of a theme: the two parts are divided by a zero byte."""
    about, _, style = data.partition(b"\0")
    folder = scratch() / "themes" / "mine"
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    (folder / "theme.yaml").write_bytes(about)
    (folder / "assets" / "x.css").write_bytes(style)
    problems: list[Problem] = []
    theme = read_theme([folder.parent], "mine", scratch(), problems, Position())
    assert theme is not None or has_errors(problems)
    check_problems(problems)
    assert len(minified("x.css", style, "light dark")) <= len(style)
    assert len(minified("x.js", style, "light dark")) <= len(style)


def check_glossary(data: bytes) -> None:
    """`content/glossary.yaml`, and the finders that are made of it."""
    found = report()
    glossary = read_glossary(_file("glossary.yaml", data), config().settings, found)
    check_problems(found.problems)
    if has_errors(found.problems):
        return
    _check_finders(glossary)


def _check_finders(glossary: Glossary) -> None:
    words = [
        wording for term in glossary.terms for rendering in term.renderings.values() for wording in rendering.wordings
    ]
    html = f"<p>GAN {html_text.escape(' '.join(words[:20]))} <code>x</code> <a href='https://a'>y</a></p>"
    for finder in (*glossary.finders.values(), *glossary.forbidden.values()):
        for begin, end, wording, owner in finder.find(html):
            assert 0 <= begin < end <= len(html), (begin, end)
            assert wording
            assert re.fullmatch(r"[a-z0-9-]+", owner)
        linked = finder.link(html)
        assert re.sub(r'<a class="term" href="glossary:[a-z0-9-]+">(.*?)</a>', r"\1", linked, flags=re.DOTALL) == html
