"""Sanitises HTML with an allow-list, as the last step of a conversion."""

import html
import re

import nh3

from kaedah.read.characters import FORBIDDEN

_TEXT = frozenset(
    [
        "a",
        "abbr",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_MATH = frozenset(
    [
        "math",
        "annotation",
        "maction",
        "merror",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "semantics",
    ]
)
_MATH_ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "columnalign",
        "columnlines",
        "columnspacing",
        "columnspan",
        "depth",
        "dir",
        "display",
        "displaystyle",
        "fence",
        "form",
        "height",
        "largeop",
        "linethickness",
        "lspace",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "rowlines",
        "rowspacing",
        "rowspan",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
        "class",
    ]
)
_ATTRIBUTES: dict[str, frozenset[str] | set[str]] = {
    "*": set(),
    "a": {"href", "class", "id", "title"},
    "code": {"class"},
    "div": {"class", "role", "tabindex"},
    "img": {"src", "alt"},
    "li": {"id"},
    "ol": {"start"},
    "span": {"class", "tabindex"},
    "sup": {"id"},
    "td": {"class"},
    "th": {"class", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    **dict.fromkeys(_MATH, _MATH_ATTRIBUTES),
}
_CLEANER = nh3.Cleaner(
    tags=_TEXT | _MATH,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "method", "comparison", "page", "term", "image"},
    link_rel=None,
    strip_comments=True,
)
# An image that is not one of the content.
_OTHER_IMAGE = re.compile(
    r'<img(?! (?:alt="[^"]*" )?src="image:[A-Za-z0-9._/-]+"(?: alt="[^"]*")?>)(?:[^>"]|"[^"]*")*>'
)


def sanitise(source: str) -> str:
    """The HTML with only the elements and attributes that prose and formulas need."""
    clean = FORBIDDEN.sub("\ufffd", _CLEANER.clean(source))
    return _OTHER_IMAGE.sub("", clean) if "<img" in clean else clean


def keeps_address(address: str) -> bool:
    """Whether a link to the address keeps it; one whose host cannot be read loses it."""
    return "href" in _CLEANER.clean(f'<a href="{html.escape(address)}"></a>')
