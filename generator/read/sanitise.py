"""The last thing that happens to contributed HTML: an allow-list."""

import nh3

_TEXT = set("a abbr blockquote br code dd del div dl dt em h2 h3 h4 h5 h6 hr li ol p pre span strong sub sup table tbody td th thead tr ul".split())
_MATH = set("math annotation maction merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics".split())
_MATH_ATTRIBUTES = set(
    "accent accentunder columnalign columnlines columnspacing columnspan depth dir display displaystyle fence form height largeop linethickness lspace mathsize mathvariant maxsize minsize movablelimits "
    "rowlines rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width class".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "class", "id"},
    "code": {"class"},
    "div": {"class", "role", "tabindex"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "td": {"class"},
    "th": {"class", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    **{tag: _MATH_ATTRIBUTES for tag in _MATH},
}
_CLEANER = nh3.Cleaner(tags=_TEXT | _MATH, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "method"}, link_rel=None, strip_comments=True)


def sanitise(html: str) -> str:
    """The HTML with nothing in it but what a page of prose and formulas needs."""
    return _CLEANER.clean(html.replace(' title=""', ""))
