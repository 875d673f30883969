"""Addresses and titles of links: `(address "title")` and `[label]: address "title"`."""

import html.entities
import re
from typing import NamedTuple

from kaedah.problems import Position
from kaedah.read.markdown.block import Place

PUNCTUATION = r"!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~"
LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){1,999})\]", re.DOTALL)
ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{0,31}));")
_GAP = re.compile(r"[ \t]*(?:\n[ \t]*)?")
_ANGLE = re.compile(r"<((?:[^<>\\\n]|\\.)*)>")
_TITLE = re.compile(
    r""""((?:[^"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\)""",
    re.DOTALL,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_END = re.compile(r"[ \t]*(?:\n|$)")
_ESCAPE = re.compile(rf"\\([{PUNCTUATION}])|{ENTITY.pattern}")
# Characters that an address holds as they are; others are written as `%20` and the like.
_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9;/?:@&=+$,\-_.!~*'()#%]")


class Reference(NamedTuple):
    """Where `[label]` leads to; the position is that of the address."""

    address: str
    title: str
    position: Position


def entity(match: re.Match[str]) -> str | None:
    """The text of an entity, by the groups of `ENTITY`; None if there is no such entity."""
    hexadecimal, decimal, name = match.groups()[-3:]
    if name:
        return html.entities.html5.get(name + ";")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def plain(text: str) -> str:
    """The text without the backslashes that escape, and with entities as the characters that they stand for."""
    return _ESCAPE.sub(_plain, text) if "\\" in text or "&" in text else text


def _plain(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    found = entity(match)
    return match[0] if found is None else found


def address_of(written: str) -> str:
    """The address as a link holds it."""
    return quote(plain(written))


def quote(address: str) -> str:
    """An address in which characters that none may hold are written as `%20` and the like."""
    return _UNSAFE.sub(_quoted, address)


def _quoted(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def label_key(text: str) -> str:
    """What the labels of one reference have in common."""
    return " ".join(text.split()).casefold()


def read_address(text: str, start: int) -> tuple[str, int] | None:
    """The address that begins here, as written, and where it ends."""
    if text[start : start + 1] == "<":
        found = _ANGLE.match(text, start)
        return (found[1], found.end()) if found else None
    depth, at = 0, start
    while at < len(text):
        char = text[at]
        if char == "\\" and text[at + 1 : at + 2] in ESCAPABLE:
            at += 1
        elif char == "(":
            depth += 1
            if depth > 32:
                return None
        elif char == ")":
            if not depth:
                break
            depth -= 1
        elif char <= " " or char == "\x7f":
            break
        at += 1
    return (text[start:at], at) if not depth and at <= len(text) else None


ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def read_title(text: str, start: int) -> tuple[str, int] | None:
    """The title that begins here and where it ends."""
    found = _TITLE.match(text, start)
    if found is None or _BLANK_LINE.search(found[0]):
        return None
    return plain(next(group for group in found.groups() if group is not None)), found.end()


def read_link(text: str, start: int) -> tuple[str, str, int, int] | None:
    """The address and title of `(address "title")`, where the address and where all of it ends."""
    at = _skip(text, start + 1)
    begins = at + (text[at : at + 1] == "<")
    found = read_address(text, at)
    if found is None:
        return None
    address, at = found
    after = _skip(text, at)
    title = ""
    if after > at and text[after : after + 1] in ('"', "'", "("):
        read = read_title(text, after)
        if read is None:
            return None
        title, at = read
        after = _skip(text, at)
    if text[after : after + 1] != ")":
        return None
    return address_of(address), title, begins, after + 1


def read_reference(text: str, places: list[Place]) -> tuple[str, Reference, int] | None:
    """The label, the reference, and of how many lines it is made, if a reference stands at the beginning."""
    label = LABEL.match(text)
    if label is None or not label[1].strip() or text[label.end() : label.end() + 1] != ":":
        return None
    at = _skip(text, label.end() + 1)
    begins = at + (text[at : at + 1] == "<")
    if at >= len(text):
        return None
    found = read_address(text, at)
    if found is None or (not found[0] and text[at] != "<"):
        return None
    address, at = found
    title, end = "", _END.match(text, at)
    after = _skip(text, at)
    if after > at and (read := read_title(text, after)) and (finish := _END.match(text, read[1])):
        title, end = read[0], finish
    if end is None:
        return None
    line = text.count("\n", 0, begins)
    column = begins - (text.rfind("\n", 0, begins) + 1)
    position = Position(places[line][0], places[line][1] + column + 1)
    used = text.count("\n", 0, end.end()) + (end.end() == len(text) and not text.endswith("\n", 0, end.end()))
    return label_key(label[1]), Reference(address_of(address), title, position), used


def _skip(text: str, start: int) -> int:
    found = _GAP.match(text, start)
    return found.end() if found else start
