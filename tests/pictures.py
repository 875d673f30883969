"""Images in every format that a site may have, made of as few bytes as they need."""

import base64
import struct
import zlib


def png(width: int = 4, height: int = 3, grey: int = 120) -> bytes:
    """A PNG of one shade."""
    rows = b"".join(b"\0" + bytes([grey]) * width for _ in range(height))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in (*parts, (b"IEND", b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def svg(inner: str = '<circle cx="5" cy="5" r="4"/>', more: str = 'viewBox="0 0 40 20"') -> bytes:
    """An SVG image."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {more}>{inner}</svg>'.encode()


def jpeg(width: int, height: int, exif: bytes = b"") -> bytes:
    """A JPEG up to its frame, which is all that is read of it."""
    block = b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif if exif else b""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    return b"\xff\xd8\xff\xfe\0\x04hi" + block + b"\xff\xff" + frame + b"\xff\xd9"


def exif(order: str, *entries: tuple[int, int]) -> bytes:
    """A block of Exif with these tags and values."""
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    fields = b"".join(struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0) for tag, value in entries)
    return head + struct.pack(f"{order}H", len(entries)) + fields + b"\0\0\0\0"


# As other programs write them: 333 × 222, 320 × 180, 320 × 180 and 33 × 22 pixels.
AVIF = base64.b64decode(
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0"
    "bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAARgAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBy"
    "cAAAAEtpcGNvAAAAFGlzcGUAAAAAAAABTQAAAN4AAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1h"
    "AAAAAAAAAAEAAQQBAoMEAAAATm1kYXQSAAoKGCHpm60QENBoQDI2ETHh4ZlAgggnlAAAAMIRaNaU8g1tYq+p28qROTlU1/iwupLHP5YuOrlhfSuS"
    "ugr2M5H3XpiA"
)
WEBP = base64.b64decode(
    "UklGRqIAAABXRUJQVlA4IJYAAAAQEACdASpAAbQAPm02mUmkIyKhICgAgA2JaW7hdrEbQAnsA99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2"
    "TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkN4AD+/9YAAAAAAAAAAAA="
)
LOSSLESS_WEBP = base64.b64decode("UklGRiIAAABXRUJQVlA4TBYAAAAvP8EsAAcQEf0PACjS//8U0f/U/x8A")
EXTENDED_WEBP = (
    b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + (319).to_bytes(3, "little") + (179).to_bytes(3, "little")
)
GIF = base64.b64decode(
    "R0lGODdhIQAWAIEAAAAAAAAAAAAAAAAAACwAAAAAIQAWAEAILQABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatzIsaPHjyBDihxJsuTFgAA7"
)
