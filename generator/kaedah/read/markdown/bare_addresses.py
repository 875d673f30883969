"""Web and mail addresses in text, which are links without signs around them."""

import re
import xml.etree.ElementTree as etree

from kaedah.text_forms import WIDE

# An attribute of such links, which no page shows.
BARE = "bare"
_BEFORE_WWW = frozenset(" \t\n*_~(")
# An address ends before a space, `<`, a Han character, Hangul or a full-width sign.
_ADDRESS = re.compile(rf"(?:https?://|ftp://|www\.)[^\s<{WIDE}\u1100-\u11ff\uac00-\ud7a3]+", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]*\w[.-]*(?::\d*)?[?!.,:*~'\")]*$")
_MAIL_BEFORE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-"
_MAIL_AFTER = re.compile(r"@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_ENTITY_END = re.compile(r"&[A-Za-z0-9]+;$")


def read_bare_address(text: str, start: int) -> int | None:
    """Where the address ends that begins here, or None."""
    web = text.startswith("www.", start)
    if web and start and text[start - 1] not in _BEFORE_WWW:
        return None
    found = _ADDRESS.match(text, start)
    if found is None:
        return None
    host = re.split(r"[/?#:]", found[0][4:] if web else found[0].partition("://")[2], maxsplit=1)[0]
    parts = host.rstrip("?!.,:*_~'\")").split(".")
    if not parts[0] or any("_" in part for part in parts[-2:]) or not _HOST.match(host):
        return None
    end = found.end()
    while end > start:
        char = text[end - 1]
        if char in "?!.,:*_~'\"":
            end -= 1
        elif char == ";":
            entity = _ENTITY_END.search(text, start, end)
            end = entity.start() if entity else end - 1
        elif char == ")" and text.count(")", start, end) > text.count("(", start, end):
            end -= 1
        else:
            break
    return end


def link_mail(text: str) -> list[str | etree.Element]:
    """The text with its mail addresses as links."""
    found: list[str | etree.Element] = []
    done = at = 0
    while (at := text.find("@", at)) >= 0:
        before = text[done:at]
        start = done + len(before.rstrip(_MAIL_BEFORE))
        after = _MAIL_AFTER.match(text, at)
        if start < at and after and text[after.end() - 1].isalpha():
            link = etree.Element("a", {"href": f"mailto:{text[start : after.end()]}", BARE: ""})
            link.text = text[start : after.end()]
            found += [text[done:start], link]
            at = done = after.end()
        else:
            at += 1
    return [*found, text[done:]]
