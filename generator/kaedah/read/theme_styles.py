"""Style sheets of a theme: the assets that they load, the colour schemes that they have, and the contrast of text.

Only what is needed of CSS is read: comments, strings, `url(…)`, blocks, and custom properties of `:root`.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kaedah.digests import digested_name
from kaedah.problems import HintBudget, Position, Problem, Report, suggest

# What a style sheet may load is in groups 1 to 5; comments and other strings are skipped.
_LOADED = re.compile(
    rb"/\*.*?(?:\*/|\Z)"
    rb"|(?<![\w-])url\(\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|((?:[^\s\"'()\\]|\\.)*))\s*\)"
    rb"|@import\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)')"
    rb"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'",
    re.DOTALL | re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")
_PIECE = re.compile(r"/\*.*?(?:\*/|\Z)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[{};]", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"\s*(--[\w-]+)\s*:\s*(.*?)\s*", re.DOTALL)
_COLOUR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})|rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)")
_NAMED = {"white": "#ffffff", "black": "#000000"}
_SCHEME = re.compile(r"prefers-color-scheme\s*:\s*(light|dark)")
MIN_CONTRAST = 4.5  # of text (WCAG 2.2, 1.4.3)
# The tokens of text, each with those that it stands on.
PAIRS = (
    ("--ink", ("--paper", "--panel", "--tint")),
    ("--quiet", ("--paper", "--panel")),
    ("--accent", ("--paper", "--panel")),
    ("--mark", ("--paper", "--panel")),
)
SCHEMES = ("light", "dark")


class Loaded(NamedTuple):
    """Something that a style sheet loads: its address, and where that stands in the bytes."""

    address: str
    start: int
    end: int


def loaded_by(content: bytes) -> Iterator[Loaded]:
    """Everything that a style sheet loads, in order."""
    for found in _LOADED.finditer(content):
        group = found.lastindex
        if group:
            yield Loaded(found[group].decode("utf-8", "replace"), found.start(group), found.end(group))


def asset_of(sheet: str, address: str) -> str:
    """The asset that an address in a style sheet names; it may lead out of the theme."""
    path = address.partition("#")[0].partition("?")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), path))


def is_within(address: str) -> bool:
    """Whether an address names no file at all: a part of the page, or data."""
    return address.startswith("#") or address[:5].lower() == "data:" or not address


def check_loaded(sheet: str, content: bytes, assets: Mapping[str, bytes], budget: HintBudget, report: Report) -> None:
    """Reports everything that a style sheet loads and that is no asset of the theme. An address with an escape may be
    any other one, so it is none.
    """
    for loaded in loaded_by(content):
        if is_within(loaded.address):
            continue
        position = _position(content, loaded.start)
        target = asset_of(sheet, loaded.address)
        if "\\" in loaded.address or _ELSEWHERE.match(loaded.address) or target.startswith("../"):
            message = 'the style sheet loads "{address}", which is no asset of the theme'
            hint = "put the file into assets/, and write its path from this style sheet"
            report.error(position, message, hint, address=loaded.address)
        elif target not in assets:
            hint, more = suggest(target, sorted(assets), budget)
            report.error(position, 'there is no asset "{name}"', hint, name=target, **more)


def _position(content: bytes, index: int) -> Position:
    before = content[:index].decode("utf-8", "replace").removeprefix("\ufeff")
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n"))


def with_digests(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """The assets with the addresses in their style sheets as they are published: with digests.

    A style sheet that loads itself, also through others, keeps those addresses as they are.
    """
    done: dict[str, bytes] = {}

    def finish(name: str, above: tuple[str, ...]) -> bytes:
        if name not in done:
            content = assets[name]
            if name.endswith(".css"):
                content = _renamed(name, content, (*above, name))
            done[name] = content
        return done[name]

    def _renamed(sheet: str, content: bytes, above: tuple[str, ...]) -> bytes:
        pieces, at = [], 0
        for loaded in loaded_by(content):
            target = asset_of(sheet, loaded.address)
            if is_within(loaded.address) or target not in assets or target in above:
                continue
            path = re.split(r"[?#]", loaded.address)[0]
            published = digested_name(posixpath.basename(target), finish(target, above))
            address = posixpath.join(posixpath.dirname(path), published) + loaded.address[len(path) :]
            pieces += [content[at : loaded.start], address.encode()]
            at = loaded.end
        return b"".join([*pieces, content[at:]])

    return {name: finish(name, ()) for name in assets}


def in_scheme(content: bytes, scheme: str) -> bytes:
    """A style sheet for a theme of one colour scheme: what is for the other one never applies."""
    if scheme not in SCHEMES:
        return content
    other = SCHEMES[1 - SCHEMES.index(scheme)]
    content = re.sub(rb"\(\s*prefers-color-scheme\s*:\s*" + other.encode() + rb"\s*\)", b"(width < 0)", content)
    content = re.sub(rb"\(\s*prefers-color-scheme\s*:\s*" + scheme.encode() + rb"\s*\)", b"(width >= 0)", content)
    return re.sub(rb"(?<![\w-])color-scheme\s*:\s*light dark", b"color-scheme: " + scheme.encode(), content)


class Token(NamedTuple):
    """A design token: its value, and where it is set."""

    value: str
    path: str  # of the file, as it is printed
    position: Position


def tokens_of(path: str, content: bytes) -> Iterator[tuple[str, str, Token]]:
    """The custom properties of `:root` in a style sheet, in order: the scheme, the name and the token."""
    text = content.decode("utf-8", "replace")
    open_blocks: list[str] = []
    start = 0
    for piece in _PIECE.finditer(text):
        if piece[0][0] not in "{};":
            continue
        before = re.sub(
            r"/\*.*?\*/", lambda comment: " " * len(comment[0]), text[start : piece.start()], flags=re.DOTALL
        )
        token = _TOKEN.fullmatch(before) if piece[0] != "{" and open_blocks else None
        if token and open_blocks[-1] in (":root", "html") and "print" not in " ".join(open_blocks):
            found = _SCHEME.search(" ".join(open_blocks))
            position = _position(content, len(text[: start + token.start(1)].encode()))
            for scheme in (found[1],) if found else SCHEMES:
                yield scheme, token[1], Token(token[2], path, position)
        if piece[0] == "{":
            open_blocks.append(" ".join(before.split()))
        elif piece[0] == "}" and open_blocks:
            open_blocks.pop()
        start = piece.end()


def check_contrast(tokens: Mapping[tuple[str, str], Token], schemes: str, problems: list[Problem]) -> None:
    """Warns of text whose contrast is too low, at the later one of its two tokens; `tokens` are in the order in which
    they are set. Colours in other notations than `#rrggbb` and `rgb(r g b)` are not checked.
    """
    order = {key: number for number, key in enumerate(tokens)}
    for scheme in SCHEMES:
        pairs = [(text, ground) for text, grounds in PAIRS for ground in grounds] if scheme in schemes else []
        for text, ground in pairs:
            keys = [key for key in ((scheme, text), (scheme, ground)) if key in tokens]
            colours = [colour for key in keys if (colour := _colour(tokens[key].value))]
            if len(colours) < 2 or (ratio := contrast(*colours)) >= MIN_CONTRAST:
                continue
            place = tokens[max(keys, key=order.__getitem__)]
            Report(place.path, problems).warning(
                place.position,
                '"{text}" on "{ground}" has a contrast of {ratio} in the scheme "{scheme}"',
                "text needs 4.5; change one of the two colours",
                text=text,
                ground=ground,
                ratio=f"{int(ratio * 100) / 100:.2f}",
                scheme=scheme,
            )


def _colour(value: str) -> tuple[int, int, int] | None:
    found = _COLOUR.fullmatch(_NAMED.get(value.lower(), value))
    if found is None:
        return None
    if found[1] is None:
        red, green, blue = (min(255, int(part)) for part in found.groups()[1:])
        return red, green, blue
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of two colours (WCAG 2.2), from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
