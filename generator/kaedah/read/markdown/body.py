"""A Markdown body → sanitised HTML, headings and findings.

`convert` is pure and does not depend on the site. Links to the site are as they are written, those to methods
`method:slug` whatever their scheme in the body, and the addresses of images `image:name`; the page resolves them.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from markdown import Markdown

from kaedah.problems import Position, Report
from kaedah.read.markdown.extension import build_parser
from kaedah.read.markdown.findings import Finding, Findings, Heading, SiteLink
from kaedah.read.markdown.limits import find_excess, too_deep
from kaedah.read.markdown.open_blocks import TooDeep
from kaedah.read.markdown.sanitise import sanitise

# Prefixes of the ids of pages and footnotes.
OWN_IDS = ("page-", "fn-", "fnref-")


class Body(NamedTuple):
    """A converted body."""

    html: str = ""
    headings: tuple[Heading, ...] = ()  # in order
    links: tuple[SiteLink, ...] = ()  # to documents and terms of the site
    findings: tuple[Finding, ...] = ()
    images: tuple[tuple[str, Position], ...] = ()  # names of images, with the position of their address


def render_body(
    source: str,
    first_line: int,
    report: Report,
    anchors: Sequence[Heading] | None = None,
    scheme: str = "method",
) -> Body:
    """The converted body of a file; findings are added to `report`.

    anchors: the headings of the source text.
    scheme: of links to methods, besides `entry`.
    """
    if not source.strip():
        return Body()
    body = _convert_cached(source, tuple(anchors) if anchors is not None else None, scheme)
    for finding in body.findings:
        position = Position(finding.position.line + first_line - 1, finding.position.column)
        add = report.error if finding.level == "error" else report.warning
        add(position, finding.message, finding.hint, **dict(finding.values))
    links = tuple(link._replace(position=_moved(link.position, first_line)) for link in body.links)
    images = tuple((name, _moved(position, first_line)) for name, position in body.images)
    return Body(body.html, body.headings, links, images=images)


def _moved(position: Position, first_line: int) -> Position:
    """The position in the file."""
    return Position(position.line + first_line - 1, position.column)


def convert(source: str, anchors: tuple[Heading, ...] | None = None, scheme: str = "method") -> Body:
    """Markdown → Body, with positions from the first line of the body. Bad input gives findings, never an exception."""
    over_limit = find_excess(source)
    if over_limit:
        return Body(findings=(over_limit,))
    parser, collected = _parser()
    parser.reset()
    collected.reset(source, scheme)
    try:
        html = parser.convert(source)
    except TooDeep as error:
        return Body(findings=(too_deep(error.args[0]),))
    except RecursionError:
        _parser.cache_clear()  # the parser still holds state of this body
        return Body(findings=(too_deep(1),))
    html, headings = _anchor_headings(html, collected.headings, anchors)
    findings = sorted(collected.findings, key=lambda finding: finding.position)
    findings += [_unfilled_body(collected.placeholder)] if collected.placeholder else []
    findings += _compare_headings(collected.headings, anchors) if anchors is not None else []
    return Body(sanitise(html), headings, tuple(collected.links), tuple(findings), tuple(collected.images))


# When one translation is saved, all languages of the document are parsed again; the cache serves the others.
_convert_cached = lru_cache(64)(convert)


@cache
def _parser() -> tuple[Markdown, Findings]:
    """The parser of this process. It is not thread-safe."""
    return build_parser()


def _compare_headings(own_headings: Sequence[Heading], source_headings: Sequence[Heading]) -> list[Finding]:
    """A warning at the first heading of a translation that differs in level from the source text."""
    pairs = enumerate(zip_longest(own_headings, source_headings), 1)
    number, (own, other) = next(
        ((n, pair) for n, pair in pairs if _level(pair[0]) != _level(pair[1])), (0, (None, None))
    )
    if not number:
        return []
    position = own.position if own else (own_headings[-1].position if own_headings else Position())
    message = (
        "the headings differ from those of the source text: number {number} is {own_level} here, {other_level} there"
    )
    hint = "keep the same headings in the same order, so that links to them work in every language"
    values = {"number": str(number), "own_level": _level(own), "other_level": _level(other)}
    return [Finding("warning", position, message, hint, tuple(values.items()))]


def _unfilled_body(position: Position) -> Finding:
    return Finding("error", position, "the body is not filled in yet", "replace the … with your text")


def _level(heading: Heading | None) -> str:
    return f"of level {heading.level}" if heading else "missing"


def _anchor_headings(
    html: str, headings: Sequence[Heading], anchors: tuple[Heading, ...] | None
) -> tuple[str, tuple[Heading, ...]]:
    """Sets the ids of headings: their own `{#id}`, else that in the source text, else one made from their text."""
    taken: set[str] = set()
    named = []
    for index, heading in enumerate(headings):
        wanted = heading.id
        if not wanted and anchors is not None and index < len(anchors):
            wanted = anchors[index].id
        name = wanted = wanted or heading.slug or f"section-{index + 1}"
        if name.startswith(OWN_IDS):
            name = wanted = "section-" + name
        number = 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name)
        named.append(Heading(heading.level, name, heading.position))
        html = html.replace(f'id="{heading.token}"', f'id="{name}"', 1)
    return html, tuple(named)
