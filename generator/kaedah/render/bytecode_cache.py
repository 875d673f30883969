"""Compiled templates, kept from one build to the next: to compile those of a page takes longer than to render it."""

from typing import Protocol

from jinja2.bccache import Bucket, BytecodeCache


class Store(Protocol):
    """Where bytes are kept by name, for as long as it lasts."""

    def load(self, name: str) -> bytes: ...

    def keep(self, name: str, content: bytes) -> None: ...


class TemplateBytecodeCache(BytecodeCache):
    """The compiled templates of one locale in a store. `basis` is the digest of all that decides them: the words of the
    locale are in them.
    """

    def __init__(self, store: Store, locale: str, basis: str) -> None:
        self._store, self._locale, self._basis = store, locale, f"{basis}\n".encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            found = self._store.load(self._name(bucket))
            if found.startswith(self._basis):
                bucket.bytecode_from_string(found[len(self._basis) :])
        except Exception:  # whatever it is, the template is compiled anew
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._store.keep(self._name(bucket), self._basis + bucket.bytecode_to_string())

    def _name(self, bucket: Bucket) -> str:
        return f"{self._locale}-{bucket.key}"
