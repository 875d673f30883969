"""The first bytes of an image file → its format and its size in pixels. Nothing is decoded.

The formats are told by their content: PNG (ISO 15948), JPEG (ITU-T T.81, orientation by Exif 2.32), GIF89a, WebP
(RFC 9649) and AVIF (ISO 23000-22 in boxes of ISO 14496-12).
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

MOST_BOXES = 1_000
_PNG = b"\x89PNG\r\n\x1a\n"
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers of JPEG without a length
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # those that hold the size
_ORIENTATION, _GPS = 0x0112, 0x8825  # tags of Exif
_TURNED = range(5, 9)  # orientations that exchange width and height


class ImageHeader(NamedTuple):
    """What the header of an image says.

    form: `png`, `jpeg`, `gif`, `webp` or `avif`.
    width, height: in pixels, as browsers show it.
    located: whether it records where it was taken.
    """

    form: str
    width: int
    height: int
    located: bool = False


class BrokenImage(Exception):
    """The file has the signature of an image, but its header is cut off or not valid."""


def image_header(raw: bytes) -> ImageHeader | None:
    """The header of an image; None for what is none of the formats. Raises BrokenImage."""
    try:
        found = _header(raw)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise BrokenImage(str(error)) from error
    if found is not None and not (found.width > 0 and found.height > 0):
        raise BrokenImage("it has no pixels")
    return found


def _header(raw: bytes) -> ImageHeader | None:
    if raw.startswith(_PNG):
        length, kind, width, height = struct.unpack_from(">I4sII", raw, 8)
        if kind != b"IHDR" or length != 13:
            raise ValueError("it does not begin with IHDR")
        return ImageHeader("png", width, height)
    if raw.startswith(b"\xff\xd8\xff"):
        return _jpeg(raw)
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return ImageHeader("gif", *struct.unpack_from("<HH", raw, 6))
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return ImageHeader("webp", *_webp_size(raw))
    if raw[4:8] == b"ftyp" and _is_avif(raw):
        return ImageHeader("avif", *_avif_size(raw))
    return None


def _jpeg(raw: bytes) -> ImageHeader:
    at, orientation, located = 2, 1, False
    while True:
        if raw[at] != 0xFF:
            raise ValueError("a marker is missing")
        marker = raw[at + 1]
        if marker == 0xFF:  # a filler
            at += 1
            continue
        if marker in _ALONE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", raw, at + 2)
        if length < 2 or marker in (0xD9, 0xDA):
            raise ValueError("it has no frame")
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            turned = orientation in _TURNED
            return ImageHeader("jpeg", *((height, width) if turned else (width, height)), located)
        if marker == 0xE1 and raw[at + 4 : at + 10] == b"Exif\0\0":
            orientation, located = _exif(raw[at + 10 : at + 2 + length])
        at += 2 + length


def _exif(block: bytes) -> tuple[int, bool]:
    """The orientation, and whether there is a place; what cannot be read says neither, as browsers take it."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    orientation, located = 1, False
    if order is None:
        return orientation, located
    try:
        (start,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, start)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", block, start + 2 + 12 * number)
            orientation = value if tag == _ORIENTATION else orientation
            located = located or tag == _GPS
    except struct.error:
        pass
    return orientation, located


def _webp_size(raw: bytes) -> tuple[int, int]:
    kind = raw[12:16]
    if kind == b"VP8 ":
        if raw[23:26] != b"\x9d\x01\x2a":
            raise ValueError("it has no key frame")
        width, height = struct.unpack_from("<HH", raw, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        if raw[20] != 0x2F:
            raise ValueError("it has no signature")
        (bits,) = struct.unpack_from("<I", raw, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and len(raw) >= 30:
        return int.from_bytes(raw[24:27], "little") + 1, int.from_bytes(raw[27:30], "little") + 1
    raise ValueError("it has no frame")


class _Box(NamedTuple):
    kind: bytes
    start: int  # of its content
    end: int


def _boxes(raw: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes between two places. Raises ValueError where they do not fit."""
    count = 0
    while start + 8 <= end:
        count += 1
        size, kind = struct.unpack_from(">I4s", raw, start)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", raw, start + 8)
            head = 16
        stop = start + size if size else end
        if count > MOST_BOXES or stop < start + head or stop > end:
            raise ValueError("its boxes do not fit")
        yield _Box(kind, start + head, stop)
        start = stop


def _is_avif(raw: bytes) -> bool:
    (size,) = struct.unpack_from(">I", raw)
    brands = raw[8 : min(size, 256)]
    return any(brands[at : at + 4] in (b"avif", b"avis") for at in range(0, len(brands), 4))


def _box(raw: bytes, within: _Box, kind: bytes, skip: int = 0) -> _Box:
    """The first box of a kind within another, whose first `skip` bytes are no box. Raises ValueError."""
    found = next((box for box in _boxes(raw, within.start + skip, within.end) if box.kind == kind), None)
    if found is None:
        raise ValueError(f"it has no box {kind.decode()}")
    return found


def _avif_size(raw: bytes) -> tuple[int, int]:
    """The extent of the primary item, turned as it says."""
    meta = _box(raw, _Box(b"", 0, len(raw)), b"meta")
    primary = _box(raw, meta, b"pitm", skip=4)
    wide = raw[primary.start] > 0
    (item,) = struct.unpack_from(">I" if wide else ">H", raw, primary.start + 4)
    properties = _box(raw, meta, b"iprp", skip=4)
    listed = [*_boxes(raw, (container := _box(raw, properties, b"ipco")).start, container.end)]
    size, turned = (0, 0), False
    for index in _associated(raw, _box(raw, properties, b"ipma"), item):
        box = listed[index - 1] if 0 < index <= len(listed) else None
        if box and box.kind == b"ispe":
            width, height = struct.unpack_from(">II", raw, box.start + 4)
            size = width, height
        elif box and box.kind == b"irot":
            turned = raw[box.start] % 2 == 1
    return (size[1], size[0]) if turned else size


def _associated(raw: bytes, box: _Box, item: int) -> Iterator[int]:
    """The numbers of the properties of an item, from 1."""
    version, flags = raw[box.start], int.from_bytes(raw[box.start + 1 : box.start + 4], "big")
    (count,) = struct.unpack_from(">I", raw, box.start + 4)
    at, large = box.start + 8, bool(flags & 1)
    for _ in range(min(count, MOST_BOXES)):
        (number,) = struct.unpack_from(">I" if version else ">H", raw, at)
        at += 4 if version else 2
        associations = raw[at]
        at += 1
        for _ in range(associations):
            index = struct.unpack_from(">H", raw, at)[0] & 0x7FFF if large else raw[at] & 0x7F
            at += 2 if large else 1
            if number == item:
                yield index
        if at > box.end:
            raise ValueError("its boxes do not fit")
