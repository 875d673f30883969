"""Compiled templates from one build to the next, in the cache of the user who builds."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kaedah.digests import digest_of
from kaedah.model import Theme
from kaedah.plan.locale_site import LocaleSite
from kaedah.render import codegen
from kaedah.render.compiled_templates import compiled_templates
from kaedah.render.environment import environment_of
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


def prepare_templates(locale_site: LocaleSite) -> None:
    """Compiles the theme's templates where nothing is cached, so that worker processes need not each do it."""
    theme, layout = locale_site.site.theme, locale_site.layout
    with cached_templates(theme, layout.book), suppress(Exception):  # a broken template is reported with its page
        if not compiled_templates(theme, layout.book):
            environment = environment_of(theme, layout, locale_site.catalogue)
            for name in sorted(name for name in theme.templates if "/" not in name):
                environment.get_template(name)
