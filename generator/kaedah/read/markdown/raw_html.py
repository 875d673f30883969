"""Raw HTML, which bodies do not support: how to find a tag, and the beginning of one."""

import re

_ATTRIBUTE = r"""\s+[A-Za-z_:][A-Za-z0-9_.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
# By the rules of CommonMark.
TAG = re.compile(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|/[A-Za-z][A-Za-z0-9-]*\s*>"
    r"|!-->|!--->|!--.*?-->|\?.*?\?>|![A-Za-z][^>]*>|!\[CDATA\[.*?\]\]>)",
    re.DOTALL,
)
_BLOCKS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu"
    "|menuitem|nav|noframes|ol|optgroup|option|p|param|script|search|section|style|pre|summary|table|tbody|td|textarea"
    "|tfoot|th|thead|title|tr|track|ul"
)
BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})(?=[\s>]|/>|$)|<!--|<\?|<![A-Za-z]|<!\[CDATA\[", re.IGNORECASE)
