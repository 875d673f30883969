"""Digests: what tells two values apart in every process, on every machine, at any time."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any


def stamp_of(text: str) -> str:
    """The digest a translation records of the source words it was made from: eight hexadecimal digits.

    White space is normalised line by line, so that trailing spaces and line ends do not make a translation stale.
    """
    lines = (" ".join(line.split()) for line in text.strip().splitlines())
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=4).hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """The digest of a file's content: 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest_of(*things: object) -> str:
    """The digest of frozen values. A value that has a `digest` of its own stands for itself and is not walked."""
    return digest_of_bytes(repr([_plain(thing) for thing in things]).encode())


def _plain(thing: Any) -> Any:
    """The value as nested tuples of plain values, whose `repr` is the same wherever it is made."""
    kind = type(thing)
    plain = _PLAINERS.get(kind)
    if plain is None:
        plain = _PLAINERS[kind] = _plainer(kind)
    return plain(thing)


def _plainer(kind: type) -> Callable[[Any], Any]:
    if "digest" in getattr(kind, "_fields", ()):
        return lambda thing: thing.digest or tuple(map(_plain, thing))
    if issubclass(kind, tuple | list):
        return lambda thing: tuple(map(_plain, thing))
    if issubclass(kind, Mapping):
        return lambda thing: tuple((key, _plain(thing[key])) for key in sorted(thing))
    return str if issubclass(kind, str) else _itself


def _itself(thing: Any) -> Any:
    return thing


# How values of each type are made plain; grows by the types that are met.
_PLAINERS: dict[type, Callable[[Any], Any]] = {
    str: _itself,
    int: _itself,
    bool: _itself,
    bytes: _itself,
    type(None): _itself,
}
