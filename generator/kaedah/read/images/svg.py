"""SVG images: accepted as they are, or refused. Nothing in one may run, load, animate or restyle anything.

A real XML parser reads the file, and every element and attribute must be on a list. Editors write more than that is
on it; what they write in namespaces of their own is never drawn, and may stay.
"""

import re
from typing import NamedTuple
from xml.parsers import expat

from kaedah.problems import Position, Report
from kaedah.read.images.svg_names import ATTRIBUTES, ELEMENTS

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
MAX_ELEMENTS, MAX_DEPTH, MAX_REUSED = 20_000, 60, 100_000
_EDITORS = (  # namespaces of what no browser draws
    "http://www.inkscape.org/namespaces/",
    "http://sodipodi.sourceforge.net/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/",
    "http://creativecommons.org/ns",
    "http://web.resource.org/cc/",
    "http://www.bohemiancoding.com/sketch/",
    "http://www.serif.com/",
    "http://vectornator.io",
    "http://boxy-svg.com",
    "http://ns.adobe.com/",
    "http://www.figma.com/",
)
_PUBLIC = re.compile(r"-//W3C//DTD SVG 1\.[01]( (Basic|Tiny))?//EN|-//W3C//DTD SVG 20010904//EN")

_OTHER_ATTRIBUTES = re.compile(r"(data|aria)-[a-z0-9-]+")
_XML_SPACE = "http://www.w3.org/XML/1998/namespace"
_XML = frozenset({"lang", "space", "id"})
_XLINK = frozenset({"href", "title", "type", "role", "arcrole", "show", "actuate"})
_FRAGMENT = re.compile(r"#[^\s\"'()<>\\]+")
# What a value or a style may hold of functions that load something: nothing but a part of the same file.
_LOADING = re.compile(
    r"url\(\s*(?!(?P<quote>[\"']?)#[^\s\"'()\\]+(?P=quote)\s*\))|(?:image|image-set|src|cross-fade|element|paint)\(",
    re.IGNORECASE,
)
_STYLE = re.compile(r"@(?!media\b)|<!--|expression\(|behaviou?r\s*:|-moz-binding", re.IGNORECASE)
_ESCAPED = re.compile(r"\\|javascript:", re.IGNORECASE)  # CSS reads escapes in attributes too
_USED = re.compile(r"url\(\s*[\"']?#([^\s\"'()\\]+)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,2}))?\s*(px|pt|pc|mm|cm|in|em|ex|rem|)\s*")
_UNITS = {
    "px": 1,
    "": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
    "em": 16,
    "ex": 8,
    "rem": 16,
}


class RefusedSvg(Exception):
    """The file is refused: what is wrong, how to fix it, and the values of both."""

    def __init__(self, message: str, hint: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.hint, self.values = message, hint, values


class SvgSize(NamedTuple):
    """The size of a picture in pixels of CSS."""

    width: int
    height: int


def is_svg(raw: bytes) -> bool:
    """Whether a file is XML that might be SVG, by its beginning."""
    start = raw[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg")) and b"<" in start


def check_svg(raw: bytes, report: Report) -> SvgSize | None:
    """The size of an SVG image, or None with an error in `report` for one that is refused."""
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    reader = _Reader(parser)
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.XmlDeclHandler = reader.declaration
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.entity
    parser.SkippedEntityHandler = reader.entity
    parser.ExternalEntityRefHandler = reader.entity
    parser.ProcessingInstructionHandler = reader.instruction
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        raw.decode("utf-8")
        parser.Parse(raw, True)
        reader.check_reuse()
        return reader.size()
    except UnicodeDecodeError:
        report.error(Position(), "this is not UTF-8 text", "save the file as UTF-8")
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "unreadable")
        position = Position(error.lineno, error.offset + 1)
        report.error(position, "this is not valid XML: {problem}", "save the image again as SVG", problem=reason)
    except RefusedSvg as error:
        report.error(reader.position, error.message, error.hint, **error.values)
    return None


class _Reader:
    """Looks at every part of a file while it is parsed. Raises RefusedSvg."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser, self.position = parser, Position()
        self._open: list[str] = []  # the ids of the open elements of SVG, empty for those without
        self._depth = self._count = 0
        self._hidden = 0  # how many open elements belong to an editor
        self._style: list[str] | None = None  # the text of an open style sheet
        self._root: dict[str, str] = {}
        self._sizes: dict[str, int] = {}  # how many elements each id holds
        self._uses: dict[str, list[str]] = {}  # what the elements below each id use; below the empty one, all do

    def _mark(self) -> None:
        """Notes the position of what is looked at."""
        self.position = Position(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding and encoding.upper() not in ("UTF-8", "US-ASCII", "ASCII"):
            raise RefusedSvg("this is not UTF-8 text", "save the file as UTF-8")

    def doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        self._mark()
        if internal or name != "svg" or (system and not _PUBLIC.fullmatch(public or "")):
            raise RefusedSvg(
                "an SVG image must not declare entities or a document type of its own",
                "save it as plain SVG in the program that made it",
            )

    def entity(self, *_: object) -> int:
        self._mark()
        raise RefusedSvg("an SVG image must not use entities", "save it as plain SVG in the program that made it")

    def instruction(self, target: str, _: str) -> None:
        self._mark()
        raise RefusedSvg(
            'the processing instruction "{name}" is not allowed in an SVG image',
            "save it as plain SVG in the program that made it",
            name=target,
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._mark()
        space, _, tag = name.rpartition(" ")
        self._count, self._depth = self._count + 1, self._depth + 1
        if self._count > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            message = "the SVG image has more than {count} elements, or they are nested more than {depth} deep"
            raise RefusedSvg(message, "simplify it, or save it as PNG", count=MAX_ELEMENTS, depth=MAX_DEPTH)
        if self._depth == 1 and (space, tag) != (SVG, "svg"):
            raise RefusedSvg("this is not an SVG image", 'begin it with `<svg xmlns="http://www.w3.org/2000/svg">`')
        is_hidden, is_drawn = space.startswith(_EDITORS), space == SVG and tag in ELEMENTS and not self._hidden
        if self._style is not None or not (is_hidden or is_drawn):  # a style sheet is text, without anything between
            raise RefusedSvg('the element "{name}" is not allowed in an SVG image', _hint_for(tag), name=tag)
        if is_hidden:
            self._hidden += 1
            _check_editors(attributes)
            return
        if tag == "style":
            self._style = []
        targets = _check_attributes(attributes)
        if self._depth == 1:
            self._root = attributes
        own = attributes.get("id", "")
        self._open.append(own)
        for holder in {*self._open, ""}:
            self._sizes[holder] = self._sizes.get(holder, 0) + 1
            self._uses.setdefault(holder, []).extend(targets)

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._hidden:
            self._hidden -= 1
            return
        self._open.pop()
        if self._style is not None and name == f"{SVG} style":
            _check_style("".join(self._style), sheet=True)
            self._style = None

    def text(self, text: str) -> None:
        if self._style is not None:  # it may come in pieces
            self._style.append(text)

    def check_reuse(self) -> None:
        """Refuses files whose parts use each other in a circle, or so often that drawing them takes long."""
        self.position = Position()
        known: dict[str, int] = {}

        def total(name: str, above: tuple[str, ...]) -> int:
            if name in above or len(above) > MAX_DEPTH:
                raise RefusedSvg(
                    "the parts of the SVG image use each other in a circle",
                    "save it as plain SVG in the program that made it",
                )
            if name not in known:
                used = [target for target in self._uses.get(name, ()) if target in self._sizes]
                known[name] = self._sizes[name] + sum(total(target, (*above, name)) for target in used)
                if known[name] > MAX_REUSED:
                    raise RefusedSvg("the parts of the SVG image are used too often", "simplify it, or save it as PNG")
            return known[name]

        total("", ())

    def size(self) -> SvgSize:
        """The width and height, else those of the view box."""
        self.position = Position()
        box = [_number(part) for part in re.split(r"[\s,]+", self._root.get("viewBox", "").strip())]
        across = box[2] if len(box) == 4 else None
        down = box[3] if len(box) == 4 else None
        width, height = _length(self._root.get("width", "")), _length(self._root.get("height", ""))
        if across and down and not (width and height):  # one of them gives the other
            ratio = across / down
            width, height = (width, width / ratio) if width else (height * ratio, height) if height else (across, down)
        if not width or not height:
            raise RefusedSvg("the SVG image has no size", 'give the `<svg>` a `viewBox`, as in `viewBox="0 0 400 300"`')
        return SvgSize(max(1, round(min(width, 1e6))), max(1, round(min(height, 1e6))))


def _hint_for(tag: str) -> str:
    if tag == "image":
        return "draw it in SVG, or save the whole image as PNG"
    if tag == "a":
        return "remove the link; readers cannot follow links within an image"
    if tag.startswith(("animate", "set")):
        return "remove the animation, or save the image as GIF or WebP"
    return "save it as plain SVG in the program that made it"


def _check_editors(attributes: dict[str, str]) -> None:
    """Attributes of an element that is never drawn: no address is followed, but handlers are refused all the same."""
    for name in attributes:
        if name.rpartition(" ")[2].lower().startswith("on"):
            raise RefusedSvg(
                'the attribute "{name}" is not allowed in an SVG image',
                "save it as plain SVG in the program that made it",
                name=name,
            )


def _check_attributes(attributes: dict[str, str]) -> list[str]:
    """The ids of the elements that these use."""
    used: list[str] = []
    for full, value in attributes.items():
        space, _, name = full.rpartition(" ")
        if space.startswith(_EDITORS):
            continue
        if not _is_known(space, name):
            raise RefusedSvg(
                'the attribute "{name}" is not allowed in an SVG image',
                "save it as plain SVG in the program that made it",
                name=name,
            )
        if name == "href":
            if not _FRAGMENT.fullmatch(value.strip()):
                message = 'the SVG image refers to "{address}", which is no part of it'
                raise RefusedSvg(message, "put what it needs into the file", address=value)
            used.append(value.strip()[1:])
        elif not _OTHER_ATTRIBUTES.fullmatch(name):
            _check_style(value, sheet=name == "style")
            used += _USED.findall(value)
    return used


def _is_known(space: str, name: str) -> bool:
    if space:
        return name in _XLINK if space == XLINK else space == _XML_SPACE and name in _XML
    return name in ATTRIBUTES or name == "href" or _OTHER_ATTRIBUTES.fullmatch(name) is not None


def _check_style(text: str, *, sheet: bool) -> None:
    """Refuses the value of an attribute, or a style sheet, that may load something."""
    found = _LOADING.search(text) or _ESCAPED.search(text) or (_STYLE.search(text) if sheet else None)
    if found:
        raise RefusedSvg('"{rule}" is not allowed in the styles of an SVG image', "remove it", rule=found[0])


def _length(text: str) -> float | None:
    """A length in pixels; None for one that is relative or not valid."""
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * 10 ** int(found[2] or 0) * _UNITS[found[3]] if found else None


def _number(text: str) -> float | None:
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * 10 ** int(found[2] or 0) if found and not found[3] else None
