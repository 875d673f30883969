"""The compiled templates of a theme, shared by the environments of all its languages."""

import marshal
import sys
from functools import cached_property
from importlib.util import MAGIC_NUMBER
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache, bc_version

from kaedah.digests import digest_of
from kaedah.model import Theme

MOST_THEMES = 8
# Those of this process, by the digest of the theme, and whether they are for a book.
_themes: dict[tuple[str, bool], "CompiledTemplates"] = {}


def compiled_templates(theme: Theme, book: bool = False) -> "CompiledTemplates":
    """The compiled templates of a theme in this process, for its pages or for the chapters of its books."""
    key = (theme.digest, book)
    found = _themes.get(key)
    if found is None:
        if len(_themes) >= MOST_THEMES:
            _themes.clear()
        found = _themes[key] = CompiledTemplates(theme, book)
    return found


class CompiledTemplates(BytecodeCache):
    """Code by template, compiled in this process or loaded from a cache.

    is_changed: whether a template was compiled since the code was last loaded or dumped
    """

    def __init__(self, theme: Theme, book: bool = False) -> None:
        self.is_changed = False
        self._basis = (theme.templates, theme.files, book)
        self._code: dict[str, CodeType] = {}
        self._marshalled: dict[str, bytes] = {}  # what no page has used yet

    @cached_property
    def key(self) -> str:
        """The digest of what decides the code: templates, their paths, Jinja and Python, but not our code generator."""
        version = vars(jinja2).get("__version__")  # without the warning that later versions may give
        if version is None:
            from importlib import metadata

            version = metadata.version("jinja2")
        return digest_of(*self._basis, version, bc_version, sys.implementation.cache_tag, MAGIC_NUMBER.hex())

    def __len__(self) -> int:
        return len(self._code.keys() | self._marshalled.keys())

    def load(self, content: bytes) -> None:
        """Takes what `dump` gave under the same key. It will be executed, so its source must be trusted.

        Raises ValueError, EOFError or TypeError where it is damaged.
        """
        marshalled = marshal.loads(content)
        if not isinstance(marshalled, dict):
            raise TypeError("not compiled templates")
        self._marshalled = marshalled
        self.is_changed = False

    def dump(self) -> bytes:
        """All the code, for `load`."""
        self.is_changed = False
        return marshal.dumps(self._marshalled | {name: marshal.dumps(code) for name, code in self._code.items()})

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives Jinja the code of a template, if there is any."""
        code = self._code.get(bucket.key)
        if code is None and bucket.key in self._marshalled:
            code = self._code[bucket.key] = marshal.loads(self._marshalled[bucket.key])
        bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Takes the code of a template that Jinja compiled."""
        assert bucket.code is not None
        self._code[bucket.key] = bucket.code
        self.is_changed = True
