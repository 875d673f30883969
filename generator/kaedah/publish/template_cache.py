"""Compiled templates from one build to the next, in the cache of the user who builds."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kaedah.digests import digest_of
from kaedah.model import Theme
from kaedah.render import codegen
from kaedah.render.compiled_templates import compiled_templates
from kaedah.user_cache import read_cached, write_cached


@contextmanager
def cached_templates(theme: Theme, book: bool = False) -> Iterator[None]:
    """Renders with what earlier builds compiled of a theme, and caches what this one compiles."""
    compiled = compiled_templates(theme, book)
    try:
        name = digest_of(compiled.key, Path(codegen.__file__).read_bytes())
    except OSError:  # the program is not in files
        yield
        return
    if not compiled and (content := read_cached(name)):
        with suppress(ValueError, EOFError, TypeError):  # it is compiled again
            compiled.load(content)
    yield
    if compiled.is_changed:
        write_cached(name, compiled.dump())
