"""The notes on what was published last: what its pages were made of, and so what another build need not make again.

They are kept in pieces, each of which is read when it is asked for, and taken over as it is where nothing in it has
changed: an edit must not cost what the notes on ten thousand methods cost.
"""

import marshal
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, TypeVar

from kaedah.plan.ledger import Ledger
from kaedah.plan.page_spec import PackedSpecs

Thing = TypeVar("Thing")


class Notes:
    """By language, what all its pages share (`frame`, in words) and the digests of its ingredients (`ledger`, of which
    `shared` are those of all languages); the sheets, and the digest of what decides them, as a plan has them.

    `load` gives a piece by its name, or raises OSError; what cannot be read is as if nothing were noted.
    """

    def __init__(self, load: Callable[[str], bytes]) -> None:
        self._load = load
        self._read: dict[str, Any] = {}

    @property
    def shape(self) -> str:
        return str(self._piece("shape", ""))

    @property
    def shells(self) -> Mapping[str, str]:
        """By language the digest of what all its pages share."""
        found: dict[str, str] = self._piece("shells", {})
        return found

    @property
    def sums(self) -> Mapping[str, bytes]:
        """By language the digest of what its ledger has for itself."""
        found: dict[str, bytes] = self._piece("sums", {})
        return found

    @cached_property
    def specs(self) -> PackedSpecs:
        """The pages that each language has."""
        return PackedSpecs(self._pages[0])

    @cached_property
    def roots(self) -> PackedSpecs:
        """The pages above all languages."""
        return PackedSpecs(self._pages[1])

    @property
    def is_complete(self) -> bool:
        """Whether it is known which pages there were."""
        return bool(self.shape and self.roots)

    def frame(self, code: str) -> Mapping[str, str]:
        found: dict[str, str] = self._piece(f"frame {code}", {})
        return found

    @property
    def documents(self) -> list[str]:
        """The keys of the outlines."""
        found: list[str] = self._piece("documents", [])
        return found

    @property
    def shared(self) -> bytes:
        return bytes(self._piece("shared", b""))

    def ledger(self, code: str) -> Ledger:
        own, lists = self._piece(f"ledger {code}", (b"", dict[str, bytes]()))
        known = own and self.shared
        return Ledger(self.documents if known else (), self.shared, own, lambda: lists)

    @property
    def _pages(self) -> tuple[list[bytes], list[bytes]]:
        return self._piece("pages", ([], []))

    def _piece(self, name: str, otherwise: Thing) -> Thing:
        if name not in self._read:
            self._read[name] = otherwise
            with suppress(OSError, ValueError, EOFError, TypeError):
                self._read[name] = marshal.loads(self._load(name))
        found: Thing = self._read[name]
        return found
