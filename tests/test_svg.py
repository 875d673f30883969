"""SVG images: what is drawn passes, and whatever could run, load, move or never end is refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaedah.problems import Report
from kaedah.read.images.svg import SvgSize, check_svg

from tests.pictures import svg

BOX = 'viewBox="0 0 40 20"'
NAMESPACES = (
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:c="http://creativecommons.org/ns#"'
)


def said(raw: bytes) -> list[str]:
    report = Report("a.svg")
    size = check_svg(raw, report)
    assert (size is None) == bool(report.problems)
    return [problem.text for problem in report.problems]


@pytest.mark.parametrize(
    "inner",
    [
        '<g fill="none" stroke="#000" stroke-width="2"><path d="M0 0L9 9"/></g>',
        '<linearGradient id="a"><stop offset="1" stop-color="red"/></linearGradient><rect fill="url(#a)" width="9"/>',
        '<style type="text/css"><![CDATA[.a { fill: red } @media (width > 4em) { .a { fill: url("#b") } }]]></style>',
        '<style/><text xml:lang="de" xml:space="preserve" style="font: 12px sans-serif">Wörter <tspan>a</tspan></text>',
        '<symbol id="a"><circle r="1"/></symbol><use xlink:href="#a"/><use href="#a" x="4"/>',
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><g filter="url(\'#f\')"/>',
        '<metadata><r:RDF><c:Work r:about=""/></r:RDF></metadata><s:namedview pagecolor="#fff"><i:grid/></s:namedview>',
        '<g i:label="Layer" data-name="a" aria-label="b" role="img"><title>T</title><desc>D</desc></g>',
        "<!-- <script>alert(1)</script> -->",
        "<text>javascript:alert(1) &lt;script&gt; &#169;</text>",
    ],
)
def test_what_is_drawn_passes(inner: str) -> None:
    assert said(svg(inner, f"{BOX} {NAMESPACES}")) == []


@pytest.mark.parametrize(
    ("inner", "wrong"),
    [
        ("<script>alert(1)</script>", 'the element "script"'),
        ("<style>@import 'https://a.example/';<style>p {}</style></style>", 'the element "style"'),
        ("<style>@import 'https://a.example/';<i:grid/></style>", 'the element "grid"'),
        ('<h:script>alert(1)</h:script>', 'the element "script"'),
        ("<foreignObject><h:p>a</h:p></foreignObject>", 'the element "foreignObject"'),
        ('<image href="https://a.example/a.png"/>', 'the element "image"'),
        ('<image href="data:image/png;base64,AA=="/>', 'the element "image"'),
        ('<a href="https://a.example/"><text>a</text></a>', 'the element "a"'),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', 'the element "animate"'),
        ('<set attributeName="onload" to="alert(1)"/>', 'the element "set"'),
        ('<g><animateTransform attributeName="transform"/></g>', 'the element "animateTransform"'),
        ('<feImage href="https://a.example/a.png"/>', 'the element "feImage"'),
        ("<handler>alert(1)</handler>", 'the element "handler"'),
        ('<x xmlns="urn:other"/>', 'the element "x"'),
        ("<metadata><r:RDF><script/></r:RDF></metadata>", 'the element "script"'),
        ("<metadata><r:RDF><h:script/></r:RDF></metadata>", 'the element "script"'),
        ('<g onload="alert(1)"/>', 'the attribute "onload"'),
        ('<g ONLOAD="alert(1)"/>', 'the attribute "ONLOAD"'),
        ('<i:grid onload="alert(1)"/>', 'the attribute "onload"'),
        ('<g xml:base="https://a.example/"/>', 'the attribute "base"'),
        ('<use href="https://a.example/a.svg#a"/>', 'the SVG image refers to "https://a.example/a.svg#a"'),
        ('<use xlink:href="data:image/svg+xml,a#a"/>', 'the SVG image refers to "data:image/svg+xml,a#a"'),
        ('<use href="a.svg#a"/>', 'the SVG image refers to "a.svg#a"'),
        ('<use href=""/>', 'the SVG image refers to ""'),
        ('<g fill="url(https://a.example/#a)"/>', '"url(" is not allowed'),
        ('<g style="fill: URL( \'//a.example\' )"/>', '"URL( " is not allowed'),
        ('<g style="fill: url(#a) url(b)"/>', '"url(" is not allowed'),
        ('<g fill="\\75rl(https://a.example/)"/>', '"\\" is not allowed'),
        ('<g style="background: image-set(\'a.png\' 1x)"/>', '"image-set(" is not allowed'),
        ('<g style="background: -webkit-image-set(\'a.png\' 1x)"/>', '"image-set(" is not allowed'),
        ("<style>@import 'https://a.example/a.css';</style>", '"@" is not allowed'),
        ("<style>@font-face { src: url(a.woff) }</style>", '"url(" is not allowed'),
        ("<style>@im<!-- a -->port 'a.css';</style>", '"@" is not allowed'),
        ("<style>.a { fill: u<![CDATA[rl(a)]]> }</style>", '"url(" is not allowed'),
        (f"<style>{'a' * 8_190}ur<!-- -->l(a)</style>", '"url(" is not allowed'),
        ("<style>.a { behavior: a }</style>", '"behavior:" is not allowed'),
        ('<?xml-stylesheet href="a.css"?>', 'the processing instruction "xml-stylesheet"'),
    ],
)  # fmt: skip
def test_whatever_runs_loads_or_moves_is_refused(inner: str, wrong: str) -> None:
    (problem,) = said(svg(inner, f"{BOX} {NAMESPACES}"))
    assert problem.startswith(wrong)


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "an SVG image must not declare entities"),
        (b'<!DOCTYPE svg SYSTEM "https://a.example/a.dtd">' + svg("&a;"), "an SVG image must not declare entities"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a">' + svg("<text>&a;</text>"), "an SVG image must not use"),
        (b'<?xml-stylesheet href="a"?>' + svg(), "the processing instruction"),
        (svg("&a;"), "this is not valid XML: undefined entity"),
        (svg("<g>"), "this is not valid XML: mismatched tag"),
        (svg() + svg(), "this is not valid XML: junk after document element"),
        (b"<svg viewBox='0 0 4 4'/>", "this is not an SVG image"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "this is not an SVG image"),
        (svg().replace(b"5", b"\xff"), "this is not UTF-8 text"),
        (b'<?xml version="1.0" encoding="shift_jis"?>' + svg(), "this is not UTF-8 text"),
        (svg(more=""), "the SVG image has no size"),
        (svg(more='width="0" height="5"'), "the SVG image has no size"),
        (svg(more='width="100%" height="100%"'), "the SVG image has no size"),
        (svg("<g>" * 70 + "</g>" * 70), "the SVG image has more than 20000 elements, or they are nested"),
        (svg("<g/>" * 20_001), "the SVG image has more than 20000 elements, or they are nested"),
        (svg('<g id="a"><use href="#a"/></g>'), "the parts of the SVG image use each other in a circle"),
        (svg('<g id="a"><use href="#b"/></g><pattern id="b" fill="url(#a)"/>'), "the parts of the SVG image use each"),
    ],
)  # fmt: skip
def test_what_is_no_plain_svg_is_refused(raw: bytes, wrong: str) -> None:
    (problem,) = said(raw)
    assert problem.startswith(wrong)


def test_parts_that_use_each_other_many_times_are_refused_at_once() -> None:
    layers = '<circle id="a0" r="1"/>'
    for number in range(1, 30):
        uses = f'<use href="#a{number - 1}"/>' * 10
        layers += f'<g id="a{number}">{uses}</g>'
    begun = time.process_time()
    assert said(svg(layers)) == ["the parts of the SVG image are used too often"]
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("more", "size"),
    [
        (BOX, (40, 20)),
        ('viewBox=" 0,0 , 40.4 20.6 "', (40, 21)),
        ('width="80" height="10.4px"', (80, 10)),
        (f'width="80" {BOX}', (80, 40)),
        (f'height="80" {BOX}', (160, 80)),
        (f'width="100%" height="auto" {BOX}', (40, 20)),
        ('width="1in" height="72pt"', (96, 96)),
        ('width="25.4mm" height="1e2"', (96, 100)),
        ('width="0.2" height="9e99"', (1, 1_000_000)),
    ],
)
def test_the_size_is_that_of_the_attributes_or_of_the_view_box(more: str, size: tuple[int, int]) -> None:
    assert check_svg(svg(more=more), Report("a.svg")) == SvgSize(*size)


def test_the_place_of_what_is_refused_is_told() -> None:
    report = Report("a.svg")
    check_svg(svg("\n<g>\n  <script/>\n</g>"), report)
    assert (report.problems[0].line, report.problems[0].column) == (3, 3)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_have_a_size(raw: bytes) -> None:
    said(raw)
    said(svg()[:40] + raw + svg()[40:])
