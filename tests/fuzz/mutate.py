"""Mutations of inputs, in plain Python and from a seed, so that a run can be repeated."""

from collections.abc import Sequence
from random import Random

# Bytes at which many readers decide something.
INTERESTING = [
    *(
        b"\x00",
        b"\xff",
        b"\x7f",
        b"\x80",
        b"\r\n",
        b"\r",
        b"\n",
        b"\t",
        b" ",
        b'"',
        b"'",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b"<",
    ),
    *(
        b">",
        b"&",
        b"%",
        b"#",
        b":",
        b"-",
        b"--",
        b"*",
        b"|",
        b"`",
        b"$",
        b"~",
        b"_",
        b"=",
        b"@",
        b"!",
        b"?",
        b"0",
        b"9" * 20,
    ),
    *(
        "\ufeff".encode(),
        "\u202e".encode(),
        "\u2028".encode(),
        "\ue000".encode(),
        "é".encode(),
        "中".encode(),
        "İ".encode(),
    ),
    *("\U0001f600".encode(), "\u0301".encode(), b"\xed\xa0\x80", b"\xc0\xaf", b"\x1b[31m", b"\x85", "ẞ".encode()),
]
LONGEST = 6_000


def mutated(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """The input with one to six changes; `words` are those of its format, `others` further inputs."""
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        _change(found, random, words, others)
    return bytes(found[:LONGEST])


def _change(data: bytearray, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    at = random.randint(0, len(data))
    until = min(len(data), at + random.choice((1, 1, 2, 4, 8, 30, 200)))
    match random.randrange(9):
        case 0 if data:
            data[min(at, len(data) - 1)] = random.randrange(256)
        case 1:
            del data[at:until]
        case 2:
            data[at:at] = random.choice(INTERESTING)
        case 3 | 4 if words:
            data[at : random.choice((at, until))] = random.choice(words)
        case 5:
            data[at:at] = data[at:until] * random.choice((1, 2, 5, 40))
        case 6 if others:
            other = random.choice(others)
            begin = random.randint(0, len(other))
            data[at:until] = other[begin : begin + random.choice((4, 20, 100, 1000))]
        case 7:
            other_place = random.randint(0, len(data))
            piece = bytes(data[at:until])
            del data[at:until]
            data[min(other_place, len(data)) : min(other_place, len(data))] = piece
        case _:
            for place in range(at, min(until, at + 4)):
                data[place] ^= 1 << random.randrange(8)
