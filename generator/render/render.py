"""Pages → bytes. Jinja lives here and nowhere else; a job needs nothing but itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from generator.model import Catalogue, Status, Theme
from generator.plan.addresses import NOT_FOUND, ROOT_MARK, coverage_path, root_from
from generator.plan.views import Page, Shell
from generator.read.kinds.sources import full_reference
from generator.render.columns import render_column
from generator.render.hosting import edit_href, new_href
from generator.render.pen import LocalePen, language_name


@dataclass(frozen=True, slots=True)
class Job:
    """Pages of one locale with all that is needed to write them; can be pickled and sent anywhere."""

    shell: Shell
    catalogue: Catalogue | None
    theme: Theme
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    path: str
    content: bytes


class RenderError(Exception):
    """A page could not be rendered: our mistake or the theme's. Names the page and the template."""

    def __init__(self, path: str, template: str, reason: str) -> None:
        super().__init__(path, template, reason)
        self.path, self.template, self.reason = path, template, reason

    def __str__(self) -> str:
        return f"cannot render {self.path} with {self.template}: {self.reason}"


def render_job(job: Job) -> list[Rendered]:
    """Every page of the job, in its order. Raises RenderError."""
    environment = _environment(job.theme, job.shell, job.catalogue)
    return [Rendered(page.path, render_page(page, job.shell, environment)) for page in job.pages]


def render_page(page: Page, shell: Shell, environment: Environment) -> bytes:
    """One page as UTF-8, all its links leading from where it lies."""
    try:
        template = environment.get_template(page.template)
        text = template.render(view=page.view, page_path=page.path)
    except Exception as error:  # a template may fail in any way; the page it failed on must be named
        raise RenderError(page.path, page.template, f"{type(error).__name__}: {error}") from error
    return text.replace(ROOT_MARK, _root(page.path, shell)).encode()


def _root(path: str, shell: Shell) -> str:
    """The way to the root. A server may show the not-found page at any depth, so it leads from the site's address."""
    if path == NOT_FOUND and shell.base_url:
        return urlsplit(shell.base_url).path or "/"
    return root_from(path)


# Compiled templates, the only thing a process keeps between jobs.
_environments: dict[tuple[str, str], Environment] = {}


def _environment(theme: Theme, shell: Shell, catalogue: Catalogue | None) -> Environment:
    """The environment of one locale and theme, made once per process."""
    key = (theme.digest, shell.digest)
    if key not in _environments:
        _environments[key] = _make_environment(theme, shell, catalogue)
    return _environments[key]


def _make_environment(theme: Theme, shell: Shell, catalogue: Catalogue | None) -> Environment:
    pen = LocalePen(shell, catalogue)
    environment = Environment(
        loader=DictLoader(dict(theme.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    columns: dict[str, tuple[Markup, ...]] = {}

    def column(entry):  # type: ignore[no-untyped-def]
        made = columns.get(entry.digest)
        if made is None:
            if len(columns) > 5_000:
                columns.clear()
            made = columns[entry.digest] = render_column(entry, shell.heads, pen)
        return made

    assets: Mapping[str, str] = dict(shell.assets)
    environment.globals.update(
        _=pen.gettext,
        gettext=pen.gettext,
        pgettext=pen.pgettext,
        ngettext=pen.ngettext,
        number=pen.number,
        listing=pen.listing,
        words=pen.words,
        lang=pen.lang,
        badge=pen.badge,
        part_label=pen.part_label,
        column=column,
        reference=lambda source: full_reference(source, pen),
        language=lambda code: language_name(code, shell.locale),
        edit_href=lambda path: edit_href(shell, path),
        new_href=lambda path: new_href(shell, path),
        coverage=coverage_path(shell.locale.code),
        asset=lambda name: ROOT_MARK + assets[name],
        root=ROOT_MARK,
        shell=shell,
        Status=Status,
    )
    environment.filters["plain"] = lambda text: Markup(text).striptags()
    return environment
