"""Digests of values, the same in every process and on every machine."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any


def digest_of_bytes(content: bytes) -> str:
    """The digest of a file's content: 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digested_name(name: str, content: bytes) -> str:
    """The name of a file with a part of the digest of its content, so that it may be cached for ever."""
    stem, dot, suffix = name.rpartition(".")
    part = digest_of(content)[:10]
    return f"{stem}.{part}.{suffix}" if dot else f"{name}.{part}"


def digest_of(*values: object) -> str:
    """The digest of frozen values: 32 hexadecimal digits. A value with a `digest` field is represented by it."""
    return digest_of_bytes(repr([_plain(value) for value in values]).encode())


def _plain(value: Any) -> Any:
    """The value as nested tuples of plain values, whose `repr` is the same in every process."""
    kind = type(value)
    convert = _CONVERTERS.get(kind)
    if convert is None:
        convert = _CONVERTERS[kind] = _converter_for(kind)
    return convert(value)


def _converter_for(kind: type) -> Callable[[Any], Any]:
    if "digest" in getattr(kind, "_fields", ()):
        return lambda value: value.digest or tuple(map(_plain, value))
    if issubclass(kind, tuple | list):
        return lambda value: tuple(map(_plain, value))
    if issubclass(kind, Mapping):  # in its order, which readers may see
        return lambda value: tuple((key, _plain(item)) for key, item in value.items())
    return str if issubclass(kind, str) else _identity


def _identity(value: Any) -> Any:
    return value


# Converters by type; filled as types occur.
_CONVERTERS: dict[type, Callable[[Any], Any]] = {
    str: _identity,
    int: _identity,
    bool: _identity,
    bytes: _identity,
    type(None): _identity,
}
